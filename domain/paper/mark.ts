import type { Copy, FormDef } from '../forms/form.ts';
import { copiesOf } from '../record/copies.ts';
import type { Rec } from '../record/record.ts';
import { ok, refuse, type Result } from '../result.ts';
import type { Watermark } from './words.ts';

/** What lies across the pages of a record that is not sealed, or that headquarters voided, sealed or not; none for a sealed one that stands. */
export const standingMark = (rec: Rec, def: FormDef | null): Watermark | undefined => {
  if (rec.voided) return '作废';
  if (rec.seal) return undefined;
  const state = def?.lifecycle.states[rec.state];
  return state?.tone === 'void' ? '作废' : state?.signing || state?.frees ? '未签认' : '草稿';
};

/** The copies with these numbers, in the order asked for. Refused with `copy-unknown`. */
export const copiesNumbered = (rec: Rec, def: FormDef, numbers: readonly number[]): Result<readonly Copy[]> => {
  const all = copiesOf(def, rec);
  const missing = numbers.find((no) => !all.some((copy) => copy.no === no));
  return missing === undefined ? ok(numbers.flatMap((no) => all.find((copy) => copy.no === no) ?? [])) : refuse('copy-unknown', { params: { no: missing } });
};
