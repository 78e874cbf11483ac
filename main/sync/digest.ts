import { digestAnswer, recordHash, type DigestAnswer } from '../../domain/api/protocol.ts';
import type { Op } from '../../domain/record/op.ts';
import { ok, type Result } from '../../domain/result.ts';
import type { Store } from '../../db/store.ts';
import { faultOf, type Exchange, type SyncFault } from './exchange.ts';

/** This end of the comparison: every record the log names, as the store's rows have it, and the files headquarters has acknowledged. */
export const createDigest = (store: Store): DigestAnswer => {
  const head = store.read.head();
  const records: Record<string, string> = {};
  const blobs = new Set<string>();
  for (let after = 0; ; ) {
    const ops = store.read.opsAfter(after, 500, 1024 * 1024);
    const last = ops.at(-1);
    if (!last) break;
    for (const { bytes } of ops) {
      const op = JSON.parse(bytes) as Op;
      const rec = op.event.kind === 'created' ? store.read.record(op.doc) : null;
      if (!rec) continue;
      records[rec.id] = recordHash(rec);
      for (const { sha256 } of rec.attachments) if (store.read.blob(sha256)?.acked) blobs.add(sha256);
    }
    after = last.seq;
  }
  return { ops: head.seq, head: head.hash, records, blobs: [...blobs].sort() };
};

const onlyIn = (some: readonly string[], others: readonly string[]): readonly string[] => {
  const known = new Set(others);
  return some.filter((name) => !known.has(name));
};

/** What differs between the two ends, in words of their own (`ops`, `head`, record ids, file hashes); empty when they are equal. */
export const compareDigests = (here: DigestAnswer, there: DigestAnswer): readonly string[] => [
  ...(here.ops === there.ops ? [] : ['ops']),
  ...(here.head === there.head ? [] : ['head']),
  ...[...new Set([...Object.keys(here.records), ...Object.keys(there.records)])].filter((id) => here.records[id] !== there.records[id]),
  ...onlyIn(here.blobs, there.blobs),
  ...onlyIn(there.blobs, here.blobs),
];

export const askDigest = async (exchange: Exchange): Promise<Result<DigestAnswer, SyncFault>> => {
  const asked = await exchange({ method: 'GET', path: '/v1/digest' });
  if (!asked.ok) return asked;
  const wrong = faultOf(asked.value, [200]);
  if (wrong) return { ok: false, error: wrong };
  const digest = digestAnswer.safeParse(asked.value.json);
  return digest.success ? ok(digest.data) : { ok: false, error: { state: 'refused', code: 'headquarters-refused', detail: 'digest' } };
};
