import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { StationClient } from '../../renderer/client.ts';
import type { TestStation } from '../station/bench.ts';
import { openHeadquarters, type TestHeadquarters } from './headquarters.ts';
import { deskClientOf, openSite, sendAll, signFigureAt } from './sites.ts';
import { joinAs, type Visitor } from './webVisitor.ts';

/** A site that began in the second term has no former one, and takes none away from those that worked in it (docs/decisions/0034). */
let hq: TestHeadquarters;
let manager: Visitor;
let desk: StationClient;
let [elder, younger] = [] as unknown as [TestStation, TestStation];
const last = { from: '2026-06-27', to: '2026-09-26' };
const next = { from: '2026-09-27', to: '2027-09-26' };
const at = (now: string) => ({ clock: { now: () => Date.parse(now), mono: () => 0 } });

beforeAll(async () => {
  hq = await openHeadquarters();
  elder = await openSite(hq, 'BJ01', 'A1', 'projectManager', at('2026-09-20T09:00:00+08:00'));
  manager = await joinAs(hq.address, hq.adminCode, '刘经理');
  desk = deskClientOf(hq, manager);
  await elder.client.records.execute({ kind: 'create', id: uuidv7(), form: 'complaint', data: { receivedAt: '2026-09-20T08:30+08:00', channel: 'phone', complainant: '李建国', content: '答复太慢' } });
  await sendAll(elder);
  const shipped = await desk.station.profile();
  const [now, then] = [{ ...shipped, version: shipped.version + 1, contractNo: 'HT-今', term: { from: '2025-09-27', to: last.to } }, { ...shipped, version: shipped.version + 2, contractNo: 'HT-续', term: next }];
  for (const body of [now, then]) expect(await hq.desk.send({ id: 'a', name: '刘经理' }, { what: 'profile', body })).toMatchObject({ ok: true });
  younger = await openSite(hq, 'BJ02', 'B1', 'projectManager', at('2026-10-20T09:00:00+08:00'));
  await younger.client.sync.now();
  await signFigureAt(younger, 'rules.complaint-reply.figure', '5');
  await sendAll(younger);
}, 240_000);
afterAll(async () => {
  for (const station of [elder, younger]) await station?.remove();
  await hq?.stop();
});

const quartersOf = async (client: StationClient): Promise<readonly string[]> => (await client.reports.periods()).flatMap(({ kind, from }) => (kind === 'quarter' ? [from] : []));
const accountOf = async (name: string, sites: readonly string[]): Promise<StationClient> => {
  await manager.get('/accounts?lang=zh');
  const made = await manager.post('/accounts', { name, role: 'manager', sites: sites.join(' ') });
  return deskClientOf(hq, await joinAs(hq.address, /class="code">([A-Z2-9]{26})</.exec(made.text)![1]!, ''));
};

it('signed the contract of the newest version', async () => {
  expect((await desk.station.profile()).version).toBe((await younger.client.station.profile()).version);
  expect((await desk.station.profile()).version).toBeGreaterThan((await elder.client.station.profile()).version);
});

it('leaves the former term to who sees all sites, reckoned by its own contract', async () => {
  expect(await quartersOf(desk)).toContain(last.from);
  expect((await manager.get(`/report?period=${last.from}_${last.to}&lang=zh`)).text).toContain(`服务期 2025-09-27 – ${last.to}`);
  expect((await desk.boards.sites({ quarter: last })).span).toEqual(last);
  const draft = await desk.reports.draft(last);
  expect([draft.contractNo, draft.period.no]).toEqual(['HT-今', 4]);
});

it('leaves it to an account kept to the sites where one worked in it, and to no other', async () => {
  const [both, one, other] = [await accountOf('王经理', ['BJ01', 'BJ02']), await accountOf('孙经理', ['BJ01']), await accountOf('钱经理', ['BJ02'])];
  expect((await Promise.all([both, one, other].map(quartersOf))).map((quarters) => quarters.includes(last.from))).toEqual([true, true, false]);
});

it('opens the board of any quarter offered at every site in its rows', async () => {
  const { panels } = await desk.boards.sites({ quarter: last });
  const rows = panels.find(({ id }) => id === 'sites')!.rows.flatMap(([head]) => head?.site ?? []);
  expect(rows).toEqual(['BJ01', 'BJ02']);
  for (const site of rows) {
    expect((await desk.boards.sites({ site, quarter: last })).span).toEqual(last);
    expect(await desk.boards.kept({ site, quarter: last })).toMatchObject({ kept: 0 });
  }
  expect((await desk.boards.sites({ site: 'BJ02' })).span?.from).not.toBe(last.from);
});
