import type { ContractProfile } from '../contract/profile.ts';
import type { FormDef, RecordRef } from '../forms/form.ts';
import type { Refusal } from '../result.ts';
import { isLiving } from './unique.ts';
import type { Data, Link, Rec } from './record.ts';

/** A record with the definition pinned in it. */
export type Known = { readonly rec: Rec; readonly def: FormDef };

/** What a decision may look at besides the record it is about: other papers of this station, and the contract. */
export type Around = {
  readonly record: (id: string) => Known | null;
  /** papers linked with the one named, either way */
  readonly linked: (id: string) => readonly Known[];
  /** papers of a form that stand in one of the states */
  readonly ofForm: (form: string, states: readonly string[]) => readonly Rec[];
  /** as it was agreed last: what a paper with the contract's figures is laid over */
  readonly profile: ContractProfile | null;
  /** of every term, the oldest first: each governs the papers written in it */
  readonly contracts: readonly ContractProfile[];
};

/** A station with nothing on it. */
export const nothingAround: Around = { record: () => null, linked: () => [], ofForm: () => [], profile: null, contracts: [] };

/** The papers a record names in the field. */
export const refsIn = (data: Data, field: string): readonly RecordRef[] => {
  const value = data[field];
  return Array.isArray(value) ? (value as readonly RecordRef[]) : [];
};

/** Every link that goes out from a record: those made apart, and those its fields name (`rel` is then the field). */
export const linksOf = (rec: Pick<Rec, 'links' | 'data'>, def: FormDef): readonly { readonly rel: Link['rel'] | (string & {}); readonly to: string }[] => [
  ...rec.links,
  ...Object.entries(def.fields).flatMap(([name, field]) => (field.kind === 'record' ? refsIn(rec.data, name).map((ref) => ({ rel: name, to: ref.id })) : [])),
];

/** Whether a chain of the field's references leads from `start` back to `id`. */
const leadsBack = (id: string, start: string, field: string, around: Around): boolean => {
  const seen = new Set<string>();
  const open = [start];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (at === id) return true;
    if (seen.has(at)) continue;
    seen.add(at);
    const known = around.record(at);
    if (known) open.push(...refsIn(known.rec.data, field).map((ref) => ref.id));
  }
  return false;
};

/** Whether the papers that `next` names newly may be named: they exist, are of a form the field takes, live, and close no circle. */
export const checkRefs = (def: FormDef, id: string, before: Data, next: Data, around: Around): Refusal[] => {
  const out: Refusal[] = [];
  for (const [name, field] of Object.entries(def.fields)) {
    if (field.kind !== 'record' || next[name] === before[name]) continue;
    const had = new Set(refsIn(before, name).map((ref) => ref.id));
    for (const ref of refsIn(next, name)) {
      if (had.has(ref.id)) continue;
      const other = ref.id === id ? null : around.record(ref.id);
      const no = (code: Refusal['code']): void => void out.push({ code, field: name, params: { number: ref.number } });
      if (ref.id === id) no('link-to-self');
      else if (!other) no('link-unknown');
      else if (other.rec.form !== ref.form || other.rec.number !== ref.number || !field.forms.includes(other.rec.form)) no('link-wrong-form');
      else if (!isLiving(other.rec, other.def)) no('link-to-void');
      else if (field.acyclic && leadsBack(id, ref.id, name, around)) no('link-cycle');
    }
  }
  return out;
};
