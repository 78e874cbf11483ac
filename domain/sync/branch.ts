import { evolve } from '../record/evolve.ts';
import type { Op } from '../record/op.ts';
import type { Rec } from '../record/record.ts';

/** An operation of one record as a log keeps it, in that log's order. */
export type Placed = { readonly op: Op; readonly hash: string; readonly outcome: 'applied' | 'conflict' | 'quarantined' };

/** The record as everybody agrees on it: what applied, in the log's order; null when nothing did. */
export const mainView = (ops: readonly Placed[]): Rec | null => ops.reduce<Rec | null>((rec, { op, outcome }) => (outcome === 'applied' ? evolve(rec, op) : rec), null);

/**
 * The record as `station` had it on its screen: its own operations, those in conflict too, each on what it had seen of the others. Null when it
 * never wrote on the record.
 */
export const branchView = (ops: readonly Placed[], station: string): Rec | null => {
  const others = ops.filter(({ op, outcome }) => op.station !== station && outcome === 'applied');
  let rec: Rec | null = null;
  let seen = 0;
  let wrote = false;
  for (const { op, outcome } of ops) {
    if (op.station !== station || outcome === 'quarantined') continue;
    const until = op.seen === undefined ? 0 : others.findIndex(({ hash }) => hash === op.seen) + 1;
    for (; seen < until; seen += 1) rec = evolve(rec, others[seen]!.op);
    rec = evolve(rec, op);
    wrote = true;
  }
  return wrote ? rec : null;
};
