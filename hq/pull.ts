import { maxPageBytes, maxPageEntries, type PullAnswer, type PullEntry } from '../domain/api/protocol.ts';
import { firstPrev } from '../domain/record/op.ts';
import type { Database } from './database.ts';
import { toAll, toSite, toStation } from './log.ts';
import type { Headquarters } from './wire.ts';

export type PullResult = { readonly kind: 'page'; readonly answer: Omit<PullAnswer, 'time'> } | { readonly kind: 'reset' };

type Place = { readonly n: number; readonly chain: string };
type Found = {
  readonly n: number; readonly station: string; readonly seq: number; readonly outcome: 'applied' | 'conflict' | 'quarantined' | null; readonly reason: string | null; readonly chain: string; readonly hash: string;
  readonly proof: string | null; /** how many there were before the page was cut to its length */ readonly found: number;
} & ({ readonly kind: 'op'; readonly bytes: string } | { readonly kind: 'outcome'; readonly bytes: null });

const columns = 'station, seq, outcome, reason, chain, hash, bytes, proof';
const ofAudience = (param: string): string =>
  `(select server_seq as n, 'op' as kind, ${columns} from op where audience = ${param} and server_seq > $4 and server_seq <= $5 and station <> $6 order by server_seq limit $7)`;
/**
 * Each audience is read along its own index and only so far: a page costs what is in it, however long the log is, and whatever the database knows
 * of it. A page of long operations is cut where it has its bytes.
 */
const page = `
  select n, kind, ${columns}, found from (
    select *, sum(case kind when 'op' then octet_length(bytes) else 0 end) over (order by n) as total, row_number() over (order by n) as place, count(*) over () as found from (
      ${['$1', '$2', '$3'].map(ofAudience).join(' union all ')}
      union all
      (select notice.n, notice.kind, notice.station, notice.seq, coalesce(notice.outcome, op.outcome), coalesce(notice.reason, op.reason), notice.chain, op.hash, case notice.kind when 'op' then op.bytes end, op.proof
         from notice join op using (tenant, station, seq) where notice.audience = $3 and n > $4 and n <= $5 order by n limit $7)
      order by n limit $7) audible
  ) measured where place = 1 or total <= $8 order by n`;

/** The log's hash at `n`; null when the log never came there, or holds nothing under that number any more. */
const chainAt = async (database: Database, n: number): Promise<string | null> => {
  if (n === 0) return firstPrev;
  const { rows } = await database.pool.query<{ chain: string | null }>(`select chain from op where server_seq = $1 union all select chain from notice where n = $1`, [n]);
  return rows[0]?.chain ?? null;
};

/**
 * What `station` may read of headquarters' log after `n`, oldest first. `h` is the log's hash at `n` as the station remembers it: where the
 * two differ, this is not the log the station read from, and it must begin again. Scope is fixed when an operation is written (its audience),
 * so that no later change of rights opens a hole (I5). Throws what the database throws.
 */
export const takePull = async (database: Database, headquarters: Headquarters, station: string, after: number, h: string, limit: number): Promise<PullResult> => {
  if ((await chainAt(database, after)) !== h) return { kind: 'reset' };
  const device = await database.pool.query<{ site: string | null }>('select site from device where station = $1', [station]);
  // read before the page: everything up to the counter is committed
  const counter = (await database.pool.query<{ value: number; chain: string }>(`select value, chain from counter where name = 'op'`)).rows[0]!;
  const head: Place = { n: counter.value, chain: counter.chain };
  const base = { epoch: headquarters.epoch, headquarters: headquarters.station };
  if (head.n <= after) return { kind: 'page', answer: { ...base, entries: [], next: { n: after, h }, more: false } };
  const wanted = Math.min(limit, maxPageEntries);
  const { rows } = await database.pool.query<Found>(page, [toAll, toSite(device.rows[0]?.site ?? null) ?? '', toStation(station), after, head.n, station, wanted, maxPageBytes]);
  const last = rows.at(-1);
  const more = last !== undefined && (rows.length < last.found || last.found === wanted);
  const entries = rows.map(({ n, kind, station: writer, seq, outcome, reason, hash, bytes, proof }): PullEntry =>
    kind === 'outcome'
      ? { n, kind, seq, outcome: outcome ?? 'applied', ...(reason === null ? {} : { reason }) }
      : { n, kind, station: writer, seq, hash, bytes, ...(proof === null ? {} : { proof }), ...(outcome === 'conflict' ? { branch: true } : {}) },
  );
  const next = more ? { n: last.n, h: last.chain } : { n: head.n, h: head.chain };
  return { kind: 'page', answer: { ...base, entries, next, more } };
};
