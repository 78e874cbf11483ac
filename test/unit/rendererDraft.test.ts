import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { RecordView } from '../../domain/api/types.ts';
import type { Data, Rec } from '../../domain/record/record.ts';
import type { StationClient } from '../../renderer/client.ts';
import { applyChange, changeBetween, commitOpenDrafts, createDraft } from '../../renderer/record/draft.ts';

const name = { zh: '甲', en: 'A' };
const record = (data: Data, rev = 1): Rec => ({
  id: '0199a1b2-0000-7000-8000-000000000001', form: 'service-order', def: 'd', number: 'XC-BJ01-2021-000001', state: 'working', rev, owner: { id: 'p', name: '王工' }, station: 's',
  context: { profile: 'p', profileVersion: 1, project: name, contractNo: 'C', client: name, contractor: name, supervision: name, site: { code: 'BJ01', name }, copies: [] },
  createdAt: '2021-10-12T08:00:00+08:00', updatedAt: '2021-10-12T08:00:00+08:00', reached: {}, data, attachments: [], signatures: [], refusals: [], copies: [], links: [],
});
const view = (rec: Rec, more: Partial<RecordView> = {}): RecordView => ({
  record: rec, transitions: [], becomings: [], editable: true, clocks: [], history: [], linked: [], unsent: false, contentHash: '', ...more,
});

/** The station's side of the bargain in memory: one draft, one record. */
const createDesk = (start: Rec) => {
  let rec = start;
  let held: { set: Data; unset: readonly string[] } | null = null;
  const saves: unknown[] = [];
  const client = {
    records: {
      saveDraft: async (input: { set: Data; unset: string[] }) => {
        saves.push(input);
        held = { set: input.set, unset: input.unset };
        return { savedAt: '2021-10-12T08:01:00+08:00' };
      },
      dropDraft: async () => { held = null; return null; },
      commitDraft: async () => {
        if (held) rec = { ...rec, rev: rec.rev + 1, data: applyChange(rec.data, held) };
        held = null;
        return rec;
      },
      get: async () => view(rec),
    },
  } as unknown as StationClient;
  return { client, saves, current: () => rec };
};
const times = { save: 300, pause: 60_000, merge: 900 };

beforeEach(() => { vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }); });
afterEach(() => { vi.useRealTimers(); });

describe('a draft', () => {
  it('is saved soon after the last key, once', async () => {
    const desk = createDesk(record({ request: '宕机' }));
    const draft = createDraft(desk.client, view(desk.current()), times);
    draft.set('request', '宕机。');
    draft.set('request', '宕机。重启');
    await vi.advanceTimersByTimeAsync(299);
    expect(desk.saves).toHaveLength(0);
    await vi.advanceTimersByTimeAsync(2);
    expect(desk.saves).toEqual([{ id: record({}).id, base: 1, set: { request: '宕机。重启' }, unset: [] }]);
    expect(draft.get().saving).toBe('saved');
  });
  it('is saved while keys go on coming: a cut of the power takes what was typed since the last save, and no more', async () => {
    const desk = createDesk(record({}));
    const draft = createDraft(desk.client, view(desk.current()), times);
    let text = '';
    for (let key = 0; key < 50; key += 1) {
      draft.set('request', (text += '字'));
      await vi.advanceTimersByTimeAsync(100);
      const last = desk.saves.at(-1) as { set: Data } | undefined;
      expect(text.length - String(last?.set['request'] ?? '').length).toBeLessThanOrEqual(3);
    }
    expect(desk.saves.length).toBeLessThan(20);
  });
  it('is saved as quickly after typing that came to nothing, and after a record that took none for a while', async () => {
    const desk = createDesk(record({ request: '宕机' }));
    const draft = createDraft(desk.client, view(desk.current()), times);
    draft.set('request', '宕机。');
    await vi.advanceTimersByTimeAsync(100);
    await draft.flush();
    draft.set('request', '宕机。重');
    await vi.advanceTimersByTimeAsync(301);
    expect(desk.saves).toHaveLength(2);
    draft.set('request', '宕机。重启');
    draft.adopt(desk.current(), false);
    draft.adopt(desk.current(), true);
    await vi.advanceTimersByTimeAsync(301);
    expect(desk.saves).toHaveLength(3);
  });
  it('becomes one operation after a pause of a minute', async () => {
    const desk = createDesk(record({}));
    const draft = createDraft(desk.client, view(desk.current()), times);
    draft.set('place', '三层机房');
    await vi.advanceTimersByTimeAsync(60_001);
    expect(desk.current()).toMatchObject({ rev: 2, data: { place: '三层机房' } });
    expect(draft.get().base.rev).toBe(2);
  });
  it('undoes and redoes across cells, keys of one word together', () => {
    const desk = createDesk(record({ place: '一层' }));
    const draft = createDraft(desk.client, view(desk.current()), times);
    draft.set('request', '宕');
    draft.set('request', '宕机');
    draft.set('place', undefined);
    expect(draft.undo()).toBe('place');
    expect(draft.get().data['place']).toBe('一层');
    expect(draft.undo()).toBe('request');
    expect(draft.get().data).toEqual({ place: '一层' });
    expect(draft.undo()).toBeNull();
    draft.redo();
    expect(draft.get().data['request']).toBe('宕机');
  });
  it('comes back after a restart', () => {
    const desk = createDesk(record({ place: '一层' }));
    const draft = createDraft(desk.client, view(desk.current(), { draft: { set: { request: '宕机' }, unset: ['place'], base: 1, savedAt: '2021-10-12T08:01:00+08:00' } }), times);
    expect(draft.get().data).toEqual({ request: '宕机' });
    expect(draft.get().conflict).toBeUndefined();
  });
  it('keeps typing on top of a change elsewhere, and asks where both wrote the same cell', () => {
    const desk = createDesk(record({ place: '一层', contact: '李' }));
    const draft = createDraft(desk.client, view(desk.current()), times);
    draft.set('place', '三层');
    draft.adopt(record({ place: '一层', contact: '赵' }, 2));
    expect(draft.get()).toMatchObject({ data: { place: '三层', contact: '赵' } });
    expect(draft.get().conflict).toBeUndefined();
    draft.adopt(record({ place: '二层', contact: '赵' }, 3));
    expect(draft.get().conflict?.fields).toEqual(['place']);
    expect(draft.get().data['place']).toBe('三层');
    draft.settle('theirs');
    expect(draft.get().data['place']).toBe('二层');
  });
  it('whose record takes no typing any more is kept as it is beside the record, and thrown away only when asked', async () => {
    const desk = createDesk(record({ place: '一层' }));
    const draft = createDraft(desk.client, view(desk.current()), times);
    draft.set('place', '三层');
    draft.adopt({ ...record({ place: '一层' }, 2), state: 'void' }, false);
    await vi.advanceTimersByTimeAsync(120_000);
    await draft.commit();
    expect(desk.saves).toEqual([]);
    expect(desk.current().rev).toBe(1);
    expect(draft.get()).toMatchObject({ data: { place: '一层' }, typed: false, saving: 'saved', untaken: { set: { place: '三层' }, unset: [] } });
    // what was taken back to be written in again is typing again
    draft.adopt(record({ place: '一层' }, 3), true);
    expect(draft.get()).toMatchObject({ data: { place: '三层' }, typed: true });
    await vi.advanceTimersByTimeAsync(301);
    expect(desk.saves).toHaveLength(1);
    draft.adopt({ ...record({ place: '一层' }, 4), state: 'void' }, false);
    await draft.discard();
    expect(draft.get().untaken).toBeUndefined();
    // found on opening
    const later = createDraft(desk.client, view(record({ place: '一层' }, 4), { editable: false, draft: { set: { place: '三层' }, unset: [], base: 1, savedAt: '2021-10-12T08:01:00+08:00' } }), times);
    expect(later.get()).toMatchObject({ data: { place: '一层' }, untaken: { set: { place: '三层' } } });
  });
  it('that a version in conflict holds already is nobody\'s to copy out or discard; what it lacks is', async () => {
    const desk = createDesk(record({ place: '一层' }));
    const draft = createDraft(desk.client, view(desk.current()), times);
    draft.set('place', '三层');
    const main = record({ place: '二层' }, 3);
    const branch = record({ place: '三层' }, 2);
    // the station submitted it and heard of the other version at once, before the window did
    draft.adopt(main, false, branch);
    expect(draft.get()).toMatchObject({ data: { place: '二层' } });
    expect(draft.get().untaken).toBeUndefined();
    // decided for the other version: still nothing of it is here alone
    draft.adopt(record({ place: '二层' }, 4), false);
    expect(draft.get().untaken).toBeUndefined();

    const more = createDraft(desk.client, view(desk.current()), times);
    more.set('place', '三层');
    more.set('contact', '赵');
    more.adopt(main, false, branch);
    expect(more.get().untaken).toEqual({ set: { contact: '赵' }, unset: [] });

    // found on opening
    const later = createDraft(desk.client, view(main, { editable: false, sync: { state: 'conflict', files: {}, mine: false, branch }, draft: { set: { place: '三层' }, unset: [], base: 1, savedAt: '2021-10-12T08:01:00+08:00' } }), times);
    expect(later.get().untaken).toBeUndefined();
    // typed anew where the version is known already: that is typing like any other
    const back = createDraft(desk.client, view(main, { sync: { state: 'conflict', files: {}, mine: true, branch } }), times);
    back.set('place', '三层');
    back.adopt(record({ place: '二层', contact: '赵' }, 4), true, branch);
    expect(back.get()).toMatchObject({ data: { place: '三层', contact: '赵' }, typed: true });
    for (const each of [draft, more, later, back]) each.close();
  });
  it('shows the record headquarters took away, though as many steps were written here meanwhile, or more', () => {
    for (const steps of [1, 3]) {
      const desk = createDesk(record({ place: '一层' }));
      const draft = createDraft(desk.client, view(desk.current()), times);
      const own = record({ place: '三层' }, 1 + steps);
      draft.adopt(own);
      // one step of headquarters: the revision is the station's own, or lower
      const main = { ...record({ place: '一层' }, 2), holder: 'headquarters' };
      draft.adopt(main, false, own);
      expect(draft.get(), `${steps} steps`).toMatchObject({ base: { holder: 'headquarters', rev: 2 }, data: { place: '一层' }, typed: false });
      expect(draft.get().untaken).toBeUndefined();
      // another holder at the same revision, with nothing beside it
      draft.adopt({ ...main, holder: 'another' }, false, own);
      expect(draft.get().base.holder).toBe('another');
      // an answer from before what is shown changes nothing
      draft.adopt(record({ place: '一层' }, 1), false, own);
      expect(draft.get().base.holder).toBe('another');
      draft.close();
    }
  });
  it('in dispute is written by nothing before the person chose: not by sending, a pause or leaving, and the station is told what it was written on', async () => {
    const desk = createDesk(record({ place: '一层' }));
    const draft = createDraft(desk.client, view(desk.current()), times);
    draft.set('place', '三层');
    draft.adopt(record({ place: '二层' }, 2));
    // another change, elsewhere on the paper, decides nothing
    draft.adopt(record({ place: '二层', contact: '赵' }, 3));
    expect(draft.get().conflict?.fields).toEqual(['place']);
    await commitOpenDrafts();
    await vi.advanceTimersByTimeAsync(120_000);
    await expect(draft.commit()).rejects.toMatchObject({ data: { refusals: [{ code: 'stale', field: 'place' }] } });
    expect(desk.current().rev).toBe(1);
    expect(desk.saves).toMatchObject([{ base: 1, set: { place: '三层' } }]);
    // found again in the same state
    const later = createDraft(desk.client, view(record({ place: '二层' }, 2), {
      draft: { set: { place: '三层' }, unset: [], base: 1, savedAt: '2021-10-12T09:00:00+08:00' },
      history: [{ seq: 1, at: '2021-10-12T08:00:00+08:00', by: { id: 'p', name: '王工' }, event: { kind: 'edited', set: {}, unset: [] } }, { seq: 2, at: '2021-10-12T08:30:00+08:00', by: { id: 'p', name: '王工' }, event: { kind: 'edited', set: { place: '二层' }, unset: [] } }],
    }), times);
    expect(later.get().conflict?.fields).toEqual(['place']);
    draft.settle('mine');
    await draft.commit();
    expect(desk.saves.at(-1)).toMatchObject({ base: 3 });
    expect(desk.current()).toMatchObject({ rev: 2, data: { place: '三层' } });
    later.close();
  });
  it('tries again when a save fails, and shows it', async () => {
    const desk = createDesk(record({}));
    let broken = true;
    const records = { ...desk.client.records, saveDraft: async (input: never) => { if (broken) throw new Error('gone'); return desk.client.records.saveDraft(input); } };
    const draft = createDraft({ records } as unknown as StationClient, view(desk.current()), times);
    draft.set('place', '三层');
    await vi.advanceTimersByTimeAsync(301);
    expect(draft.get().saving).toBe('failed');
    broken = false;
    await vi.advanceTimersByTimeAsync(2001);
    expect(draft.get().saving).toBe('saved');
    expect(desk.saves).toHaveLength(1);
  });
});

describe('changes', () => {
  it('lead from one state to the other', () => {
    const from: Data = { a: '1', b: 2, c: ['x'] };
    const to: Data = { a: '1', c: ['x', 'y'], d: 'new' };
    expect(changeBetween(from, to)).toEqual({ set: { c: ['x', 'y'], d: 'new' }, unset: ['b'] });
    expect(applyChange(from, changeBetween(from, to))).toEqual(to);
  });
});
