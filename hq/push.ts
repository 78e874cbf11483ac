import { hash } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import type { PoolClient } from 'pg';
import type { Outcome, PushAnswer, PushRefusal, PushRequest } from '../domain/api/protocol.ts';
import { formsById } from '../domain/forms/index.ts';
import type { Op } from '../domain/record/op.ts';
import type { Person, Rec } from '../domain/record/record.ts';
import { canonicalText, taggedText } from '../domain/seal/canonical.ts';
import type { Placed } from '../domain/sync/branch.ts';
import { isHeadquartersToDecide } from '../domain/sync/decision.ts';
import type { Database } from './database.ts';
import { failpoint } from './failpoint.ts';
import { appendLog, toAll, toSite, toStation, type Notice, type OpRow } from './log.ts';
import { judge, linkSchema, readOp, type Device, type Judgement, type ReadOp } from './outcome.ts';
import { closeBranch, keepBranches, noticesForReaders, opsOfRecords, putRows, recordRows, type RecordRows } from './records.ts';
import { revokedByItsClock } from './revoked.ts';
import { writeAudit } from './web/audit.ts';

export type PushResult =
  | { readonly kind: 'stored'; readonly answer: Omit<PushAnswer, 'epoch' | 'time'>; /** records whose step may have thrown a correction away, by who took it */ readonly stepped: ReadonlyMap<string, Person> }
  | { readonly kind: 'refused'; readonly refusal: PushRefusal }
  | { readonly kind: 'malformed'; readonly detail: string }
  | { readonly kind: 'revoked' };

type DeviceRow = Device & { readonly state: 'active' | 'frozen' | 'revoked'; readonly last_seq: number; readonly head: string; readonly fork_seq: number | null };
/** An operation as it was sent, what its bytes say, and the link they stand for. */
type Sent = PushRequest['ops'][number] & { readonly read: ReadOp; readonly prev: string };
type Judged = Sent & Judgement & { readonly op: Op | null };

const parse = (bytes: string): unknown => {
  try {
    return JSON.parse(bytes);
  } catch {
    return undefined;
  }
};

/** The same as `opHash`, by the processor's own instructions. */
const nativeOpHash = (bytes: string): string => hash('sha256', taggedText('sanlian/op/1', bytes));

type Judging = { readonly judged: readonly Judged[]; readonly records: ReadonlyMap<string, Rec> };
type Standing = { readonly id: string; readonly body: Rec; readonly shared: boolean };

/** One look into the index for each, in the given order: a list is left to the database's statistics, and in the first minute of a new one these have it read everything. */
const standing = 'select found.* from unnest($1::text[]) as wanted (id) cross join lateral (select id, body, shared from record where record.id = wanted.id limit 1 for update) found';
const used = `select found.* from unnest($1::text[]) as wanted (id) cross join lateral (select op_id from op where op_id = wanted.id and outcome <> 'quarantined' limit 1) found`;

/** Reads each new operation against the records of this transaction, in order. */
const judgeAll = async (client: PoolClient, station: string, fresh: readonly Sent[], device: Device): Promise<Judging> => {
  const ops = fresh.flatMap(({ read }) => ('op' in read ? [read.op] : []));
  const docs = [...new Set(ops.map((op) => op.doc))].sort();
  const known = await client.query<Standing>(standing, [docs]);
  const now = new Map(known.rows.map((row) => [row.id, row.body]));
  // most records have one writer: what others did is looked up for the rest only
  const shared = known.rows.filter((row) => row.shared || row.body.station !== station).map((row) => row.id);
  const history = shared.length > 0 ? await opsOfRecords(client, shared) : new Map<string, Placed[]>();
  const seen = new Set((await client.query<{ op_id: string }>(used, [ops.map((op) => op.id)])).rows.map((row) => row.op_id));
  // a signature brought back from another station is by the key of the station it names, given while it was not revoked
  const fromElsewhere = ops.some(({ event }) => event.kind === 'signed' && event.signature.elsewhere !== undefined);
  const peers = fromElsewhere ? (await client.query<{ code: string; key: string; former: readonly string[]; revoked: Date | null }>(`select code, key, former, ${revokedByItsClock} as revoked from device where kind = 'station'`)).rows.map(({ code, key, former, revoked }) => ({ code, keys: [key, ...former], revokedAt: revoked && revoked.toISOString() })) : [];
  const deciding = ops.flatMap((op) => (op.event.kind === 'resolved' ? [op.event.parents[1]] : []));
  const reasons = new Map((deciding.length === 0 ? [] : (await client.query<{ head: string; reason: string }>(`select head, reason from branch where head = any($1) and state = 'open'`, [deciding])).rows).map(({ head, reason }) => [head, reason]));
  const changed = new Map<string, Rec>();
  const judged = fresh.map((sent): Judged => {
    const { read } = sent;
    if ('quarantined' in read) return { ...sent, op: null, outcome: 'quarantined', reason: read.quarantined };
    const { op } = read;
    if (seen.has(op.id)) return { ...sent, op, outcome: 'quarantined', reason: 'operation-id-used' };
    seen.add(op.id);
    // what headquarters alone decides, no station does
    if (op.event.kind === 'resolved' && isHeadquartersToDecide(reasons.get(op.event.parents[1]) ?? '')) return { ...sent, op, outcome: 'quarantined', reason: 'not-headquarters' };
    const current = now.get(op.doc) ?? null;
    const applied = history.get(op.doc)?.filter(({ outcome }) => outcome === 'applied');
    const others = (applied ?? []).flatMap(({ op: each, hash }) => (each.station === station ? [] : [{ station: each.station, event: each.event, hash }]));
    const judgement = judge(op, current, { ...device, peers }, { own: (current?.rev ?? 0) - others.length, others });
    if (judgement.record) {
      now.set(op.doc, judgement.record);
      changed.set(op.doc, judgement.record);
    }
    return { ...sent, ...judgement, op };
  });
  return { judged, records: changed };
};

/** Who pulls an operation: the site of its record; a definition everybody, once. What no record bears out stays here. */
const audienceOf = ({ op, outcome, record }: Judged, siteOf: ReadonlyMap<string, string>, fresh: ReadonlySet<string>): string | null => {
  if (op === null || outcome === 'quarantined') return null;
  if (op.event.kind === 'defined') return fresh.has(op.doc) ? toAll : null;
  return toSite(record?.context.site.code ?? siteOf.get(op.doc) ?? null);
};

/** A sealed paper with the contract's figures: its writer must know where in the log it stands, to have the same contract in force (profiles.ts). */
const putsFigures = ({ op, outcome, record }: Judged): boolean => outcome === 'applied' && op?.event.kind === 'sealed' && record !== undefined && formsById.get(record.form)?.profile !== undefined;

const store = async (client: PoolClient, station: string, { judged, records }: Judging): Promise<void> => {
  const definitions = new Map(judged.flatMap(({ op, outcome }) => (outcome === 'applied' && op?.event.kind === 'defined' ? [[op.doc, op.event.def] as const] : [])));
  const fresh = new Set<string>();
  for (const [hash, def] of definitions) {
    const { rowCount } = await client.query('insert into definition (hash, body) values ($1, $2) on conflict do nothing', [hash, canonicalText(def)]);
    if (rowCount) fresh.add(hash);
  }
  const told = new Set<string>();
  const inConflict = judged.flatMap(({ op, outcome }) => (op && outcome === 'conflict' ? [op.doc] : []));
  const sites = inConflict.length === 0 ? [] : (await client.query<{ id: string; site: string }>(`select id, body #>> '{context,site,code}' as site from record where id = any($1)`, [inConflict])).rows;
  const siteOf = new Map(sites.map((row) => [row.id, row.site]));
  const rows = judged.map((row): OpRow => {
    // the same definition twice in one batch is told once
    const again = row.op?.event.kind === 'defined' && told.has(row.op.doc);
    if (row.op?.event.kind === 'defined') told.add(row.op.doc);
    return {
      station, seq: row.seq, opId: row.op?.id ?? null, doc: row.op?.doc ?? null, kind: row.op?.event.kind ?? null, hash: row.hash, bytes: row.bytes, outcome: row.outcome, reason: row.reason ?? null,
      audience: again ? null : audienceOf(row, siteOf, fresh), proof: null,
    };
  });
  const outcomes = judged.flatMap((row): Notice[] => (row.reason === undefined && !putsFigures(row) ? [] : [{ audience: toStation(station), kind: 'outcome', station, seq: row.seq, outcome: row.outcome, ...(row.reason === undefined ? {} : { reason: row.reason }) }]));
  let changed: RecordRows = { rows: [], links: [] };
  await appendLog(client, rows, [...outcomes, ...(await noticesForReaders(client, rows))], (first) => {
    changed = recordRows(station, [...records.values()], new Map(judged.flatMap((row, i) => (row.record ? [[row.record.id, first + i] as const] : []))));
  });
  await putRows(client, changed);
  const closed = judged.flatMap(({ op, outcome }) => (outcome === 'applied' && op?.event.kind === 'resolved' ? [[op.doc, op.event.parents[1]] as const] : []));
  for (const [doc, head] of closed) await closeBranch(client, doc, head);
  const reasons = new Map<string, string>();
  for (const { op, outcome, reason } of judged) if (op && outcome === 'conflict' && !reasons.has(op.doc)) reasons.set(op.doc, reason ?? '');
  await keepBranches(client, station, reasons);
};

/** A batch whose operations are what was hashed and links of its station, and what their bytes say. */
export type ReadPush = { readonly kind: 'read'; readonly ops: readonly Sent[] } | Extract<PushResult, { kind: 'malformed' }>;

/** Operations read at a stretch: what the database answers meanwhile waits no longer than that. */
const readAtOnce = 25;

/** Reads a batch. Nothing of it needs the database, so that it goes on while the batch before is written there. */
export const readPush = async (station: string, request: PushRequest): Promise<ReadPush> => {
  const ops: Sent[] = [];
  for (const [i, sent] of request.ops.entries()) {
    if (i > 0 && i % readAtOnce === 0) await turn();
    if (i > 0 && sent.seq !== ops[i - 1]!.seq + 1) return { kind: 'malformed', detail: 'operations are not in sequence' };
    if (!sent.bytes.isWellFormed() || sent.bytes.includes('\0')) return { kind: 'malformed', detail: `operation ${sent.seq} is not text` };
    if (nativeOpHash(sent.bytes) !== sent.hash) return { kind: 'malformed', detail: `operation ${sent.seq} does not have its hash` };
    const parsed = parse(sent.bytes);
    const own = linkSchema.safeParse(parsed);
    if (!own.success || own.data.station !== station || own.data.seq !== sent.seq) return { kind: 'malformed', detail: `operation ${sent.seq} is not a link of this station` };
    ops.push({ ...sent, read: readOp(sent.bytes, parsed), prev: own.data.prev });
  }
  return { kind: 'read', ops };
};

/**
 * Takes a batch into the log, whole or not at all. Operations already here are skipped; a different hash under a known number, or a link
 * that does not follow the head, is a fork: the device is frozen until a person decides which copy goes on. `from`: the address it came from, for the audit log; empty for a ferry. The answer is given after the commit, never before.
 */
export const takePush = async (database: Database, station: string, batch: ReadPush, from: string): Promise<PushResult> => {
  if (batch.kind === 'malformed') return batch;
  const { ops } = batch;
  const result = await database.transaction(async (client): Promise<PushResult> => {
    const device = (await client.query<DeviceRow>('select key, former, code, former_code, site, state, last_seq, head, fork_seq from device where station = $1 for update', [station])).rows[0];
    if (!device || device.state === 'revoked') return { kind: 'revoked' };
    const isFrozen = device.state === 'frozen';
    const frozen: PushResult = { kind: 'refused', refusal: { error: 'fork', seq: device.fork_seq ?? device.last_seq } };
    const freeze = async (seq: number): Promise<PushResult> => {
      if (isFrozen) return frozen;
      await client.query(`update device set state = 'frozen', fork_seq = $2, behind_seq = null where station = $1`, [station, seq]);
      await writeAudit(client, { who: device.code, what: 'station-forked', subject: `${device.code}: ${seq}`, address: from });
      return { kind: 'refused', refusal: { error: 'fork', seq } };
    };

    const known = new Map(
      (await client.query<{ seq: number; hash: string; outcome: Outcome }>('select seq, hash, outcome from op where station = $1 and seq = any($2)', [station, ops.map((sent) => sent.seq)])).rows.map((row) => [row.seq, row]),
    );
    const forked = ops.find((sent) => known.has(sent.seq) && known.get(sent.seq)?.hash !== sent.hash);
    if (forked) return freeze(forked.seq);
    const fresh = ops.filter((sent) => sent.seq > device.last_seq);
    const begin = fresh[0];
    // what is here already is told as ever: so an older folder is not taken for the fork
    if (begin && isFrozen) return frozen;
    if (begin && begin.seq !== device.last_seq + 1) return { kind: 'refused', refusal: { error: 'gap', needFrom: device.last_seq + 1 } };
    let head = device.head;
    for (const sent of fresh) {
      if (sent.prev !== head) return freeze(sent.seq);
      head = sent.hash;
    }

    const judging: Judging = fresh.length > 0 ? await judgeAll(client, station, fresh, device) : { judged: [], records: new Map() };
    const { judged } = judging;
    const acked = judged.at(-1)?.seq ?? device.last_seq;
    if (judged.length > 0) {
      await store(client, station, judging);
      await client.query('update device set last_seq = $2, head = $3, last_contact = now(), unsent = case when unsent is not null then greatest(0, unsent - $4) end where station = $1', [station, acked, head, judged.length]);
    }
    failpoint('push-before-commit');
    const outcomeOf = new Map(judged.map((row) => [row.seq, row.outcome]));
    // also of operations known already: the answer to them may be what got lost
    const stepped = new Map(ops.flatMap(({ read }) => ('op' in read && (read.op.event.kind === 'moved' || read.op.event.kind === 'resolved') ? [[read.op.doc, read.op.by] as const] : [])));
    return { kind: 'stored', stepped, answer: { acked, head, outcomes: ops.map((sent) => ({ seq: sent.seq, outcome: outcomeOf.get(sent.seq) ?? known.get(sent.seq)!.outcome })) } };
  });
  failpoint('push-after-commit');
  return result;
};
