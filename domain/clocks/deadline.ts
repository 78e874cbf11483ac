import type { Calendar, DayKind } from '../calendar/calendar.ts';
import type { ClockRule } from '../contract/rules.ts';
import { ClockError } from './clockError.ts';
import { pauseOn, pausesToStretches, type Pause, type Stretch, withoutPauses } from './pauses.ts';
import { createServiceDays, type ServiceHours } from './serviceHours.ts';
import { addDays, addMonths, dayOf, daysBetween, endOfDay, hourMs, isInstant, isoToMs, msToSecond, timeOfDay } from './shanghai.ts';

/** What a clock needs of its row in the profile. */
export type ClockFigure = Pick<ClockRule, 'figure' | 'unit'> & Partial<Pick<ClockRule, 'direction' | 'calendar' | 'switches'>>;

/**
 * What a day did to the clock. `event`: the day it happened, which does not count. `counted`. `rest`: not a working day. `paused`: the clock
 * stood still. `moved`: the last day was a rest day, so the clock moved on over, or onto, this one (Civil Code 203). `costs`: the day of the
 * figure, which already costs. `closed`: no hour of the service calendar.
 */
export type DayVerdict = 'event' | 'counted' | 'rest' | 'paused' | 'moved' | 'costs' | 'closed';

/** One line of "how the deadline was reached" (R38). */
export type ReckonedDay = {
  readonly day: string;
  readonly counted: boolean;
  readonly verdict: DayVerdict;
  /** `event`: the day it happened, which does not count. Otherwise what the calendar says. */
  readonly why: 'event' | DayKind['why'];
  /** The last day fell on a rest day and moved on to here (Civil Code 203). */
  readonly moved?: true;
  /** Why the clock stood still, and what shows it. */
  readonly reason?: string;
  readonly evidence?: string;
  /** Hour clocks: hours of this day that count, to four decimals. */
  readonly hours?: number;
  readonly name?: string;
  readonly notice?: string;
  readonly estimated?: true;
};
export type Reckoning = {
  /** Last second that keeps the rule, `2022-04-26T23:59:59+08:00`. */
  readonly due: string;
  /** A day of a year not yet published decided it (R37). */
  readonly estimated: boolean;
  /** In the order they were counted: a `before` clock counts back. */
  readonly days: readonly ReckonedDay[];
};

/** What stands beside the rule: pauses with their reasons, and the hours of the profile for hour clocks and office-hour ends. */
export type ClockSurroundings = { readonly pauses?: readonly Pause[]; readonly hours?: ServiceHours };

type Run = { readonly rule: ClockFigure; readonly calendar: Calendar; readonly pauses: readonly Stretch[]; readonly hours: ServiceHours | undefined };

const reckon = (day: string, kind: DayKind, verdict: DayVerdict, more: Partial<ReckonedDay> = {}): ReckonedDay => ({
  day,
  counted: verdict === 'counted',
  verdict,
  why: kind.why,
  ...(kind.name && { name: kind.name }),
  ...(kind.notice && { notice: kind.notice }),
  ...(kind.estimated && { estimated: true as const }),
  ...more,
});
const eventDayOf = (day: string): ReckonedDay => ({ day, counted: false, verdict: 'event', why: 'event' });
const pausedDay = (day: string, kind: DayKind, { reason, evidence }: Stretch): ReckonedDay => reckon(day, kind, 'paused', { reason, ...(evidence && { evidence }) });

/** Days, months or hours that still keep the rule: 不满 stops before the figure, and so does a cost that runs from the day of the figure itself. */
const keptFigure = ({ figure, switches }: ClockFigure): number => figure - (switches?.bound === 'under' || switches?.accrues === 'from' ? 1 : 0);

/** The last second of the last day. A clock of 0 days keeps its day whole: the event may fall behind the office hours. */
const endOf = (day: string, { rule, hours }: Run): string => {
  if (rule.switches?.endsAt !== 'office' || keptFigure(rule) === 0) return endOfDay(day);
  if (!hours) throw new ClockError('office-hours-unknown', 'switches.endsAt', 'the profile gives no office hours');
  return timeOfDay(day, hours.officeHours.to);
};

/** Counts `left` days from the event on; `counts` says which days can count at all. */
const countDays = (eventDay: string, left: number, run: Run, counts: (kind: DayKind) => boolean, step: 1 | -1 = 1): { readonly last: string; readonly days: ReckonedDay[] } => {
  const includesEvent = run.rule.switches?.eventDay === 'included' && left > 0;
  const days: ReckonedDay[] = includesEvent ? [] : [eventDayOf(eventDay)];
  let day = includesEvent ? addDays(eventDay, -step) : eventDay;
  let last = eventDay;
  for (let open = left; open > 0; ) {
    day = addDays(day, step);
    const kind = run.calendar.dayKind(day);
    const pause = pauseOn(run.pauses, day);
    if (!counts(kind)) days.push(reckon(day, kind, 'rest'));
    else if (pause) days.push(pausedDay(day, kind, pause));
    else {
      open -= 1;
      last = day;
      days.push(reckon(day, kind, 'counted'));
    }
  }
  return { last, days };
};

/** The next day that `counts`: where a cost from the day of the figure begins. */
const costingDay = (last: string, run: Run, counts: (kind: DayKind) => boolean): ReckonedDay => {
  for (let day = addDays(last, 1); ; day = addDays(day, 1)) {
    const kind = run.calendar.dayKind(day);
    if (counts(kind) && !pauseOn(run.pauses, day)) return reckon(day, kind, 'costs');
  }
};

const workdays = (eventDay: string, run: Run): Reckoning => {
  const isWorking = (kind: DayKind) => kind.working;
  const { last, days } = countDays(eventDay, keptFigure(run.rule), run, isWorking);
  const estimated = days.some((each) => each.estimated === true);
  return { due: endOf(last, run), estimated, days: run.rule.switches?.accrues === 'from' ? [...days, costingDay(last, run, isWorking)] : days };
};

/** Civil Code 203: from a last day that is a rest day, or a day on which the clock stands still, on to the next working day. */
const moveOn = (last: string, run: Run): { readonly last: string; readonly estimated: boolean; readonly days: readonly ReckonedDay[] } => {
  const days: ReckonedDay[] = [];
  let day = last;
  let kind = run.calendar.dayKind(day);
  let estimated = kind.estimated;
  while (!kind.working || (days.length > 0 && pauseOn(run.pauses, day))) {
    day = addDays(day, 1);
    kind = run.calendar.dayKind(day);
    estimated ||= kind.estimated;
    const pause = pauseOn(run.pauses, day);
    days.push(pause ? pausedDay(day, kind, pause) : reckon(day, kind, 'moved', { moved: true }));
  }
  return { last: day, estimated, days };
};

/** The days of a month clock are those up to the corresponding day (Civil Code 202); a pause lengthens it by the days it touched. */
const daysOfFigure = (eventDay: string, rule: ClockFigure, step: 1 | -1 = 1): number => {
  const kept = keptFigure(rule);
  if (rule.unit !== 'month') return kept;
  return Math.abs(daysBetween(eventDay, addMonths(eventDay, step * rule.figure))) - (rule.figure - kept);
};

const naturalDays = (eventDay: string, run: Run): Reckoning => {
  const left = daysOfFigure(eventDay, run.rule);
  const everyDay = () => true;
  const counted = countDays(eventDay, left, run, everyDay);
  const costs = run.rule.switches?.accrues === 'from' ? [costingDay(counted.last, run, everyDay)] : [];
  // "On the day itself" (figure 0) stays on its day: there is no period whose last day could move. Where a day already costs, moving would not save it.
  const moves = run.rule.switches?.restDay !== 'stays' && left > 0 && costs.length === 0;
  if (!moves) return { due: endOf(counted.last, run), estimated: false, days: [...counted.days, ...costs] };
  const moved = moveOn(counted.last, run);
  return { due: endOf(moved.last, run), estimated: moved.estimated, days: [...counted.days, ...moved.days] };
};

/** Reckoned back from its event, and never moved: a rest day does not excuse a notice that had to come before it. */
const daysBefore = (eventDay: string, run: Run): Reckoning => {
  const isWorkday = run.rule.unit === 'workday';
  const left = isWorkday ? keptFigure(run.rule) : daysOfFigure(eventDay, run.rule, -1);
  const { last, days } = countDays(eventDay, left, run, (kind) => !isWorkday || kind.working, -1);
  return { due: endOf(last, run), estimated: isWorkday && days.some((each) => each.estimated === true), days };
};

/** Hours of four decimals: a third of a second. */
const hoursOfMs = (ms: number): number => Math.round((ms / hourMs) * 10_000) / 10_000;

/**
 * Running hours of a service calendar. "Within 6 hours" includes the sixth hour's last instant (Civil Code 1259), whole seconds kept; a
 * clock that ends as the service closes ends there, not when it opens again.
 */
const runningHours = (from: string, run: Run): Reckoning => {
  const { rule, calendar, hours } = run;
  const serviceDay = createServiceDays(rule.calendar, hours, calendar);
  const start = isoToMs(from);
  const bounded = rule.switches?.bound === 'under' ? rule.figure * hourMs - 1000 : rule.figure * hourMs;
  const days: ReckonedDay[] = [];
  let left = Math.max(0, bounded);
  let due = start;
  for (let day = dayOf(from); ; day = addDays(day, 1)) {
    const { kind, open } = serviceDay(day);
    let used = 0;
    for (const window of open) {
      for (const stretch of withoutPauses(Math.max(window.from, start), window.to, run.pauses)) {
        const taken = Math.min(left, stretch.to - stretch.from);
        if (taken <= 0) continue;
        left -= taken;
        used += taken;
        due = stretch.from + taken;
      }
    }
    const pause = pauseOn(run.pauses, day);
    const standstill = pause ? { reason: pause.reason, ...(pause.evidence && { evidence: pause.evidence }) } : {};
    const verdict: DayVerdict = used > 0 ? 'counted' : pause && open.length > 0 ? 'paused' : 'closed';
    days.push(reckon(day, kind, left === 0 && used === 0 ? 'event' : verdict, { ...standstill, hours: hoursOfMs(used) }));
    if (left <= 0) break;
  }
  const dependsOnCalendar = rule.calendar !== undefined && hours?.serviceCalendars.find((each) => each.id === rule.calendar)?.days !== 'every';
  return { due: msToSecond(due), estimated: dependsOnCalendar && days.some((each) => each.estimated === true), days };
};

/**
 * The deadline of a clock that starts at the instant `from` (R37, R38), day by day. The day of the event does not count (Civil Code 201);
 * figure 0 is the day of the event itself. A natural-day clock whose last day is a rest day moves to the next working day (203). The
 * switches of the rule say otherwise where the contract does. Throws ClockError, a RangeError that names the field, when `from` is no
 * instant, days are not whole, a pause is none, or the profile lacks the calendar named.
 */
export const deadlineOf = (rule: ClockFigure, from: string, calendar: Calendar, { pauses = [], hours }: ClockSurroundings = {}): Reckoning => {
  if (!isInstant(from)) throw new ClockError('not-an-instant', 'from', `not an instant: ${from}`);
  const direction = rule.direction ?? 'within';
  if (direction !== 'within' && pauses.length > 0) throw new ClockError('pause-direction', 'pauses', 'only a clock that runs forward can stand still');
  const run: Run = { rule, calendar, hours, pauses: pausesToStretches(pauses) };
  if (rule.unit === 'hour') {
    if (direction === 'before' || !(rule.figure >= 0)) throw new ClockError('not-a-figure', 'figure', `not a number of hours that run forward: ${rule.figure}`);
    return runningHours(from, run);
  }
  if (!Number.isInteger(rule.figure) || keptFigure(rule) < 0) throw new ClockError('not-a-figure', 'figure', `not a number of days: ${rule.figure}`);
  const eventDay = dayOf(from);
  if (direction === 'before') return daysBefore(eventDay, run);
  if (direction === 'keep') return naturalDays(eventDay, { ...run, rule: { ...rule, switches: { ...rule.switches, restDay: 'stays' } } });
  return rule.unit === 'workday' ? workdays(eventDay, run) : naturalDays(eventDay, run);
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
