import type { PoolClient } from 'pg';
import type { Op } from '../domain/record/op.ts';
import type { Rec } from '../domain/record/record.ts';
import { branchView, type Placed } from '../domain/sync/branch.ts';
import { holderOf, siteOf } from '../domain/sync/holder.ts';
import { joinJson, jsonTexts, toStation, type Notice, type OpRow } from './log.ts';

/** Ids of the records that one names, by its links and in its fields, whatever its form. */
export const namedBy = (rec: Pick<Rec, 'links' | 'data'>): readonly string[] => [
  ...(rec.links ?? []).map(({ to }) => to),
  ...Object.values(rec.data ?? {}).flatMap((value) => (Array.isArray(value) ? value.flatMap((each: unknown) => (typeof each === 'object' && each !== null && 'number' in each && 'id' in each && typeof each.id === 'string' ? [each.id] : [])) : [])),
];

const textsIn = (value: unknown): readonly string[] =>
  typeof value === 'string' ? [value] : typeof value === 'number' ? [String(value)] : typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
/** What a search looks through: the number, who has it and what its cells say, in small letters. */
export const searchText = (rec: Pick<Rec, 'number' | 'owner' | 'data'>): string => [rec.number, rec.owner?.name ?? '', ...textsIn(rec.data)].join('\n').toLowerCase().replaceAll('\0', '');

/** Columns of the projection, empty for no record, and who names whom. */
export type RecordRows = { readonly rows: readonly unknown[]; readonly links: readonly (readonly [target: string, doc: string])[] };

/** The rows of the projection; `changedAt` is the number of each record's newest entry in the log. `writer` wrote the change. */
export const recordRows = (writer: string, records: readonly Rec[], changedAt: ReadonlyMap<string, number>): RecordRows => {
  if (records.length === 0) return { rows: [], links: [] };
  const column = <T>(of: (rec: Rec) => T): T[] => records.map(of);
  return {
    rows: [
      column((r) => r.id), column((r) => r.station), column((r) => r.form), column((r) => r.number), column((r) => r.state), column((r) => r.rev), column((r) => r.updatedAt),
      column((r) => changedAt.get(r.id) ?? 0), joinJson(records.map((r) => JSON.stringify(r))), column(siteOf), column((r) => holderOf(r)), column((r) => r.station !== writer), column(searchText),
    ],
    links: records.flatMap((rec) => namedBy(rec).map((target) => [target, rec.id] as const)),
  };
};

export const putRows = async (client: PoolClient, { rows, links }: RecordRows): Promise<void> => {
  if (rows.length === 0) return;
  await client.query(
    `insert into record (id, station, form, number, state, rev, updated_at, server_seq, body, site, holder, shared, words)
     select id, station, form, number, state, rev, updated_at, server_seq, body, site, holder, shared, words
       from unnest($1::text[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::integer[], $7::text[], $8::bigint[], ${jsonTexts('$9')}::jsonb[], $10::text[], $11::uuid[], $12::boolean[], $13::text[])
         as fresh (id, station, form, number, state, rev, updated_at, server_seq, body, site, holder, shared, words)
     on conflict (tenant, id) do update set form = excluded.form, number = excluded.number, state = excluded.state, rev = excluded.rev,
       updated_at = excluded.updated_at, server_seq = excluded.server_seq, body = excluded.body, site = excluded.site, holder = excluded.holder, shared = record.shared or excluded.shared, words = excluded.words`,
    [...rows],
  );
  if (links.length > 0) await client.query('insert into record_link (target, doc) select * from unnest($1::text[], $2::text[]) on conflict do nothing', [links.map(([target]) => target), links.map(([, doc]) => doc)]);
};

export const putRecords = (client: PoolClient, writer: string, records: readonly Rec[], changedAt: ReadonlyMap<string, number>): Promise<void> => putRows(client, recordRows(writer, records, changedAt));

/** Every operation of the records, in the order of the log. */
export const opsOfRecords = async (client: PoolClient, docs: readonly string[]): Promise<Map<string, Placed[]>> => {
  const { rows } = await client.query<{ doc: string; hash: string; bytes: string; outcome: Placed['outcome'] }>(
    `select doc, hash, bytes, outcome from op where doc = any($1) and kind <> 'defined' order by server_seq`, [docs],
  );
  const byDoc = new Map<string, Placed[]>();
  for (const { doc, hash, bytes, outcome } of rows) {
    const placed = { op: JSON.parse(bytes) as Op, hash, outcome };
    const known = byDoc.get(doc);
    if (known) known.push(placed);
    else byDoc.set(doc, [placed]);
  }
  return byDoc;
};

/** Keeps the version of `station` of each record beside the record's own, for a person to decide (§ conflicts). After the operations are in the log. */
export const keepBranches = async (client: PoolClient, station: string, reasons: ReadonlyMap<string, string>): Promise<void> => {
  if (reasons.size === 0) return;
  const ops = await opsOfRecords(client, [...reasons.keys()]);
  for (const [doc, reason] of reasons) {
    const placed = ops.get(doc) ?? [];
    const body = branchView(placed, station);
    const own = placed.filter(({ op, outcome }) => op.station === station && outcome === 'conflict');
    if (!body) continue;
    await client.query(
      `insert into branch (doc, station, reason, head, ops, body) values ($1, $2, $3, $4, $5, $6)
       on conflict (tenant, doc, station) do update set head = excluded.head, ops = excluded.ops, body = excluded.body, state = 'open', closed_at = null,
         reason = case when branch.state = 'open' then branch.reason else excluded.reason end`,
      [doc, station, reason, own.at(-1)?.hash ?? '', own.length, JSON.stringify(body)],
    );
  }
};

/** The version whose newest operation is `head` was decided about. */
export const closeBranch = async (client: PoolClient, doc: string, head: string): Promise<void> => {
  await client.query(`update branch set state = 'resolved', closed_at = now() where doc = $1 and head = $2 and state = 'open'`, [doc, head]);
};

/** Copies of the entries for stations that read a record without working at its site. */
export const noticesForReaders = async (client: PoolClient, rows: readonly OpRow[]): Promise<Notice[]> => {
  const docs = [...new Set(rows.flatMap(({ doc, audience }) => (doc !== null && audience !== null ? [doc] : [])))];
  if (docs.length === 0) return [];
  const readers = await client.query<{ doc: string; station: string }>('select doc, station from reader where doc = any($1)', [docs]);
  if (readers.rows.length === 0) return [];
  return rows.flatMap((row) =>
    row.audience === null ? [] : readers.rows.filter(({ doc, station }) => doc === row.doc && station !== row.station).map(({ station }): Notice => ({ audience: toStation(station), kind: 'op', station: row.station, seq: row.seq })),
  );
};
