import fc from 'fast-check';
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import cn from '../../assets/calendars/cn.json' with { type: 'json' };
import { CalendarError, createCalendar, readCalendar } from '../../domain/calendar/calendar.ts';
import { addDays, dayOf, isDay, isInstant, isoToMs, weekdayOf } from '../../domain/clocks/shanghai.ts';

const calendar = createCalendar([cn]);
const address = 'https://www.gov.cn/zhengce/zhengceku/202611/content_1.htm';
const year = (holidays: { name: string; from: string; to: string }[], workdays: string[] = []) => ({ notices: [{ address, holidays, workdays }] });
const file = (years: Record<string, unknown>) => ({ region: 'CN', years });
const faults = (...files: unknown[]) => {
  const read = readCalendar(files);
  return read.ok ? [] : read.error.map(({ code, field }) => ({ code, field }));
};

describe('the calendar that ships', () => {
  test('tells weekday, weekend, holiday and make-up workday apart, with the notice', () => {
    const notice = 'http://www.gov.cn/zhengce/zhengceku/2021-10/25/content_5644835.htm';
    expect(calendar.dayKind('2022-04-22')).toEqual({ working: true, why: 'weekday', estimated: false });
    expect(calendar.dayKind('2022-04-23')).toEqual({ working: false, why: 'weekend', estimated: false });
    expect(calendar.dayKind('2022-04-24')).toEqual({ working: true, why: 'makeup', notice, estimated: false });
    expect(calendar.dayKind('2022-05-02')).toEqual({ working: false, why: 'holiday', name: '劳动节', notice, estimated: false });
  });

  test('December days are settled by the notice of the year after', () => {
    expect(calendar.dayKind('2018-12-29')).toMatchObject({ working: true, why: 'makeup', notice: expect.stringContaining('content_5346276') });
    expect(calendar.dayKind('2022-12-31')).toMatchObject({ working: false, name: '元旦', notice: expect.stringContaining('content_5730844') });
  });

  test('a second notice of a year explains its own days', () => {
    expect(calendar.dayKind('2015-09-03').notice).toContain('content_9742');
    expect(calendar.dayKind('2019-05-02').notice).toContain('content_5375877');
    expect(calendar.dayKind('2020-01-31').notice).toContain('content_5472352');
    expect(calendar.dayKind('2020-02-03')).toMatchObject({ working: true, why: 'weekday' });
  });

  test('a year not published is Monday to Friday, and says so', () => {
    expect(calendar.published).toEqual({ from: 2004, to: 2026 });
    expect(calendar.dayKind('2027-01-01')).toEqual({ working: true, why: 'weekday', estimated: true });
    expect(calendar.dayKind('2027-01-02')).toEqual({ working: false, why: 'weekend', estimated: true });
    expect(calendar.dayKind('2026-12-31').estimated).toBe(true);
    expect(calendar.dayKind('2026-12-24').estimated).toBe(false);
    expect(calendar.dayKind('2025-12-31').estimated).toBe(false);
  });

  test('the years before 2008 had long May holidays, moved weekends and no Qingming', () => {
    expect(calendar.dayKind('2004-05-06')).toMatchObject({ working: false, name: '劳动节' });
    expect(calendar.dayKind('2004-05-08')).toMatchObject({ working: true, why: 'makeup', notice: expect.stringContaining('wikisource') });
    expect(calendar.dayKind('2005-12-31')).toMatchObject({ working: true, why: 'makeup', notice: expect.stringContaining('content_133837') });
    expect(calendar.dayKind('2006-04-05')).toEqual({ working: true, why: 'weekday', estimated: false });
    expect(calendar.dayKind('2003-10-01')).toEqual({ working: true, why: 'weekday', estimated: true });
  });

  test('every year gives the statutory days and leaves a workday count that a year can have', () => {
    for (let year = 2004; year <= 2026; year += 1) {
      const { count, estimated } = calendar.workdaysBetween(`${year - 1}-12-31`, `${year}-12-31`);
      // 365 days less 104 or more of weekends less 10 (to 2007), 11 (to 2024) or 13 statutory days, give or take what December lends
      expect({ year, ok: count >= 246 && count <= 254 }).toEqual({ year, ok: true });
      expect(estimated).toBe(year === 2026);
    }
  });

  test('refuses what is no day', () => expect(() => calendar.dayKind('2022-02-30')).toThrow(RangeError));

  const shared = new URL('../../../shared/data/calendar.json', import.meta.url);
  test.skipIf(!existsSync(shared))('agrees with the collected facts on every day', () => {
    const facts = JSON.parse(readFileSync(shared, 'utf8')) as Record<string, { notices: string[]; off: string[]; work: string[] }>;
    const off = new Set(Object.values(facts).flatMap((each) => each.off));
    const work = new Set(Object.values(facts).flatMap((each) => each.work));
    for (let day = '2007-01-01'; day < '2027-01-01'; day = addDays(day, 1)) {
      const expected = work.has(day) || (!off.has(day) && weekdayOf(day) < 6);
      expect({ day, working: calendar.dayKind(day).working }).toEqual({ day, working: expected });
    }
    for (const [each, { notices }] of Object.entries(facts)) {
      expect((cn.years as Record<string, { notices: { address: string }[] }>)[each]?.notices.map((notice) => notice.address)).toEqual(notices);
    }
  });
  if (!existsSync(shared)) console.log('skipped: ../shared/data/calendar.json is absent, the calendar is not compared with it');
});

describe('update files', () => {
  const update = file({ 2027: year([{ name: '元旦', from: '2026-12-31', to: '2027-01-02' }], ['2026-12-27']) });

  test('add a year, and settle the December before it', () => {
    const updated = createCalendar([cn, update]);
    expect(updated.dayKind('2026-12-31')).toMatchObject({ working: false, name: '元旦', estimated: false });
    expect(updated.dayKind('2026-12-27')).toMatchObject({ working: true, why: 'makeup', estimated: false });
    expect(updated.dayKind('2027-01-04').estimated).toBe(false);
    expect(updated.dayKind('2028-01-03').estimated).toBe(true);
  });

  test('replace a year they name', () => {
    const updated = createCalendar([cn, file({ 2026: year([{ name: '元旦', from: '2026-01-01', to: '2026-01-01' }]) })]);
    expect(updated.dayKind('2026-01-02').working).toBe(true);
    expect(updated.dayKind('2025-10-01').working).toBe(false);
  });
});

describe('faulty files name the field', () => {
  const good = { name: '元旦', from: '2026-01-01', to: '2026-01-03' };
  test.each<[string, unknown, { code: string; field: string }]>([
    ['a day that does not exist', file({ 2026: year([{ ...good, to: '2026-02-30' }]) }), { code: 'shape', field: '0.years.2026.notices.0.holidays.0.to' }],
    ['no notice address', file({ 2026: { notices: [{ address: 'none', holidays: [], workdays: [] }] } }), { code: 'shape', field: '0.years.2026.notices.0.address' }],
    ['a workday that is also a holiday', file({ 2026: year([good], ['2026-01-03']) }), { code: 'overlap', field: 'years.2026.notices.0.workdays.0' }],
    ['two holidays on one day', file({ 2026: year([good, { ...good, name: '春节' }]) }), { code: 'overlap', field: 'years.2026.notices.0.holidays.1' }],
    ['an end before its start', file({ 2026: year([{ ...good, to: '2025-12-31' }]) }), { code: 'order', field: 'years.2026.notices.0.holidays.0' }],
    ['a holiday of a year', file({ 2026: year([{ ...good, to: '2026-12-31' }]) }), { code: 'order', field: 'years.2026.notices.0.holidays.0' }],
    ['a day of another year', file({ 2026: year([], ['2025-11-30']) }), { code: 'year', field: 'years.2026.notices.0.workdays.0' }],
    ['a missing year', file({ 2024: year([]), 2026: year([good]) }), { code: 'hole', field: 'years.2025' }],
    ['another region', { region: 'XX', years: {} }, { code: 'shape', field: '0.region' }],
    ['no year', file({}), { code: 'hole', field: 'years' }],
  ])('%s', (_, broken, fault) => expect(faults(broken)).toContainEqual(fault));

  test('an update that leaves a hole is refused, and createCalendar throws', () => {
    const gap = file({ 2028: year([]) });
    expect(faults(cn, gap)).toEqual([{ code: 'hole', field: 'years.2027' }]);
    expect(() => createCalendar([cn, gap])).toThrow(CalendarError);
    expect(() => createCalendar(['nonsense'])).toThrow(CalendarError);
  });
});

describe('counting working days', () => {
  test('gives what a count day by day gives, over any stretch', () => {
    const start = '2019-12-20';
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 3000 }), fc.integer({ min: -5, max: 900 }), (offset, length) => {
        const first = addDays(start, offset);
        const last = addDays(first, length);
        const days = Array.from({ length: Math.max(0, length) }, (_, n) => calendar.dayKind(addDays(first, n + 1)));
        expect(calendar.workdaysBetween(first, last)).toEqual({ count: days.filter((d) => d.working).length, estimated: days.some((d) => d.estimated) });
      }),
      { numRuns: 60 },
    );
  });
});

describe('times that are reckoned, not parsed', () => {
  const two = (n: number): string => String(n).padStart(2, '0');
  test('says of every day of many years what the language says, and of no other', () => {
    for (const year of [1, 99, 100, 1900, 2000, 2021, 2024, 2100, 9999]) {
      for (let month = 0; month <= 13; month += 1) for (let day = 0; day <= 32; day += 1) {
        const text = `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`;
        const parsed = new Date(`${text}T00:00:00Z`);
        const isReal = !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(text);
        expect([text, isDay(text), isInstant(`${text}T08:00+08:00`)]).toEqual([text, isReal, isReal]);
        if (isReal) expect([text, isoToMs(`${text}T08:05:09+08:00`)]).toEqual([text, Date.parse(`${text}T08:05:09+08:00`)]);
      }
    }
  });

  test('reads every offset and fraction, and refuses what is no time', () => {
    for (const text of ['2021-10-12T23:59+08:00', '2021-10-12T23:59:59+08:00', '2021-10-12T23:59:59.5+08:00', '2021-10-12T16:30Z', '2021-10-12T11:30:01-05:30', '0050-01-01T00:00+08:00']) expect([text, isoToMs(text)]).toEqual([text, Date.parse(text)]);
    expect([dayOf('2021-10-12T16:30Z'), dayOf('2021-10-12T23:59+08:00')]).toEqual(['2021-10-13', '2021-10-12']);
    for (const text of ['', '2021-10-12', '2021-10-12T24:00+08:00', '2021-02-29T10:00+08:00', '2021-10-12T10:00', '2021-10-12T10:60+08:00']) expect(isInstant(text)).toBe(false);
  });
});
