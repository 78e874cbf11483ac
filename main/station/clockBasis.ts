import type { Calendar } from '../../domain/calendar/calendar.ts';
import { addDays } from '../../domain/clocks/shanghai.ts';
import type { ClockProfile } from '../../domain/clocks/contractClock.ts';
import { canonicalText, taggedHash } from '../../domain/seal/canonical.ts';

const days = new WeakMap<Calendar, string>();

/** Every published day, one sign each: what makes a deadline another one when a notice takes back a holiday of a year known already. */
const daysOf = (calendar: Calendar): string => {
  const known = days.get(calendar);
  if (known !== undefined) return known;
  const { from, to } = calendar.published;
  let text = `${from} ${to} `;
  for (let day = `${from}-01-01`; day <= `${to}-12-31`; day = addDays(day, 1)) {
    const { working, estimated } = calendar.dayKind(day);
    text += working ? (estimated ? 'w' : 'W') : estimated ? 'r' : 'R';
  }
  days.set(calendar, text);
  return text;
};

/** Raised when a program reckons clocks otherwise than the one before: those stored are reckoned again. */
const reckoning = 4;

/**
 * What stored clocks were reckoned by, as a hash: the rules with their switches, the answers to open questions, the hours, the term and the
 * calendar's days, whatever versions they carry. `contracts` of every term: each governs the papers written in it. `today` (ISO day) belongs to it while a suspension moves with it, else null.
 */
export const clockBasis = (contracts: readonly ClockProfile[], calendar: Calendar, today: string | null): string => {
  const governing = contracts.map(({ rules, settings, serviceCalendars, officeHours, term }) => ({ rules, settings, serviceCalendars, officeHours, term }));
  return taggedHash('sanlian/clocks/1', canonicalText({ reckoning, contracts: governing, days: daysOf(calendar), today }));
};
