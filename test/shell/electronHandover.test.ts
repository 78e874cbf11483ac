import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { NativeBridge } from '../../domain/api/native.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { customerMenuTemplate, menuTemplate, trayTemplate } from '../../main/electron/menu.ts';
import { wordsFor } from '../../main/electron/words.ts';
import { engineer, openByNumber, passphrase, prepareFolder, unlock } from '../e2e/prepared.ts';
import { orderAtSigning, signAs } from '../station/bench.ts';
import { buildElectron, launchElectron, type RunningElectron } from './electronStandIn/host.ts';

/** What is Electron's own (menu, tray, window, key store) while the screen is the customer's. */
const nothing = (): void => {};
const words = wordsFor('zh-CN');
let number = '';
let folder = '';
let running: RunningElectron;
beforeAll(async () => {
  await buildElectron();
  folder = await prepareFolder(async (station) => {
    number = (await signAs(station, await orderAtSigning(station), 'engineer', engineer, '工程师')).number;
  });
  running = await launchElectron({ dataFolder: folder });
}, 180_000);
afterAll(async () => {
  await running?.close();
  rmSync(folder, { recursive: true, force: true });
});

test('the customer\'s menu holds no way to the files, out of the program, or to a page loaded anew', () => {
  const rolesAndLabels = (menu: ReturnType<typeof customerMenuTemplate>): (string | undefined)[] =>
    menu.flatMap((item) => [item.role, item.label, ...(Array.isArray(item.submenu) ? rolesAndLabels(item.submenu) : [])]);
  const engineers = rolesAndLabels(menuTemplate(words, 'linux', { openFolder: nothing, chooseFolder: nothing, openHelp: nothing }));
  const customers = rolesAndLabels(customerMenuTemplate(words));
  for (const each of ['quit', 'reload', 'togglefullscreen', words.openFolder, words.chooseFolder, words.calendar]) {
    expect(engineers).toContain(each);
    expect(customers).not.toContain(each);
  }
  expect(customers).toContain('paste');
  expect(trayTemplate(words, true, { show: nothing, quit: nothing }).map((item) => item.label)).toEqual([words.show]);
});

test('menu and tray change with the hand-over, the window stays, and the key store is no way back', async () => {
  const { page, seen } = running;
  const lastOf = (what: string): string | undefined => seen.findLast((line) => line.startsWith(`${what}: `));
  const native = <Answer>(act: (bridge: NativeBridge, account: string) => Promise<Answer>, account: string): Promise<Answer> =>
    page.evaluate(`(${act.toString()})(window.sanlian, ${JSON.stringify(account)})`) as Promise<Answer>;

  await page.locator('.remember input').check();
  await unlock(page);
  const account = await page.evaluate(() => localStorage.getItem('sanlian.account'));
  await expect.poll(() => native((bridge) => bridge.unlock.accounts(), '')).toEqual([account]);

  await openByNumber(page, number);
  await page.keyboard.press('Control+d');
  await page.getByRole('button', { name: '不同意签认' }).waitFor();
  await expect.poll(() => lastOf('menu')).toBe('menu: 三联 编辑 查看');
  expect(lastOf('tray-menu')).toBe('tray-menu: 显示窗口');
  running.closeWindow();
  await page.waitForTimeout(300);
  expect(running.main.exitCode).toBeNull();
  expect(await native((bridge, id) => bridge.unlock.use(id), account!)).toBe(false);

  // The station dies in the customer's hands: it comes back locked, with the engineer's menu, and asks for the passphrase itself.
  process.kill((JSON.parse(readFileSync(join(folder, 'station.lock'), 'utf8')) as { pid: number }).pid, 'SIGKILL');
  await page.getByLabel('口令', { exact: true }).waitFor();
  await expect.poll(() => lastOf('menu')).toBe('menu: 三联 编辑 查看 数据 帮助');
  expect(lastOf('tray-menu')).toBe('tray-menu: 显示窗口 退出');
  expect(await page.getByRole('button', { name: '用系统钥匙解锁' }).count()).toBe(0);
  expect(await native((bridge, id) => bridge.unlock.use(id), account!)).toBe(false);
  await page.getByLabel('口令', { exact: true }).fill(passphrase);
  await page.keyboard.press('Enter');
  await page.getByRole('navigation', { name: '主导航' }).waitFor();
  await page.keyboard.press('Control+l');
  await page.getByRole('button', { name: '用系统钥匙解锁' }).click();
  await page.getByRole('navigation', { name: '主导航' }).waitFor();
});
