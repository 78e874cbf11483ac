import type { FileMapping } from '../../domain/importing/fileMapping.ts';
import { guessMapping, restorable, type Mapping } from '../../domain/importing/columns.ts';
import type { FormDef } from '../../domain/forms/form.ts';
import { refuse, refuseAll, ok, type Refusal, type Result } from '../../domain/result.ts';

/** A mapping that fits one file: what each column fills, and how a row's cells are read by it. */
export type FittedMapping = { readonly mapping: Mapping; readonly cellsOf: (cells: readonly string[]) => readonly string[] };

/** Fits a mapping to the heads of a file; heads it does not name are recognised by themselves. Refusals `unknown-field`, `column-twice`, `columns-unknown`. */
export const fitMapping = (def: FormDef, heads: readonly string[], { columns, values, always }: FileMapping): Result<FittedMapping> => {
  const fitting = restorable(def);
  const named = (name: string): string | null => (fitting.includes(name) ? name : (guessMapping([name], def, fitting)[0] ?? null));
  const wrong: Refusal[] = [...Object.values(columns), ...Object.keys(values), ...Object.keys(always)]
    .filter((name) => name !== null && named(name) === null)
    .map((name) => ({ code: 'unknown-field', field: name ?? '' }));
  wrong.push(...Object.keys(columns).filter((head) => !heads.includes(head)).map((head): Refusal => ({ code: 'column-missing', params: { column: head } })));
  if (wrong.length > 0) return refuseAll(wrong);
  const given = heads.map((head) => (Object.hasOwn(columns, head) ? { name: columns[head] === null ? null : named(columns[head]!) } : undefined));
  const fixed = Object.keys(always).map((name) => named(name)!);
  const taken = new Set([...given.flatMap((each) => (each?.name ? [each.name] : [])), ...fixed]);
  const guessed = guessMapping(heads.map((head, i) => (given[i] ? '' : head)), def, fitting.filter((name) => !taken.has(name)));
  const mapping = [...heads.map((_, i) => (given[i] ? given[i].name : guessed[i]!)), ...fixed];
  const filled = mapping.filter((name) => name !== null);
  const twice = filled.find((name, i) => filled.indexOf(name) !== i);
  if (twice !== undefined) return refuse('column-twice', { field: twice });
  if (filled.length === 0) return refuse('columns-unknown', { params: { form: def.title.zh } });
  const words = new Map(Object.entries(values).map(([name, by]) => [named(name)!, by]));
  const constant = Object.values(always);
  const cellsOf = (cells: readonly string[]): readonly string[] =>
    [...heads.map((_, i) => {
      const cell = cells[i] ?? '';
      const by = mapping[i] === null ? undefined : words.get(mapping[i]!);
      return by && Object.hasOwn(by, cell.trim()) ? by[cell.trim()]! : cell;
    }), ...constant];
  return ok({ mapping, cellsOf });
};
