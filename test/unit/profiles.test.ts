import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { createCalendar } from '../../domain/calendar/calendar.ts';
import { contractDeadline } from '../../domain/clocks/contractClock.ts';
import { periodsOf } from '../../domain/clocks/recurrence.ts';
import { addDays, daysBetween, isInstant, isoToMs, msToSecond, startOfDay } from '../../domain/clocks/shanghai.ts';
import { profileSchema, type ContractProfile } from '../../domain/contract/profile.ts';
import { choiceOf, settingFigureOf, settingFigures, settingOf, settingValues, type SettingChoiceId } from '../../domain/contract/settings.ts';
import { forms } from '../../domain/forms/index.ts';
import { resolveForm } from '../../domain/forms/resolve.ts';
import { whoMustCome } from '../../domain/incident/callOut.ts';
import { gradeOf } from '../../domain/incident/grade.ts';
import { gradeClock } from '../../domain/incident/gradeClock.ts';
import type { MoneyQuestion } from '../../domain/money/answer.ts';
import { reckonMoney } from '../../domain/money/money.ts';
import { moneyAtStake } from '../../domain/money/stake.ts';
import { dutiesOn } from '../../domain/today/duties.ts';

/** Every contract passes the same checks: what differs between two contracts stands in their profiles, never in code. */
const folder = (path: string): URL => new URL(path, import.meta.url);
const jsonIn = (path: string): unknown[] => readdirSync(folder(path)).filter((name) => name.endsWith('.json')).sort().map((name): unknown => JSON.parse(readFileSync(new URL(name, folder(path)), 'utf8')));
const profiles = [...jsonIn('../../assets/profiles/'), ...jsonIn('../profiles/')].map((file) => profileSchema.parse(file));
const calendar = createCalendar(jsonIn('../../assets/calendars/'));

const value = <T>(result: { ok: true; value: T } | { ok: false; error: unknown }): T => {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
};
/** Yuan to fen by moving the point: the arithmetic of the product is not asked. */
const fen = (amount: string): number => Number(amount.replace('.', ''));

test('there are two contracts at least, and they share no figure that matters', () => {
  const [first, second] = profiles as [ContractProfile, ContractProfile];
  expect(profiles.length).toBeGreaterThanOrEqual(2);
  const ids = (profile: ContractProfile) => [profile.id, profile.price, profile.contractNo, ...profile.posts.map((post) => post.id), ...profile.sites.map((site) => site.code), ...profile.templates.map((template) => template.id),
    ...profile.duties.map((duty) => duty.id), ...profile.grades.levels.map((level) => level.id), ...profile.grades.kinds.map((kind) => kind.id), ...profile.money.kinds.map((kind) => kind.id), ...profile.callOut.groups.map((group) => group.id)];
  expect(ids(second).filter((id) => ids(first).includes(id))).toEqual([]);
  expect(second.copies).toHaveLength(2);
  expect(second.recurring.find((row) => row.rule === 'R24')?.every).toEqual({ figure: 1, unit: 'month' });
  const same = first.rules.filter((rule) => second.rules.some((other) => other.id === rule.id && other.figure === rule.figure && other.unit === rule.unit));
  expect(same.map((rule) => rule.id)).toEqual([]);
});

describe.each(profiles.map((profile) => [profile.id, profile] as const))('%s', (_, profile) => {
  const start = startOfDay(profile.term.from);
  const after = (seconds: number) => msToSecond(isoToMs(start) + seconds * 1000);

  test('answers every question the product asks, and shows each unclear point', () => {
    for (const id of Object.keys(settingValues) as SettingChoiceId[]) {
      const row = choiceOf(profile, id);
      expect(settingValues[id]).toContain(settingOf(profile, id));
      expect(row.question.zh.length * row.question.en.length * row.clause.length).toBeGreaterThan(0);
    }
    for (const id of settingFigures) expect(settingFigureOf(profile, id).figure).toBeGreaterThan(0);
    // points 1 to 14 of the contract's unclear list
    expect([...new Set(profile.settings.flatMap((setting) => setting.point ?? []))].sort((a, b) => a - b)).toEqual(Array.from({ length: 14 }, (__, n) => n + 1));
  });

  test('every grade that time brings begins at its second, and not one before', () => {
    for (const kind of profile.grades.kinds) {
      if (kind.by !== 'time') continue;
      for (const [i, step] of kind.steps.entries()) {
        const figure = step.after * (step.unit === 'hour' ? 3600 : 60);
        const begins = step.after === 0 || step.inclusive ? figure : figure + 1;
        const held = value(gradeOf({ kind: kind.id, from: start, at: after(begins) }, profile));
        expect(held).toMatchObject({ grade: step.grade, since: after(begins) });
        expect(held.rule.zh).toContain(i === 0 ? '自发生起' : String(step.after));
        const before = kind.steps[i - 1];
        if (!before) continue;
        expect(value(gradeOf({ kind: kind.id, from: start, at: after(begins - 1) }, profile))).toMatchObject({ grade: before.grade, next: { grade: step.grade, at: after(begins) } });
      }
      expect(value(gradeClock({ kind: kind.id, occurred: start }, after(1e7), profile))).toMatchObject({ grade: kind.steps.at(-1)!.grade, next: null });
    }
  });

  test('every number of people has the grade of its band, both ends included', () => {
    const higher = settingOf(profile, 'grade-overlap') === 'higher';
    const rank = (grade: string) => profile.grades.levels.findIndex((level) => level.id === grade);
    for (const kind of profile.grades.kinds) {
      if (kind.by !== 'people') continue;
      for (const people of kind.bands.flatMap(({ min = 0, max = profile.grades.mostPeople }) => [min, max])) {
        const fitting = kind.bands.filter(({ min, max }) => (min ?? 0) <= people && people <= (max ?? Infinity)).map((band) => rank(band.grade));
        const expected = higher ? Math.min(...fitting) : Math.max(...fitting);
        expect(value(gradeOf({ kind: kind.id, from: start, at: start, people }, profile)).grade, `${people}`).toBe(profile.grades.levels[expected]!.id);
      }
      const tooMany = gradeOf({ kind: kind.id, from: start, at: start, people: profile.grades.mostPeople + 1 }, profile);
      expect(tooMany).toMatchObject({ error: [{ code: 'too-large', field: 'people' }] });
    }
  });

  test('somebody must come to every grade', () => {
    for (const level of profile.grades.levels) {
      const { called } = whoMustCome(level.id, profile);
      const rows = profile.callOut.byGrade.find((row) => row.grade === level.id)!.calls;
      expect(called.map((each) => each.group)).toEqual(expect.arrayContaining(rows.map((row) => row.group)));
      for (const each of called) expect(each.posts.length > 0).toBe(each.from === 'posts');
    }
  });

  test('every clock reaches a deadline, and what comes back comes back', () => {
    for (const rule of profile.rules) {
      const { due, days } = contractDeadline(profile, rule.id, start, calendar);
      expect(isInstant(due), rule.id).toBe(true);
      expect(days.length, rule.id).toBeGreaterThan(0);
      expect(due < start, rule.id).toBe(rule.direction === 'before');
    }
    for (const row of profile.recurring) expect(periodsOf(row, profile, calendar, profile.term.from, profile.term.to).length, row.id).toBeGreaterThan(0);
    expect(profile.duties.length).toBeGreaterThan(0);
    expect(dutiesOn(profile, calendar, `${addDays(profile.term.from, 10)}T10:00+08:00`, []).length).toBeGreaterThan(0);
  });

  test('forms find their clocks and choices in it', () => {
    for (const form of forms) {
      for (const { rule } of form.deadlines) expect(profile.rules.map((each) => each.id), form.id).toContain(rule);
      for (const [name, field] of Object.entries(resolveForm(form, profile).fields)) if (field.kind === 'choice') expect(field.options.length, `${form.id}.${name}`).toBeGreaterThan(0);
    }
  });

  test('every sum of money comes out as its row says', () => {
    const fee = fen(profile.price);
    for (const kind of profile.money.kinds) {
      const common: MoneyQuestion = { kind: kind.id, signed: profile.term.from, notice: profile.term.from };
      if (kind.method === 'share') {
        const share = Math.round((fee * Number(kind.percent)) / 100);
        const answer = value(reckonMoney(common, profile, calendar));
        expect(fen(answer.amount), kind.id).toBe(share + (kind.feeBack ? fee : 0));
        expect(answer.due !== null).toBe(kind.due !== undefined);
        expect(answer.capitals).toMatch(/[元角分整]$/);
      } else if (kind.method === 'daily') {
        const cap = Math.round((fee * Number(kind.cap)) / 100);
        const at = (to: string) => value(reckonMoney({ ...common, from: profile.term.from, to }, profile, calendar));
        const capped = at(addDays(profile.term.from, 2000));
        expect(fen(capped.amount), kind.id).toBe(cap);
        const [firstDay] = capped.days.filter((day) => day.counted);
        expect(fen(firstDay!.amount), kind.id).toBe(Math.round((fee * Number(kind.percent)) / 100));
        expect(at(addDays(firstDay!.day, -1)).amount).toBe('0.00');
        expect(at(firstDay!.day).amount).toBe(firstDay!.amount);
      } else {
        const days = daysBetween(profile.term.from, profile.term.to);
        const answer = value(reckonMoney({ ...common, terminated: profile.term.from }, profile, calendar));
        expect(fen(answer.amount), kind.id).toBe(Math.min(fee, Math.round((fee * days) / kind.divisor)));
        expect(answer.due).not.toBeNull();
      }
    }
    const board = value(moneyAtStake([], `${profile.term.from}T09:00+08:00`, profile, calendar));
    expect(board.stakes.map((stake) => stake.kind)).toEqual(profile.money.kinds.filter((kind) => kind.method === 'share' && !kind.due).map((kind) => kind.id));
  });

  test('limits make sense and rounds open before they close', () => {
    for (const { items } of profile.templates) {
      expect(items.some((item) => item.critical)).toBe(true);
      for (const { warn, alarm, worse } of items) if (warn !== undefined && alarm !== undefined) expect(worse === 'low' ? warn > alarm : warn < alarm).toBe(true);
    }
    for (const duty of profile.duties) for (const round of duty.rounds) expect(round.from < round.to).toBe(true);
  });
});

test('a six-day desk is open on Saturdays that are no holiday', () => {
  const profile = profiles.find((each) => each.serviceCalendars.some((row) => row.days === 'six-day'))!;
  const due = (from: string) => contractDeadline(profile, 'complaint-reply', from, calendar).due;
  // 16 hours of 08:00-18:00: Friday 2023-07-07 17:00 gives 1, Saturday 10, Sunday none, Monday the last 5.
  expect(due('2023-07-07T17:00+08:00')).toBe('2023-07-10T13:00:00+08:00');
  // Mid-Autumn and National Day 2023 run from Friday 9-29 to Friday 10-06; Saturday 10-07 is a make-up workday. Thursday 9-28 12:00: 6 + 10.
  expect(due('2023-09-28T12:00+08:00')).toBe('2023-10-07T18:00:00+08:00');
});

test('code names none of a profile\'s grades, kinds, groups or sums', () => {
  const names = new Set(profiles.flatMap((profile) => [
    profile.id, ...profile.grades.levels.map((level) => level.id), ...profile.grades.kinds.map((kind) => kind.id), ...profile.money.kinds.map((kind) => kind.id), ...profile.callOut.groups.map((group) => group.id),
  ]));
  const files = ['../../domain/incident/', '../../domain/money/', '../../domain/contract/'].flatMap((path) => readdirSync(folder(path)).map((name) => new URL(name, folder(path))));
  for (const file of files) {
    const code = readFileSync(file, 'utf8').replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
    const quoted = [...code.matchAll(/'([^'\n]*)'/g)].map((match) => match[1]!);
    expect(quoted.filter((word) => names.has(word)), file.pathname).toEqual([]);
  }
});

describe('a profile that contradicts itself is refused with the place', () => {
  const [sample] = profiles as [ContractProfile];
  const faultsOf = (change: (draft: ContractProfile) => void) => {
    const draft = structuredClone(sample);
    change(draft);
    const parsed = profileSchema.safeParse(draft);
    return parsed.success ? [] : parsed.error.issues.map((issue) => issue.path.join('.'));
  };
  test.each<[string, (draft: ContractProfile) => void, string]>([
    ['a step of no grade', (draft) => Object.assign((draft.grades.kinds[0] as { steps: { grade: string }[] }).steps[1]!, { grade: 'Z' }), 'grades.kinds.0.steps.1.grade'],
    ['steps out of order', (draft) => (draft.grades.kinds[0] as { steps: unknown[] }).steps.reverse(), 'grades.kinds.0.steps.0'],
    ['a hole between bands', (draft) => Object.assign((draft.grades.kinds.find((kind) => kind.by === 'people') as { bands: { min?: number }[] }).bands[1]!, { min: 3 }), 'grades.kinds.2.bands.0'],
    ['a grade nobody comes to', (draft) => draft.callOut.byGrade.pop(), 'callOut.byGrade'],
    ['a group of no post', (draft) => draft.callOut.groups[0]!.posts.push('cook'), 'callOut.groups.0.posts.2'],
    ['a sum on no clock', (draft) => Object.assign(draft.money.kinds.find((kind) => kind.method === 'daily')!, { clock: 'nowhere' }), 'money.kinds.3.clock'],
    ['a cap out of reach', (draft) => Object.assign(draft.money.kinds.find((kind) => kind.method === 'daily')!, { percent: '0' }), 'money.kinds.3.cap'],
    ['a question left out', (draft) => draft.settings.pop(), 'settings'],
    ['an answer not offered', (draft) => Object.assign(draft.settings[0]!, { value: 'both' }), 'settings.0.value'],
    ['an answer nobody understands', (draft) => Object.assign((draft.settings[0] as { choices: { value: string }[] }).choices[0]!, { value: 'guess' }), 'settings.0.choices'],
    ['a figure out of bounds', (draft) => Object.assign(draft.settings.find((setting) => setting.kind === 'figure')!, { value: 5 }), 'settings.7.value'],
  ])('%s', (_, change, place) => expect(faultsOf(change)).toContain(place));
});
