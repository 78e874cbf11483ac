import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import cn from '../../assets/calendars/cn.json' with { type: 'json' };
import sample from '../../assets/profiles/jifenluohu.json' with { type: 'json' };
import { createCalendar } from '../../domain/calendar/calendar.ts';
import { addDays, dayOf, msToMinute } from '../../domain/clocks/shanghai.ts';
import { profileSchema } from '../../domain/contract/profile.ts';
import { dutiesOn, type DutyRecord, type DutyRound } from '../../domain/today/duties.ts';

const calendar = createCalendar([cn]);
const profile = profileSchema.parse(sample);
const on = (now: string, existing: readonly DutyRecord[] = [], options?: { since?: string }) => dutiesOn(profile, calendar, `${now}+08:00`, existing, options);
const brief = (sheet: readonly DutyRound[]) => sheet.map((each) => `${each.day.slice(5)} ${each.template}/${each.round.id} ${each.state}`);
const today = (sheet: readonly DutyRound[]) => brief(sheet.filter((each) => each.state !== 'missed'));
const record = (template: string, day: string, round: string, more: Partial<DutyRecord> = {}): DutyRecord => ({
  template, day, round, recordId: `${template}-${day}-${round}`, state: 'signing', closedOrSubmitted: true, ...more,
});

const state = (existing: readonly DutyRecord[]) => {
  const { state, recordId } = on('2021-10-12T10:00', existing).find((each) => each.day === '2021-10-12' && each.template === 'os-daily')!;
  return { state, recordId };
};
const weekly = (now: string, existing: readonly DutyRecord[] = []) => brief(on(now, existing).filter((each) => each.template === 'health-weekly'));

describe('the day sheet', () => {
  test('an ordinary working day, by its rounds', () => {
    expect(today(on('2021-10-12T08:00'))).toEqual([
      '10-12 os-daily/am upcoming', '10-12 db-daily/am upcoming',
      '10-12 os-daily/pm upcoming', '10-12 db-daily/pm upcoming',
      '10-12 app-daily/day upcoming', '10-11 health-weekly/week open',
    ]);
    expect(today(on('2021-10-12T12:00:01'))).toEqual([
      '10-12 os-daily/am late', '10-12 db-daily/am late',
      '10-12 os-daily/pm upcoming', '10-12 db-daily/pm upcoming',
      '10-12 app-daily/day open', '10-11 health-weekly/week open',
    ]);
    const [first] = on('2021-10-12T12:00').filter((each) => each.state !== 'missed');
    expect(first).toEqual({
      dutyId: 'os-daily', rule: 'R10', clause: '系统监测与例行检查', label: { zh: '操作系统巡检', en: 'Operating system inspection' }, form: 'inspection', template: 'os-daily',
      round: { id: 'am', label: { zh: '上午', en: 'Morning' }, from: '08:30', to: '12:00' }, day: '2021-10-12', state: 'open', until: '2021-10-12T12:00:00+08:00',
    });
  });

  test('records: a draft is named but still owed, a submitted one is done, a void one counts for nothing', () => {
    const sheet = record('os-daily', '2021-10-12', 'am', { recordId: 'a' });
    expect(state([])).toEqual({ state: 'open', recordId: undefined });
    expect(state([{ ...sheet, state: 'draft', closedOrSubmitted: false }])).toEqual({ state: 'open', recordId: 'a' });
    expect(state([sheet])).toEqual({ state: 'done', recordId: 'a' });
    expect(state([{ ...sheet, state: 'void' }])).toEqual({ state: 'open', recordId: undefined });
    expect(state([{ ...sheet, state: 'void' }, { ...sheet, recordId: 'b' }])).toEqual({ state: 'done', recordId: 'b' });
    expect(state([{ ...sheet, round: 'pm' }])).toEqual({ state: 'open', recordId: undefined });
  });

  test('rest days owe the daily application monitoring only, a make-up Saturday owes all', () => {
    expect(today(on('2021-10-04T10:00'))).toEqual(['10-04 app-daily/day open', '10-04 health-weekly/week open']);
    expect(today(on('2021-10-09T10:00'))).toHaveLength(6);
  });

  test('the weekly check runs from Monday to its weekday, is late until Sunday and missed after', () => {
    expect(weekly('2021-10-11T08:00')).toContain('10-11 health-weekly/week upcoming');
    expect(weekly('2021-10-15T17:30')).toContain('10-11 health-weekly/week open');
    expect(weekly('2021-10-15T17:31')).toContain('10-11 health-weekly/week late');
    expect(weekly('2021-10-17T20:00')).toContain('10-11 health-weekly/week late');
    expect(weekly('2021-10-18T09:00')).toEqual(['10-11 health-weekly/week missed', '10-18 health-weekly/week open']);
    expect(weekly('2021-10-18T09:00', [record('health-weekly', '2021-10-11', 'week')])).toEqual(['10-18 health-weekly/week open']);
  });

  test('a weekly last day that is a rest day moves on inside its week', () => {
    // Friday 2022-10-07 rests (National Day); Saturday 10-08 is a make-up workday.
    expect(on('2022-10-05T09:00').find((each) => each.template === 'health-weekly' && each.state !== 'missed')?.until).toBe('2022-10-08T17:30:00+08:00');
    // Friday 2021-10-01 rests and so does the whole weekend: it stays, the week is not left.
    expect(on('2021-09-30T09:00').find((each) => each.template === 'health-weekly')?.until).toBe('2021-10-01T17:30:00+08:00');
  });
});

describe('missed rounds', () => {
  test('five working days back, oldest first, without those done', () => {
    const done = ['2021-10-13', '2021-10-14', '2021-10-15', '2021-10-18', '2021-10-19'].flatMap((day) => ['am', 'pm'].flatMap((round) => [record('os-daily', day, round), record('db-daily', day, round)]));
    const missed = brief(on('2021-10-20T10:00', done.filter((each) => each.recordId !== 'os-daily-2021-10-14-pm')).filter((each) => each.state === 'missed'));
    expect(missed).toEqual([
      '10-13 app-daily/day missed', '10-14 os-daily/pm missed', '10-14 app-daily/day missed', '10-11 health-weekly/week missed',
      '10-15 app-daily/day missed', '10-16 app-daily/day missed', '10-17 app-daily/day missed', '10-18 app-daily/day missed', '10-19 app-daily/day missed',
    ]);
  });

  test('nothing is missed before the term, nor before the station was set up', () => {
    expect(on('2021-09-27T10:00').filter((each) => each.state === 'missed')).toEqual([]);
    expect(new Set(on('2021-09-29T10:00').filter((each) => each.state === 'missed').map((each) => each.day))).toEqual(new Set(['2021-09-27', '2021-09-28']));
    expect(on('2021-10-20T10:00', [], { since: '2021-10-20' }).filter((each) => each.state === 'missed')).toEqual([]);
  });

  test('owes no round that had ended when the station was set up, and every one that had not', () => {
    const rounds = (moment: string) => on('2021-10-20T13:39', [], { since: `2021-10-20T${moment}:00+08:00` }).filter((each) => each.day === '2021-10-20');
    expect(rounds('07:00').some((each) => each.state === 'late')).toBe(true);
    expect(rounds('13:38').filter((each) => each.state === 'late' || each.state === 'missed')).toEqual([]);
    expect(rounds('13:38').length).toBeGreaterThan(0);
  });
});

describe('the term', () => {
  test('before it nothing is owed', () => expect(on('2021-09-26T10:00')).toEqual([]));
  test('on its last day duties are ordinary, after it they go on and say so (R33)', () => {
    const last = on('2022-09-26T10:00').filter((each) => each.day === '2022-09-26' && each.template !== 'health-weekly');
    expect(last).toHaveLength(5);
    expect(last.every((each) => each.afterTerm === undefined)).toBe(true);
    const after = on('2022-09-27T10:00').filter((each) => each.state !== 'missed');
    expect(after).toHaveLength(6);
    expect(after.every((each) => each.afterTerm)).toBe(true);
  });
  test('an unpublished year is said', () => expect(on('2027-03-03T10:00').filter((each) => each.template === 'os-daily').every((each) => each.estimated)).toBe(true));
});

test('every round appears once, and only missed ones lie before today', () => {
  fc.assert(
    fc.property(fc.integer({ min: Date.UTC(2021, 8, 27), max: Date.UTC(2022, 11, 31) }).map(msToMinute), (now) => {
      const sheet = dutiesOn(profile, calendar, now, []);
      const keys = sheet.map((each) => `${each.dutyId} ${each.day} ${each.round.id}`);
      expect(new Set(keys).size).toBe(keys.length);
      for (const each of sheet) {
        const current = each.day === dayOf(now) || (each.template === 'health-weekly' && addDays(each.day, 7) > dayOf(now));
        expect(current).toBe(each.state !== 'missed');
        expect(each.until >= now || each.state === 'missed' || each.state === 'late').toBe(true);
      }
    }),
    { numRuns: 200 },
  );
});
