import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { createCalendar } from '../../domain/calendar/calendar.ts';
import { addDays, daysBetween, endOfDay, weekdayOf } from '../../domain/clocks/shanghai.ts';
import { profileSchema, type ContractProfile } from '../../domain/contract/profile.ts';
import { formsById } from '../../domain/forms/index.ts';
import type { Rec } from '../../domain/record/record.ts';
import { text } from '../../domain/text/text.ts';
import { agendaBetween, isOwed, lacksOf, turnItems, type AgendaPapers, type PaperClock } from '../../domain/today/agenda.ts';
import { keepingPapers, type KeepingPaper } from '../../domain/today/turns.ts';

const folder = (path: string): URL => new URL(path, import.meta.url);
const jsonIn = (path: string): unknown[] => readdirSync(folder(path)).filter((name) => name.endsWith('.json')).sort().map((name): unknown => JSON.parse(readFileSync(new URL(name, folder(path)), 'utf8')));
const calendar = createCalendar(jsonIn('../../assets/calendars/'));
const profiles = [...jsonIn('../../assets/profiles/'), ...jsonIn('../profiles/')].map((file) => profileSchema.parse(file));
const [profile] = profiles as [ContractProfile];

const nothing: AgendaPapers = { clocks: [], rounds: [], keeping: [], keyPeriods: [], site: 'BJ01' };
const ask = (from: string, to: string, now: string, papers: Partial<AgendaPapers> = {}, of: ContractProfile = profile) => agendaBetween(of, calendar, { from, to }, { ...nothing, ...papers }, now);
const backupOn = (day: string, row = 'backup-incremental'): KeepingPaper => ({ row, day, at: `${day}T22:00:00+08:00`, id: `${row}-${day}`, form: 'backup', number: `BF-${day}`, person: '张晓明' });
const clock = (more: Partial<PaperClock>): PaperClock => ({
  id: 'a', form: 'complaint', clock: 'complaint-reply', started: '2021-11-01T09:00:00+08:00', due: '2021-11-04T23:59:59+08:00', estimated: false, number: 'TS-BJ01-2021-000001', person: '李雷', site: 'BJ01', label: text('回复投诉客户', 'Reply'), ...more,
});

describe.each(profiles.map((each) => [each.id, each] as const))('the papers that keep a turn, by %s', (_, of) => {
  test('are of forms, kinds, days and states there are', () => {
    for (const { id, record } of of.recurring) {
      if (!record) continue;
      const form = formsById.get(record.form);
      expect(form, `${id}: ${record.form}`).toBeDefined();
      const day = form!.fields[record.day];
      expect(day?.kind, `${id}: ${record.day}`).toBe('time');
      // the index finds a day by itself, a time only as a column of the list
      if (day?.kind === 'time' && day.precision === 'minute') expect(form!.list.columns, id).toContain(record.day);
      if (record.when) {
        const choice = form!.fields[record.when.field];
        expect(choice?.kind === 'choice' && record.when.in.every((value) => choice.options.some((option) => option.value === value)), id).toBe(true);
      }
      for (const state of record.states ?? []) expect(Object.keys(form!.lifecycle.states), id).toContain(state);
    }
  });
  test('the agenda of a month has what each day, week and duty owes, each with clause, owner and evidence, in order', () => {
    const from = of.term.from;
    const to = addDays(from, 29);
    const items = agendaBetween(of, calendar, { from, to }, nothing, `${from}T00:00:00+08:00`);
    expect(items.map((each) => each.due)).toEqual(items.map((each) => each.due).toSorted());
    expect(new Set(items.map((each) => each.id)).size).toBe(items.length);
    for (const each of items) {
      expect(each.clause.length * each.label.zh.length * each.label.en.length * each.evidence.zh.length, each.id).toBeGreaterThan(0);
      expect(each.due >= `${from}T` && each.due <= endOfDay(to), each.id).toBe(true);
    }
    for (const duty of of.duties) {
      const owed = Array.from({ length: 30 }, (__, n) => addDays(from, n)).filter((day) => duty.every === 'day' || (duty.every === 'workday' && calendar.dayKind(day).working)).length;
      if (duty.every !== 'week') expect(items.filter((each) => each.row === duty.id), duty.id).toHaveLength(owed * duty.rounds.length);
    }
  });
});

describe('turns', () => {
  test('of the days without a paper are lacking: 缺 2 次增量备份', () => {
    // Monday to Sunday; nothing was backed up on Wednesday and on Saturday
    const days = ['2021-11-01', '2021-11-02', '2021-11-04', '2021-11-05', '2021-11-07'];
    const turns = turnItems(profile, calendar, { from: '2021-11-01', to: '2021-11-07' }, { ...nothing, keeping: days.map((day) => backupOn(day)) }, '2021-11-08T09:00:00+08:00');
    const lack = lacksOf(turns).find((each) => each.row === 'backup-incremental')!;
    expect([lack.papers, lack.label.zh, lack.days, lack.form]).toEqual([2, '每日增量备份', ['2021-11-03', '2021-11-06'], 'backup']);
    // neither have the weekly ones been made, nor the report of the month that ended on 10/26
    expect(lacksOf(turns).map((each) => [each.row, each.papers])).toEqual([['routine-report', 1], ['backup-incremental', 2], ['backup-full', 1], ['backup-system-files', 1]]);
  });
  test('agree with a naive count over a year, whatever is missing', () => {
    const day = (n: number) => addDays('2021-09-27', n);
    const made = Array.from({ length: 365 }, (_, n) => n).filter((n) => (n * 7919) % 11 > 2).map(day);
    const now = '2022-09-27T00:00:00+08:00';
    const lacks = lacksOf(turnItems(profile, calendar, { from: day(0), to: day(364) }, { ...nothing, keeping: [...made.map((each) => backupOn(each)), ...made.map((each) => backupOn(each, 'backup-full')).filter((each) => weekdayOf(each.day) === 3)] }, now));
    const missingDays = Array.from({ length: 365 }, (_, n) => day(n)).filter((each) => !made.includes(each));
    expect(lacks.find((each) => each.row === 'backup-incremental')?.days).toEqual(missingDays);
    // one full backup each Wednesday that was made; the week of the last Monday is not over by then
    const weeks = Array.from({ length: 52 }, (_, w) => day(w * 7));
    const without = weeks.filter((monday) => !made.includes(addDays(monday, 2)));
    expect(lacks.find((each) => each.row === 'backup-full')?.papers).toBe(without.length);
  });
  test('stand as their time says: to come, open, kept, kept late, late, missed, not to be known', () => {
    const at = (now: string, papers: readonly KeepingPaper[] = []) => (id: string, from: string, to = from) => ask(from, to, now, { keeping: papers }).find((each) => each.row === id)?.state;
    expect(at('2021-11-01T12:00:00+08:00')('backup-incremental', '2021-11-01')).toBe('open');
    expect(at('2021-11-01T12:00:00+08:00')('backup-incremental', '2021-11-02')).toBe('upcoming');
    expect(at('2021-11-03T12:00:00+08:00')('backup-incremental', '2021-11-02')).toBe('missed');
    expect(at('2021-11-03T12:00:00+08:00', [backupOn('2021-11-02')])('backup-incremental', '2021-11-02')).toBe('kept');
    // the report of 9/27 to 10/26 is due five working days later, on 11/2
    const report = (on: string): KeepingPaper => ({ ...backupOn('2021-10-26', 'routine-report'), at: `${on}T10:00:00+08:00`, form: 'routine-report' });
    expect(at('2021-11-03T12:00:00+08:00')('routine-report', '2021-11-02')).toBe('late');
    expect(at('2021-11-03T12:00:00+08:00', [report('2021-11-02')])('routine-report', '2021-11-02')).toBe('kept');
    expect(at('2021-11-03T12:00:00+08:00', [report('2021-11-03')])('routine-report', '2021-11-02')).toBe('keptLate');
    // no paper of the product shows that the documents of a quarter were gathered
    expect(at('2022-02-01T12:00:00+08:00')('documents-quarterly', '2021-12-31')).toBe('unknown');
  });
  test('owed in key business periods only are owed on their days', () => {
    const watch = ask('2021-11-01', '2021-11-30', '2021-11-01T00:00:00+08:00', { keyPeriods: [{ from: '2021-11-10', to: '2021-11-12' }] }).filter((each) => each.row === 'key-period-watch');
    expect(watch.map((each) => each.begins.slice(0, 10))).toEqual(['2021-11-10', '2021-11-11', '2021-11-12']);
    expect(ask('2021-11-01', '2021-11-30', '2021-11-01T00:00:00+08:00').some((each) => each.row === 'key-period-watch')).toBe(false);
  });
  test('kept by rounds are listed as these rounds, and nothing before the station was set up', () => {
    const items = ask('2021-11-01', '2021-11-01', '2021-11-01T10:00:00+08:00');
    expect(items.filter((each) => each.row === 'inspection-daily')).toEqual([]);
    expect(items.filter((each) => each.source === 'round').map((each) => [each.row, each.state, each.owner.post?.zh])).toEqual([
      ['os-daily', 'open', '服务器主机工程师'], ['db-daily', 'open', '服务器主机工程师'], ['os-daily', 'upcoming', '服务器主机工程师'], ['db-daily', 'upcoming', '服务器主机工程师'], ['app-daily', 'open', '应用软件工程师'],
    ]);
    expect(agendaBetween(profile, calendar, { from: '2021-11-01', to: '2021-11-05', since: '2021-11-04' }, nothing, '2021-11-05T10:00:00+08:00').filter((each) => each.row !== 'health-weekly').map((each) => each.begins.slice(0, 10)).sort()[0]).toBe('2021-11-04');
  });
});

describe('the papers', () => {
  const rec = (more: Partial<Rec>): Rec => ({ id: 'x', form: 'backup', number: 'BF-BJ01-2021-000001', state: 'done', data: { kind: 'incremental', startedAt: '2021-11-02T22:30+08:00' }, owner: { id: 'p', name: '张晓明' }, reached: { draft: '2021-11-02T22:00:00+08:00', done: '2021-11-03T08:00:00+08:00' }, updatedAt: '2021-11-03T08:00:00+08:00', ...more }) as Rec;
  const row = profile.recurring.find((each) => each.id === 'backup-incremental')!;
  const days = (more: Partial<Rec>) => keepingPapers(row, [rec(more)], formsById.get('backup')!).map((each) => [each.day, each.at]);
  test('count by their own day, when they came into a state that counts', () => expect(days({})).toEqual([['2021-11-02', '2021-11-03T08:00:00+08:00']]));
  test('of another kind, a failed, unfinished or corrected one keep nothing', () => {
    expect(days({ data: { kind: 'full', startedAt: '2021-11-02T22:30+08:00' } })).toEqual([]);
    for (const state of ['draft', 'failed', 'void']) expect(days({ state }), state).toEqual([]);
    expect(days({ correctedBy: 'y' })).toEqual([]);
    expect(days({ data: { kind: 'incremental' } })).toEqual([]);
  });
});

describe('clocks and notices', () => {
  test('a clock is due where its reckoning ends, with the words of its row', () => {
    const [item] = ask('2021-11-04', '2021-11-04', '2021-11-02T09:00:00+08:00', { clocks: [clock({}), clock({ id: 'b', due: '2021-11-05T23:59:59+08:00' })] }).filter((each) => each.source === 'clock');
    expect(item).toMatchObject({ rule: 'R6', clause: '投诉处理', label: { zh: '回复投诉客户' }, owner: { party: 'contractor', post: { zh: '项目经理' } }, evidence: { zh: '投诉单已记录答复' }, state: 'open', record: { number: 'TS-BJ01-2021-000001' }, person: '李雷', site: 'BJ01' });
  });
  test('is kept, kept late, late by its last second', () => {
    const state = (now: string, kept?: string) => ask('2021-11-04', '2021-11-04', now, { clocks: [clock({ kept })] }).find((each) => each.source === 'clock')?.state;
    expect(state('2021-11-04T23:59:59+08:00')).toBe('open');
    expect(state('2021-11-05T00:00:00+08:00')).toBe('late');
    expect(state('2021-11-09T00:00:00+08:00', '2021-11-04T23:59:59+08:00')).toBe('kept');
    expect(state('2021-11-09T00:00:00+08:00', '2021-11-05T00:00:00+08:00')).toBe('keptLate');
  });
  test('what is only kept for a time is not due', () => expect(ask('2021-11-04', '2021-11-04', '2021-11-02T09:00:00+08:00', { clocks: [clock({ clock: 'retention' })] }).some((each) => each.source === 'clock')).toBe(false));
  test('the notice before the end of the term and the hand-over after it stand with their reckoning (R33)', () => {
    // thirty days back from 2022-09-26, on either side of the end of August
    const [notice] = ask('2022-08-20', '2022-08-31', '2022-08-01T00:00:00+08:00').filter((each) => each.source === 'notice');
    expect([notice?.row, notice?.due, notice?.state, notice?.owner.party, notice?.days.length]).toEqual(['renewal-notice', '2022-08-27T23:59:59+08:00', 'open', 'both', 31]);
    expect(daysBetween('2022-08-27', '2022-09-26')).toBe(30);
    const [handover] = ask('2022-10-01', '2022-10-31', '2022-08-01T00:00:00+08:00').filter((each) => each.source === 'notice');
    expect([handover?.row, handover?.due.slice(0, 10), handover?.state]).toEqual(['handover', '2022-10-26', 'upcoming']);
  });
  test('only what can still be kept is owed', () => {
    expect(isOwed({ state: 'open' }) && isOwed({ state: 'late' }) && isOwed({ state: 'upcoming' })).toBe(true);
    for (const state of ['kept', 'keptLate', 'missed', 'unknown'] as const) expect(isOwed({ state }), state).toBe(false);
  });
});
