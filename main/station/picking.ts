import type { Reader } from '../../db/store.ts';
import type { RecordRow } from '../../domain/api/types.ts';
import type { FormDef } from '../../domain/forms/form.ts';
import { forms, formsById } from '../../domain/forms/index.ts';

const voidStates = (form: FormDef | undefined): readonly string[] => Object.entries(form?.lifecycle.states ?? {}).flatMap(([id, state]) => (state.tone === 'void' ? [id] : []));

/** Papers of the forms that another may name: neither thrown away nor replaced by a correction. */
export const pickable = (reader: Reader, input: { forms: readonly string[]; text: string; limit: number }): readonly RecordRow[] =>
  reader.pick([...new Set(input.forms)].map((form) => ({ form, without: voidStates(formsById.get(form)) })), input.text, input.limit);

/** How many papers of each form stand where something is still expected of somebody; an entry of a register in force rests. A form of which there are none is left out. */
export const openCounts = (reader: Pick<Reader, 'countByState'>): Readonly<Record<string, number>> => {
  const open = new Map<string, number>();
  const closed = new Set(forms.flatMap((form) => Object.entries(form.lifecycle.states).flatMap(([id, state]) => (state.closed || state.rests || state.tone === 'void' ? [`${form.id} ${id}`] : []))));
  for (const { form, state, n } of reader.countByState()) if (!closed.has(`${form} ${state}`)) open.set(form, (open.get(form) ?? 0) + n);
  return Object.fromEntries(open);
};
