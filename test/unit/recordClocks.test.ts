import { describe, expect, it } from 'vitest';
import cn from '../../assets/calendars/cn.json' with { type: 'json' };
import sample from '../../assets/profiles/jifenluohu.json' with { type: 'json' };
import { createCalendar } from '../../domain/calendar/calendar.ts';
import { profileSchema } from '../../domain/contract/profile.ts';
import type { FormDef } from '../../domain/forms/form.ts';
import { complaint } from '../../domain/forms/complaint.ts';
import { document } from '../../domain/forms/document.ts';
import { inspection } from '../../domain/forms/inspection.ts';
import { routineReport } from '../../domain/forms/routineReport.ts';
import { serviceOrder } from '../../domain/forms/serviceOrder.ts';
import { asWritten, clockCells, recordClocks } from '../../domain/record/clocks.ts';
import { evolve } from '../../domain/record/evolve.ts';
import { firstPrev, type Event } from '../../domain/record/op.ts';
import type { Data, Rec } from '../../domain/record/record.ts';
import { engineer, sampleContext, sampleStation } from './sampleRecords.ts';

const calendar = createCalendar([cn]);
const profile = profileSchema.parse(sample);

/** A record that lived through `events`, each at its own time. */
const lived = (def: FormDef, data: Data, createdAt: string, ...moves: readonly (readonly [to: string, at: string])[]): Rec => {
  const created: Event = { kind: 'created', form: def.id, def: '', number: 'N', state: def.lifecycle.initial, owner: engineer, context: sampleContext, data, links: [] };
  const events = [[created, createdAt] as const, ...moves.map(([to, at]) => [{ kind: 'moved', transition: to, from: '', to } satisfies Event, at] as const)];
  return events.reduce<Rec | null>(
    (rec, [event, at], n) => evolve(rec, { v: 1, station: sampleStation, seq: n + 1, prev: firstPrev, id: String(n), doc: 'd', section: 'field', base: n, by: engineer, at, mono: n, event }),
    null,
  )!;
};
const clock = (def: FormDef, rec: Rec, rule: string) => recordClocks(rec, def, profile, calendar).find((each) => each.id === rule);

describe('the clocks of a record (R27)', () => {
  it('counts the filing from the first submission, not from the seal', () => {
    // Monday handed in; signed on Thursday: filing is due by Monday a week later, five working days after the submission
    const rec = lived(serviceOrder, {}, '2021-10-11T09:00:00+08:00', ['signing', '2021-10-11T17:00:00+08:00'], ['signed', '2021-10-14T10:00:00+08:00']);
    expect(clock(serviceOrder, rec, 'document-archive')).toMatchObject({ due: '2021-10-18T23:59:59+08:00', kept: undefined });
    expect(clock(serviceOrder, lived(serviceOrder, {}, '2021-10-11T09:00:00+08:00'), 'document-archive')).toBeUndefined();
  });

  it('does not run before the work is wanted, unless it began before', () => {
    const order = (more: Data) => clock(serviceOrder, lived(serviceOrder, { requestedAt: '2021-10-11T16:30+08:00', ...more }, '2021-10-11T17:00:00+08:00'), 'document-submit');
    expect(order({ wantedAt: '2021-10-12T09:00+08:00' })).toMatchObject({ started: '2021-10-12T09:00+08:00', due: '2021-10-12T23:59:59+08:00' });
    expect(order({ wantedAt: '2021-10-14T09:00+08:00', arrivedAt: '2021-10-12T10:00+08:00' })?.due).toBe('2021-10-12T23:59:59+08:00');
    expect(order({ wantedAt: '2021-10-11T16:40+08:00' })?.due).toBe('2021-10-11T23:59:59+08:00');
    // who came late does not move it on
    expect(order({ wantedAt: '2021-10-12T09:00+08:00', arrivedAt: '2021-10-13T10:00+08:00' })?.due).toBe('2021-10-12T23:59:59+08:00');
    expect(clockCells(serviceOrder)).toEqual(expect.arrayContaining(['wantedAt', 'arrivedAt']));
  });

  it('takes the earliest known event for the same-day clock', () => {
    const rec = lived(serviceOrder, { requestedAt: '2021-10-10T16:30+08:00' }, '2021-10-11T09:00:00+08:00');
    expect(clock(serviceOrder, rec, 'document-submit')?.due).toBe('2021-10-10T23:59:59+08:00');
    // a request written down ahead of its time moves nothing back
    expect(clock(serviceOrder, lived(serviceOrder, { requestedAt: '2021-10-12T16:30+08:00' }, '2021-10-11T09:00:00+08:00'), 'document-submit')?.due).toBe('2021-10-11T23:59:59+08:00');
    const daily = lived(inspection, { day: '2021-10-09', round: 'am' }, '2021-10-11T09:00:00+08:00');
    expect(clock(inspection, daily, 'document-submit')?.due).toBe('2021-10-09T23:59:59+08:00');
    // the Monday a weekly sheet is filed under is no event
    const weekly = lived(inspection, { day: '2021-10-11', round: 'week', inspectedAt: '2021-10-13T10:00+08:00' }, '2021-10-13T11:00:00+08:00');
    expect(clock(inspection, weekly, 'document-submit')?.due).toBe('2021-10-13T23:59:59+08:00');
  });

  it('runs the document clocks of a correction from its making, and those of the service from what the original told', () => {
    const made = '2021-11-01T10:00:00+08:00';
    const correcting = (def: FormDef, data: Data, ...moves: readonly (readonly [string, string])[]): Rec => ({ ...lived(def, data, made, ...moves), links: [{ rel: 'corrects', to: 'original' }] });
    const order = correcting(serviceOrder, { requestedAt: '2021-10-11T16:30+08:00', wantedAt: '2021-10-12T09:00+08:00' }, ['signing', '2021-11-01T17:00:00+08:00']);
    expect(clock(serviceOrder, order, 'document-submit')).toMatchObject({ started: made, due: '2021-11-01T23:59:59+08:00', kept: '2021-11-01T17:00:00+08:00' });
    expect(clock(serviceOrder, order, 'document-archive')).toMatchObject({ started: '2021-11-01T17:00:00+08:00', due: '2021-11-08T23:59:59+08:00' });
    expect(clock(inspection, correcting(inspection, { day: '2021-10-09', round: 'am' }), 'document-submit')?.due).toBe('2021-11-01T23:59:59+08:00');
    // the report of a month, due five working days after it
    expect(clock(routineReport, correcting(routineReport, { to: '2021-10-15' }), 'document-archive')?.due).toBe('2021-11-08T23:59:59+08:00');
    const replied = { receivedAt: '2021-10-11T09:00+08:00', content: '答复太慢', repliedAt: '2021-10-20T09:00+08:00' };
    expect(clock(complaint, correcting(complaint, replied), 'complaint-reply')).toEqual(clock(complaint, lived(complaint, replied, made), 'complaint-reply'));
    // what the paper tells of is judged as it was told: the card of a document handed in late
    const card = { eventAt: '2021-10-11T09:00+08:00', submittedAt: '2021-10-13T09:00+08:00' };
    expect(clock(document, correcting(document, card), 'document-submit')).toMatchObject({ due: '2021-10-11T23:59:59+08:00', kept: '2021-10-13T09:00+08:00' });
    expect(clock(document, correcting(document, card), 'document-archive')?.due).toBe('2021-11-08T23:59:59+08:00');
    expect(clock(document, correcting(document, { ...card, completedAt: '2021-10-29T09:00+08:00' }), 'document-archive')?.due).toBe('2021-10-20T23:59:59+08:00');
  });

  it('follows what is typed, and knows the cells it hangs on', () => {
    const rec = lived(serviceOrder, { place: '大厅' }, '2021-10-11T09:00:00+08:00');
    const typed = asWritten(rec, serviceOrder, { set: { requestedAt: '2021-10-08T16:30+08:00' }, unset: ['place'] });
    expect(typed.data).toEqual({ requestedAt: '2021-10-08T16:30+08:00' });
    expect(clock(serviceOrder, typed, 'document-submit')?.due).toBe('2021-10-08T23:59:59+08:00');
    // what no cell could hold starts no clock
    expect(clock(serviceOrder, asWritten(rec, serviceOrder, { set: { requestedAt: '前天' }, unset: [] }), 'document-submit')?.due).toBe('2021-10-11T23:59:59+08:00');
    expect(clockCells(serviceOrder)).toContain('requestedAt');
    expect(clockCells(inspection)).toEqual(expect.arrayContaining(['inspectedAt', 'day', 'round']));
  });

  it('stands still where another paper says so, except what is kept or reckoned back', () => {
    const rec = lived(serviceOrder, {}, '2021-10-11T09:00:00+08:00', ['signing', '2021-10-11T17:00:00+08:00']);
    const pauses = [{ from: '2021-10-12', to: '2021-10-13', reason: '停电', evidence: 'BK-1' }];
    const archive = recordClocks(rec, serviceOrder, profile, calendar, pauses).find((each) => each.id === 'document-archive');
    expect(archive?.due).toBe('2021-10-20T23:59:59+08:00');
    expect(archive?.days.filter((each) => each.verdict === 'paused').map((each) => each.day)).toEqual(['2021-10-12', '2021-10-13']);
    const kept: FormDef = { ...serviceOrder, deadlines: [{ rule: 'retention-network-logs', from: 'createdAt', until: ['void'], label: serviceOrder.title }] };
    expect(recordClocks(rec, kept, profile, calendar, pauses)[0]?.due).toBe('2022-04-11T23:59:59+08:00');
  });

  it('stays kept when the paper is taken back and handed in again', () => {
    const rec = lived(serviceOrder, {}, '2021-10-11T09:00:00+08:00', ['signing', '2021-10-11T17:00:00+08:00'], ['working', '2021-10-13T09:00:00+08:00'], ['signing', '2021-10-13T10:00:00+08:00']);
    expect(rec.reached['signing']).toBe('2021-10-11T17:00:00+08:00');
    expect(clock(serviceOrder, rec, 'document-submit')?.kept).toBe('2021-10-11T17:00:00+08:00');
    expect(clock(serviceOrder, rec, 'document-archive')?.due).toBe('2021-10-18T23:59:59+08:00');
  });
});
