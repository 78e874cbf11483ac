import type { Calendar } from '../calendar/calendar.ts';
import type { ClockProfile } from '../clocks/contractClock.ts';
import { periodsOf } from '../clocks/recurrence.ts';
import { dayOf, isoToMs } from '../clocks/shanghai.ts';
import { settingOf } from '../contract/settings.ts';

/** The clock a complaint's reply runs on (R6). */
export const replyClock = 'complaint-reply';

/** A reply clock of a complaint. */
export type ReplyClock = { readonly id: string; readonly number: string; readonly started: string; readonly due: string; readonly kept?: string; readonly estimated: boolean };

/** The strip of the service desk. */
export type DeskFigures = {
  /** Contacts nobody has answered or passed on. */
  readonly openContacts: number;
  /** Complaints without a reply, the first due first. */
  readonly waiting: readonly { readonly id: string; readonly number: string; readonly due: string; readonly estimated: boolean }[];
  /** Of these, how many are past their last second. */
  readonly overdue: number;
  /** Complaints received in the quarter; `inTime` of `decided` were replied to in time. */
  readonly received: number;
  readonly decided: number;
  readonly inTime: number;
  /** Share replied to in time, 0 to 1; null while none is decided. The contract asks for 1 (R6). */
  readonly replyRate: number | null;
  /** First and last day; null before the term. */
  readonly quarter: { readonly from: string; readonly to: string } | null;
};

/** The quarter `day` falls into, by the setting in force (10); null before the term. */
export const quarterOf = (profile: ClockProfile, calendar: Calendar, day: string): DeskFigures['quarter'] => {
  if (day < profile.term.from) return null;
  const [period] = periodsOf({ every: { figure: 3, unit: 'month' }, anchor: settingOf(profile, 'quarter-start') }, profile, calendar, day, day);
  return period ? { from: period.from, to: period.to } : null;
};

/**
 * The figures of the service desk at the instant `now` (R5, R6). A complaint belongs to the quarter it was received in; it is decided once it is
 * replied to or its last second is over, so that one still running does not weigh on the rate. Each clock is one complaint.
 */
export const deskFigures = (clocks: readonly ReplyClock[], openContacts: number, quarter: DeskFigures['quarter'], now: string): DeskFigures => {
  const at = isoToMs(now);
  const isOver = ({ due }: ReplyClock): boolean => isoToMs(due) < at;
  const waiting = clocks.filter(({ kept }) => kept === undefined).sort((a, b) => isoToMs(a.due) - isoToMs(b.due));
  const received = quarter === null ? [] : clocks.filter(({ started }) => dayOf(started) >= quarter.from && dayOf(started) <= quarter.to);
  const decided = received.filter((clock) => clock.kept !== undefined || isOver(clock));
  const inTime = decided.filter(({ kept, due }) => kept !== undefined && isoToMs(kept) <= isoToMs(due));
  return {
    openContacts,
    waiting: waiting.map(({ id, number, due, estimated }) => ({ id, number, due, estimated })),
    overdue: waiting.filter(isOver).length,
    received: received.length,
    decided: decided.length,
    inTime: inTime.length,
    replyRate: decided.length === 0 ? null : inTime.length / decided.length,
    quarter,
  };
};
