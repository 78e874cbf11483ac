import type { Text } from '../text/text.ts';
import { whyOut, type Brief } from './brief.ts';

/** What a figure counts. `yuan` is exact decimal text. */
export type Unit = 'count' | 'percent' | 'minute' | 'hour' | 'yuan' | 'mark' | 'day';
export type FigureValue = number | string | null;

/** Papers that were looked at apart: `counted` says whether they are in the figure all the same. */
export type Apart = { readonly why: 'void' | 'corrected' | 'unsent' | 'conflict'; readonly counted: boolean; readonly ids: readonly string[] };
/** One line of what a figure falls into. */
export type Share = { readonly key: string; readonly label: Text; readonly value: FigureValue; readonly ids: readonly string[] };

/** A figure that explains itself: by which formula, after whose definition, from which records. `null` is 无数据, never nought. */
export type Figure = {
  readonly id: string;
  readonly label: Text;
  readonly formula: Text;
  /** Whose definition it is. */
  readonly source: Text;
  readonly unit: Unit;
  readonly value: FigureValue;
  /** Every record that was counted. */
  readonly ids: readonly string[];
  readonly shares: readonly Share[];
  /** What its shares count, where it is something else: a rate that falls into numbers. */
  readonly shareUnit?: Unit;
  readonly apart: readonly Apart[];
  readonly notes: readonly Text[];
};
type Bare = Pick<Figure, 'id' | 'label' | 'formula' | 'source' | 'unit' | 'value' | 'ids'>;
export const figure = (bare: Bare, more: Partial<Pick<Figure, 'shares' | 'shareUnit' | 'apart' | 'notes'>> = {}): Figure => ({ shares: [], apart: [], notes: [], ...bare, ...more });

/** Records of a form that count, and those that are told apart. */
export type Counted = { readonly briefs: readonly Brief[]; readonly apart: readonly Apart[] };

/**
 * Splits papers: those thrown away and those a correction has replaced do not count; those headquarters has not and those in conflict count and
 * are said so.
 */
export const countable = (all: readonly Brief[]): Counted => {
  const briefs: Brief[] = [];
  const ids: Record<Apart['why'], string[]> = { void: [], corrected: [], unsent: [], conflict: [] };
  for (const brief of all) {
    const why = whyOut(brief);
    if (why) {
      ids[why].push(brief.id);
      continue;
    }
    briefs.push(brief);
    if (brief.unsent) ids.unsent.push(brief.id);
    if (brief.conflict) ids.conflict.push(brief.id);
  }
  const apart = (['void', 'corrected', 'unsent', 'conflict'] as const).map((why): Apart => ({ why, counted: why === 'unsent' || why === 'conflict', ids: ids[why] }));
  return { briefs, apart: apart.filter((each) => each.ids.length > 0) };
};

export const idsOf = (briefs: readonly Brief[]): readonly string[] => briefs.map((brief) => brief.id);

/** `part` of `whole` in percent, rounded half up to so many decimals; null of nothing. Never a clean hundred while something is missing, never nought while something is there. */
export const percentOf = (part: number, whole: number, decimals = 2): number | null => {
  if (whole === 0) return null;
  const [full, scale] = [100 * 10 ** decimals, 10 ** decimals];
  const steps = Math.round((part * full) / whole);
  return (part > 0 && part < whole ? Math.min(Math.max(steps, 1), full - 1) : steps) / scale;
};

/** Arithmetic mean to one decimal; null of nothing. */
export const meanOf = (values: readonly number[]): number | null => (values.length === 0 ? null : Math.round((values.reduce((sum, value) => sum + value, 0) / values.length) * 10) / 10);

type Kind = { readonly key: string; readonly label: Text };
/** Counts papers by a kind, in the order of the kinds; kinds nobody knows follow under their own key. Empty kinds stand with nought. */
export const sharesBy = (briefs: readonly Brief[], kinds: readonly Kind[], keyOf: (brief: Brief) => string): readonly Share[] => {
  const byKey = new Map<string, string[]>(kinds.map(({ key }) => [key, []]));
  for (const brief of briefs) {
    const key = keyOf(brief);
    const ids = byKey.get(key);
    if (ids) ids.push(brief.id);
    else byKey.set(key, [brief.id]);
  }
  const labels = new Map(kinds.map(({ key, label }) => [key, label]));
  return [...byKey].map(([key, ids]) => ({ key, label: labels.get(key) ?? { zh: key === '' ? '未填' : key, en: key === '' ? 'not filled in' : key }, value: ids.length, ids }));
};

/** The value of a cell that holds one word; empty when it holds none. */
export const cellOf = (brief: Brief, name: string): string => {
  const value = brief.data[name];
  return typeof value === 'string' ? value : '';
};
export const numberOf = (brief: Brief, name: string): number | undefined => {
  const value = brief.data[name];
  return typeof value === 'number' ? value : undefined;
};
