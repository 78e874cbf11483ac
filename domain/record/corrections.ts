import type { FormDef } from '../forms/form.ts';
import type { Rec } from './record.ts';
import { isLiving } from './unique.ts';

/** The paper a record corrects. */
export const correctedOf = (rec: Pick<Rec, 'links'>): string | undefined => rec.links.find(({ rel }) => rel === 'corrects')?.to;

/** In which order originals waiting for one place are asked, at every end alike: the paper that counted last comes first. */
export const newestFirst = (a: string, b: string): number => (a < b ? 1 : a > b ? -1 : 0);

/** Whether what a correction says replaces its original: it is not thrown away, or a correction of its own stands in its place. */
const replaces = (correction: Rec, def: FormDef): boolean => correction.correctedBy !== undefined || isLiving(correction, def);

/** What becomes of `original` when its correction stands as `correction` does: it is in force again once that was thrown away. Null when nothing is to be written. */
export const reinstatement = (original: Rec, correction: Rec, def: FormDef): { readonly kind: 'reinstated'; readonly from: string } | null =>
  original.correctedBy === correction.id && correctedOf(correction) === original.id && !replaces(correction, def) ? { kind: 'reinstated', from: correction.id } : null;

/** The same the other way: a person decided that a correction stands after all. */
export const replacement = (original: Rec, correction: Rec, def: FormDef): { readonly kind: 'corrected'; readonly by: string } | null =>
  original.correctedBy === undefined && correctedOf(correction) === original.id && replaces(correction, def) ? { kind: 'corrected', by: correction.id } : null;
