import type { FormDef } from '../forms/form.ts';
import type { Rec } from './record.ts';

/** Whether the paper still answers for what stands on it: neither thrown away, at its desk or by headquarters, nor replaced by a correction. */
export const isLiving = (rec: Rec, def: FormDef): boolean => rec.voided === undefined && def.lifecycle.states[rec.state]?.tone !== 'void' && rec.correctedBy === undefined;

/** The values no other living paper of the form may carry together (`unique`); null when the form has no such rule or one is still empty. */
export const uniqueValues = (rec: Rec, def: FormDef): Readonly<Record<string, string>> | null => {
  if (!def.unique || !isLiving(rec, def) || def.lifecycle.states[rec.state]?.frees) return null;
  const values = def.unique.map((name) => [name, rec.data[name]] as const);
  return values.every((each): each is readonly [string, string] => typeof each[1] === 'string' && each[1] !== '') ? Object.fromEntries(values) : null;
};

/** Whether a record's new state asks whether its unique values are free: a paper that keeps them is not asked again. */
export const takesUniqueValues = (before: Rec | null, after: Rec, def: FormDef): Readonly<Record<string, string>> | null => {
  const values = uniqueValues(after, def);
  const had = before && uniqueValues(before, def);
  return values && had && Object.entries(values).every(([name, value]) => had[name] === value) ? null : values;
};

/** Which of `others`, records with the same unique values, stands in the way; the paper a correction replaces does not. */
export const clashing = (rec: Rec, def: FormDef, others: readonly Rec[]): Rec | undefined =>
  others.find((other) => other.id !== rec.id && isLiving(other, def) && !def.lifecycle.states[other.state]?.frees && !rec.links.some((link) => link.rel === 'corrects' && link.to === other.id));
