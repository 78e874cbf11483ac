import { v7 as uuidv7 } from 'uuid';
import type { DoneCommand } from '../../db/store.ts';
import { guessMapping, importable, keyField, numberColumn, parseLine, type Mapping, type ParsedLine } from '../../domain/importing/columns.ts';
import { countLines, type ImportLine, type ImportReport } from '../../domain/importing/report.ts';
import type { FormDef, RecordRef } from '../../domain/forms/form.ts';
import { formsById } from '../../domain/forms/index.ts';
import { resolveForm } from '../../domain/forms/resolve.ts';
import { checkComplete } from '../../domain/forms/values.ts';
import type { Data, Rec } from '../../domain/record/record.ts';
import { isLiving } from '../../domain/record/unique.ts';
import { ok, refuse, refuseAll, type Refusal, type Result } from '../../domain/result.ts';
import { carryOut } from '../station/deskwork.ts';
import type { OpenStation } from '../station/openStation.ts';
import type { Order } from '../station/recorder.ts';
import { accepted, refused, RefusedError } from '../../domain/refused.ts';
import type { FileTable } from './readTable.ts';
import { createPeople } from './people.ts';

export type ImportRequest = {
  readonly form: string;
  /** What the columns fill, in the order of the file; guessed from the heads when absent. */
  readonly mapping?: Mapping;
};
/** Ends a trial: the transaction it stood in is rolled back. */
class Rollback extends Error {}

/** Papers of one name or number are few; more than this many are not looked at. */
const mostNamesakes = 20;
/** Longer names are not indexed (see `recordsWhere`), and no form has them. */
const longestName = 40;
const sampleLines = 5;

/** The definition a new paper of the form would get, and what each column fills. Refusals: `form-unknown`, `unknown-field`, `link-twice`. */
const prepare = (open: OpenStation, { form, mapping }: ImportRequest, { heads }: FileTable): Result<{ readonly def: FormDef; readonly mapping: Mapping }> => {
  const declared = formsById.get(form);
  if (!declared || declared.about !== undefined || declared.round || declared.profile) return refuse('form-unknown', { field: 'form', params: { form } });
  const def = resolveForm(declared, open.running);
  if (!mapping) return ok({ def, mapping: guessMapping(heads, def) });
  const named = mapping.filter((name) => name !== null);
  const allowed = new Set([...importable(def), numberColumn]);
  const unknown = named.find((name) => !allowed.has(name));
  if (unknown !== undefined || mapping.length !== heads.length) return refuse('unknown-field', { field: unknown ?? 'mapping' });
  const twice = named.find((name, i) => named.indexOf(name) !== i);
  return twice === undefined ? ok({ def, mapping }) : refuse('column-twice', { field: twice });
};

/** A living paper by its number, whatever its form. */
const byNumber = ({ store }: OpenStation, number: string): Rec | undefined => {
  const row = store.read.search(number, mostNamesakes).find((each) => each.number === number);
  const rec = row && store.read.record(row.id);
  const def = rec && store.read.definition(rec.def);
  return rec && def && isLiving(rec, def) ? rec : undefined;
};
/** A living paper of the form by what tells it apart, a name. */
const byName = ({ store }: OpenStation, form: FormDef | undefined, name: string): Rec | undefined => {
  const key = form && keyField(form);
  if (!form || !key || name === '' || name.length > longestName) return undefined;
  return store.read.recordsWhere(form.id, { [key]: name }, mostNamesakes).find((rec) => isLiving(rec, form));
};
const nameOf = (def: FormDef, data: Data): string => String(data[keyField(def) ?? def.list.headline] ?? data[def.list.headline] ?? '');

const refOf = (open: OpenStation, forms: readonly string[], wanted: string): RecordRef | null => {
  const numbered = byNumber(open, wanted);
  if (numbered && forms.includes(numbered.form)) return { id: numbered.id, form: numbered.form, number: numbered.number };
  for (const form of forms) {
    const named = byName(open, formsById.get(form), wanted);
    if (named) return { id: named.id, form: named.form, number: named.number };
  }
  return null;
};

type Standing = { readonly parsed: ParsedLine; readonly line: ImportLine; readonly id?: string };

/** What an order answers, or why it was refused; anything else is a fault of the station and goes on. */
const attempt = <T>(work: () => T): Result<T> => {
  try {
    return ok(work());
  } catch (error) {
    if (error instanceof RefusedError) return refuseAll(error.refusals);
    throw error;
  }
};

const changed = (rec: Rec, data: Data): string[] => Object.entries(data).filter(([name, value]) => JSON.stringify(rec.data[name]) !== JSON.stringify(value)).map(([name]) => name);

/** Makes or changes the paper of one line, references aside. */
const writeLine = (open: OpenStation, def: FormDef, parsed: ParsedLine, seen: Map<string, number>): Standing => {
  const name = nameOf(def, parsed.data) || parsed.number || '';
  const tell = (what: ImportLine['what'], more: Partial<ImportLine> = {}): ImportLine => ({ line: parsed.line, what, name, fields: [], refusals: [], ...(parsed.people && { people: parsed.people }), ...more });
  const no = (refusals: readonly Refusal[]): Standing => ({ parsed, line: tell('refused', { refusals }) });
  if (parsed.refusals.length > 0) return no(parsed.refusals);
  const key = keyField(def);
  const identity = parsed.number ?? (key ? String(parsed.data[key] ?? '') : '');
  const before = identity === '' ? undefined : seen.get(identity);
  if (before !== undefined) return no([{ code: 'line-twice', field: parsed.number === undefined ? key! : numberColumn, params: { line: before } }]);
  if (identity !== '') seen.set(identity, parsed.line);
  const existing = parsed.number === undefined ? byName(open, def, identity) : byNumber(open, parsed.number);
  if (parsed.number !== undefined && existing?.form !== def.id) return no([{ code: 'number-unknown', field: numberColumn, params: { number: parsed.number } }]);
  if (existing) {
    const fields = changed(existing, parsed.data);
    if (fields.length === 0) return { parsed, id: existing.id, line: tell('same', { number: existing.number }) };
    const done = attempt(() => carryOut(open, { kind: 'edit', id: existing.id, base: existing.rev, set: parsed.data as never, unset: [] }));
    return done.ok ? { parsed, id: done.value.id, line: tell('update', { number: done.value.number, fields }) } : no(done.error);
  }
  // what is born in force has no draft to be completed in
  const missing = def.lifecycle.states[def.lifecycle.initial]?.tone === 'draft' ? [] : checkComplete(def, { ...parsed.data, ...Object.fromEntries(Object.keys(parsed.refs).map((field) => [field, ['named']])) });
  if (missing.length > 0) return no(missing);
  const done = attempt(() => carryOut(open, { kind: 'create', id: uuidv7(), form: def.id, data: parsed.data as never }));
  return done.ok ? { parsed, id: done.value.id, line: tell('create', { number: done.value.number, fields: Object.keys(parsed.data) }) } : no(done.error);
};

/** Adds what a line's paper names, once all papers of the file are there: they may name one another. */
const writeRefs = (open: OpenStation, def: FormDef, standing: Standing): Standing => {
  const { parsed, id, line } = standing;
  const rec = id === undefined ? null : open.store.read.record(id);
  if (!rec || Object.keys(parsed.refs).length === 0) return standing;
  const no = (refusals: readonly Refusal[]): Standing => ({ parsed, line: { ...line, what: 'refused', fields: [], refusals } });
  const set: Record<string, readonly RecordRef[]> = {};
  const unknown: Refusal[] = [];
  for (const [name, wanted] of Object.entries(parsed.refs)) {
    const field = def.fields[name];
    if (field?.kind !== 'record') continue;
    const refs = wanted.map((each) => refOf(open, field.forms, each));
    unknown.push(...wanted.filter((_, i) => refs[i] === null).map((each): Refusal => ({ code: 'link-unknown', field: name, params: { number: each } })));
    set[name] = refs.filter((ref) => ref !== null);
  }
  if (unknown.length > 0) return no(unknown);
  const fields = changed(rec, set);
  if (fields.length === 0) return standing;
  const done = attempt(() => carryOut(open, { kind: 'edit', id: rec.id, base: rec.rev, set: set as never, unset: [] }));
  if (!done.ok) return no(done.error);
  return { ...standing, line: { ...line, what: line.what === 'same' ? 'update' : line.what, fields: [...line.fields, ...fields] } };
};

/** Writes every line, inside the caller's transaction. */
const writeAll = (open: OpenStation, def: FormDef, lines: readonly ParsedLine[]): readonly ImportLine[] => {
  const seen = new Map<string, number>();
  return lines.map((parsed) => writeLine(open, def, parsed, seen)).map((standing) => writeRefs(open, def, standing).line);
};

/** What would become of the lines: they are written, looked at, and taken back. */
const tryAll = (open: OpenStation, def: FormDef, lines: readonly ParsedLine[]): readonly ImportLine[] => {
  let told: readonly ImportLine[] = [];
  try {
    open.recorder.together(() => {
      told = writeAll(open, def, lines);
      throw new Rollback();
    });
  } catch (error) {
    if (!(error instanceof Rollback)) throw error;
  }
  return told;
};

const parsedLines = (open: OpenStation, def: FormDef, mapping: Mapping, table: FileTable, now: string): readonly ParsedLine[] => {
  const withPeople = createPeople(open, def);
  return table.rows.flatMap((cells, i) => (cells.every((cell) => cell.trim() === '') ? [] : [withPeople(parseLine(def, mapping, cells, table.firstLine + i, now))]));
};

/**
 * What an import would do, line by line, each refusal with its field: the same commands as the real one, in a transaction that is taken back.
 * Throws RefusedError for a form that takes no file and for a mapping that does not fit it.
 */
export const previewImport = (open: OpenStation, request: ImportRequest, table: FileTable, now: string): ImportReport => {
  const { def, mapping } = accepted(prepare(open, request, table));
  const lines = tryAll(open, def, parsedLines(open, def, mapping, table, now));
  return { form: def.id, heads: table.heads, mapping, sample: table.rows.slice(0, sampleLines), lines, counts: countLines(lines), written: false };
};

/**
 * The lines that name a paper which only a refused line would have made, and those that name these in their turn, each with what is wrong:
 * found along the references, without writing anything. A name that another line or a paper of the station has still stands.
 */
const linesNaming = (open: OpenStation, def: FormDef, gone: readonly ParsedLine[], good: readonly ParsedLine[]): ReadonlyMap<number, readonly Refusal[]> => {
  const key = keyField(def);
  const keyOf = ({ data }: ParsedLine): string => (key ? String(data[key] ?? '') : '');
  const namers = new Map<string, { readonly parsed: ParsedLine; readonly field: string; readonly forms: readonly string[] }[]>();
  for (const parsed of good) {
    for (const [field, wanted] of Object.entries(parsed.refs)) {
      const declared = def.fields[field];
      if (declared?.kind !== 'record' || !declared.forms.includes(def.id)) continue;
      for (const name of wanted) {
        const before = namers.get(name) ?? [];
        before.push({ parsed, field, forms: declared.forms });
        namers.set(name, before);
      }
    }
  }
  const standing = new Set(good.map(keyOf));
  const found = new Map<number, Refusal[]>();
  // grows while it is walked: whoever falls takes its own name along
  const fallen = new Set(gone.map(keyOf).filter((name) => !standing.has(name)));
  for (const name of fallen) {
    for (const { parsed, field, forms } of namers.get(name) ?? []) {
      if (refOf(open, forms, name) !== null) break;
      found.set(parsed.line, [...(found.get(parsed.line) ?? []), { code: 'link-unknown', field, params: { number: name } }]);
      fallen.add(keyOf(parsed));
    }
  }
  return found;
};

/** The lines that can be written without those that are refused; a paper that names a refused one is refused in its turn. */
const withoutRefused = (open: OpenStation, def: FormDef, lines: readonly ParsedLine[]): { readonly good: readonly ParsedLine[]; readonly bad: readonly ImportLine[] } => {
  let good = lines;
  const bad: ImportLine[] = [];
  // once more than needed when nothing was overlooked: what is written has been tried as it is
  for (;;) {
    const told = tryAll(open, def, good);
    const gone = new Set(told.filter((line) => line.what === 'refused').map(({ line }) => line));
    if (gone.size === 0) return { good, bad };
    const naming = linesNaming(open, def, good.filter(({ line }) => gone.has(line)), good.filter(({ line }) => !gone.has(line)));
    for (const line of told) {
      if (gone.has(line.line)) bad.push(line);
      else if (naming.has(line.line)) bad.push({ ...line, what: 'refused', fields: [], refusals: naming.get(line.line)! });
    }
    good = good.filter(({ line }) => !gone.has(line) && !naming.has(line));
  }
};

/**
 * Writes the lines as commands of the desk, all in one transaction, once for each order. A refused line refuses the whole file
 * (`import-refused`), unless it is said to be left out.
 */
export const runImport = (open: OpenStation, order: Order, request: ImportRequest & { readonly skipRefused: boolean }, table: FileTable, now: string): ImportReport => {
  const before = open.recorder.carriedOut(order);
  if (before) return reportOf(before);
  const { def, mapping } = accepted(prepare(open, request, table));
  const { good, bad } = withoutRefused(open, def, parsedLines(open, def, mapping, table, now));
  if (bad.length > 0 && !request.skipRefused) throw refused('import-refused', { params: { n: bad.length, line: Math.min(...bad.map(({ line }) => line)) } });
  return open.recorder.once(
    order,
    () => {
      const lines = [...writeAll(open, def, good), ...bad].toSorted((a, b) => a.line - b.line);
      const report: ImportReport = { form: def.id, heads: table.heads, mapping, sample: [], lines, counts: countLines(lines), written: true };
      return { value: report, doc: `import:${def.id}`, answer: report };
    },
    reportOf,
  );
};

const reportOf = ({ answer }: DoneCommand): ImportReport => JSON.parse(answer ?? 'null') as ImportReport;
