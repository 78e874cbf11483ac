import { z } from 'zod';

/**
 * The wire between a station and headquarters, first version (operations: `domain/record/op.ts`). All paths under `/v1`.
 * A request from an enrolled station carries `x-station`, `x-epoch` and `x-signature`: Ed25519 over
 * `sanlian/request/1\n<METHOD>\n<path>\n<epoch>\n<hex SHA-256 of the body as sent>` by the station's key, base64url.
 */
const hex64 = z.string().regex(/^[0-9a-f]{64}$/);
export const requestText = (method: string, path: string, epoch: string, bodyHash: string): string =>
  `sanlian/request/1\n${method}\n${path}\n${epoch}\n${bodyHash}`;

/** POST /v1/enrol: a one-time code for a station's public key (SPKI DER, base64url). */
export const enrolRequest = z.strictObject({ code: z.string().max(100), station: z.uuid(), stationCode: z.string().max(8), key: z.string().max(200), schema: z.number().int() });
export const enrolAnswer = z.object({ epoch: z.string(), key: z.string(), time: z.string() });

/** POST /v1/push (gzip JSON): operations in order. Limits: 500 operations, 1 MiB before compression (one larger operation may go alone). */
export const pushRequest = z.strictObject({ ops: z.array(z.strictObject({ seq: z.number().int().min(1), hash: hex64, bytes: z.string().max(4_000_000) })).min(1).max(500) });
export const pushAnswer = z.object({ epoch: z.string(), acked: z.number().int().min(0), head: hex64, time: z.string(), outcomes: z.array(z.object({ seq: z.number().int(), outcome: z.enum(['applied', 'conflict', 'quarantined']) })) });
/** 409 answers. `gap`: send from `needFrom`. `fork`: another laptop has written under this station's name. */
export const pushRefusal = z.discriminatedUnion('error', [
  z.object({ error: z.literal('gap'), needFrom: z.number().int() }),
  z.object({ error: z.literal('fork'), seq: z.number().int() }),
]);
/** GET /v1/position: where headquarters stands with this station. */
export const positionAnswer = z.object({ epoch: z.string(), acked: z.number().int(), head: hex64, time: z.string() });
/** HEAD /v1/blobs/:sha256 → 200 when verified there, 404 with `upload-offset` when not. PATCH with `upload-offset` and `upload-length` appends. */
export const blobOffsetHeader = 'upload-offset';
export const blobLengthHeader = 'upload-length';
export const blobChunk = 1024 * 1024;
/** GET /v1/digest: `{ records: { id: sha256 of the canonical record } }`, to compare both ends. */
export const digestAnswer = z.object({ ops: z.number().int(), head: hex64, records: z.record(z.string(), hex64), blobs: z.array(hex64) });

export const maxBatchOps = 500;
export const maxBatchBytes = 1024 * 1024;
/** Every answer of headquarters names itself, so that a captive portal's page is never taken for one. */
export const headquartersHeader = 'x-sanlian-headquarters';

export type PushRequest = z.infer<typeof pushRequest>;
export type PushAnswer = z.infer<typeof pushAnswer>;
export type PushRefusal = z.infer<typeof pushRefusal>;
export type PositionAnswer = z.infer<typeof positionAnswer>;
export type DigestAnswer = z.infer<typeof digestAnswer>;
