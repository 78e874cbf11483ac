import { expect, it } from 'vitest';
import { createFlow } from '../../domain/report/flow.ts';
import { writeTable } from '../../domain/report/layoutTable.ts';
import type { ReportTable } from '../../domain/report/report.ts';
import { text } from '../../domain/text/text.ts';

/** half an em for a Latin sign, a quarter for a slim one, an em for a Chinese one */
const measure = (words: string, _font: unknown, size: number): number => [...words].reduce((sum, sign) => sum + (sign === 'i' ? 0.25 : sign.charCodeAt(0) < 256 ? 0.5 : 1) * size, 0);
const wordsOf = (rows: readonly (readonly string[])[], weights: readonly number[]): readonly string[] => {
  const table: ReportTable = { id: 't', title: text('表', 'Table'), empty: text('无', 'None'), columns: weights.map((weight, i) => ({ label: text(`列${i}`, `Column ${i}`), weight })), rows: rows.map((cells) => ({ cells, ids: [] })) };
  const flow = createFlow(measure);
  writeTable(flow, table, 'zh', measure, []);
  return flow.pages.flatMap(({ marks, parts }) => [...marks, ...parts.flatMap((part) => part.marks)].flatMap((mark) => (mark.kind === 'text' ? [mark.text] : [])));
};

it('a column is as wide as its longest word takes: the number of a paper stands whole beside columns that need less', () => {
  const rows = [['XC-BJ01-2026-000057', '核心交换机更换电源模块，业务未中断', '一般', ''], ['XC-BJ01A-2026-000058', '例行检查', '一般', '完成']];
  const words = wordsOf(rows, [1, 3, 2, 2]);
  expect(words).toEqual(expect.arrayContaining(['XC-BJ01-2026-000057', 'XC-BJ01A-2026-000058', '完成']));
});

it('where not all words fit, columns keep to their weights and words are broken', () => {
  const long = 'a'.repeat(60);
  const words = wordsOf([[long, long, long]], [1, 1, 1]);
  expect(words.join('')).toContain(long.slice(0, 10));
  expect(words.every((each) => each.length < 60)).toBe(true);
});

it('the widest word counts, not the one of most letters', () => {
  const words = wordsOf([['i'.repeat(24), '例行检查', '一般', '完成'], ['incident-d3449e3b', '例行检查', '一般', '完成']], [1, 3, 2, 2]);
  expect(words).toEqual(expect.arrayContaining(['i'.repeat(24), 'incident-d3449e3b']));
});
