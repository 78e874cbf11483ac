import type { Calendar, DayKind } from '../calendar/calendar.ts';
import type { ServiceCalendar } from '../contract/rules.ts';
import { ClockError } from './clockError.ts';
import { dayMs, hourMs, isoToMs, minuteMs, startOfDay, weekdayOf } from './shanghai.ts';

type OfficeHours = { readonly from: string; readonly to: string; readonly lunch?: { readonly from: string; readonly to: string } | undefined };
/** The part of a contract profile that says when somebody is there. */
export type ServiceHours = { readonly serviceCalendars: readonly ServiceCalendar[]; readonly officeHours: OfficeHours; /** whether the lunch break is outside office hours (setting 12) */ readonly lunchBreak: boolean };

/** The hours of one day that count, and what the calendar says of the day. */
export type ServiceDay = { readonly kind: DayKind; readonly open: readonly { readonly from: number; readonly to: number }[] };

const clockToMs = (clock: string): number => Number(clock.slice(0, 2)) * hourMs + Number(clock.slice(3)) * minuteMs;

const hoursOf = (calendar: ServiceCalendar, { officeHours, lunchBreak }: ServiceHours): readonly (readonly [from: string, to: string])[] => {
  if (calendar.hours !== 'office') return [[calendar.hours.from, calendar.hours.to]];
  const { from, to, lunch } = officeHours;
  return lunch && lunchBreak ? [[from, lunch.from], [lunch.to, to]] : [[from, to]];
};

/** The service calendar `id` as a function of the day. Without an id, every hour of every day (7×24). Throws ClockError for an id the profile does not have. */
export const createServiceDays = (id: string | undefined, hours: ServiceHours | undefined, calendar: Calendar): ((day: string) => ServiceDay) => {
  const wanted = hours?.serviceCalendars.find((each) => each.id === id);
  if (id !== undefined && !wanted) throw new ClockError('calendar-unknown', 'calendar', `no service calendar ${id}`);
  const open = wanted && hours ? hoursOf(wanted, hours).map(([from, to]) => ({ from: clockToMs(from), to: clockToMs(to) })) : [{ from: 0, to: dayMs }];
  return (day) => {
    const kind = calendar.dayKind(day);
    const start = isoToMs(startOfDay(day));
    const isSaturday = wanted?.days === 'six-day' && kind.why === 'weekend' && weekdayOf(day) === 6;
    const isOpen = wanted === undefined || wanted.days === 'every' || kind.working || isSaturday;
    return { kind, open: isOpen ? open.map(({ from, to }) => ({ from: start + from, to: start + to })) : [] };
  };
};
