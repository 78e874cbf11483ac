import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { maxPushUnpacked } from '../domain/api/protocol.ts';
import { frames, operationsSchema, pieceSchema, receiptText, type FerryReceipt } from '../domain/ferry/format.ts';
import { writeDurably } from './backupFormat.ts';
import { createBlobs, type Blobs } from './blobs.ts';
import type { Database } from './database.ts';
import { readFerryKey, type FerryKey } from './ferryKey.ts';
import { readPart, type FerryPart } from './ferryPart.ts';
import { settleStepped } from './corrections.ts';
import { readPush, takePush } from './push.ts';
import { createLogTree } from './tree.ts';
import { readStanding } from './wipeOrder.ts';
import { readHeadquarters, type Headquarters } from './wire.ts';
import { currentCheckpoint, readRestores } from './witness.ts';
import { StartError } from './words.ts';

const unzip = promisify(gunzip);

export type FerryImport = { readonly code: string; readonly acked: number; /** operations headquarters did not have before */ readonly fresh: number; /** carried files that are whole now */ readonly blobs: number };

type Taking = { readonly database: Database; readonly blobs: Blobs; readonly headquarters: Headquarters; readonly station: string; readonly file: string; readonly code: string };

const takeOperations = async ({ database, headquarters, station, file, code }: Taking, packed: Buffer): Promise<void> => {
  const damaged = (what: string, cause?: unknown): StartError => new StartError('ferryDamaged', { file, what }, cause);
  let said: unknown;
  try {
    said = JSON.parse((await unzip(packed, { maxOutputLength: maxPushUnpacked })).toString('utf8'));
  } catch (error) {
    throw damaged('operations', error);
  }
  const push = operationsSchema.safeParse(said);
  if (!push.success) throw damaged('operations');
  const result = await takePush(database, station, await readPush(station, push.data), '');
  if (result.kind === 'malformed') throw damaged(result.detail);
  if (result.kind === 'revoked') throw new StartError('ferryRevoked', { file, code });
  if (result.kind === 'stored') await settleStepped(database, headquarters, result.stepped);
  if (result.kind === 'refused') throw result.refusal.error === 'gap' ? new StartError('ferryGap', { file, needFrom: result.refusal.needFrom }) : new StartError('ferryRevoked', { file, code });
};

/** Adds a piece where the file has come to; what is there already is passed over, so that parts may be taken in twice. */
const takePiece = async ({ blobs, station, file }: Taking, frame: Buffer, whole: Map<string, boolean>): Promise<void> => {
  const size = frame.length >= 4 ? frame.readUInt32BE() : 0;
  let said: unknown = null;
  try {
    said = JSON.parse(frame.subarray(4, 4 + size).toString('utf8'));
  } catch {
    // told apart below: no piece either way
  }
  const piece = pieceSchema.safeParse(said);
  if (!piece.success) throw new StartError('ferryDamaged', { file, what: 'piece' });
  const { sha256, size: length, offset } = piece.data;
  const bytes = frame.subarray(4 + size);
  const here = await blobs.position(station, sha256);
  whole.set(sha256, here.verified);
  if (here.verified || (offset + bytes.length <= here.offset && length !== here.offset)) return;
  if (offset > here.offset) throw new StartError('ferryPartMissing', { file, sha256 });
  const done = await blobs.append(station, sha256, here.offset, length, bytes.subarray(here.offset - offset));
  if (done.kind === 'too-large') throw new StartError('ferryDamaged', { file, what: sha256 });
  whole.set(sha256, done.kind === 'verified');
};

const takePart = async (taking: Taking, part: FerryPart, key: FerryKey, whole: Map<string, boolean>): Promise<void> => {
  let isEnded = false;
  for await (const frame of part.frames(key)) {
    const rest = frame.subarray(1);
    if (isEnded) throw new StartError('ferryDamaged', { file: part.file, what: 'end' });
    if (frame[0] === frames.operations) await takeOperations(taking, rest);
    else if (frame[0] === frames.piece) await takePiece(taking, rest, whole);
    else if (frame[0] === frames.end) isEnded = true;
    else throw new StartError('ferryDamaged', { file: part.file, what: `frame ${frame[0] ?? ''}` });
  }
  if (!isEnded) throw new StartError('ferryUnreadable', { file: part.file });
};

const isKnownEpoch = async (database: Database, epoch: string, now: string): Promise<boolean> =>
  epoch === now || ((await database.pool.query('select 1 from restored where from_epoch = $1', [epoch])).rowCount ?? 0) > 0;

/**
 * Takes a station's sealed parts in, as if it had pushed them, and writes a signed receipt. Every part is checked whole before one counts.
 * Taken in twice they change nothing and give the same receipt. After `ferryGap` there is a receipt too: with it the station exports what
 * is missing; after `ferryWipe`, of a station that is to be wiped, nothing was taken and the receipt carries the order; after `ferrySpared`, of one
 * that is revoked and not (or no longer) to be wiped, nothing was taken either, and the receipt takes orders of before back. Throws StartError `ferryUnreadable` (cut off, or none of ours),
 * `ferryDamaged`, `ferryForeign`, `ferryStationUnknown`, `ferryRevoked`, `ferryEpoch`, `ferryGap`, `ferryPartMissing`, `ferryMixed`, `ferryWipe`, `ferrySpared`.
 */
export const importFerry = async (database: Database, dataFolder: string, files: readonly string[], receiptFile: string): Promise<FerryImport> => {
  const headquarters = await readHeadquarters(database);
  const key = await readFerryKey(database);
  const parts: FerryPart[] = [];
  for (const file of files) parts.push(await readPart(file));
  parts.sort((a, b) => a.header.part - b.header.part);
  const { station, stationCode: code } = parts[0]!.header;
  if (parts.some((part) => part.header.station !== station)) throw new StartError('ferryMixed', {});
  const { rows: [device] } = await database.pool.query<{ key: string; former: readonly string[]; state: string; last_seq: number }>(`select key, former, state, last_seq from device where station = $1 and kind = 'station'`, [station]);
  for (const { file, header, isSignedBy } of parts) {
    if (header.to !== key.publicKey) throw new StartError('ferryForeign', { file });
    if (!device) throw new StartError('ferryStationUnknown', { file, code });
    // a stick may have been on its way while its station changed its key
    if (![device.key, ...device.former].some(isSignedBy)) throw new StartError('ferryDamaged', { file, what: 'signature' });
    if (device.state === 'revoked') continue;
    if (device.state !== 'active') throw new StartError('ferryRevoked', { file, code });
    if (!(await isKnownEpoch(database, header.epoch, headquarters.epoch))) throw new StartError('ferryEpoch', { file });
  }
  const blobs = await createBlobs(database, dataFolder);
  const whole = new Map<string, boolean>();
  let gap: StartError | null = null;
  try {
    for (const part of device?.state === 'revoked' ? [] : parts) await takePart({ database, headquarters, blobs, station, file: part.file, code }, part, key, whole);
  } catch (error) {
    // the receipt tells a station that is never online what a restored headquarters lacks
    if (!(error instanceof StartError) || error.word !== 'ferryGap') throw error;
    gap = error;
  }

  // much may have been decided while large files were taken in; a stolen station that nobody brings on line is told by the receipt
  const { lastSeq, head, at, wipe, state } = (await readStanding(database, station))!;
  const receipt: FerryReceipt = {
    kind: 'sanlian-ferry-receipt', v: 1, station, epoch: headquarters.epoch, at: at.toISOString(), acked: lastSeq, head,
    blobs: [...whole].filter(([, isWhole]) => isWhole).map(([sha256]) => sha256).sort(),
    checkpoint: (await currentCheckpoint(createLogTree(database), headquarters)).note, restores: [...(await readRestores(database))], ferryKey: key.publicKey, ...(wipe ? { wipe } : {}),
  };
  const text = JSON.stringify(receipt);
  await writeDurably(receiptFile, `${JSON.stringify({ receipt: text, signature: headquarters.sign(receiptText(text)) })}\n`);
  if (state === 'revoked') throw new StartError(wipe ? 'ferryWipe' : 'ferrySpared', { file: parts[0]!.file, code, receipt: receiptFile });
  if (gap) throw gap;
  return { code, acked: receipt.acked, fresh: receipt.acked - (device?.last_seq ?? 0), blobs: receipt.blobs.length };
};
