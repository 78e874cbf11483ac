import type { Calendar } from '../calendar/calendar.ts';
import type { ClockProfile } from '../clocks/contractClock.ts';
import { periodsOf, type Period } from '../clocks/recurrence.ts';
import { addDays, dayOf, isoToMs, startOfDay } from '../clocks/shanghai.ts';
import type { ContractProfile } from '../contract/profile.ts';
import type { Recurring } from '../contract/rules.ts';
import type { FormDef } from '../forms/form.ts';
import type { Rec } from '../record/record.ts';

/**
 * `upcoming`: its time has not begun. `open`: it can be kept. `kept`, `keptLate`: done, in time or not. `late`: past its last second and
 * still to be done. `missed`: its day or turn is over. `unknown`: only a person can tell whether it was kept.
 */
export type AgendaState = 'upcoming' | 'open' | 'kept' | 'keptLate' | 'late' | 'missed' | 'unknown';
/** A paper that keeps a turn of the row `row`: the one its `day` falls into. */
export type KeepingPaper = {
  readonly row: string;
  readonly day: string;
  /** When it came into a state that counts. */
  readonly at: string;
  readonly id: string;
  readonly form: string;
  readonly number: string;
  readonly person: string;
};

/** What is read of a record to see whether it keeps a turn. */
export type KeptRecord = Pick<Rec, 'id' | 'form' | 'number' | 'state' | 'reached' | 'data' | 'updatedAt' | 'owner' | 'correctedBy' | 'voided'>;

/** One turn of what comes back, and how it stands. */
export type Turn = {
  readonly row: Recurring;
  readonly period: Period;
  readonly state: AgendaState;
  readonly made: number;
  readonly owed: number;
  /** The newest paper that counts for it. */
  readonly last?: KeepingPaper;
  /** When the last paper owed came. */
  readonly keptAt?: string;
};

/**
 * The papers among `recs` that keep turns of `row`: of its form and kind, in a state that counts, neither thrown away nor replaced by a
 * correction. Records of other forms are left out.
 */
export const keepingPapers = (row: Recurring, recs: readonly KeptRecord[], form: FormDef): KeepingPaper[] => {
  const { record } = row;
  if (!record || record.form !== form.id) return [];
  const counts = (id: string): boolean => {
    const state = form.lifecycle.states[id];
    return record.states ? record.states.includes(id) : state !== undefined && state.edit === undefined && state.tone !== 'void';
  };
  return recs.flatMap((rec): KeepingPaper[] => {
    const value = rec.data[record.day];
    if (rec.form !== form.id || rec.correctedBy !== undefined || rec.voided || typeof value !== 'string' || !counts(rec.state)) return [];
    if (record.when && !record.when.in.includes(String(rec.data[record.when.field] ?? ''))) return [];
    const reached = Object.entries(rec.reached).filter(([state]) => counts(state)).map(([, at]) => at).sort()[0];
    return [{ row: row.id, day: value.length === '2021-10-12'.length ? value : dayOf(value), at: reached ?? rec.updatedAt, id: rec.id, form: rec.form, number: rec.number, person: rec.owner.name }];
  });
};

const turnState = (row: Recurring, { from, to, due }: Period, keptAt: string | undefined, now: string): AgendaState => {
  const at = isoToMs(now);
  if (keptAt !== undefined) {
    // a paper written later still shows what was done in its turn; where a clock runs from the end of the turn, the paper itself is what is owed
    return row.dueBy === undefined || isoToMs(keptAt) <= isoToMs(due) ? 'kept' : 'keptLate';
  }
  if (at < isoToMs(startOfDay(from))) return 'upcoming';
  if (at <= isoToMs(due)) return 'open';
  if (!row.record) return 'unknown';
  return dayOf(now) > to && row.dueBy === undefined ? 'missed' : 'late';
};

type Span = {
  readonly from: string;
  readonly to: string;
  readonly keyPeriods: readonly { readonly from: string; readonly to: string }[];
  readonly since?: string;
};

/** No clock that runs from the end of a turn is longer than this, days. */
const longestTail = 120;

/** The days on which papers keep the turns of `row` that are due on the days `from` to `to`; null when none is. */
export const daysOfTurns = (row: Recurring, profile: ClockProfile, calendar: Calendar, { from, to }: Pick<Span, 'from' | 'to'>): { readonly from: string; readonly to: string } | null => {
  const periods = periodsOf(row, profile, calendar, row.dueBy ? addDays(from, -longestTail) : from, to);
  const [first, last] = [periods[0], periods.at(-1)];
  return first && last ? { from: first.from, to: last.to } : null;
};

/**
 * The turns of what comes back that are due on the days `from` to `to`, both included, as they stand at the instant `now`. Rows whose turns are
 * rounds of duties are left out; what key business periods ask for (R13) is owed on their days only. A turn that had ended before `since`
 * is not owed. Throws as periodsOf does.
 */
export const turnsBetween = (profile: ClockProfile & Pick<ContractProfile, 'recurring'>, calendar: Calendar, { from, to, keyPeriods, since }: Span, papers: readonly KeepingPaper[], now: string): Turn[] =>
  profile.recurring.flatMap((row): Turn[] => {
    if (row.duties) return [];
    const periods = periodsOf(row, profile, calendar, row.dueBy ? addDays(from, -longestTail) : from, to);
    return periods.flatMap((period): Turn[] => {
      const dueDay = dayOf(period.due);
      if (dueDay < from || dueDay > to || (since !== undefined && period.to < since.slice(0, 10))) return [];
      if (row.during === 'key-period' && !keyPeriods.some((each) => each.from <= period.to && each.to >= period.from)) return [];
      const owed = row.times ?? 1;
      const made = papers.filter((paper) => paper.row === row.id && paper.day >= period.from && paper.day <= period.to).sort((a, b) => (a.at < b.at ? -1 : 1));
      const keptAt = made[owed - 1]?.at;
      const last = made.at(-1);
      return [{ row, period, state: turnState(row, period, keptAt, now), made: made.length, owed, ...(last && { last }), ...(keptAt !== undefined && { keptAt }) }];
    });
  });
