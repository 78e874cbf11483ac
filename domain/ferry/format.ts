import { z } from 'zod';
import { wipeOrder } from '../api/keys.ts';
import { pushRequest } from '../api/protocol.ts';

/**
 * 摆渡: the push protocol as a sealed file, for stations that never reach headquarters. One part is
 * `SANLIANF`, length and text of the header (JSON), chunks (length, AES-256-GCM with its tag), a length of 0, length and text of the trailer.
 * Lengths are 32 bits, big-endian. The key comes by HKDF-SHA-256 from an X25519 agreement between a key made for this part alone and
 * headquarters' ferry key; the header's hash is salt and bound data, the chunk's number is the nonce, the last chunk is marked. The station
 * signs the hash of everything before the trailer, so that a part is checked whole before a byte of it counts.
 */
export const magic = 'SANLIANF';
export const keyInfo = 'sanlian/ferry/1';
/** bytes of one sealed chunk, of a header or a trailer, at most */
export const longestChunk = 8 * 1024 * 1024;
export const longestHeader = 8192;

const hex64 = z.string().regex(/^[0-9a-f]{64}$/);
const count = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
const key = z.string().max(200);

export const headerSchema = z.strictObject({
  v: z.literal(1),
  /** names what is carried: the same unsent work gives the same name */
  ferry: hex64,
  part: z.number().int().min(1).max(9999),
  station: z.uuid(), stationCode: z.string().regex(/^[A-Z0-9]{2,8}$/), epoch: z.string().max(100),
  /** headquarters' ferry key, and the one made for this part (X25519, SPKI DER, base64url) */
  to: key, ephemeral: key,
  at: z.string().max(40),
});
export type FerryHeader = z.infer<typeof headerSchema>;

/** Where the next part begins: after operation `seq`, at byte `offset` of file number `blob`. */
const positionSchema = z.strictObject({ seq: count, blob: count, offset: count });
export type FerryPosition = z.infer<typeof positionSchema>;
export const trailerSchema = z.strictObject({ next: positionSchema.nullable(), signature: z.string().max(200) });
export type FerryTrailer = z.infer<typeof trailerSchema>;
/** `hash`: hex SHA-256 of the part up to the trailer. */
export const partText = (hash: string, next: FerryPosition | null): string => `sanlian/ferry-part/1\n${hash}\n${next ? `${next.seq} ${next.blob} ${next.offset}` : 'end'}`;

/** What a chunk holds, by its first byte: operations (gzip of a push request), a piece of a file (length and text of where it belongs, its bytes), the end. */
export const frames = { operations: 1, piece: 2, end: 3 } as const;
export const operationsSchema = pushRequest;
export const pieceSchema = z.strictObject({ sha256: hex64, size: count, offset: count });
export type FerryPiece = z.infer<typeof pieceSchema>;

/** What headquarters has after taking parts in. `restores`: signed statements, for a station of an earlier epoch. */
export const receiptSchema = z.strictObject({
  kind: z.literal('sanlian-ferry-receipt'), v: z.literal(1), station: z.uuid(), epoch: z.string().max(100), at: z.string().max(40),
  acked: count, head: hex64,
  /** the carried files that are whole there */
  blobs: z.array(hex64), checkpoint: z.string().max(2000), restores: z.array(z.string().max(2000)).max(1000), ferryKey: key,
  /** nothing was taken: the station is to destroy what it has. Without it, orders of before `at` are withdrawn. */
  wipe: wipeOrder.optional(),
});
export type FerryReceipt = z.infer<typeof receiptSchema>;
export const signedReceiptSchema = z.strictObject({ receipt: z.string(), signature: z.string().max(200) });
export const receiptText = (text: string): string => `sanlian/ferry-receipt/1\n${text}`;
