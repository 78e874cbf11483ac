import { z } from 'zod';
import { longestOp } from '../record/op.ts';
import type { Rec } from '../record/record.ts';
import { bytesHash, canonicalText } from '../seal/canonical.ts';

/**
 * The wire between a station and headquarters, first version (operations: `domain/record/op.ts`). All paths under `/v1`.
 * A request from an enrolled station carries `x-station`, `x-epoch`, `x-nonce` and `x-signature`: Ed25519 over `requestText` by the
 * station's key, base64url; of today's also `x-time`. Every answer carries `x-sanlian-headquarters`, and to a request with a nonce `x-signature`: Ed25519 over
 * `answerText` by headquarters' key, which the station pinned when it enrolled.
 */
const hex64 = z.string().regex(/^[0-9a-f]{64}$/);
/** `bodyHash`: hex SHA-256 of the body as sent (compressed); `epoch` is empty before enrolment; `nonce` is 32 hex digits, new for each request. */
export const requestText = (method: string, path: string, epoch: string, nonce: string, bodyHash: string): string =>
  `sanlian/request/1\n${method}\n${path}\n${epoch}\n${nonce}\n${bodyHash}`;
/** `offset` is the answer's `upload-offset` header or empty. The nonce is the request's: an old answer cannot be played again. */
export const answerText = (method: string, path: string, nonce: string, status: number, offset: string, bodyHash: string): string =>
  `sanlian/answer/1\n${method}\n${path}\n${nonce}\n${status}\n${offset}\n${bodyHash}`;
export const stationHeader = 'x-station';
export const epochHeader = 'x-epoch';
export const nonceHeader = 'x-nonce';
export const signatureHeader = 'x-signature';
/**
 * When a request was sent, ms since 1970 in headquarters' time as far as the station knows it (earlier releases do not say). Its nonce begins with the same number,
 * so that the signature of every release covers it: headquarters of an earlier one takes any nonce, and nobody can put another time to it, or a time where none was.
 */
export const timeHeader = 'x-time';
/** The 12 hex digits a nonce begins with at `time` (ms since 1970); what they cannot hold is the nearest they can. */
const timeDigits = (time: number): string => Math.min(Math.max(0, Math.trunc(time)), 2 ** 48 - 1).toString(16).padStart(12, '0');
/** Both headers of a request sent at `time`; `random` is 20 hex digits or more. */
export const timedHeaders = (time: number, random: string): { readonly [nonceHeader]: string; readonly [timeHeader]: string } => {
  const digits = timeDigits(time);
  return { [nonceHeader]: `${digits}${random.slice(0, 20)}`, [timeHeader]: String(Number.parseInt(digits, 16)) };
};
/** What a request says of its time, ms since 1970; null when it says nothing, `wrong` when its nonce says something else. */
export const readTime = (said: string, nonce: string): number | 'wrong' | null => {
  if (said === '') return null;
  return /^\d{1,15}$/.test(said) && nonce.startsWith(timeDigits(Number(said))) ? Number(said) : 'wrong';
};
/** Refused as `stale`: too old, or of a time yet to come. An answer to HEAD has no word, and is known by this status (RFC 8470). */
export const staleStatus = 425;
/** Every answer of headquarters names itself, so that a captive portal's page is never taken for one. Its value is the protocol's version. */
export const headquartersHeader = 'x-sanlian-headquarters';
export const protocolVersion = '1';

/** POST /v1/enrol (members nobody knows are left alone: a newer station may say more): a one-time code for a station's public key (SPKI DER, base64url), signed with that key. Sent again, it is answered again. */
export const enrolRequest = z.object({ code: z.string().max(100), station: z.uuid(), stationCode: z.string().regex(/^[A-Z0-9]{2,8}$/), key: z.string().max(200), schema: z.number().int(), /** the site it works at: what it may read */ site: z.string().max(20).optional(), /** the code in the numbers it gave before it took this one, because another station had it */ formerCode: z.string().regex(/^[A-Z0-9]{2,8}$/).optional(), /** it goes on under the code of the answer, where that is another than the one asked for; earlier stations do not read it */ takesCode: z.boolean().optional() });
export const enrolAnswer = z.object({ epoch: z.string(), key: z.string(), time: z.string(), /** X25519, SPKI DER, base64url: what the station's data key is sealed to; pinned with `key` */ recoveryKey: z.string().max(200).optional(), /** the code headquarters knows the station by; another than the one asked for only where `takesCode` was said: an earlier answer may have been lost */ stationCode: z.string().regex(/^[A-Z0-9]{2,8}$/).optional() });

/** POST /v1/push (gzip JSON): operations in order. Limits: 500 operations, 1 MiB before compression (one larger operation may go alone). */
export const pushRequest = z.strictObject({ ops: z.array(z.strictObject({ seq: z.number().int().min(1), hash: hex64, bytes: z.string().max(longestOp) })).min(1).max(500) });
/** `acked` and `head` are what is committed; the station compares `head` with its own hash at `acked` before it believes either. */
export const pushAnswer = z.object({ epoch: z.string(), acked: z.number().int().min(0), head: hex64, time: z.string(), outcomes: z.array(z.object({ seq: z.number().int(), outcome: z.enum(['applied', 'conflict', 'quarantined']) })) });
/** 409 answers. `gap`: send from `needFrom`. `fork`: another laptop has written under this station's name; the device is frozen. */
export const pushRefusal = z.discriminatedUnion('error', [
  z.object({ error: z.literal('gap'), needFrom: z.number().int() }),
  z.object({ error: z.literal('fork'), seq: z.number().int() }),
]);
/**
 * Any other refusal: 4xx or 5xx with one of these words. 507 `full`: a disk of headquarters has no room, nothing was stored; send again later. 425 `stale`: not of this
 * time, nothing was done; `time` says what time it is, so that the station asks again at once.
 */
export const refusalAnswer = z.object({
  error: z.enum(['malformed', 'too-large', 'signature', 'station-unknown', 'revoked', 'epoch', 'code', 'station-code', 'not-found', 'offset', 'damaged', 'unavailable', 'gap', 'fork', 'reset', 'busy', 'not-allowed', 'recovery-key', 'full', 'stale']),
  detail: z.string().optional(),
  /** headquarters' own; of `revoked` without an order to wipe (domain/api/keys.ts) it withdraws orders of before, of `stale` the station takes its time from it */
  time: z.string().optional(),
});
/**
 * GET /v1/position: where headquarters stands with this station. What the station says of itself goes along as a query and is shown to the
 * manager: `unsent`, `files`, `version`, `at` (its own clock, ISO), `seq`: the number of its newest operation. `told`: the newest revocation of a station it has heard of; later ones are answered.
 */
export const positionQuery = z.object({ unsent: z.coerce.number().int().min(0).max(1e9).optional(), files: z.coerce.number().int().min(0).max(1e9).optional(), seq: z.coerce.number().int().min(0).max(2 ** 52).optional(), version: z.string().max(40).optional(), at: z.iso.datetime({ offset: true }).optional(), told: z.iso.datetime({ offset: true }).optional() });
export const positionAnswer = z.object({ epoch: z.string(), acked: z.number().int(), head: hex64, time: z.string(), /** another copy of the station's log wrote on: nothing is taken until a person decided */ frozen: z.boolean().optional(), /** stations revoked after `told`, the oldest first; none from an earlier headquarters */ revoked: z.array(z.object({ code: z.string().max(20), at: z.iso.datetime({ offset: true }), /** the same moment as the clock of that station showed it, where that ran fast */ byItsClock: z.iso.datetime({ offset: true }).optional() })).optional() });
/** Entries and bytes of operations in one page (one larger operation may come alone). A release before took no more than 500 and refused to be asked for more: a station names no number. */
export const maxPageEntries = 1000;
export const maxPageBytes = 1024 * 1024;
/**
 * GET /v1/pull?after=<n>&h=<hash>&limit=<k>: what is in this station's scope and was committed after `n` of headquarters' log, in the log's
 * order; `h` is the hash of the log at `n`. `next` is the cursor to store with the page, in one transaction. Answers 409 `reset` when
 * headquarters has no such place in its log (another database, or one restored from a backup): the station begins again at 0.
 */
export const pullQuery = z.object({ after: z.coerce.number().int().min(0).max(2 ** 52), h: hex64, limit: z.coerce.number().int().min(1).max(maxPageEntries).default(maxPageEntries) });
const pullOp = z.object({ n: z.number().int().min(1), kind: z.literal('op'), station: z.uuid(), seq: z.number().int().min(1), hash: hex64, bytes: z.string().max(longestOp), /** Ed25519 over `operationProofText` of an operation of headquarters */ proof: z.string().max(200).optional(), /** in conflict: it stands in its writer's version of the record only */ branch: z.boolean().optional() });
const pullOutcome = z.object({ n: z.number().int().min(1), kind: z.literal('outcome'), seq: z.number().int().min(1), outcome: z.enum(['applied', 'conflict', 'quarantined']), reason: z.string().optional() });
export const pullAnswer = z.object({
  epoch: z.string(), time: z.string(),
  /** the name headquarters writes its own operations under */
  headquarters: z.uuid(),
  entries: z.array(z.discriminatedUnion('kind', [pullOp, pullOutcome])).max(1000),
  next: z.object({ n: z.number().int().min(0), h: hex64 }),
  /** there is more: ask again */
  more: z.boolean(),
});
/**
 * GET /v1/news?after=<n>: held open until something in this station's scope is committed after `n` of headquarters' log, `newsWait` at most;
 * `news` false: nothing came. 429 `busy` when too many of one station wait. An earlier headquarters answers 404.
 */
export const newsQuery = z.object({ after: pullQuery.shape.after });
export const newsAnswer = z.object({ news: z.boolean(), time: z.string() });
/** ms: shorter than what stations, proxies and networks between them give an answer */
export const newsWait = 20_000;
export type PullAnswer = z.infer<typeof pullAnswer>;
export type PullEntry = PullAnswer['entries'][number];
/** What reference data is filed under: for some stations only, the audience is in it, so that they keep it beside what all have. */
export const referenceDoc = (what: string, audience: string): string => (audience === 'all' ? `reference:${what}` : `reference:${what} ${audience}`);
export const referenceAudience = (doc: string): string => /^reference:\S+ (\S+)$/.exec(doc)?.[1] ?? 'all';
export const operationProofText = (hash: string): string => `sanlian/headquarters-operation/1\n${hash}`;
/**
 * POST /v1/handback (JSON): operations headquarters wrote under an earlier name of its own and lost, with its signature of each. Sent after a
 * restore, before anything else. Answers 400 for what headquarters never signed.
 */
const handedOp = z.strictObject({ station: z.uuid(), seq: z.number().int().min(1), hash: hex64, bytes: z.string().max(longestOp), proof: z.string().max(200) });
export type HandedOp = z.infer<typeof handedOp>;
export const handbackRequest = z.strictObject({ ops: z.array(handedOp).min(1).max(500) });
export const handbackAnswer = z.object({ kept: z.number().int(), taken: z.number().int() });
/** One more entry of headquarters' log: hex SHA-256 chain over (chain before, what the entry says). `hash` hashes UTF-8 to hex. */
export const logChain = (hash: (text: string) => string, before: string, entry: { readonly kind: 'op' | 'notice' | 'outcome'; readonly station: string; readonly seq: number; readonly says: string }): string =>
  hash(`sanlian/log/1\n${before}\n${entry.kind}\n${entry.station}\n${entry.seq}\n${entry.says}`);

/**
 * POST /v1/escrow (JSON): the station's data key sealed to headquarters' recovery key (domain/recovery), base64url. The last one counts.
 * Answers 409 `recovery-key` when it is sealed to another key than headquarters has.
 */
export const escrowRequest = z.strictObject({ key: z.string().max(200), box: z.string().regex(/^[\w-]{107}$/) });

/**
 * HEAD /v1/blobs/:sha256 → 200 when verified there, 404 with `upload-offset` when not. PATCH with `upload-offset` and `upload-length`
 * appends: 200 verified, 204 with the new offset, 409 `offset` with the true one, 422 `damaged` when the whole has another hash (offset 0 again).
 * GET /v1/blobs/:sha256?record=<id>&offset=<n>: up to `blobChunk` bytes of a verified file that a record in the station's scope names, with both headers; 404 for any other.
 */
export const blobQuery = z.object({ record: z.string().min(1).max(200), offset: z.coerce.number().int().min(0).max(2 ** 40) });
export const blobOffsetHeader = 'upload-offset';
export const blobLengthHeader = 'upload-length';
/** bytes in one PATCH */
export const blobChunk = 1024 * 1024;
/** GET /v1/digest: `records` maps ids to `recordHash`, to compare both ends; `blobs` are the verified ones this station's records name. */
export const digestAnswer = z.object({ ops: z.number().int(), head: hex64, records: z.record(z.string(), hex64), blobs: z.array(hex64) });
/** Hex SHA-256 of the record's canonical text (RFC 8785), without what a release reads from the log that others did not: ends of two releases have the same record. */
export const recordHash = (rec: Rec): string => bytesHash(new TextEncoder().encode(canonicalText({ ...rec, movedAt: undefined, holderSite: undefined })));

export const maxBatchOps = 500;
/** bytes of operations before compression */
export const maxBatchBytes = 1024 * 1024;
/** bytes: what headquarters reads of one push, as sent and unpacked */
export const maxPushBody = 8 * 1024 * 1024;
export const maxPushUnpacked = 16 * 1024 * 1024;

export type PushRequest = z.infer<typeof pushRequest>;
export type PushAnswer = z.infer<typeof pushAnswer>;
export type PushRefusal = z.infer<typeof pushRefusal>;
export type PositionAnswer = z.infer<typeof positionAnswer>;
export type DigestAnswer = z.infer<typeof digestAnswer>;
export type Outcome = PushAnswer['outcomes'][number]['outcome'];
export type RefusalWord = z.infer<typeof refusalAnswer>['error'];
