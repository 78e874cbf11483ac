import type { Calendar, DayKind } from '../calendar/calendar.ts';
import type { ContractProfile } from '../contract/profile.ts';
import { addDays, dayOf, daysBetween, endOfDay, hourMs, isoToMs, msToSecond } from './shanghai.ts';

export type ClockRule = Pick<ContractProfile['rules'][number], 'figure' | 'unit'>;

/** One line of "how the deadline was reached" (R38). */
export type ReckonedDay = {
  readonly day: string;
  readonly counted: boolean;
  /** `event`: the day it happened, which does not count. Otherwise what the calendar says. */
  readonly why: 'event' | DayKind['why'];
  /** The last day fell on a rest day and moved on to here (Civil Code 203). */
  readonly moved?: true;
  readonly name?: string;
  readonly notice?: string;
  readonly estimated?: true;
};
export type Reckoning = {
  /** Last second that keeps the rule, `2022-04-26T23:59:59+08:00`. */
  readonly due: string;
  /** A day of a year not yet published decided it (R37). */
  readonly estimated: boolean;
  readonly days: readonly ReckonedDay[];
};

const reckon = (day: string, kind: DayKind, counted: boolean): ReckonedDay => ({
  day,
  counted,
  why: kind.why,
  ...(kind.name && { name: kind.name }),
  ...(kind.notice && { notice: kind.notice }),
  ...(kind.estimated && { estimated: true as const }),
});

const workdays = (eventDay: string, figure: number, calendar: Calendar): Reckoning => {
  const days: ReckonedDay[] = [{ day: eventDay, counted: false, why: 'event' }];
  let day = eventDay;
  let left = figure;
  while (left > 0) {
    day = addDays(day, 1);
    const kind = calendar.dayKind(day);
    if (kind.working) left -= 1;
    days.push(reckon(day, kind, kind.working));
  }
  return { due: endOfDay(day), estimated: days.some((each) => each.estimated === true), days };
};

const naturalDays = (eventDay: string, figure: number, calendar: Calendar, moves: boolean): Reckoning => {
  const days: ReckonedDay[] = [{ day: eventDay, counted: false, why: 'event' }];
  for (let n = 1; n <= figure; n += 1) {
    const day = addDays(eventDay, n);
    days.push(reckon(day, calendar.dayKind(day), true));
  }
  let day = addDays(eventDay, figure);
  let estimated = false;
  // "On the day itself" (figure 0) stays on its day: there is no period whose last day could move.
  if (moves && figure > 0) {
    let kind = calendar.dayKind(day);
    estimated = kind.estimated;
    while (!kind.working) {
      day = addDays(day, 1);
      kind = calendar.dayKind(day);
      estimated ||= kind.estimated;
      days.push({ ...reckon(day, kind, false), moved: true });
    }
  }
  return { due: endOfDay(day), estimated, days };
};

/** Running hours, 7×24: "within 6 hours" includes the sixth hour's last instant (Civil Code 1259), whole seconds kept. */
const runningHours = (from: string, figure: number, calendar: Calendar): Reckoning => {
  const due = msToSecond(isoToMs(from) + figure * hourMs);
  const first = dayOf(from);
  const days = Array.from({ length: daysBetween(first, dayOf(due)) + 1 }, (_, n) => addDays(first, n));
  return { due, estimated: false, days: days.map((day) => reckon(day, calendar.dayKind(day), true)) };
};

/**
 * The deadline of a clock that starts at the instant `from` (R37, R38). The day of the event does not count (Civil Code 201); figure 0 is
 * the day of the event itself. A natural-day clock whose last day is a rest day moves to the next working day (203), unless
 * `moveRestDays` is false. Throws RangeError when `from` is no instant or days are not whole.
 */
export const deadlineOf = (rule: ClockRule, from: string, calendar: Calendar, { moveRestDays = true }: { moveRestDays?: boolean } = {}): Reckoning => {
  if (rule.unit === 'hour') return runningHours(from, rule.figure, calendar);
  if (!Number.isInteger(rule.figure) || rule.figure < 0) throw new RangeError(`not a number of days: ${rule.figure}`);
  const eventDay = dayOf(from);
  return rule.unit === 'workday' ? workdays(eventDay, rule.figure, calendar) : naturalDays(eventDay, rule.figure, calendar, moveRestDays);
};

/** What is left until `due`, or how far it is past. All figures are 0 or more; formatDeadline turns them into words. */
export type Remaining = {
  readonly due: string;
  readonly overdue: boolean;
  /** Working days after the earlier day, up to and including the later one. */
  readonly workdays: number;
  /** Natural days, counted the same way. */
  readonly days: number;
  /** Whole minutes between now and the end of the due second. */
  readonly minutes: number;
  /** `workdays` rests on an unpublished year (R37). */
  readonly estimated: boolean;
};

/** Compares a deadline's last second with now. Both are ISO instants. */
export const remaining = (due: string, now: string, calendar: Calendar): Remaining => {
  // The last second itself still keeps the rule (1259), so lateness starts with the next one.
  const end = isoToMs(due) + 1000;
  const at = isoToMs(now);
  const overdue = at >= end;
  const [first, last] = overdue ? [dayOf(due), dayOf(now)] : [dayOf(now), dayOf(due)];
  const days = daysBetween(first, last);
  const workdays = calendar.workdaysBetween(first, last);
  return {
    due,
    overdue,
    workdays: workdays.count,
    days,
    minutes: Math.floor(Math.abs(end - at) / 60_000),
    estimated: workdays.estimated,
  };
};
