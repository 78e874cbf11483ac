import type { PoolClient } from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { operationProofText } from '../domain/api/protocol.ts';
import { msToSecond } from '../domain/clocks/shanghai.ts';
import { evolve } from '../domain/record/evolve.ts';
import { longestOp, sealOp, sectionOf, type Event } from '../domain/record/op.ts';
import type { Person, Rec } from '../domain/record/record.ts';
import { appendLog, toSite, type OpRow } from './log.ts';
import { closeBranch, noticesForReaders, putRecords } from './records.ts';
import type { Headquarters } from './wire.ts';

/** An operation of headquarters about one record, or about none (`audience` then says who pulls it). */
export type OwnWrite = { readonly doc: string; readonly event: Event; readonly audience?: string };

/** Headquarters cannot write this: it is longer than the wire carries. */
export class TooLongError extends Error {}

/**
 * Writes operations under headquarters' own name: a gap-free sequence and chain like a station's, each signed with its key. In the caller's
 * transaction, whose records the caller has read `for update`; answers them as they stand after. `records` holds those known so far.
 * `command`: the id of the order they carry out (`doneBy`), taken by the first operation about a record.
 */
export const appendOwn = async (client: PoolClient, headquarters: Headquarters, by: Person, records: ReadonlyMap<string, Rec>, writes: readonly OwnWrite[], command?: string): Promise<ReadonlyMap<string, Rec>> => {
  const { station, sign } = headquarters;
  const device = (await client.query<{ last_seq: number; head: string }>('select last_seq, head from device where station = $1 for update', [station])).rows[0]!;
  let { last_seq: seq, head } = device;
  const now = Date.now();
  const standing = new Map(records);
  const changed = new Map<string, number>();
  const first = writes.findIndex(({ event }) => event.kind !== 'defined');
  const rows = writes.map(({ doc, event, audience }, i): OpRow => {
    const current = standing.get(doc) ?? null;
    seq += 1;
    const sealed = sealOp({
      v: 1, station, seq, prev: head, id: i === first && command !== undefined ? command : uuidv7({ msecs: now }), doc, section: sectionOf(event.kind), base: current?.rev ?? 0, by, at: msToSecond(now), mono: Math.round(performance.now()), event,
    });
    if (Buffer.byteLength(sealed.bytes) > longestOp) throw new TooLongError(`${event.kind} has more than ${longestOp} bytes`);
    ({ hash: head } = sealed);
    const rec = event.kind === 'defined' || event.kind === 'published' ? null : evolve(current, sealed.op);
    if (rec) {
      standing.set(doc, rec);
      changed.set(doc, i);
    }
    return {
      station, seq, opId: sealed.op.id, doc, kind: event.kind, hash: sealed.hash, bytes: sealed.bytes, outcome: 'applied', reason: null,
      audience: audience ?? toSite(rec?.context.site.code ?? null), proof: sign(operationProofText(sealed.hash)),
    };
  });
  const begin = await appendLog(client, rows, await noticesForReaders(client, rows));
  await putRecords(client, station, [...changed.keys()].map((doc) => standing.get(doc)!), new Map([...changed].map(([doc, i]) => [doc, begin + i])));
  for (const { doc, event } of writes) if (event.kind === 'resolved') await closeBranch(client, doc, event.parents[1]);
  await client.query('update device set last_seq = $2, head = $3, last_contact = now() where station = $1', [station, seq, head]);
  return standing;
};

/** What an order did that was carried out before: the record as it stands. Null for a new one. Whoever lost the answer sends the order again. */
export const doneBy = async (client: PoolClient, command: string | undefined): Promise<Rec | null> =>
  command === undefined ? null : ((await client.query<{ body: Rec }>(`select r.body from op o join record r on r.tenant = o.tenant and r.id = o.doc where o.op_id = $1 and o.outcome <> 'quarantined'`, [command])).rows[0]?.body ?? null);
