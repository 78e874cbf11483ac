import type { Calendar } from '../../domain/calendar/calendar.ts';
import { addDays, addMonths, endOfDay, mondayOf, startOfDay } from '../../domain/clocks/shanghai.ts';
import type { ContractProfile } from '../../domain/contract/profile.ts';
import { forms, formsById } from '../../domain/forms/index.ts';
import { timeField, type Brief } from '../../domain/report/brief.ts';
import { firstKeepingDay } from '../../domain/report/figures/inspections.ts';
import type { PaperClock, ReportInput } from '../../domain/report/input.ts';
import { formsWithOpenPoints } from '../../domain/report/openPoints.ts';
import type { ReportPeriod } from '../../domain/report/period.ts';
import type { ReportSource } from '../../domain/report/source.ts';
import { parts } from '../../domain/report/parts.ts';

/** What is known of the station, or of the site, a report is made of. */
export type ReportStation = { readonly read: ReportSource; readonly profile: ContractProfile; readonly calendar: Calendar; readonly site: ContractProfile['sites'][number]; readonly since: string };
type Asked = Pick<ReportInput, 'now' | 'carried' | 'notes'> & { readonly period: ReportPeriod };

const statesWhere = (form: string, is: (state: { readonly closed?: boolean; readonly tone: string }) => boolean): readonly string[] =>
  Object.entries(formsById.get(form)?.lifecycle.states ?? {}).flatMap(([id, state]) => (is(state) ? [id] : []));

/** The clock whose start is the submission of a paper (R27). */
const filing = 'document-archive';
/** Rows read with one question. */
const chunk = 2000;

/** The first day of the service year a day lies in. */
const yearStart = ({ term }: ContractProfile, day: string): string => {
  let years = 0;
  while (addMonths(term.from, 12 * (years + 1)) <= day) years += 1;
  return addMonths(term.from, 12 * years);
};

/** Clocks with the number of their paper: most are papers that were read already, the others are asked for. */
const named = (read: Pick<ReportSource, 'rowsById'>, clocks: ReturnType<ReportSource['clocksBetween']>, known: Iterable<readonly Brief[]>): readonly PaperClock[] => {
  const papers = new Map<string, { readonly number: string; readonly headline: string }>();
  for (const briefs of known) for (const brief of briefs) papers.set(brief.id, brief);
  const asked = [...new Set(clocks.map((clock) => clock.id))].filter((id) => !papers.has(id));
  for (let at = 0; at < asked.length; at += chunk) for (const row of read.rowsById(asked.slice(at, at + chunk))) papers.set(row.id, row);
  return clocks.map((clock) => ({ ...clock, number: papers.get(clock.id)?.number ?? '', headline: papers.get(clock.id)?.headline ?? '' }));
};

/** The faults of a period, and those found before it that were down in it: restored in it, later or not at all. */
export const withFaultsOfBefore = (read: Pick<ReportSource, 'briefs'>, found: readonly Brief[], { from, to }: Pick<ReportPeriod, 'from' | 'to'>, now: string): readonly Brief[] => {
  const today = now.slice(0, 10);
  const all = [...read.briefs({ form: parts.fault, states: statesWhere(parts.fault, ({ closed }) => !closed) }), ...read.briefs({ form: parts.fault, field: 'restoredAt', from, to: today > to ? today : to }), ...found];
  return [...new Map(all.map((brief) => [brief.id, brief])).values()];
};

/** Reads what a report of the period is made of: by form and by time, never a whole store. */
export const gatherReport = (station: ReportStation, { period, now, carried, notes }: Asked): ReportInput => {
  const { profile, calendar, site, since } = station;
  const { from, to } = period;
  const firstDay = (form: string): string => {
    const days = profile.recurring.filter((row) => row.record?.form === form).map((row) => firstKeepingDay(row, period));
    // a weekly sheet is filed under its Monday
    return [from, ...(formsById.get(form)?.round ? [mondayOf(from)] : []), ...days].sort()[0]!;
  };
  const conflicts = new Set(station.read.branches().map(({ doc }) => doc));
  const read: Omit<ReportSource, 'branches'> = { ...station.read, briefs: (query) => (conflicts.size === 0 ? station.read.briefs(query) : station.read.briefs(query).map((brief) => (conflicts.has(brief.id) ? { ...brief, conflict: true } : brief))) };
  const papers = new Map<string, readonly Brief[]>();
  for (const { id: form } of forms) papers.set(form, read.briefs({ form, field: timeField(form), from: firstDay(form), to }));
  papers.set(parts.fault, withFaultsOfBefore(read, papers.get(parts.fault)!, period, now));
  // an order of the last day is rated, and a change of it carried out, after the period
  for (const form of [parts.satisfaction, parts.changeResult, parts.releaseResult]) {
    const since = read.briefs({ form, states: statesWhere(form, () => true), since: startOfDay(from) });
    papers.set(form, [...new Map([...papers.get(form)!, ...since].map((brief) => [brief.id, brief])).values()]);
  }
  const registers = new Map<string, readonly Brief[]>([parts.item, parts.suspension].map((form) => [form, read.briefs({ form, states: statesWhere(form, ({ tone }) => tone !== 'void') })]));
  // one closed after the period was open at its end, and was changed since
  const over = startOfDay(addDays(to, 1));
  const open = formsWithOpenPoints.flatMap((form) => (form === parts.order ? papers.get(form)! : [...read.briefs({ form, states: statesWhere(form, ({ closed }) => !closed) }), ...(over <= now ? read.briefs({ form, states: statesWhere(form, ({ closed }) => closed === true), since: over }) : [])]));
  const seen = new Set(open.map((brief) => brief.id));
  const before = read.briefs({ ids: carried.map((point) => point.id).filter((id) => !seen.has(id)) });
  const start = yearStart(profile, to);
  const yearBegins = startOfDay(start);
  const clocks = read.clocksBetween(start < from ? yearBegins : startOfDay(from), endOfDay(to));
  const [first, last] = [startOfDay(from), endOfDay(to)];
  const within = (at: string): boolean => at >= first && at <= last;
  const all = named(read, clocks.filter((clock) => within(clock.due) || within(clock.started) || (clock.clock === filing && clock.started >= yearBegins)), papers.values());
  return {
    profile, calendar, period, now, site: { code: site.code, name: site.name }, since: since.slice(0, 10), papers, registers, carried, notes, open: [...open, ...before],
    clocks: all.filter((clock) => within(clock.due) || within(clock.started)),
    submitted: all.filter((clock) => clock.clock === filing && clock.started >= yearBegins && clock.started <= last).toSorted((a, b) => (a.started === b.started ? (a.number < b.number ? -1 : 1) : a.started < b.started ? -1 : 1)),
  };
};
