import { z } from 'zod';
import type { Outcome } from '../domain/api/protocol.ts';
import { isoToMs } from '../domain/clocks/shanghai.ts';
import { definitionHash } from '../domain/forms/define.ts';
import { evolve } from '../domain/record/evolve.ts';
import { numberToStationCode } from '../domain/record/number.ts';
import { isSilenceRash } from '../domain/record/silence.ts';
import { schemaVersion, sectionOf, type EventKind, type Op } from '../domain/record/op.ts';
import type { Rec } from '../domain/record/record.ts';
import { canonicalText, isCanonicalText } from '../domain/seal/canonical.ts';
import { contentHash, isSlippedIn, sealText, signatureHash, signatureText, strokesHash } from '../domain/seal/content.ts';
import { ruleOn, type Placing } from '../domain/sync/conflicts.ts';
import { isSignedAfter } from '../domain/sync/revoked.ts';
import { isKeySignature } from './deviceKey.ts';
import { eventKinds, eventSchemas, moment, person } from './eventSchemas.ts';

/** What a link of the chain must say about itself, whatever its content is. */
export const linkSchema = z.object({ station: z.string(), seq: z.number().int(), prev: z.string() });

const opSchema = z.object({
  v: z.literal(schemaVersion), station: z.uuid(), seq: z.number().int(), prev: z.string(), id: z.uuid(), doc: z.string().min(1).max(200), section: z.string(),
  base: z.number().int().min(0), seen: z.string().regex(/^[0-9a-f]{64}$/).optional(), by: person, at: moment, mono: z.number(), event: z.looseObject({ kind: z.enum(eventKinds) }),
});

/** Levels of objects and lists in one operation: ours have ten; a database's JSON reader runs out of stack at some thousands. */
const deepest = 32;
const isTooDeep = (value: unknown, left = deepest): boolean =>
  typeof value === 'object' && value !== null && (left === 0 || Object.values(value).some((inner) => isTooDeep(inner, left - 1)));

/** `jsonb` has no U+0000; the bytes of such an operation are kept, its projection is not. */
const hasNul = (bytes: string): boolean => /(?<!\\)(?:\\\\)*\\u0000/.test(bytes);

/** A member that a schema passes over and a copy may take for another prototype. In a text its quotation mark is escaped. */
const hasProto = (bytes: string): boolean => /(?<!\\)"__proto__":/.test(bytes);

export type ReadOp = { readonly op: Op } | { readonly quarantined: string };

/** The operation in the bytes (`known`, where they were parsed already), or why it cannot be read: unreadable ones are stored as they are and never block what follows (I7, I10). */
export const readOp = (bytes: string, known?: unknown): ReadOp => {
  try {
    const parsed: unknown = known === undefined ? JSON.parse(bytes) : known;
    if (isTooDeep(parsed)) return { quarantined: 'too-deep' };
    if (!isCanonicalText(parsed, bytes)) return { quarantined: 'not-canonical' };
    const checked = opSchema.safeParse(parsed);
    if (!checked.success) return { quarantined: `unreadable: ${checked.error.issues[0]?.path.join('.') ?? ''}` };
    const { event } = checked.data;
    if (checked.data.section !== sectionOf(event.kind)) return { quarantined: 'wrong-section' };
    const wrong = eventSchemas[event.kind].safeParse(event).error?.issues[0];
    if (wrong) return { quarantined: `unreadable: event.${wrong.path.join('.')}` };
    if (hasNul(bytes)) return { quarantined: 'nul-character' };
    if (hasProto(bytes)) return { quarantined: 'unreadable: __proto__' };
    const op = parsed as Op;
    if (op.event.kind === 'defined' && op.doc !== definitionHash(op.event.def)) return { quarantined: 'definition: other name' };
    return { op };
  } catch (error) {
    return { quarantined: `unreadable: ${error instanceof Error ? error.message.slice(0, 200) : ''}` };
  }
};

/** What the pushing station enrolled with: its public key, and the code its numbers must carry. */
export type Device = { readonly key: string; /** keys it signed with before it changed them */ readonly former?: readonly string[]; /** every station: what was signed at one may come with another's record */ readonly peers?: readonly Peer[]; readonly code: string; /** the code in the numbers it gave before it was enrolled, where another station had that code here */ readonly former_code?: string | null; /** where it works; null while headquarters was not told */ readonly site?: string | null };
/** A station's code, the keys it signs and signed with, and since when it may no more (ISO, as its own clock showed it). */
type Peer = { readonly code: string; readonly keys: readonly string[]; readonly revokedAt: string | null };

export type Judgement = { readonly outcome: Outcome; readonly reason?: string; /** the record after it, when it changed one */ readonly record?: Rec };

/** What a signature or a seal claims and the record does not bear out; null when all of it holds. */
const falseClaim = ({ event, seq, prev }: Op, current: Rec, deviceKeys: readonly string[], peers: readonly Peer[]): string | null => {
  if (event.kind === 'signed') {
    const { proof, ...signature } = event.signature;
    if (signature.contentHash !== contentHash(current)) return 'signature: other content';
    if (signature.strokesHash !== strokesHash(signature.ink)) return 'signature: other strokes';
    if (signature.paper && !current.attachments.some(({ scanOf, sha256 }) => scanOf === signature.role && sha256 === signature.paper?.scan)) return 'signature: no scan';
    const { elsewhere } = signature;
    if (elsewhere && peers.some((peer) => peer.code === elsewhere.station && isSignedAfter(signature, peer.revokedAt))) return 'signature: station was revoked';
    const keys = elsewhere ? peers.flatMap((peer) => (peer.code === elsewhere.station ? peer.keys : [])) : deviceKeys;
    if (!keys.includes(signature.key) || !isKeySignature(signature.key, signatureText(signature), proof)) return 'signature: not of this device';
  }
  if (event.kind === 'sealed') {
    const { proof, ...seal } = event.seal;
    if (seal.contentHash !== contentHash(current)) return 'seal: other content';
    if (!deviceKeys.includes(seal.key) || !isKeySignature(seal.key, sealText(seal), proof)) return 'seal: not of this device';
    if (seal.chainHead !== prev || seal.chainSeq !== seq - 1) return 'seal: other place in the chain';
    if (canonicalText(seal.signatures) !== canonicalText(current.signatures.map(signatureHash))) return 'seal: other signatures';
    if (current.attachments.some((file) => isSlippedIn(current, file))) return 'seal: file beside the content';
  }
  return null;
};

/** A station's clock ran ahead: by headquarters' clock somebody could still answer (R26). Or the answer that came with a paper could not be entered yet. */
const isEarlySilence = ({ event, at }: Op, current: Rec, now: number): boolean => event.kind === 'moved' && event.silence !== undefined && (isoToMs(event.silence.due) > now || isSilenceRash(current, at));

/** Headquarters' own kinds: from a station they are no authority. */
const headquartersKinds: ReadonlySet<EventKind> = new Set(['granted', 'revoked', 'directed', 'voided', 'published']);

/**
 * What an operation does at headquarters, given the record as it stands there and what others did on it. A record belongs to the station that
 * holds it (I9), an operation applies when its writer had seen what touches it (domain/sync/conflicts.ts), a sealed paper keeps its content
 * (I8), and a signature or a seal counts when it is over this content by this device. A number is the station's own (its code is in it), and so is the site of what it makes.
 * What silence took on before its time by headquarters' clock (`now`, ms) is not taken. Nothing is refused: what cannot apply is kept with its reason.
 */
export const judge = (op: Op, current: Rec | null, device: Device, beside: Pick<Placing, 'own' | 'others'>, now = Date.now()): Judgement => {
  const { event } = op;
  if (headquartersKinds.has(event.kind) || (event.kind === 'resolved' && event.record !== undefined)) return { outcome: 'quarantined', reason: 'not-headquarters' };
  if (event.kind === 'defined' || (event.kind === 'released' && current === null)) return { outcome: 'applied' };
  try {
    let flag: string | undefined;
    if (event.kind === 'created') {
      if (current !== null) return { outcome: 'conflict', reason: 'exists' };
      if (op.base !== 0) return { outcome: 'conflict', reason: 'base' };
      const numbered = numberToStationCode(event.number);
      if (numbered === null || (numbered !== device.code && numbered !== device.former_code)) return { outcome: 'quarantined', reason: 'number-of-other-station' };
      // what a paper puts in force, and who reads it, follows from its site
      if (device.site && event.context.site.code !== device.site) return { outcome: 'quarantined', reason: 'other-site' };
    } else {
      if (current === null) return { outcome: 'quarantined', reason: 'record-unknown' };
      const claim = falseClaim(op, current, [device.key, ...(device.former ?? [])], device.peers ?? []);
      const ruling = ruleOn(op, { current, ...beside, otherContent: claim?.endsWith('other content') ?? false });
      if (ruling.kind === 'conflict') return { outcome: 'conflict', reason: ruling.reason };
      if (isEarlySilence(op, current, now)) return { outcome: 'conflict', reason: 'silence-early' };
      if (claim !== null) return { outcome: 'quarantined', reason: claim };
      flag = ruling.flag;
    }
    const record = evolve(current, op);
    if (record === null) return { outcome: 'quarantined', reason: 'record-unknown' };
    return { outcome: 'applied', record, ...(flag ? { reason: flag } : {}) };
  } catch (error) {
    return { outcome: 'quarantined', reason: `unreadable: ${error instanceof Error ? error.message.slice(0, 200) : ''}` };
  }
};
