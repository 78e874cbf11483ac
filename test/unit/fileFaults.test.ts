import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import cn from '../../assets/calendars/cn.json' with { type: 'json' };
import en from '../../assets/locales/en.json' with { type: 'json' };
import zh from '../../assets/locales/zh.json' with { type: 'json' };
import { textToCalendar } from '../../domain/calendar/calendar.ts';
import { entryWords } from '../../domain/contract/entryWords.ts';
import { textToProfile } from '../../domain/contract/profile.ts';
import type { Result } from '../../domain/result.ts';
import { readJsonPlaces } from '../../domain/text/jsonPlaces.ts';

const shipped = readFileSync(new URL('../../assets/profiles/jifenluohu.json', import.meta.url), 'utf8');
type Plain = { term: { to: string }; parties: { client?: unknown }; rules: { id: string; figure: number }[]; settings: { id: string; value: unknown }[]; callOut: { groups: { posts: string[] }[] } };
const changed = (change: (profile: Plain) => void): string => {
  const profile = JSON.parse(shipped) as Plain;
  change(profile);
  return JSON.stringify(profile, null, 1);
};
/** The sentences of a refusal, as a screen says them. */
const said = (result: Result<unknown>, words: { refusal: Record<string, string> } = zh): string[] =>
  result.ok ? [] : result.error.map(({ code, params = {} }) => words.refusal[code]!.replace(/\{\{(\w+)\}\}/g, (_, name: string) => String(params[name] ?? '')));
const keysIn = (node: unknown): string[] => (Array.isArray(node) ? node.flatMap(keysIn) : typeof node === 'object' && node !== null ? Object.entries(node).flatMap(([key, value]) => [key, ...keysIn(value)]) : []);

describe('a contract file with wrong values', () => {
  it('names each of them at once: by its words, its place and line, and what would be right', () => {
    const written = changed((profile) => {
      Object.assign(profile, { price: '1039000', statedPosts: 'sieben', nachtrag: 1 });
      profile.term.to = '2022-9-26';
      profile.rules.find(({ id }) => id === 'complaint-reply')!.figure = -3;
      delete profile.parties.client;
    });
    const lines = written.split('\n');
    const lineOf = (text: string): number => lines.findIndex((line) => line.includes(text)) + 1;
    const reply = lines.findIndex((line, at) => line.includes('"figure": -3') && at > 0) + 1;
    expect(said(textToProfile(written))).toEqual([
      '这个文件不是完整的合同配置，有 6 处要改：',
      `第 ${lineOf('"parties"')} 行，各方 › 甲方（parties.client）：缺少这一项，应为一组 { … }。`,
      `第 ${lineOf('"2022-9-26"')} 行，服务期 › 止（term.to）：应为日期，如 2021-09-27，现为 "2022-9-26"。`,
      `第 ${lineOf('"1039000"')} 行，合同价款（price）：应为元，两位小数，加双引号，如 "1039000.00"，现为 "1039000"。`,
      `第 ${lineOf('"sieben"')} 行，合同所写工程师人数（statedPosts）：应为数（不加引号），现为 "sieben"。`,
      `第 ${reply} 行，期限 › “回复投诉客户” › 数值（rules.complaint-reply.figure）：应不小于 0，现为 -3。`,
      `第 ${lineOf('nachtrag')} 行，nachtrag（nachtrag）：没有这样的项：改正名称或删去，现为 1。`,
    ]);
  });

  it('says in both languages what does not fit together', () => {
    const written = changed((profile) => {
      profile.settings.find(({ id }) => id === 'quarter-start')!.value = 'lunar';
    });
    expect(said(textToProfile(written), en)[1]).toMatch(/^Line \d+, Settings › “.+” › Value \(settings\.quarter-start\.value\): should be one of .+, and is "lunar"\.$/);
    const groups = changed((profile) => { profile.callOut.groups[0]!.posts = ['koch']; });
    expect(said(textToProfile(groups))[1]).toContain('没有 koch');
  });

  it('that is no JSON names the line and the sign', () => {
    expect(said(textToProfile('{\n "id": "a",\n "version" 2\n}'))[0]).toContain('第 3 行第 12 个字符');
    expect(said(textToProfile('{"a": [1, 2'), en)[0]).toContain('line 1, character 12');
  });

  it('has a word for every entry of the contracts that ship', () => {
    const other = readFileSync(new URL('../profiles/biaozhun-ceshi.json', import.meta.url), 'utf8');
    expect([shipped, other].flatMap((file) => keysIn(JSON.parse(file))).filter((key) => !entryWords[key])).toEqual([]);
    expect([shipped, other].map((file) => textToProfile(file).ok)).toEqual([true, true]);
  });
});

describe('a holiday file with wrong days', () => {
  const written = (days: object): string => JSON.stringify({ region: 'CN', years: { 2027: { notices: [{ address: 'https://www.gov.cn/a.htm', holidays: [{ name: '元旦', ...days }], workdays: [] }] } } }, null, 1);
  it('names the notice, the holiday and the line', () => {
    expect(textToCalendar(written({ from: '2027-01-01', to: '2027-01-03' }), [cn]).ok).toBe(true);
    expect(said(textToCalendar(written({ from: '2027-01-01', to: '2027-1-3' }), [cn]))).toEqual(['这个文件不是节假日文件，有 1 处要改：', '第 12 行，年份 › 2027 › 通知 › 第 1 项 › 放假 › “元旦” › 止（years.2027.notices.0.holidays.0.to）：应为日期，如 2021-09-27，现为 "2027-1-3"。']);
    expect(said(textToCalendar(written({ from: '2027-01-03', to: '2027-01-01' }), [cn]))[1]).toContain('起止颠倒');
    expect(said(textToCalendar(written({ from: '2027-01-01', to: '2027-01-03' }).replace('"2027":', '"2029":'), [cn])).join()).toContain('缺少 2027 年');
  });
});

it('finds the line of every value, and calls the same texts JSON as the parser does', () => {
  const { lineOf, broken } = readJsonPlaces('{\n "a": [1,\n {"b": "}\\"\\u4e00"}],\n "c": -1.5e3}\n');
  expect([broken, lineOf(['a', 0]), lineOf(['a', 1, 'b']), lineOf(['c']), lineOf(['a', 7])]).toEqual([null, 2, 3, 4, 2]);
  const isJson = (text: string): boolean => {
    try {
      JSON.parse(text);
      return true;
    } catch {
      return false;
    }
  };
  for (const text of ['', ' ', '1 2', '[1,]', '{"a":1,}', '{a:1}', '01', '"\t"', '[]]', 'nul', '{"a":{}}', '[[],{}]', '"\\x"', '-', '1.', 'true', '{"a" 1}']) expect([text, readJsonPlaces(text).broken === null]).toEqual([text, isJson(text)]);
});
