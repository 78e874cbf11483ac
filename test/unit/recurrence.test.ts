import { describe, expect, test } from 'vitest';
import cn from '../../assets/calendars/cn.json' with { type: 'json' };
import sample from '../../assets/profiles/jifenluohu.json' with { type: 'json' };
import { createCalendar } from '../../domain/calendar/calendar.ts';
import { periodsOf } from '../../domain/clocks/recurrence.ts';
import { addDays, endOfDay } from '../../domain/clocks/shanghai.ts';
import { profileSchema, type ContractProfile } from '../../domain/contract/profile.ts';

const calendar = createCalendar([cn]);
const profile = profileSchema.parse(sample);
const turns = (id: string, from: string, to: string, of: ContractProfile = profile) => periodsOf(of.recurring.find((row) => row.id === id)!, of, calendar, from, to);
const spans = (id: string, from: string, to: string, of?: ContractProfile) => turns(id, from, to, of).map((each) => `${each.no} ${each.from} ${each.to}`);
const withSetting = (id: string, value: string | number): ContractProfile => ({ ...profile, settings: profile.settings.map((each) => (each.id === id ? ({ ...each, value } as typeof each) : each)) });

describe('what comes back', () => {
  test('quarters run from the service start, and their reports are due five working days on (10, R24)', () => {
    const quarters = turns('report-quarterly', '2021-09-27', '2022-09-26');
    expect(quarters.map(({ from, to, due }) => [from, to, due])).toEqual([
      // Sunday; Mon-Fri
      ['2021-09-27', '2021-12-26', endOfDay('2021-12-31')],
      // Saturday; Mon-Fri
      ['2021-12-27', '2022-03-26', endOfDay('2022-04-01')],
      // Sunday; Mon-Fri
      ['2022-03-27', '2022-06-26', endOfDay('2022-07-01')],
      // Monday; Tue-Fri are 1-4, holiday from Sat 10/1 to 10/7, worked Saturday 10/8 is 5 — Fri 9/30 is 4
      ['2022-06-27', '2022-09-26', endOfDay('2022-10-08')],
    ]);
  });
  test('or with the calendar, the first one shorter', () => {
    expect(spans('report-quarterly', '2021-09-27', '2022-01-01', withSetting('quarter-start', 'calendar'))).toEqual(['1 2021-09-27 2021-09-30', '2 2021-10-01 2021-12-31', '3 2022-01-01 2022-03-31']);
  });
  test('weeks are the calendar\'s, and rest days do not move their end', () => {
    expect(turns('backup-full', '2021-10-01', '2021-10-10').map(({ from, to, due }) => [from, to, due])).toEqual([
      ['2021-09-27', '2021-10-03', endOfDay('2021-10-03')], ['2021-10-04', '2021-10-10', endOfDay('2021-10-10')],
    ]);
  });
  test('daily means every day, an inspection every working day', () => {
    expect(turns('backup-incremental', '2021-10-01', '2021-10-10')).toHaveLength(10);
    // 9/27 to 9/30 are 1-4; the holiday; Friday and the worked Saturday
    expect(spans('inspection-daily', '2021-10-01', '2021-10-10')).toEqual(['5 2021-10-08 2021-10-08', '6 2021-10-09 2021-10-09']);
  });
  test('months and drills follow the settings (13)', () => {
    expect(spans('routine-report', '2021-09-27', '2021-11-26')).toEqual(['1 2021-09-27 2021-10-26', '2 2021-10-27 2021-11-26']);
    expect(spans('restore-drill', '2021-09-27', '2022-03-01', withSetting('restore-drill', 6))).toEqual(['1 2021-09-27 2022-03-26']);
    expect(spans('assessment-monthly', '2021-09-27', '2021-11-01')).toEqual(['1 2021-09-27 2021-09-30', '2 2021-10-01 2021-10-31', '3 2021-11-01 2021-11-30']);
  });
  test('once a year, and on after the term (R33)', () => {
    expect(turns('training-plan', '2022-09-26', '2022-09-27').map(({ no, to, afterTerm }) => [no, to, afterTerm])).toEqual([[1, '2022-09-26', undefined], [2, '2023-09-26', true]]);
  });
  test('nothing is owed before the first day of service', () => expect(turns('report-quarterly', '2021-01-01', '2021-09-26')).toEqual([]));
  test('a month from the 31st takes the last day there is, and the 31st again', () => {
    const of: ContractProfile = { ...profile, term: { from: '2022-01-31', to: '2023-01-30' } };
    expect(spans('routine-report', '2022-01-31', '2022-03-31', of)).toEqual(['1 2022-01-31 2022-02-27', '2 2022-02-28 2022-03-30', '3 2022-03-31 2022-04-29']);
  });
  test('an unpublished year is said', () => {
    expect(turns('inspection-daily', '2027-03-01', '2027-03-01')[0]?.estimated).toBe(true);
    expect(turns('backup-incremental', '2027-03-01', '2027-03-01')[0]?.estimated).toBe(false);
  });
  test('the turns of every row follow each other without a gap', () => {
    for (const { id, every } of profile.recurring.filter((row) => row.every.unit !== 'workday')) {
      const found = turns(id, profile.term.from, profile.term.to);
      expect({ id, every, first: found[0]?.from }).toEqual({ id, every, first: profile.term.from });
      for (const [i, turn] of found.entries()) if (i > 0) expect(turn.from).toBe(addDays(found[i - 1]!.to, 1));
    }
  });
});
