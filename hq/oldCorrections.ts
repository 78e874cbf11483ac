import type { Logger } from 'pino';
import { settleCorrections, type Kept } from './corrections.ts';
import type { Database } from './database.ts';
import { followLog } from './follow.ts';
import type { Headquarters } from './wire.ts';

/** records looked at in one question */
const page = 5_000;
/** In `meta`, once the whole log was gone through. A backup of before goes through it again. */
const doneKey = 'corrections.settled';
/** of the time a page took, until the next one */
const rest = 1;

/** Of one page: how many originals are in force again, and the originals that stay replaced because another paper has their place. */
export type SettledPage = { readonly settled: number; readonly kept: readonly Kept[] };

/**
 * Puts originals in force again whose correction was thrown away when no release did so (docs/decisions/0031): headquarters says it in its own name, once. Two
 * processes may do so at a time: each original is settled under its lock. Each call takes the next page of records, the same one after an error; null when there is none.
 */
export const createOldCorrections = (database: Database, headquarters: Headquarters): (() => Promise<SettledPage | null>) => {
  const { pool } = database;
  let after = '';
  return async () => {
    if ((await pool.query('select 1 from meta where name = $1', [doneKey])).rows.length > 0) return null;
    const { rows: [{ last } = { last: null }] } = await pool.query<{ last: string | null }>('select max(id) as last from (select id from record where id > $1 order by id limit $2) next', [after, page]);
    if (last === null) {
      await pool.query(`insert into meta (name, value) values ($1, '1') on conflict do nothing`, [doneKey]);
      return null;
    }
    const { rows } = await pool.query<{ id: string }>(
      `select c.id from record o join record c on c.tenant = o.tenant and c.id = o.body ->> 'correctedBy' join definition d on d.tenant = c.tenant and d.hash = c.body ->> 'def'
        where o.id > $1 and o.id <= $2 and o.body ? 'correctedBy' and not c.body ? 'correctedBy' and (c.body ? 'voided' or d.body #>> array['lifecycle', 'states', c.state, 'tone'] = 'void')`, [after, last],
    );
    const { rows: [own] } = await pool.query<{ code: string }>('select code from device where station = $1', [headquarters.station]);
    const kept = await settleCorrections(database, headquarters, { id: headquarters.station, name: own?.code ?? '' }, rows.map(({ id }) => id));
    after = last;
    return { settled: rows.length - kept.length, kept };
  };
};

/** Does so beside headquarters' work, tries again after an error, and says in the log what became of them. The answer ends it, after the page under way. */
export const keepOldCorrections = (database: Database, headquarters: Headquarters, log: Logger): (() => Promise<void>) => {
  const next = createOldCorrections(database, headquarters);
  return followLog(async () => {
    const done = await next();
    if (!done) return 'over';
    for (const { number, by } of done.kept) log.warn({ number, instead: by.number }, 'stays replaced by a correction that was thrown away: another paper has its place');
    if (done.settled > 0) log.info({ settled: done.settled }, 'originals whose correction was thrown away are in force again');
    return true;
  }, { rest, onError: (error) => log.error({ error: String(error) }, 'originals whose correction was thrown away could not be put in force again') });
};
