import { z } from 'zod';
import { plainText } from '../text/plainText.ts';
import type { Ink } from './record.ts';

/** Commands as they cross the border. Unknown members are refused, sizes are capped; a form's own rules are checked in `decide`. */
const id = z.uuid();
const shortText = plainText(200);
const valueSchema = z.union([
  z.string().max(20_000),
  z.number(),
  z.array(z.string().max(200)).max(100),
  z.array(z.record(z.string().max(60), z.unknown())).max(500),
]);
export const fieldsSchema = z.record(z.string().max(60), valueSchema).refine((fields) => Object.keys(fields).length <= 200);

export const inkSchema = z.strictObject({
  width: z.number().min(1).max(20_000),
  height: z.number().min(1).max(20_000),
  dpr: z.number().min(0.1).max(16),
  pointer: z.enum(['pen', 'touch', 'mouse']),
  // at 240 samples a second, 20,000 are a minute and a half of drawing; an operation must fit the wire
  strokes: z
    .array(z.array(z.strictObject({ x: z.number(), y: z.number(), p: z.number().min(0).max(1), t: z.number() })).max(20_000))
    .max(500)
    .refine((strokes) => strokes.reduce((sum, stroke) => sum + stroke.length, 0) <= 20_000),
});

export const commandSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('create'), id, form: shortText, data: fieldsSchema, corrects: id.optional(), about: id.optional(), /** the paper it is made from */ from: id.optional() }),
  /** `set` replaces values, `unset` empties cells. `base` is the revision the writer saw. */
  z.strictObject({ kind: z.literal('edit'), id, base: z.number().int().min(1), set: fieldsSchema, unset: z.array(shortText).max(200) }),
  z.strictObject({ kind: z.literal('move'), id, base: z.number().int().min(1), transition: shortText, reason: plainText(500).optional(), /** when what the step tells of happened, by field (`asks`); the moment of the step where nothing is said */ times: z.record(z.string().max(60), z.string().max(40)).refine((times) => Object.keys(times).length <= 10).optional() }),
  z.strictObject({ kind: z.literal('detach'), id, attachment: id }),
  z.strictObject({ kind: z.literal('link'), id, to: id, rel: z.enum(['follows', 'related']) }),
]);
export type Command = z.infer<typeof commandSchema>;

export const signSchema = z.strictObject({
  id,
  role: shortText,
  name: plainText(60),
  post: plainText(60),
  place: plainText(100),
  /** hash of the PDF bytes that were on the signer's screen */
  shownHash: z.string().regex(/^[0-9a-f]{64}$/),
  consented: z.literal(true),
  ink: inkSchema,
});
/** A signature on paper, without its scan: `day` stands on the paper, `checkCode` is the check code printed on it. */
export const paperSignSchema = z.strictObject({ id, role: shortText, name: plainText(60), post: plainText(60), place: plainText(100), day: z.string().max(10), checkCode: z.string().max(40) });
export type PaperSignCommand = z.infer<typeof paperSignSchema>;
/** A paper that came back without a signature: who returned it in the signer's turn, by which step of the form, and why. */
export const paperReturnSchema = paperSignSchema.extend({ transition: shortText, reason: plainText(500) });
export type PaperReturnCommand = z.infer<typeof paperReturnSchema>;
/** A signature for another station, by the account that sits here. */
export const visitSignSchema = signSchema.pick({ post: true, place: true, shownHash: true, consented: true, ink: true });
export type VisitSignCommand = Omit<z.infer<typeof visitSignSchema>, 'ink'> & { readonly ink: Ink };
export type SignCommand = Omit<z.infer<typeof signSchema>, 'ink'> & { readonly ink: Ink };
