import { rowsOnPaper } from '../forms/changedRows.ts';
import type { Column as TableColumn, FormDef, Row } from '../forms/form.ts';
import type { Rec } from '../record/record.ts';
import type { Lang } from '../text/text.ts';
import type { Measure } from './breaking.ts';
import { cellLabel, isBeingWritten, valueText } from './cells.ts';
import { blankRows, mmToPt, rowMinHeight, tableRowHeight, unitsPerRow } from './geometry.ts';
import type { Block } from './marks.ts';
import { createRow, type Column, type TextStyle } from './rows.ts';
import { bodyStyle, emptyRow, tableCells, type TableCell } from './tableCells.ts';
import { moneyLines } from './valueLines.ts';

const cellOf = (name: string, field: TableColumn, value: Row[string] | undefined, lang: Lang, measure: Measure): TableCell => {
  if (field.kind === 'money' && typeof value === 'string') return { name, text: value, align: 'centre', lines: (width) => moneyLines(value, lang, width, bodyStyle, measure) };
  return { name, text: value === undefined ? '' : valueText(field, value, lang), align: field.kind === 'text' ? 'left' : 'centre' };
};

/** A row that says something else than before. */
const changedStyle: TextStyle = { ...bodyStyle, font: 'serifBold' };

/** Nobody hears the lines kept free for a pen. */
const unread = (column: Column): Column => ({ ...column, path: undefined });

/**
 * The rows of a table field under its columns' labels, which stand again on each page. While the paper is being written an empty table keeps
 * a few lines for a pen; after that it says that there is nothing.
 */
export const fieldTableRows = (def: FormDef, rec: Pick<Rec, 'data' | 'state' | 'seal'>, name: string, lang: Lang, measure: Measure): Block[] => {
  const field = Object.hasOwn(def.fields, name) ? def.fields[name] : undefined;
  if (field?.kind !== 'table') return [];
  const columns = Object.entries(field.columns);
  const asked = columns.reduce((sum, [, column]) => sum + column.span, 0);
  const widths = columns.map(([, column]) => (column.span * unitsPerRow) / asked);
  const value = rec.data[name];
  const rows = Array.isArray(value) ? (value as readonly Row[]) : [];
  const writing = isBeingWritten(def, rec);
  if (rows.length === 0 && !writing) return [emptyRow(name, cellLabel(def, name, lang), lang, measure)];
  const heads = columns.map(([id, column]) => ({ name: `${name}.head.${id}`, text: column.label[lang] }));
  const head = createRow(tableCells(name, 'head', widths, heads, 'label', measure), { minHeight: mmToPt(tableRowHeight), keepWithNext: true });
  const rowOf = (row: Row, key: string, style: TextStyle = bodyStyle): Column[] =>
    tableCells(name, key, widths, columns.map(([id, column]) => ({ ...cellOf(`${key}.${id}`, column, row[id], lang, measure), style })), 'value', measure);
  return [
    head,
    ...rowsOnPaper(field, rows).map(({ row, at, changed }) => createRow(rowOf(row, `${name}.${at + 1}`, changed ? changedStyle : bodyStyle), { minHeight: mmToPt(tableRowHeight), repeat: head })),
    ...Array.from({ length: writing ? Math.max(0, blankRows - rows.length) : 0 }, (_, i) =>
      createRow(rowOf({}, `${name}.${rows.length + i + 1}`).map(unread), { minHeight: mmToPt(rowMinHeight), repeat: head }),
    ),
  ];
};
