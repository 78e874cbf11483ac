import { textToCell, textToOption } from '../forms/textToCell.ts';
import type { Field, FormDef, Row } from '../forms/form.ts';
import { checkValue } from '../forms/values.ts';
import { listColumns } from '../paper/listCells.ts';
import type { Data, Value } from '../record/record.ts';
import type { Refusal, RefusalCode } from '../result.ts';

/** The column that tells a paper by its number, as an exported list has it. */
export const numberColumn = '@number';

/** What a column of the file fills: a field, the paper's number, or nothing. */
export type Mapping = readonly (string | null)[];

/** Fields that one cell of a spreadsheet can hold, in the order of their declaration; what the station reckons or measures is not among them. */
export const importable = (def: FormDef): readonly string[] => Object.entries(def.fields).flatMap(([name, field]) => (['hours', 'readings', 'grade', 'rating'].includes(field.kind) ? [] : [name]));

/** The field by which papers of the form are told apart without their number; null where the form has no single one. */
export const keyField = (def: FormDef): string | null => {
  const [only, ...more] = def.unique ?? [];
  return only !== undefined && more.length === 0 && def.fields[only]?.kind === 'text' ? only : null;
};

const plain = (text: string): string => text.normalize('NFKC').toLowerCase().replaceAll(/[\s*＊:：_-]/g, '');

/** What each head of a file most likely means: a field's name or its label in either language, as an exported list writes it. No field twice. */
export const guessMapping = (heads: readonly string[], def: FormDef): Mapping => {
  const names = new Map<string, string>();
  for (const lang of ['en', 'zh'] as const) for (const { name, label } of listColumns(def, lang)) names.set(plain(label), name);
  for (const name of importable(def)) {
    const { label } = def.fields[name]!;
    for (const each of [name, label.zh, label.en]) names.set(plain(each), name);
  }
  const allowed = new Set([...importable(def), numberColumn]);
  const taken = new Set<string>();
  return heads.map((head) => {
    const name = names.get(plain(head));
    if (name === undefined || !allowed.has(name) || taken.has(name)) return null;
    taken.add(name);
    return name;
  });
};

/** One line of a file as the form holds it. Fields that name other papers wait as texts until those are found. */
export type ParsedLine = {
  /** Counted from 1, the heads included, as a spreadsheet shows it. */
  readonly line: number;
  readonly number?: string;
  readonly data: Data;
  readonly refs: Readonly<Record<string, readonly string[]>>;
  readonly refusals: readonly Refusal[];
};

/** Papers by their numbers, as an exported list names them: `PZ-BJ01-2026-000002 PZ-BJ01-2026-000003`. */
const numbersIn = (text: string): readonly string[] | null => {
  const parts = text.split(/\s+/);
  return parts.every((part) => /^[A-Z]+-[A-Z0-9]+-\d{4}-\d+$/.test(part)) ? parts : null;
};
const partsOf = (text: string): readonly string[] => text.split(/[、,，;；\n]/).map((part) => part.trim()).filter((part) => part !== '');

/** Rows of a table in one cell: a line each, cells apart by `|`, or `name = value` in its first two columns; a form's own lists write the first way. */
const textToRows = (field: Extract<Field, { kind: 'table' }>, text: string, now: string): readonly Row[] | null => {
  const columns = Object.entries(field.columns);
  const lines = text.includes('\n') || text.includes('|') ? text.split('\n') : text.split(/[;；]/);
  const rows: Row[] = [];
  for (const line of lines.map((each) => each.trim()).filter((each) => each !== '')) {
    const equals = line.indexOf('=');
    const cells = line.includes('|') || equals < 0 ? line.split('|') : [line.slice(0, equals), line.slice(equals + 1)];
    if (cells.length > columns.length) return null;
    const row: Record<string, string | number> = {};
    for (const [i, typed] of cells.entries()) {
      const [name, column] = columns[i]!;
      const cell = textToCell(column, typed, now);
      if (cell === null) return null;
      if (cell !== undefined) row[name] = cell;
    }
    rows.push(row);
  }
  return rows;
};

const unreadable: Readonly<Partial<Record<Field['kind'], RefusalCode>>> = { choice: 'not-an-option', time: 'not-a-time', money: 'not-money' };

/** A cell as the field holds it; null when it cannot be read. */
const textToValue = (field: Field, text: string, now: string): Value | null => {
  switch (field.kind) {
    case 'text':
    case 'person':
    case 'time':
    case 'number':
    case 'money':
      return textToCell({ ...field, span: 1 }, text, now) ?? null;
    case 'choice': {
      if (!field.many) return textToOption(field.options, text) ?? null;
      const values = partsOf(text).map((part) => textToOption(field.options, part));
      return values.every((value) => value !== undefined) ? values : null;
    }
    case 'table':
      return textToRows(field, text, now);
    default:
      return null;
  }
};

/**
 * One line of a file read by the declaration of the form. What cannot be read is refused with its field named; an empty cell says nothing, so
 * that a file never empties what it does not know. `now`: seconds ISO, for times typed short.
 */
export const parseLine = (def: FormDef, mapping: Mapping, cells: readonly string[], line: number, now: string): ParsedLine => {
  const data: Record<string, Value> = {};
  const refs: Record<string, readonly string[]> = {};
  const refusals: Refusal[] = [];
  let number: string | undefined;
  for (const [i, name] of mapping.entries()) {
    const text = (cells[i] ?? '').trim();
    if (name === null || text === '') continue;
    if (name === numberColumn) {
      number = text;
      continue;
    }
    const field = def.fields[name];
    if (!field) continue;
    if (field.kind === 'record') {
      refs[name] = numbersIn(text) ?? partsOf(text);
      continue;
    }
    const value = textToValue(field, text, now);
    const wrong = value === null ? [{ code: unreadable[field.kind] ?? 'wrong-type', field: name } as const] : checkValue(name, field, value);
    refusals.push(...wrong);
    if (value !== null && wrong.length === 0) data[name] = value;
  }
  return { line, ...(number !== undefined && { number }), data, refs, refusals };
};
