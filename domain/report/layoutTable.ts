import { breakLines, type Measure } from '../paper/breaking.ts';
import type { Mark, Step } from '../paper/marks.ts';
import type { Lang } from '../text/text.ts';
import { columnWidths } from './columnWidths.ts';
import { colours, left, lineMark, textWidth, type Flow, type TextStyle } from './flow.ts';
import type { ReportCell, ReportTable } from './report.ts';

const bodyStyle: TextStyle = { font: 'serif', size: 9.5, leading: 13 };
const headStyle: TextStyle = { font: 'sansMedium', size: 9, leading: 13 };
const padding = { x: 5, y: 3.2 } as const;

export const cellText = (cell: ReportCell, lang: Lang): string => (cell === null ? '–' : typeof cell === 'object' ? cell[lang] : String(cell));

type Row = { readonly cells: readonly (readonly string[])[]; readonly height: number };
const toRow = (cells: readonly string[], widths: readonly number[], { font, size, leading }: TextStyle, measure: Measure): Row => {
  const lines = cells.map((cell, i) => {
    const broken = breakLines(cell, widths[i]! - 2 * padding.x, font, size, measure);
    return broken.length === 0 ? [''] : broken;
  });
  return { cells: lines, height: Math.max(...lines.map((each) => each.length)) * leading + 2 * padding.y };
};

/** A table in hairlines, its head again on every page; a row is never parted. An empty one says so. */
export const writeTable = (flow: Flow, table: ReportTable, lang: Lang, measure: Measure, path: readonly Step[]): void => {
  const texts = [table.columns.map(({ label }) => label[lang]), ...table.rows.map(({ cells }) => cells.map((cell) => cellText(cell, lang)))];
  const wordWidth = (word: string): number => Math.max(...[headStyle, bodyStyle].map(({ font, size }) => measure(word, font, size))) + 2 * padding.x + 0.5;
  const widths = columnWidths(textWidth, table.columns.map(({ weight }) => weight), texts, wordWidth);
  const line = (y: number, width: number): Mark => ({ kind: 'line', x1: left, y1: y, x2: left + textWidth, y2: y, width, colour: width > 0.5 ? colours.rule : colours.hair });
  const at: Step = { role: 'Table', key: table.id };
  const writeRow = (row: Row, style: TextStyle, key: string, isHead: boolean): void => {
    const y = flow.y();
    if (isHead) flow.draw([{ kind: 'rect', x: left, y, w: textWidth, h: row.height, fill: colours.ground }, line(y, 0.9)]);
    let x = left;
    for (const [i, lines] of row.cells.entries()) {
      const { align } = table.columns[i]!;
      const cellStyle = { ...style, ...(align && { align }) };
      const marks = lines.map((words, n) => lineMark(words, cellStyle, x + padding.x, widths[i]! - 2 * padding.x, y + padding.y + n * style.leading, style.leading, measure));
      flow.put(marks, [...path, at, { role: 'TR', key }, { role: isHead ? 'TH' : 'TD', key: String(i), ...(isHead && { scope: 'Column' as const }) }]);
      x += widths[i]!;
    }
    flow.skip(row.height);
    flow.draw([line(flow.y(), isHead ? 0.5 : 0.35)]);
  };
  if (table.rows.length === 0) {
    flow.need(20);
    flow.put([lineMark(table.empty[lang] === '' ? '–' : table.empty[lang], { ...bodyStyle, colour: colours.soft }, left, textWidth, flow.y(), 18, measure)], [...path, { role: 'P', key: `${table.id} empty` }]);
    flow.skip(20);
    return;
  }
  const [head, ...rows] = texts.map((cells, i) => toRow(cells, widths, i === 0 ? headStyle : bodyStyle, measure)) as [Row, ...Row[]];
  flow.need(head.height + (rows[0]?.height ?? 0));
  writeRow(head, headStyle, 'head', true);
  for (const [i, row] of rows.entries()) {
    if (row.height > flow.room() + 0.5) {
      flow.draw([line(flow.y(), 0.9)]);
      flow.newPage();
      const y = flow.y();
      // the head drawn again is furniture: it was read with the first
      flow.draw([{ kind: 'rect', x: left, y, w: textWidth, h: head.height, fill: colours.ground }, line(y, 0.9)]);
      let x = left;
      for (const [n, lines] of head.cells.entries()) {
        const { align } = table.columns[n]!;
        flow.put(lines.map((words, k) => lineMark(words, { ...headStyle, ...(align && { align }) }, x + padding.x, widths[n]! - 2 * padding.x, y + padding.y + k * headStyle.leading, headStyle.leading, measure)), []);
        x += widths[n]!;
      }
      flow.skip(head.height);
      flow.draw([line(flow.y(), 0.5)]);
    }
    writeRow(row, bodyStyle, String(i), false);
  }
  flow.draw([line(flow.y(), 0.9)]);
};
