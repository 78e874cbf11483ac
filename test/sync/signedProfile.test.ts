import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ContractProfile } from '../../domain/contract/profile.ts';
import type { StationClient } from '../../renderer/client.ts';
import type { TestStation } from '../station/bench.ts';
import { openHeadquarters, type TestHeadquarters } from './headquarters.ts';
import { deskClientOf, openSite, signFigureAt } from './sites.ts';
import { joinAs } from './webVisitor.ts';

let hq: TestHeadquarters;
let manager: StationClient;
const stations: TestStation[] = [];
const complaints: string[] = [];

beforeAll(async () => {
  hq = await openHeadquarters();
  for (const site of ['BJ01', 'BJ02']) {
    const bench = await openSite(hq, site, site, 'projectManager');
    stations.push(bench);
    complaints.push(uuidv7());
    await bench.client.records.execute({ kind: 'create', id: complaints.at(-1)!, form: 'complaint', data: { receivedAt: '2021-10-12T09:00+08:00', channel: 'phone', complainant: '李建国', content: '三次来电无人接听' } });
    await bench.client.sync.now();
  }
  const visitor = await joinAs(hq.address, hq.adminCode, '刘经理');
  manager = deskClientOf(hq, visitor);
}, 240_000);
afterAll(async () => {
  for (const each of stations) await each.remove();
  await hq?.stop();
});

const signFigure = async (bench: TestStation, figure: string, value: string): Promise<void> => {
  await signFigureAt(bench, figure, value);
  await bench.client.sync.now();
};
const duesOf = async (client: StationClient, id: string) => (await client.records.get({ id })).clocks.map(({ id: clock, due }) => [clock, due]);

it('reckons the clocks of a site by the contract its manager signed there, and of another site by its own', async () => {
  const before = await duesOf(manager, complaints[0]!);
  expect(before).toContainEqual(['complaint-reply', '2021-10-15T23:59:59+08:00']);
  await signFigure(stations[0]!, 'rules.complaint-reply.figure', '5');
  const after = await duesOf(manager, complaints[0]!);
  expect(after).toContainEqual(['complaint-reply', '2021-10-19T23:59:59+08:00']);
  expect(after).toEqual(await duesOf(stations[0]!.client, complaints[0]!));
  expect(await duesOf(manager, complaints[1]!)).toEqual(before);
  // the contract of the newest version speaks for all, and that a station was refused a second time is known here
  expect((await manager.station.profile()).version).toBe(2);
}, 180_000);

it('sends no contract that a station which has signed a newer one would leave unread; one sent later replaces the signed one', async () => {
  const signed: ContractProfile = await manager.station.profile();
  const by = { id: 'a', name: '刘经理' };
  const reply = (figure: number) => ({ ...signed, rules: signed.rules.map((rule) => (rule.id === 'complaint-reply' ? { ...rule, figure } : rule)) });
  expect(await hq.desk.send(by, { what: 'profile', body: { ...reply(7), version: 2 } })).toMatchObject({ ok: false, error: [{ code: 'version-not-raised', params: { version: 2, inForce: 2 } }] });
  expect(await hq.desk.send(by, { what: 'profile', body: { ...reply(7), version: 3 } })).toMatchObject({ ok: true });
  for (const { client } of stations) await client.sync.now();
  for (const [i, { client }] of stations.entries()) {
    const there = await duesOf(client, complaints[i]!);
    expect(there).toContainEqual(['complaint-reply', '2021-10-21T23:59:59+08:00']);
    expect(await duesOf(manager, complaints[i]!)).toEqual(there);
  }
  await signFigure(stations[1]!, 'rules.complaint-reply.figure', '2');
  expect(await duesOf(manager, complaints[1]!)).toEqual(await duesOf(stations[1]!.client, complaints[1]!));
  expect(await duesOf(manager, complaints[0]!)).toEqual(await duesOf(stations[0]!.client, complaints[0]!));
}, 180_000);
