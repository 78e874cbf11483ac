import type { Rec } from '../domain/record/record.ts';
import type { Database } from './database.ts';
import { followLog } from './follow.ts';
import { searchText } from './records.ts';

/** records read in one step */
const step = 200;
const growLock = 7_300_340;

/** FNV-1a over a pair of characters, as PostgreSQL's integer. Two pairs may meet in one number: what is found is compared again. */
const gramOf = (pair: string): number => {
  let hash = 0x811c9dc5;
  for (let i = 0; i < pair.length; i += 1) hash = Math.imul(hash ^ pair.charCodeAt(i), 0x01000193);
  return hash | 0;
};
/** Every pair of neighbouring characters of the text, lower case. */
export const textToGrams = (text: string): readonly number[] => {
  const letters = [...text.toLowerCase()];
  return letters.slice(1).map((letter, i) => gramOf(letters[i]! + letter));
};

const recordToGrams = (rec: Parameters<typeof searchText>[0]): readonly number[] => [...new Set(textToGrams(searchText(rec)))];

/** Puts the next records into the index, in the order of the log; how many. One process at a time; the others have nothing to do. */
export const growSearchIndex = (database: Database): Promise<number> =>
  database.transaction(async (client) => {
    const { rows: [lock] } = await client.query<{ mine: boolean }>('select pg_try_advisory_xact_lock($1, hashtext(tenant())) as mine', [growLock]);
    if (!lock?.mine) return 0;
    const { rows: [state] } = await client.query<{ indexed: number }>('select indexed from search_state where tenant = tenant()');
    const { rows } = await client.query<{ id: string; server_seq: number; body: Rec }>(`select id, server_seq, body from record where server_seq > $1 order by server_seq limit ${step}`, [state?.indexed ?? 0]);
    const last = rows.at(-1);
    if (!last) return 0;
    await client.query(
      `insert into record_gram (id, grams) select row ->> 'id', array(select jsonb_array_elements_text(row -> 'grams')::integer) from jsonb_array_elements($1::jsonb) row
       on conflict (tenant, id) do update set grams = excluded.grams`,
      [JSON.stringify(rows.map(({ id, body }) => ({ id, grams: recordToGrams(body) })))],
    );
    await client.query('insert into search_state (indexed) values ($1) on conflict (tenant) do update set indexed = excluded.indexed', [last.server_seq]);
    return rows.length;
  });

/** Lets the index follow the log while headquarters runs; the answer ends it. A push never waits for it, and a search is right without it. */
export const keepSearchIndex = (database: Database, onError: (error: unknown) => void): (() => Promise<void>) =>
  followLog(database, async () => (await growSearchIndex(database)) === step, { rest: 4, onError });

/**
 * SQL that narrows `r` (record) to what may hold all the words whose grams are bound to `param`: what the index names, and what is newer than the
 * index. The caller compares the words themselves. Words of one character have no pair: without grams nothing is narrowed.
 */
export const mayHold = (param: string, grams: readonly number[]): string =>
  grams.length === 0
    ? `${param}::integer[] is not null`
    : `r.id in (select newer.id from record newer where newer.server_seq > coalesce((select indexed from search_state where tenant = tenant()), 0) union all select id from record_gram where tenant = tenant() and grams @> ${param}::integer[])`;
