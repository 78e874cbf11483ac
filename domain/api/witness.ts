import { z } from 'zod';
import { inclusionSchema } from '../witness/inclusion.ts';

/**
 * The part of the wire that lets stations watch headquarters' log (RFC 6962). Answers to push, pull and position carry the log's newest
 * checkpoint, a signed note, in this header as base64url of its UTF-8.
 */
export const checkpointHeader = 'x-sanlian-checkpoint';

const hex64 = z.string().regex(/^[0-9a-f]{64}$/);
const size = z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER);

/** GET /v1/proof/consistency?from=<size>&to=<size>: that the log of `to` operations begins with the one of `from`. 404 when the log has not `to`. */
export const consistencyQuery = z.strictObject({ from: size, to: size });
export const consistencyAnswer = z.object({ path: z.array(hex64).max(130) });

/** operations asked about in one question */
export const maxProofs = 50;
/** GET /v1/proof/inclusion?size=<size>&seqs=<a,b,…>: where the asking station's operations stand in the log of that size. Those it has not are left out. */
export const inclusionQuery = z.strictObject({ size, seqs: z.string().regex(/^\d{1,15}(,\d{1,15}){0,49}$/) });
export const inclusionAnswer = z.object({ inclusions: z.array(inclusionSchema).max(maxProofs) });

/** Who lost the recovery key says so under headquarters' own name; `at`: ISO, a later statement replaces an earlier one. */
const recoveryChange = z.object({ key: z.string().max(200), at: z.iso.datetime(), proof: z.string().max(200) });
export type RecoveryChange = z.infer<typeof recoveryChange>;
export const recoveryChangeText = ({ key, at }: Pick<RecoveryChange, 'key' | 'at'>): string => `sanlian/recovery-key/1\n${at}\n${key}`;

/**
 * GET /v1/epoch: answered to every epoch, because a station of the one before a restore asks it. `restores` are signed statements;
 * `ferryKey` is the X25519 key (SPKI DER, base64url) that sealed files for headquarters are made for, `recoveryKey` the one stations seal their data key to.
 * `recoveryChange`: that key took the place of a lost one, signed with headquarters' own key (`recoveryChangeText`).
 */
export const epochAnswer = z.object({ epoch: z.string(), restores: z.array(z.string().max(2000)).max(1000), ferryKey: z.string().max(200), recoveryKey: z.string().max(200).optional(), recoveryChange: recoveryChange.optional() });

/** GET /v1/horizon: up to which of the station's operations a backup was verified, and when (ISO); 0 before the first one. A station keeps what comes after. */
export const horizonAnswer = z.object({ seq: z.number().int().min(0), at: z.string().optional() });

/** POST /v1/witnessed (JSON): the last checkpoint a station has of an epoch that is gone. */
export const witnessedRequest = z.strictObject({ checkpoint: z.string().max(2000) });
