import { randomUUID } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestStation, passphrase, type TestStation } from '../station/bench.ts';
import { openHeadquarters, type TestHeadquarters } from '../sync/headquarters.ts';
import { openBenchWindow, type BenchWindow } from './benchWindow.ts';
import { openByNumber } from './prepared.ts';

let hq: TestHeadquarters;
let bench: TestStation;
let other: TestStation;
let window: BenchWindow;
const orders: { id: string; number: string }[] = [];
const manager = { id: randomUUID(), name: '张经理' };

beforeAll(async () => {
  hq = await openHeadquarters();
  [bench, other] = await Promise.all([createTestStation(), createTestStation()]);
  await bench.setUp();
  await other.client.station.setUp({ profile: 'jifenluohu', site: 'BJ01', stationCode: 'BJ07', account: { name: '周凯', role: 'engineer', passphrase } });
  for (const { client } of [bench, other]) await client.sync.enrol({ address: hq.address, code: await hq.createEnrolmentCode() });
  for (const request of ['窗口开着', '窗口回来']) orders.push(await bench.client.records.execute({ kind: 'create', id: uuidv7(), form: 'service-order', data: { request, place: '二楼机房' } }));
  await bench.client.sync.now();
  await bench.client.station.lock();
  window = await openBenchWindow(bench);
}, 180_000);
afterAll(async () => {
  await window?.close();
  await other?.remove();
  await hq?.stop();
});

/** While the station is out of reach headquarters gives the order to the other one, which changes the same cell. */
const changeThere = async (id: string): Promise<void> => {
  expect(await hq.desk.reassign(manager, { id, to: other.station.core.open().identity.station, reason: '就近办理' })).toMatchObject({ ok: true });
  await other.client.sync.now();
  const { record } = await other.client.records.get({ id });
  await other.client.records.execute({ kind: 'edit', id, base: record.rev, set: { place: '一楼机房' }, unset: [] });
  await other.client.sync.now();
};
const typeHere = async (id: string, number: string, place: string): Promise<void> => {
  const { page } = window;
  await openByNumber(page, number);
  await page.getByRole('textbox', { name: '服务地点' }).fill(place);
  await expect.poll(async () => (await bench.client.records.get({ id })).draft?.set['place'], { timeout: 30_000 }).toBe(place);
};
const bothKept = async (id: string, place: string): Promise<void> => {
  const { page } = window;
  expect((await bench.client.records.get({ id })).sync).toMatchObject({ state: 'conflict', reason: 'stale-assignment', mine: false, branch: { data: { place } } });
  await page.locator('.strip').getByText('两个版本都保留').waitFor({ timeout: 30_000 });
  await page.locator('.strip').getByText('由总部有权的人').waitFor();
};
const left = () => window.page.getByRole('status', { name: '未被收下的填写' });

it('what headquarters holds as a version of its own is never told as lost typing to be thrown away', async () => {
  const { id, number } = orders[0]!;
  await typeHere(id, number, '三楼机房');
  await changeThere(id);
  await bench.client.sync.now();
  await bothKept(id, '三楼机房');
  expect(await left().count()).toBe(0);
  await window.snap('two-versions');
  // decided for the other one: what was typed here has been read by a person
  expect(await hq.desk.decide(manager, { doc: id, station: bench.station.core.open().identity.station, took: 'main', set: {}, unset: [] })).toMatchObject({ ok: true });
  await bench.client.sync.now();
  await window.page.locator('.strip').getByText('两个版本都保留').waitFor({ state: 'detached', timeout: 30_000 });
  expect(await left().count()).toBe(0);
  expect(window.faults).toEqual([]);
}, 180_000);

it('nor when the person went on to something else before, and comes back when it is decided', async () => {
  const { page } = window;
  const { id, number } = orders[1]!;
  await typeHere(id, number, '四楼机房');
  // the window has read the typing back from the station; leaving submits it
  await openByNumber(page, orders[0]!.number);
  await expect.poll(async () => (await bench.client.records.get({ id })).record.data['place'], { timeout: 30_000 }).toBe('四楼机房');
  await changeThere(id);
  await bench.client.sync.now();
  expect((await bench.client.records.get({ id })).sync).toMatchObject({ state: 'conflict', branch: { data: { place: '四楼机房' } } });
  expect(await hq.desk.decide(manager, { doc: id, station: bench.station.core.open().identity.station, took: 'main', set: {}, unset: [] })).toMatchObject({ ok: true });
  await bench.client.sync.now();
  await openByNumber(page, number);
  await page.locator('.strip').getByText('本站只读').or(page.locator('.strip').getByText('现由')).first().waitFor({ timeout: 30_000 });
  expect(await left().count()).toBe(0);
  expect(window.faults).toEqual([]);
}, 180_000);
