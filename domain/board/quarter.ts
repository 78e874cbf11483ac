import type { Calendar } from '../calendar/calendar.ts';
import { dayOf, endOfDay } from '../clocks/shanghai.ts';
import { contractOn } from '../contract/inForce.ts';
import type { ContractProfile } from '../contract/profile.ts';
import { quarterOf } from '../desk/figures.ts';
import { reportPeriods } from '../report/period.ts';
import { ok, refuse, type Result } from '../result.ts';

/** First and last day, both included. */
export type Quarter = { readonly from: string; readonly to: string };
/** The day whose contract speaks of a quarter: its last one, or that of `now` while it lasts. */
export const lastDayOf = ({ to }: Pick<Quarter, 'to'>, now: string): string => (to < dayOf(now) ? to : dayOf(now));
/** Until when (ISO second) a quarter is judged: its last second, or `now` while it lasts. */
export const judgedUntil = ({ to }: Pick<Quarter, 'to'>, now: string): string => (to < dayOf(now) ? endOfDay(to) : now);

/**
 * The quarter a board is of, with the contract that speaks of it: the one asked for, else the one of `now`, null before the term. Refused with
 * `not-an-option` (quarter) for days that are no quarter of the service which has begun.
 */
export const boardQuarter = (contracts: readonly ContractProfile[], calendar: Calendar, now: string, asked: Quarter | undefined): Result<{ readonly quarter: Quarter; readonly profile: ContractProfile } | null> => {
  if (asked && !reportPeriods(contracts, calendar, dayOf(now), '').some(({ kind, from, to }) => kind === 'quarter' && from === asked.from && to === asked.to)) return refuse('not-an-option', { field: 'quarter' });
  const profile = contractOn(contracts, asked ? lastDayOf(asked, now) : dayOf(now));
  const quarter = asked ?? quarterOf(profile, calendar, dayOf(now));
  return ok(quarter && { quarter, profile });
};
