import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { verifyBytes } from '../../main/cli/verify.ts';
import { createPaperMaker } from '../../main/papers/render.ts';
import { assetsFolder, runSanlian } from './run.ts';

const folder = mkdtempSync(join(tmpdir(), 'sanlian-lang-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const papers = createPaperMaker({ fontsFolder: join(assetsFolder, 'fonts') });
const chinese = /[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]/;
const english = { LANG: 'en_GB.UTF-8' };

describe('sanlian in English', () => {
  it('obeys --lang wherever it stands', async () => {
    for (const args of [['--lang', 'en', '--help'], ['--help', '--lang=en'], ['tour', '--lang', 'en', '--help'], ['--lang', 'en', 'verify', '--help'], ['help', 'doctor', '--lang', 'en']]) {
      const { code, out, err } = await runSanlian(args);
      expect(out, args.join(' ')).toContain('Usage: sanlian');
      expect(`${out}${err}`, args.join(' ')).not.toMatch(chinese);
      expect(code).toBe(0);
    }
  });

  it('has no Chinese word in the help of any command, and no English one in the Chinese help', async () => {
    const all = (await runSanlian(['--help'], english)).out;
    const names = [...all.slice(all.indexOf('Commands:')).matchAll(/^ {2}(\w+) .*(?:\[options\]|\[command\])/gm)].map((each) => each[1]!);
    expect(names).toEqual(expect.arrayContaining(['tour', 'verify', 'doctor', 'help']));
    for (const name of names.filter((each) => each !== 'help')) {
      const help = await runSanlian([name, '--help'], english);
      expect(help.out, name).not.toMatch(chinese);
      expect(help.code).toBe(0);
      const { out } = await runSanlian([name, '--help']);
      expect(out, name).toContain('用法:');
      expect(out, name).not.toMatch(/Usage|Options:|Arguments:|display|default/);
    }
  });

  it('refuses wrong usage in the language asked for, with the documented code', async () => {
    const wrong: readonly (readonly [readonly string[], RegExp, RegExp])[] = [
      [['foo'], /unknown command 'foo'/, /没有命令 foo/],
      [['foo', '--help'], /unknown command 'foo'/, /没有命令 foo/],
      [['help', 'foo'], /unknown command 'foo'/, /没有命令 foo/],
      [['vrify', 'x'], /Did you mean verify\?/, /是否想用：verify？/],
      [['verify'], /missing required argument 'file'/, /缺少参数 file/],
      [['verify', 'a', 'b'], /too many arguments/, /参数太多：应为 1 个，给了 2 个/],
      [['tour'], /required option '--out <dir>' not specified/, /缺少必需的选项 --out/],
      [['tour', '--out'], /argument missing/, /后面缺少值/],
      [['doctor', '--nothing'], /unknown option '--nothing'/, /没有选项 --nothing/],
      [['doctor', '--lang', 'fr'], /'fr' is invalid/, /“fr”不对，可用：zh, en/],
    ];
    for (const [args, inEnglish, inChinese] of wrong) {
      const [first, second] = await Promise.all([runSanlian(args, english), runSanlian(args)]);
      expect(first.err, args.join(' ')).toMatch(inEnglish);
      expect(`${first.out}${first.err}`, args.join(' ')).not.toMatch(chinese);
      expect(first.code, args.join(' ')).toBe(2);
      expect(second.err, args.join(' ')).toMatch(inChinese);
      expect(second.err, args.join(' ')).not.toMatch(/error:/);
      expect(second.code, args.join(' ')).toBe(2);
    }
  }, 120_000);

  it('names a folder without a station', async () => {
    const { code, err } = await runSanlian(['doctor', '--data', folder, '--lang', 'en']);
    expect(code).toBe(4);
    expect(err).toContain('There is no station in');
    expect(err).not.toMatch(chinese);
  });
});

describe('sanlian verify, of a file that is no record', () => {
  it('says so in a sentence, in both languages, without a parser\'s words', async () => {
    const file = join(folder, 'notes.md');
    writeFileSync(file, '# Notes\n');
    const { code, out } = await runSanlian(['verify', file]);
    expect(code).toBe(1);
    expect(out).toContain('这不是三联的 PDF 或单据导出');
    expect(out).not.toMatch(/is not valid|token|expected|Invalid/i);
    expect((await runSanlian(['verify', file, '--lang', 'en'])).out).toMatch(/no PDF or record export of Sanlian[^]*Not valid\./);
  });

  it('tells apart what can be wrong', async () => {
    const labelOf = async (content: string | Uint8Array) => (await verifyBytes(typeof content === 'string' ? new TextEncoder().encode(content) : content, papers)).lines.map((line) => `${line.label.en} ${line.detail ?? ''}`.trim());
    const noRecord = /^This is no PDF or record export of Sanlian/;
    for (const content of ['', 'null', '[]', '{"name":"x"}', '{"kind":"other"}', Uint8Array.from([0xff, 0x00])]) expect(await labelOf(content)).toEqual([expect.stringMatching(noRecord)]);
    expect(await labelOf('{"kind":"sanlian-record","v":2}')).toEqual([expect.stringMatching(/newer Sanlian/)]);
    expect(await labelOf('{"kind":"sanlian-record","v":1,"definition":{"fields":{},"lifecycle":{}},"ops":[],"key":""}')).toEqual([expect.stringMatching(/“ops” is malformed/)]);
    expect(await labelOf('{"kind":"sanlian-record","v":1,"definition":{"fields":{},"lifecycle":{}},"ops":[{"seq":1,"hash":"","bytes":"{}"}],"key":"","more":1}')).toEqual([expect.stringMatching(/“more” is malformed/)]);
    expect(await labelOf('{"kind":"sanlian-record","v":1,"definition":{"fields":{},"lifecycle":{}},"ops":[{"seq":1,"hash":"","bytes":"{}"}],"key":""}')).toEqual([expect.stringMatching(/incomplete or was altered$/)]);
    expect(await labelOf('%PDF-1.7 and nothing more')).toEqual([expect.stringMatching(/^This PDF is damaged/)]);
  });
});
