import type { FormDef, Transition } from '../../domain/forms/form.ts';
import { checkComplete } from '../../domain/forms/values.ts';
import type { Data, Rec } from '../../domain/record/record.ts';
import type { Refusal } from '../../domain/result.ts';

/** Names of the form's fields as a reader meets them on paper. */
const readingOrder = (def: FormDef): readonly string[] =>
  def.paper.sections.flatMap((section): readonly string[] => {
    switch (section.kind) {
      case 'grid': return section.rows.flatMap((cells) => cells.map((cell) => cell.f));
      case 'ratings': return section.fields;
      default: return 'field' in section ? [section.field] : [];
    }
  });

/**
 * All that stands in the way of a step, in reading order: what cannot be read or is wrong, and what the step wants filled in. A field is
 * named once. The station checks again; this spares the person a second round.
 */
export const stopsOf = (def: FormDef, data: Data, step: Pick<Transition, 'complete' | 'needs' | 'asks' | 'stamps'> | null, problems: ReadonlyMap<string, Refusal>): readonly Refusal[] => {
  const wanted = step === null ? [] : [...(step.needs ? checkComplete(def, data, step.needs) : []), ...(step.complete ? checkComplete(def, data) : [])];
  const stops = new Map(problems);
  for (const refusal of wanted) {
    const field = refusal.field ?? '';
    if (!stops.has(field) && !step?.asks?.includes(field) && !step?.stamps?.includes(field)) stops.set(field, refusal);
  }
  const order = readingOrder(def);
  const placeOf = (field: string): readonly [number, number] => {
    const [head = '', key] = field.split('.');
    const at = order.indexOf(head);
    const rows: unknown = data[head];
    // rows of a table go by number, readings by key
    const row = key === undefined || !Array.isArray(rows) ? 0 : def.fields[head]?.kind === 'table' ? Number(key) : rows.findIndex((each: { readonly key?: string }) => each.key === key);
    return [at < 0 ? order.length : at, row];
  };
  return [...stops].map(([field, refusal]) => ({ refusal, place: placeOf(field) })).sort((a, b) => a.place[0] - b.place[0] || a.place[1] - b.place[1]).map(({ refusal }) => refusal);
};

/** Whether the record still stands where the step begins: a banner about a step taken since would speak of the past. */
export const isStepAhead = (rec: Pick<Rec, 'state'>, step: Pick<Transition, 'from'>): boolean => step.from.includes(rec.state);
