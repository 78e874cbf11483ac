import { textToCell, textToOption } from '../forms/textToCell.ts';
import type { Field, FormDef, RecordRef, Row } from '../forms/form.ts';
import { checkValue } from '../forms/values.ts';
import { recordColumns } from '../paper/listCells.ts';
import type { Data, Value } from '../record/record.ts';
import { sameHeads } from './synonyms.ts';
import { serialToTime } from './serialTime.ts';
import type { Refusal, RefusalCode } from '../result.ts';
import { textToNumber } from '../text/numberInput.ts';

/** The column that tells a paper by its number, as an exported list has it. */
export const numberColumn = '@number';
/** Columns of an exported list that tell of the paper itself; of a record taken in they are kept beside it. */
const envelopeColumns = [numberColumn, '@state', '@owner', '@createdAt'] as const;

/** What a column of the file fills: a field, the paper's number, or nothing. */
export type Mapping = readonly (string | null)[];

/** Fields that one cell of a spreadsheet can hold, in the order of their declaration; what the station reckons or measures is not among them. */
export const importable = (def: FormDef): readonly string[] => Object.entries(def.fields).flatMap(([name, field]) => (['hours', 'readings', 'grade', 'rating'].includes(field.kind) ? [] : [name]));

/** What the columns of an earlier year's records may fill: whatever an export writes but what is reckoned from other fields. */
export const restorable = (def: FormDef): readonly string[] => [...envelopeColumns, ...Object.entries(def.fields).flatMap(([name, field]) => (field.kind === 'hours' ? [] : [name]))];

/** The field by which papers of the form are told apart without their number; null where the form has no single one. */
export const keyField = (def: FormDef): string | null => {
  const [only, ...more] = def.unique ?? [];
  return only !== undefined && more.length === 0 && def.fields[only]?.kind === 'text' ? only : null;
};

const plain = (text: string): string => text.normalize('NFKC').toLowerCase().replaceAll(/[\s*＊:：._-]/g, '');

/** What columns may fill when a register is changed from a table. */
const changeable = (def: FormDef): readonly string[] => [numberColumn, ...importable(def)];

/**
 * What each head of a file most likely means: a field's name or its label in either language, as an exported list writes it. No field twice.
 * A head that no label fits may go by another word for it (`sameHeads`). A head that stands there more than once means the columns of that label in the order of an exported list.
 */
export const guessMapping = (heads: readonly string[], def: FormDef, allowed: readonly string[] = changeable(def)): Mapping => {
  const fitting = new Set(allowed);
  const names = new Map<string, Set<string>>();
  const add = (label: string, name: string): void => {
    if (fitting.has(name)) names.set(plain(label), (names.get(plain(label)) ?? new Set()).add(name));
  };
  for (const lang of ['en', 'zh'] as const) for (const { name, label } of recordColumns(def, lang)) add(label, name);
  for (const [name, { label }] of Object.entries(def.fields)) for (const each of [name, label.zh, label.en]) add(each, name);
  const plainHeads = heads.map(plain);
  const taken = new Set<string>();
  const labelled = plainHeads.map((head) => {
    const candidates = [...(names.get(head) ?? [])].filter((name) => !taken.has(name));
    const isRepeated = plainHeads.indexOf(head) !== plainHeads.lastIndexOf(head);
    // alone, the form's own field is meant before the paper's envelope
    const name = (isRepeated ? undefined : candidates.find((each) => !each.startsWith('@'))) ?? candidates[0];
    if (name === undefined) return null;
    taken.add(name);
    return name;
  });
  // what no label names may go by another word for one column that nothing fills yet
  return labelled.map((name, i) => {
    const meant = name === null ? alike(plainHeads[i]!).flatMap((word) => [...(fitting.has(word) ? [word] : []), ...(names.get(plain(word)) ?? [])]).filter((each) => !taken.has(each)) : [];
    const [only, ...more] = new Set(meant);
    if (only === undefined || more.length > 0) return name;
    taken.add(only);
    return only;
  });
};

/** Other words for a head, none where it is in no line of them. `head`: plain. */
const alike = (head: string): readonly string[] => (head === '' ? [] : (sameHeads.find((words) => words.some((word) => plain(word) === head)) ?? []));

/** Initials as a file has them, and whom they were taken for. */
export type TakenName = { readonly field: string; readonly written: string; readonly name: string };

/** One line of a file as the form holds it. Fields that name other papers wait as texts until those are found. */
export type ParsedLine = {
  /** Counted from 1, the heads included, as a spreadsheet shows it. */
  readonly line: number;
  readonly number?: string;
  /** The state by its id, who wrote the paper and when, where the file says so. */
  readonly state?: string;
  readonly writtenBy?: string;
  readonly writtenAt?: string;
  readonly data: Data;
  readonly refs: Readonly<Record<string, readonly string[]>>;
  /** Persons' cells in which initials stood, with the names they were taken for: `data` has the names. */
  readonly people?: readonly TakenName[];
  readonly refusals: readonly Refusal[];
};

/** Papers by their numbers, as an exported list names them: `PZ-BJ01-2026-000002 PZ-BJ01-2026-000003`. */
const numbersIn = (text: string): readonly string[] | null => {
  const parts = text.split(/\s+/);
  return parts.every((part) => /^[A-Z]+-[A-Z0-9]+-\d{4}-\d+$/.test(part)) ? parts : null;
};
/** A cell of a row: a bar that belongs to the text comes with a backslash, a line end as ⏎. */
const rowCells = (line: string): readonly string[] => {
  const inner = line.startsWith('|') && line.endsWith('|') && line.length > 1 ? line.slice(1, -1) : line;
  return inner.split(/(?<!\\)\|/).map((cell) => cell.replaceAll('\\|', '|').replaceAll(' ⏎ ', '\n'));
};
const partsOf = (text: string): readonly string[] => text.split(/[、,，;；\n]/).map((part) => part.trim()).filter((part) => part !== '');

/** Rows of a table in one cell: a line each, cells apart by `|`, or `name = value` in its first two columns; a form's own lists write the first way. */
const textToRows = (field: Extract<Field, { kind: 'table' }>, text: string, now: string): readonly Row[] | null => {
  const columns = Object.entries(field.columns);
  const lines = text.includes('\n') || text.includes('|') ? text.split('\n') : text.split(/[;；]/);
  const rows: Row[] = [];
  for (const line of lines.map((each) => each.trim()).filter((each) => each !== '')) {
    const equals = line.indexOf('=');
    const cells = line.includes('|') || equals < 0 ? rowCells(line) : [line.slice(0, equals), line.slice(equals + 1)];
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

/** Readings stand in their cell as the station keeps them, limits and all. */
const textToReadings = (text: string): Value | null => {
  try {
    const read: unknown = JSON.parse(text);
    // what is in it is looked at as any value of the field
    return Array.isArray(read) ? (read as Value) : null;
  } catch {
    return null;
  }
};

const unreadable: Readonly<Partial<Record<Field['kind'], RefusalCode>>> = { choice: 'not-an-option', time: 'not-a-time', money: 'not-money' };

/** A cell as the field holds it; null when it cannot be read. */
const textToValue = (field: Field, text: string, now: string): Value | null => {
  switch (field.kind) {
    case 'text':
    case 'person':
    case 'number':
    case 'money':
      return textToCell({ ...field, span: 1 }, text, now) ?? null;
    case 'time':
      return textToCell({ ...field, span: 1 }, text, now) ?? serialToTime(text, field.precision);
    case 'choice': {
      if (!field.many) return textToOption(field.options, text) ?? null;
      const values = partsOf(text).map((part) => textToOption(field.options, part));
      return values.every((value) => value !== undefined) ? values : null;
    }
    case 'table':
      return textToRows(field, text, now);
    case 'rating': {
      const word = field.words.findIndex(({ zh, en }) => text === zh || text === en);
      return word >= 0 ? word + 1 : textToNumber(text, 0);
    }
    case 'grade':
      return textToOption(field.options, text) ?? text;
    case 'readings':
      return textToReadings(text);
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
  const envelope: Record<string, string> = {};
  for (const [i, name] of mapping.entries()) {
    const text = (cells[i] ?? '').trim();
    if (name === null || text === '') continue;
    if (name.startsWith('@')) {
      envelope[name] = text;
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
  // a line of which nothing is taken would become an empty paper
  if (refusals.length === 0 && [data, refs, envelope].every((taken) => Object.keys(taken).length === 0)) refusals.push({ code: 'columns-unknown', params: { form: def.title.zh } });
  return { line, ...envelopeOf(def, envelope), data, refs, refusals };
};

const envelopeOf = (def: FormDef, { '@number': number, '@state': state, '@owner': writtenBy, '@createdAt': writtenAt }: Readonly<Record<string, string | undefined>>): Pick<ParsedLine, 'number' | 'state' | 'writtenBy' | 'writtenAt'> => {
  const states = Object.entries(def.lifecycle.states).map(([value, { label }]) => ({ value, label }));
  const known = state === undefined ? undefined : textToOption(states, state);
  return { ...(number !== undefined && { number }), ...(known !== undefined && { state: known }), ...(writtenBy !== undefined && { writtenBy }), ...(writtenAt !== undefined && { writtenAt }) };
};

/** One record of an export in JSON lines, as the station keeps it. */
export type RecordLine = { readonly form: string; readonly number?: string; readonly state?: string; readonly writtenAt?: string; readonly writtenBy?: string; readonly data: Data };

/** The same reading of a record written as JSON: nothing in it needs to be guessed. */
export const parseRecordLine = (def: FormDef, { number, state, writtenAt, writtenBy, data }: RecordLine, line: number): ParsedLine => {
  const kept: Record<string, Value> = {};
  const refs: Record<string, readonly string[]> = {};
  const refusals: Refusal[] = [];
  for (const [name, value] of Object.entries(data)) {
    const field = Object.hasOwn(def.fields, name) ? def.fields[name] : undefined;
    const wrong = field ? checkValue(name, field, value) : [{ code: 'unknown-field', field: name } as const];
    refusals.push(...wrong);
    if (wrong.length > 0) continue;
    if (field?.kind === 'record') refs[name] = (value as readonly RecordRef[]).map((ref) => ref.number);
    else kept[name] = value;
  }
  return { line, ...(number !== undefined && { number }), ...(state !== undefined && Object.hasOwn(def.lifecycle.states, state) && { state }), ...(writtenAt !== undefined && { writtenAt }), ...(writtenBy !== undefined && { writtenBy }), data: kept, refs, refusals };
};
