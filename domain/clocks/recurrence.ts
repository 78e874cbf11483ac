import type { Calendar } from '../calendar/calendar.ts';
import type { Recurring } from '../contract/rules.ts';
import { settingFigureOf, settingFigures, settingOf, type SettingFigureId } from '../contract/settings.ts';
import { contractDeadline, type ClockProfile } from './contractClock.ts';
import type { ReckonedDay } from './deadline.ts';
import { addDays, addMonths, daysBetween, endOfDay, mondayOf } from './shanghai.ts';

/** One turn of something that comes back. */
export type Period = {
  /** 1 for the first of the service period. */
  readonly no: number;
  /** First and last day, both included. */
  readonly from: string;
  readonly to: string;
  /** Last second that keeps the rule. */
  readonly due: string;
  /** A day of a year not yet published decided it (R37). */
  readonly estimated: boolean;
  /** The term has ended; service goes on until the next contract is signed (R33). */
  readonly afterTerm?: true;
  /** How `due` was reached from the end of the period, where a clock runs from there. */
  readonly days: readonly ReckonedDay[];
};

type Rhythm = Pick<Recurring, 'every' | 'anchor'>;
/** What of a row says when its turns are. */
export type Turning = Pick<Recurring, 'every' | 'anchor' | 'setting' | 'dueBy'>;

/** How often it comes back, and from where, by the settings in force (10, 13). */
export const rhythmOf = (row: Turning, profile: Pick<ClockProfile, 'settings'>): Rhythm => {
  if (row.setting === 'quarter-start') return { every: row.every, anchor: settingOf(profile, 'quarter-start') };
  const figure = settingFigures.find((id): id is SettingFigureId => id === row.setting);
  return { every: figure ? settingFigureOf(profile, figure) : row.every, anchor: row.anchor };
};

/** First day of the period with the number `k`, 0 for the first. Months are counted from the same day each time, so a 31st comes back. */
const createStarts = ({ every: { figure, unit }, anchor }: Rhythm, serviceStart: string): { readonly startOf: (k: number) => string; readonly turnBefore: (day: string) => number } => {
  const isCalendar = anchor === 'calendar';
  if (unit === 'month') {
    const month = Number(serviceStart.slice(5, 7)) - 1;
    // months that do not divide a year have no place of their own in it
    const back = 12 % figure === 0 ? month % figure : 0;
    const origin = isCalendar ? addMonths(`${serviceStart.slice(0, 8)}01`, -back) : serviceStart;
    return { startOf: (k) => addMonths(origin, k * figure), turnBefore: () => 0 };
  }
  const origin = isCalendar && unit === 'week' ? mondayOf(serviceStart) : serviceStart;
  const step = unit === 'week' ? 7 * figure : figure;
  return { startOf: (k) => addDays(origin, k * step), turnBefore: (day) => Math.max(0, Math.floor(daysBetween(origin, day) / step) - 1) };
};

/**
 * The turns of `row` that touch the days `from` to `to`, in order. Nothing is owed before the first day of service; after the last the turns
 * go on and say so (R33). What is owed in key business periods only (R13) is listed for every day: the caller knows those periods. A turn
 * without a clock of its own is due by the end of its last day and is not moved out of its period by a rest day. Throws ClockError when
 * `dueBy` names no clock of the profile, RangeError when a day is none.
 */
export const periodsOf = (row: Turning, profile: ClockProfile, calendar: Calendar, from: string, to: string): Period[] => {
  const rhythm = rhythmOf(row, profile);
  const { term } = profile;
  const onWorkdays = rhythm.every.unit === 'workday';
  const { startOf: startOfTurn, turnBefore } = createStarts(rhythm, term.from);
  const found: Period[] = [];
  // years of days before the first one asked about are counted, not walked
  const first = turnBefore(from);
  let no = onWorkdays && first > 0 ? calendar.workdaysBetween(addDays(startOfTurn(0), -1), addDays(startOfTurn(first), -1)).count : first;
  let next = startOfTurn(first);
  for (let k = first; next <= to; k += 1) {
    const start = next;
    next = startOfTurn(k + 1);
    const last = addDays(next, -1);
    const kind = onWorkdays ? calendar.dayKind(start) : undefined;
    if (kind?.working === false) continue;
    no += 1;
    if (last < from) continue;
    const reckoned = row.dueBy ? contractDeadline(profile, row.dueBy, endOfDay(last), calendar) : undefined;
    found.push({
      no,
      from: start < term.from ? term.from : start,
      to: last,
      due: reckoned?.due ?? endOfDay(last),
      estimated: reckoned?.estimated ?? kind?.estimated ?? false,
      ...(last > term.to && { afterTerm: true as const }),
      days: reckoned?.days ?? [],
    });
  }
  return found;
};
