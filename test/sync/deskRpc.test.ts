import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { permissions, type ProcedureName } from '../../domain/api/permissions.ts';
import type { Data } from '../../domain/record/record.ts';
import type { StationClient } from '../../renderer/client.ts';
import { orderAtSigning, refusalsOf, type TestStation } from '../station/bench.ts';
import { openHeadquarters, type TestHeadquarters } from './headquarters.ts';
import { cookiesOf, deskClientOf, openSite } from './sites.ts';
import { joinAs, type Seen, type Visitor } from './webVisitor.ts';

const order: Data = { type: 'fault', urgency: 'urgent', contact: '李主管', place: '二楼机房', channel: 'phone', requestedAt: '2026-10-12T08:30+08:00', engineer: '张晓明', request: '夜间备份失败' };
const cell = '申报页面打开缓慢';
let hq: TestHeadquarters;
const stations: TestStation[] = [];
let administrator: Visitor;
let reader: Visitor;
let manager: StationClient;
let onlyReads: StationClient;
let orderId: string;

const clientOf = (visitor: Visitor, command?: () => string): StationClient => deskClientOf(hq, visitor, command);
const codeIn = (seen: Seen): string => /class="code">([A-Z2-9]{26})</.exec(seen.text)?.[1] ?? '';

beforeAll(async () => {
  hq = await openHeadquarters();
  for (const site of ['BJ01', 'BJ02']) {
    const bench = await openSite(hq, site);
    stations.push(bench);
    const id = await orderAtSigning(bench);
    orderId ??= id;
    await bench.client.sync.now();
  }
  administrator = await joinAs(hq.address, hq.adminCode, '管理员');
  reader = await joinAs(hq.address, codeIn(await administrator.post('/accounts', { name: '查阅', role: 'reader' })), '');
  manager = clientOf(administrator);
  onlyReads = clientOf(reader);
}, 180_000);
afterAll(async () => {
  for (const each of stations) await each.remove();
  await hq?.stop();
});

describe('the window at headquarters', () => {
  it('answers every procedure of the contract: what it offers, or a typed refusal', async () => {
    const status = await manager.station.status();
    expect(status).toMatchObject({ phase: 'open', shell: 'headquarters', account: { name: '管理员', role: 'projectManager' }, sites: [{ code: 'BJ01' }, { code: 'BJ02' }] });
    for (const name of Object.keys(permissions) as ProcedureName[]) {
      const [part = '', procedure = ''] = name.split('.');
      if (status.offers!.includes(name)) continue;
      const call = (manager as unknown as Record<string, Record<string, (input: unknown) => Promise<unknown>>>)[part]![procedure]!;
      expect(await refusalsOf(call(undefined)), name).toEqual([{ code: 'not-allowed' }]);
    }
    expect(status.offers).toEqual(expect.arrayContaining(['records.list', 'records.get', 'papers.pdf', 'headquarters.dispatch']));
    expect(status.offers).not.toEqual(expect.arrayContaining(['records.execute']));
  });

  it('lists the records of all sites, of one, by words, state and order; as many as it says', async () => {
    const list = (more: object) => manager.records.list({ form: 'service-order', ...more });
    expect((await list({})).rows.map(({ site }) => site).sort()).toEqual(['BJ01', 'BJ02']);
    expect(await list({ site: 'BJ02' })).toMatchObject({ total: 1, rows: [{ site: 'BJ02', headline: cell, unsent: false }] });
    expect(await list({ text: '缓慢 李建国' })).toMatchObject({ total: 2 });
    // the name of a cell is nobody's word
    expect(await list({ text: 'requestedAt' })).toMatchObject({ total: 0, rows: [] });
    expect(await list({ text: '100%' })).toMatchObject({ total: 0 });
    expect(await list({ states: ['archived'] })).toMatchObject({ total: 0 });
    expect((await list({ sort: { by: 'number', down: false } })).rows.map(({ number }) => number)).toEqual((await list({ sort: { by: 'number', down: true } })).rows.map(({ number }) => number).reverse());
    expect((await list({ sort: { by: 'place', down: false }, limit: 1, offset: 1 })).rows).toHaveLength(1);
    expect((await manager.records.search({ text: '缓慢' }))).toHaveLength(2);
    expect(await manager.records.counts()).toMatchObject({ 'service-order': 2 });
    // a station knows no sites to choose among
    expect(await refusalsOf(stations[0]!.client.records.list({ form: 'service-order', site: 'BJ01' }))).toMatchObject([{ code: 'unknown-field' }]);
  });

  it('shows a record as the station does: paper, clocks, history, where it stands; and its pages', async () => {
    const seen = await manager.records.get({ id: orderId });
    const there = await stations[0]!.client.records.get({ id: orderId });
    expect(seen).toMatchObject({ record: there.record, contentHash: there.contentHash, editable: false, transitions: [], sync: { state: 'at-headquarters', mine: false, holder: 'BJ01' } });
    expect(seen.history.map(({ event }) => event.kind)).toEqual(there.history.map(({ event }) => event.kind));
    expect(seen.clocks.map(({ id, due }) => [id, due])).toEqual(there.clocks.map(({ id, due }) => [id, due]));
    expect(await manager.records.definition({ hash: seen.record.def })).toEqual(await stations[0]!.client.records.definition({ hash: there.record.def }));
    const pdf = new Uint8Array(await (await manager.papers.pdf({ id: orderId, copies: [] })).arrayBuffer());
    expect(new TextDecoder('latin1').decode(pdf.subarray(0, 5))).toBe('%PDF-');
    expect((await hq.rows<{ n: number }>("select count(*) as n from audit where what = 'record-read'"))[0]!.n).toBe(1);
    await manager.records.get({ id: orderId });
    expect((await hq.rows<{ n: number }>("select count(*) as n from audit where what = 'record-read'"))[0]!.n).toBe(1);
    expect(await refusalsOf(manager.records.get({ id: uuidv7() }))).toEqual([{ code: 'not-found' }]);
  });

  it('dispatches once however often the order is sent, and the station gets it; reassigns and voids', async () => {
    const [first, second] = await manager.headquarters.stations();
    const command = uuidv7();
    const again = clientOf(administrator, () => command);
    const made = await again.headquarters.dispatch({ form: 'service-order', to: first!.id, data: order as never });
    expect(await again.headquarters.dispatch({ form: 'service-order', to: first!.id, data: order as never })).toMatchObject({ id: made.id, number: made.number });
    expect(await hq.rows('select number from record where station = (select station from device where kind = $1)', ['headquarters'])).toEqual([{ number: made.number }]);
    await stations[0]!.client.sync.now();
    expect((await stations[0]!.client.records.get({ id: made.id })).record).toMatchObject({ number: made.number, data: { request: '夜间备份失败' } });
    expect(await refusalsOf(manager.headquarters.dispatch({ form: 'service-order', to: first!.id, data: {} }))).toEqual(expect.arrayContaining([expect.objectContaining({ code: 'required' })]));
    expect(await refusalsOf(manager.headquarters.dispatch({ form: 'incident', to: first!.id, data: {} }))).toMatchObject([{ code: 'form-unknown' }]);
    await manager.headquarters.reassign({ id: made.id, to: second!.id, reason: '换人' });
    expect((await manager.records.get({ id: made.id })).sync).toMatchObject({ holder: 'BJ02' });
    const voiding = clientOf(administrator, ((id) => () => id)(uuidv7()));
    await voiding.headquarters.void({ id: made.id, reason: '取消' });
    expect(await voiding.headquarters.void({ id: made.id, reason: '取消' })).toMatchObject({ voided: { reason: '取消' } });
    expect(await refusalsOf(manager.headquarters.void({ id: made.id, reason: '再取消' }))).toMatchObject([{ code: 'wrong-state' }]);
  });

  it('shows both versions of what two wrote, and one is taken', async () => {
    const [first, second] = await manager.headquarters.stations();
    const made = await manager.headquarters.dispatch({ form: 'service-order', to: first!.id, data: order as never });
    const { client } = stations[0]!;
    await client.sync.now();
    await manager.headquarters.reassign({ id: made.id, to: second!.id, reason: '换人' });
    // the first one does not know yet
    const { record } = await client.records.get({ id: made.id });
    await client.records.execute({ kind: 'edit', id: made.id, base: record.rev, set: { place: '三楼' }, unset: [] });
    await client.sync.now();
    const seen = await manager.records.get({ id: made.id });
    expect(seen.sync).toMatchObject({ state: 'conflict', reason: 'stale-assignment', branch: { data: { place: '三楼' } }, branchOf: { id: first!.id, code: 'BJ01' } });
    expect((await manager.records.list({ form: 'service-order', text: made.number })).rows).toMatchObject([{ trouble: true }]);
    const taken = await manager.headquarters.decide({ id: made.id, station: first!.id, took: 'merged', cells: ['place'] });
    expect(taken.data).toMatchObject({ place: '三楼' });
    expect((await manager.records.get({ id: made.id })).sync).not.toMatchObject({ state: 'conflict' });
  });

  it('hands out the files and the papers around', async () => {
    const { client } = stations[1]!;
    const { rows } = await client.records.list({ form: 'service-order', text: cell });
    const [id, other] = [rows[0]!.id, (await manager.records.search({ text: '夜间备份失败' }))[0]!.id];
    const file = new Blob(['现场照片说明'], { type: 'text/plain' });
    const draft = await client.records.execute({ kind: 'create', id: uuidv7(), form: 'service-order', data: { contact: '李主管' } });
    await client.records.execute({ kind: 'link', id: draft.id, to: id, rel: 'related' });
    const { sha256 } = await client.files.add({ record: draft.id, file, name: '说明.txt' });
    await client.sync.now();
    expect(await (await manager.files.read({ sha256 })).text()).toBe('现场照片说明');
    expect(await refusalsOf(manager.files.read({ sha256: 'ab'.repeat(32) }))).toEqual([{ code: 'not-found' }]);
    // the paper of the number typed, also where newer ones that name it fill the list
    await client.records.execute({ kind: 'edit', id: draft.id, base: (await client.records.get({ id: draft.id })).record.rev, set: { request: `同 ${rows[0]!.number}` }, unset: [] });
    await client.sync.now();
    expect((await manager.records.search({ text: rows[0]!.number.toLowerCase(), limit: 1 })).map((row) => row.id)).toEqual([id]);
    expect(await onlyReads.records.search({ text: rows[0]!.number })).toHaveLength(2);
    expect((await manager.records.get({ id })).linked).toMatchObject([{ id: draft.id, rel: 'related', incoming: true }]);
    const graph = await manager.records.around({ id: draft.id });
    expect(graph.nodes.map((node) => [node.id, node.steps])).toEqual([[draft.id, 0], [id, 1]]);
    expect((await manager.records.rows({ ids: [id, other] })).map((row) => row.id).sort()).toEqual([id, other].sort());
  });

  it('decides nothing for who only reads', async () => {
    const status = await onlyReads.station.status();
    expect(status.account).toMatchObject({ role: 'inspector' });
    expect(status.offers!.filter((name) => name.startsWith('headquarters.'))).toEqual([]);
    expect(await refusalsOf(onlyReads.headquarters.void({ id: orderId, reason: 'x' }))).toEqual([{ code: 'not-allowed' }]);
    expect(await refusalsOf(onlyReads.headquarters.stations())).toEqual([{ code: 'not-allowed' }]);
    expect((await onlyReads.records.get({ id: orderId })).record.id).toBe(orderId);
  });

  it('says by itself what came in', async () => {
    const stop = new AbortController();
    const pushes = await manager.station.watch(undefined, { signal: stop.signal });
    expect((await pushes.next()).value).toEqual({ kind: 'status' });
    const next = pushes.next();
    const id = await orderAtSigning(stations[1]!, { request: '新来的' });
    await stations[1]!.client.sync.now();
    expect((await next).value).toMatchObject({ kind: 'records', ids: expect.arrayContaining([id]), forms: ['service-order'] });
    stop.abort();
  });
});

describe('who may call', () => {
  const call = (headers: Readonly<Record<string, string>>, body = '{"json":null,"meta":[]}') => fetch(`${hq.address}/desk/rpc/station/status`, { method: 'POST', headers, body });
  it.each<[string, () => Readonly<Record<string, string>>, number]>([
    ['its own page with a session', () => ({ cookie: cookiesOf(administrator), origin: hq.address, 'content-type': 'application/json' }), 200],
    ['nobody', () => ({ origin: hq.address, 'content-type': 'application/json' }), 401],
    ['another page', () => ({ cookie: cookiesOf(administrator), origin: 'https://elsewhere.example', 'content-type': 'application/json' }), 403],
    ['no page', () => ({ cookie: cookiesOf(administrator), 'content-type': 'application/json' }), 403],
    ['another site of the browser', () => ({ cookie: cookiesOf(administrator), origin: hq.address, 'sec-fetch-site': 'cross-site', 'content-type': 'application/json' }), 403],
    ['a form', () => ({ cookie: cookiesOf(administrator), origin: hq.address, 'content-type': 'application/x-www-form-urlencoded' }), 400],
    ['a plain form', () => ({ cookie: cookiesOf(administrator), origin: hq.address, 'content-type': 'text/plain' }), 415],
  ])('%s', async (_who, headers, status) => {
    const answer = await call(headers());
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-security-policy')).toContain("script-src 'self'");
    if (status === 401) expect(answer.headers.get('location')).toBe('/login');
  });

  it('a window that asks by itself keeps no session; a sign of a person does', async () => {
    const seen = async () => (await hq.rows<{ seen_at: Date }>(`select seen_at from session where account = (select id from account where role = 'administrator') and ended_at is null order by seen_at desc limit 1`))[0]!.seen_at.getTime();
    await hq.rows(`update session set seen_at = now() - interval '30 minutes'`);
    const before = await seen();
    await manager.records.counts();
    expect(await seen()).toBe(before);
    await manager.station.touch({ ago: 1000 });
    expect(await seen()).toBeGreaterThan(before + 25 * 60_000);
    await hq.rows(`update session set seen_at = now() - interval '61 minutes'`);
    expect((await call({ cookie: cookiesOf(administrator), origin: hq.address, 'content-type': 'application/json' })).status).toBe(401);
  });
});
