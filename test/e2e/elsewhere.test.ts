import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Rec } from '../../domain/record/record.ts';
import { createTestStation, passphrase } from '../station/bench.ts';
import { openHeadquarters, type TestHeadquarters } from '../sync/headquarters.ts';
import { barriers } from './barriers.ts';
import { openByNumber, openSession, prepareFolder, type Session } from './prepared.ts';

let hq: TestHeadquarters;
let session: Session;
let number = '';
let order: Rec;
const manager = { id: randomUUID(), name: '张经理' };
beforeAll(async () => {
  hq = await openHeadquarters();
  const other = await createTestStation();
  try {
    await other.client.station.setUp({ profile: 'jifenluohu', site: 'BJ01', stationCode: 'BJ07', account: { name: '王芳', role: 'engineer', passphrase } });
    await other.client.sync.enrol({ address: hq.address, code: await hq.createEnrolmentCode() });
    const id = uuidv7();
    await other.client.records.execute({ kind: 'create', id, form: 'service-order', data: { request: '查询慢' } });
    await other.client.files.add({ record: id, file: new Blob([`第一行\n${'记录 '.repeat(400_000)}\n`]), name: '运行日志.txt' });
    ({ number } = (await other.client.records.get({ id })).record);
    await other.client.sync.now();
  } finally {
    await other.remove();
  }
  session = await openSession(await prepareFolder(async ({ client, station }) => {
    await client.sync.enrol({ address: hq.address, code: await hq.createEnrolmentCode() });
    await client.sync.now();
    // headquarters changes the place of an order while the engineer changes it here
    const [account] = await client.station.accounts();
    const made = await hq.desk.dispatch(manager, { form: 'service-order', data: { type: 'fault', urgency: 'urgent', contact: '李建国', place: '二楼机房', channel: 'phone', requestedAt: '2021-11-22T09:00+08:00', engineer: '张晓明', request: '两处都改了地点', system: '申报' }, to: station.core.open().identity.station, owner: { id: account!.id, name: account!.name } });
    if (!made.ok) throw new Error(JSON.stringify(made.error));
    order = made.value;
    await client.sync.now();
    expect((await hq.desk.direct(manager, { id: order.id, set: { place: '一楼机房' }, unset: [] })).ok).toBe(true);
    await client.records.execute({ kind: 'edit', id: order.id, base: (await client.records.get({ id: order.id })).record.rev, set: { place: '三楼机房' }, unset: [] });
    await client.sync.now();
    expect((await client.records.get({ id: order.id })).sync).toMatchObject({ state: 'conflict', decides: true });
  }));
}, 180_000);
afterAll(async () => {
  await session?.close();
  await hq?.stop();
});
const picture = async (name: string): Promise<void> => {
  if (process.env['PICTURES']) await session.page.screenshot({ path: join(process.env['PICTURES'], `${name}.png`) });
};

it('a file another station took in is offered, fetched with its progress, and shown', async () => {
  const { page } = session;
  await openByNumber(page, number);
  await page.getByRole('button', { name: /运行日志\.txt/ }).first().click();
  await page.getByText('还没有取到本站').waitFor();
  expect(await barriers(page)).toEqual([]);
  await picture('file-elsewhere');
  await page.getByRole('button', { name: /从总部取来/ }).click();
  await page.getByText(/第一行/).waitFor({ timeout: 30_000 });
  await picture('file-here');
  expect(session.faults).toEqual([]);
});

it('two versions of an order stand side by side, and its engineer decides cell by cell', async () => {
  const { page } = session;
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await openByNumber(page, order.number);
  await page.getByRole('button', { name: '裁定…' }).click();
  const dialog = page.getByRole('dialog', { name: '裁定两个版本' });
  await dialog.getByRole('radio', { name: '服务地点：用本站版本' }).check();
  expect(await barriers(page)).toEqual([]);
  await picture('decide-versions');
  await dialog.getByRole('button', { name: '采用所选 1 栏' }).click();
  await dialog.waitFor({ state: 'detached' });
  await expect.poll(() => page.locator('.page [data-field=place]').getByRole('textbox').inputValue()).toBe('三楼机房');
  await page.getByRole('button', { name: '裁定…' }).waitFor({ state: 'detached' });
  // the decision reaches headquarters by itself
  await expect.poll(async () => (await hq.desk.conflicts()).length, { timeout: 60_000, interval: 500 }).toBe(0);
  expect(session.faults).toEqual([]);
}, 120_000);
