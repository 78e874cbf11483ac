import { addDays, dayOf, daysBetween, startOfDay } from '../../domain/clocks/shanghai.ts';
import { lacksOf, turnItems, type AgendaItem, type Lack } from '../../domain/today/agenda.ts';
import { oldestDutyDay } from '../../domain/today/duties.ts';
import { inEveryTerm, turnPapers, type AgendaStation } from './papers.ts';

/** A turn of months is told in its last days, one of days and weeks from its first. */
const lastDays = 6;
/** A paper that a clock asks for after the end of its turn (a report) is told for so long when it is late, days. */
const lateTold = 30;

/**
 * The turns of what comes back that stand on the day sheet of `now`: those that can be kept, or were kept today; and what the turns of
 * the working days before lack. Rounds of duties have rows of their own.
 */
export const turnsOfToday = (station: AgendaStation, now: string): { readonly turns: readonly AgendaItem[]; readonly lacks: readonly Lack[] } => {
  const day = dayOf(now);
  const span = { from: addDays(day, -lateTold), to: addDays(day, lastDays) };
  const items = inEveryTerm(station, span, (of) => turnItems(of.profile, of.calendar, { ...span, since: of.since }, turnPapers(of, span), now));
  const oldest = startOfDay(oldestDutyDay(day, station.calendar));
  const isOnSheet = ({ state, begins, due, keptAt }: AgendaItem): boolean =>
    state === 'late' || (state === 'open' && begins <= now && (daysBetween(dayOf(begins), dayOf(due)) < 7 || dayOf(due) <= span.to)) || ((state === 'kept' || state === 'keptLate') && keptAt !== undefined && dayOf(keptAt) === day);
  return { turns: items.filter(isOnSheet), lacks: lacksOf(items.filter(({ state, due }) => state === 'missed' && due >= oldest)) };
};
