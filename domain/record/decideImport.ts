import { checkComplete, checkData } from '../forms/values.ts';
import type { Actor, FormDef, RecordRef } from '../forms/form.ts';
import { ok, refuse, refuseAll, type Result } from '../result.ts';
import { checkRefs } from './around.ts';
import type { Setting } from './decide.ts';
import type { DecidedEvent } from './op.ts';
import type { Context, Data, Imported, Rec } from './record.ts';

/** Who of the contractor may take papers of the form in: the manager, and whoever may make them; anybody but the inspector where only the customer fills them in. */
export const mayTakeIn = (def: FormDef, actor: Actor): boolean => {
  if (actor === 'customer' || actor === 'inspector') return false;
  if (actor === 'projectManager') return true;
  const makers = def.lifecycle.create.filter((each) => each !== 'customer');
  return makers.length === 0 || makers.includes(actor);
};

/**
 * Where a paper that stood in `state` elsewhere stands here. Nothing waits for a signature it may have had there, and what was signed there
 * is filed here, without a seal. An unknown state is a new paper's.
 */
export const stateTakenIn = (def: FormDef, state: string | undefined): string => {
  const { states, initial } = def.lifecycle;
  const known = state === undefined ? undefined : states[state];
  if (!known || known.signing) return initial;
  if (known.tone !== 'done' || known.closed || known.edit) return state!;
  // what a signature puts in force has to be signed for here
  if (known.rests) return def.lifecycle.transitions.some((step) => step.by === 'seal' && step.to === state) ? initial : state!;
  return Object.entries(states).find(([, each]) => each.tone === 'done' && each.closed)?.[0] ?? state!;
};

/** States a paper may stand in while its required cells are empty: those no step that asks for them stands before. */
const statesOfUnfinished = (def: FormDef): ReadonlySet<string> => {
  const { initial, transitions } = def.lifecycle;
  const reached = new Set([initial]);
  for (let before = 0; before !== reached.size; ) {
    before = reached.size;
    for (const step of transitions) if (!step.complete && step.from.some((from) => reached.has(from))) reached.add(step.to);
  }
  return reached;
};

export type TakingIn = Setting & { readonly number: string; readonly context: Context; readonly imported: Imported };

/**
 * A record from a file. What it says is checked as if it were typed, but for the order of its times: history is not ours to put right, and a step that submits it asks; one that stands behind a step that asks for it must be complete, `named` being the
 * fields that will name other papers; nobody is asked today why a round of then was late. It is never sealed: nobody signed it here (R35).
 */
export const decideImport = (def: FormDef, data: Data, state: string, named: readonly string[], setting: TakingIn): Result<DecidedEvent[]> => {
  if (!mayTakeIn(def, setting.actor)) return refuse('not-allowed');
  const wrong = checkData(def, data, setting.now, data);
  if (wrong.length > 0) return refuseAll(wrong);
  const missing = statesOfUnfinished(def).has(state) ? [] : checkComplete(def, data).filter((each) => !named.includes(each.field ?? '') && (each.field === undefined || each.field !== def.round?.late));
  if (missing.length > 0) return refuseAll(missing);
  return ok([{ kind: 'created', form: def.id, def: setting.defHash, number: setting.number, state, owner: setting.person, context: setting.context, data, links: [], imported: setting.imported }]);
};

/** The papers an imported record names, once they are here too: whatever state it stands in, until somebody seals it. */
export const decideImportedRefs = (rec: Rec, refs: Readonly<Record<string, readonly RecordRef[]>>, { def, around }: Setting): Result<DecidedEvent[]> => {
  if (rec.seal) return refuse('sealed');
  const set = Object.fromEntries(Object.entries(refs).filter(([name, value]) => JSON.stringify(rec.data[name]) !== JSON.stringify(value)));
  if (Object.keys(set).length === 0) return ok([]);
  const wrong = checkRefs(def, rec.id, rec.data, { ...rec.data, ...set }, around);
  return wrong.length > 0 ? refuseAll(wrong) : ok([{ kind: 'edited', set, unset: [] }]);
};
