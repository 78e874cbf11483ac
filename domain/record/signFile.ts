import { z } from 'zod';
import { definitionHash } from '../forms/define.ts';
import type { FormDef, Role, Signer } from '../forms/form.ts';
import { ok, refuse, refuseAll, type Result } from '../result.ts';
import { canonicalText } from '../seal/canonical.ts';
import { inkLength, shortestInk, signatureText, signedFiles, strokesHash } from '../seal/content.ts';
import { exportSchema } from '../seal/export.ts';
import { isSignedAfter, type Revocations } from '../sync/revoked.ts';
import { nameToKey } from '../text/plainText.ts';
import { inkSchema } from './command.ts';
import { nextSigner, type Setting } from './decide.ts';
import { evolve } from './evolve.ts';
import { opHash, type DecidedEvent, type Op } from './op.ts';
import type { Rec, Signature } from './record.ts';
import { checkWho, contractorNames, signaturePlace, signedEvents, turnOf, type Signing } from './sign.ts';

/**
 * A paper that goes to another station to be signed there (R25), and the signature that comes back. The request carries the record with its
 * operations and the files that are signed with it, closed by the device key of the station it comes from; the answer is the signature alone.
 */
const hash = z.string().regex(/^[0-9a-f]{64}$/);
const short = z.string().max(200);
const requestSchema = z.strictObject({
  kind: z.literal('sanlian-sign-request'), v: z.literal(1), role: short, number: short, station: short, /** fingerprint of the key of the headquarters its station is enrolled at */ headquarters: short, record: exportSchema,
  files: z.array(z.strictObject({ sha256: hash, data: z.base64() })).max(200), proof: short,
});
const answerSchema = z.strictObject({
  kind: z.literal('sanlian-signature'), v: z.literal(1), number: short, record: z.uuid(),
  signature: z.strictObject({
    id: z.uuid(), role: short, name: short, post: short, place: short, at: z.iso.datetime({ offset: true }), mono: z.number(), contentHash: hash, shownHash: hash, consent: z.string().max(2000), strokesHash: hash,
    ink: inkSchema, prev: hash, elsewhere: z.strictObject({ station: short, by: z.strictObject({ id: short, name: short }), as: short }), key: z.base64url().max(200), proof: short,
  }),
});
export type SignRequest = z.infer<typeof requestSchema>;
export type SignAnswer = z.infer<typeof answerSchema>;
export type SignFile = SignRequest | SignAnswer;
type IsProof = (key: string, text: string, proof: string) => boolean;

/** What the sending station closes a request with: everything in it but the proof itself. Files stand in it by their hashes. */
export const requestText = ({ record, files, ...request }: Omit<SignRequest, 'proof'> & { readonly proof?: string }): string =>
  canonicalText({ ...request, proof: undefined, files: files.map(({ sha256 }) => sha256), ops: record.ops.map((op) => op.hash), definition: definitionHash(record.definition), key: record.key });

/** The file as it is; refused `sign-file-unreadable` for anything else. */
export const readSignFile = (plain: string): Result<SignFile> => {
  try {
    const parsed = z.discriminatedUnion('kind', [requestSchema, answerSchema]).safeParse(JSON.parse(plain));
    return parsed.success ? ok(parsed.data) : refuse('sign-file-unreadable', { field: 'file' });
  } catch {
    return refuse('sign-file-unreadable', { field: 'file' });
  }
};

/** The paper of a request, and who is to sign it. `shaOf`: hex SHA-256 of bytes in base64. Refuses `sign-file-altered` where any of it does not hold together. */
export const openRequest = (request: SignRequest, isProof: IsProof, shaOf: (data: string) => string): Result<{ readonly rec: Rec; readonly def: FormDef; readonly signer: Signer }> => {
  const altered = refuse('sign-file-altered', { field: 'file', params: { number: request.number } });
  const { definition: def, ops, key } = request.record;
  if (!isProof(key, requestText(request), request.proof) || ops.some((op) => opHash(op.bytes) !== op.hash)) return altered;
  try {
    let rec: Rec | null = null;
    for (const { bytes } of ops) rec = evolve(rec, JSON.parse(bytes) as Op);
    if (!rec || rec.number !== request.number || definitionHash(def) !== rec.def) return altered;
    const signer = nextSigner(def, rec);
    if (!signer?.byFile || signer.role !== request.role) return altered;
    const carried = new Set(request.files.map(({ sha256 }) => sha256));
    if (signedFiles(rec).some(({ sha256 }) => !carried.has(sha256)) || request.files.some(({ sha256, data }) => shaOf(data) !== sha256)) return altered;
    return ok({ rec, def, signer });
  } catch {
    // any key can close a file: operations that fold into no paper are the file's fault, not the station's
    return altered;
  }
};

/** Whether this account may give the signature a request asks for: its role is one of the signer's, and it did not sign what it would review. */
export const checkVisitor = (rec: Rec, signer: Signer, account: { readonly name: string; readonly role: Role }, who: { readonly post: string; readonly place: string }): Result<null> => {
  if (!signer.byFile?.includes(account.role)) return refuse('sign-file-post', { params: { role: signer.role } });
  const wrong = checkWho(rec, signer, { ...who, name: account.name }, []);
  return wrong ? refuseAll([wrong]) : ok(null);
};

/** Refuses `sign-file-revoked` for a signature that was given after its station was revoked: headquarters would not take it, nor the seal over it. */
export const checkStationOf = ({ signature, number }: Pick<SignAnswer, 'signature' | 'number'>, revoked: Revocations): Result<null> => {
  const { station } = signature.elsewhere;
  const since = Object.hasOwn(revoked, station) ? revoked[station] : undefined;
  return since !== undefined && isSignedAfter(signature, since) ? refuse('sign-file-revoked', { field: 'file', params: { number, station } }) : ok(null);
};

/**
 * Takes a signature in that was given at another station. It must be over this content, after the last signature there is, by the key it
 * names, in its signer's turn, by an account of a role that may, at a station that was not revoked by then; otherwise the refusal says what to do. `fingerprint` of the other station's
 * key has been compared by a person before.
 */
export const decideTakeSignature = (rec: Rec, { signature, number }: SignAnswer, setting: Setting, { staff, revoked }: { readonly staff: Signing['staff']; readonly revoked: Revocations }, isProof: IsProof): Result<DecidedEvent[]> => {
  const { def, actor } = setting;
  if (rec.signatures.some(({ id }) => id === signature.id)) return refuse('sign-file-taken', { params: { number } });
  const turn = turnOf(rec, def, signature.role);
  if (!turn.ok) return turn;
  const signer = turn.value;
  const { elsewhere } = signature;
  if (!signer.byFile) return refuse('not-by-file', { params: { role: signer.role } });
  if (actor === 'customer' || !def.lifecycle.create.includes(actor)) return refuse('not-allowed');
  const { proof, ...unsigned } = signature;
  if (!isProof(signature.key, signatureText(unsigned), proof) || strokesHash(signature.ink) !== signature.strokesHash || inkLength(signature.ink) < shortestInk || signature.consent !== signer.consent.zh) return refuse('sign-file-altered', { field: 'file', params: { number } });
  const standing = checkStationOf({ signature, number }, revoked);
  if (!standing.ok) return standing;
  const place = signaturePlace(rec);
  if (signature.contentHash !== place.contentHash || signature.prev !== place.prev) return refuse('sign-file-old', { field: 'file', params: { number } });
  if (!signer.byFile.some((role) => role === elsewhere.as) || nameToKey(elsewhere.by.name) !== nameToKey(signature.name)) return refuse('sign-file-post', { params: { role: signer.role } });
  const wrong = checkWho(rec, signer, signature, contractorNames(staff));
  if (wrong) return refuseAll([wrong]);
  const given: Signature = signature;
  return ok(signedEvents(rec, def, signer, given, setting.now));
};
