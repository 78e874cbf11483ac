import type { ReadingItem } from '../forms/form.ts';
import { refuse, type Refusal } from '../result.ts';

/** Collectors that measure in fractions though their figure has no unit. */
const inFractions: ReadonlySet<string> = new Set(['load.avg1']);
const isWhole = (limit: number | undefined): boolean => limit === undefined || Number.isInteger(limit);

/**
 * Whether an item counts something: a figure without a unit, never below 0, with whole limits. Read off what every contract's items say
 * already, so that the contracts and sheets that stand are held to it too.
 */
export const isCount = ({ kind, unit, min, warn, alarm, collector }: ReadingItem): boolean =>
  kind === 'number' && !unit && min !== undefined && [min, warn, alarm].every(isWhole) && !(collector !== undefined && inFractions.has(collector));

/** Most that can be measured: a share of a whole is at most all of it. An item whose own limits lie beyond measures something else. */
const mostOf = ({ kind, unit, min, warn = 0, alarm = 0 }: ReadingItem): number | undefined =>
  kind === 'number' && unit?.normalize('NFKC') === '%' && min === 0 && Math.max(warn, alarm) <= 100 ? 100 : undefined;

/** Refuses a figure that cannot be measured: `too-small`, `too-large`, `not-whole`. */
export const checkFigure = (field: string, item: ReadingItem, value: number): readonly Refusal[] => {
  const most = mostOf(item);
  if (item.min !== undefined && value < item.min) return refuse('too-small', { field, params: { min: item.min } }).error;
  if (most !== undefined && value > most) return refuse('too-large', { field, params: { max: most } }).error;
  return isCount(item) && !Number.isInteger(value) ? refuse('not-whole', { field, params: { below: Math.floor(value), above: Math.ceil(value) } }).error : [];
};
