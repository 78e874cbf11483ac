import type { z } from 'zod';
import { refuse, refuseAll, type Refusal, type RefusalCode, type Result } from '../result.ts';
import { readJsonPlaces } from './jsonPlaces.ts';
import { text, type Text } from './text.ts';

/** What a file's entries are called, by their names in the file. */
export type EntryWords = Readonly<Record<string, Text>>;
/** One thing wrong in a file: where, and what would be right. */
export type FileFault = { readonly path: readonly PropertyKey[]; readonly want: Text };

/** The words a check of one's own brings along: `schema.refine(isWhole, wrong('日和月为整数', 'days and months are whole'))`. */
export const wrong = (zh: string, en: string, ...path: (string | number)[]): { readonly error: string; readonly path: (string | number)[]; readonly params: { readonly words: Text } } => ({ error: en, path, params: { words: text(zh, en) } });

const kinds: EntryWords = {
  string: text('文字（加双引号）', 'text in double quotes'), number: text('数（不加引号）', 'a number without quotes'), int: text('整数（不加引号）', 'a whole number without quotes'), boolean: text('true 或 false', 'true or false'),
  array: text('列表 [ … ]', 'a list [ … ]'), object: text('一组 { … }', 'a group { … }'), record: text('一组 { … }', 'a group { … }'),
};
/** What texts of a given pattern look like. */
const patterns: EntryWords = {
  '/^[a-z0-9-]+$/': text('小写字母、数字和连字符，如 complaint-reply', 'small letters, digits and hyphens, such as complaint-reply'),
  '/^\\d{2}:\\d{2}$/': text('时:分，如 08:30', 'hours:minutes, such as 08:30'),
  '/^([01]\\d|2[0-3]):[0-5]\\d$|^24:00$/': text('时:分，如 08:30，至 24:00', 'hours:minutes, such as 08:30, up to 24:00'),
  '/^\\d+\\.\\d{2}$/': text('元，两位小数，加双引号，如 "1039000.00"', 'yuan with two decimals in double quotes, such as "1039000.00"'),
  '/^[A-Z0-9]{2,8}$/': text('2 至 8 个大写字母或数字，如 BJ01', '2 to 8 capital letters or digits, such as BJ01'),
  '/^R\\d+$/': text('R 加数字，如 R15', 'R and digits, such as R15'),
  '/^[A-Za-z0-9]{1,8}$/': text('1 至 8 个字母或数字，如 A', '1 to 8 letters or digits, such as A'),
  '/^\\d{1,3}(\\.\\d{1,6})?$/': text('百分数，加双引号，如 "5" 或 "0.05"', 'per cent in double quotes, such as "5" or "0.05"'),
  '/^\\d{4}$/': text('四位年份，如 2027', 'a year of four digits, such as 2027'),
};
const formats: EntryWords = { date: text('日期，如 2021-09-27', 'a day, such as 2021-09-27'), url: text('网址，如 https://www.gov.cn/', 'an address, such as https://www.gov.cn/') };

const should = ({ zh, en }: Text): Text => text(`应为${zh}`, `should be ${en}`);
const among = (values: readonly unknown[]): Text => should(text(values.map((value) => JSON.stringify(value)).join('、') + (values.length > 1 ? ' 之一' : ''), `${values.length > 1 ? 'one of ' : ''}${values.map((value) => JSON.stringify(value)).join(', ')}`));

const bound = (issue: z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig): Text => {
  const isLow = issue.code === 'too_small';
  const [of, inclusive] = [Number(isLow ? issue.minimum : issue.maximum), issue.inclusive !== false];
  if (issue.origin === 'string') return isLow ? text('不能为空', 'must not be empty') : text(`最多 ${of} 个字`, `${of} characters at most`);
  if (issue.origin === 'array') return isLow ? text(`至少要有 ${of} 项`, `needs ${of === 1 ? 'an entry' : `${of} entries`} at least`) : text(`最多 ${of} 项`, `${of} entries at most`);
  return isLow ? text(`应${inclusive ? '不小于' : '大于'} ${of}`, `should be ${inclusive ? 'at least' : 'more than'} ${of}`) : text(`应${inclusive ? '不大于' : '小于'} ${of}`, `should be ${inclusive ? 'at most' : 'less than'} ${of}`);
};

/** What would be right in the place of a zod issue. */
const wantOf = (issue: z.core.$ZodIssue, isThere: boolean): Text => {
  switch (issue.code) {
    case 'invalid_type': {
      const want = should(kinds[issue.expected] ?? text(issue.expected, issue.expected));
      return isThere ? want : text(`缺少这一项，${want.zh}`, `is missing and ${want.en}`);
    }
    case 'invalid_value':
      return isThere ? among(issue.values) : text(`缺少这一项，${among(issue.values).zh}`, `is missing and ${among(issue.values).en}`);
    case 'too_small':
    case 'too_big':
      return bound(issue);
    case 'invalid_format': {
      const known = issue.format === 'regex' ? patterns[issue.pattern ?? ''] : formats[issue.format];
      return should(known ?? text(`符合 ${issue.pattern ?? issue.format} 的文字`, `text that matches ${issue.pattern ?? issue.format}`));
    }
    case 'invalid_union': {
      // of several shapes the one that is nearest
      const [nearest] = issue.errors.filter((errors) => errors.length > 0).toSorted((a, b) => b[0]!.path.length - a[0]!.path.length);
      return nearest ? wantOf(nearest[0]!, isThere) : text('不是这里可用的写法', 'is none of what may stand here');
    }
    case 'custom':
      return (issue.params?.['words'] as Text | undefined) ?? text(issue.message, issue.message);
    default:
      return text(issue.message, issue.message);
  }
};

const valueAt = (plain: unknown, path: readonly PropertyKey[]): unknown => path.reduce<unknown>((node, part) => (typeof node === 'object' && node !== null ? (node as Record<PropertyKey, unknown>)[part] : undefined), plain);

/** The faults a schema found. An entry it does not know is named by itself. */
export const issuesToFaults = (issues: readonly z.core.$ZodIssue[], plain: unknown): readonly FileFault[] =>
  issues.flatMap((issue): FileFault[] => {
    if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => ({ path: [...issue.path, key], want: text('没有这样的项：改正名称或删去', 'there is no such entry: mend its name or take it out') }));
    if (issue.code === 'invalid_union') {
      const [nearest] = issue.errors.filter((errors) => errors.length > 0).toSorted((a, b) => b[0]!.path.length - a[0]!.path.length);
      if (nearest && nearest[0]!.path.length > 0) return [...issuesToFaults(nearest.map((each) => ({ ...each, path: [...issue.path, ...each.path] }) as z.core.$ZodIssue), plain)];
      if (!nearest && 'options' in issue && Array.isArray(issue.options)) return [{ path: issue.path, want: among(issue.options) }];
    }
    return [{ path: issue.path, want: wantOf(issue, valueAt(plain, issue.path) !== undefined) }];
  });

/** What names a row of a list, where it has it: the words a person knows it by, and how the file calls it; else its position, from 0 as JSON counts. */
const rowNames = ['label', 'question', 'name'] as const;
const rowKeys = ['id', 'code', 'key', 'no', 'grade'] as const;
const wordsOfRow = (row: unknown, n: number): Text => {
  const named = rowNames.map((key) => valueAt(row, [key])).find((name) => typeof name === 'string' || typeof valueAt(name, ['zh']) === 'string');
  if (typeof named === 'string') return text(`“${named}”`, `“${named}”`);
  const [zh, en] = [valueAt(named, ['zh']), valueAt(named, ['en'])];
  return typeof zh === 'string' ? text(`“${zh}”`, `“${typeof en === 'string' ? en : zh}”`) : text(`第 ${n + 1} 项`, `no. ${n + 1}`);
};
const keyOfRow = (row: unknown, n: number): string => rowKeys.map((key) => valueAt(row, [key])).find((key) => (typeof key === 'string' && key !== '') || typeof key === 'number')?.toString() ?? String(n);

/** The most faults told at once; more are found when these are mended. */
const mostFaults = 50;
const longestValue = 60;

/**
 * A refusal for each fault: the entry by its words and its place, the line it stands in where the file's text is known, what would be right, and what stands there.
 * `places` of null: nobody has the text, only what it says.
 */
const faultsToRefusals = (faults: readonly FileFault[], plain: unknown, words: EntryWords, code: RefusalCode, places: Pick<ReturnType<typeof readJsonPlaces>, 'lineOf'> | null): readonly Refusal[] => [
  { code, params: { n: faults.length } },
  ...faults.slice(0, mostFaults).map(({ path, want }): Refusal => {
    const names: Text[] = [];
    const keys: string[] = [];
    let node: unknown = plain;
    for (const part of path) {
      const next = valueAt(node, [part]);
      const isRow = Array.isArray(node);
      names.push(isRow ? wordsOfRow(next, Number(part)) : (words[String(part)] ?? text(String(part), String(part))));
      keys.push(isRow ? keyOfRow(next, Number(part)) : String(part));
      node = next;
    }
    const given = node === undefined || typeof node === 'object' ? '' : JSON.stringify(node).slice(0, longestValue);
    const line = places?.lineOf(path);
    return {
      code: 'file-value',
      params: {
        place: keys.join('.') || '{ }', zhName: names.map(({ zh }) => zh).join(' › ') || '整个文件', enName: names.map(({ en }) => en).join(' › ') || 'the whole file', zhWant: want.zh, enWant: want.en,
        zhLine: line === undefined ? '' : `第 ${line} 行，`, enLine: line === undefined ? '' : `Line ${line}, `, zhGiven: given === '' ? '' : `，现为 ${given}`, enGiven: given === '' ? '' : `, and is ${given}`,
      },
    };
  }),
  ...(faults.length > mostFaults ? [{ code: 'file-values-more', params: { n: faults.length - mostFaults } } satisfies Refusal] : []),
];

/** The JSON a person wrote into a file. Refuses `file-no-json` with line and column of the first sign that does not fit. */
const textToJson = (written: string): Result<{ readonly plain: unknown; readonly places: ReturnType<typeof readJsonPlaces> }> => {
  const body = written.replace(/^\uFEFF/, '');
  const places = readJsonPlaces(body);
  return places.broken ? refuse('file-no-json', { params: places.broken }) : { ok: true, value: { plain: JSON.parse(body) as unknown, places } };
};

/** The refusals of a file whose faults `faultsOf` tells; its value where it has none. */
export const readJsonFile = <T>(written: string, read: (plain: unknown) => Result<T, readonly FileFault[]>, words: EntryWords, code: RefusalCode): Result<T> => {
  const json = textToJson(written);
  if (!json.ok) return json;
  const { plain, places } = json.value;
  const found = read(plain);
  return found.ok ? found : refuseAll(faultsToRefusals(found.error, plain, words, code, places));
};
