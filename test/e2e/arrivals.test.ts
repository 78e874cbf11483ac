import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openHeadquarters, type TestHeadquarters } from '../sync/headquarters.ts';
import { barriers } from './barriers.ts';
import { openSession, prepareFolder, unlock, type Session } from './prepared.ts';

let hq: TestHeadquarters;
let session: Session;
let own: string;
let usb: string;
const manager = { id: randomUUID(), name: '张经理' };
const order = { type: 'fault', urgency: 'urgent', contact: '李建国', place: '二楼机房', channel: 'phone', requestedAt: '2021-11-22T09:00+08:00', engineer: '张晓明', request: '查询慢', system: '申报' };
const dispatch = async (request: string): Promise<string> => {
  const made = await hq.desk.dispatch(manager, { form: 'service-order', data: { ...order, request }, to: own });
  if (!made.ok) throw new Error(JSON.stringify(made.error));
  return made.value.number;
};
beforeAll(async () => {
  hq = await openHeadquarters();
  usb = mkdtempSync(join(tmpdir(), 'sanlian-usb-'));
  session = await openSession(await prepareFolder(async ({ client, station }) => {
    await client.sync.enrol({ address: hq.address, code: await hq.createEnrolmentCode() });
    await client.sync.now();
    own = station.core.open().identity.station;
  }));
}, 180_000);
afterAll(async () => {
  await session?.close();
  await hq?.stop();
  rmSync(usb, { recursive: true, force: true });
});
const picture = async (name: string): Promise<void> => {
  if (process.env['PICTURES']) await session.page.screenshot({ path: join(process.env['PICTURES'], `${name}.png`) });
};

it('an order from headquarters is told by a line that stays until it was opened, also over a restart, and stands on the day sheet', async () => {
  const { page } = session;
  const line = page.getByRole('status', { name: /总部派来/ });
  await page.getByRole('main').getByRole('heading').first().waitFor();
  expect(await line.count()).toBe(0);
  // the Electron shell's bridge, as far as the desk uses it here; `told` is what the system was asked to show of these
  await page.evaluate(() => {
    const told: string[] = [];
    Object.assign(window, { told, sanlian: { platform: 'linux', notify: async (title: string, body: string) => !title.startsWith('总部派来') || told.push(body) > 0, unlock: { accounts: async () => [] } } });
  });
  const tolds = () => page.evaluate(() => (window as unknown as { told: readonly string[] }).told.join(' · ').split(' · '));
  const first = await dispatch('夜间备份失败');
  const second = await dispatch('查询页打不开');
  await line.getByText('总部派来 2 份').waitFor({ timeout: 60_000 });
  await line.getByText('夜间备份失败').waitFor();
  // the day sheet has them at once, too
  await page.locator('.day-row').getByText(second).waitFor();
  expect(await barriers(page)).toEqual([]);
  await picture('arrivals');
  // the system tells of each once: a lock is no reason to tell again
  await expect.poll(async () => (await tolds()).toSorted()).toEqual([first, second].toSorted());
  await page.keyboard.press('Control+l');
  await unlock(page);
  await line.getByText('总部派来 2 份').waitFor();
  await page.locator('.day-row').getByText(second).waitFor();
  expect((await tolds()).toSorted()).toEqual([first, second].toSorted());

  await page.reload();
  await line.getByText('总部派来 2 份').waitFor();
  await line.getByRole('link', { name: first }).click();
  await page.locator('.record-head').getByText(first).waitFor();
  await line.getByText('总部派来 1 份').waitFor();
  await line.getByRole('button', { name: '知道了' }).click();
  await line.waitFor({ state: 'detached' });
  await page.reload();
  await page.locator('.record-head').getByText(first).waitFor();
  expect(await line.count()).toBe(0);
  expect(session.faults).toEqual([]);
}, 180_000);

it('having nothing to ferry is said as good news, and what goes wrong stands below the button that was pressed', async () => {
  const { page } = session;
  await page.evaluate(() => { window.location.hash = '#/settings/ferry'; });
  const part = page.getByRole('region', { name: '摆渡' });
  await part.getByText('0 条操作，0 个文件').waitFor({ timeout: 60_000 });
  const out = part.getByRole('textbox', { name: '存到哪个文件夹' });
  await out.fill(usb);
  await part.getByRole('button', { name: '导出', exact: true }).click();
  await part.getByRole('status').getByText('没有要带去的').waitFor();
  expect(await part.getByRole('alert').count()).toBe(0);
  await picture('ferry-nothing');
  await out.fill(join(usb, 'none'));
  await part.getByRole('button', { name: '导出', exact: true }).click();
  const wrong = part.getByRole('alert');
  await wrong.waitFor();
  const [button, alert, heading] = await Promise.all([part.getByRole('button', { name: '导出', exact: true }), wrong, part.getByRole('heading', { name: '收回执' })].map(async (each) => (await each.boundingBox())!.y));
  expect(button! < alert! && alert! < heading!).toBe(true);
  await part.locator('input[type=file]').setInputFiles({ name: 'x.receipt.json', mimeType: 'application/json', buffer: Buffer.from('{}') });
  await part.getByText(/回执/).last().waitFor();
  await expect.poll(async () => (await wrong.boundingBox())!.y > (await part.getByRole('heading', { name: '收回执' }).boundingBox())!.y).toBe(true);
  await picture('ferry-wrong');
}, 120_000);

it('the two ways to import say what each is for', async () => {
  const { page } = session;
  await page.evaluate(() => { window.location.hash = '#/service-order'; });
  await page.getByRole('button', { name: '导入', exact: true }).click();
  const menu = page.getByRole('menu', { name: '导入' });
  await menu.getByRole('menuitem', { name: '从表格导入' }).getByText(/每行一份/).waitFor();
  await menu.getByRole('menuitem', { name: '收入往年记录' }).getByText(/保留原编号/).waitFor();
  expect(await barriers(page)).toEqual([]);
  await picture('import-menu');
});
