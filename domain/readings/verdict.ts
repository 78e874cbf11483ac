import { canonicalText } from '../seal/canonical.ts';
import type { Reading, ReadingItem, Verdict } from '../forms/form.ts';
import { isCount } from './bounds.ts';

/** Reaching a limit is passing it: 以上 includes the figure (Civil Code 1259). */
const reaches = (value: number, limit: number | undefined, worse: 'high' | 'low'): boolean =>
  limit !== undefined && (worse === 'high' ? value >= limit : value <= limit);

/** Judges one reading by the limits pinned in it (R10). A value of the wrong kind counts as missing. */
export const verdictOf = (reading: Reading): Verdict => {
  if (reading.notApplicable) return 'not-applicable';
  const { value, worse = 'high' } = reading;
  if (reading.kind === 'state') {
    if (value === 'normal') return 'normal';
    return value === 'abnormal' ? 'alarm' : 'missing';
  }
  if (typeof value !== 'number' || !Number.isFinite(value)) return 'missing';
  if (reaches(value, reading.alarm, worse)) return 'alarm';
  return reaches(value, reading.warn, worse) ? 'warning' : 'normal';
};

/** The minute of the newest value that a machine gave (R10), null where none did. */
export const lastRead = (readings: unknown): string | null =>
  // what stands there may not be checked yet
  Array.isArray(readings) ? readings.reduce<string | null>((last, each: Partial<Reading> | null) => (typeof each?.source?.at === 'string' && (last === null || each.source.at > last) ? each.source.at : last), null) : null;

export type SheetVerdict = {
  readonly counts: Readonly<Record<Verdict, number>>;
  /** `missing` outranks `normal`: a sheet with gaps is not yet a good one. */
  readonly worst: Verdict;
  /** A critical item is in alarm. */
  readonly failed: boolean;
};
const worstFirst: readonly Verdict[] = ['alarm', 'warning', 'missing', 'normal', 'not-applicable'];

/** The verdict of a whole sheet. An empty sheet is `missing`. */
export const sheetVerdict = (readings: readonly Reading[]): SheetVerdict => {
  const counts: Record<Verdict, number> = { normal: 0, warning: 0, alarm: 0, 'not-applicable': 0, missing: 0 };
  let failed = false;
  for (const reading of readings) {
    const verdict = verdictOf(reading);
    counts[verdict] += 1;
    if (verdict === 'alarm' && reading.critical) failed = true;
  }
  return { counts, worst: worstFirst.find((verdict) => counts[verdict] > 0) ?? 'missing', failed };
};

/** The empty readings of a new sheet. They carry their limits, so that a later template never changes an old sheet. */
export const createReadings = (items: readonly ReadingItem[]): Reading[] => structuredClone<ReadingItem[]>([...items]);

const itemText = ({ key, group, name, unit, kind, worse, min, warn, alarm, critical, collector }: ReadingItem): string =>
  canonicalText({ key, group, name, unit, kind, worse, min, warn, alarm, critical, collector });

/**
 * The key of the first reading that is not the item it should be, '' when there are more or fewer of them, null when all are: a sheet
 * keeps the items it was made with, in their order.
 */
export const changedItem = (items: readonly ReadingItem[], readings: readonly Reading[]): string | null => {
  if (items.length !== readings.length) return '';
  const at = items.findIndex((item, i) => itemText(item) !== itemText(readings[i]!));
  return at === -1 ? null : items[at]!.key;
};

export type EarlierSheet = { readonly inspectedAt: string; readonly readings: readonly Reading[] };
export type PreviousValue = { readonly value: NonNullable<Reading['value']>; readonly at: string };

/**
 * The latest earlier value of each reading, by key: shown grey under today's. `earlierSheets` may come in any order; their times are
 * minutes in +08:00. A value measured in another unit or kind is no comparison and is passed over.
 */
export const previousValues = (readings: readonly Reading[], earlierSheets: readonly EarlierSheet[]): Readonly<Record<string, PreviousValue>> => {
  const newestFirst = [...earlierSheets].sort((a, b) => (a.inspectedAt < b.inspectedAt ? 1 : -1));
  const found: [string, PreviousValue][] = [];
  for (const { key, kind, unit } of readings) {
    for (const { inspectedAt, readings: earlier } of newestFirst) {
      const match = earlier.find((each) => each.key === key && each.kind === kind && each.unit === unit && !each.notApplicable);
      if (match?.value === undefined) continue;
      found.push([key, { value: match.value, at: inspectedAt }]);
      break;
    }
  }
  return Object.fromEntries(found);
};

/** The readings with what a machine said of itself, by collector key; what it cannot tell, or does not apply, stays as it stands, and a count is rounded. `at`: minute, Shanghai. */
export const withMachine = (readings: readonly Reading[], { at, values }: { readonly at: string; readonly values: Readonly<Record<string, number>> }): Reading[] =>
  readings.map((row) => {
    const value = row.collector === undefined || row.notApplicable ? undefined : values[row.collector];
    return value === undefined ? row : { ...row, value: isCount(row) ? Math.round(value) : value, source: { kind: 'machine', at } };
  });
