import type { Logger } from 'pino';
import { isThrownAway, settleCorrections, type Settled } from './corrections.ts';
import type { Database } from './database.ts';
import { followLog, newestInLog } from './follow.ts';
import type { Headquarters } from './wire.ts';

/** corrections settled at once */
const usualPage = 500;
/** entries of the log looked through in one question, once all records were */
const stretch = 20_000;
/** In `meta`, once all replaced papers were gone through: how far the log was since. A backup of before goes through it again. */
const doneKey = 'corrections.settled';
/** of the time a page took, until the next one */
const rest = 1;

/**
 * The states of every definition, as `k`: `tone`, `frees` and `is_unique` of its form. Told once a definition: one is some 5 kB packed,
 * and asked of beside each record it would be unpacked for each.
 */
const states = `known as materialized (
  select d.tenant, d.hash, s.key as state, s.value ->> 'tone' as tone, d.body ? 'unique' and s.value -> 'frees' = 'true' as frees, d.body ? 'unique' as is_unique
    from definition d cross join lateral jsonb_each(d.body #> '{lifecycle,states}') s)`;
const ofState = `join known k on k.tenant = c.tenant and k.hash = c.body ->> 'def' and k.state = c.state`;
const thrownAway = isThrownAway('k.tone');

/**
 * Puts originals in force again whose correction was thrown away when no release did so (docs/decisions/0031), and those of a step after which headquarters was ended, or failed, before
 * it said so: headquarters says it in its own name, once. Two processes may do so at a time: each original is settled under its lock. Each call takes the next page of replaced papers,
 * newest first, then the next stretch of the log, the same one after an error; null when there is none.
 */
export const createOldCorrections = (database: Database, headquarters: Headquarters, page = usualPage): (() => Promise<Settled | null>) => {
  const { pool } = database;
  let before: string | null = null;
  let began = Number.MAX_SAFE_INTEGER;
  const keepDone = async (n: number): Promise<unknown> => pool.query('insert into meta (name, value) values ($1, $2) on conflict (tenant, name) do update set value = excluded.value', [doneKey, String(n)]);
  const settle = async (ids: readonly string[]): Promise<Settled> => {
    const { rows: [own] } = await pool.query<{ code: string }>('select code from device where station = $1', [headquarters.station]);
    return settleCorrections(database, headquarters, { id: headquarters.station, name: own?.code ?? '' }, ids);
  };
  return async () => {
    const { rows: [done] } = await pool.query<{ value: string }>('select value from meta where name = $1', [doneKey]);
    const head = await newestInLog(database);
    if (done) {
      const from = Number(done.value);
      if (from >= head) return null;
      const upTo = Math.min(head, from + stretch);
      const { rows } = await pool.query<{ id: string }>(
        `with ${states} select c.id from record c ${ofState} where c.server_seq > $1 and c.server_seq <= $2 and (${thrownAway} or k.is_unique and c.body ? 'correctedBy' or k.frees)`, [from, upTo],
      );
      const settled = await settle(rows.map(({ id }) => id));
      await keepDone(upTo);
      return settled;
    }
    // what comes in while they are gone through is looked at after them
    began = Math.min(began, head);
    const { rows } = await pool.query<{ id: string; original: string }>(
      `with ${states}, replaced as materialized (select id, tenant, body ->> 'correctedBy' as by from record where body ? 'correctedBy')
        select c.id, o.id as original from replaced o join record c on c.tenant = o.tenant and c.id = o.by ${ofState} where ($1::text is null or o.id < $1) and ${thrownAway} order by o.id desc limit $2`, [before, page],
    );
    const last = rows.at(-1);
    if (!last) {
      await keepDone(began);
      return null;
    }
    const settled = await settle(rows.map(({ id }) => id));
    before = last.original;
    return settled;
  };
};

/** Does so beside headquarters' work for as long as it runs, tries again after an error, and says in the log what became of them. The answer ends it, after the page under way. */
export const keepOldCorrections = (database: Database, headquarters: Headquarters, log: Logger): (() => Promise<void>) => {
  const next = createOldCorrections(database, headquarters);
  return followLog(database, async () => {
    const done = await next();
    if (!done) return false;
    for (const { number, by } of done.kept) log.warn({ number, instead: by.number }, 'stays replaced by a correction that was thrown away: another paper has its place');
    if (done.settled > 0) log.info({ settled: done.settled }, 'originals whose correction was thrown away are in force again');
    return true;
  }, { rest, onError: (error) => log.error({ error: String(error) }, 'originals whose correction was thrown away could not be put in force again') });
};
