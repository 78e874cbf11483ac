import type { RecordRow } from '../domain/api/types.ts';
import { formToken, textToQuery } from './bigrams.ts';
import { rowsOf } from './rows.ts';
import type { Words } from './searchRows.ts';
import type { Sql } from './sqlite.ts';

type Rid = { readonly rid: number };

/** Up to here found records are looked through for living ones. */
const mostFound = 2_000;

const living = 'corrected = 0 AND voided = 0 AND state NOT IN (SELECT value FROM json_each(:without))';

const ridsOfForm = (sql: Sql, form: string, without: readonly string[], text: string, limit: number, search: () => Words): readonly number[] => {
  const bound = { form, without: JSON.stringify(without), limit };
  if (text === '') return (sql(`SELECT rid FROM record WHERE form = :form AND ${living} ORDER BY created_at DESC, rid DESC LIMIT :limit`).all(bound) as Rid[]).map((row) => row.rid);
  const words = textToQuery(text);
  if (words === null) return [];
  const found = sql(`${search().found} ORDER BY rid DESC LIMIT :limit`).all({ match: `${words} AND "${formToken(form)}"`, limit: mostFound }) as Rid[];
  const rids = JSON.stringify(found.map((row) => row.rid));
  return (sql(`SELECT rid FROM record WHERE rid IN (SELECT value FROM json_each(:rids)) AND +form = :form AND ${living} ORDER BY rid DESC LIMIT :limit`).all({ ...bound, rids }) as Rid[]).map((row) => row.rid);
};

/** See `Reader.pick`. Each form is asked by itself, so that its own index gives the newest. */
export const pickRows = (sql: Sql, forms: readonly { readonly form: string; readonly without: readonly string[] }[], text: string, limit: number, search: () => Words): readonly RecordRow[] => {
  const rids = forms.flatMap(({ form, without }) => ridsOfForm(sql, form, without, text.trim(), limit, search));
  return rowsOf(sql, rids.toSorted((a, b) => b - a).slice(0, limit));
};

/** See `Reader.rowsById`. */
export const rowsById = (sql: Sql, ids: readonly string[]): readonly RecordRow[] =>
  rowsOf(sql, (sql('SELECT rid FROM record WHERE id IN (SELECT value FROM json_each(?))').all(JSON.stringify(ids)) as Rid[]).map((row) => row.rid));
