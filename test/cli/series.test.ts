import { describe, expect, it } from 'vitest';
import { createNumber } from '../../domain/record/number.ts';
import { createSeries } from '../../main/cli/series.ts';

const seriesOf = (...numbers: readonly string[]): readonly string[] => {
  const series = createSeries();
  for (const number of numbers) series.add(number);
  return series.broken();
};
const number = (serial: number, prefix = 'XC'): string => createNumber(prefix, 'BJ01', '2021', serial);

describe('numbers of a station', () => {
  it('are whole in any order, and each kind by itself', () => {
    expect(seriesOf(number(3), number(1), number(1, 'CP'), number(2))).toEqual([]);
  });
  it('name the first that is missing or twice there', () => {
    expect(seriesOf(number(1), number(3))).toEqual(['XC-BJ01-2021-000002']);
    expect(seriesOf(number(1), number(2), number(2))).toEqual(['XC-BJ01-2021-000003']);
    expect(seriesOf(number(2, 'CP'), number(1))).toEqual(['CP-BJ01-2021-000001']);
  });
  it('of many years are looked through in one go', () => {
    const series = createSeries();
    for (let serial = 300_000; serial > 0; serial -= 1) series.add(number(serial));
    expect(series.count()).toBe(300_000);
    expect(series.broken()).toEqual([]);
  });
});
