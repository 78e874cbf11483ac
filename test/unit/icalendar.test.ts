import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { createCalendar } from '../../domain/calendar/calendar.ts';
import { profileSchema } from '../../domain/contract/profile.ts';
import { text } from '../../domain/text/text.ts';
import { agendaBetween, type AgendaItem, type AgendaPapers } from '../../domain/today/agenda.ts';
import { agendaToCalendar } from '../../domain/today/icalendar.ts';

const json = (path: string): unknown => JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'));
const calendar = createCalendar(readdirSync(new URL('../../assets/calendars/', import.meta.url)).map((name) => json(`../../assets/calendars/${name}`)));
const profile = profileSchema.parse(json('../../assets/profiles/jifenluohu.json'));
const papers: AgendaPapers = {
  rounds: [], keeping: [], keyPeriods: [], site: 'BJ01',
  clocks: [{ id: '019a0000-0000-7000-8000-000000000001', form: 'complaint', clock: 'complaint-reply', started: '2021-11-01T09:00:00+08:00', due: '2021-11-04T23:59:59+08:00', estimated: false, number: 'TS-BJ01-2021-000001', person: '李雷', site: 'BJ01', label: text('回复投诉客户', 'Reply; to, the \\ complainant') }],
};
const now = '2021-11-02T08:00:00+08:00';
const items = agendaBetween(profile, calendar, { from: '2021-11-01', to: '2021-11-30' }, papers, now);
const options = { lang: 'zh', now, lead: 120, station: 'st-1' } as const;

type Component = { readonly name: string; readonly properties: (readonly [string, string])[]; readonly parts: Component[] };
/** A reader of its own, by the grammar of RFC 5545 3.1: lines end in CRLF, are at most 75 octets long, and are unfolded. */
const read = (file: string): Component => {
  expect(file.endsWith('\r\n')).toBe(true);
  const raw = file.slice(0, -2).split('\r\n');
  for (const line of raw) {
    expect(new TextEncoder().encode(line).length, line).toBeLessThanOrEqual(75);
    expect(line).not.toMatch(/[\n\r]/);
    expect(line.isWellFormed()).toBe(true);
  }
  const lines = raw.reduce<string[]>((all, line) => (line.startsWith(' ') ? [...all.slice(0, -1), `${all.at(-1)}${line.slice(1)}`] : [...all, line]), []);
  const root: Component = { name: '', properties: [], parts: [] };
  const open = [root];
  for (const line of lines) {
    const [, name = '', value = ''] = /^([A-Z-]+(?:;[A-Z]+=[^:;]+)*):(.*)$/s.exec(line) ?? [];
    expect(name, line).not.toBe('');
    if (name === 'BEGIN') {
      const part: Component = { name: value, properties: [], parts: [] };
      open.at(-1)!.parts.push(part);
      open.push(part);
    } else if (name === 'END') expect(open.pop()!.name).toBe(value);
    else open.at(-1)!.properties.push([name, value]);
  }
  expect(open).toEqual([root]);
  return root.parts[0]!;
};
const valueOf = (component: Component, name: string): string | undefined => component.properties.find(([each]) => each.split(';')[0] === name)?.[1];
const eventsOf = (of: readonly AgendaItem[], more: Partial<Parameters<typeof agendaToCalendar>[1]> = {}): Component[] => read(agendaToCalendar(of, { ...options, ...more })).parts.filter((part) => part.name === 'VEVENT');

describe('the agenda as a calendar file', () => {
  test('has one event for each deadline, at its last second of Shanghai, with lasting ids', () => {
    const events = eventsOf(items);
    expect(events.map((each) => valueOf(each, 'DTSTART'))).toEqual(items.map((each) => each.due.slice(0, 19).replaceAll(/[-:]/g, '')));
    for (const each of events) {
      expect(each.properties.map(([name]) => name)).toEqual(['UID', 'DTSTAMP', 'DTSTART;TZID=Asia/Shanghai', 'SUMMARY', 'DESCRIPTION', 'CATEGORIES', 'CLASS', 'TRANSP']);
      expect(valueOf(each, 'DTSTAMP')).toBe('20211102T000000Z');
    }
    const ids = (of: readonly Component[]) => of.map((each) => valueOf(each, 'UID'));
    expect(new Set(ids(events)).size).toBe(events.length);
    // made another day, when some were kept meanwhile, the ids are the same: a calendar replaces its entries
    expect(ids(eventsOf(agendaBetween(profile, calendar, { from: '2021-11-01', to: '2021-11-30' }, { ...papers, clocks: papers.clocks.map((each) => ({ ...each, kept: '2021-11-03T10:00:00+08:00' })) }, '2021-11-20T08:00:00+08:00'), { now: '2021-11-20T08:00:00+08:00' }))).toEqual(ids(events));
  });
  test('carries the zone it names, and an alarm where something is still owed', () => {
    const file = read(agendaToCalendar(items, options));
    expect([valueOf(file, 'VERSION'), file.parts[0]?.name, valueOf(file.parts[0]!, 'TZID'), file.parts[0]?.parts.map((part) => [part.name, valueOf(part, 'TZOFFSETTO')])]).toEqual(['2.0', 'VTIMEZONE', 'Asia/Shanghai', [['STANDARD', '+0800']]]);
    const alarmed = (of: readonly AgendaItem[], lead = 120) => eventsOf(of, { lead }).flatMap((each) => each.parts.map((part) => [part.name, valueOf(part, 'TRIGGER'), valueOf(part, 'ACTION')]));
    const reply = items.find((each) => each.source === 'clock')!;
    expect(alarmed([reply])).toEqual([['VALARM', '-PT120M', 'DISPLAY']]);
    expect(alarmed([{ ...reply, state: 'kept' }, { ...reply, state: 'missed' }])).toEqual([]);
    expect(alarmed([reply], 0)).toEqual([]);
  });
  test('says number, kind and clause, and nothing else of a paper (R35)', () => {
    const [reply] = eventsOf(items.filter((each) => each.source === 'clock'));
    expect(valueOf(reply!, 'SUMMARY')).toBe('回复投诉客户 TS-BJ01-2021-000001（R6 投诉处理）');
    expect(agendaToCalendar(items, options)).not.toMatch(/李雷|BJ01\b(?!-)/);
    expect(valueOf(reply!, 'CLASS')).toBe('CONFIDENTIAL');
  });
  test('speaks English too, and escapes what the format takes for its own', () => {
    const [reply] = eventsOf(items.filter((each) => each.source === 'clock'), { lang: 'en' });
    expect(valueOf(reply!, 'SUMMARY')).toBe('Reply\\; to\\, the \\\\ complainant TS-BJ01-2021-000001 (R6)');
  });
  test('holds through long labels of every script', () => {
    const [item] = items;
    const long = `${'期限'.repeat(60)}𠮷${'x'.repeat(73)}𠮷\r\n，;,`;
    const [event] = eventsOf([{ ...item!, label: text(long, long) }]);
    expect(valueOf(event!, 'SUMMARY')).toContain(`${'期限'.repeat(60)}𠮷${'x'.repeat(73)}𠮷\\n，\\;\\,`);
  });
});
