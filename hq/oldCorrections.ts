import type { Logger } from 'pino';
import { isThrownAway, settleCorrections, type Settled } from './corrections.ts';
import type { Database } from './database.ts';
import { followLog } from './follow.ts';
import type { Headquarters } from './wire.ts';

/** records looked at in one question */
const page = 5_000;
/** entries of the log looked through in one question, once all records were */
const stretch = 20_000;
/** In `meta`, once all records were gone through: how far the log was since. A backup of before goes through it again. */
const doneKey = 'corrections.settled';
/** of the time a page took, until the next one */
const rest = 1;

/** What may have given its place up to an original that waits for it: thrown away, replaced, or in a state that frees it. */
const mayHaveFreed = `d.body ? 'unique' and (${isThrownAway} or c.body ? 'correctedBy' or d.body #> array['lifecycle', 'states', c.state, 'frees'] = 'true')`;

/**
 * Puts originals in force again whose correction was thrown away when no release did so (docs/decisions/0031), and those of a step after which headquarters was ended, or failed, before
 * it said so: headquarters says it in its own name, once. Two processes may do so at a time: each original is settled under its lock. Each call takes the next page of records, then the
 * next stretch of the log, the same one after an error; null when there is none.
 */
export const createOldCorrections = (database: Database, headquarters: Headquarters): (() => Promise<Settled | null>) => {
  const { pool } = database;
  let after = '';
  let began = Number.MAX_SAFE_INTEGER;
  const keepDone = async (n: number): Promise<unknown> => pool.query('insert into meta (name, value) values ($1, $2) on conflict (tenant, name) do update set value = excluded.value', [doneKey, String(n)]);
  const settle = async (ids: readonly string[]): Promise<Settled> => {
    const { rows: [own] } = await pool.query<{ code: string }>('select code from device where station = $1', [headquarters.station]);
    return settleCorrections(database, headquarters, { id: headquarters.station, name: own?.code ?? '' }, ids);
  };
  return async () => {
    const { rows: [done] } = await pool.query<{ value: string }>('select value from meta where name = $1', [doneKey]);
    const { rows: [log] } = await pool.query<{ value: number }>(`select value from counter where name = 'op'`);
    if (done) {
      const [from, head] = [Number(done.value), log!.value];
      if (from >= head) return null;
      const upTo = Math.min(head, from + stretch);
      const { rows } = await pool.query<{ id: string }>(
        `select c.id from record c join definition d on d.tenant = c.tenant and d.hash = c.body ->> 'def'
           left join record o on o.tenant = c.tenant and o.id = jsonb_path_query_first(c.body, '$.links[*] ? (@.rel == "corrects").to') #>> '{}'
          where c.server_seq > $1 and c.server_seq <= $2 and (o.body ->> 'correctedBy' = c.id and ${isThrownAway} or ${mayHaveFreed})`, [from, upTo],
      );
      const settled = await settle(rows.map(({ id }) => id));
      await keepDone(upTo);
      return settled;
    }
    // what comes in while the records are gone through is looked at after them
    began = Math.min(began, log!.value);
    const { rows: [{ last } = { last: null }] } = await pool.query<{ last: string | null }>('select max(id) as last from (select id from record where id > $1 order by id limit $2) next', [after, page]);
    if (last === null) {
      await keepDone(began);
      return null;
    }
    const { rows } = await pool.query<{ id: string }>(
      `select c.id from record o join record c on c.tenant = o.tenant and c.id = o.body ->> 'correctedBy' join definition d on d.tenant = c.tenant and d.hash = c.body ->> 'def'
        where o.id > $1 and o.id <= $2 and o.body ? 'correctedBy' and ${isThrownAway}`, [after, last],
    );
    const settled = await settle(rows.map(({ id }) => id));
    after = last;
    return settled;
  };
};

/** Does so beside headquarters' work for as long as it runs, tries again after an error, and says in the log what became of them. The answer ends it, after the page under way. */
export const keepOldCorrections = (database: Database, headquarters: Headquarters, log: Logger): (() => Promise<void>) => {
  const next = createOldCorrections(database, headquarters);
  return followLog(async () => {
    const done = await next();
    if (!done) return false;
    for (const { number, by } of done.kept) log.warn({ number, instead: by.number }, 'stays replaced by a correction that was thrown away: another paper has its place');
    if (done.settled > 0) log.info({ settled: done.settled }, 'originals whose correction was thrown away are in force again');
    return true;
  }, { rest, onError: (error) => log.error({ error: String(error) }, 'originals whose correction was thrown away could not be put in force again') });
};
