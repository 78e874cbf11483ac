import { describe, expect, it } from 'vitest';
import { runSanlian } from './run.ts';

const english = { LANG: 'en_GB.UTF-8' };
const ask = (args: readonly string[], env: Readonly<Record<string, string>> = {}) => runSanlian(['money', ...args], env);

describe('sanlian money', () => {
  it('lists every kind of the contract', async () => {
    const { code, out } = await ask(['--list', '--json']);
    expect(code).toBe(0);
    const { kinds } = JSON.parse(out) as { kinds: { id: string }[] };
    expect(kinds.map((kind) => kind.id)).toEqual(['assessment-failed', 'secrecy-breach', 'suspension', 'late-payment', 'refund', 'bond']);
  });

  it('answers in figures and 大写, and explains when asked', async () => {
    const plain = JSON.parse((await ask(['--kind', 'late-payment', '--from', '2022-03-01', '--to', '2022-04-14', '--json'], { TZ: 'America/New_York' })).out) as Record<string, unknown>;
    expect(plain).toMatchObject({ kind: 'late-payment', rule: 'R32', amount: '20780.00', capitals: '贰万零柒佰捌拾元整', payer: 'client', decided: false, estimated: false });
    expect(plain).not.toHaveProperty('steps');
    const explained = JSON.parse((await ask(['--kind', 'refund', '--terminated', '2022-04-22', '--notice', '2022-04-22T15:00+08:00', '--json', '--explain'])).out) as { steps: { result: string }[] };
    expect(explained).toMatchObject({ amount: '446912.33', due: '2022-05-23T23:59:59+08:00' });
    expect(explained.steps.map((step) => step.result)).toContain('592087.67');
  });

  it('speaks either language, day by day', async () => {
    const { out } = await ask(['--kind', 'late-payment', '--amount', '333.33', '--from', '2022-03-01', '--to', '2022-04-14', '--explain']);
    expect(out).toContain('人民币 6.67 元（陆元陆角柒分）');
    expect(out).toContain('不作认定');
    expect(out).toMatch(/2022-04-14 {2}\+3\.34 {2}6\.67/);
    const inEnglish = await ask(['--kind', 'bond', '--signed', '2021-09-27', '--explain'], english);
    expect(inEnglish.out).toContain('CNY 103,900.00');
    expect(inEnglish.out).toContain('due: 2021-10-29T23:59:59+08:00');
  });

  it('refuses bad input with the option named, exit code 2', async () => {
    const wrong: readonly (readonly [readonly string[], RegExp])[] = [
      [[], /--kind.*\n可用：assessment-failed/],
      [['--kind', 'tip'], /--kind.*\n可用：assessment-failed/],
      [['--kind', 'refund'], /--terminated/],
      [['--kind', 'late-payment', '--from', '2022-03-02', '--to', '2022-03-01'], /--to.*--from/],
      [['--kind', 'bond', '--fee', '-5', '--signed', '2021-02-30'], /--signed[\s\S]*--fee/],
    ];
    for (const [args, words] of wrong) {
      const { code, out, err } = await ask(args);
      expect(err, args.join(' ')).toMatch(words);
      expect(out).toBe('');
      expect(code).toBe(2);
    }
  });
});
