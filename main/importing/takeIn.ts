import { setImmediate as breathe } from 'node:timers/promises';
import { v7 as uuidv7 } from 'uuid';
import type { FormDef, RecordRef } from '../../domain/forms/form.ts';
import { formsById } from '../../domain/forms/index.ts';
import { resolveForm } from '../../domain/forms/resolve.ts';
import { numberColumn, parseLine, parseRecordLine, type ParsedLine, type RecordLine } from '../../domain/importing/columns.ts';
import type { ImportLine } from '../../domain/importing/report.ts';
import { decideImport, decideImportedRefs, stateTakenIn } from '../../domain/record/decideImport.ts';
import { createNumber } from '../../domain/record/number.ts';
import type { Data, Imported, Rec } from '../../domain/record/record.ts';
import { isLiving, uniqueValues } from '../../domain/record/unique.ts';
import { ok, refuseAll, type Refusal, type Result } from '../../domain/result.ts';
import { contextOf, type OpenStation } from '../station/openStation.ts';
import { accepted, refused, RefusedError } from '../../domain/refused.ts';
import type { FileMapping } from '../../domain/importing/fileMapping.ts';
import { headRowOf } from './headRow.ts';
import { fitMapping, type FittedMapping } from './mapping.ts';
import type { FileRow, RowFile } from './rowsOfFile.ts';
import { createPeople } from './people.ts';

/** What is taken in and how. `file`: its name, as it will stand in every record. */
export type TakeIn = { readonly file: string; readonly form?: string; readonly mapping: FileMapping; /** nothing is written */ readonly isTrial: boolean; /** seconds ISO of the moment, asked for each batch */ readonly now: () => string };
/** Told of each row, in the order of the file; those that name papers further down, or not there at all, at the end. */
export type TakenLine = ImportLine & { readonly form: string };

/** Rows of one transaction: typing at the desk waits no longer than it takes. */
const batchSize = 100;
/** Papers with the same unique values are few; this many are looked at. */
const mostNamesakes = 20;

class Rollback extends Error {}

type Row = { readonly def: FormDef; readonly parsed: ParsedLine };
type Unread = { readonly line: number; readonly form: string; readonly refusals: readonly Refusal[] };
type Waiting = { readonly line: TakenLine; readonly id: string; readonly refs: ParsedLine['refs'] };

export const definitionOf = (open: OpenStation, form: string): FormDef => {
  const declared = formsById.get(form);
  if (!declared) throw refused('form-unknown', { field: 'form', params: { form } });
  return resolveForm(declared, open.running);
};

const isRecordLine = (json: unknown): json is RecordLine => {
  if (typeof json !== 'object' || json === null || !('form' in json) || typeof json.form !== 'string') return false;
  const { number, state, writtenAt, writtenBy, data } = json as Partial<Record<string, unknown>>;
  return [number, state, writtenAt, writtenBy].every((each) => each === undefined || typeof each === 'string') && typeof data === 'object' && data !== null && !Array.isArray(data);
};

/** Rows as the form holds them; those of a table below its heads. */
async function* readRows(open: OpenStation, { kind, rows }: RowFile, { form, mapping, now }: TakeIn): AsyncGenerator<Row | Unread> {
  const definitions = new Map<string, FormDef>();
  const known = (id: string): FormDef => {
    const def = definitions.get(id) ?? definitionOf(open, id);
    definitions.set(id, def);
    return def;
  };
  const wanted = form ?? mapping.form;
  let fitted: FittedMapping | null = null;
  let withPeople: ReturnType<typeof createPeople> | null = null;
  const headLine = kind === 'jsonl' || wanted === undefined ? 1 : ((await headRowOf(known(wanted), { rows }, Object.keys(mapping.columns)))?.line ?? 1);
  for await (const row of rows()) {
    if ('cells' in row) {
      if (row.line < headLine || row.cells.every((cell) => cell.trim() === '')) continue;
      if (wanted === undefined) throw refused('required', { field: 'form' });
      const def = known(wanted);
      withPeople ??= createPeople(open, def);
      if (fitted === null) fitted = accepted(fitMapping(def, row.cells.map((cell) => cell.trim()), mapping));
      else yield { def, parsed: withPeople(parseLine(def, fitted.mapping, fitted.cellsOf(row.cells), row.line, now())) };
    } else yield jsonRow(row, wanted, known);
  }
}

const jsonRow = ({ line, json }: Extract<FileRow, { json: unknown }>, wanted: string | undefined, known: (id: string) => FormDef): Row | Unread => {
  if (!isRecordLine(json)) return { line, form: wanted ?? '', refusals: [{ code: 'line-not-record' }] };
  if (!formsById.has(json.form) || (wanted !== undefined && json.form !== wanted)) return { line, form: json.form, refusals: [{ code: 'form-unknown', field: 'form', params: { form: json.form } }] };
  const def = known(json.form);
  return { def, parsed: parseRecordLine(def, json, line) };
};

/** What tells a row apart within its file and on the station: its number, or its unique values. */
const identityOf = (def: FormDef, { number, data }: ParsedLine): string | null => {
  if (number !== undefined) return `${def.id} ${number}`;
  const values = def.unique?.map((name) => data[name]);
  return values?.every((value) => typeof value === 'string' && value !== '') ? `${def.id} ${values.join(' ')}` : null;
};

/** A paper of the station that is this row already: by its number here or where it comes from, by its unique values, by its line in this very file. */
const standing = ({ store: { read } }: OpenStation, def: FormDef, { number, line, data }: ParsedLine, sha256: string): Rec | undefined => {
  const numbered = number === undefined ? undefined : (read.numbered(def.id, number) ?? read.imported(def.id, { number })[0]);
  if (numbered) return numbered;
  const values = uniqueValues({ data, state: def.lifecycle.initial } as Rec, def);
  const namesake = values && Object.values(values).every((value) => value.length <= 40) ? read.recordsWhere(def.id, values, mostNamesakes).find((rec) => isLiving(rec, def)) : undefined;
  return namesake ?? read.imported(def.id, { sha256, line })[0];
};

const differing = (rec: Rec, data: Data): string[] => Object.entries(data).filter(([name, value]) => JSON.stringify(rec.data[name]) !== JSON.stringify(value)).map(([name]) => name);

/** The papers a row names: found by their number, here or where they come from. */
const refsOf = ({ store: { read } }: OpenStation, def: FormDef, wanted: ParsedLine['refs']): { readonly found: Record<string, readonly RecordRef[]>; readonly unknown: readonly Refusal[] } => {
  const found: Record<string, readonly RecordRef[]> = {};
  const unknown: Refusal[] = [];
  for (const [name, numbers] of Object.entries(wanted)) {
    const field = def.fields[name];
    if (field?.kind !== 'record') continue;
    const refs = numbers.flatMap((number): RecordRef[] => {
      for (const form of field.forms) {
        const rec = read.numbered(form, number) ?? read.imported(form, { number })[0];
        if (rec) return [{ id: rec.id, form: rec.form, number: rec.number }];
      }
      unknown.push({ code: 'link-unknown', field: name, params: { number } });
      return [];
    });
    if (refs.length > 0) found[name] = refs;
  }
  return { found, unknown };
};

const attempt = <T>(work: () => T): Result<T> => {
  try {
    return ok(work());
  } catch (error) {
    if (error instanceof RefusedError) return refuseAll(error.refusals);
    throw error;
  }
};

/**
 * Takes the records of a file in, one after the other in small transactions, so that a file of any length needs no more memory than a short
 * one. A row that is refused is told with its fields, and the next one is read; a row that is here already is not taken twice, so that a
 * run cut short is simply run again. Throws RefusedError where the file as a whole cannot be read by the form.
 */
export async function* takeIn(open: OpenStation, file: RowFile, options: TakeIn): AsyncGenerator<TakenLine> {
  const seen = new Map<string, number>();
  const waiting: Waiting[] = [];
  const author = { person: open.author.person, actor: open.author.actor };

  const create = (row: Row): Rec => {
    const { def, parsed } = row;
    const { line, number, state, writtenAt, writtenBy, data, refs } = parsed;
    const imported: Imported = {
      at: options.now(), by: author.person, file: options.file, sha256: file.sha256, line,
      ...(number !== undefined && { number }), ...(state !== undefined && { state }), ...(writtenAt !== undefined && { writtenAt }), ...(writtenBy !== undefined && { writtenBy }),
    };
    return open.recorder.create(author, uuidv7(), def.id, (writer, setting) => {
      const year = setting.now.slice(0, 4);
      const made = decideImport(def, data, stateTakenIn(def, state), Object.keys(refs), { ...setting, imported, context: contextOf(open), number: '' });
      if (!made.ok) return made;
      // a number is only taken by what is written
      const taken = createNumber(def.number.prefix, open.identity.stationCode, year, writer.nextSerial(def.number.prefix, year));
      return ok(made.value.map((event) => (event.kind === 'created' ? { ...event, number: taken } : event)));
    });
  };
  const nameRefs = (def: FormDef, rec: Rec, wanted: ParsedLine['refs']): { readonly left: readonly Refusal[]; readonly waits: boolean } => {
    const { found, unknown } = refsOf(open, def, wanted);
    const done = attempt(() => open.recorder.change(author, rec.id, (_writer, at) => decideImportedRefs(at.rec, found, at.setting)));
    return { left: [...unknown, ...(done.ok ? [] : done.error)], waits: unknown.length > 0 };
  };

  const take = (row: Row | Unread): TakenLine | null => {
    if (!('def' in row)) return { line: row.line, what: 'refused', name: '', form: row.form, fields: [], refusals: row.refusals };
    const { def, parsed } = row;
    const name = String(parsed.data[def.list.headline] ?? parsed.number ?? '').slice(0, 80);
    const tell = (what: ImportLine['what'], more: Partial<ImportLine>): TakenLine => ({ line: parsed.line, what, name, form: def.id, fields: [], refusals: [], ...(parsed.people && { people: parsed.people }), ...more });
    if (parsed.refusals.length > 0) return tell('refused', { refusals: parsed.refusals });
    const identity = identityOf(def, parsed);
    const before = identity === null ? undefined : seen.get(identity);
    if (before !== undefined) return tell('refused', { refusals: [{ code: 'line-twice', field: parsed.number === undefined ? def.unique![0]! : numberColumn, params: { line: before } }] });
    const existing = standing(open, def, parsed, file.sha256);
    const made = existing ? ok(existing) : attempt(() => create(row));
    if (!made.ok) return tell('refused', { refusals: made.error });
    if (identity !== null) seen.set(identity, parsed.line);
    const rec = made.value;
    const told = existing ? tell('same', { number: rec.number, fields: differing(rec, parsed.data) }) : tell('create', { number: rec.number, fields: Object.keys(parsed.data) });
    if (Object.keys(parsed.refs).length === 0 || (existing && !existing.imported)) return told;
    const { left, waits } = nameRefs(def, rec, parsed.refs);
    if (!waits) return left.length > 0 ? { ...told, left } : told;
    waiting.push({ line: told, id: rec.id, refs: parsed.refs });
    return null;
  };

  const step = (work: () => TakenLine[]): TakenLine[] => {
    let told: TakenLine[] = [];
    try {
      open.recorder.together(() => {
        told = work();
        if (options.isTrial) throw new Rollback();
      });
    } catch (error) {
      if (!(error instanceof Rollback)) throw error;
    }
    return told;
  };
  const takeAll = (rows: readonly (Row | Unread)[]): TakenLine[] => step(() => rows.flatMap((row) => take(row) ?? []));

  let batch: (Row | Unread)[] = [];
  for await (const row of readRows(open, file, options)) {
    batch.push(row);
    if (batch.length < batchSize) continue;
    yield* takeAll(batch);
    batch = [];
    await breathe();
  }
  yield* takeAll(batch);
  while (waiting.length > 0) {
    yield* step(() => waiting.splice(0, batchSize).map(({ line, id, refs }) => {
      const def = definitionOf(open, line.form);
      // a trial wrote nothing: what stands further up or down in the file counts as there
      const inFile = (number: string): boolean => [...formsIn(def, refs)].some((form) => seen.has(`${form} ${number}`));
      const rec = open.store.read.record(id);
      const left = rec ? nameRefs(def, rec, refs).left : refsOf(open, def, refs).unknown.filter((each) => !inFile(String(each.params?.['number'])));
      return left.length > 0 ? { ...line, left } : line;
    }));
    await breathe();
  }
}

const formsIn = (def: FormDef, refs: ParsedLine['refs']): ReadonlySet<string> =>
  new Set(Object.keys(refs).flatMap((name) => {
    const field = def.fields[name];
    return field?.kind === 'record' ? field.forms : [];
  }));
