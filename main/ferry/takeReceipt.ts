import type { WipeOrder } from '../../domain/api/keys.ts';
import { receiptSchema, receiptText, signedReceiptSchema, type FerryReceipt } from '../../domain/ferry/format.ts';
import { firstPrev } from '../../domain/record/op.ts';
import { ok, refuse, type Result } from '../../domain/result.ts';
import type { Store } from '../../db/store.ts';
import { createKeyStock, type Identity } from '../station/identity.ts';
import { unsentPapers } from '../sync/sendOps.ts';
import { isKeySignature } from '../sync/keySignature.ts';
import { ackedSeq } from '../sync/sendOps.ts';
import { hearSpared, isOrderFor, isWithdrawn, ownKeys } from '../sync/wipe.ts';
import { epochKey, takeEpoch } from '../sync/witness.ts';

/** bytes: receipts name files by 67 bytes each */
export const longestReceipt = 64 * 1024 * 1024;

export type ReceiptReport = { /** operations and files acknowledged by it that were not before */ readonly ops: number; readonly files: number; readonly acked: number; readonly unsent: number; readonly unsentFiles: number; /** headquarters' order to destroy what is here, proven and not known to be withdrawn; the caller asks before it is carried out */ readonly wipe?: WipeOrder };

const read = (text: string): { readonly receipt: FerryReceipt; readonly said: string; readonly signature: string } | null => {
  try {
    const signed = signedReceiptSchema.parse(JSON.parse(text));
    return { receipt: receiptSchema.parse(JSON.parse(signed.receipt)), said: signed.receipt, signature: signed.signature };
  } catch {
    // whatever is wrong with it, it is no receipt
    return null;
  }
};

/**
 * Takes headquarters' receipt back in: what it proves is acknowledged, in one transaction. Refuses `ferry-receipt-unreadable`,
 * `ferry-receipt-foreign` (another headquarters or another station), `ferry-receipt-epoch`, `ferry-receipt-old` when a later one is known,
 * `station-forked`, `wipe-withdrawn` (an order a later word of headquarters has taken back). The same receipt again acknowledges nothing new and is no error. A receipt with an order to wipe is answered with the
 * order, whatever else it proves.
 */
export const takeReceipt = (store: Store, identity: Identity, text: string, now: number): Result<ReceiptReport> => {
  const file = read(text);
  if (!file) return refuse('ferry-receipt-unreadable');
  const key = store.read.meta('hq.key');
  const epoch = store.read.meta(epochKey);
  if (key === null || epoch === null) return refuse('not-enrolled');
  const { receipt } = file;
  const here = (): Omit<ReceiptReport, 'ops' | 'files'> => ({ acked: ackedSeq(store), unsent: store.read.unsentCount(), unsentFiles: store.read.unsentBlobs().length });
  if (receipt.station !== identity.station || !isKeySignature(key, receiptText(file.said), file.signature)) return refuse('ferry-receipt-foreign');
  const own = receipt.acked === 0 ? firstPrev : store.read.op(receipt.acked)?.hash;
  const { wipe } = receipt;
  if (wipe) {
    const known = ackedSeq(store);
    if (!isOrderFor(wipe, { station: identity.station, keys: ownKeys(identity.key, createKeyStock(store)) }, key)) return refuse('ferry-receipt-foreign');
    if (isWithdrawn(store.read, wipe)) return refuse('wipe-withdrawn');
    // what is lost with the station is told rightly
    if (receipt.epoch === epoch && own === receipt.head) store.write((writer) => writer.ackOps(receipt.acked));
    return ok({ ops: Math.max(0, ackedSeq(store) - known), files: 0, ...here(), wipe });
  }
  hearSpared(store, receipt.at);
  if (receipt.epoch !== epoch) {
    const followed = takeEpoch(store, {
      key, from: epoch, to: receipt.epoch, notes: receipt.restores, at: new Date(now).toISOString(),
    }, () => undefined);
    if (!followed) return refuse('ferry-receipt-epoch');
  }
  if (own !== receipt.head) return refuse('station-forked', { params: { detail: unsentPapers(store) } });
  // a restored headquarters has taken acknowledgements back: counted from there
  const before = ackedSeq(store);
  const waiting = new Set(store.read.unsentBlobs().map((blob) => blob.sha256));
  const fresh = receipt.blobs.filter((sha256) => waiting.has(sha256));
  if (receipt.acked < before && fresh.length === 0) return refuse('ferry-receipt-old');
  store.write((writer) => {
    writer.ackOps(receipt.acked);
    for (const sha256 of fresh) writer.ackBlob(sha256);
    writer.setMeta('hq.ferry-key', receipt.ferryKey);
  });
  return ok({ ops: Math.max(0, receipt.acked - before), files: fresh.length, ...here() });
};
