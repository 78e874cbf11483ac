import { formsById } from '../forms/index.ts';
import { text, type Text } from '../text/text.ts';
import { isVoid, timeOf, type Brief } from './brief.ts';
import { cellOf } from './figure.ts';
import { parts } from './parts.ts';

/** Something the next report asks about again. */
export type OpenPoint = { readonly id: string; readonly form: string; readonly number: string; readonly what: string; readonly why: Text; readonly since: string; /** it stood in the report before this one already */ readonly carried: boolean };

/** Forms whose unfinished papers are open points, and why. */
const unfinished: Readonly<Record<string, Text>> = {
  [parts.fault]: text('事件未关闭', 'incident not closed'),
  [parts.problem]: text('问题未关闭', 'problem not closed'),
  [parts.change]: text('变更未关闭', 'change not closed'),
  [parts.release]: text('发布未关闭', 'release not closed'),
  [parts.complaint]: text('投诉未办结', 'complaint not closed'),
  [parts.dataRequest]: text('统计需求未办结', 'data request not closed'),
};
export const formsWithOpenPoints: readonly string[] = [...Object.keys(unfinished), parts.order];

/** Whether an instant, or a day, lies in the days up to `last`. */
const isBy = (at: string | undefined, last: string): boolean => at !== undefined && at.slice(0, 10) <= last;

/**
 * Whether it waited for something at the end of the day `last`. One still open did, once it had been written or what it tells of had happened: a
 * fault may be written down late. One closed since did when it was written by then and closed only afterwards.
 */
const wasOpen = (brief: Brief, last: string): boolean => {
  const isWritten = isBy(brief.createdAt, last);
  if (!formsById.get(brief.form)?.lifecycle.states[brief.state]?.closed) return isWritten || isBy(timeOf(brief), last);
  return isWritten && brief.reached[brief.state] !== undefined && !isBy(brief.reached[brief.state], last);
};

const reasonOf = (brief: Brief, last: string): Text | null => {
  if (brief.corrected || isVoid(brief)) return null;
  if (brief.form !== parts.order) return wasOpen(brief, last) ? (unfinished[brief.form] ?? null) : null;
  const isLeft = cellOf(brief, 'leftover') !== '' && cellOf(brief, 'result') !== 'solved' && (isBy(brief.createdAt, last) || isBy(timeOf(brief), last));
  return isLeft ? text('服务单有遗留问题', 'service order left a point open') : null;
};

/** The open points among papers at the end of the day `last`, the oldest first; a paper that was done by then drops out, whether or not it was carried over. */
export const openPointsOf = (briefs: readonly Brief[], carried: readonly OpenPoint[], last: string): readonly OpenPoint[] => {
  const before = new Set(carried.map((point) => point.id));
  const seen = new Set<string>();
  return briefs
    .flatMap((brief): OpenPoint[] => {
      const why = reasonOf(brief, last);
      if (!why || seen.has(brief.id)) return [];
      seen.add(brief.id);
      return [{ id: brief.id, form: brief.form, number: brief.number, what: (cellOf(brief, 'leftover') || brief.headline).slice(0, 200), why, since: brief.createdAt.slice(0, 10), carried: before.has(brief.id) }];
    })
    .sort((a, b) => (a.since === b.since ? (a.number < b.number ? -1 : 1) : a.since < b.since ? -1 : 1));
};
