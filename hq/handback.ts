import type { PoolClient } from 'pg';
import type { z } from 'zod';
import { operationProofText, referenceAudience, type handbackRequest } from '../domain/api/protocol.ts';
import { evolve } from '../domain/record/evolve.ts';
import { opHash, type Op } from '../domain/record/op.ts';
import type { Rec } from '../domain/record/record.ts';
import { canonicalText } from '../domain/seal/canonical.ts';
import type { Database } from './database.ts';
import { isKeySignature } from './deviceKey.ts';
import { addReader } from './dispatch.ts';
import { appendLog, toAll, toSite, toStation, type OpRow } from './log.ts';
import { linkSchema, readOp } from './outcome.ts';
import { closeBranch, noticesForReaders, putRecords } from './records.ts';
import type { Headquarters } from './wire.ts';

type Handed = { readonly station: string; readonly seq: number; readonly hash: string; readonly bytes: string; readonly proof: string; readonly witness: string };

/**
 * Keeps what a station still has of headquarters' own lost operations. Answers how many are kept; null when one of them is not what
 * headquarters once signed under a name of its own that it writes under no more. A second operation under one number is kept out: the first
 * stands, and the caller is told by `forked`.
 */
export const keepHandedBack = (database: Database, headquarters: Headquarters, witness: string, { ops }: z.infer<typeof handbackRequest>): Promise<{ readonly kept: number; readonly forked: number } | null> =>
  database.transaction(async (client) => {
    const own = new Set((await client.query<{ station: string }>(`select station from device where kind = 'headquarters' and station <> $1`, [headquarters.station])).rows.map((row) => row.station));
    for (const { station, seq, hash, bytes, proof } of ops) {
      if (!own.has(station) || opHash(bytes) !== hash || !isKeySignature(headquarters.publicKey, operationProofText(hash), proof)) return null;
      const read = readOp(bytes);
      if (!('op' in read) || read.op.station !== station || read.op.seq !== seq) return null;
    }
    let forked = 0;
    for (const { station, seq, hash, bytes, proof } of ops) {
      const { rows: [known] } = await client.query<{ hash: string }>('select hash from op where station = $1 and seq = $2 union all select hash from handed_back where station = $1 and seq = $2 limit 1', [station, seq]);
      if (known) forked += known.hash === hash ? 0 : 1;
      else await client.query('insert into handed_back (station, seq, hash, bytes, proof, witness) values ($1, $2, $3, $4, $5, $6)', [station, seq, hash, bytes, proof, witness]);
    }
    return { kept: ops.length - forked, forked };
  });

export const isWaiting = async (database: Database): Promise<boolean> => (await database.pool.query('select 1 from handed_back where taken_at is null limit 1')).rowCount === 1;

/** Who pulls it: as when it was written, as far as the operation says so. Contract and holidays went to all; names, to whoever had them. */
const audienceOf = (op: Op, rec: Rec | null, witness: string): string | null => {
  if (op.event.kind === 'defined') return toAll;
  const named = referenceAudience(op.doc);
  if (op.event.kind === 'published' && named !== toAll) return named;
  if (op.event.kind === 'published') return op.event.what === 'profile' || op.event.what === 'calendar' ? toAll : toStation(witness);
  return toSite(rec?.context.site.code ?? null);
};

/** Whether headquarters has written about the record under a later name: what it decided since, not knowing of this, stands. */
const isOvertaken = async (client: PoolClient, station: string, doc: string): Promise<boolean> =>
  (await client.query(`select 1 from op o join device d on d.tenant = o.tenant and d.station = o.station
    where o.doc = $2 and o.outcome = 'applied' and d.kind = 'headquarters' and d.enrolled_at > (select enrolled_at from device where station = $1) limit 1`, [station, doc])).rowCount === 1;

/** One operation back into the log, under headquarters' name of then. One that a later decision has overtaken is kept there and changes nothing. False when the record it is about has not come back yet: it waits. */
const takeOne = async (client: PoolClient, { station, seq, hash, bytes, proof, witness }: Handed): Promise<boolean> => {
  const op = JSON.parse(bytes) as Op;
  const { event } = op;
  const about = event.kind !== 'defined' && event.kind !== 'published';
  const current = about ? ((await client.query<{ body: Rec }>('select body from record where id = $1 for update', [op.doc])).rows[0]?.body ?? null) : null;
  if (about && event.kind !== 'created' && current === null) return false;
  const isOld = about && event.kind !== 'created' && (await isOvertaken(client, station, op.doc));
  const conflict = isOld || (event.kind === 'created' && current !== null);
  const rec = about && !conflict ? evolve(current, op) : null;
  if (event.kind === 'defined') await client.query('insert into definition (hash, body) values ($1, $2) on conflict do nothing', [op.doc, canonicalText(event.def)]);
  // an order that was sent again after the restore was carried out again: its id is that of the later one
  const isRepeated = (await client.query(`select 1 from op where op_id = $1 and outcome <> 'quarantined'`, [op.id])).rowCount === 1;
  const row: OpRow = { station, seq, opId: isRepeated ? null : op.id, doc: op.doc, kind: event.kind, hash, bytes, proof, outcome: conflict ? 'conflict' : 'applied', reason: isOld ? 'stale-assignment' : conflict ? 'exists' : null, audience: audienceOf(op, rec ?? current, witness) };
  const first = await appendLog(client, [row], await noticesForReaders(client, [row]));
  if (rec) await putRecords(client, station, [rec], new Map([[rec.id, first]]));
  if (event.kind === 'published') {
    // what was sent since the restore counts as the newer
    await client.query('insert into reference (what, audience, body, server_seq) values ($1, $2, $3, $4) on conflict (tenant, what, audience) do update set body = excluded.body, server_seq = excluded.server_seq where not exists (select 1 from restored where restored.at < reference.at)', [event.what, row.audience, JSON.stringify(event.body), first]);
  }
  if (event.kind === 'resolved' && rec) await closeBranch(client, op.doc, event.parents[1]);
  if (event.kind === 'granted' && rec) {
    const { rows: [target] } = await client.query<{ site: string | null }>('select site from device where station = $1', [event.to]);
    await addReader(client, rec, event.to, target?.site ?? null);
  }
  return true;
};

/**
 * Takes in what was handed back and follows, link by link, on what the log has of each of headquarters' earlier names. What has a gap before it,
 * or speaks of a record that no station has sent again, waits; so does one that cannot be taken, which `fail` is told of, and holds up no other
 * name. Answers how many were taken.
 */
export const takeHandedBack = (database: Database, fail: (error: unknown, at: { readonly station: string; readonly seq: number }) => void): Promise<number> =>
  database.transaction(async (client) => {
    let taken = 0;
    const { rows: names } = await client.query<{ station: string }>('select station from device d where exists (select 1 from handed_back h where h.station = d.station and h.taken_at is null) order by enrolled_at');
    for (const { station } of names) {
      for (;;) {
        const device = (await client.query<{ last_seq: number; head: string }>('select last_seq, head from device where station = $1 for update', [station])).rows[0]!;
        const next = (await client.query<Handed>('select station, seq, hash, bytes, proof, witness from handed_back where station = $1 and seq = $2 and taken_at is null', [station, device.last_seq + 1])).rows[0];
        if (!next || linkSchema.parse(JSON.parse(next.bytes)).prev !== device.head) break;
        await client.query('savepoint one');
        try {
          if (!(await takeOne(client, next))) break;
        } catch (error) {
          await client.query('rollback to savepoint one');
          fail(error, { station, seq: next.seq });
          break;
        }
        await client.query('update device set last_seq = $2, head = $3 where station = $1', [station, next.seq, next.hash]);
        await client.query('update handed_back set taken_at = now() where station = $1 and seq = $2', [station, next.seq]);
        taken += 1;
      }
    }
    return taken;
  });

/** What came back of headquarters' own operations under each earlier name: how many are in the log again, which wait, and which numbers before them nobody has brought. */
export type HandbackState = { readonly code: string; readonly taken: number; readonly waiting: readonly { readonly seq: number; readonly what: string; readonly doc: string; readonly witness: string }[]; readonly missing: readonly number[] };
/** numbers and operations named in the report */
const mostNamed = 200;
export const readHandback = async (database: Database): Promise<readonly HandbackState[]> => {
  const { rows } = await database.pool.query<{ code: string; last_seq: number; seq: number; bytes: string; witness: string; taken: boolean }>(
    `select d.code, d.last_seq, h.seq, h.bytes, w.code as witness, h.taken_at is not null as taken from handed_back h join device d on d.tenant = h.tenant and d.station = h.station join device w on w.tenant = h.tenant and w.station = h.witness order by d.code, h.seq`);
  return [...Map.groupBy(rows, ({ code }) => code)].map(([code, all]) => {
    const waiting = all.filter(({ taken }) => !taken);
    const there = new Set(waiting.map(({ seq }) => seq));
    const [last, end] = [all[0]!.last_seq, waiting.at(-1)?.seq ?? 0];
    const missing = Array.from({ length: Math.min(Math.max(0, end - last), 100_000) }, (_, i) => last + 1 + i).filter((seq) => !there.has(seq)).slice(0, mostNamed);
    return { code, taken: all.length - waiting.length, missing, waiting: waiting.slice(0, mostNamed).map(({ seq, bytes, witness }) => ({ seq, witness, what: (JSON.parse(bytes) as Op).event.kind, doc: (JSON.parse(bytes) as Op).doc })) };
  });
};
