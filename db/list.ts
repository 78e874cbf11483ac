import type { ListQuery } from '../domain/api/contract.ts';
import type { RecordRow } from '../domain/api/types.ts';
import { numberedFirst } from '../domain/record/number.ts';
import type { Rec } from '../domain/record/record.ts';
import { isVoid } from '../domain/report/brief.ts';
import { formToken, piecesToQuery, textToQuery } from './bigrams.ts';
import { longestLookup, rowsOf } from './rows.ts';
import type { Words } from './searchRows.ts';
import type { Sql } from './sqlite.ts';

/**
 * Lists stay fast with 100,000 records because a page is walked from an index that is already in the wanted order and carries the state;
 * totals come from counters. Where a filter leaves few records, these are sorted instead.
 */
type Page = { readonly rows: readonly RecordRow[]; readonly total: number };
type Bound = { readonly form: string; readonly states: string; readonly match: string; readonly name: string; readonly path: string; readonly limit: number; readonly offset: number; readonly rids: string; readonly voided: string };

/** Up to here a filtered set is sorted in memory; above, the order's index is walked and filtered. */
const fewRecords = 2_000;

const envelope: Readonly<Record<string, string>> = { updatedAt: 'updated_at', createdAt: 'created_at', number: 'number', state: 'state' };
const pseudo = new Set(['headline', 'owner']);
/** A list column is stored as `#column` (see db/migrations/0001.ts); paper cells write the envelope with an @. */
const plainName = (by: string): string => (by.startsWith('@') ? by.slice(1) : by);

const ridsOf = (sql: Sql, text: string, bound: Partial<Bound>): readonly number[] => (sql(text).all(bound) as { rid: number }[]).map((row) => row.rid);
const countOf = (sql: Sql, text: string, bound: Partial<Bound>): number => (sql(text).get(bound) as { n: number }).n;

const inStates = 'state IN (SELECT value FROM json_each(:states))';

/** Of the void states asked for: sealed records that headquarters voided stand under another, and say which they would be in. A few. */
const voidedBeside = (sql: Sql, form: string, states: readonly string[] | null): readonly number[] =>
  states?.some((state) => isVoid({ form, state, voided: false }))
    ? ridsOf(sql, `SELECT r.rid FROM record r JOIN record_body b ON b.rid = r.rid WHERE r.form = :form AND r.voided = 1 AND NOT r.${inStates} AND b.body ->> '$.voided.to' IN (SELECT value FROM json_each(:states))`, { form, states: JSON.stringify(states) })
    : [];

/** The found rows are asked one by one, not looked for along an index (hence the plus). */
const amongMatches = (column: string, matches: string | null): string => (matches === null ? '' : `AND +${column} IN (${matches})`);

/** One page of a form's list, and how many there are in all. Unknown sort columns leave the newest first. */
export const listPage = (sql: Sql, query: ListQuery, search: () => Words): Page => {
  const { rids, total } = listRids(sql, query, search);
  return { rows: rowsOf(sql, rids), total };
};

/** The ids of a form's list in its order, the first `limit` of them: a page far down would be counted off from the top each time. */
export const listIds = (sql: Sql, list: Omit<ListQuery, 'offset' | 'limit'>, limit: number, search: () => Words): readonly string[] =>
  (sql('SELECT r.id FROM json_each(?) AS wanted JOIN record r ON r.rid = wanted.value ORDER BY wanted.key').all(JSON.stringify(listRids(sql, { ...list, offset: 0, limit }, search).rids)) as { id: string }[]).map(({ id }) => id);

/** Which rows are asked for, as SQL; null for all. */
const askedStates = (states: readonly string[] | null, voided: readonly number[]): string | null => {
  if (states === null) return null;
  return voided.length === 0 ? inStates : `(${inStates} OR rid IN (SELECT value FROM json_each(:voided)))`;
};

const listRids = (sql: Sql, query: ListQuery, search: () => Words): { readonly rids: readonly number[]; readonly total: number } => {
  const words = query.text === undefined ? null : textToQuery(query.text);
  const match = words === null ? null : `${words} AND "${formToken(query.form)}"`;
  const matches = match === null ? null : search().found;
  const matching = amongMatches('rid', matches);
  const states = query.states && query.states.length > 0 ? query.states : null;
  const voided = voidedBeside(sql, query.form, states);
  const asked = askedStates(states, voided);
  const by = plainName(query.sort?.by ?? 'updatedAt');
  const direction = (query.sort?.down ?? true) ? 'DESC' : 'ASC';
  const bound: Bound = {
    form: query.form, states: JSON.stringify(states ?? []), match: match ?? '', name: `#${by}`, path: `$."${by.replaceAll('"', '')}"`, limit: query.limit, offset: query.offset, rids: '[]', voided: JSON.stringify(voided),
  };
  const total = voided.length + countOf(sql, `SELECT coalesce(sum(n), 0) AS n FROM record_count WHERE form = :form${states ? ` AND ${inStates}` : ''}`, bound);
  const found = match === null ? null : ridsOf(sql, `${matches} ORDER BY rid DESC LIMIT :limit`, { match, limit: fewRecords + 1 });
  const filters = asked === null ? '' : `AND ${asked}`;
  if ((found !== null && found.length <= fewRecords) || (states !== null && total <= fewRecords)) {
    const isFound = found !== null && found.length <= fewRecords;
    // the few found rows are fetched one by one, not looked for along an index (hence the plus)
    const source = isFound ? 'rid IN (SELECT value FROM json_each(:rids)) AND +form = :form' : `form = :form ${matching}`;
    const state = isFound && asked !== null ? `AND +${asked}` : filters;
    const rids = ridsOf(sql, `SELECT rid FROM record WHERE ${source} ${state} ORDER BY ${sortExpression(by)} ${direction} NULLS LAST, rid ${direction}`, {
      ...bound, rids: JSON.stringify(found ?? []),
    });
    return { rids: rids.slice(query.offset, query.offset + query.limit), total: rids.length };
  }
  const matched = matches === null ? total : countOf(sql, asked !== null ? `SELECT count(*) AS n FROM record WHERE form = :form AND ${asked} ${matching}` : `SELECT count(*) AS n FROM (${matches})`, bound);
  const column = envelope[by];
  const rids = column === undefined ? walkField(sql, bound, direction, asked, matches) : ridsOf(
    sql,
    `SELECT rid FROM record WHERE form = :form ${filters} ${matching} ORDER BY ${column} ${direction}, rid ${direction} LIMIT :limit OFFSET :offset`,
    bound,
  );
  return { rids, total: matched };
};

/** What record_field holds for the column, read from the row itself. */
const sortExpression = (by: string): string => {
  const column = envelope[by];
  if (column !== undefined) return column;
  if (pseudo.has(by)) return `substr(${by === 'owner' ? 'owner_name' : 'headline'}, 1, ${longestLookup})`;
  return `CASE json_type(cells, :path) WHEN 'text' THEN substr(cells ->> :path, 1, ${longestLookup}) WHEN 'integer' THEN cells ->> :path WHEN 'real' THEN cells ->> :path END`;
};

/** Records with a value in the column come first, in its order; the empty ones follow, newest first. */
const walkField = (sql: Sql, bound: Bound, direction: string, asked: string | null, matches: string | null): readonly number[] => {
  const valued = `FROM record_field f WHERE f.form = :form AND f.name = :name
    ${asked === null ? '' : `AND EXISTS (SELECT 1 FROM record WHERE rid = f.rid AND ${asked})`} ${amongMatches('f.rid', matches)}`;
  const first = ridsOf(sql, `SELECT f.rid ${valued} ORDER BY f.value ${direction}, f.rid ${direction} LIMIT :limit OFFSET :offset`, bound);
  if (first.length === bound.limit) return first;
  const before = countOf(sql, `SELECT count(*) AS n ${valued}`, bound);
  const rest = ridsOf(
    sql,
    `SELECT rid FROM record WHERE form = :form ${asked === null ? '' : `AND ${asked}`} ${amongMatches('rid', matches)}
     AND rid NOT IN (SELECT rid FROM record_field WHERE form = :form AND name = :name) ORDER BY rid ${direction} LIMIT :limit OFFSET :offset`,
    { ...bound, limit: bound.limit - first.length, offset: Math.max(0, bound.offset - before) },
  );
  return [...first, ...rest];
};

/** Records of any form in which every word is found, newest first; before them that of the number typed, however old, and those of a number with the text in it. */
export const searchRows = (sql: Sql, text: string, limit: number, { found }: Words): readonly RecordRow[] => {
  const match = textToQuery(text);
  if (match === null) return [];
  const numbered = sql('SELECT r.rid FROM (SELECT DISTINCT form FROM record_count) f CROSS JOIN record r ON r.form = f.form AND r.number = ?').all(text.trim().toUpperCase()) as { rid: number }[];
  const rids = [...new Set([...numbered.map(({ rid }) => rid), ...ridsOf(sql, `${found} ORDER BY rid DESC LIMIT :limit`, { match, limit })])];
  return numberedFirst(rowsOf(sql, rids.slice(0, limit)), text);
};

/** Records of a form that have any of the pieces of text, those with the most and the rarest first. */
export const alikeRecords = (sql: Sql, form: string, pieces: readonly string[], limit: number, { ranked }: Words): readonly Rec[] => {
  const match = piecesToQuery(form, pieces);
  if (match === null) return [];
  const found = sql(`SELECT b.body FROM (${ranked} ORDER BY rank LIMIT :limit) n JOIN record_body b ON b.rid = n.rid ORDER BY n.rank`).all({ match, limit }) as { body: string }[];
  return found.map(({ body }) => JSON.parse(body) as Rec);
};

/** Records of a form in any of the states on which no clock runs, without those headquarters voided or gave to another site, the first-made first, and how many there are in all. */
export const rowsWithoutClock = (sql: Sql, form: string, states: readonly string[], limit: number): Page => {
  const bound = { form, states: JSON.stringify(states) };
  const waiting = `record WHERE form = :form AND ${inStates} AND voided = 0 AND away = 0 AND NOT EXISTS (SELECT 1 FROM record_clock c WHERE c.rid = record.rid AND c.kept IS NULL)`;
  const rids = ridsOf(sql, `SELECT rid FROM ${waiting} ORDER BY rid LIMIT :limit`, { ...bound, limit });
  return { rows: rowsOf(sql, rids), total: countOf(sql, `SELECT count(*) AS n FROM ${waiting}`, bound) };
};

/** Records of a form in any of the states, the first-made first, and how many there are in all. */
export const rowsInStates = (sql: Sql, form: string, states: readonly string[], limit: number): Page => {
  const bound = { form, states: JSON.stringify(states) };
  // rids rise as records are made, and the index of states carries them: no row is read that is not shown
  const rids = ridsOf(sql, `SELECT rid FROM record WHERE form = :form AND ${inStates} ORDER BY rid LIMIT :limit`, { ...bound, limit });
  return { rows: rowsOf(sql, rids), total: countOf(sql, `SELECT coalesce(sum(n), 0) AS n FROM record_count WHERE form = :form AND ${inStates}`, bound) };
};
