import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import cn from '../../assets/calendars/cn.json' with { type: 'json' };
import sample from '../../assets/profiles/jifenluohu.json' with { type: 'json' };
import { createCalendar } from '../../domain/calendar/calendar.ts';
import { serviceHoursOf } from '../../domain/clocks/contractClock.ts';
import { deadlineOf, type ClockFigure } from '../../domain/clocks/deadline.ts';
import type { Pause } from '../../domain/clocks/pauses.ts';
import { readingsOf, reckonedDayToText, switchMeanings } from '../../domain/clocks/readings.ts';
import { addMonths, isoToMs, msToSecond } from '../../domain/clocks/shanghai.ts';
import { profileSchema } from '../../domain/contract/profile.ts';

const calendar = createCalendar([cn]);
const profile = profileSchema.parse(sample);
const hours = serviceHoursOf(profile);
const at = (iso: string) => `${iso}+08:00`;
const due = (rule: ClockFigure, from: string, pauses: readonly Pause[] = []) => deadlineOf(rule, at(from), calendar, { pauses, hours }).due;
const days = (rule: ClockFigure, from: string, pauses: readonly Pause[] = []) => deadlineOf(rule, at(from), calendar, { pauses, hours }).days;

describe('switches', () => {
  // Friday 2022-04-22; Saturday rests, Sunday 4/24 is worked
  test.each<[string, ClockFigure, string, string]>([
    ['the day of the event is day 1 (201 put aside)', { figure: 3, unit: 'workday', switches: { eventDay: 'included' } }, '2022-04-22T15:00', '2022-04-25T23:59:59'],
    ['and day 1 is the next working day when the event was on a rest day', { figure: 1, unit: 'workday', switches: { eventDay: 'included' } }, '2022-04-23T15:00', '2022-04-24T23:59:59'],
    ['natural days from the event on', { figure: 3, unit: 'day', switches: { eventDay: 'included', restDay: 'stays' } }, '2022-04-22T15:00', '2022-04-24T23:59:59'],
    ['a Saturday stays the last day (203 put aside)', { figure: 1, unit: 'day', switches: { restDay: 'stays' } }, '2022-04-22T15:00', '2022-04-23T23:59:59'],
    ['不满 3 days leaves two (1259)', { figure: 3, unit: 'workday', switches: { bound: 'under' } }, '2022-04-22T15:00', '2022-04-25T23:59:59'],
    ['超过 3 days begins behind the third', { figure: 3, unit: 'workday', switches: { bound: 'over' } }, '2022-04-22T15:00', '2022-04-26T23:59:59'],
    ['a cost from the 3rd day on leaves two', { figure: 3, unit: 'workday', switches: { accrues: 'from' } }, '2022-04-22T15:00', '2022-04-25T23:59:59'],
    ['a cost after the 3rd day leaves three', { figure: 3, unit: 'workday', switches: { accrues: 'after' } }, '2022-04-22T15:00', '2022-04-26T23:59:59'],
    ['the day ends with office hours (203)', { figure: 3, unit: 'workday', switches: { endsAt: 'office' } }, '2022-04-22T15:00', '2022-04-26T17:30:00'],
    ['but a same-day clock keeps its whole day', { figure: 0, unit: 'workday', switches: { endsAt: 'office' } }, '2022-04-22T18:00', '2022-04-22T23:59:59'],
    ['不满 6 hours stops a second before', { figure: 6, unit: 'hour', switches: { bound: 'under' } }, '2022-04-22T15:00', '2022-04-22T20:59:59'],
    // back from Monday 4/25: Sunday 4/24 is 1, Saturday rests, Friday 4/22 is 2
    ['two working days before', { figure: 2, unit: 'workday', direction: 'before' }, '2022-04-25T00:00', '2022-04-22T23:59:59'],
    ['a month before the last of March is the last of February', { figure: 1, unit: 'month', direction: 'before' }, '2022-03-31T00:00', '2022-02-28T23:59:59'],
    ['a month runs to its corresponding day (202)', { figure: 1, unit: 'month' }, '2022-05-15T09:00', '2022-06-15T23:59:59'],
    // 2022-06-04 lies in Dragon Boat, 6/3 to 6/5
    ['and moves as any natural-day clock does', { figure: 1, unit: 'month' }, '2022-05-04T09:00', '2022-06-06T23:59:59'],
  ])('%s', (_, rule, from, expected) => expect(due(rule, from)).toBe(at(expected)));

  test('the day that already costs is named', () => {
    expect(days({ figure: 3, unit: 'workday', switches: { accrues: 'from' } }, '2022-04-22T15:00').at(-1)).toMatchObject({ day: '2022-04-26', counted: false, verdict: 'costs' });
  });

  test('both readings of every switch are told in both languages', () => {
    const late = readingsOf(profile.rules.find((rule) => rule.id === 'payment-late')!);
    const accrues = late.find((each) => each.switch === 'accrues');
    expect(accrues).toMatchObject({ value: 'from', meaning: { en: expect.stringContaining('already costs') }, otherwise: [{ value: 'after' }] });
    for (const meanings of Object.values(switchMeanings)) for (const { zh, en } of Object.values(meanings)) expect(zh.length * en.length).toBeGreaterThan(0);
    // hours know neither rest days nor the day of the event
    expect(readingsOf({ unit: 'hour' }).map((each) => each.switch)).toEqual(['bound']);
  });

  test('months keep their day, or take the last there is', () => {
    expect([addMonths('2022-01-31', 1), addMonths('2024-01-31', 1), addMonths('2022-12-15', 2), addMonths('2022-03-31', -4)]).toEqual(['2022-02-28', '2024-02-29', '2023-02-15', '2021-11-30']);
  });
});

describe('hours of a service calendar (R5, R6)', () => {
  test.each<[string, ClockFigure, string, string]>([
    // an hour is left on Friday; Saturday is closed, the worked Sunday opens at 08:30
    ['5×8 goes on when the office opens again', { figure: 2, unit: 'hour', calendar: '5x8' }, '2022-04-22T16:30', '2022-04-24T09:30:00'],
    ['5×8 passes over lunch (12)', { figure: 2, unit: 'hour', calendar: '5x8' }, '2022-04-22T11:30', '2022-04-22T14:30:00'],
    ['5×8 ends as the office closes, not when it opens again', { figure: 1, unit: 'hour', calendar: '5x8' }, '2022-04-22T16:30', '2022-04-22T17:30:00'],
    ['5×8 begins in the morning for an event of the night', { figure: 1, unit: 'hour', calendar: '5x8' }, '2022-04-22T23:00', '2022-04-24T09:30:00'],
    ['7×12 has no weekend', { figure: 2, unit: 'hour', calendar: '7x12' }, '2022-04-22T19:00', '2022-04-23T09:00:00'],
    ['7×24 runs through the night', { figure: 6, unit: 'hour', calendar: '7x24' }, '2022-04-22T22:30', '2022-04-23T04:30:00'],
  ])('%s', (_, rule, from, expected) => expect(due(rule, from)).toBe(at(expected)));

  test('lunch counts where the setting says so', () => {
    expect(deadlineOf({ figure: 2, unit: 'hour', calendar: '5x8' }, at('2022-04-22T11:30'), calendar, { hours: { ...hours, lunchBreak: false } }).due).toBe(at('2022-04-22T13:30:00'));
  });
  test('another contract\'s desk is another row: 6×10', () => {
    const desk = { ...hours, serviceCalendars: [{ id: '6x10', rule: 'R1', clause: '服务', label: { zh: '6×10', en: '6×10' }, days: 'workday' as const, hours: { from: '08:00', to: '18:00' } }] };
    expect(deadlineOf({ figure: 12, unit: 'hour', calendar: '6x10' }, at('2022-04-22T17:00'), calendar, { hours: desk }).due).toBe(at('2022-04-25T09:00:00'));
  });
  test('each day says how many of its hours counted', () => {
    const lines = days({ figure: 2, unit: 'hour', calendar: '5x8' }, '2022-04-22T16:30');
    expect(lines.map(({ day, verdict, hours: counted }) => [day, verdict, counted])).toEqual([['2022-04-22', 'counted', 1], ['2022-04-23', 'closed', 0], ['2022-04-24', 'counted', 1]]);
    expect(reckonedDayToText(lines[2]!, 'en')).toBe('counted · make-up workday · 1 h');
  });
  test('a year not published is said for working days, not for every day', () => {
    expect(deadlineOf({ figure: 2, unit: 'hour', calendar: '5x8' }, at('2027-03-03T09:00'), calendar, { hours }).estimated).toBe(true);
    expect(deadlineOf({ figure: 2, unit: 'hour', calendar: '7x12' }, at('2027-03-03T09:00'), calendar, { hours }).estimated).toBe(false);
  });
  test('a calendar the profile lacks is refused by name', () => {
    expect(() => due({ figure: 2, unit: 'hour', calendar: '9x9' }, '2022-04-22T16:30')).toThrow(expect.objectContaining({ code: 'calendar-unknown', field: 'calendar' }));
  });
});

describe('pauses', () => {
  const waiting: Pause = { from: '2022-04-24', to: '2022-04-25', reason: '等待客户确认', evidence: 'QR-1' };

  test('suspended days are passed over and named, with their evidence', () => {
    const reckoned = deadlineOf({ figure: 3, unit: 'workday' }, at('2022-04-22T15:00'), calendar, { pauses: [waiting] });
    expect(reckoned.due).toBe(at('2022-04-28T23:59:59'));
    expect(reckoned.days.filter((each) => each.verdict === 'paused').map(({ day, reason, evidence }) => ({ day, reason, evidence }))).toEqual(
      ['2022-04-24', '2022-04-25'].map((day) => ({ day, reason: '等待客户确认', evidence: 'QR-1' })),
    );
    expect(reckonedDayToText(reckoned.days[2]!, 'zh')).toBe('中止，不计 · 调休上班 · 等待客户确认，见QR-1');
  });
  test('a pause of an hour suspends its whole day on a clock of days, and itself alone on a clock of hours', () => {
    const hour: Pause = { from: at('2022-04-25T10:00'), to: at('2022-04-25T11:00'), reason: '停电' };
    expect(due({ figure: 3, unit: 'workday' }, '2022-04-22T15:00', [hour])).toBe(at('2022-04-27T23:59:59'));
    expect(due({ figure: 3, unit: 'hour' }, '2022-04-25T09:00', [hour])).toBe(at('2022-04-25T13:00:00'));
    expect(due({ figure: 3, unit: 'hour', calendar: '5x8' }, '2022-04-25T09:00', [hour])).toBe(at('2022-04-25T14:00:00'));
  });
  test('a pause that ends at midnight leaves the next day alone', () => {
    expect(due({ figure: 1, unit: 'day', switches: { restDay: 'stays' } }, '2022-04-25T09:00', [{ from: at('2022-04-25T00:00'), to: at('2022-04-26T00:00'), reason: '停电' }])).toBe(at('2022-04-26T23:59:59'));
  });
  test('pauses may overlap, and a last day does not move onto a paused one', () => {
    expect(due({ figure: 3, unit: 'workday' }, '2022-04-22T15:00', [waiting, { ...waiting, from: '2022-04-25' }])).toBe(at('2022-04-28T23:59:59'));
    // one day after Friday is Saturday; Sunday 4/24 is worked but suspended, and so is Monday
    expect(due({ figure: 1, unit: 'day' }, '2022-04-22T15:00', [waiting])).toBe(at('2022-04-26T23:59:59'));
  });
  test.each<[string, Pause, string, string]>([
    ['no day', { ...waiting, from: '2022-02-30' }, 'not-an-instant', 'pauses.0.from'],
    ['a year out of reach', { ...waiting, to: '9999-12-31' }, 'not-an-instant', 'pauses.0.to'],
    ['its end first', { ...waiting, to: '2022-04-23' }, 'pause-order', 'pauses.0.to'],
    ['no reason', { ...waiting, reason: ' ' }, 'pause-reason', 'pauses.0.reason'],
  ])('with %s are refused with the field', (_, pause, code, field) => {
    expect(() => due({ figure: 3, unit: 'workday' }, '2022-04-22T15:00', [pause])).toThrow(expect.objectContaining({ code, field }));
  });
  test('a notice reckoned back cannot stand still', () => {
    expect(() => due({ figure: 30, unit: 'day', direction: 'before' }, '2022-09-26T00:00', [waiting])).toThrow(expect.objectContaining({ code: 'pause-direction' }));
  });
});

describe('properties', () => {
  const instant = fc.integer({ min: Date.UTC(2007, 0, 1), max: Date.UTC(2025, 9, 1) }).map(msToSecond);
  const figures = [fc.integer({ min: 0, max: 25 }), fc.integer({ min: 0, max: 25 })] as const;
  const rule = fc.constantFrom<Omit<ClockFigure, 'figure'>>(
    { unit: 'workday' }, { unit: 'day', switches: { restDay: 'stays' } }, { unit: 'hour' }, { unit: 'hour', calendar: '5x8' }, { unit: 'hour', calendar: '7x12' },
  );

  test('a and then b is a and b together', () => {
    fc.assert(
      fc.property(rule, instant, ...figures, (shape, from, a, b) => {
        const first = deadlineOf({ ...shape, figure: a }, from, calendar, { hours }).due;
        expect(deadlineOf({ ...shape, figure: b }, first, calendar, { hours }).due).toBe(deadlineOf({ ...shape, figure: a + b }, from, calendar, { hours }).due);
      }),
      { numRuns: 200 },
    );
  });

  test('a pause never brings a deadline nearer, and one behind it changes nothing', () => {
    fc.assert(
      fc.property(rule, instant, figures[0], fc.nat(40 * 86_400_000), fc.integer({ min: 1000, max: 20 * 86_400_000 }), (shape, from, figure, wait, length) => {
        const plain = deadlineOf({ ...shape, figure }, from, calendar, { hours }).due;
        const start = isoToMs(from) + wait;
        const paused = deadlineOf({ ...shape, figure }, from, calendar, { hours, pauses: [{ from: msToSecond(start), to: msToSecond(start + length), reason: 'r' }] }).due;
        expect(paused >= plain).toBe(true);
        if (start > isoToMs(plain)) expect(paused).toBe(plain);
      }),
      { numRuns: 200 },
    );
  });
});
