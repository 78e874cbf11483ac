import type { Calendar } from '../calendar/calendar.ts';
import { addDays, dayOf, isoToMs, mondayOf, timeOfDay } from '../clocks/shanghai.ts';
import type { ContractProfile, Duty } from '../contract/profile.ts';
import type { FormDef } from '../forms/form.ts';
import { formsById } from '../forms/index.ts';
import type { Rec } from '../record/record.ts';

export type DutyState = 'upcoming' | 'open' | 'late' | 'done' | 'missed';
export type DutyRound = {
  readonly dutyId: string;
  readonly rule: string;
  readonly clause: string;
  readonly label: Duty['label'];
  readonly form: string;
  readonly template: string;
  readonly round: Duty['rounds'][number];
  /** The day it belongs to; of a weekly duty, the Monday of the week. */
  readonly day: string;
  readonly state: DutyState;
  /** Last second of the round, `2021-10-12T12:00:00+08:00`. */
  readonly until: string;
  readonly recordId?: string;
  /** The contract has ended; service goes on until the next one is signed (R33). */
  readonly afterTerm?: true;
  /** Whether it is due at all rests on a year not yet published (R37). */
  readonly estimated?: true;
};
/** A record that answers a round. `state` is a lifecycle state of the duty's form; a void record answers nothing. */
export type DutyRecord = {
  readonly template: string;
  readonly day: string;
  readonly round: string;
  readonly recordId: string;
  readonly state: string;
  readonly closedOrSubmitted: boolean;
  readonly number?: string;
};

/** Whether a sheet has answered its round: handed in at least once, and not taken back to where it is filled in. */
export const isSubmitted = (rec: Pick<Rec, 'state'>, form: FormDef): boolean => {
  const state = form.lifecycle.states[rec.state];
  return state !== undefined && state.edit === undefined && state.tone !== 'void';
};

/** How far back missed rounds are still shown, in working days. */
const lookBack = 5;

const workdaysBefore = (day: string, n: number, calendar: Calendar): string => {
  let at = day;
  for (let left = n; left > 0; ) {
    at = addDays(at, -1);
    if (calendar.dayKind(at).working) left -= 1;
  }
  return at;
};

/**
 * The last day of a weekly duty's window. A rest day moves on to the next working day (Civil Code 203), but never out of the week: once a
 * week stays once a week (R11).
 */
const weeklyLastDay = (monday: string, weekday: number, calendar: Calendar): string => {
  for (let n = weekday; n <= 7; n += 1) {
    const day = addDays(monday, n - 1);
    if (calendar.dayKind(day).working) return day;
  }
  return addDays(monday, weekday - 1);
};

/** The oldest day whose sheets the day sheet of `today` asks about: a weekly duty is filed under the Monday of its week. */
export const oldestDutyDay = (today: string, calendar: Calendar): string => mondayOf(workdaysBefore(today, lookBack, calendar));

type Window = { readonly day: string; readonly first: string; readonly last: string; readonly estimated: boolean };

/** The window of `duty` that holds `day`, or nothing when it is not due then. */
const windowOn = (duty: Duty, day: string, calendar: Calendar): Window | undefined => {
  if (duty.every === 'week') {
    const monday = mondayOf(day);
    const last = weeklyLastDay(monday, duty.weekday ?? 7, calendar);
    return { day: monday, first: monday, last, estimated: calendar.dayKind(last).estimated };
  }
  const kind = calendar.dayKind(day);
  if (duty.every === 'workday' && !kind.working) return undefined;
  return { day, first: day, last: day, estimated: duty.every === 'workday' && kind.estimated };
};

const isVoid = (form: string, state: string): boolean => formsById.get(form)?.lifecycle.states[state]?.tone === 'void';

type Reading = { readonly profile: Pick<ContractProfile, 'duties' | 'term'>; /** instant, ms */ readonly at: number; readonly answers: ReadonlyMap<string, readonly DutyRecord[]> };

const roundKey = (template: string, day: string, round: string): string => `${template} ${day} ${round}`;
/** Sheets by the round they answer: a quarter has thousands of both. */
const byRound = (existing: readonly DutyRecord[]): Reading['answers'] => Map.groupBy(existing, ({ template, day, round }) => roundKey(template, day, round));

/** The rounds of one window. `past`: its last day is over, so what is not done was missed. */
const roundsOf = (duty: Duty, window: Window, past: boolean, { profile, at, answers }: Reading): DutyRound[] =>
  duty.rounds.map((round) => {
    const given = (answers.get(roundKey(duty.template, window.day, round.id)) ?? []).filter((each) => !isVoid(duty.form, each.state));
    const record = given.find((each) => each.closedOrSubmitted) ?? given[0];
    const until = timeOfDay(window.last, round.to);
    const openState = (): DutyState => {
      if (past) return 'missed';
      if (at < isoToMs(timeOfDay(window.first, round.from))) return 'upcoming';
      return at > isoToMs(until) ? 'late' : 'open';
    };
    return {
      dutyId: duty.id,
      rule: duty.rule,
      clause: duty.clause,
      label: duty.label,
      form: duty.form,
      template: duty.template,
      round,
      day: window.day,
      state: record?.closedOrSubmitted ? 'done' : openState(),
      until,
      ...(record && { recordId: record.recordId }),
      ...(window.last > profile.term.to && { afterTerm: true as const }),
      ...(window.estimated && { estimated: true as const }),
    };
  });

/** Days before the contract's term, or before the station was set up, owe nothing. */
const firstOwedDay = (profile: Pick<ContractProfile, 'term'>, since: string | undefined): string => (since !== undefined && since.slice(0, 10) > profile.term.from ? since.slice(0, 10) : profile.term.from);

/** Where `since` is a moment, a round that had ended by then is owed by nobody here; a sheet somebody made for it all the same is shown. */
const isOwedFrom = (since: string | undefined) => ({ until, recordId }: DutyRound): boolean => recordId !== undefined || since === undefined || since.length === 10 || isoToMs(until) > isoToMs(since);

// Stable: duties of one moment keep the profile's order.
const byTime = (a: DutyRound, b: DutyRound): number => (a.until < b.until ? -1 : a.until > b.until ? 1 : 0);

/** Every round whose window ends on one of the days `from` to `to`, both included, as it stands at the instant `now` (R10, R11). */
export const roundsBetween = (
  profile: Pick<ContractProfile, 'duties' | 'term'>, calendar: Calendar, from: string, to: string, now: string, existing: readonly DutyRecord[], { since }: { since?: string } = {},
): DutyRound[] => {
  const start = firstOwedDay(profile, since);
  const today = dayOf(now);
  const reading = { profile, at: isoToMs(now), answers: byRound(existing) };
  const rounds: DutyRound[] = [];
  for (const duty of profile.duties) {
    const step = duty.every === 'week' ? 7 : 1;
    for (let day = duty.every === 'week' ? mondayOf(from) : from; day <= to; day = addDays(day, step)) {
      const window = windowOn(duty, day, calendar);
      if (!window || window.last < start || window.last < from || window.last > to) continue;
      const over = duty.every === 'week' ? addDays(window.first, 6) < today : window.last < today;
      rounds.push(...roundsOf(duty, window, over, reading).filter(isOwedFrom(since)));
    }
  }
  return rounds.sort(byTime);
};

/**
 * The recurring duties of the day sheet at the instant `now` (R10, R11): every round due on that day, and the rounds missed on the five
 * working days before it, oldest first. Days before the contract's term, or before `since` (the day, or the moment, the station was set up), owe nothing.
 * A late round can still be done on its day; a missed one belongs to a day, or week, that is over.
 */
export const dutiesOn = (
  profile: Pick<ContractProfile, 'duties' | 'term'>,
  calendar: Calendar,
  now: string,
  existing: readonly DutyRecord[],
  { since }: { since?: string } = {},
): DutyRound[] => {
  const today = dayOf(now);
  const reading = { profile, at: isoToMs(now), answers: byRound(existing) };
  const start = firstOwedDay(profile, since);
  const oldest = workdaysBefore(today, lookBack, calendar);

  const sheet: DutyRound[] = [];
  for (const duty of profile.duties) {
    const current = windowOn(duty, today, calendar);
    if (current && today >= start && current.last >= start) sheet.push(...roundsOf(duty, current, false, reading).filter(isOwedFrom(since)));
    const step = duty.every === 'week' ? 7 : 1;
    const before = duty.every === 'week' ? addDays(mondayOf(today), -1) : addDays(today, -1);
    for (let day = before; day >= oldest; day = addDays(day, -step)) {
      const window = windowOn(duty, day, calendar);
      if (!window || window.last < start) continue;
      sheet.push(...roundsOf(duty, window, true, reading).filter((round) => round.state === 'missed').filter(isOwedFrom(since)));
    }
  }
  return sheet.sort(byTime);
};
