import { expect, test } from 'vitest';
import { serialToTime } from '../../domain/importing/serialTime.ts';

test('a bare number of a spreadsheet is the time it means, and nothing else is', () => {
  expect(serialToTime('43895.4', 'minute')).toBe('2020-03-05T09:36+08:00');
  expect(serialToTime('43895', 'day')).toBe('2020-03-05');
  expect(serialToTime('43895.99999', 'minute')).toBe('2020-03-06T00:00+08:00');
  // a whole number has no clock
  expect(serialToTime('43895', 'minute')).toBeNull();
  for (const other of ['', '12345', '433895.4', '2020.5', '43895.4 分', '-43895.4']) expect([other, serialToTime(other, 'minute')]).toEqual([other, null]);
});
