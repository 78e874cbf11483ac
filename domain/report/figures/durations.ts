import { isoToMs } from '../../clocks/shanghai.ts';
import type { Brief } from '../brief.ts';
import { cellOf } from '../figure.ts';
import { parts } from '../parts.ts';

/** The spans of a paper's times that a figure takes a mean or a sum of, each from one cell to a later one. */
const spans: Readonly<Record<string, readonly (readonly [from: string, to: string])[]>> = {
  [parts.request]: [['receivedAt', 'endedAt']],
  [parts.order]: [['arrivedAt', 'finishedAt']],
  [parts.fault]: [['reportedAt', 'respondedAt'], ['foundAt', 'restoredAt']],
};
export const formsWithSpans: readonly string[] = Object.keys(spans);

const signedMinutes = (brief: Brief, from: string, to: string): number | null => {
  const [start, end] = [cellOf(brief, from), cellOf(brief, to)];
  return start === '' || end === '' ? null : (isoToMs(end) - isoToMs(start)) / 60_000;
};

/** Papers of which both times are known and in their order, each with the minutes between them. */
export const lasting = (briefs: readonly Brief[], from: string, to: string): readonly { readonly brief: Brief; readonly minutes: number }[] =>
  briefs.flatMap((brief) => {
    const minutes = signedMinutes(brief, from, to);
    return minutes === null || minutes < 0 ? [] : [{ brief, minutes }];
  });

/** Whether a span of the paper ends before it begins: an import takes such times as they stand, and no figure is reckoned from them. */
export const isContradictory = (brief: Brief): boolean => (spans[brief.form] ?? []).some(([from, to]) => (signedMinutes(brief, from, to) ?? 0) < 0);
