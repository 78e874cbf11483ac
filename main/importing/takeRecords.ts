import { textToOption } from '../../domain/forms/textToCell.ts';
import type { FormDef, Option } from '../../domain/forms/form.ts';
import { mappingSchema, noMapping, type FileMapping, type RecordsReport, type UnknownWords } from '../../domain/importing/fileMapping.ts';
import { restorable } from '../../domain/importing/columns.ts';
import type { OpenStation } from '../station/openStation.ts';
import { accepted } from '../../domain/refused.ts';
import { headRowOf } from './headRow.ts';
import { fitMapping, type FittedMapping } from './mapping.ts';
import { rowsOfBlob, type RowFile } from './rowsOfFile.ts';
import { definitionOf, takeIn } from './takeIn.ts';

type Request = { readonly form: string; readonly file: Blob; readonly name: string; readonly mapping?: FileMapping | undefined };

/** Rows told one by one; the others are counted. The command line writes them all to a file (`--report`). */
const mostTold = 2000;
/** Different words of one column that are offered to be translated. */
const mostWords = 50;

const keyOf = (form: string): string => `mapping:${form}`;
/** Keeps a mapping for the form, in the place of the one before. */
export const keepMapping = ({ store }: OpenStation, { form, mapping }: { readonly form: string; readonly mapping: FileMapping }): null => {
  store.write((writer) => writer.setMeta(keyOf(form), JSON.stringify(mapping)));
  return null;
};
const keptAsWhole = ({ store }: OpenStation, def: FormDef): FileMapping => {
  const kept = store.read.meta(keyOf(def.id));
  return kept === null ? noMapping : mappingSchema.parse(JSON.parse(kept));
};
/** The mapping kept for the form, as far as this file has its columns and the form its fields. */
const keptMapping = (open: OpenStation, def: FormDef, heads: readonly string[]): FileMapping => {
  const { columns, values, always } = keptAsWhole(open, def);
  const fields = new Set(restorable(def));
  return { columns: Object.fromEntries(Object.entries(columns).filter(([head, name]) => heads.includes(head) && (name === null || fields.has(name)))), values: Object.fromEntries(Object.entries(values).filter(([name]) => fields.has(name))), always };
};

const optionsOf = (def: FormDef, name: string | null): readonly Option[] | null => {
  if (name === '@state') return Object.entries(def.lifecycle.states).map(([value, { label }]) => ({ value, label }));
  const field = name === null ? undefined : def.fields[name];
  return field?.kind === 'choice' && !field.many && field.options.length > 0 ? field.options : null;
};

type Heads = { readonly line: number; readonly heads: readonly string[] };
/** A table whose columns nobody knows yet: a person says what they fill. */
const nothingFitted = (heads: readonly string[]): FittedMapping => ({ mapping: heads.map(() => null), cellsOf: (cells) => cells });

/** What the columns say that the choices they fill do not have; and an example of each column. */
const lookAt = async (def: FormDef, file: RowFile, fitted: FittedMapping, { line, heads }: Heads): Promise<{ readonly examples: readonly string[]; readonly unknownWords: readonly UnknownWords[] }> => {
  const examples = heads.map(() => '');
  const words = new Map<string, Set<string>>();
  for await (const row of file.rows()) {
    if (!('cells' in row) || row.line <= line) continue;
    const cells = fitted.cellsOf(row.cells);
    for (const [i, name] of fitted.mapping.entries()) {
      const cell = (cells[i] ?? '').trim();
      if (i < heads.length && examples[i] === '') examples[i] = (row.cells[i] ?? '').trim().slice(0, 80);
      const options = cell === '' ? null : optionsOf(def, name);
      if (!options || textToOption(options, cell) !== undefined) continue;
      const of = words.get(name!) ?? new Set<string>();
      if (of.size < mostWords) of.add(cell);
      words.set(name!, of);
    }
  }
  return { examples, unknownWords: [...words].map(([name, of]) => ({ name, words: [...of], options: optionsOf(def, name)! })) };
};

/**
 * Takes in an earlier year's file that a window hands over, or tries to: row by row, each refusal with its field, and goes on. Throws RefusedError
 * for a file that is no table, a form there is not, and a mapping that does not fit.
 */
export const takeRecords = async (open: OpenStation, { form, file, name, mapping }: Request, isTrial: boolean, now: () => string): Promise<RecordsReport> => {
  const def = definitionOf(open, form);
  const rows = await rowsOfBlob(file);
  const isTable = rows.kind !== 'jsonl';
  const head: Heads = (isTable ? await headRowOf(def, rows, Object.keys((mapping ?? keptAsWhole(open, def)).columns)) : null) ?? { line: 0, heads: [] };
  const { heads } = head;
  const used: FileMapping = mapping ?? (isTable ? keptMapping(open, def, heads) : noMapping);
  const fit = fitMapping(def, heads, used);
  // of columns nobody knows a trial says what stands in them, for a person to say what they fill
  const isUnknown = isTable && isTrial && !fit.ok && fit.error.every(({ code }) => code === 'columns-unknown');
  const fitted = !isTable ? null : isUnknown ? nothingFitted(heads) : accepted(fit);
  const { examples, unknownWords } = fitted ? await lookAt(def, rows, fitted, head) : { examples: [], unknownWords: [] };
  const counts = { create: 0, same: 0, refused: 0, left: 0 };
  const people = new Map<string, RecordsReport['people'][number]>();
  const told: RecordsReport['rows'][number][] = [];
  if (!isUnknown) for await (const line of takeIn(open, rows, { file: name, form, mapping: used, isTrial, now })) {
    counts[line.what === 'update' ? 'same' : line.what] += 1;
    if (line.left) counts.left += 1;
    for (const each of line.people ?? []) {
      const key = JSON.stringify([each.field, each.written]);
      people.set(key, { ...each, rows: (people.get(key)?.rows ?? 0) + 1 });
    }
    const refusals = [...line.refusals, ...(line.left ?? [])];
    if (refusals.length > 0 && told.length < mostTold) told.push({ line: line.line, name: line.name, refusals });
  }
  const columns = heads.map((head, i) => ({ head, fills: fitted?.mapping[i] ?? null, example: examples[i] ?? '' }));
  return { kind: rows.kind, columns, unknownWords, counts, rows: told, people: [...people.values()], written: !isTrial, mapping: { ...used, form, columns: Object.fromEntries(columns.filter(({ head }) => heads.indexOf(head) === heads.lastIndexOf(head)).map(({ head, fills }) => [head, fills])) } };
};
