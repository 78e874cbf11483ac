import { z } from 'zod';
import { keysBefore, rotationSchema } from '../api/keys.ts';
import { inDeclaredOrder } from '../forms/declaredOrder.ts';
import type { FormDef } from '../forms/form.ts';
import { definitionHash } from '../forms/define.ts';
import { signersOf } from '../record/decide.ts';
import { evolve } from '../record/evolve.ts';
import { silenceAt } from '../record/silence.ts';
import { opHash, type Op } from '../record/op.ts';
import type { Rec } from '../record/record.ts';
import { witnessSchema } from '../witness/inclusion.ts';
import { canonicalText } from './canonical.ts';
import { contentHash, isSlippedIn, sealText, signatureHash, signatureText, strokesHash } from './content.ts';

/**
 * One record by itself, as a JSON file or inside its PDF: the definition it was written on, and its operations as they stand in the log.
 * Everything else is worked out again from them.
 */
export const exportSchema = z.strictObject({
  kind: z.literal('sanlian-record'),
  v: z.literal(1),
  definition: z.custom<FormDef>((value) => typeof value === 'object' && value !== null && 'fields' in value && 'lifecycle' in value).transform(inDeclaredOrder),
  ops: z.array(z.strictObject({ seq: z.number().int(), hash: z.string(), bytes: z.string() })).min(1),
  /** the station's device key, SPKI DER base64url */
  key: z.string(),
  /** how the station came to that key from others it signed with before */
  rotations: z.array(rotationSchema).max(1000).optional(),
  /** where the seal stands in headquarters' log, once the station has proof of it */
  witness: witnessSchema.optional(),
});
export type RecordExport = z.infer<typeof exportSchema>;

export const exportText = (record: Omit<RecordExport, 'kind' | 'v'>): string => canonicalText({ kind: 'sanlian-record', v: 1, ...record });

type Finding = { readonly check: string; readonly ok: boolean; readonly detail?: string };
export type Verification = { readonly valid: boolean; readonly findings: readonly Finding[]; readonly record: Rec | null };

/**
 * Checks an export from nothing but itself: every operation's hash, the order of the log, the pinned definition, the content hash of seal
 * and signatures, each signature's strokes, its link to the one before, the seal's place in the chain, and the device key's proof of each.
 * `isProof(key, text, proof)` verifies Ed25519. What it cannot show alone: that the key belongs to a station of the contract, and that nothing was added later.
 */
export const verifyExport = (file: RecordExport, isProof: (key: string, text: string, proof: string) => boolean): Verification => {
  const findings: Finding[] = [];
  const find = (check: string, ok: boolean, detail?: string) => {
    findings.push(ok ? { check, ok } : { check, ok, detail });
    return ok;
  };
  const own = keysBefore(file.key, file.rotations ?? [], isProof);
  let rec: Rec | null = null;
  const last = new Map<string, number>();
  let isAnchored = false;
  let silence: { readonly due: string; readonly at: string } | null = null;
  let sound = true;
  for (const { seq, hash, bytes } of file.ops) {
    if (opHash(bytes) !== hash) sound = find('operation-hash', false, String(seq));
    let op: Op;
    try {
      op = JSON.parse(bytes) as Op;
    } catch {
      sound = find('operation-text', false, String(seq));
      continue;
    }
    // an order may come from headquarters: each writer's operations are in order among themselves
    if (op.seq !== seq || seq <= (last.get(op.station) ?? 0)) sound = find('operation-order', false, String(seq));
    last.set(op.station, seq);
    if (op.event.kind === 'sealed') isAnchored = op.event.seal.chainHead === op.prev && op.event.seal.chainSeq === op.seq - 1;
    if (op.event.kind === 'moved' && op.event.silence) silence = { due: op.event.silence.due, at: op.at };
    rec = evolve(rec, op);
  }
  if (sound) find('operations', true);
  if (!rec) {
    find('record', false);
    return { valid: false, findings, record: null };
  }
  find('definition', definitionHash(file.definition) === rec.def);
  if (!find('sealed', rec.seal !== undefined, rec.state)) return { valid: false, findings, record: rec };
  const content = contentHash(rec);
  find('content-hash', rec.seal?.contentHash === content);
  let prev = content;
  for (const signature of rec.signatures) {
    const { proof, ...unsigned } = signature;
    find(`signature-content:${signature.role}`, signature.contentHash === content);
    find(`signature-strokes:${signature.role}`, strokesHash(signature.ink) === signature.strokesHash);
    find(`signature-link:${signature.role}`, signature.prev === prev);
    find(`signature-key:${signature.role}`, (signature.elsewhere !== undefined || own.has(signature.key)) && isProof(signature.key, signatureText(unsigned), proof));
    if (signature.paper) find(`signature-scan:${signature.role}`, rec.attachments.some(({ scanOf, sha256 }) => scanOf === signature.role && sha256 === signature.paper?.scan));
    prev = signatureHash(signature);
  }
  const scans = rec.attachments.filter(({ scanOf }) => scanOf !== undefined);
  if (scans.length > 0) find('scans', !scans.some((scan) => isSlippedIn(rec, scan)));
  const { proof: sealProof, ...seal } = rec.seal!;
  find('seal-key', own.has(seal.key) && isProof(seal.key, sealText(seal), sealProof));
  find('seal-anchor', isAnchored);
  find('seal-signatures', canonicalText(rec.seal?.signatures ?? []) === canonicalText(rec.signatures.map(signatureHash)));
  const required = signersOf(file.definition, rec).filter((s) => s.required).map((s) => s.role);
  const silent = silenceAt(file.definition, rec) !== undefined;
  // a silence stands for who did not answer only after its own last second (R26)
  if (silent) find('silence', silence !== null && Date.parse(silence.at) > Date.parse(silence.due));
  find('signers-complete', silent || required.every((role) => rec.signatures.some((s) => s.role === role)));
  return { valid: findings.every((f) => f.ok), findings, record: rec };
};
