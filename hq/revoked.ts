import type { PositionAnswer } from '../domain/api/protocol.ts';
import type { Database } from './database.ts';

/** minutes: a revocation may be written down in the order another one was begun, so that the newest few are told again */
const toldAgain = 10;
/** ms: further ahead no clock is believed to have been */
const fastest = 366 * 86_400_000;
/**
 * SQL: when a station was revoked, as a clock running fast showed it there, as far as headquarters knows from its last contact. What it signed before it was revoked says a
 * later time, and stands. A slow clock is not reckoned with: it may have been set right since, and then honest signatures would not stand.
 */
export const revokedByItsClock = `revoked_at + least(${fastest}, greatest(0, -coalesce(clock_offset, 0))) * interval '1 millisecond'`;

/**
 * Stations revoked after `told` (ISO; undefined: ever), the oldest first, for stations that take in what was signed there: a signature may come from any
 * station of this headquarters. All of them at once, because any number may share one instant (a restore, 0045), and one that is left out would
 * never be told.
 */
export const readRevoked = async ({ pool }: Pick<Database, 'pool'>, told: string | undefined): Promise<NonNullable<PositionAnswer['revoked']>> =>
  (await pool.query<{ code: string; revoked_at: Date; by_its_clock: Date }>(
    `select code, revoked_at, ${revokedByItsClock} as by_its_clock from device where kind = 'station' and revoked_at > coalesce($1::timestamptz - make_interval(mins => $2), '-infinity') order by revoked_at, code`, [told ?? null, toldAgain],
  )).rows.map(({ code, revoked_at: at, by_its_clock: byItsClock }) => ({ code, at: at.toISOString(), ...(byItsClock > at ? { byItsClock: byItsClock.toISOString() } : {}) }));
