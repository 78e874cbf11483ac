import { blobChunk, blobLengthHeader, blobOffsetHeader } from '../../domain/api/protocol.ts';
import { ok, type Result } from '../../domain/result.ts';
import { askFilesKey } from '../../db/rows.ts';
import type { BlobRow, Store } from '../../db/store.ts';
import { StoreError } from '../../db/storeError.ts';
import { faultOf, type Exchange, type SyncFault } from './exchange.ts';
import { failpoint } from './failpoint.ts';

/** The station's files, in clear, by the SHA-256 of their bytes. */
export type BlobSource = {
  readonly has: (sha256: string) => boolean | Promise<boolean>;
  /** up to `length` bytes from `offset` */
  readonly read: (sha256: string, offset: number, length: number) => Uint8Array | Promise<Uint8Array>;
};

/** bytes headquarters has of each file under way, by SHA-256 */
export type Progress = Map<string, number>;

/** Called where files that count as unsent may be at headquarters. */
export const askForFilesFirst = (store: Store): void => {
  if (store.read.meta(askFilesKey) === null) store.write((writer) => writer.setMeta(askFilesKey, '1'));
};

/** Times headquarters may disagree about the offset of one file before the round is given up. */
const mostCorrections = 5;
const offsetOf = (headers: Headers): number => {
  const offset = Number(headers.get(blobOffsetHeader) ?? 0);
  return Number.isSafeInteger(offset) && offset >= 0 ? offset : 0;
};

/** Null when the file itself is gone or altered; a failing disk is the caller's. */
const readPiece = async (source: BlobSource, blob: BlobRow, offset: number): Promise<Uint8Array<ArrayBuffer> | null> => {
  try {
    const piece = new Uint8Array(await source.read(blob.sha256, offset, Math.min(blobChunk, blob.size - offset)));
    return piece.length === 0 && offset < blob.size ? null : piece;
  } catch (error) {
    if (error instanceof StoreError && (error.code === 'file-damaged' || error.code === 'not-found')) return null;
    throw error;
  }
};

/** Bytes headquarters has of the file, or `verified`. */
const askFor = async (path: string, exchange: Exchange): Promise<Result<'verified' | number, SyncFault>> => {
  const asked = await exchange({ method: 'HEAD', path });
  if (!asked.ok) return asked;
  const wrong = faultOf(asked.value, [200, 404]);
  if (wrong) return { ok: false, error: wrong };
  return ok(asked.value.status === 200 ? 'verified' : offsetOf(asked.value.headers));
};

/**
 * `isNew`: headquarters has nothing of it as far as this station knows. A new file of one piece goes without a question before it: a first sync of thousands costs half the requests. Where that
 * was wrong, headquarters says so: it has all of it, or a part and how much.
 */
const sendBlob = async (blob: BlobRow, isNew: boolean, source: BlobSource, exchange: Exchange, progress: Progress, sending: () => void): Promise<Result<'verified' | 'damaged', SyncFault>> => {
  const path = `/v1/blobs/${blob.sha256}`;
  let chunk = isNew && blob.size <= blobChunk ? await readPiece(source, blob, 0) : null;
  let offset = 0;
  if (!chunk) {
    const there = await askFor(path, exchange);
    if (!there.ok) return there;
    if (there.value === 'verified') return ok('verified');
    offset = Math.min(there.value, blob.size);
  }
  for (let corrections = 0; corrections < mostCorrections; chunk = null) {
    progress.set(blob.sha256, offset);
    sending();
    chunk ??= await readPiece(source, blob, offset);
    if (!chunk) return ok('damaged');
    const sent = await exchange({ method: 'PATCH', path, body: chunk, headers: { [blobOffsetHeader]: String(offset), [blobLengthHeader]: String(blob.size) } });
    failpoint('blob-after-chunk');
    if (!sent.ok) return sent;
    const { status, headers } = sent.value;
    if (status === 200) return ok('verified');
    if (status === 422) return ok('damaged');
    const refused = faultOf(sent.value, [204, 409]);
    if (refused) return { ok: false, error: refused };
    if (status === 409) corrections += 1;
    offset = Math.min(offsetOf(headers), blob.size);
  }
  return { ok: false, error: { state: 'offline', code: 'headquarters-unreachable', detail: 'offsets' } };
};

/**
 * Sends every file headquarters has not verified, each from where the last attempt stopped. Only headquarters' own check of the whole file
 * counts as received. A file that is missing or damaged here holds up no other; the answer names it.
 */
export const sendBlobs = async (store: Store, source: BlobSource, exchange: Exchange, progress: Progress, sending: () => void): Promise<Result<readonly string[], SyncFault>> => {
  const damaged: string[] = [];
  const isAsking = store.read.meta(askFilesKey) !== null;
  for (const blob of store.read.unsentBlobs()) {
    if (!(await source.has(blob.sha256))) {
      damaged.push(blob.sha256);
      continue;
    }
    // one this program began to send may have arrived, though its answer did not
    const sent = await sendBlob(blob, !isAsking && !progress.has(blob.sha256), source, exchange, progress, sending);
    if (!sent.ok) return sent;
    if (sent.value === 'damaged') damaged.push(blob.sha256);
    else {
      failpoint('blob-before-ack');
      store.write((writer) => writer.ackBlob(blob.sha256));
      progress.delete(blob.sha256);
    }
  }
  // every one was asked for by now
  if (isAsking) store.write((writer) => writer.setMeta(askFilesKey, null));
  return ok(damaged);
};
