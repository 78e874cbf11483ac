import type { Event, Op } from '../record/op.ts';
import { sectionOf } from '../record/op.ts';
import type { Rec } from '../record/record.ts';
import { holderOf } from './holder.ts';

/**
 * What becomes of an operation that meets others of the same record. Never by clock, never by who came last: by what its writer had seen.
 * The same function rules at headquarters and in the simulation; both versions of a conflict are kept and a person decides.
 */
export const conflictReasons = ['base', 'branch', 'stale-assignment', 'other-station', 'same-section', 'other-content', 'sealed', 'exists', 'silence-early'] as const;
export type ConflictReason = (typeof conflictReasons)[number];

export type Placing = {
  readonly current: Rec;
  /** applied operations of this writer on the record */
  readonly own: number;
  /** applied operations of others on the record, in the order of the log */
  readonly others: readonly (Pick<Op, 'event' | 'station'> & { readonly hash: string })[];
  /** the content the operation was made on differs from the record's (a signature or a seal over something else) */
  readonly otherContent: boolean;
};

export type Ruling =
  | { readonly kind: 'applies'; /** kept and shown beside the record: headquarters has voided it meanwhile */ readonly flag?: 'voided' }
  | { readonly kind: 'conflict'; readonly reason: ConflictReason };

const anything = ['*'];
/** The cells an event writes; `*` is all of them, none is no cell at all. */
const cellsOf = (event: Event): readonly string[] => {
  switch (event.kind) {
    case 'edited':
    case 'directed':
      return [...Object.keys(event.set), ...event.unset];
    case 'moved':
      return Object.keys(event.set ?? {});
    case 'resolved':
      return event.took === 'main' ? [] : event.took === 'branch' ? anything : [...Object.keys(event.set), ...event.unset];
    case 'created':
      return anything;
    default:
      return [];
  }
};
const overlaps = (a: readonly string[], b: readonly string[]): boolean => a.length > 0 && b.length > 0 && (a[0] === '*' || b[0] === '*' || a.some((name) => b.includes(name)));

/** The decision that the agreed version stays as it is. One that writes all the same is none. */
const isKeeping = (event: Event): boolean =>
  event.kind === 'resolved' && event.took === 'main' && event.record === undefined && Object.keys(event.set).length === 0 && event.unset.length === 0;

/** What may still happen to a paper after its seal: its life, never its content. */
const isAfterSeal = (event: Event): boolean =>
  isKeeping(event) || event.kind === 'copied' || event.kind === 'settled' || event.kind === 'corrected' || event.kind === 'reinstated' || event.kind === 'linked' || event.kind === 'released' || event.kind === 'discarded' || (event.kind === 'moved' && !event.set && !event.withdrawn);

const conflict = (reason: ConflictReason): Ruling => ({ kind: 'conflict', reason });

/** Whether an operation its writer made without having seen `unseen` still says what was meant. */
const meets = (op: Pick<Op, 'event'>, unseen: Placing['others']): boolean => {
  // whatever came to the agreed version meanwhile, it stays
  if (isKeeping(op.event)) return false;
  const section = sectionOf(op.event.kind);
  return unseen.some(({ event }) => {
    const theirs = sectionOf(event.kind);
    // the log of what left the station and headquarters' giving and taking touch nothing that is written here
    if (theirs === 'station' || section === 'station') return false;
    return theirs === section || overlaps(cellsOf(op.event), cellsOf(event));
  });
};

/** Rules on one operation (not a creation) of a record. Pure: the same arguments, the same ruling. */
export const ruleOn = (op: Pick<Op, 'event' | 'station' | 'base' | 'seen'>, { current, own, others, otherContent }: Placing): Ruling => {
  const { event } = op;
  // that something left a station is true whoever holds the record (R35)
  if (event.kind === 'released' || event.kind === 'discarded') return { kind: 'applies' };
  const at = op.seen === undefined ? -1 : others.findIndex(({ hash }) => hash === op.seen);
  if (op.seen !== undefined && at < 0) return conflict('base');
  const unseen = others.slice(at + 1);
  if (holderOf(current) !== op.station) return conflict(unseen.some((each) => each.event.kind === 'revoked' || each.event.kind === 'granted') ? 'stale-assignment' : 'other-station');
  // made on operations of its own that do not stand in the record
  if (op.base !== own + at + 1) return conflict(others.length === 0 ? 'base' : 'branch');
  if (current.seal && !isAfterSeal(event)) return conflict('sealed');
  if (meets(op, unseen)) return conflict('same-section');
  if (otherContent && unseen.length > 0) return conflict('other-content');
  return current.voided ? { kind: 'applies', flag: 'voided' } : { kind: 'applies' };
};

/** Two signatures of one role, or over two contents, on one record: both are kept, a person looks. */
export const signaturesDiffer = (a: Pick<Rec, 'signatures'>, b: Pick<Rec, 'signatures'>): boolean =>
  a.signatures.some((one) => b.signatures.some((other) => one.role === other.role && (one.strokesHash !== other.strokesHash || one.paper?.scan !== other.paper?.scan || one.contentHash !== other.contentHash)));
