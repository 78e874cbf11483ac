import type { FormDef } from '../forms/form.ts';
import type { Rec } from '../record/record.ts';

/** When a paper was issued: sealed, or, of a form that says so, handed in. Undefined of a draft, whatever time stands on it, and of one thrown away while it was a draft. */
export const issuedAt = ({ seal, data, state, reached }: Pick<Rec, 'seal' | 'data' | 'state' | 'reached'>, { issued, lifecycle }: Pick<FormDef, 'issued' | 'lifecycle'>): string | undefined => {
  const toneOf = (name: string) => lifecycle.states[name]?.tone;
  // throwing a draft away closes it, and so seals it
  if (toneOf(state) === 'void' && Object.keys(reached).every((name) => toneOf(name) === 'draft' || toneOf(name) === 'void')) return undefined;
  if (seal) return seal.at;
  const handedIn = issued && data[issued.at];
  return typeof handedIn === 'string' && toneOf(state) !== 'draft' ? handedIn : undefined;
};
