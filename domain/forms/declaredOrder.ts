import type { FormDef } from './form.ts';
import { formsById } from './index.ts';

const isNames = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The names of `value` as they stand in `declared`, what is not there behind them; lists keep their order anyway. */
const inOrderOf = (declared: unknown, value: unknown): unknown => {
  if (Array.isArray(value)) return Array.isArray(declared) ? value.map((each, i) => inOrderOf(declared[i], each)) : value;
  if (!isNames(value) || !isNames(declared)) return value;
  const names = [...Object.keys(declared).filter((name) => name in value), ...Object.keys(value).filter((name) => !(name in declared))];
  return Object.fromEntries(names.map((name) => [name, inOrderOf(declared[name], value[name])]));
};

/**
 * A definition that travelled, with its names in the order they were declared in. Its canonical text sorts them, and the columns of a table stand
 * in the order of their names: without this another station, headquarters and `sanlian verify` would draw other pages than were signed. The same
 * definition, under the same hash; names this program does not know come last.
 */
export const inDeclaredOrder = (def: FormDef): FormDef => inOrderOf(formsById.get(def.id), def) as FormDef;
