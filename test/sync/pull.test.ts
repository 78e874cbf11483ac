import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { recordHash } from '../../domain/api/protocol.ts';
import type { Event } from '../../domain/record/op.ts';
import type { Data, Person } from '../../domain/record/record.ts';
import { createFolder, openHeadquarters, removeFolder, type TestHeadquarters } from './headquarters.ts';
import { requestAs } from './request.ts';
import { openStation, type TestStation } from './station.ts';

let hq: TestHeadquarters;
let folders: string[];
let a: TestStation;
let b: TestStation;
let code = 0;
const manager: Person = { id: randomUUID(), name: '张经理' };
const order: Data = { type: 'fault', urgency: 'urgent', contact: '李主管', place: '二楼机房', channel: 'phone', requestedAt: '2021-11-22T09:00+08:00', engineer: '王工', request: '查询慢', system: '申报' };
const edit = (set: Data): Event => ({ kind: 'edited', set, unset: [] });

const enter = async (site = 'BJ01'): Promise<TestStation> => {
  const folder = createFolder();
  folders.push(folder);
  code += 1;
  const station = await openStation(folder, `P${code}`, fetch, site);
  expect(await station.sync.enrol(hq.address, await hq.createEnrolmentCode(15, site))).toMatchObject({ ok: true });
  return station;
};
const settle = async (...stations: readonly TestStation[]): Promise<void> => {
  for (const station of stations) expect(await station.sync.now()).toMatchObject({ state: 'connected', unsent: 0 });
};
const there = async (id: string) => (await hq.rows<{ body: Parameters<typeof recordHash>[0] }>('select body from record where id = $1', [id]))[0]!.body;
/** The same record, by hash, here and there (I6). */
const expectEqual = async (id: string, ...stations: readonly TestStation[]): Promise<void> => {
  const hash = recordHash(await there(id));
  for (const station of stations) expect(recordHash(station.store.read.record(id)!)).toBe(hash);
};

beforeAll(async () => {
  hq = await openHeadquarters();
});
afterAll(() => hq.stop());
beforeEach(async () => {
  folders = [];
  a = await enter();
  b = await enter();
});
afterEach(async () => {
  await a.close();
  await b.close();
  for (const folder of folders) removeFolder(folder);
});

describe('what comes down', () => {
  it('is everything of the site once, in order, and nothing of another site; records end equal on both', async () => {
    const docs = a.writeRecords(700);
    await settle(a, b);
    for (const doc of docs.slice(0, 20)) await expectEqual(doc, a, b);
    expect(b.store.read.countByForm()).toMatchObject({ survey: expect.any(Number) });
    expect(docs.every((doc) => b.store.read.record(doc) !== null)).toBe(true);
    const far = await enter('SH01');
    await settle(far);
    expect(docs.some((doc) => far.store.read.record(doc) !== null)).toBe(false);
    const cursor = Number(b.store.read.meta('pull.n'));
    await settle(b);
    expect(Number(b.store.read.meta('pull.n'))).toBe(cursor);
    await far.close();
  });

  it('begins again where headquarters does not know the place, and loses nothing', async () => {
    const [doc] = a.writeRecords(3);
    await settle(a, b);
    b.store.write((writer) => writer.setMeta('pull.h', 'f'.repeat(64)));
    await settle(b);
    expect(b.store.read.unconfirmedPulled(10)).toEqual([]);
    await expectEqual(doc!, a, b);
    const answer = await requestAs(b, hq.address, `/v1/pull?after=${10 ** 9}&h=${'0'.repeat(64)}`, new Uint8Array(), { method: 'GET' });
    expect([answer.status, await answer.json()]).toEqual([409, { error: 'reset' }]);
    expect((await requestAs(b, hq.address, '/v1/pull?after=-1&h=x', new Uint8Array(), { method: 'GET' })).status).toBe(400);
  });

  it('is stored page by page: what came stays when the line breaks, when the next page is long in coming, and when a later page is bad', async () => {
    a.writeRecords(700);
    await settle(a);
    const there = await hq.rows<{ station: string; seq: number }>(`select station, seq::int as seq from op where audience in ('all', 'site:BJ01')`);
    expect(there.length).toBeGreaterThan(2_000);
    const read = async (line: { readonly beforePull?: (pulls: number) => Promise<void>; readonly beforeStored?: (stored: number) => void }) => {
      const folder = createFolder();
      folders.push(folder);
      const seen = { pulls: 0, stored: 0 };
      code += 1;
      const station = await openStation(folder, `P${code}`, async (input, init) => {
        if (String(input).includes('/v1/pull?')) {
          seen.pulls += 1;
          await line.beforePull?.(seen.pulls);
        }
        return fetch(input, init);
      }, 'BJ01', { beforeStored: () => {
        seen.stored += 1;
        line.beforeStored?.(seen.stored);
      } });
      expect(await station.sync.enrol(hq.address, await hq.createEnrolmentCode(15, 'BJ01'))).toMatchObject({ ok: true });
      return { station, seen, count: (): number => there.filter((op) => station.store.read.pulledHash(op.station, op.seq) !== null).length };
    };
    let isBroken = true;
    const broken = await read({
      beforePull: async (pulls) => {
        if (isBroken && pulls >= 3) throw new TypeError('the line broke');
      },
    });
    expect(await broken.station.sync.now()).toMatchObject({ state: 'offline' });
    expect([broken.seen.stored, broken.count() > 500, broken.count() < there.length]).toEqual([2, true, true]);
    isBroken = false;
    expect(await broken.station.sync.now()).toMatchObject({ state: 'connected' });
    expect(broken.count()).toBe(there.length);
    // nothing came twice
    expect(broken.seen.stored).toBe(broken.seen.pulls - 1);

    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const slow = await read({ beforePull: (pulls) => (pulls === 2 ? held : Promise.resolve()) });
    const round = slow.station.sync.now();
    await expect.poll(() => slow.count(), { timeout: 30_000 }).toBeGreaterThan(0);
    expect(slow.count()).toBeLessThan(there.length);
    release();
    expect(await round).toMatchObject({ state: 'connected' });
    expect(slow.count()).toBe(there.length);

    const bad = await read({
      beforeStored: (stored) => {
        if (stored === 3) throw new Error('this page cannot be taken in');
      },
    });
    expect(await bad.station.sync.now()).toMatchObject({ state: 'offline' });
    expect([bad.seen.stored, bad.count() > 500, bad.count() < there.length]).toEqual([3, true, true]);
    expect(await bad.station.sync.now()).toMatchObject({ state: 'connected' });
    expect(bad.count()).toBe(there.length);
    for (const { station } of [broken, slow, bad]) await station.close();
  });

  it('keeps what it does not understand, passes it over, and reads it after an update', async () => {
    const sent = await hq.desk.send(manager, { what: 'people', body: [{ id: 'p1', name: '赵工' }] });
    expect(sent).toEqual({ ok: true, value: null });
    await settle(b);
    expect(b.references.at(-1)).toEqual({ what: 'people', body: [{ id: 'p1', name: '赵工' }] });
    expect(await hq.desk.send(manager, { what: 'calendar', body: { nonsense: true } })).toMatchObject({ ok: false, error: [{ code: 'wrong-type' }] });
  });
});

describe('orders', () => {
  it('come dispatched with a number of headquarters, are worked on by the one station and read by the others', async () => {
    const made = await hq.desk.dispatch(manager, { form: 'service-order', data: order, to: a.identity.station });
    if (!made.ok) throw new Error(JSON.stringify(made.error));
    const { id } = made.value;
    expect(made.value).toMatchObject({ state: 'dispatched', holder: a.identity.station });
    expect(made.value.number).toMatch(/^XC-HQ-\d{4}-\d{6}$/);
    await settle(a, b);
    await expectEqual(id, a, b);
    a.write(id, edit({ diagnosis: '索引失效' }));
    a.write(id, { kind: 'moved', transition: 'start', from: 'dispatched', to: 'working' });
    await settle(a, b);
    await expectEqual(id, a, b);
    expect(await hq.desk.conflicts()).toEqual([]);
    // what the other station writes on it stands in its own version only
    b.write(id, edit({ diagnosis: '不是我的单' }));
    await settle(b, a);
    expect((await hq.desk.conflicts()).map(({ doc, station, reason }) => [doc, station, reason])).toEqual([[id, b.identity.station, 'other-station']]);
    await expectEqual(id, a, b);
    expect(b.store.read.branch(id)?.record.data).toMatchObject({ diagnosis: '不是我的单' });
    expect(await hq.desk.decide(manager, { doc: id, station: b.identity.station, took: 'main', set: {}, unset: [] })).toMatchObject({ ok: true });
    await settle(a, b);
    expect(b.store.read.branch(id)).toBeNull();
    await expectEqual(id, a, b);
  });

  it('do not conflict where headquarters changes its part and the engineer his', async () => {
    const made = await hq.desk.dispatch(manager, { form: 'service-order', data: order, to: a.identity.station });
    const { id } = made.ok ? made.value : { id: '' };
    await settle(a);
    a.write(id, edit({ diagnosis: '一' }));
    a.write(id, edit({ work: '二' }));
    expect(await hq.desk.direct(manager, { id, set: { urgency: 'critical' }, unset: [] })).toMatchObject({ ok: true });
    await settle(a, b);
    await expectEqual(id, a, b);
    expect((await there(id)).data).toMatchObject({ urgency: 'critical', diagnosis: '一', work: '二' });
    a.write(id, edit({ diagnosis: '三' }));
    await settle(a, b);
    await expectEqual(id, a, b);
    // the same cell on both sides, unseen by either
    a.write(id, edit({ urgency: 'normal' }));
    expect(await hq.desk.direct(manager, { id, set: { urgency: 'urgent' }, unset: [] })).toMatchObject({ ok: true });
    await settle(a, b);
    expect(await hq.desk.conflicts()).toMatchObject([{ doc: id, reason: 'same-section', branch: { data: { urgency: 'normal' } }, main: { data: { urgency: 'urgent' } } }]);
    expect(a.store.read.branch(id)).toMatchObject({ reason: 'same-section', record: { data: { urgency: 'normal' } } });
    await expectEqual(id, a, b);
    // what is merged is held to the form, and nothing changes under a signature
    const merge = (set: Data) => hq.desk.decide(manager, { doc: id, station: a.identity.station, took: 'merged', set, unset: [] });
    expect(await merge({ urgency: 'normal', work: 12, nonsense: 'a' })).toMatchObject({ ok: false, error: expect.arrayContaining([expect.objectContaining({ code: 'unknown-field', field: 'nonsense' }), expect.objectContaining({ field: 'work' })]) });
    const signatures = (rows: readonly object[]) => hq.rows(`update record set body = jsonb_set(body, '{signatures}', $2) where id = $1`, [id, JSON.stringify(rows)]);
    await signatures([{ role: 'engineer', name: '王工' }]);
    expect(await merge({ urgency: 'normal' })).toMatchObject({ ok: false, error: [{ code: 'not-editable' }] });
    await signatures([]);
    expect(await merge({ urgency: 'normal' })).toMatchObject({ ok: true });
    await settle(a, b);
    await expectEqual(id, a, b);
    expect(a.store.read.branch(id)).toBeNull();
    a.write(id, edit({ diagnosis: '四' }));
    await settle(a, b);
    await expectEqual(id, a, b);
    expect(await hq.desk.conflicts()).toEqual([]);
  });

  it('given to another while the first works on: his work is kept as a version and can be taken', async () => {
    const made = await hq.desk.dispatch(manager, { form: 'service-order', data: order, to: a.identity.station });
    const { id } = made.ok ? made.value : { id: '' };
    await settle(a, b);
    a.write(id, edit({ diagnosis: '甲站的诊断' }));
    a.write(id, { kind: 'moved', transition: 'start', from: 'dispatched', to: 'working' });
    const far = await enter('SH01');
    expect(await hq.desk.reassign(manager, { id, to: far.identity.station, reason: '' })).toMatchObject({ ok: false, error: [{ code: 'reason-required' }] });
    expect(await hq.desk.reassign(manager, { id, to: far.identity.station, reason: '王工请假' })).toMatchObject({ ok: true });
    await settle(a, b, far);
    await expectEqual(id, a, b, far);
    expect(await hq.desk.conflicts()).toMatchObject([{ doc: id, station: a.identity.station, reason: 'stale-assignment', ops: 2 }]);
    // whose work it was no station decides, whatever it writes
    const { hash: newest } = (await hq.rows<{ hash: string }>(`select hash from op where doc = $1 and outcome = 'applied' and kind <> 'defined' order by server_seq desc limit 1`, [id]))[0]!;
    const { head } = (await hq.rows<{ head: string }>('select head from branch where doc = $1', [id]))[0]!;
    far.write(id, { kind: 'resolved', parents: [newest, head], took: 'main', set: {}, unset: [] });
    await far.sync.now();
    expect(await hq.rows(`select outcome, reason from op where doc = $1 and kind = 'resolved'`, [id])).toEqual([{ outcome: 'quarantined', reason: 'not-headquarters' }]);
    expect(await hq.desk.conflicts()).toHaveLength(1);
    expect(await hq.desk.decide(manager, { doc: id, station: a.identity.station, took: 'branch', set: {}, unset: [] })).toMatchObject({ ok: true });
    await settle(a, b, far);
    await expectEqual(id, a, b, far);
    far.write(id, edit({ work: '接着做' }));
    await settle(far, a, b);
    await expectEqual(id, a, b, far);
    expect((await there(id)).data).toMatchObject({ diagnosis: '甲站的诊断', work: '接着做' });
    expect(await hq.desk.conflicts()).toEqual([]);
    // taken back by headquarters: the far station hears of it and of nothing after
    expect(await hq.desk.reassign(manager, { id, to: a.identity.station, reason: '回来了' })).toMatchObject({ ok: true });
    await settle(far, a);
    expect(far.store.read.record(id)?.holder).not.toBe(far.identity.station);
    await far.close();
  });

  it('voided while the engineer works: his edits stay, flagged, and the state is the same in either order', async () => {
    const made = await hq.desk.dispatch(manager, { form: 'service-order', data: order, to: a.identity.station });
    const { id } = made.ok ? made.value : { id: '' };
    await settle(a, b);
    a.write(id, { kind: 'moved', transition: 'start', from: 'dispatched', to: 'working' });
    a.write(id, edit({ diagnosis: '已到场' }));
    expect(await hq.desk.void(manager, { id, reason: '重复派单' })).toMatchObject({ ok: true });
    await settle(a, b);
    await expectEqual(id, a, b);
    expect(await there(id)).toMatchObject({ state: 'void', voided: { reason: '重复派单' }, data: { diagnosis: '已到场' } });
    expect(a.store.read.outcomes(id).map(({ reason }) => reason)).toEqual(['voided', 'voided']);
  });
});

describe('a silence', () => {
  it('counts when its time is over by the clock of headquarters too; before, both versions are kept for a person', async () => {
    const [early = '', over = ''] = a.writeRecords(2).map(String);
    const silent = (due: string): Event => ({ kind: 'moved', transition: 'deem', from: 'answered', to: 'deemed', silence: { clock: 'review', rule: 'R26', started: '2021-11-22T09:00:00+08:00', due } });
    a.write(early, silent('2199-01-01T23:59:59+08:00'));
    a.write(over, silent('2021-12-01T23:59:59+08:00'));
    await settle(a);
    expect([(await there(early)).state, (await there(over)).state]).toEqual(['answered', 'deemed']);
    expect(await hq.rows(`select reason, body ->> 'state' as state from branch where doc = $1`, [early])).toEqual([{ reason: 'silence-early', state: 'deemed' }]);
  });
});
