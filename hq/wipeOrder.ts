import type { PoolClient } from 'pg';
import type { WipeOrder } from '../domain/api/keys.ts';
import type { Database } from './database.ts';

/** Where headquarters stands with a station: what it has of it, and whether it is to be wiped. `at`: the moment of this word, by the database's clock. */
export type Standing = { readonly state: string; readonly lastSeq: number; readonly head: string; readonly wipe: WipeOrder | null; readonly at: Date };

type Row = { readonly state: string; readonly last_seq: number; readonly head: string; readonly wipe_at: string | null; readonly wipe_proof: string | null; readonly at: Date };

/**
 * Where headquarters stands with a station, at one moment; null when there is no such station. A word without an order takes back the orders dated
 * before it (docs/decisions/0026), so it must know every one of those: an order is dated while its row is locked (`orderMoment`), and this waits for the row.
 */
export const readStanding = async ({ pool }: Pick<Database, 'pool'>, station: string): Promise<Standing | null> => {
  const { rows: [row] } = await pool.query<Row>('select state, last_seq, head, wipe_at, wipe_proof, statement_timestamp() as at from device where station = $1 for share', [station]);
  if (!row) return null;
  const { state, last_seq: lastSeq, head, wipe_at: ordered, wipe_proof: proof, at } = row;
  return { state, lastSeq, head, at, wipe: state === 'revoked' && ordered !== null && proof !== null ? { at: ordered, proof } : null };
};

/** The date of an order given now (ISO): later, in whole milliseconds, than any word spoken before. The caller has locked the station's row. */
export const orderMoment = async (client: PoolClient): Promise<string> =>
  (await client.query<{ at: Date }>(`select date_trunc('milliseconds', clock_timestamp()) + interval '1 millisecond' as at`)).rows[0]!.at.toISOString();

export type RevokedWord = { readonly wipe: WipeOrder } | { readonly time: string };

/** What goes along with `revoked`: the order to wipe, or the moment at which there was none, so that the station knows orders of before to be withdrawn. */
export const readOrder = async (database: Pick<Database, 'pool'>, station: string): Promise<RevokedWord | Record<never, never>> => {
  const standing = await readStanding(database, station);
  if (!standing) return {};
  return standing.wipe ? { wipe: standing.wipe } : { time: standing.at.toISOString() };
};
