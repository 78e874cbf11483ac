import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import sample from '../../assets/profiles/jifenluohu.json' with { type: 'json' };
import { isoToMs, msToSecond } from '../../domain/clocks/shanghai.ts';
import { profileSchema, type ContractProfile } from '../../domain/contract/profile.ts';
import { whoMustCome } from '../../domain/incident/callOut.ts';
import { gradeOf, rankOf, type GradeQuestion } from '../../domain/incident/grade.ts';
import { gradeClock, type GradedIncident } from '../../domain/incident/gradeClock.ts';
import { incidentStart } from '../../domain/incident/times.ts';

const profile = profileSchema.parse(sample);
const withSetting = (id: string, value: string): ContractProfile =>
  profileSchema.parse({ ...profile, settings: profile.settings.map((setting) => (setting.id === id ? { ...setting, value } : setting)) });

const at = (day: string, clock: string) => `${day}T${clock}+08:00`;
const d22 = (clock: string) => at('2022-04-22', clock);
const ask = (kind: string, from: string, until: string, people?: number, by: ContractProfile = profile) => {
  const graded = gradeOf({ kind, from, at: until, people }, by);
  if (!graded.ok) throw new Error(JSON.stringify(graded.error));
  return graded.value;
};
const refusalsOf = (question: GradeQuestion) => {
  const graded = gradeOf(question, profile);
  return graded.ok ? [] : graded.error;
};

describe('grades that time brings (R15)', () => {
  // 2022-04-22 08:00:00 + 6 h = 14:00:00. 超过六小时 leaves the sixth hour's last instant out (Civil Code 1259), so C begins at 14:00:01.
  // Slow: 6, 12, 24 h → 14:00:01, 20:00:01, next day 08:00:01. Down: 2, 4, 8 h → 10:00:01, 12:00:01, 16:00:01.
  type Row = readonly [clock: string, grade: string, coming: string, when: string];
  const slow: readonly Row[] = [['08:00:00', 'D', 'C', '14:00:01'], ['14:00:00', 'D', 'C', '14:00:01'], ['14:00:01', 'C', 'B', '20:00:01'], ['20:00:00', 'C', 'B', '20:00:01'], ['20:00:01', 'B', 'A', '2022-04-23 08:00:01']];
  const down: readonly Row[] = [['08:00:00', 'D', 'C', '10:00:01'], ['10:00:00', 'D', 'C', '10:00:01'], ['10:00:01', 'C', 'B', '12:00:01'], ['12:00:00', 'C', 'B', '12:00:01'], ['12:00:01', 'B', 'A', '16:00:01'], ['16:00:00', 'B', 'A', '16:00:01']];
  const next = (time: string) => (time.length === 8 ? d22(time) : at(time.slice(0, 10), time.slice(11)));
  const rows = [['internet-slow', slow], ['private-slow', slow], ['internet-down', down], ['private-down', down]] as const;
  for (const [kind, table] of rows) {
    test.each(table)(`${kind} at %s is %s, then %s at %s`, (clock, grade, coming, when) => {
      expect(ask(kind, d22('08:00:00'), d22(clock))).toMatchObject({ grade, next: { grade: coming, at: next(when) } });
    });
  }

  test('the gravest grade has no next, and remembers the way there', () => {
    const graded = ask('internet-slow', d22('08:00:00'), at('2022-04-23', '08:00:01'));
    expect(graded).toMatchObject({ grade: 'A', since: at('2022-04-23', '08:00:01'), next: null, ahead: [] });
    expect(graded.reached).toEqual([
      { grade: 'D', at: d22('08:00:00') }, { grade: 'C', at: d22('14:00:01') }, { grade: 'B', at: d22('20:00:01') }, { grade: 'A', at: at('2022-04-23', '08:00:01') },
    ]);
    expect(ask('internet-slow', d22('08:00:00'), at('2022-04-23', '08:00:00')).grade).toBe('B');
  });

  test('the rule is said with the profile\'s figures', () => {
    expect(ask('internet-down', d22('08:00:00'), d22('10:00:01')).rule).toEqual({
      zh: '互联网端业务服务停止：超过 2 小时未解决，为 C 级（较大，三级）（R15 事故分级）',
      en: 'Internet-side service down: unresolved for more than 2 hours, is Grade C (serious, level 3) (R15)',
    });
    expect(ask('internet-down', d22('08:00:00'), d22('08:00:00')).rule.zh).toContain('自发生起');
  });

  test('rest days, midnight and the laptop\'s zone change nothing', () => {
    // Friday night of a holiday: 2021-09-30 22:00 + 6 h is 10-01 04:00, a national holiday; running hours are 7×24.
    expect(ask('private-slow', at('2021-09-30', '22:00'), at('2021-10-01', '04:00:01')).grade).toBe('C');
    expect(ask('private-slow', '2021-09-30T14:00:00Z', '2021-09-30T15:00:01-05:00')).toMatchObject({ grade: 'C', since: at('2021-10-01', '04:00:01') });
  });

  test('parts of a second are cut on both sides', () => {
    expect(ask('internet-slow', '2022-04-22T08:00:00.900+08:00', '2022-04-22T14:00:00.999+08:00').grade).toBe('D');
    expect(ask('internet-slow', '2022-04-22T08:00:00.900+08:00', '2022-04-22T14:00:01.000+08:00').grade).toBe('C');
  });
});

describe('grades that people bring (R15, unclear points 3 and 4)', () => {
  // 100 is C ("以内" includes); 101 … 499 B; 500 stands in B and in A, and the graver wins.
  test.each([[0, 'D'], [1, 'C'], [99, 'C'], [100, 'C'], [101, 'B'], [499, 'B'], [500, 'A'], [501, 'A'], [30_000_000, 'A']] as const)('%i people is %s', (people, grade) => {
    expect(ask('functional', d22('08:00'), at('2022-04-25', '08:00'), people)).toMatchObject({ grade, since: d22('08:00:00'), next: null });
  });
  test('the settings decide what is unclear', () => {
    const lower = withSetting('grade-overlap', 'lower');
    expect(ask('functional', d22('08:00'), d22('09:00'), 500, lower).grade).toBe('B');
    expect(ask('functional', d22('08:00'), d22('09:00'), 501, lower).grade).toBe('A');
    expect(ask('functional', d22('08:00'), d22('09:00'), 5).rule.zh).toContain('影响用户 1 至 100 人');
    expect(ask('functional', d22('08:00'), d22('09:00'), 5, withSetting('affected-label', 'applicant')).rule.zh).toContain('影响申请人 1 至 100 人');
    expect(ask('functional', d22('08:00'), d22('09:00'), 0).rule).toMatchObject({ zh: expect.stringContaining('在用户受影响之前发现'), en: expect.stringContaining('before any users were affected') });
  });
});

describe('bad input is refused with its field', () => {
  const good: GradeQuestion = { kind: 'functional', from: d22('08:00'), at: d22('09:00'), people: 1 };
  test.each([
    ['an unknown kind', { kind: 'flood' }, 'not-an-option', 'kind'],
    ['an inherited name', { kind: 'constructor' }, 'not-an-option', 'kind'],
    ['no time', { from: '2022-04-22' }, 'not-a-time', 'from'],
    ['a day that is not', { at: '2022-02-30T08:00+08:00' }, 'not-a-time', 'at'],
    ['a start in the future', { from: d22('09:00:01') }, 'in-future', 'from'],
    ['nobody counted', { people: undefined }, 'required', 'people'],
    ['fewer than nobody', { people: -1 }, 'too-small', 'people'],
    ['half a person', { people: 2.5 }, 'wrong-type', 'people'],
    ['no number', { people: Number.NaN }, 'wrong-type', 'people'],
    ['1e9 people', { people: 1e9 }, 'too-large', 'people'],
    ['1e9 people of a kind that counts none', { kind: 'internet-slow', people: 1e9 }, 'too-large', 'people'],
  ] as const)('%s', (_, change, code, field) => {
    expect(refusalsOf({ ...good, ...change })).toMatchObject([{ code, field }]);
  });

  test('found before it occurred', () => {
    const start = incidentStart({ occurred: d22('08:00'), found: d22('07:59') }, d22('09:00'), profile);
    expect(start).toEqual({ ok: false, error: [{ code: 'before-other', field: 'found', params: { other: 'occurred' } }] });
  });
  test('all that is wrong is said at once', () => {
    const start = incidentStart({ occurred: d22('10:00'), found: d22('09:30'), reported: d22('11:00') }, d22('10:30'), profile);
    expect(start.ok ? [] : start.error.map(({ code, field }) => `${field} ${code}`)).toEqual(['reported in-future', 'found before-other']);
    expect(incidentStart({ occurred: 'gestern' }, d22('09:00'), profile)).toMatchObject({ error: [{ code: 'not-a-time', field: 'occurred' }] });
    expect(incidentStart({}, d22('09:00'), profile)).toMatchObject({ error: [{ code: 'required', field: 'occurred' }] });
  });
});

test('the earliest known time starts the clock, unless the profile chose another (unclear point 9)', () => {
  const times = { occurred: d22('08:00'), found: d22('08:30'), reported: d22('08:20') };
  const start = (given: typeof times | Omit<typeof times, 'occurred'>, by = profile) => incidentStart(given, d22('09:00'), by);
  expect(start(times)).toEqual({ ok: true, value: d22('08:00') });
  expect(start({ found: d22('08:30'), reported: d22('08:20') })).toEqual({ ok: true, value: d22('08:20') });
  expect(start(times, withSetting('event-start', 'found'))).toEqual({ ok: true, value: d22('08:30') });
  expect(incidentStart({ occurred: d22('08:00') }, d22('09:00'), withSetting('event-start', 'reported'))).toEqual({ ok: true, value: d22('08:00') });
});

describe('who must come (R16)', () => {
  const called = (grade: string, by = profile) => whoMustCome(grade, by).called.map((each) => each.words.zh);
  test('as written, though D calls more than C (unclear point 5)', () => {
    expect(called('A')).toEqual(['应急指挥部成员']);
    expect(called('B')).toEqual(['业务指挥小组组长及成员']);
    expect(called('C')).toEqual(['应急处理工作小组组长']);
    expect(called('D')).toEqual(['应急处理工作小组成员']);
    expect(called('Z')).toEqual([]);
  });
  test('or with everybody a lighter grade calls', () => {
    const cumulative = withSetting('call-out-reach', 'cumulative');
    expect(called('C', cumulative)).toEqual(['应急处理工作小组组长及成员']);
    expect(called('A', cumulative)).toEqual(['应急指挥部成员', '业务指挥小组组长及成员', '应急处理工作小组组长及成员']);
  });
  test('people come from rosters, or from posts (unclear point 6)', () => {
    expect(whoMustCome('D', profile).called[0]).toMatchObject({ from: 'roster', posts: [] });
    expect(whoMustCome('D', withSetting('command-groups', 'posts')).called[0]).toMatchObject({ from: 'posts', posts: ['hostEngineer', 'storageEngineer', 'applicationEngineer'] });
  });
});

describe('the ticking grade', () => {
  const fault: GradedIncident = { kind: 'internet-slow', occurred: d22('08:00') };
  const look = (incident: GradedIncident, now: string) => {
    const clock = gradeClock(incident, now, profile);
    if (!clock.ok) throw new Error(JSON.stringify(clock.error));
    return clock.value;
  };
  test('says what is left, to the second', () => {
    expect(look(fault, d22('11:55:01'))).toMatchObject({ grade: 'D', remainingSeconds: 7500, stopped: false, specialReport: false });
    expect(look(fault, d22('11:55:01')).remaining).toEqual({ zh: '距 C 级（较大，三级）还有 2 小时 5 分钟（4月22日 周五 14:00 起）', en: '2 hours 5 minutes until Grade C (serious, level 3) (from Fri 22 Apr 14:00)' });
    expect(look(fault, d22('14:00:00')).remainingSeconds).toBe(1);
    expect(look(fault, d22('14:00:01'))).toMatchObject({ grade: 'C', remainingSeconds: 6 * 3600 });
  });
  test('is right after a sleep of a day, and after the clock was set back', () => {
    expect(look(fault, at('2022-04-23', '09:00'))).toMatchObject({ grade: 'A', next: null, remaining: null, specialReport: true });
    expect(look(fault, d22('12:00'))).toMatchObject({ grade: 'D' });
    expect(gradeClock(fault, d22('07:59'), profile)).toEqual({ ok: false, error: [{ code: 'in-future', field: 'occurred' }] });
  });
  test('stands still once the fault is solved', () => {
    expect(look({ ...fault, solved: d22('13:00') }, at('2022-04-25', '09:00'))).toMatchObject({ grade: 'D', next: null, stopped: true, remaining: null });
    expect(gradeClock({ ...fault, solved: d22('07:00') }, d22('09:00'), profile)).toMatchObject({ error: [{ code: 'before-other', field: 'solved' }] });
    expect(gradeClock({ ...fault, solved: d22('10:00') }, d22('09:00'), profile)).toMatchObject({ error: [{ code: 'in-future', field: 'solved' }] });
  });
  test('a grade set by hand holds until time brings a graver one', () => {
    const raised = { ...fault, manual: { grade: 'B', at: d22('09:00'), reason: '影响申报截止' } };
    expect(look(raised, d22('10:00'))).toMatchObject({ grade: 'B', byContract: 'D', reason: '影响申报截止', since: d22('09:00'), next: { grade: 'A' } });
    expect(look(raised, d22('20:00:01'))).toMatchObject({ grade: 'B', byContract: 'B' });
    const last = look(raised, at('2022-04-23', '08:00:01'));
    expect(last).toMatchObject({ grade: 'A', byContract: 'A' });
    expect(last.reason).toBeUndefined();
    const lowered = { ...fault, manual: { grade: 'D', at: d22('15:00'), reason: '误报' } };
    expect(look(lowered, d22('16:00'))).toMatchObject({ grade: 'D', byContract: 'C', next: { grade: 'B', at: d22('20:00:01') } });
    expect(look(lowered, d22('20:00:01')).grade).toBe('B');
  });
  test('a grade set by hand needs a grade, a time and a reason', () => {
    const refused = (manual: GradedIncident['manual']) => {
      const clock = gradeClock({ ...fault, manual }, d22('09:00'), profile);
      return clock.ok ? undefined : clock.error[0]?.code;
    };
    expect(refused({ grade: 'E', at: d22('08:30'), reason: 'x' })).toBe('not-an-option');
    expect(refused({ grade: 'A', at: '8:30', reason: 'x' })).toBe('not-a-time');
    expect(refused({ grade: 'A', at: d22('09:30'), reason: 'x' })).toBe('in-future');
    expect(refused({ grade: 'A', at: d22('08:30'), reason: ' ' })).toBe('reason-required');
  });
});

test('a fault never sinks by waiting, and next is when it rises', () => {
  const start = isoToMs(d22('08:00'));
  const kinds = profile.grades.kinds.filter((kind) => kind.by === 'time').map((kind) => kind.id);
  fc.assert(fc.property(fc.constantFrom(...kinds), fc.nat(400_000), fc.nat(400_000), (kind, a, b) => {
    const [early, late] = [Math.min(a, b), Math.max(a, b)].map((second) => ask(kind, d22('08:00'), msToSecond(start + second * 1000)));
    expect(rankOf(profile, late!.grade)).toBeLessThanOrEqual(rankOf(profile, early!.grade));
    if (early!.next) {
      expect(ask(kind, d22('08:00'), early!.next.at).grade).toBe(early!.next.grade);
      expect(ask(kind, d22('08:00'), msToSecond(isoToMs(early!.next.at) - 1000)).grade).toBe(early!.grade);
    }
  }));
  fc.assert(fc.property(fc.nat(30_000_000), fc.nat(30_000_000), (a, b) => {
    const [few, many] = [Math.min(a, b), Math.max(a, b)].map((people) => ask('functional', d22('08:00'), d22('09:00'), people).grade);
    expect(rankOf(profile, many!)).toBeLessThanOrEqual(rankOf(profile, few!));
  }));
});
