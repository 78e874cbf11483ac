import { formsById } from '../forms/index.ts';
import { text, type Text } from '../text/text.ts';
import { isVoid, type Brief } from './brief.ts';
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

const reasonOf = (brief: Brief): Text | null => {
  if (brief.corrected || isVoid(brief)) return null;
  if (brief.form === parts.order) return cellOf(brief, 'leftover') === '' || cellOf(brief, 'result') === 'solved' ? null : text('服务单有遗留问题', 'service order left a point open');
  return formsById.get(brief.form)?.lifecycle.states[brief.state]?.closed ? null : (unfinished[brief.form] ?? null);
};

/** The open points among papers, the oldest first; a paper that is done drops out, whether or not it was carried over. */
export const openPointsOf = (briefs: readonly Brief[], carried: readonly OpenPoint[]): readonly OpenPoint[] => {
  const before = new Set(carried.map((point) => point.id));
  const seen = new Set<string>();
  return briefs
    .flatMap((brief): OpenPoint[] => {
      const why = reasonOf(brief);
      if (!why || seen.has(brief.id)) return [];
      seen.add(brief.id);
      return [{ id: brief.id, form: brief.form, number: brief.number, what: (cellOf(brief, 'leftover') || brief.headline).slice(0, 200), why, since: brief.createdAt.slice(0, 10), carried: before.has(brief.id) }];
    })
    .sort((a, b) => (a.since === b.since ? (a.number < b.number ? -1 : 1) : a.since < b.since ? -1 : 1));
};
