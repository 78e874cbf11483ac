import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { runSanlian } from './run.ts';

const english = { LANG: 'en_GB.UTF-8' };
const ask = (args: readonly string[], env: Readonly<Record<string, string>> = {}) => runSanlian(['grade', ...args], env);
const slow = ['--kind', 'internet-slow', '--from', '2022-04-22T08:00+08:00'];

describe('sanlian grade', () => {
  it('answers in JSON, in Beijing time on any laptop', async () => {
    for (const TZ of ['America/New_York', 'Asia/Shanghai', 'Pacific/Kiritimati']) {
      const { code, out } = await ask([...slow, '--at', '2022-04-22T06:00:00Z', '--json'], { TZ });
      expect(code).toBe(0);
      expect(JSON.parse(out)).toMatchObject({ grade: 'D', since: '2022-04-22T08:00:00+08:00', next: { grade: 'C', at: '2022-04-22T14:00:01+08:00' } });
    }
    // a time without a zone is Beijing's
    const { out } = await ask(['--kind', 'internet-slow', '--from', '2022-04-22T08:00', '--at', '2022-04-22T14:00:01', '--json'], { TZ: 'America/New_York' });
    expect(JSON.parse(out)).toMatchObject({ grade: 'C', since: '2022-04-22T14:00:01+08:00', next: { grade: 'B', at: '2022-04-22T20:00:01+08:00' }, rule: expect.stringContaining('超过 6 小时未解决') });
  });

  it('takes a time as a cell of a form does', async () => {
    const begun = async (from: string): Promise<string> => (JSON.parse((await ask(['--kind', 'internet-slow', '--from', from, '--at', '2022-04-22T09:00', '--json'], { TZ: 'America/New_York' })).out) as { since: string }).since;
    for (const from of ['2022-04-22 08:00', '2022/4/22 8:00', '2022年4月22日 8点']) expect(await begun(from), from).toBe('2022-04-22T08:00:00+08:00');
    const { code, out } = await ask(['--kind', 'internet-slow', '--from', '昨天 8:30', '--at', '昨天 20:31', '--json']);
    expect([code, (JSON.parse(out) as { grade: string }).grade]).toEqual([0, 'B']);
  });

  it('reads for people in either language, with who must come', async () => {
    const { out } = await ask(['--kind', 'functional', '--from', '2022-04-22T08:00', '--at', '2022-04-22T09:00', '--people', '500'], english);
    expect(out).toContain('Grade A');
    expect(out).toContain('500 users or more affected');
    expect(out).toContain('Emergency command: members');
    expect(out).not.toMatch(/[\u4e00-\u9fff]/);
    expect((await ask(['--kind', 'functional', '--from', '2022-04-22T08:00', '--at', '2022-04-22T09:00', '--people', '500'])).out).toContain('应急指挥部成员');
  });

  it('refuses bad input with the option named, exit code 2', async () => {
    const functional = ['--kind', 'functional', '--from', '2022-04-22T08:00', '--at', '2022-04-22T09:00'];
    const wrong: readonly (readonly [readonly string[], RegExp])[] = [
      [['--kind', 'flood', '--from', '2022-04-22T08:00', '--at', '2022-04-22T09:00'], /--kind.*\n可用：internet-slow private-slow functional internet-down private-down/],
      [[...slow, '--at', '2022-04-22T07:59:59'], /--from.*将来/],
      [['--kind', 'internet-slow', '--at', '2022-04-22T09:00'], /--from/],
      [['--kind', 'internet-slow', '--occurred', '2022-04-22T08:00', '--found', '2022-04-22T07:00', '--at', '2022-04-22T09:00'], /--found.*--occurred/],
      [functional, /--people/],
      [[...functional, '--people', '-1'], /--people/],
      [[...functional, '--people', '1e9'], /--people.*30000000/],
      [[...functional, '--people', '2.5'], /--people/],
      [[...functional, '--people', 'many'], /--people/],
    ];
    for (const [args, words] of wrong) {
      const { code, out, err } = await ask(args);
      expect(err, args.join(' ')).toMatch(words);
      expect(out).toBe('');
      expect(code).toBe(2);
    }
  });

  it('grades by another contract when told so', async () => {
    const profile = fileURLToPath(new URL('../profiles/biaozhun-ceshi.json', import.meta.url));
    const { out } = await ask(['--kind', 'lines-dead', '--from', '2023-07-07T08:00', '--at', '2023-07-07T08:44:59', '--profile', profile, '--json']);
    expect(JSON.parse(out)).toMatchObject({ grade: 'P2', next: { grade: 'P1', at: '2023-07-07T08:45:00+08:00' } });
  });

  it('names the file that is no profile', async () => {
    const at = ['--at', '2022-04-22T09:00', '--profile'];
    expect(await ask([...slow, ...at, '/nowhere/profile.json'])).toMatchObject({ code: 4, err: expect.stringContaining('/nowhere/profile.json') });
    const { code, err } = await ask([...slow, ...at, new URL('../../package.json', import.meta.url).pathname], english);
    expect(code).toBe(4);
    expect(err).toMatch(/not a complete contract profile[\s\S]*Line 1, Grades \(grades\): is missing/);
  });
});
