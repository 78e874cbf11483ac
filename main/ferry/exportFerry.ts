import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { blobChunk, maxBatchBytes, maxBatchOps, type PushRequest } from '../../domain/api/protocol.ts';
import { frames, type FerryPiece, type FerryPosition } from '../../domain/ferry/format.ts';
import { ok, refuse, type Result } from '../../domain/result.ts';
import type { BlobRow, Store } from '../../db/store.ts';
import { StoreError } from '../../db/storeError.ts';
import type { Identity } from '../station/identity.ts';
import { askForFilesFirst, type BlobSource } from '../sync/sendBlobs.ts';
import { ackedSeq } from '../sync/sendOps.ts';
import { readFerryKey } from '../sync/witness.ts';
import { createPart, readOwnPart, type PartWriter } from './part.ts';

const pack = promisify(gzip);
/** bytes of a part: fits on a stick formatted FAT32, whose files end at 4 GiB */
export const usualPart = 2 * 1024 ** 3;
/** bytes: smaller parts would be mostly frame */
const smallestPart = 64 * 1024;

export type FerryProgress = { readonly part: number; readonly ops: number; readonly bytes: number; readonly totalOps: number; readonly totalBytes: number };
export type FerryReport = { readonly parts: readonly string[]; readonly ops: number; readonly files: number; /** files that are gone or damaged here and were left out */ readonly damaged: readonly string[]; /** parts that stood there whole from before */ readonly kept: number };

type Plan = { readonly from: number; readonly upTo: number; readonly blobs: readonly BlobRow[]; readonly name: string };

/** What headquarters has not acknowledged. The same work has the same name, so that an export that was broken off is gone on with. */
const planOf = (store: Store, identity: Identity, partBytes: number): Plan => {
  const from = ackedSeq(store);
  const head = store.read.head();
  const blobs = [...store.read.unsentBlobs()].sort((a, b) => (a.sha256 < b.sha256 ? -1 : 1));
  const hash = createHash('sha256').update(JSON.stringify([identity.station, store.read.meta('hq.epoch'), store.read.meta('hq.ferry-key'), from, head.seq, head.hash, partBytes]));
  for (const blob of blobs) hash.update(blob.sha256);
  return { from, upTo: head.seq, blobs, name: hash.digest('hex') };
};

const frameOf = (kind: number, ...rest: readonly Uint8Array[]): Uint8Array => Buffer.concat([Buffer.from([kind]), ...rest]);
const pieceFrame = (piece: FerryPiece, bytes: Uint8Array): Uint8Array => {
  const where = Buffer.from(JSON.stringify(piece));
  const size = Buffer.alloc(4);
  size.writeUInt32BE(where.length);
  return frameOf(frames.piece, size, where, bytes);
};

const readPiece = async (source: BlobSource, blob: BlobRow, offset: number): Promise<Uint8Array | null> => {
  try {
    const bytes = await source.read(blob.sha256, offset, Math.min(blobChunk, blob.size - offset));
    return bytes.length === 0 && offset < blob.size ? null : bytes;
  } catch (error) {
    if (error instanceof StoreError && (error.code === 'file-damaged' || error.code === 'not-found')) return null;
    throw error;
  }
};

/** Name of the n-th part beside what was typed: `out.001`. */
const partName = (out: string, part: number): string => `${out}.${String(part).padStart(3, '0')}`;

/**
 * Writes everything headquarters has not acknowledged into sealed parts of about `partBytes` beside `out`, a megabyte in memory at a time.
 * Run again after a break, or without anything new, it keeps the parts that are whole. Refuses `not-enrolled`, `ferry-no-key` before
 * headquarters was ever reached, `ferry-nothing` when all of it was acknowledged, `canceled`.
 */
export const exportFerry = async (
  { store, blobs: source, identity, now }: { readonly store: Store; readonly blobs: BlobSource; readonly identity: Identity; readonly now: () => number },
  { out, partBytes = usualPart, signal, onProgress = () => undefined }: { readonly out: string; readonly partBytes?: number; readonly signal?: AbortSignal; readonly onProgress?: (progress: FerryProgress) => void },
): Promise<Result<FerryReport>> => {
  const epoch = store.read.meta('hq.epoch');
  if (epoch === null) return refuse('not-enrolled');
  const to = readFerryKey(store.read);
  if (to === null) return refuse('ferry-no-key');
  const plan = planOf(store, identity, Math.max(smallestPart, partBytes));
  if (plan.upTo === plan.from && plan.blobs.length === 0) return refuse('ferry-nothing');
  // headquarters may have them before its receipt comes back
  if (plan.blobs.length > 0) askForFilesFirst(store);
  const totalBytes = plan.blobs.reduce((sum, blob) => sum + blob.size, 0);
  await mkdir(dirname(out), { recursive: true });

  const damaged: string[] = [];
  const parts: string[] = [];
  let carried = 0;
  let kept = 0;
  let at: FerryPosition | null = { seq: plan.from, blob: 0, offset: 0 };

  /** Fills one part from `from`; answers where the next one begins. */
  const fill = async (writer: PartWriter, from: FerryPosition, part: number): Promise<FerryPosition | null> => {
    let { seq, blob, offset } = from;
    const tell = (): void => onProgress({ part, ops: seq - plan.from, bytes: carried, totalOps: plan.upTo - plan.from, totalBytes });
    const isFull = (): boolean => writer.bytes() >= partBytes;
    while (seq < plan.upTo && !isFull()) {
      signal?.throwIfAborted();
      const ops = store.read.opsAfter(seq, maxBatchOps, Math.min(maxBatchBytes, partBytes)).filter((op) => op.seq <= plan.upTo);
      const request: PushRequest = { ops: ops.map(({ seq: number, hash, bytes }) => ({ seq: number, hash, bytes })) };
      await writer.write(frameOf(frames.operations, await pack(JSON.stringify(request))));
      seq = ops.at(-1)!.seq;
      tell();
    }
    while (seq === plan.upTo && blob < plan.blobs.length && !isFull()) {
      signal?.throwIfAborted();
      const row = plan.blobs[blob]!;
      const bytes = await readPiece(source, row, offset);
      if (bytes) {
        await writer.write(pieceFrame({ sha256: row.sha256, size: row.size, offset }, bytes));
        carried += bytes.length;
        offset += bytes.length;
      } else damaged.push(row.sha256);
      if (!bytes || offset >= row.size) {
        blob += 1;
        offset = 0;
      }
      tell();
    }
    return seq === plan.upTo && blob === plan.blobs.length ? null : { seq, blob, offset };
  };

  for (let part = 1; at; part += 1) {
    const file = partName(out, part);
    const before = await readOwnPart(file, identity.key);
    if (before && before.header.ferry === plan.name && before.header.part === part && before.header.to === to) {
      kept += 1;
      at = before.next;
      parts.push(file);
      continue;
    }
    const writer = await createPart(file, { ferry: plan.name, part, station: identity.station, stationCode: identity.stationCode, epoch, to, at: new Date(now()).toISOString() }, identity.sign);
    try {
      const next = await fill(writer, at, part);
      await writer.finish(frameOf(frames.end), next);
      at = next;
    } catch (error) {
      if (signal?.aborted) return refuse('canceled');
      throw error;
    } finally {
      await writer.close();
    }
    parts.push(file);
  }
  return ok({ parts, ops: plan.upTo - plan.from, files: plan.blobs.length - damaged.length, damaged, kept });
};
