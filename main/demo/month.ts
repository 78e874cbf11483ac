import type { Calendar } from '../../domain/calendar/calendar.ts';
import { addDays, isoToMs, minuteMs, mondayOf, msToSecond, weekdayOf } from '../../domain/clocks/shanghai.ts';
import type { ContractProfile } from '../../domain/contract/profile.ts';
import { callers, cases, hosts, type Case } from './cases.ts';
import { between, oneOf, wholeBetween, type Random } from './random.ts';

/** How an order of the demo ends up. */
type Fate = 'archived' | 'corrected' | 'refused-first' | 'void' | 'draft' | 'dispatched' | 'working' | 'unsigned' | 'engineer-signed';
export type OrderPlan = {
  readonly no: number;
  readonly fate: Fate;
  readonly theCase: Case;
  readonly caller: (typeof callers)[number];
  readonly host: string;
  /** epoch ms */
  readonly requested: number;
  readonly arrived: number;
  readonly finished: number;
  readonly archived: number;
};
export type SheetPlan = { readonly template: string; readonly day: string; readonly dayNo: number; readonly round: string; readonly at: number };

const demoDays = 30;

const at = (day: string, hour: number, minute: number): number => isoToMs(`${day}T${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}:00+08:00`);

export const daysOf = (now: number): string[] => {
  const today = msToSecond(now).slice(0, 10);
  return Array.from({ length: demoDays + 1 }, (_, i) => addDays(today, i - demoDays));
};

/** The newest orders, from the last one back: what a desk has lying about. */
const lyingAbout: readonly Fate[] = ['draft', 'working', 'unsigned', 'dispatched', 'draft', 'engineer-signed', 'working', 'dispatched', 'unsigned', 'draft'];

const fateOf = (no: number, count: number): Fate => {
  const fromEnd = count - 1 - no;
  if (fromEnd < Math.floor(count / 6)) return lyingAbout[fromEnd] ?? 'archived';
  if (no === Math.round(count * 0.45)) return 'corrected';
  if (no === Math.round(count * 0.3)) return 'refused-first';
  if (count >= 20 && (no === Math.round(count * 0.2) || no === Math.round(count * 0.62))) return 'void';
  return 'archived';
};

/** Orders spread over the working days that are over by `now`, at most a few a day, one after the other. */
export const planOrders = (count: number, now: number, calendar: Calendar, random: Random): OrderPlan[] => {
  const workdays = daysOf(now).filter((day) => calendar.dayKind(day).working && at(day, 18, 30) < now);
  if (workdays.length === 0) return [];
  const perDay = new Map<string, number>();
  return Array.from({ length: count }, (_, no) => {
    const dayIndex = Math.floor((no * workdays.length) / count);
    const day = workdays[dayIndex]!;
    const slot = perDay.get(day) ?? 0;
    perDay.set(day, slot + 1);
    const [hour, minute] = ([[8, 40], [10, 20], [13, 20], [15, 10]] as const)[slot % 4]!;
    const requested = at(day, hour, minute) + wholeBetween(random, 0, 18) * minuteMs;
    const theCase = cases[(no * 7 + 3) % cases.length]!;
    const arrived = requested + wholeBetween(random, theCase.urgency ? 8 : 18, theCase.urgency ? 20 : 40) * minuteMs;
    const archiveDay = workdays[Math.min(workdays.length - 1, dayIndex + wholeBetween(random, 1, 4))]!;
    return {
      no, fate: fateOf(no, count), theCase, caller: theCase.system === '网络' ? callers[3]! : oneOf(random, callers), host: oneOf(random, hosts),
      requested, arrived, finished: arrived + wholeBetween(random, 18, 38) * minuteMs,
      // two in a row on one day leave the day after for their filing
      archived: archiveDay === day ? Number.POSITIVE_INFINITY : at(archiveDay, 17, 10) + Math.round(between(random, 0, 15)) * minuteMs,
    };
  });
};

/** Every round the contract asks for (R10, R11) up to `now`. */
export const planSheets = (profile: ContractProfile, now: number, calendar: Calendar, random: Random): SheetPlan[] =>
  daysOf(now).flatMap((day, dayNo) =>
    profile.duties.flatMap((duty, dutyNo): SheetPlan[] => {
      if (duty.every === 'workday' && !calendar.dayKind(day).working) return [];
      if (duty.every === 'week' && weekdayOf(day) !== (duty.weekday ?? 5)) return [];
      return duty.rounds.map((round) => {
        const [hour, minute] = round.id === 'pm' ? [14, 30] : round.id === 'day' ? [16, 35] : round.id === 'week' ? [16, 50] : [9, 5];
        return {
          template: duty.template, dayNo, round: round.id,
          // a week's sheet is filed under its Monday
          day: duty.every === 'week' ? mondayOf(day) : day,
          at: at(day, hour, minute) + (dutyNo * 13 + wholeBetween(random, 0, 9)) * minuteMs,
        };
      });
    }),
  ).filter((sheet) => sheet.at < now - 10 * minuteMs);
