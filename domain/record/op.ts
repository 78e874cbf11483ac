import type { FormDef } from '../forms/form.ts';
import type { Attachment, Context, CopyEntry, Data, Imported, Link, Person, Rec, Refused, Seal, SealedContent, Signature, Value } from './record.ts';
import { canonicalText, taggedHash } from '../seal/canonical.ts';

/** What happened to a record. Names are past participles: an event is a fact. */
export type Event =
  | { readonly kind: 'defined'; readonly def: FormDef }
  | { readonly kind: 'created'; readonly form: string; readonly def: string; readonly number: string; readonly state: string; readonly owner: Person; readonly context: Context; readonly data: Data; readonly links: readonly Link[]; /** it was taken in from a file */ readonly imported?: Imported }
  | { readonly kind: 'edited'; readonly set: Readonly<Record<string, Value>>; readonly unset: readonly string[] }
  | { readonly kind: 'attached'; readonly attachment: Attachment }
  | { readonly kind: 'detached'; readonly id: string }
  | { readonly kind: 'moved'; readonly transition: string; readonly from: string; readonly to: string; readonly reason?: string; readonly set?: Readonly<Record<string, Value>>; readonly withdrawn?: boolean; /** when it happened, of a step that was entered later from a paper */ readonly since?: string; /** nobody answered until the clock `clock` of rule `rule` ended at `due` */ readonly silence?: { readonly clock: string; readonly rule: string; readonly started: string; readonly due: string } }
  | { readonly kind: 'signed'; readonly signature: Signature }
  | { readonly kind: 'refused'; readonly refused: Refused }
  | { readonly kind: 'sealed'; readonly seal: Seal; readonly to: string }
  | { readonly kind: 'copied'; readonly copy: CopyEntry }
  /** What became of a sheet that was given to a printer. */
  | { readonly kind: 'settled'; readonly id: string; readonly outcome: 'printed' | 'failed'; readonly job?: string }
  | { readonly kind: 'corrected'; readonly by: string }
  /** Its correction `from` was thrown away: the paper stands again. */
  | { readonly kind: 'reinstated'; readonly from: string }
  | { readonly kind: 'linked'; readonly link: Link }
  /** A record left the station as a file (R35); copies have events of their own. */
  | { readonly kind: 'released'; readonly what: string; readonly to: string }
  /** The bytes of an attachment were deleted after their time (R27); its name and hash stay. `until`: the last day they had to be kept. */
  | { readonly kind: 'discarded'; readonly id: string; readonly rule: string; readonly until: string }
  /** The record is a station's to write from here on (`owner`: the engineer it is given to). Headquarters alone gives and takes. */
  | { readonly kind: 'granted'; readonly to: string; readonly owner?: Person; /** where that station works; none of an older headquarters */ readonly site?: string }
  | { readonly kind: 'revoked'; readonly from: string; readonly reason: string }
  /** Headquarters' part of an order: where, when, for whom. */
  | { readonly kind: 'directed'; readonly set: Readonly<Record<string, Value>>; readonly unset: readonly string[] }
  /** Void by headquarters; `to` is the form's state for it. A paper sealed meanwhile stays sealed and is flagged. */
  | { readonly kind: 'voided'; readonly to: string; readonly reason: string }
  /** A person decided between two versions: `parents` are the newest operations of either, the record's own first. `record`: the version taken, whole. */
  | { readonly kind: 'resolved'; readonly parents: readonly [string, string]; readonly took: 'main' | 'branch' | 'merged'; readonly set: Readonly<Record<string, Value>>; readonly unset: readonly string[]; readonly record?: Rec }
  /** What headquarters gives every station; touches no record. */
  | { readonly kind: 'published'; readonly what: ReferenceKind; readonly body: unknown };

/** `profile` a contract profile, `calendar` a holiday calendar file, `people` names and posts, `templates` inspection templates of the profile. */
export type ReferenceKind = 'profile' | 'calendar' | 'people' | 'templates';

/** What a decision says will have happened. A seal's place in the chain and its proof come with the writing, when the head is known. */
export type DecidedEvent = Exclude<Event, { readonly kind: 'sealed' }> | { readonly kind: 'sealed'; readonly seal: SealedContent; readonly to: string };

export type EventKind = Event['kind'];
/** Every kind there is; one that a newer program wrote is not among them. */
const eventKinds: Readonly<Record<EventKind, true>> = {
  defined: true, created: true, edited: true, attached: true, detached: true, moved: true, signed: true, refused: true, sealed: true, copied: true, settled: true, corrected: true, reinstated: true,
  linked: true, released: true, discarded: true, granted: true, revoked: true, directed: true, voided: true, resolved: true, published: true,
};
export const isKnownEvent = (kind: unknown): kind is EventKind => typeof kind === 'string' && Object.hasOwn(eventKinds, kind);
/** Owners of the parts of a record (sections): who may write them is decided per section, never by last writer. */
export type Section = 'field' | 'sign' | 'copy' | 'definition' | 'station' | 'dispatch' | 'reference';

const sections: Readonly<Partial<Record<EventKind, Section>>> = {
  defined: 'definition', signed: 'sign', sealed: 'sign', refused: 'sign', copied: 'copy', settled: 'copy', released: 'station', discarded: 'station',
  // it names the correction it takes away: whatever others wrote meanwhile, it means the same
  reinstated: 'station',
  granted: 'dispatch', revoked: 'dispatch', directed: 'dispatch', voided: 'dispatch', published: 'reference',
};
export const sectionOf = (kind: EventKind): Section => sections[kind] ?? 'field';

/** One link of a station's log. Its bytes are the canonical JSON of this object; the hash is over exactly those bytes. */
export type Op = {
  readonly v: 1;
  readonly station: string;
  /** 1, 2, 3 … without a gap */
  readonly seq: number;
  /** hash of the operation before; 64 zeros for the first */
  readonly prev: string;
  readonly id: string;
  readonly doc: string;
  readonly section: Section;
  /** revision of the record this was made on; 0 for its first operation */
  readonly base: number;
  /** hash of the newest operation of another writer on this record that the writer had before it; absent when there was none */
  readonly seen?: string;
  readonly by: Person;
  readonly at: string;
  readonly mono: number;
  readonly event: Event;
};

export const firstPrev = '0'.repeat(64);
export const schemaVersion = 1;
/** bytes of one operation's text as UTF-8: what the wire carries at most. A longer one would stop the outbox for good. */
export const longestOp = 4_000_000;

export type SealedOp = { readonly op: Op; readonly bytes: string; readonly hash: string };

/** Writes an operation once: the text that is stored, sent and hashed. */
export const sealOp = (op: Op): SealedOp => {
  const bytes = canonicalText(op);
  return { op, bytes, hash: opHash(bytes) };
};

export const opHash = (bytes: string): string => taggedHash('sanlian/op/1', bytes);
