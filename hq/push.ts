import type { PoolClient } from 'pg';
import type { Outcome, PushAnswer, PushRefusal, PushRequest } from '../domain/api/protocol.ts';
import { opHash, type Op } from '../domain/record/op.ts';
import type { Rec } from '../domain/record/record.ts';
import { canonicalText, taggedHash } from '../domain/seal/canonical.ts';
import type { Database } from './database.ts';
import { failpoint } from './failpoint.ts';
import { judge, linkSchema, readOp, type Device, type Judgement } from './outcome.ts';

export type PushResult =
  | { readonly kind: 'stored'; readonly answer: Omit<PushAnswer, 'epoch' | 'time'> }
  | { readonly kind: 'refused'; readonly refusal: PushRefusal }
  | { readonly kind: 'malformed'; readonly detail: string }
  | { readonly kind: 'revoked' };

type DeviceRow = Device & { readonly state: 'active' | 'frozen' | 'revoked'; readonly last_seq: number; readonly head: string; readonly fork_seq: number | null };
type Sent = PushRequest['ops'][number];
type Judged = Sent & Judgement & { readonly op: Op | null };

const link = (bytes: string): { station: string; seq: number; prev: string } | null => {
  try {
    return linkSchema.parse(JSON.parse(bytes));
  } catch {
    return null;
  }
};

/** Reads each new operation against the records of this transaction, in order. */
const judgeAll = async (client: PoolClient, fresh: readonly Sent[], device: Device): Promise<{ judged: Judged[]; records: Map<string, Rec> }> => {
  const read = fresh.map((sent) => ({ sent, read: readOp(sent.bytes) }));
  const ops = read.flatMap(({ read }) => ('op' in read ? [read.op] : []));
  const docs = [...new Set(ops.map((op) => op.doc))].sort();
  const known = await client.query<{ id: string; body: Rec }>('select id, body from record where id = any($1) order by id for update', [docs]);
  const now = new Map(known.rows.map((row) => [row.id, row.body]));
  const seen = new Set((await client.query<{ op_id: string }>(`select op_id from op where op_id = any($1) and outcome <> 'quarantined'`, [ops.map((op) => op.id)])).rows.map((row) => row.op_id));
  const changed = new Map<string, Rec>();
  const judged = read.map(({ sent, read }): Judged => {
    if ('quarantined' in read) return { ...sent, op: null, outcome: 'quarantined', reason: read.quarantined };
    const { op } = read;
    if (seen.has(op.id)) return { ...sent, op, outcome: 'quarantined', reason: 'operation-id-used' };
    seen.add(op.id);
    const judgement = judge(op, now.get(op.doc) ?? null, device);
    if (judgement.record) {
      now.set(op.doc, judgement.record);
      changed.set(op.doc, judgement.record);
    }
    return { ...sent, ...judgement, op };
  });
  return { judged, records: changed };
};

const store = async (client: PoolClient, station: string, judged: readonly Judged[], records: ReadonlyMap<string, Rec>): Promise<void> => {
  const counter = await client.query<{ value: number }>(`update counter set value = value + $1 where name = 'op' returning value`, [judged.length]);
  const first = counter.rows[0]!.value - judged.length + 1;
  const column = <T>(of: (row: Judged, index: number) => T): T[] => judged.map(of);
  await client.query(
    `insert into op (station, seq, server_seq, op_id, doc, kind, hash, bytes, outcome, reason)
     select $1, * from unnest($2::bigint[], $3::bigint[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[])`,
    [
      station, column((row) => row.seq), column((_, i) => first + i), column((row) => row.op?.id ?? null), column((row) => row.op?.doc ?? null), column((row) => row.op?.event.kind ?? null),
      column((row) => row.hash), column((row) => row.bytes), column((row) => row.outcome), column((row) => row.reason ?? null),
    ],
  );
  const definitions = judged.flatMap(({ op, outcome }) => (outcome === 'applied' && op?.event.kind === 'defined' ? [canonicalText(op.event.def)] : []));
  for (const text of definitions) await client.query('insert into definition (hash, body) values ($1, $2) on conflict do nothing', [taggedHash('sanlian/definition/1', text), text]);
  if (records.size === 0) return;
  const lastChange = new Map(judged.flatMap((row, i) => (row.record ? [[row.record.id, first + i] as const] : [])));
  const rows = [...records.values()];
  await client.query(
    `insert into record (id, station, form, number, state, rev, updated_at, server_seq, body)
     select id, $1, form, number, state, rev, updated_at, server_seq, body
       from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::integer[], $7::text[], $8::bigint[], $9::jsonb[])
         as fresh (id, form, number, state, rev, updated_at, server_seq, body)
     on conflict (id) do update set form = excluded.form, number = excluded.number, state = excluded.state, rev = excluded.rev,
       updated_at = excluded.updated_at, server_seq = excluded.server_seq, body = excluded.body`,
    [
      station, rows.map((r) => r.id), rows.map((r) => r.form), rows.map((r) => r.number), rows.map((r) => r.state), rows.map((r) => r.rev), rows.map((r) => r.updatedAt),
      rows.map((r) => lastChange.get(r.id)), rows.map((r) => JSON.stringify(r)),
    ],
  );
};

/**
 * Takes a batch into the log, whole or not at all. Operations already here are skipped; a different hash under a known number, or a link
 * that does not follow the head, is a fork: the device is frozen and stays so. The answer is given after the commit, never before.
 */
export const takePush = async (database: Database, station: string, request: PushRequest): Promise<PushResult> => {
  const { ops } = request;
  for (const [i, sent] of ops.entries()) {
    if (i > 0 && sent.seq !== ops[i - 1]!.seq + 1) return { kind: 'malformed', detail: 'operations are not in sequence' };
    if (!sent.bytes.isWellFormed() || sent.bytes.includes('\0')) return { kind: 'malformed', detail: `operation ${sent.seq} is not text` };
    if (opHash(sent.bytes) !== sent.hash) return { kind: 'malformed', detail: `operation ${sent.seq} does not have its hash` };
    const own = link(sent.bytes);
    if (!own || own.station !== station || own.seq !== sent.seq) return { kind: 'malformed', detail: `operation ${sent.seq} is not a link of this station` };
  }
  const result = await database.transaction(async (client): Promise<PushResult> => {
    const device = (await client.query<DeviceRow>('select key, code, state, last_seq, head, fork_seq from device where station = $1 for update', [station])).rows[0];
    if (!device || device.state === 'revoked') return { kind: 'revoked' };
    if (device.state === 'frozen') return { kind: 'refused', refusal: { error: 'fork', seq: device.fork_seq ?? device.last_seq } };
    const freeze = async (seq: number): Promise<PushResult> => {
      await client.query(`update device set state = 'frozen', fork_seq = $2 where station = $1`, [station, seq]);
      return { kind: 'refused', refusal: { error: 'fork', seq } };
    };

    const known = new Map(
      (await client.query<{ seq: number; hash: string; outcome: Outcome }>('select seq, hash, outcome from op where station = $1 and seq = any($2)', [station, ops.map((sent) => sent.seq)])).rows.map((row) => [row.seq, row]),
    );
    const forked = ops.find((sent) => known.has(sent.seq) && known.get(sent.seq)?.hash !== sent.hash);
    if (forked) return freeze(forked.seq);
    const fresh = ops.filter((sent) => sent.seq > device.last_seq);
    const begin = fresh[0];
    if (begin && begin.seq !== device.last_seq + 1) return { kind: 'refused', refusal: { error: 'gap', needFrom: device.last_seq + 1 } };
    let head = device.head;
    for (const sent of fresh) {
      if (link(sent.bytes)?.prev !== head) return freeze(sent.seq);
      head = sent.hash;
    }

    const { judged, records } = fresh.length > 0 ? await judgeAll(client, fresh, device) : { judged: [], records: new Map<string, Rec>() };
    if (judged.length > 0) await store(client, station, judged, records);
    const acked = judged.at(-1)?.seq ?? device.last_seq;
    await client.query('update device set last_seq = $2, head = $3, last_contact = now() where station = $1', [station, acked, head]);
    failpoint('push-before-commit');
    const outcomeOf = new Map(judged.map((row) => [row.seq, row.outcome]));
    return { kind: 'stored', answer: { acked, head, outcomes: ops.map((sent) => ({ seq: sent.seq, outcome: outcomeOf.get(sent.seq) ?? known.get(sent.seq)!.outcome })) } };
  });
  failpoint('push-after-commit');
  return result;
};
