import type { Database } from './database.ts';
import { readHandback, type HandbackState } from './handback.ts';

export type RestoreState = {
  readonly at: string;
  /** entries of the log in the backup */
  readonly size: number;
  /** entries the longest signed checkpoint of before names: what was lost at least */
  readonly witnessed: number;
  /** what stations brought back of headquarters' own operations */
  readonly handedBack: readonly HandbackState[];
  readonly stations: readonly {
    readonly code: string;
    /** why it may not come back; null while it may. What was revoked after the backup elsewhere is not known here. */
    readonly revoked: string | null;
    /** up to which operation the backup had it, and headquarters has it now */
    readonly inBackup: number;
    readonly now: number;
    /** has been here since */
    readonly back: boolean;
    /** how far it had seen the lost log; null when it has not said */
    readonly saw: number | null;
  }[];
};

/** What became of the last restore: who has sent again, and whose part of the lost log only that station still holds. Null when there was none. */
export const readRestoreState = async (database: Database): Promise<RestoreState | null> => {
  const { rows: [last] } = await database.pool.query<{ at: Date; size: number; from_epoch: string; positions: Record<string, number> }>('select at, size, from_epoch, positions from restored order by at desc limit 1');
  if (!last) return null;
  const { rows } = await database.pool.query<{ station: string; code: string; last_seq: number; back: boolean; saw: number | null; revoked: string | null }>(
    `select d.station, d.code, d.last_seq, coalesce(d.last_contact > $1, false) as back, w.size as saw, case when d.state = 'revoked' then coalesce(d.revoked_reason, '') end as revoked
       from device d left join witnessed w on w.station = d.station and w.epoch = $2 where d.kind = 'station' order by d.code`,
    [last.at, last.from_epoch],
  );
  return {
    handedBack: await readHandback(database),
    at: last.at.toISOString(), size: last.size, witnessed: Math.max(last.size, ...rows.map((row) => row.saw ?? 0)),
    stations: rows.map(({ station, code, last_seq: now, back, saw, revoked }) => ({ code, inBackup: last.positions[station] ?? 0, now, back, saw, revoked })),
  };
};
