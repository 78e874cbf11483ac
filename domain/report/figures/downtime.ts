import type { ServiceDay } from '../../clocks/serviceHours.ts';
import { addDays, dayOf, isoToMs, msToSecond, startOfDay } from '../../clocks/shanghai.ts';
import { isVoid, timeOf, whyOut, type Brief } from '../brief.ts';
import { cellOf, countable, numberOf } from '../figure.ts';
import { endOfReport, startOfReport, type ReportInput } from '../input.ts';
import { parts } from '../parts.ts';
import { isInPeriod } from '../period.ts';

/** Instants in ms; `to` is the first that no longer belongs to it. */
export type Span = { readonly from: number; readonly to: number };

/** The sides an availability is given of: values of a fault's environment, with which the ids of its kinds begin. */
export const sideIds = ['private', 'internet'] as const;

/** Kinds of fault that stop a service, by the ids of the profile's rows. */
const stops = (kind: string): boolean => kind.endsWith('-down');

/** Sides a fault is told to have been on, by its own word, or by its kind where it has none. Empty where neither says it. */
export const sidesOf = (brief: Brief): readonly string[] => {
  const side = cellOf(brief, 'side');
  const kind = cellOf(brief, 'kind');
  return sideIds.filter((id) => (side === '' ? kind.startsWith(`${id}-`) : side === id || side === 'both'));
};

/** Faults that interrupted the service in what the report sees, on a side nobody told: no availability has them. */
export const withoutSide = (input: ReportInput): readonly Brief[] => {
  const seen = spanOfReport(input);
  return countable(input.papers.get(parts.fault) ?? []).briefs.filter((brief) => sidesOf(brief).length === 0 && downtimeOf(brief, seen) !== null);
};

/** What a report sees: its period, up to now while it lasts. */
export const spanOfReport = (input: ReportInput): Span => ({ from: startOfReport(input), to: endOfReport(input) });

/**
 * The part of the period the records speak of: from the day the station came into use, or from the first fault somebody wrote down later of the
 * time before it. Null where there is none: of time nobody watched no availability is known.
 */
export const watchedSpan = (input: ReportInput): Span | null => {
  const whole = spanOfReport(input);
  const faults = (input.papers.get(parts.fault) ?? []).filter((brief) => whyOut(brief) === null);
  const known = faults.flatMap((brief) => [downtimeOf(brief, whole)?.from ?? [], isInPeriod(input.period, timeOf(brief) ?? '') ? isoToMs(timeOf(brief)!) : []].flat());
  const from = Math.max(whole.from, Math.min(isoToMs(startOfDay(input.since)), ...known));
  return from < whole.to ? { from, to: whole.to } : null;
};

/**
 * When an incident kept its side down, cut to `whole`, what the report sees: from the earliest time known until it was restored, or as many minutes as
 * the paper says. Null when it interrupted nothing (a slow page), was thrown away, or was down at another time.
 */
export const downtimeOf = (brief: Brief, whole: Span): Span | null => {
  if (isVoid(brief)) return null;
  const stated = numberOf(brief, 'downMinutes');
  if (stated === undefined ? !stops(cellOf(brief, 'kind')) : stated === 0) return null;
  const starts = [cellOf(brief, 'occurredAt'), timeOf(brief) ?? '', cellOf(brief, 'reportedAt')].filter((at) => at !== '').map(isoToMs);
  const from = Math.min(...starts);
  if (!Number.isFinite(from)) return null;
  const restored = cellOf(brief, 'restoredAt');
  const ended = restored === '' ? whole.to : isoToMs(restored);
  const to = stated === undefined ? ended : Math.min(ended, from + stated * 60_000);
  const span = { from: Math.max(from, whole.from), to: Math.min(to, whole.to) };
  return span.to > span.from ? span : null;
};

/** Spans in order, those that meet put together: two faults at once are one interruption. */
const unionOf = (spans: readonly Span[]): readonly Span[] => {
  const out: Span[] = [];
  for (const span of spans.toSorted((a, b) => a.from - b.from)) {
    const last = out.at(-1);
    if (last && span.from <= last.to) out[out.length - 1] = { from: last.from, to: Math.max(last.to, span.to) };
    else out.push(span);
  }
  return out;
};

/** Minutes of the union. */
export const unionMinutes = (spans: readonly Span[]): number => unionOf(spans).reduce((sum, { from, to }) => sum + (to - from), 0) / 60_000;

/** Minutes of the spans that lie in the hours of a service calendar. */
export const servedMinutes = (spans: readonly Span[], serviceDay: (day: string) => ServiceDay): number => {
  let ms = 0;
  for (const { from, to } of unionOf(spans)) {
    if (to <= from) continue;
    const last = dayOf(msToSecond(to - 1));
    for (let day = dayOf(msToSecond(from)); day <= last; day = addDays(day, 1)) {
      for (const open of serviceDay(day).open) ms += Math.max(0, Math.min(to, open.to) - Math.max(from, open.from));
    }
  }
  return ms / 60_000;
};
