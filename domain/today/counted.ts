import { dayOf } from '../clocks/shanghai.ts';
import type { AgendaItem } from './agenda.ts';
import type { DutyRound } from './duties.ts';

/** The numbers of the day sheet that open their rows alone: `duties` the rounds and turns of today, `due` what the bar counts. */
export type Counted = 'duties' | 'due';
export const isCounted = (said: string | undefined): said is Counted => said === 'duties' || said === 'due';

type Rows<Work> = { readonly duties: readonly DutyRound[]; readonly turns: readonly AgendaItem[]; readonly work: readonly Work[] };
/** Rows of the sheet of `day` that are to be done by its end: rounds, turns and papers due by 24:00 or over already. A missed round can no longer be kept. */
export const dueBy = <Work extends { readonly due?: string }>(day: string, { duties, turns, work }: Rows<Work>): Rows<Work> => ({
  duties: duties.filter(({ state }) => state === 'upcoming' || state === 'open' || state === 'late'),
  turns: turns.filter(({ state, due }) => (state === 'open' || state === 'late') && dayOf(due) <= day),
  work: work.filter(({ due }) => due !== undefined && dayOf(due) <= day),
});
