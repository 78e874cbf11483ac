import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dayOf, isDay, isInstant, msToMinute } from '../../domain/clocks/shanghai.ts';
import { formatDay, formatFormalDay, formatFormalTime, formatTime } from '../../domain/text/timeFormat.ts';
import { parseTimeInput } from '../../domain/text/timeInput.ts';

// A Tuesday.
const now = '2021-10-12T14:05+08:00';
const minute = (input: string, at = now) => parseTimeInput(input, 'minute', at)?.replace('+08:00', '') ?? null;
const day = (input: string, at = now) => parseTimeInput(input, 'day', at);

describe('a minute', () => {
  test.each([
    ['8:30', '2021-10-12T08:30'], ['08:30', '2021-10-12T08:30'], ['0830', '2021-10-12T08:30'], ['830', '2021-10-12T08:30'],
    ['14：05', '2021-10-12T14:05'], ['１４：０５', '2021-10-12T14:05'], ['14:05:59', '2021-10-12T14:05'],
    ['昨天 9点半', '2021-10-11T09:30'], ['昨天9点半', '2021-10-11T09:30'], ['前天 9点', '2021-10-10T09:00'], ['明天 9时05分', '2021-10-13T09:05'],
    ['9点一刻', '2021-10-12T09:15'], ['下午2点05分', '2021-10-12T14:05'], ['下午 2:05', '2021-10-12T14:05'], ['上午9点', '2021-10-12T09:00'],
    ['中午12点', '2021-10-12T12:00'], ['中午1点', '2021-10-12T13:00'], ['晚上12点', '2021-10-13T00:00'], ['凌晨12点半', '2021-10-12T00:30'], ['晚上9点', '2021-10-12T21:00'],
    ['2:05 pm', '2021-10-12T14:05'], ['12:30am', '2021-10-12T00:30'], ['yesterday 0830', '2021-10-11T08:30'], ['today 9:00', '2021-10-12T09:00'],
    ['24:00', '2021-10-13T00:00'], ['昨天 24:00', '2021-10-12T00:00'],
    ['10-12 8:30', '2021-10-12T08:30'], ['10/12 8:30', '2021-10-12T08:30'], ['10月12日 14:05', '2021-10-12T14:05'], ['10月12日14:05', '2021-10-12T14:05'], ['10月9号 8点', '2021-10-09T08:00'],
    ['2021-10-12 14:05', '2021-10-12T14:05'], ['2021/10/12 14:05', '2021-10-12T14:05'], ['2021.10.2 14:05', '2021-10-02T14:05'], ['20211012 0830', '2021-10-12T08:30'],
    ['2021-10-12T14:05', '2021-10-12T14:05'], ['2021-10-12T14:05+08:00', '2021-10-12T14:05'], ['2021-10-12T06:05:00Z', '2021-10-12T14:05'],
    ['2021年10月12日 14:05', '2021-10-12T14:05'], ['10月12日 周二 14:05', '2021-10-12T14:05'], ['10月12日（星期二）14:05', '2021-10-12T14:05'],
    ['Tue 12 Oct 14:05', '2021-10-12T14:05'], ['12 October 2021 14:05', '2021-10-12T14:05'],
    ['now', '2021-10-12T14:05'], ['现在', '2021-10-12T14:05'], ['  NOW ', '2021-10-12T14:05'],
  ])('%s', (input, expected) => expect(minute(input)).toBe(expected));

  test.each([
    '', ' ', '今天', '10-12', '2021-10-12', '20211012', '12 Oct 2021', '25:00', '8:60', '24:01', '8:3', '8', 'abc', '2021-02-29 8:00', '13-40 8:00', '2021-10-121405', '10-1214:05',
    '13:00 pm', '0:30 am', '上午 15:00', '晚上1点', '10月12日 周三 14:05', '8:30 8:30', '0012-10-12 8:30', '-8:30', '99999', 'x'.repeat(100),
  ])('%j is not guessed at', (input) => expect(minute(input)).toBe(null));
});

describe('a day', () => {
  test.each([
    ['今天', '2021-10-12'], ['昨天', '2021-10-11'], ['tomorrow', '2021-10-13'], ['now', '2021-10-12'],
    ['10-12', '2021-10-12'], ['1012', '2021-10-12'], ['20211012', '2021-10-12'], ['10月9日', '2021-10-09'], ['9号', '2021-10-09'], ['2021年10月12日', '2021-10-12'],
    ['12 Oct', '2021-10-12'], ['Tue 12 Oct', '2021-10-12'], ['10月12日 周二', '2021-10-12'], ['2021-10-12 14:05', '2021-10-12'], ['2021-10-11T16:30Z', '2021-10-12'],
  ])('%s', (input, expected) => expect(day(input)).toBe(expected));
  test.each(['8:30', '830', '', '2021-02-29', '31日31', '周二', '10月12日 周三'])('%j is not guessed at', (input) => expect(day(input)).toBe(null));

  test('without a year, the nearest is meant', () => {
    expect(day('12-30', '2022-01-03T09:00+08:00')).toBe('2021-12-30');
    expect(day('1-5', '2021-12-30T09:00+08:00')).toBe('2022-01-05');
    expect(day('2-29', '2021-03-01T09:00+08:00')).toBe('2020-02-29');
    expect(day('2-29', '2022-03-01T09:00+08:00')).toBe(null);
  });
});

describe('properties', () => {
  const anyMinute = fc.integer({ min: Date.UTC(2000, 0, 1), max: Date.UTC(2060, 0, 1) }).map(msToMinute);
  test('what we print with its year is read back', () => {
    fc.assert(
      fc.property(anyMinute, (iso) => {
        const later = `${Number(iso.slice(0, 4)) + 1}-06-01T12:00+08:00`;
        for (const lang of ['zh', 'en'] as const) {
          expect(parseTimeInput(formatTime(iso, lang, later), 'minute', later)).toBe(iso);
          expect(parseTimeInput(formatFormalTime(iso, lang), 'minute', later)).toBe(iso);
          expect(parseTimeInput(formatDay(dayOf(iso), lang, later), 'day', later)).toBe(dayOf(iso));
          expect(parseTimeInput(formatFormalDay(dayOf(iso), lang), 'day', later)).toBe(dayOf(iso));
        }
      }),
    );
  });
  test('today\'s times are read back without their year', () => {
    fc.assert(fc.property(anyMinute, (iso) => {
      expect(parseTimeInput(formatTime(iso, 'zh', iso), 'minute', iso)).toBe(iso);
      expect(parseTimeInput(formatTime(iso, 'en', iso), 'minute', iso)).toBe(iso);
    }));
  });
  test('any text gives a real time or null, and never throws', () => {
    const pieces = fc.array(fc.oneof(fc.constantFrom('昨天', '10', '-', '月', '日', '点', '半', ':', '：', ' ', '12', '2021', '下午', 'pm', 't', 'oct', '周二', '0', '分'), fc.string({ maxLength: 4 })), { maxLength: 8 });
    fc.assert(
      fc.property(pieces.map((each) => each.join('')), (input) => {
        const asMinute = parseTimeInput(input, 'minute', now);
        const asDay = parseTimeInput(input, 'day', now);
        expect(asMinute === null || (isInstant(asMinute) && asMinute.endsWith('+08:00'))).toBe(true);
        expect(asDay === null || isDay(asDay)).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });
});
