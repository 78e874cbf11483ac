import type { FormDef } from '../forms/form.ts';
import { checkData } from '../forms/values.ts';
import type { Data, Rec } from '../record/record.ts';
import { ok, refuse, refuseAll, type Result } from '../result.ts';
import { canonicalText } from '../seal/canonical.ts';
import type { ConflictReason } from './conflicts.ts';

/**
 * Versions headquarters alone decides between: whose work an assignment was, and whether silence had lasted. A version taken whole, with its
 * signatures, is headquarters' too (hq/outcome.ts). Between the cells of two versions the station that holds the record decides.
 */
const ofHeadquarters: ReadonlySet<string> = new Set(['stale-assignment', 'other-station', 'silence-early'] satisfies ConflictReason[]);
export const isHeadquartersToDecide = (reason: string): boolean => ofHeadquarters.has(reason);

/** A record's cells after some are written and some emptied, in the order every reader of the log has (domain/record/evolve.ts). */
export const layOver = (data: Data, set: Data, unset: readonly string[]): Data => ({ ...Object.fromEntries(Object.entries(data).filter(([name]) => !unset.includes(name))), ...set });

/** The named cells as the other version has them: what of them is written, and what emptied. */
export const cellsFrom = (other: Data, cells: readonly string[]): { readonly set: Data; readonly unset: readonly string[] } => ({
  set: Object.fromEntries(cells.flatMap((name) => (other[name] === undefined ? [] : [[name, other[name]]]))),
  unset: cells.filter((name) => other[name] === undefined),
});

/**
 * Whether cells of another version may be laid over the record. Refused with `sealed`, `not-editable` (cells under a signature would change), and
 * like an edit (`unknown-field`, `wrong-type`, …). `now`: seconds ISO.
 */
export const checkMerge = (rec: Rec, def: FormDef, { set, unset }: { readonly set: Data; readonly unset: readonly string[] }, now: string): Result<null> => {
  if (rec.seal) return refuse('sealed');
  const data = layOver(rec.data, set, unset);
  const wrong = checkData(def, data, now, rec.data);
  if (wrong.length > 0) return refuseAll(wrong);
  // whoever signed saw other words
  return rec.signatures.length > 0 && canonicalText(data) !== canonicalText(rec.data) ? refuse('not-editable', { params: { state: rec.state } }) : ok(null);
};
