import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { orderAtSigning, signAs } from '../station/bench.ts';
import { engineer, openByNumber, openSession, passphrase, prepareFolder, unlock, type Session } from './prepared.ts';

let session: Session;
let waiting = '';
let handed = '';
let sealed = '';
beforeAll(async () => {
  session = await openSession(await prepareFolder(async (station) => {
    waiting = (await station.client.records.get({ id: await orderAtSigning(station) })).record.number;
    const first = await orderAtSigning(station);
    handed = (await signAs(station, first, 'engineer', engineer, '工程师')).number;
    const second = await orderAtSigning(station);
    await signAs(station, second, 'engineer', engineer, '工程师');
    await station.client.handover.begin({ id: second });
    sealed = (await signAs(station, second, 'supervisor', '王建国')).number;
    await station.client.handover.end({ secret: passphrase });
    await station.client.records.execute({ kind: 'link', id: second, to: first, rel: 'related' });
  }));
});
afterAll(() => session?.close());
// what a failed test left open is in nobody's way
afterEach(async () => { if (await session.page.getByRole('dialog').count() > 0) await session.page.keyboard.press('Escape'); });

/** The focus is where it belongs, once it has settled: within what matches. */
const expectFocus = async (what: string, within = 'main'): Promise<void> => {
  await expect.poll(() => session.page.evaluate((selector) => (document.activeElement?.closest(selector) ? 'within' : (document.activeElement?.tagName ?? 'nowhere')), within), { message: what, timeout: 10_000 }).toBe('within');
};
const dialog = () => session.page.getByRole('dialog');
const closeDialog = async (what: string, within?: string): Promise<void> => {
  await expectFocus(`${what}: open`, '[role=dialog]');
  await session.page.keyboard.press('Escape');
  await dialog().waitFor({ state: 'detached' });
  await expectFocus(`${what}: closed`, within);
};
const chooseInMenu = async (item: string | RegExp): Promise<void> => {
  await session.page.getByRole('button', { name: '更多' }).click();
  await session.page.getByRole('menuitem', { name: item }).click();
};

describe('the focus is never lost', () => {
  it('after unlocking, and after a passphrase that is wrong: it is typed again at once', async () => {
    const { page } = session;
    await expectFocus('unlocked');
    await page.keyboard.press('Control+l');
    await page.getByLabel('口令', { exact: true }).fill('not the passphrase');
    await page.getByRole('button', { name: '解锁' }).click();
    await page.getByRole('alert').getByText('口令不对').waitFor();
    await expect.poll(() => page.getByLabel('口令', { exact: true }).evaluate((field) => field === document.activeElement)).toBe(true);
    await unlock(page);
    await expectFocus('unlocked again');
  });

  it('over every dialog of the desk, by its key', async () => {
    const { page } = session;
    for (const key of ['Control+k', 'n', 'F1', '?', 'F2']) {
      await page.keyboard.press(key);
      await dialog().waitFor();
      await closeDialog(key);
    }
    expect(session.faults).toEqual([]);
  });

  it('over every dialog of a paper that waits for its signatures', async () => {
    const { page } = session;
    await openByNumber(page, waiting);
    await expectFocus('a paper that was searched for');
    await page.keyboard.press('Control+p');
    await dialog().locator('canvas').first().waitFor();
    await closeDialog('preview');
    await chooseInMenu('作废…');
    await dialog().getByLabel('原因').waitFor();
    await closeDialog('a reason');
    await page.getByRole('button', { name: '更多' }).click();
    await page.getByRole('menu').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('menu').waitFor({ state: 'detached' });
    await expectFocus('the menu');
    await page.keyboard.press('Control+Enter');
    await dialog().locator('.signing-paper').waitFor();
    await closeDialog('signing');
    expect(session.faults).toEqual([]);
  });

  it('through saving the copies, whose button is grey meanwhile, and the reason it asks for then', async () => {
    const { page } = session;
    await openByNumber(page, sealed);
    await page.locator('.record-head').getByRole('button', { name: '打印三联' }).click();
    await dialog().locator('canvas').first().waitFor();
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: '存为 PDF' }).click();
    await download;
    await dialog().getByRole('status').getByText('.pdf').waitFor();
    await dialog().getByLabel(/补打原因|原因/).waitFor();
    await expectFocus('saved', '[role=dialog]');
    await closeDialog('copies', '.record-head');
    expect(session.faults).toEqual([]);
  });

  it('over every other dialog of a sealed paper', async () => {
    const { page } = session;
    await chooseInMenu(/发邮件/);
    await dialog().waitFor();
    await closeDialog('e-mail', '.record-head');
    await chooseInMenu(/导出存证文件/);
    await dialog().waitFor();
    await closeDialog('export', '.record-head');
    const strip = page.getByRole('complementary', { name: '单据情况' });
    await strip.getByRole('button', { name: '添加关联' }).click();
    await dialog().waitFor();
    await closeDialog('a link', 'aside');
    await strip.getByRole('button', { name: '关联图' }).click();
    await dialog().waitFor();
    await closeDialog('the graph', 'aside');
    expect(session.faults).toEqual([]);
  });

  it('through a step whose button goes grey and then away', async () => {
    const { page } = session;
    await page.getByRole('button', { name: '归档' }).focus();
    await page.keyboard.press('Enter');
    await page.locator('.record-head').getByText('已归档').waitFor();
    await expectFocus('archived');
    expect(session.faults).toEqual([]);
  });

  it('through a hand-over and back, with a wrong passphrase between them', async () => {
    const { page } = session;
    await openByNumber(page, handed);
    await page.keyboard.press('Control+d');
    await page.getByRole('button', { name: '工程师取回' }).click();
    const secret = page.getByLabel('PIN 或口令');
    await secret.fill('not the passphrase');
    await page.getByRole('button', { name: '回到工作台' }).click();
    await page.getByRole('alert').getByText('口令不对').waitFor();
    await expect.poll(() => secret.evaluate((field) => field === document.activeElement)).toBe(true);
    await secret.fill(passphrase);
    await page.getByRole('button', { name: '回到工作台' }).click();
    await page.getByRole('navigation', { name: '主导航' }).waitFor();
    await expectFocus('given back');
    expect(session.faults).toEqual([]);
  });
});
