import type { Logger } from 'pino';
import { createPushes } from '../../domain/api/pushes.ts';
import type { Push } from '../../domain/api/types.ts';
import type { Database } from '../database.ts';
import { lookAtLog } from '../lookAtLog.ts';

/** ms between two looks whether who watches still may */
const askEvery = 15_000;
/** changed records named in one message: the newest */
const mostNamed = 2000;

export type Watch = { readonly watch: (signal: AbortSignal | undefined, within: readonly string[] | null, isIn: () => Promise<boolean>) => AsyncGenerator<Push, void, void>; readonly close: () => void };

/**
 * Tells windows what came into the log, whichever process took it in. A window whose account is kept to some sites (`within`) hears of theirs only. `isIn` ends the watch of a session that has ended.
 */
export const createWatch = (database: Database, log: Pick<Logger, 'error'>): Watch => {
  const pushes = createPushes();
  const ending = new AbortController();
  let watching = 0;

  const look = lookAtLog(database, {
    isWanted: () => watching > 0,
    tell: async (last, now) => {
      const { rows } = await database.pool.query<{ id: string; form: string; site: string | null }>(
        `select r.id, r.form, r.site from op o join record r on r.tenant = o.tenant and r.id = o.doc where o.server_seq > $1 and o.server_seq <= $2 group by r.id, r.form, r.site order by max(o.server_seq) desc limit $3`, [last, now, mostNamed],
      );
      for (const [site, of] of Map.groupBy(rows, (row) => row.site)) pushes.send({ kind: 'records', ids: of.map(({ id }) => id), forms: [...new Set(of.map(({ form }) => form))], ...(site === null ? {} : { site }) });
    },
    failed: (error) => log.error({ error: String(error) }, 'the log could not be looked at for windows that watch'),
    signal: ending.signal,
  });

  const watch = async function* (signal: AbortSignal | undefined, within: readonly string[] | null, isIn: () => Promise<boolean>): AsyncGenerator<Push, void, void> {
    const own = new AbortController();
    const stop = AbortSignal.any([own.signal, ending.signal, ...(signal ? [signal] : [])]);
    const asking = setInterval(() => {
      isIn().then((still) => { if (!still) own.abort(); }, () => undefined);
    }, askEvery);
    watching += 1;
    try {
      await look();
      for await (const push of pushes.watch(stop)) if (within === null || push.kind !== 'records' || (push.site !== undefined && within.includes(push.site))) yield push;
    } finally {
      watching -= 1;
      clearInterval(asking);
    }
  };
  return {
    watch,
    close: () => {
      ending.abort();
      pushes.close();
    },
  };
};
