import type { FormDef } from '../forms/form.ts';
import type { Data, Rec, Signature } from './record.ts';

/** What a form about `rec` says already when the customer who gave `signature` sees it. Empty where there is nothing to say. */
export const askedData = (form: FormDef, rec: Rec, signature: Pick<Signature, 'name' | 'post'>): Data => {
  const known = { number: rec.number, owner: rec.owner.name, signer: signature.name, signerPost: signature.post };
  return Object.fromEntries(Object.entries(form.asked?.filled ?? {}).map(([field, source]) => [field, known[source]] as const).filter(([, value]) => value !== ''));
};

/** The customer's own words on a form about another record, in the field the form keeps them in; none when he left them out. */
export const askedWords = (form: FormDef, kind: 'comment' | 'declineReason', words: string): Data =>
  form.asked && words.trim() ? { [form.asked[kind]]: words.trim() } : {};
