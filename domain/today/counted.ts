import type { DutyRound } from './duties.ts';

/** The numbers of the day sheet that open their rows alone: `duties` the rounds and turns of today, `due` what the bar counts. */
export type Counted = 'duties' | 'due';
export const isCounted = (said: string | undefined): said is Counted => said === 'duties' || said === 'due';

/** A round that can still be kept today, and nobody has. */
export const isRoundDue = ({ state }: Pick<DutyRound, 'state'>): boolean => state === 'open' || state === 'late';
/** Work whose deadline is over at the instant `now`. */
export const isWorkOverdue = ({ due }: { readonly due?: string }, now: string): boolean => due !== undefined && due < now;
