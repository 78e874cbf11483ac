import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { definitionHash } from '../../domain/forms/define.ts';
import type { FormDef } from '../../domain/forms/form.ts';
import { formsById } from '../../domain/forms/index.ts';
import { createSeal, contentHash } from '../../domain/seal/content.ts';
import type { Data } from '../../domain/record/record.ts';
import type { StationClient } from '../../renderer/client.ts';
import { createFolder, openHeadquarters, removeFolder, type TestHeadquarters } from './headquarters.ts';
import { deskClientOf } from './sites.ts';
import { context, engineer, openStation, type TestStation } from './station.ts';
import { joinAs } from './webVisitor.ts';

let hq: TestHeadquarters;
let manager: StationClient;
const stations: TestStation[] = [];
const folders: string[] = [];
let serial = 0;

beforeAll(async () => {
  hq = await openHeadquarters();
  for (const site of ['BJ01', 'BJ02']) {
    folders.push(createFolder());
    const station = await openStation(folders.at(-1)!, site, fetch, site);
    stations.push(station);
    expect(await station.sync.enrol(hq.address, await hq.createEnrolmentCode(15, site))).toMatchObject({ ok: true });
  }
  const visitor = await joinAs(hq.address, hq.adminCode, '刘经理');
  manager = deskClientOf(hq, visitor);
}, 120_000);
afterAll(async () => {
  for (const each of stations) await each.close();
  await hq?.stop();
  for (const folder of folders) removeFolder(folder);
});

/** A paper as a station that checks nothing would write it. */
const write = (station: TestStation, form: string, data: Data, at: { readonly site?: string; readonly state?: string; /** its declaration as another program may have it */ readonly bend?: (def: FormDef) => unknown } = {}): string => {
  const def = (at.bend?.(formsById.get(form)!) ?? formsById.get(form)!) as FormDef;
  const hash = definitionHash(def);
  station.write(hash, { kind: 'defined', def });
  const id = randomUUID();
  const site = at.site ?? station.identity.stationCode;
  const number = `${def.number.prefix}-${station.identity.stationCode}-2026-${String((serial += 1)).padStart(6, '0')}`;
  station.write(id, { kind: 'created', form, def: hash, number, state: at.state ?? def.lifecycle.initial, owner: engineer, context: { ...context, site: { ...context.site, code: site } }, data, links: [] });
  return id;
};
const complaint = (receivedAt: string): Data => ({ receivedAt, channel: 'phone', complainant: '李建国', content: '三次来电无人接听' });
const outcomeOf = async (id: string) => (await hq.rows<{ outcome: string; reason: string | null }>('select outcome, reason from op where doc = $1 order by server_seq desc limit 1', [id]))[0];

it('a sealed contract whose figures are no rows leaves the contracts of all sites as they were', async () => {
  const [here, there] = stations as [TestStation, TestStation];
  write(there, 'complaint', complaint('2026-10-12T09:00+08:00'));
  await there.sync.now();
  const before = await manager.station.profile();
  for (const figures of ['没有', [3]]) {
    const id = write(here, 'contract-profile', { reason: '补充协议', figures } as unknown as Data, { state: 'signing' });
    const head = here.store.read.head();
    const rec = here.store.read.record(id)!;
    const sealed = { at: '2021-11-22T09:30:00+08:00', contentHash: contentHash(rec), signatures: [] };
    here.write(id, { kind: 'sealed', to: 'inForce', seal: createSeal(sealed, head, { key: here.identity.key, sign: (text) => String(here.identity.sign(text)) }) });
    await here.sync.now();
    if (typeof figures === 'string') expect(await outcomeOf(id)).toEqual({ outcome: 'applied', reason: null });
  }
  expect((await manager.station.status()).contract).toEqual({ name: before.name, contractNo: before.contractNo });
  expect(await manager.station.profile()).toEqual(before);
  expect((await manager.boards.sites({})).panels.find(({ id }) => id === 'sites')!.rows.map(([first]) => first!.site)).toEqual(['BJ01', 'BJ02']);
}, 120_000);

it('a time that is none keeps its own paper from being reckoned, and no other', async () => {
  const [here, there] = stations as [TestStation, TestStation];
  const odd = write(here, 'complaint', complaint('前天'));
  const fault = write(here, 'incident', { kind: 'internet-down', side: 'internet', foundAt: '2026-13-45T99:00+08:00', reportedAt: '不详', symptom: '服务停止', leader: '张晓明' });
  await here.sync.now();
  expect(await outcomeOf(odd)).toEqual({ outcome: 'applied', reason: null });
  const sound = write(there, 'complaint', complaint('2026-10-12T09:00+08:00'));
  await there.sync.now();
  await manager.boards.sites({});
  expect((await hq.rows<{ id: string }>('select id from record_tally where id = any($1) order by id', [[odd, fault, sound]])).map(({ id }) => id)).toEqual([odd, fault, sound].sort());
  expect(await hq.rows('select distinct id from record_clock where id = any($1)', [[odd, sound]])).toEqual([{ id: sound }]);
  expect((await manager.records.list({ form: 'incident' })).rows.map(({ id }) => id)).toEqual([fault]);
  expect((await manager.records.get({ id: odd })).clocks).toEqual([]);
  const sheet = await manager.reports.sheet({ from: '2026-01-01', to: '2026-12-31' });
  expect(sheet.report.figures.length).toBeGreaterThan(0);
}, 120_000);

it('a paper for another site than the station works at is kept aside, and changes nothing there', async () => {
  const [here, there] = stations as [TestStation, TestStation];
  const own = write(here, 'complaint', complaint('2026-10-12T09:00+08:00'));
  const other = write(here, 'complaint', complaint('2026-10-12T09:00+08:00'), { site: 'BJ02' });
  await here.sync.now();
  expect(await outcomeOf(own)).toEqual({ outcome: 'applied', reason: null });
  expect(await outcomeOf(other)).toEqual({ outcome: 'quarantined', reason: 'other-site' });
  expect(await hq.rows('select id from record where id = $1', [other])).toEqual([]);
  await there.sync.now();
  expect(there.store.read.record(other)).toBeNull();
}, 120_000);

it('a declaration that says its clocks or its grade otherwise keeps its own paper from being reckoned, and no other', async () => {
  const [here, there] = stations as [TestStation, TestStation];
  const sums = async () => (await manager.boards.sites({})).panels.find(({ id }) => id === 'money')?.rows.length ?? 0;
  const before = await sums();
  const payment: Data = { kind: 'fee', amount: '1039000.00', invoiceAt: '2021-10-12', number: 'FP-1' };
  const sound = write(there, 'payment', payment);
  await there.sync.now();
  const counted = await sums();
  expect(counted).toBeGreaterThan(before);
  const odd = [
    write(here, 'payment', payment, { bend: (def) => ({ ...def, version: 901, deadlines: def.deadlines.map((each) => ({ ...each, until: null })) }) }),
    write(here, 'payment', payment, { bend: ({ deadlines: _none, ...def }) => ({ ...def, version: 902 }) }),
  ];
  const fault = write(here, 'incident', { kind: 'internet-down', side: 'internet', foundAt: '2026-10-12T09:00+08:00', symptom: '服务停止', leader: '张晓明' }, {
    bend: (def) => ({ ...def, version: 903, fields: Object.fromEntries(Object.entries(def.fields).map(([name, field]) => [name, field.kind === 'grade' ? { kind: 'grade', label: field.label, options: field.options } : field])) }),
  });
  await here.sync.now();
  for (const id of [...odd, fault]) expect(await outcomeOf(id)).toEqual({ outcome: 'applied', reason: null });
  const unpaid = write(here, 'payment', { ...payment, invoiceAt: '月底前' });
  await here.sync.now();
  expect(await sums()).toBe(counted);
  // what is missing in the sum is told on the board, with the papers behind it
  const told = async (site?: string) => (await manager.boards.sites(site === undefined ? {} : { site })).apart.find(({ why }) => why === 'unread');
  expect((await told())?.ids.toSorted()).toEqual([...odd, unpaid].sort());
  expect(await told('BJ01')).toMatchObject({ n: 3 });
  expect(await told('BJ02')).toBeUndefined();
  expect((await manager.boards.sites({ site: 'BJ01' })).panels.length).toBeGreaterThan(0);
  expect((await hq.rows<{ id: string }>('select id from record_tally where id = any($1)', [[...odd, sound]])).map(({ id }) => id).sort()).toEqual([...odd, sound].sort());
  expect((await manager.papers.pdf({ id: fault, copies: [] })).size).toBeGreaterThan(1000);
}, 120_000);
