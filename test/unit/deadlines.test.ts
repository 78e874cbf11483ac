import { spawnSync } from 'node:child_process';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import cn from '../../assets/calendars/cn.json' with { type: 'json' };
import { createCalendar } from '../../domain/calendar/calendar.ts';
import { deadlineOf, remaining } from '../../domain/clocks/deadline.ts';
import { addDays, dayOf, daysBetween, endOfDay, isDay, isInstant, isoToMs, mondayOf, msToMinute, msToSecond, startOfDay, timeOfDay, weekdayOf } from '../../domain/clocks/shanghai.ts';
import { formatDay, formatDeadline, formatDuration, formatFormalDay, formatFormalTime, formatTime } from '../../domain/text/timeFormat.ts';

const calendar = createCalendar([cn]);
const at = (iso: string) => `${iso}+08:00`;
const rule = (figure: number, unit: 'workday' | 'day' | 'hour') => ({ figure, unit });

describe('Shanghai arithmetic', () => {
  test('instants and days', () => {
    expect(isoToMs('2021-10-12T14:05+08:00')).toBe(Date.UTC(2021, 9, 12, 6, 5));
    expect(msToMinute(Date.UTC(2021, 9, 12, 6, 5, 59, 999))).toBe('2021-10-12T14:05+08:00');
    expect(msToSecond(Date.UTC(2021, 9, 12, 16, 0, 1))).toBe('2021-10-13T00:00:01+08:00');
    expect(dayOf('2021-10-12T23:30:00.123Z')).toBe('2021-10-13');
    expect(startOfDay('2021-10-12')).toBe('2021-10-12T00:00:00+08:00');
    expect(endOfDay('2021-10-12')).toBe('2021-10-12T23:59:59+08:00');
    expect(timeOfDay('2021-10-12', '12:00')).toBe('2021-10-12T12:00:00+08:00');
    expect(timeOfDay('2021-10-12', '24:00')).toBe('2021-10-12T23:59:59+08:00');
    expect([weekdayOf('2021-10-11'), weekdayOf('2021-10-17')]).toEqual([1, 7]);
    expect(mondayOf('2021-10-17')).toBe('2021-10-11');
    expect(addDays('2024-02-28', 2)).toBe('2024-03-01');
    expect(daysBetween('2021-12-31', '2022-01-01')).toBe(1);
  });
  test.each(['2021-02-29', '2021-13-01', '2021-1-1', '', '2021-10-12T00:00+08:00'])('%j is no day', (text) => expect(isDay(text)).toBe(false));
  test.each(['2021-10-12', '2021-10-12T14:05', '2021-10-12T24:00+08:00', '2021-02-30T14:05+08:00', '2021-10-12T14:60Z'])('%j is no instant', (text) => {
    expect(isInstant(text)).toBe(false);
    expect(() => isoToMs(text)).toThrow(RangeError);
  });
  test('there and back', () => {
    fc.assert(
      fc.property(fc.integer({ min: Date.UTC(1992, 0, 1), max: Date.UTC(2099, 11, 31) }), (ms) => {
        expect(isoToMs(msToSecond(ms))).toBe(Math.floor(ms / 1000) * 1000);
        expect(daysBetween(dayOf(msToSecond(ms)), addDays(dayOf(msToSecond(ms)), 400))).toBe(400);
      }),
    );
  });
});

describe('deadlines worked by hand', () => {
  test.each<[string, number, 'workday' | 'day' | 'hour', string, string]>([
    // Friday; Saturday 4/23 rests, Sunday 4/24 is a make-up workday (day 1), Monday 4/25 is day 2.
    ['2022-04-22T15:00', 2, 'workday', '2022-04-25T23:59:59', 'a make-up Sunday counts'],
    // One more: Tuesday 4/26 is day 3.
    ['2022-04-22T15:00', 3, 'workday', '2022-04-26T23:59:59', 'and the days after it go on'],
    // Friday 4/29; 4/30 to 5/4 Labour Day; 5/5 day 1, 5/6 day 2, Saturday 5/7 is a make-up workday: day 3.
    ['2022-04-29T09:00', 3, 'workday', '2022-05-07T23:59:59', 'a holiday is passed over, its make-up Saturday counts'],
    // Thursday 9/30/2021; 10/1 to 10/7 National Day; 10/8 day 1, make-up Saturday 10/9 day 2, Sunday rests, 10/11 day 3, 10/12 4, 10/13 5.
    ['2021-09-30T23:59', 5, 'workday', '2021-10-13T23:59:59', 'the archive clock over National Day'],
    // The event on a holiday: day 1 is 10/8, day 2 the make-up Saturday.
    ['2021-10-03T08:00', 2, 'workday', '2021-10-09T23:59:59', 'an event on a rest day'],
    // Contract look: Tuesday; Wednesday day 1, Thursday day 2.
    ['2021-10-12T14:05', 2, 'workday', '2021-10-14T23:59:59', 'an ordinary week'],
    ['2021-10-12T14:05', 0, 'workday', '2021-10-12T23:59:59', 'figure 0 is the day itself'],
    ['2021-10-02T14:05', 0, 'workday', '2021-10-02T23:59:59', 'figure 0 on a rest day stays there'],
    // 15 days after 2021-12-26 is Monday 2022-01-10.
    ['2021-12-26T10:00', 15, 'day', '2022-01-10T23:59:59', 'the review clock'],
    // 15 days after 2021-09-20 is Tuesday 10/5, National Day: moves to Friday 10/8.
    ['2021-09-20T10:00', 15, 'day', '2021-10-08T23:59:59', 'a natural-day clock leaves the holiday'],
    // 1 day after Friday 2022-04-22 is Saturday; Sunday 4/24 is a workday, so it moves by one day only.
    ['2022-04-22T10:00', 1, 'day', '2022-04-24T23:59:59', 'it moves onto a make-up workday'],
    ['2021-10-01T22:30', 6, 'hour', '2021-10-02T04:30:00', 'hours run through nights and holidays'],
    ['2021-10-01T22:30', 0.5, 'hour', '2021-10-01T23:00:00', 'half hours'],
  ])('%s + %d %s = %s (%s)', (from, figure, unit, due) => {
    expect(deadlineOf(rule(figure, unit), at(from), calendar)).toMatchObject({ due: at(due), estimated: false });
  });

  test('two working days from 22 April 2022 end on the 25th, because the Sunday between is worked', () => {
    const notice = 'http://www.gov.cn/zhengce/zhengceku/2021-10/25/content_5644835.htm';
    expect(deadlineOf(rule(2, 'workday'), at('2022-04-22T15:00'), calendar).days).toEqual([
      { day: '2022-04-22', counted: false, verdict: 'event', why: 'event' },
      { day: '2022-04-23', counted: false, verdict: 'rest', why: 'weekend' },
      { day: '2022-04-24', counted: true, verdict: 'counted', why: 'makeup', notice },
      { day: '2022-04-25', counted: true, verdict: 'counted', why: 'weekday' },
    ]);
  });

  test('the moved last day is shown, and the switch keeps it', () => {
    const review = deadlineOf(rule(15, 'day'), at('2021-09-20T10:00'), calendar);
    expect(review.days.filter((each) => each.counted)).toHaveLength(15);
    expect(review.days.filter((each) => each.moved).map((each) => each.day)).toEqual(['2021-10-06', '2021-10-07', '2021-10-08']);
    expect(deadlineOf({ ...rule(15, 'day'), switches: { restDay: 'stays' } }, at('2021-09-20T10:00'), calendar).due).toBe(at('2021-10-05T23:59:59'));
  });

  test('a deadline in an unpublished year says so', () => {
    expect(deadlineOf(rule(3, 'workday'), at('2026-12-30T10:00'), calendar)).toMatchObject({ due: at('2027-01-04T23:59:59'), estimated: true });
    expect(deadlineOf(rule(3, 'day'), at('2026-12-30T10:00'), calendar).estimated).toBe(true);
    expect(deadlineOf(rule(3, 'hour'), at('2026-12-31T23:00'), calendar).estimated).toBe(false);
  });

  test('broken figures and instants throw', () => {
    expect(() => deadlineOf(rule(1.5, 'workday'), at('2021-10-12T14:05'), calendar)).toThrow(RangeError);
    expect(() => deadlineOf(rule(1, 'day'), '2021-10-12', calendar)).toThrow(RangeError);
  });
});

describe('properties', () => {
  const instant = fc.integer({ min: Date.UTC(2007, 0, 1), max: Date.UTC(2026, 9, 1) }).map(msToSecond);
  const unit = fc.constantFrom('workday' as const, 'day' as const, 'hour' as const);

  test('a working-day clock never ends on a rest day, and counts exactly its figure', () => {
    fc.assert(
      fc.property(instant, fc.integer({ min: 1, max: 40 }), (from, figure) => {
        const { due, days } = deadlineOf(rule(figure, 'workday'), from, calendar);
        expect(calendar.dayKind(dayOf(due)).working).toBe(true);
        expect(days.filter((each) => each.counted)).toHaveLength(figure);
        expect(days.map((each) => each.day)).toEqual(days.map((_, n) => addDays(dayOf(from), n)));
      }),
    );
  });

  test('a natural-day clock never ends on a rest day while the switch is on', () => {
    fc.assert(
      fc.property(instant, fc.integer({ min: 1, max: 90 }), (from, figure) => {
        expect(calendar.dayKind(dayOf(deadlineOf(rule(figure, 'day'), from, calendar).due)).working).toBe(true);
      }),
    );
  });

  test('a later event or a larger figure never ends earlier', () => {
    fc.assert(
      fc.property(instant, fc.nat(30 * 86_400_000), fc.nat(30), fc.nat(10), unit, (from, later, figure, more, unit) => {
        const base = isoToMs(deadlineOf(rule(figure, unit), from, calendar).due);
        expect(isoToMs(deadlineOf(rule(figure, unit), msToSecond(isoToMs(from) + later), calendar).due)).toBeGreaterThanOrEqual(base);
        expect(isoToMs(deadlineOf(rule(figure + more, unit), from, calendar).due)).toBeGreaterThanOrEqual(base);
      }),
    );
  });

  test('remaining working days agree with the clock that set them', () => {
    fc.assert(
      fc.property(instant, fc.integer({ min: 1, max: 30 }), (from, figure) => {
        const left = remaining(deadlineOf(rule(figure, 'workday'), from, calendar).due, from, calendar);
        expect(left).toMatchObject({ overdue: false, workdays: figure });
      }),
    );
  });

  test('the laptop\'s zone changes nothing', () => {
    const script = `
      import { readFileSync } from 'node:fs';
      import { createCalendar } from './domain/calendar/calendar.ts';
      import { deadlineOf, remaining } from './domain/clocks/deadline.ts';
      import { formatTime, formatDeadline } from './domain/text/timeFormat.ts';
      import { parseTimeInput } from './domain/text/timeInput.ts';
      import { dutiesOn } from './domain/today/duties.ts';
      const calendar = createCalendar([JSON.parse(readFileSync('assets/calendars/cn.json', 'utf8'))]);
      const profile = JSON.parse(readFileSync('assets/profiles/jifenluohu.json', 'utf8'));
      const out = [];
      for (const now of ['2021-10-12T00:10+08:00', '2022-03-13T23:50+08:00', '2022-03-27T02:30+08:00', '2021-11-07T17:20+08:00']) {
        for (const unit of ['workday', 'day', 'hour']) {
          const { due, days } = deadlineOf({ figure: 5, unit }, now, calendar);
          out.push(due, days, formatDeadline(remaining(due, now, calendar), unit, 'zh', now));
        }
        out.push(formatTime(now, 'en', now), parseTimeInput('昨天 9点半', 'minute', now), dutiesOn(profile, calendar, now, []));
      }
      console.log(new Date('2021-10-12T00:00:00').getTimezoneOffset());
      console.log(JSON.stringify(out));`;
    const outputs = ['Asia/Shanghai', 'America/Los_Angeles', 'Pacific/Kiritimati', 'Europe/London'].map((TZ) => {
      const run = spawnSync(process.execPath, ['--input-type=module', '-e', script], { cwd: new URL('../..', import.meta.url), env: { ...process.env, TZ }, encoding: 'utf8' });
      expect(run.stderr).toBe('');
      return run.stdout.trim().split('\n');
    });
    // The zones did differ, the answers did not.
    expect(outputs.map(([offset]) => offset)).toEqual(['-480', '420', '-840', '-60']);
    expect(new Set(outputs.map(([, answers]) => answers)).size).toBe(1);
  });
});

describe('deadlines in words', () => {
  const now = at('2021-10-12T14:05');
  const words = (due: string, unit: 'workday' | 'day' | 'hour', when = now) =>
    (['zh', 'en'] as const).map((lang) => formatDeadline(remaining(at(due), when, calendar), unit, lang, when));

  test('left and overdue', () => {
    expect(words('2021-10-14T23:59:59', 'workday')).toEqual(['还有 2 个工作日（10月14日 24:00 止）', '2 working days left (until 14 Oct 24:00)']);
    expect(words('2021-10-12T23:59:59', 'workday')).toEqual(['还有 9 小时 55 分钟（10月12日 24:00 止）', '9 hours 55 minutes left (until 12 Oct 24:00)']);
    expect(words('2021-10-11T23:59:59', 'workday')).toEqual(['已逾期 1 个工作日（10月11日 24:00 止）', '1 working day overdue (was due 11 Oct 24:00)']);
    expect(words('2022-01-10T23:59:59', 'day')).toEqual(['还有 90 天（2022年1月10日 24:00 止）', '90 days left (until 10 Jan 2022 24:00)']);
    expect(words('2021-10-12T20:05:00', 'hour')).toEqual(['还有 6 小时（10月12日 20:05 止）', '6 hours left (until 12 Oct 20:05)']);
    // A rest day lies between: no working day passed, so natural days are said.
    expect(words('2021-10-15T23:59:59', 'workday', at('2021-10-16T09:00'))[0]).toBe('已逾期 1 天（10月15日 24:00 止）');
  });

  test('the last second still keeps the rule', () => {
    expect(remaining(at('2021-10-12T23:59:59'), '2021-10-12T23:59:59.999+08:00', calendar)).toMatchObject({ overdue: false, minutes: 0 });
    expect(remaining(at('2021-10-12T23:59:59'), at('2021-10-13T00:00:00'), calendar)).toMatchObject({ overdue: true, minutes: 0 });
  });

  test('times, days and durations', () => {
    expect(formatTime(now, 'zh', now)).toBe('10月12日 周二 14:05');
    expect(formatTime(now, 'en', now)).toBe('Tue 12 Oct 14:05');
    expect(formatTime('2020-10-12T06:05:00Z', 'zh', now)).toBe('2020年10月12日 周一 14:05');
    expect(formatTime('2020-10-12T06:05:00Z', 'en', now)).toBe('Mon 12 Oct 2020 14:05');
    expect(formatDay('2021-10-12', 'zh', now)).toBe('10月12日 周二');
    expect([formatFormalDay('2021-10-12', 'zh'), formatFormalDay('2021-10-12', 'en')]).toEqual(['2021年10月12日', '12 October 2021']);
    expect(formatFormalTime(now, 'zh')).toBe('2021年10月12日 14:05');
    expect([0.5, 1, 60, 61, 1440, 1505].map((minutes) => formatDuration(minutes, 'zh'))).toEqual(['不到 1 分钟', '1 分钟', '1 小时', '1 小时 1 分钟', '1 天', '1 天 1 小时']);
    expect(formatDuration(2885, 'en')).toBe('2 days');
  });
});
