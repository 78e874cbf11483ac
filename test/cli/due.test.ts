import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { ReckonedDay } from '../../domain/clocks/deadline.ts';
import { assetsFolder, runSanlian, type Ran } from './run.ts';

type Answer = { readonly rule: string; readonly ruleNo: string; readonly clause: string; readonly from: string; readonly due: string; readonly estimated: boolean; readonly days: readonly ReckonedDay[]; readonly period?: { readonly no: number; readonly from: string; readonly to: string } };
const folder = mkdtempSync(join(tmpdir(), 'sanlian-due-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const written = (name: string, content: unknown): string => {
  const file = join(folder, name);
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
};
const due = (...args: readonly string[]): Promise<Ran> => runSanlian(['due', ...args]);
const answer = (ran: Ran): Answer => {
  expect(ran).toMatchObject({ code: 0, err: '' });
  return JSON.parse(ran.out) as Answer;
};
const year = (holidays: readonly object[]) => ({ notices: [{ address: 'https://www.gov.cn/zhengce/zhengceku/202611/content_1.htm', holidays, workdays: [] }] });
const example = ['--rule', 'complaint-reply', '--from', '2022-04-22T15:00+08:00', '--explain', '--json'] as const;

describe('sanlian due', () => {
  it('gives the last second that keeps the rule, day by day', async () => {
    expect(answer(await due(...example))).toMatchObject({
      rule: 'complaint-reply', ruleNo: 'R6', clause: '投诉处理', from: '2022-04-22T15:00:00+08:00', due: '2022-04-26T23:59:59+08:00', estimated: false,
      days: [
        { day: '2022-04-22', counted: false, verdict: 'event', why: 'event' },
        { day: '2022-04-23', counted: false, verdict: 'rest', why: 'weekend' },
        { day: '2022-04-24', counted: true, verdict: 'counted', why: 'makeup', notice: 'http://www.gov.cn/zhengce/zhengceku/2021-10/25/content_5644835.htm' },
        { day: '2022-04-25', counted: true, verdict: 'counted', why: 'weekday' },
        { day: '2022-04-26', counted: true, verdict: 'counted', why: 'weekday' },
      ],
    });
  });

  it('is the same on a laptop of any zone, from any spelling of the moment', async () => {
    const answers = await Promise.all([
      runSanlian(['due', ...example], { TZ: 'America/New_York' }),
      runSanlian(['due', ...example], { TZ: 'Pacific/Kiritimati' }),
      due(...example.map((each) => (each.startsWith('2022') ? '2022-04-22T07:00:00Z' : each))),
      due(...example.map((each) => (each.startsWith('2022') ? '2022-04-22T15:00' : each))),
    ]);
    expect(new Set(answers.map((each) => each.out)).size).toBe(1);
    expect(answer(answers[0]!).due).toBe('2022-04-26T23:59:59+08:00');
  });

  it('lists every clock, takes a day, and tells the turn of what comes back', async () => {
    const list = JSON.parse((await due('--list', '--json')).out) as { rules: { id: string }[]; recurring: { id: string }[] };
    expect(list.rules.length).toBeGreaterThan(15);
    expect((await due('--list')).out).toContain('complaint-reply');
    const quarter = answer(await due('--rule', 'report-quarterly', '--from', '2021-10-12', '--json'));
    expect(quarter).toMatchObject({ period: { no: 1, from: '2021-09-27', to: '2021-12-26' }, due: '2021-12-31T23:59:59+08:00' });
    // National Day: the next turn is Friday's
    expect(answer(await due('--rule', 'inspection-daily', '--from', '2021-10-02', '--json')).due).toBe('2021-10-08T23:59:59+08:00');
  });

  it('passes over a pause, names it, and explains itself in the language asked for', async () => {
    const paused = await due('--rule', 'complaint-reply', '--from', '2022-04-22', '--pause', '2022-04-24/2022-04-25T12:00+08:00:等待客户: 确认@QR-1', '--explain');
    expect(paused.out).toContain('2022-04-24  中止，不计 · 调休上班 · 等待客户: 确认，见QR-1');
    expect(paused.out).toContain('2022-04-28T23:59:59+08:00');
    const late = await due('--rule', 'payment-late', '--from', '2022-03-01', '--explain', '--lang', 'en');
    expect(late.out).toContain('due: 2022-04-12T23:59:59+08:00');
    expect(late.out).toContain('other reading: only the days behind the figure cost');
    expect(late.out).toContain('rest day, not counted · public holiday Qingming');
    expect((await due('--list', '--lang', 'en')).out + late.out).not.toMatch(/[\u4e00-\u9fff]/);
  });

  it('says when it rests on a year not published, and takes the calendar that settles it', async () => {
    const from = ['--rule', 'complaint-reply', '--from', '2026-12-30', '--json'] as const;
    expect(answer(await due(...from))).toMatchObject({ due: '2027-01-04T23:59:59+08:00', estimated: true });
    const update = written('2027.json', { region: 'CN', years: { 2027: year([{ name: '元旦', from: '2027-01-01', to: '2027-01-03' }]) } });
    expect(answer(await due(...from, '--calendar', update))).toMatchObject({ due: '2027-01-05T23:59:59+08:00', estimated: false });
  });

  it('reckons another contract\'s figures', async () => {
    const profile = JSON.parse(readFileSync(join(assetsFolder, 'profiles', 'jifenluohu.json'), 'utf8')) as { rules: { id: string; figure: number }[] };
    const other = written('other.json', { ...profile, rules: profile.rules.map((rule) => (rule.id === 'complaint-reply' ? { ...rule, figure: 1, switches: { endsAt: 'office' } } : rule)) });
    expect(answer(await due(...example, '--profile', other)).due).toBe('2022-04-24T17:30:00+08:00');
  });

  it.each<[string, readonly string[], number, string]>([
    ['no clock', ['--from', '2022-04-22'], 2, '--rule'],
    ['no moment', ['--rule', 'complaint-reply'], 2, '--from'],
    ['an unknown clock', ['--rule', 'reply', '--from', '2022-04-22'], 2, 'complaint-reply'],
    ['a day that does not exist', ['--rule', 'complaint-reply', '--from', '2022-02-30'], 2, '2022-02-30'],
    ['a year out of reach', ['--rule', 'complaint-reply', '--from', '1949-10-01'], 2, '--from'],
    ['a pause without a reason', ['--rule', 'complaint-reply', '--from', '2022-04-22', '--pause', '2022-04-24/2022-04-25'], 2, '--pause'],
    ['a pause that ends before it begins', ['--rule', 'complaint-reply', '--from', '2022-04-22', '--pause', '2022-04-25/2022-04-24:等待'], 2, '--pause'],
    ['a pause out of reach', ['--rule', 'complaint-reply', '--from', '2022-04-22', '--pause', '2022-04-25/9999-12-31:等待'], 2, '--pause'],
    ['a pause of a notice', ['--rule', 'renewal-notice', '--from', '2022-09-26', '--pause', '2022-04-24/2022-04-25:等待'], 2, '--pause'],
    ['a profile that is not there', ['--list', '--profile', 'nowhere.json'], 4, 'nowhere.json'],
    ['a calendar that is not there', ['--rule', 'complaint-reply', '--from', '2022-04-22', '--calendar', 'nowhere.json'], 4, '--calendar'],
  ])('%s is refused by name', async (_, args, code, named) => {
    const ran = await due(...args);
    expect(ran).toMatchObject({ code, out: '' });
    expect(ran.err).toContain(named);
  });

  it('refuses a calendar with a hole or an overlap, with the field', async () => {
    const holed = written('hole.json', { region: 'CN', years: { 2028: year([]) } });
    const twice = written('twice.json', { region: 'CN', years: { 2027: year([{ name: '元旦', from: '2027-01-01', to: '2027-01-03' }, { name: '春节', from: '2027-01-03', to: '2027-01-04' }]) } });
    const refused = await Promise.all([holed, twice].map((file) => due(...example, '--calendar', file)));
    expect(refused.map((each) => each.code)).toEqual([4, 4]);
    expect(refused[0]?.err).toContain('years.2027');
    expect(refused[1]?.err).toContain('years.2027.notices.0.holidays.1');
  });
});
