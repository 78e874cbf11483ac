import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import cn from '../../assets/calendars/cn.json' with { type: 'json' };
import sample from '../../assets/profiles/jifenluohu.json' with { type: 'json' };
import another from '../profiles/biaozhun-ceshi.json' with { type: 'json' };
import { createCalendar } from '../../domain/calendar/calendar.ts';
import { clockRuleOf, contractDeadline } from '../../domain/clocks/contractClock.ts';
import { dayOf, endOfDay, isoToMs, msToSecond } from '../../domain/clocks/shanghai.ts';
import { profileSchema, type ContractProfile } from '../../domain/contract/profile.ts';

const calendar = createCalendar([cn]);
const profile = profileSchema.parse(sample);
const due = (id: string, from: string, of: ContractProfile = profile) => contractDeadline(of, id, `${from}+08:00`, calendar);

/** The rest days and make-up workdays in the reasons are those of the notices; M T W T F is what a year without them would count. */
describe('the contract\'s deadlines, worked by hand', () => {
  test.each<[clock: string, from: string, day: string, reason: string]>([
    // 2021: Spring Festival 2/11-2/17, worked 2/7 and 2/20; Mid-Autumn 9/19-9/21, worked 9/18; National Day 10/1-10/7, worked 9/26 and 10/9
    ['complaint-reply', '2021-02-08T09:00', '2021-02-18', 'Mon; 2/9 is day 1, 2/10 day 2, the festival to 2/17, Thu 2/18 day 3'],
    ['complaint-reply', '2021-02-18T17:30', '2021-02-22', 'Thu; Fri 1, worked Saturday 2/20 is 2, Sunday rests, Mon 3'],
    ['document-archive', '2021-09-17T10:00', '2021-09-26', 'Fri; worked Saturday 1, festival to 9/21, 9/22-9/24 are 2-4, Saturday rests, worked Sunday 9/26 is 5'],
    ['document-archive', '2021-09-29T16:00', '2021-10-12', 'Wed; 9/30 is 1, holiday to 10/7, Fri 2, worked Saturday 10/9 is 3, Mon 4, Tue 5'],
    ['performance-bond', '2021-09-27T10:00', '2021-10-29', '9/28-9/30 are 1-3, 10/8-10/9 are 4-5, three weeks of five to 10/29 are 6-20'],
    ['acceptance-review', '2021-12-30T15:00', '2022-01-05', 'Thu; Fri 12/31 is 1, New Year 1/1-1/3, Tue 2, Wed 3'],
    ['report-review', '2021-12-27T09:00', '2022-01-11', '15 days on is a Tuesday'],
    ['document-submit', '2021-10-02T08:00', '2021-10-02', 'the day itself, holiday or not'],
    // 2022: Spring Festival 1/31-2/6, worked 1/29 and 1/30; Qingming 4/3-4/5, worked 4/2; Labour Day 4/30-5/4, worked 4/24 and 5/7; Mid-Autumn 9/10-9/12
    ['acceptance-report', '2022-01-28T11:00', '2022-01-30', 'Fri; worked Saturday 1, worked Sunday 2: it may end on a Sunday'],
    ['acceptance-confirm', '2022-01-30T11:00', '2022-02-09', 'the event on a worked Sunday does not count; festival to 2/6, then Mon, Tue, Wed'],
    ['complaint-reply', '2022-04-22T15:00', '2022-04-26', 'Fri; Saturday rests, worked Sunday 4/24 is 1, Mon 2, Tue 3'],
    ['payment-late', '2022-03-01T10:00', '2022-04-12', '3/2-4/1 are 23 weekdays, worked 4/2 is 24, Qingming, 4/6-4/8 are 25-27, Mon 28, Tue 4/12 is 29; the 30th already costs'],
    ['report-review', '2022-01-17T09:00', '2022-02-07', '15 days on is 2/1, in the festival; the first working day is Mon 2/7'],
    ['report-review', '2022-04-19T09:00', '2022-05-05', '15 days on is 5/4, the last day of the holiday; Thu 5/5 works'],
    ['report-review', '2022-09-25T09:00', '2022-10-10', '15 days on is Mon 10/10, behind the holiday and its worked weekend'],
    ['assessment-cure', '2022-04-01T09:00', '2022-05-05', '30 days on is Sunday 5/1, Labour Day'],
    ['assessment-cure', '2022-08-11T09:00', '2022-09-13', '30 days on is Sat 9/10, Mid-Autumn to Mon 9/12'],
    ['handover', '2022-09-26T17:00', '2022-10-26', '30 days on is a Wednesday'],
    ['renewal-notice', '2022-09-26T00:00', '2022-08-27', 'back from the last day of service: 9/25 is 1, 9/1 is 25, 8/31 is 26, 8/27 is 30; a Saturday, and not moved'],
    ['force-majeure', '2022-01-10T06:00', '2022-04-10', '21 days of January, 28, 31, then 10 of April; a Sunday, and not moved'],
    ['complaint-reply', '2022-12-29T10:00', '2023-01-04', 'Thu; Fri 12/30 is 1, New Year 12/31-1/2, Tue 2, Wed 3'],
    // 2023: Spring Festival 1/21-1/27, worked 1/28 and 1/29; worked Sunday 4/23; Dragon Boat 6/22-6/24, worked 6/25; 9/29-10/6, worked 10/7 and 10/8
    ['secrecy-return', '2023-01-18T10:00', '2023-01-30', 'Wed; Thu 1, Fri 2, festival to 1/27, worked Saturday 3, worked Sunday 4, Mon 5'],
    ['document-archive', '2023-04-21T10:00', '2023-04-27', 'Fri; Saturday rests, worked Sunday 4/23 is 1, Mon-Thu 2-5'],
    ['complaint-reply', '2023-06-21T10:00', '2023-06-27', 'Wed; Dragon Boat to Saturday, worked Sunday 6/25 is 1, Mon 2, Tue 3'],
    ['refund', '2023-09-06T10:00', '2023-10-07', '30 days on is Fri 10/6, still holiday; Saturday 10/7 is worked, so it moves by one day only'],
    // 2024: New Year's Eve 2/9 is worked, Spring Festival 2/10-2/17, worked 2/18; Labour Day 5/1-5/5; Mid-Autumn 9/15-9/17, worked 9/14
    ['secrecy-return', '2024-02-08T10:00', '2024-02-21', 'Thu; Fri 2/9 is 1, festival to 2/17, worked Sunday 2/18 is 2, Mon-Wed 3-5'],
    ['bank-account', '2024-04-30T10:00', '2024-05-06', '5 days on is Sunday 5/5, the last day of the holiday'],
    ['complaint-reply', '2024-09-13T10:00', '2024-09-19', 'Fri; worked Saturday 1, festival to 9/17, Wed 2, Thu 3'],
    ['complaint-reply', '2024-12-31T10:00', '2025-01-06', 'Tue; New Year, Thu 1, Fri 2, weekend, Mon 3'],
    // 2025: Spring Festival 1/28-2/4, worked 1/26 and 2/8; National Day 10/1-10/8, worked 9/28 and 10/11
    ['overdue-payment-end', '2025-01-15T10:00', '2025-02-05', '15 days on is 1/30, in the festival; Wed 2/5 works'],
    ['complaint-reply', '2025-01-24T10:00', '2025-02-05', 'Fri; Saturday rests, worked Sunday 1, Mon 2, festival to 2/4, Wed 3'],
    ['complaint-reply', '2025-09-30T10:00', '2025-10-11', 'Tue; holiday to 10/8, Thu 1, Fri 2, worked Saturday 10/11 is 3'],
    // 2026: Spring Festival 2/15-2/23, worked 2/14 and 2/28; worked Sunday 9/20
    ['complaint-reply', '2026-02-13T10:00', '2026-02-25', 'Fri; worked Saturday 1, festival to 2/23, Tue 2, Wed 3'],
    ['document-archive', '2026-02-25T10:00', '2026-03-03', 'Wed; Thu 1, Fri 2, worked Saturday 3, Sunday rests, Mon 4, Tue 5'],
    ['document-archive', '2026-09-18T10:00', '2026-09-24', 'Fri; Saturday rests, worked Sunday 9/20 is 1, Mon-Thu 2-5'],
    // what must be kept, by the corresponding day of the month
    ['retention-network-logs', '2021-08-31T10:00', '2022-02-28', 'six months on there is no 31st: the last day of February (Civil Code 202)'],
    ['retention', '2021-10-12T10:00', '2023-09-26', 'the floor ends on 2022-01-12; a year after the term ends later'],
    ['retention', '2023-08-01T10:00', '2023-11-01', 'made after the term, the floor of 3 months ends later'],
  ])('%s from %s ends on %s: %s', (clock, from, day) => {
    expect(due(clock, from)).toMatchObject({ due: endOfDay(day), estimated: false });
  });

  test('a year not published yet is said, and an update file settles it', () => {
    // Thu 12/31 is 1; as far as is known Fri 1/1 is 2 and Mon 3
    expect(due('complaint-reply', '2026-12-30T10:00')).toMatchObject({ due: endOfDay('2027-01-04'), estimated: true });
    const update = { region: 'CN', years: { 2027: { notices: [{ address: 'https://www.gov.cn/zhengce/zhengceku/202611/content_1.htm', holidays: [{ name: '元旦', from: '2027-01-01', to: '2027-01-03' }], workdays: [] }] } } };
    expect(contractDeadline(profile, 'complaint-reply', '2026-12-30T10:00+08:00', createCalendar([cn, update]))).toMatchObject({ due: endOfDay('2027-01-05'), estimated: false });
  });

  test('the settings decide how long things are kept (7)', () => {
    const withSetting = (id: string, value: string | number): ContractProfile => ({ ...profile, settings: profile.settings.map((each) => (each.id === id ? ({ ...each, value } as typeof each) : each)) });
    expect(due('retention', '2021-10-12T10:00', withSetting('retention-records', 'floor')).due).toBe(endOfDay('2022-01-12'));
    expect(due('retention-network-logs', '2021-10-12T10:00', withSetting('retention-network-logs', 12)).due).toBe(endOfDay('2022-10-12'));
  });

  test('a clock the profile does not have is refused by name', () => {
    expect(() => due('nothing', '2021-10-12T10:00')).toThrow(expect.objectContaining({ code: 'rule-unknown', field: 'rule' }));
  });
});

describe('the rows of the profile', () => {
  test('carry the clocks by the names commands and forms use, each with its words, owner and evidence', () => {
    expect(profile.rules.map((rule) => rule.id)).toEqual(expect.arrayContaining([
      'complaint-reply', 'document-submit', 'document-archive', 'report-review', 'acceptance-review', 'acceptance-report', 'acceptance-confirm', 'performance-bond',
      'renewal-notice', 'secrecy-return', 'assessment-cure', 'payment-late', 'refund', 'handover', 'force-majeure', 'overdue-payment-end', 'bank-account', 'retention', 'retention-network-logs',
    ]));
    const posts = profile.posts.map((post) => `${post.party} ${post.id}`);
    expect([...profile.rules, ...profile.recurring].filter(({ owner }) => owner.post !== undefined && !posts.includes(`${owner.party} ${owner.post}`))).toEqual([]);
  });
  test('say their figure in the contract\'s words', () => {
    expect(profile.rules.filter(({ quoted, figure }) => figure > 0 && !quoted.includes(String(figure)))).toEqual([]);
  });
  test('what comes back and has a clock names one that is there', () => {
    const ids = profile.rules.map((rule) => rule.id);
    expect(profile.recurring.filter(({ dueBy }) => dueBy !== undefined && !ids.includes(dueBy))).toEqual([]);
  });
  test.each<[string, object, string]>([
    ['half a day', { figure: 1.5 }, 'figure'],
    ['nothing left before the cost', { figure: 0, switches: { accrues: 'from' } }, 'figure'],
    ['hours with rest days', { unit: 'hour', switches: { restDay: 'moves' } }, 'unit'],
    ['days with opening hours', { calendar: '5x8' }, 'unit'],
    ['an unknown reading', { switches: { restDay: 'sometimes' } }, 'switches'],
    ['a switch there is not', { switches: { leapSecond: 'counts' } }, 'switches'],
  ])('%s is refused with the field', (_, fault, field) => {
    const rules = [{ ...sample.rules[0]!, ...fault }];
    expect(profileSchema.safeParse({ ...sample, rules }).error?.issues.map((issue) => issue.path.slice(0, 3).join('.'))).toContain(`rules.0.${field}`);
  });
  test('an id that stands twice is refused', () => {
    expect(profileSchema.safeParse({ ...sample, rules: [...sample.rules, sample.rules[0]] }).error?.issues[0]?.path).toEqual(['rules']);
  });
});

describe.each<[string, ContractProfile]>([['the sample', profile], ['another contract', profileSchema.parse(another)]])('every clock of %s', (_, contract) => {
  const instant = fc.integer({ min: Date.UTC(2010, 0, 1), max: Date.UTC(2026, 2, 1) }).map(msToSecond);
  const id = fc.constantFrom(...contract.rules.map((rule) => rule.id));

  test('never ends earlier for a later event', () => {
    fc.assert(
      fc.property(id, instant, fc.nat(40 * 86_400_000), (id, from, later) => {
        const first = contractDeadline(contract, id, from, calendar).due;
        const second = contractDeadline(contract, id, msToSecond(isoToMs(from) + later), calendar).due;
        expect(second >= first).toBe(true);
      }),
      { numRuns: 150 },
    );
  });

  test('ends on a working day when it counts working days, and explains itself to that very day', () => {
    fc.assert(
      fc.property(id, instant, (id, from) => {
        const rule = clockRuleOf(contract, id);
        const { due: last, days } = contractDeadline(contract, id, from, calendar);
        if (rule.unit === 'workday' && rule.figure > 0) expect(calendar.dayKind(dayOf(last)).working).toBe(true);
        expect(days.map((each) => each.day)).toContain(dayOf(last));
        expect(days.every((each) => each.counted === (each.verdict === 'counted'))).toBe(true);
      }),
      { numRuns: 150 },
    );
  });
});
