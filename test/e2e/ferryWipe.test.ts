import { join } from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openDatabase } from '../../hq/database.ts';
import { importFerry } from '../../hq/ferry.ts';
import { createFolder, openHeadquarters, removeFolder, type TestHeadquarters } from '../sync/headquarters.ts';
import { joinAs } from '../sync/webVisitor.ts';
import { barriers } from './barriers.ts';
import { openSession, prepareFolder, type Session } from './prepared.ts';

let hq: TestHeadquarters;
let session: Session;
let number: string;
const usb = createFolder();
const receipt = join(usb, 'wipe.receipt.json');
beforeAll(async () => {
  hq = await openHeadquarters();
  const admin = await joinAs(hq.address, hq.adminCode, '陈静');
  const folder = await prepareFolder(async ({ client, station }) => {
    await client.sync.enrol({ address: hq.address, code: await hq.createEnrolmentCode() });
    await client.sync.now();
    ({ number } = await client.records.execute({ kind: 'create', id: uuidv7(), form: 'service-order', data: { request: '申报页面打开缓慢' } }));
    const { parts } = await client.ferry.export({ folder: usb });
    const [row] = await hq.rows<{ station: string }>(`select station from device where code = 'BJ01'`);
    await admin.get(`/stations/${row!.station}/wipe`);
    await admin.post(`/stations/${row!.station}/wipe`, { reason: '被盗', confirm: 'BJ01' });
    const database = await openDatabase(hq.databaseUrl, pino({ level: 'silent' }));
    await expect(importFerry(database, hq.folder, parts, receipt)).rejects.toMatchObject({ word: 'ferryWipe' });
    await database.close();
    // it never comes on line again
    station.core.open().store.write((writer) => writer.setMeta('hq.address', 'http://127.0.0.1:9'));
  });
  session = await openSession(folder);
}, 180_000);
afterAll(async () => {
  await session?.close();
  await hq?.stop();
  removeFolder(usb);
});
const picture = async (name: string): Promise<void> => {
  if (process.env['PICTURES']) await session.page.screenshot({ path: join(process.env['PICTURES'], `${name}.png`), fullPage: true });
};

it('shows what an order to wipe in a receipt would destroy, and destroys it only when told to', async () => {
  const { page } = session;
  await page.evaluate(() => { window.location.hash = '#/settings/ferry'; });
  const part = page.getByRole('region', { name: '摆渡' });
  const choose = () => part.locator('input[type=file]').setInputFiles(receipt);
  await part.getByText('选择总部给的回执文件').waitFor();
  await choose();
  const asked = part.getByRole('alert');
  await asked.getByText('还没有执行').waitFor();
  await asked.getByText(number).waitFor();
  await asked.getByText(/会丢失：操作 \d+ 条、附件 0 个/).waitFor();
  expect(await barriers(page)).toEqual([]);
  await picture('ferry-wipe-asked');
  await asked.getByRole('button', { name: '先不清除' }).click();
  await asked.waitFor({ state: 'detached' });
  // the same file again asks again
  await choose();
  await part.getByRole('button', { name: '清除本机数据' }).click();
  await page.getByRole('heading', { name: '本机数据已清除' }).waitFor({ timeout: 60_000 });
  await page.getByText('wiped.json').waitFor();
  expect(await barriers(page)).toEqual([]);
  await picture('ferry-wiped');
  // no receipt will ever come back to it: it is set up anew with its last word left beside
  await page.getByText(/wiped-BJ01-[0-9a-f]{8}\.json/).waitFor();
  await page.getByRole('button', { name: '不等总部，重新设置这台电脑' }).click();
  await page.getByRole('heading', { name: '本机数据已清除' }).waitFor({ state: 'detached', timeout: 60_000 });
  await page.getByText('合同').first().waitFor();
  await picture('ferry-wiped-anew');
}, 120_000);
