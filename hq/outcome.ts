import { z } from 'zod';
import type { Outcome } from '../domain/api/protocol.ts';
import { definitionHash } from '../domain/forms/define.ts';
import { evolve } from '../domain/record/evolve.ts';
import { numberToStationCode } from '../domain/record/number.ts';
import { schemaVersion, sectionOf, type Op } from '../domain/record/op.ts';
import type { Rec } from '../domain/record/record.ts';
import { canonicalText } from '../domain/seal/canonical.ts';
import { contentHash, sealText, signatureHash, signatureText, strokesHash } from '../domain/seal/content.ts';
import { isKeySignature } from './deviceKey.ts';
import { eventKinds, eventSchemas, moment, person } from './eventSchemas.ts';

/** What a link of the chain must say about itself, whatever its content is. */
export const linkSchema = z.object({ station: z.string(), seq: z.number().int(), prev: z.string() });

const opSchema = z.object({
  v: z.literal(schemaVersion), station: z.uuid(), seq: z.number().int(), prev: z.string(), id: z.uuid(), doc: z.string().min(1).max(200), section: z.string(),
  base: z.number().int().min(0), by: person, at: moment, mono: z.number(), event: z.looseObject({ kind: z.enum(eventKinds) }),
});

/** Levels of objects and lists in one operation: ours have ten; a database's JSON reader runs out of stack at some thousands. */
const deepest = 32;
const isTooDeep = (value: unknown, left = deepest): boolean =>
  typeof value === 'object' && value !== null && (left === 0 || Object.values(value).some((inner) => isTooDeep(inner, left - 1)));

/** `jsonb` has no U+0000; the bytes of such an operation are kept, its projection is not. */
const hasNul = (bytes: string): boolean => /(?<!\\)(?:\\\\)*\\u0000/.test(bytes);

export type ReadOp = { readonly op: Op } | { readonly quarantined: string };

/** The operation in the bytes, or why it cannot be read: unreadable ones are stored as they are and never block what follows (I7, I10). */
export const readOp = (bytes: string): ReadOp => {
  try {
    const parsed: unknown = JSON.parse(bytes);
    if (isTooDeep(parsed)) return { quarantined: 'too-deep' };
    if (canonicalText(parsed) !== bytes) return { quarantined: 'not-canonical' };
    const checked = opSchema.safeParse(parsed);
    if (!checked.success) return { quarantined: `unreadable: ${checked.error.issues[0]?.path.join('.') ?? ''}` };
    const { event } = checked.data;
    if (checked.data.section !== sectionOf(event.kind)) return { quarantined: 'wrong-section' };
    const wrong = eventSchemas[event.kind].safeParse(event).error?.issues[0];
    if (wrong) return { quarantined: `unreadable: event.${wrong.path.join('.')}` };
    if (hasNul(bytes)) return { quarantined: 'nul-character' };
    const op = parsed as Op;
    if (op.event.kind === 'defined' && op.doc !== definitionHash(op.event.def)) return { quarantined: 'definition: other name' };
    return { op };
  } catch (error) {
    return { quarantined: `unreadable: ${error instanceof Error ? error.message.slice(0, 200) : ''}` };
  }
};

/** What the pushing station enrolled with: its public key, and the code its numbers must carry. */
export type Device = { readonly key: string; readonly code: string };

export type Judgement = { readonly outcome: Outcome; readonly reason?: string; /** the record after it, when it changed one */ readonly record?: Rec };

const conflict = (reason: string): Judgement => ({ outcome: 'conflict', reason });
/** What may still happen to a paper after its seal: its life, never its content. */
const isAfterSeal = ({ event }: Op): boolean =>
  event.kind === 'copied' || event.kind === 'settled' || event.kind === 'corrected' || event.kind === 'linked' || event.kind === 'released' || (event.kind === 'moved' && !event.set && !event.withdrawn);

/** What a signature or a seal claims and the record does not bear out; null when all of it holds. */
const falseClaim = ({ event, seq, prev }: Op, current: Rec, deviceKey: string): string | null => {
  if (event.kind === 'signed') {
    const { proof, ...signature } = event.signature;
    if (signature.contentHash !== contentHash(current)) return 'signature: other content';
    if (signature.strokesHash !== strokesHash(signature.ink)) return 'signature: other strokes';
    if (signature.key !== deviceKey || !isKeySignature(signature.key, signatureText(signature), proof)) return 'signature: not of this device';
  }
  if (event.kind === 'sealed') {
    const { proof, ...seal } = event.seal;
    if (seal.contentHash !== contentHash(current)) return 'seal: other content';
    if (seal.key !== deviceKey || !isKeySignature(seal.key, sealText(seal), proof)) return 'seal: not of this device';
    if (seal.chainHead !== prev || seal.chainSeq !== seq - 1) return 'seal: other place in the chain';
    if (canonicalText(seal.signatures) !== canonicalText(current.signatures.map(signatureHash))) return 'seal: other signatures';
  }
  return null;
};

/**
 * What an operation does at headquarters, given the record as it stands there. A record belongs to the station that made it (I9), an
 * operation applies to the revision it was made on, a sealed paper keeps its content (I8), and a signature or a seal counts when it is over
 * this content by this device. A number is the station's own (its code is in it). Nothing is refused: what cannot apply is kept with its reason.
 */
export const judge = (op: Op, current: Rec | null, device: Device): Judgement => {
  const { event } = op;
  if (event.kind === 'defined' || (event.kind === 'released' && current === null)) return { outcome: 'applied' };
  if (event.kind === 'created') {
    if (current !== null) return conflict('exists');
    if (op.base !== 0) return conflict('base');
    if (numberToStationCode(event.number) !== device.code) return { outcome: 'quarantined', reason: 'number-of-other-station' };
  } else {
    if (current === null) return { outcome: 'quarantined', reason: 'record-unknown' };
    if (current.station !== op.station) return conflict('other-station');
    if (op.base !== current.rev) return conflict(`base ${op.base}, here ${current.rev}`);
    if (current.seal && !isAfterSeal(op)) return conflict('sealed');
  }
  try {
    const claim = current === null ? null : falseClaim(op, current, device.key);
    if (claim !== null) return { outcome: 'quarantined', reason: claim };
    const record = evolve(current, op);
    if (record === null) return { outcome: 'quarantined', reason: 'record-unknown' };
    canonicalText(record);
    return { outcome: 'applied', record };
  } catch (error) {
    return { outcome: 'quarantined', reason: `unreadable: ${error instanceof Error ? error.message.slice(0, 200) : ''}` };
  }
};
