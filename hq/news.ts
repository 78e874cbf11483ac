import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Database } from './database.ts';
import { toAll, toSite, toStation } from './log.ts';
import { lookAtLog } from './lookAtLog.ts';

/** ms between two that are told at one look: what is meant for all stations brings them one after the other */
const apart = 5;
/** questions of one station that may wait at a time: those of a broken line end late */
const mostEach = 4;

type Waiting = { readonly station: string; readonly audiences: readonly string[]; readonly answer: (news: boolean) => void };
export type News = {
  /** True once something in the station's scope was committed after `after`, false after `ms` or when `signal` ends it; `busy` when too many of the station wait. Throws what the database throws. */
  readonly wait: (asked: { readonly station: string; readonly after: number; readonly ms: number; readonly signal: AbortSignal }) => Promise<boolean | 'busy'>;
  /** how many questions are held open here */
  readonly held: () => number;
  /** Answers all who wait. */
  readonly close: () => void;
};

/**
 * Lets stations wait for what comes into the log, whichever process takes it in: while somebody waits, one row is read a second, and who is
 * meant by what is new once for all of them. Who waits holds neither a connection of the database nor a lock.
 */
export const createNews = (database: Database, log: Pick<Logger, 'error'>): News => {
  const waiting = new Set<Waiting>();
  const ending = new AbortController();

  const look = lookAtLog(database, {
    isWanted: () => waiting.size > 0,
    tell: async (last, now) => {
      const { rows } = await database.pool.query<{ audience: string; station: string | null }>(
        `select distinct audience, station from op where server_seq > $1 and server_seq <= $2 and audience is not null union select distinct audience, null::uuid from notice where n > $1 and n <= $2`, [last, now],
      );
      const writers = Map.groupBy(rows, (row) => row.audience);
      // nobody is told of what he wrote himself
      const isMeant = ({ station, audiences }: Waiting): boolean => audiences.some((audience) => writers.get(audience)?.some((row) => row.station !== station));
      for (const each of [...waiting].filter(isMeant)) {
        each.answer(true);
        await pause(apart);
      }
    },
    failed: (error) => log.error({ error: String(error) }, 'the log could not be looked at for stations that wait'),
    signal: ending.signal,
  });
  /** Whether there is something already: asked once by each, when what comes after is told already. */
  const isThere = async (audiences: readonly string[], station: string, after: number): Promise<boolean> => {
    const { rows } = await database.pool.query<{ there: boolean }>(
      `select ${audiences.map((_, at) => `exists (select 1 from op where audience = $${at + 3} and server_seq > $2 and station <> $1)`).join(' or ')} or exists (select 1 from notice where audience = $3 and n > $2) as there`, [station, after, ...audiences],
    );
    return rows[0]?.there === true;
  };

  return {
    wait: async ({ station, after, ms, signal }) => {
      const { rows } = await database.pool.query<{ site: string | null }>('select site from device where station = $1', [station]);
      if ([...waiting].filter((each) => each.station === station).length >= mostEach) return 'busy';
      const audiences = [toStation(station), toAll, toSite(rows[0]?.site ?? null)].filter((each) => each !== null);
      const { promise, resolve } = Promise.withResolvers<boolean>();
      const mine: Waiting = { station, audiences, answer: resolve };
      const stop = AbortSignal.any([signal, ending.signal]);
      const giveUp = (): void => resolve(false);
      const timer = setTimeout(giveUp, ms);
      stop.addEventListener('abort', giveUp);
      waiting.add(mine);
      try {
        await look();
        if (stop.aborted) giveUp();
        else if (await isThere(audiences, station, after)) resolve(true);
        return await promise;
      } finally {
        waiting.delete(mine);
        clearTimeout(timer);
        stop.removeEventListener('abort', giveUp);
      }
    },
    held: () => waiting.size,
    close: () => ending.abort(),
  };
};
