import type { Field, FormDef, RecordRef, Row } from '../forms/form.ts';
import { hoursBetween } from '../forms/values.ts';
import type { Rec, Value } from '../record/record.ts';
import type { CellText } from '../text/csv.ts';
import { text, type Lang, type Text } from '../text/text.ts';
import { cellLabel, valueText } from './cells.ts';

export type ListColumn = { readonly name: string; readonly label: string };

const envelope: Readonly<Record<string, { readonly label: Text; readonly read: (rec: Rec, def: FormDef, lang: Lang) => string }>> = {
  number: { label: text('编号', 'Number'), read: (rec) => rec.number },
  state: { label: text('状态', 'State'), read: (rec, def, lang) => def.lifecycle.states[rec.state]?.label[lang] ?? rec.state },
  owner: { label: text('填写人', 'Written by'), read: (rec) => rec.owner.name },
  createdAt: { label: text('填写时间', 'Written'), read: (rec) => plainTime(rec.createdAt) },
  updatedAt: { label: text('最近改动', 'Last changed'), read: (rec) => plainTime(rec.updatedAt) },
};

/** Spreadsheets read this as a time: `2021-10-12 14:05`. */
const plainTime = (iso: string): string => iso.slice(0, 16).replace('T', ' ');

/** Columns of a list handed to other programs: the envelope, then every field of the form in the order of its declaration, readings left out. */
export const listColumns = (def: FormDef, lang: Lang): readonly ListColumn[] => [
  ...Object.entries(envelope).map(([name, { label }]) => ({ name: `@${name}`, label: label[lang] })),
  ...Object.entries(def.fields).flatMap(([name, field]) => (field.kind === 'readings' ? [] : [{ name, label: cellLabel(def, name, lang) }])),
];

/** The same with the readings: what an export writes that is to be read again. */
export const recordColumns = (def: FormDef, lang: Lang): readonly ListColumn[] => [
  ...listColumns(def, lang),
  ...Object.entries(def.fields).flatMap(([name, field]) => (field.kind === 'readings' ? [{ name, label: cellLabel(def, name, lang) }] : [])),
];

/** A cell of a row on one line, apart from its neighbours. */
const rowCell = (cell: CellText): string => String(cell).replaceAll('|', '\\|').replaceAll(/\s*\n\s*/g, ' ⏎ ');
const rowWords = (field: Extract<Field, { kind: 'table' }>, row: Row, lang: Lang): string =>
  apart(Object.entries(field.columns).map(([column, of]) => (row[column] === undefined ? '' : rowCell(valueToCell(of, row[column], lang)))));
/** A row of one cell stands between bars, so that nothing in it is taken for several. */
const apart = (cells: readonly string[]): string => (cells.length === 1 ? `| ${cells[0]} |` : cells.join(' | '));

/** A value as other programs take it: figures as numbers, times sortable, one line per row of a table, every other kind as its paper says it. */
const valueToCell = (field: Field, value: Value, lang: Lang): CellText => {
  switch (field.kind) {
    case 'number':
    case 'rating':
      return typeof value === 'number' ? value : '';
    case 'time':
      return typeof value === 'string' ? plainTime(value) : '';
    // text, because a spreadsheet's number has no exact fen
    case 'money':
      return typeof value === 'string' ? value : '';
    case 'record':
      return Array.isArray(value) ? (value as readonly RecordRef[]).map((ref) => ref.number).join(' ') : '';
    case 'readings':
      return JSON.stringify(value);
    case 'table':
      return Array.isArray(value) ? (value as readonly Row[]).map((row) => rowWords(field, row, lang)).join('\n') : '';
    default:
      return valueText(field, value, lang);
  }
};

/** The cells of one record under `columns`; read by the definition pinned in it, so a field its form did not have then is empty. */
export const recordToCells = (rec: Rec, def: FormDef, columns: readonly ListColumn[], lang: Lang): readonly CellText[] =>
  columns.map(({ name }) => {
    if (name.startsWith('@')) return envelope[name.slice(1)]?.read(rec, def, lang) ?? '';
    const field = Object.hasOwn(def.fields, name) ? def.fields[name] : undefined;
    if (field?.kind === 'hours') return hoursBetween(rec.data[field.from], rec.data[field.to]) ?? '';
    const value = rec.data[name];
    return field && value !== undefined ? valueToCell(field, value, lang) : '';
  });
