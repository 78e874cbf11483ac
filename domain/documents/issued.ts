import type { FormDef } from '../forms/form.ts';
import type { Rec } from '../record/record.ts';

/** When a paper was issued: sealed, or, of a form that says so, handed in. Undefined of what is not issued, or was issued elsewhere. */
export const issuedAt = (rec: Pick<Rec, 'seal' | 'data' | 'voided'>, def: Pick<FormDef, 'issued'>): string | undefined => {
  if (rec.seal) return rec.seal.at;
  const submitted = def.issued && rec.data[def.issued.at];
  return typeof submitted === 'string' && !rec.voided ? submitted : undefined;
};
