import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { StationClient } from '../../renderer/client.ts';
import type { TestStation } from '../station/bench.ts';
import { openHeadquarters, type TestHeadquarters } from './headquarters.ts';
import { deskClientOf, openSite, sendAll } from './sites.ts';
import { joinAs, type Visitor } from './webVisitor.ts';

/** The real contract is sent before its term to a site that began long after the term of the shipped one: nobody worked by that one (docs/decisions/0034). */
let hq: TestHeadquarters;
let manager: Visitor;
let desk: StationClient;
let site: TestStation;
const complaint = uuidv7();

beforeAll(async () => {
  hq = await openHeadquarters();
  site = await openSite(hq, 'BJ01', 'A1', 'projectManager');
  manager = await joinAs(hq.address, hq.adminCode, '刘经理');
  desk = deskClientOf(hq, manager);
  await site.client.records.execute({ kind: 'create', id: complaint, form: 'complaint', data: { receivedAt: '2026-09-20T08:30+08:00', channel: 'phone', complainant: '李建国', content: '答复太慢' } });
  await sendAll(site);
}, 240_000);
afterAll(async () => {
  await site?.remove();
  await hq?.stop();
});

const clocksAt = async (client: StationClient | TestStation['client']) => (await client.records.get({ id: complaint })).clocks.map(({ id, due }) => [id, due]);

it('owes nothing at headquarters and at the site until the term begins, and both reckon a paper by the real contract', async () => {
  expect((await desk.boards.sites({})).span).not.toBeNull();
  const before = await clocksAt(desk);
  expect(await clocksAt(site.client)).toEqual(before);
  const shipped = await desk.station.profile();
  const rules = shipped.rules.map((rule) => (rule.id === 'complaint-reply' ? { ...rule, figure: 60 } : rule));
  expect(await hq.desk.send({ id: 'a', name: '刘经理' }, { what: 'profile', body: { ...shipped, version: shipped.version + 1, contractNo: 'HT-真', term: { from: '2099-01-01', to: '2099-12-31' }, rules } })).toMatchObject({ ok: true });
  await site.client.sync.now();
  expect([(await desk.boards.sites({})).span, (await desk.boards.sites({ site: 'BJ01' })).span, (await site.client.boards.manager()).span]).toEqual([null, null, null]);
  expect([await desk.reports.periods(), await site.client.reports.periods()]).toEqual([[], []]);
  expect((await site.client.today.sheet()).duties).toEqual([]);
  expect(await clocksAt(desk)).not.toEqual(before);
  expect(await clocksAt(desk)).toEqual(await clocksAt(site.client));
  const draft = await desk.reports.draft({ from: '2026-09-01', to: '2026-09-30' });
  expect(draft.contractNo).toBe('HT-真');
});
