import type { Calendar } from '../calendar/calendar.ts';
import type { ClockProfile } from '../clocks/contractClock.ts';
import { contractDeadline } from '../clocks/contractClock.ts';
import { periodsOf, type Period } from '../clocks/recurrence.ts';
import { addDays, daysBetween, endOfDay, isDay } from '../clocks/shanghai.ts';
import type { ContractProfile } from '../contract/profile.ts';
import { formatFormalDay } from '../text/timeFormat.ts';
import { text, type Text } from '../text/text.ts';

/** What a report speaks of: a quarter or a year of the service (R24), or any span of days. */
type ReportKind = 'quarter' | 'year' | 'span';
export type ReportPeriod = {
  readonly kind: ReportKind;
  /** 1 for the first of the service; absent of a span. */
  readonly no?: number;
  /** First and last day, both included. */
  readonly from: string;
  readonly to: string;
  /** Last second in which the report is in time, ISO. */
  readonly due?: string;
  readonly estimated?: boolean;
};
/** A quarter or a year, with the term of the contract it belongs to. */
export type TermPeriod = ReportPeriod & { readonly term: ContractProfile['term'] };
export type ReportProfile = ClockProfile & Pick<ContractProfile, 'recurring'>;

/** The rows of the profile that ask for reports, by their ids. */
const rows: readonly (readonly [id: string, kind: 'quarter' | 'year'])[] = [['report-quarterly', 'quarter'], ['report-yearly', 'year']];

const toPeriod = (kind: ReportKind, { no, from, to, due, estimated }: Period): ReportPeriod => ({ kind, no, from, to, due, estimated });

/** Quarters and years of one term that have begun on or before `day`. After its last day they go on until the day before `next`, the term that follows (R33). */
const periodsOfTerm = (profile: ReportProfile, calendar: Calendar, day: string, next: string | undefined): TermPeriod[] => {
  const last = next === undefined ? undefined : addDays(next, -1);
  return rows.flatMap(([id, kind]) => {
    const row = profile.recurring.find((each) => each.id === id);
    if (!row) return [];
    return periodsOf(row, profile, calendar, profile.term.from, last !== undefined && last < day ? last : day).map((period): TermPeriod => {
      if (last === undefined || period.to <= last) return { ...toPeriod(kind, period), term: profile.term };
      const { due, estimated } = row.dueBy ? contractDeadline(profile, row.dueBy, endOfDay(last), calendar) : { due: endOfDay(last), estimated: period.estimated };
      return { ...toPeriod(kind, { ...period, to: last, due, estimated }), term: profile.term };
    });
  });
};

/**
 * Every quarter and year of the service that has begun on or before `day`, the newest first; quarters begin as setting 10 says. `contracts` of the terms anybody worked in, in their
 * order; of terms that are over only what ends on or after `since`, the first day anything was written here.
 */
export const reportPeriods = (contracts: readonly ReportProfile[], calendar: Calendar, day: string, since: string | null = null): TermPeriod[] =>
  contracts
    .flatMap((profile, at) => {
      const next = contracts[at + 1]?.term.from;
      return periodsOfTerm(profile, calendar, day, next).filter(({ to }) => next === undefined || next > day || (since !== null && to >= since));
    })
    .sort((a, b) => (a.to === b.to ? (a.kind === 'year' ? -1 : 1) : a.to < b.to ? 1 : -1));

/** Longest span one report may speak of, days. */
const longestSpan = 3660;

/** The period of the days `from` to `to`: a quarter or a year where they are one, else a span. Null when they are no days, or in the wrong order. */
export const periodOfDays = (contracts: readonly ReportProfile[], calendar: Calendar, from: string, to: string): ReportPeriod | null => {
  if (!isDay(from) || !isDay(to) || from > to || daysBetween(from, to) > longestSpan) return null;
  const found = reportPeriods(contracts, calendar, to, '').find((period) => period.from === from && period.to === to);
  if (!found) return { kind: 'span', from, to };
  const { term: _term, ...period } = found;
  return period;
};

/** `第 1 季度服务报告` / `Quarterly Service Report No. 1`. */
export const periodTitle = ({ kind, no }: ReportPeriod): Text => {
  if (kind === 'quarter') return text(`第 ${no} 季度服务报告`, `Quarterly Service Report No. ${no}`);
  return kind === 'year' ? text(`第 ${no} 年度服务报告`, `Yearly Service Report No. ${no}`) : text('服务报告', 'Service Report');
};

/** `2021年9月27日至2021年12月26日`. */
export const periodDays = ({ from, to }: ReportPeriod): Text => text(`${formatFormalDay(from, 'zh')}至${formatFormalDay(to, 'zh')}`, `${formatFormalDay(from, 'en')} to ${formatFormalDay(to, 'en')}`);

/** Whether a day, or an instant by its day in Shanghai as every paper writes it, lies in the period. */
export const isInPeriod = ({ from, to }: Pick<ReportPeriod, 'from' | 'to'>, at: string): boolean => at >= from && at.slice(0, 10) <= to;

/** Names of a report's files begin alike: `report-2021-09-27_2021-12-26`. */
export const fileStem = ({ period: { from, to } }: { readonly period: Pick<ReportPeriod, 'from' | 'to'> }): string => `report-${from}_${to}`;
