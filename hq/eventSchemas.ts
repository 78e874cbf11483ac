import { z } from 'zod';
import type { EventKind } from '../domain/record/op.ts';

/**
 * What each kind of event must carry before headquarters lets it change a record. Members it does not know are left alone: a newer station
 * may say more. What fails is kept as evidence and quarantined, so that no page and no later operation stumbles over it.
 */
const hex64 = z.string().regex(/^[0-9a-f]{64}$/);
/** What every object has under its name (`constructor`) is no key of ours: a look-up would find it where nothing was declared. */
const isOwnName = (text: string): boolean => !Object.hasOwn(Object.prototype, text);
const key = z.string().max(100).refine(isOwnName);
/** ids, roles, states, numbers: they stand in indexes, whose rows are short */
const name = z.string().min(1).max(100).refine(isOwnName);
const words = z.string().max(20_000);
export const moment = z.iso.datetime({ offset: true });
const label = z.object({ zh: words, en: words });
export const person = z.object({ id: name, name: z.string().max(200) });

const reading = z.object({ key: name, group: label, name: label, kind: z.enum(['number', 'state']) });
const cell = z.union([z.string(), z.number()]);
const value = z.union([z.string(), z.number(), z.array(z.string()), z.array(reading), z.array(z.object({ id: name, form: name, number: name })), z.array(z.record(key, cell))]);
const values = z.record(key, value);

const attachment = z.object({ id: name, name: words, type: words, size: z.number().int().min(0), sha256: hex64, addedAt: moment, by: person, scanOf: name.optional(), returned: z.object({ name: words, post: words, day: name }).optional() });
const point = z.object({ x: z.number(), y: z.number(), p: z.number(), t: z.number() });
const ink = z.object({ width: z.number(), height: z.number(), dpr: z.number(), pointer: z.enum(['pen', 'touch', 'mouse']), strokes: z.array(z.array(point)) });
const signature = z.object({
  id: name, role: name, name: words, post: words, place: words, at: moment, mono: z.number(), contentHash: hex64, shownHash: hex64, consent: words, strokesHash: hex64, ink, prev: hex64,
  paper: z.object({ day: z.iso.date(), scan: hex64, witness: person }).optional(), elsewhere: z.object({ station: name, by: person, as: name }).optional(), key: words, proof: words,
});
const seal = z.object({ at: moment, contentHash: hex64, signatures: z.array(hex64), chainHead: hex64, chainSeq: z.number().int().min(0), key: words, proof: words });
const copy = z.object({
  id: name, no: z.number().int(), holder: label, medium: z.enum(['printer', 'pdf']), printer: words.optional(), job: words.optional(),
  outcome: z.enum(['printing', 'printed', 'failed']).optional(), at: moment, by: person, print: z.number().int().min(1),
  reason: words.optional(),
});
const link = z.object({ rel: z.enum(['about', 'corrects', 'follows', 'related']), to: name });

const copyKind = z.object({ no: z.number().int(), label, holder: label, colour: z.string() });
const context = z.object({
  profile: name, profileVersion: z.number(), project: label, contractNo: words, client: label, contractor: label, supervision: label,
  site: z.object({ code: name, name: label }), copies: z.array(copyKind),
});

/** As much of a form's declaration as its records are read with (domain/forms/form.ts). */
const form = z.object({
  id: name, version: z.number().int(), title: label, short: label, rules: z.array(z.string()), number: z.object({ prefix: name }),
  fields: z.record(key, z.object({ kind: z.string(), label })),
  lifecycle: z.object({
    initial: name, create: z.array(z.string()), states: z.record(key, z.object({ label, tone: z.string() })),
    transitions: z.array(z.object({ id: name, label, from: z.array(z.string()), to: name })),
  }),
  signers: z.array(z.object({ role: name, label, party: z.string(), required: z.boolean(), handover: z.boolean() })),
  copies: z.union([z.literal('profile'), z.array(copyKind)]),
  list: z.object({ headline: z.string(), columns: z.array(z.string()) }),
  paper: z.object({ sections: z.array(z.object({ kind: z.string() })) }),
});

export const eventSchemas = {
  defined: z.object({ def: form }),
  created: z.object({ form: name, def: hex64, number: name, state: name, owner: person, context, data: values, links: z.array(link) }),
  edited: z.object({ set: values, unset: z.array(z.string()) }),
  attached: z.object({ attachment }),
  detached: z.object({ id: name }),
  moved: z.object({ transition: name, from: name, to: name, reason: words.optional(), set: values.optional(), withdrawn: z.boolean().optional(), since: moment.optional(), silence: z.object({ clock: name, rule: name, started: moment, due: moment }).optional() }),
  signed: z.object({ signature }),
  refused: z.object({ refused: z.object({ role: name, name: words, reason: words, at: moment }) }),
  sealed: z.object({ seal, to: name }),
  copied: z.object({ copy }),
  settled: z.object({ id: name, outcome: z.enum(['printed', 'failed']), job: words.optional() }),
  corrected: z.object({ by: name }),
  reinstated: z.object({ from: name }),
  linked: z.object({ link }),
  released: z.object({ what: words, to: words }),
  discarded: z.object({ id: name, rule: name, until: z.iso.date() }),
  granted: z.object({ to: z.uuid(), owner: person.optional(), site: name.optional() }),
  revoked: z.object({ from: z.uuid(), reason: words }),
  directed: z.object({ set: values, unset: z.array(z.string()) }),
  voided: z.object({ to: name, reason: words }),
  resolved: z.object({ parents: z.tuple([hex64, hex64]), took: z.enum(['main', 'branch', 'merged']), set: values, unset: z.array(z.string()), record: z.looseObject({ id: name }).optional() }),
  published: z.object({ what: z.enum(['profile', 'calendar', 'people', 'templates']), body: z.unknown() }),
} as const satisfies Readonly<Record<EventKind, z.ZodType>>;

export const eventKinds = Object.keys(eventSchemas) as EventKind[];
