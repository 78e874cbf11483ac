import { z } from 'zod';
import type { Option } from '../forms/form.ts';
import type { TakenName } from './columns.ts';
import type { Refusal } from '../result.ts';

/**
 * How the columns of an earlier year's file fill a form: heads by what they fill (a field's name or label; null for nothing), words by the words
 * the form has for them, and what every paper says that the file does not.
 */
export const mappingSchema = z.strictObject({
  form: z.string().max(60).optional(),
  columns: z.record(z.string().max(200), z.string().max(200).nullable()).default({}),
  values: z.record(z.string().max(200), z.record(z.string().max(500), z.string().max(500))).default({}),
  always: z.record(z.string().max(200), z.string().max(2000)).default({}),
});
export type FileMapping = z.infer<typeof mappingSchema>;
export const noMapping: FileMapping = { columns: {}, values: {}, always: {} };

/** Words of a column that its choice does not have, with the words it does. */
export type UnknownWords = { readonly name: string; readonly words: readonly string[]; readonly options: readonly Option[] };

/** What an earlier year's file would become, or became. */
export type RecordsReport = {
  readonly kind: 'csv' | 'xlsx' | 'jsonl';
  /** Heads of a table with what each fills (see `restorable`), and the first line that says something there; none of JSON lines. */
  readonly columns: readonly { readonly head: string; readonly fills: string | null; readonly example: string }[];
  readonly unknownWords: readonly UnknownWords[];
  readonly counts: { readonly create: number; readonly same: number; readonly refused: number; readonly left: number };
  /** Rows that were not taken, or taken without a paper they name: the first of them; `refused` and `left` count them all. */
  readonly rows: readonly { readonly line: number; readonly name: string; readonly refusals: readonly Refusal[] }[];
  /** Names that were put in the place of initials, each once, with the rows it was done in. */
  readonly people: readonly (TakenName & { readonly rows: number })[];
  readonly written: boolean;
  /** The mapping as it was used, to be kept or given to the command line. */
  readonly mapping: FileMapping;
};
