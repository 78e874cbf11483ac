import { forms } from '../forms/index.ts';

/** How many papers of each form stand where something is still expected of somebody; an entry of a register in force rests. A form of which there are none is left out. */
export const openCounts = (standing: Iterable<{ readonly form: string; readonly state: string; readonly n: number }>): Readonly<Record<string, number>> => {
  const open = new Map<string, number>();
  const closed = new Set(forms.flatMap((form) => Object.entries(form.lifecycle.states).flatMap(([id, state]) => (state.closed || state.rests || state.tone === 'void' ? [`${form.id} ${id}`] : []))));
  for (const { form, state, n } of standing) if (!closed.has(`${form} ${state}`)) open.set(form, (open.get(form) ?? 0) + n);
  return Object.fromEntries(open);
};
