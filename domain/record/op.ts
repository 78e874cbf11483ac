import type { FormDef } from '../forms/form.ts';
import type { Attachment, Context, CopyEntry, Data, Link, Person, Refused, Seal, SealedContent, Signature, Value } from './record.ts';
import { canonicalText, taggedHash } from '../seal/canonical.ts';

/** What happened to a record. Names are past participles: an event is a fact. */
export type Event =
  | { readonly kind: 'defined'; readonly def: FormDef }
  | { readonly kind: 'created'; readonly form: string; readonly def: string; readonly number: string; readonly state: string; readonly owner: Person; readonly context: Context; readonly data: Data; readonly links: readonly Link[] }
  | { readonly kind: 'edited'; readonly set: Readonly<Record<string, Value>>; readonly unset: readonly string[] }
  | { readonly kind: 'attached'; readonly attachment: Attachment }
  | { readonly kind: 'detached'; readonly id: string }
  | { readonly kind: 'moved'; readonly transition: string; readonly from: string; readonly to: string; readonly reason?: string; readonly set?: Readonly<Record<string, Value>>; readonly withdrawn?: boolean }
  | { readonly kind: 'signed'; readonly signature: Signature }
  | { readonly kind: 'refused'; readonly refused: Refused }
  | { readonly kind: 'sealed'; readonly seal: Seal; readonly to: string }
  | { readonly kind: 'copied'; readonly copy: CopyEntry }
  /** What became of a sheet that was given to a printer. */
  | { readonly kind: 'settled'; readonly id: string; readonly outcome: 'printed' | 'failed'; readonly job?: string }
  | { readonly kind: 'corrected'; readonly by: string }
  | { readonly kind: 'linked'; readonly link: Link }
  /** A record left the station as a file (R35); copies have events of their own. */
  | { readonly kind: 'released'; readonly what: string; readonly to: string };

/** What a decision says will have happened. A seal's place in the chain and its proof come with the writing, when the head is known. */
export type DecidedEvent = Exclude<Event, { readonly kind: 'sealed' }> | { readonly kind: 'sealed'; readonly seal: SealedContent; readonly to: string };

export type EventKind = Event['kind'];
/** Owners of the parts of a record (sections): who may write them is decided per section, never by last writer. */
export type Section = 'field' | 'sign' | 'copy' | 'definition' | 'station';

export const sectionOf = (kind: EventKind): Section =>
  kind === 'defined' ? 'definition' : kind === 'signed' || kind === 'sealed' || kind === 'refused' ? 'sign' : kind === 'copied' || kind === 'settled' ? 'copy' : kind === 'released' ? 'station' : 'field';

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
