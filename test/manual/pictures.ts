import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { demoPassphrase, demoPin, fillDemo } from '../../main/demo/fill.ts';
import { drawName, openWindow, startShell } from '../e2e/shell.ts';

/** The manual's pictures, taken of the running product on its demo month: `npm run manual`. Writes `docs/pictures/*.png`. */
const home = fileURLToPath(new URL('../..', import.meta.url));
const folder = join(home, 'docs/pictures');
mkdirSync(folder, { recursive: true });

const take = async (page: Page, name: string): Promise<void> => {
  await page.evaluate(() => document.fonts.ready);
  await page.waitForTimeout(500); // transitions of at most 150 ms, and a push from the station
  writeFileSync(join(folder, `${name}.png`), await page.screenshot({ animations: 'disabled' }));
  console.log(name);
};

const firstRun = async (): Promise<void> => {
  const shell = await startShell();
  const { page, close } = await openWindow(shell.link, { height: 900 });
  await page.getByLabel('姓名').waitFor();
  await take(page, 'first-run');
  await close();
  await shell.remove();
};

const month = async (): Promise<void> => {
  const dataFolder = mkdtempSync(join(tmpdir(), 'sanlian-manual-'));
  await fillDemo({ dataFolder, assetsFolder: join(home, 'assets'), version: 'manual' });
  const shell = await startShell(dataFolder);
  const { page, close } = await openWindow(shell.link);
  await page.getByLabel('口令', { exact: true }).waitFor();
  await take(page, 'lock');
  await page.getByRole('radio', { name: '张伟' }).check();
  await page.getByLabel('口令', { exact: true }).fill(demoPassphrase);
  await page.keyboard.press('Enter');
  await page.getByRole('main').getByRole('listitem').first().waitFor();
  await take(page, 'today');

  const openFirst = async (form: string, state: string): Promise<void> => {
    await page.getByRole('link', { name: form }).click();
    await page.getByRole('radio', { name: state, exact: true }).click();
    await page.getByRole('option').first().click();
    await page.locator('.record-head').getByText(state).waitFor();
  };
  await openFirst('服务单', '进行中');
  await take(page, 'order');
  await openFirst('巡检', '已归档');
  await take(page, 'inspection');
  await openFirst('测评', '已评');
  await take(page, 'survey-answered');

  await openFirst('服务单', '已签认');
  await page.keyboard.press('Control+p');
  await page.getByRole('dialog').locator('canvas').first().waitFor();
  await take(page, 'print');
  await page.keyboard.press('Escape');
  await page.getByRole('link', { name: '三联登记' }).click();
  await page.getByRole('row').nth(2).waitFor();
  await take(page, 'register');
  await page.keyboard.press('Control+k');
  await page.keyboard.type('公示');
  await page.getByRole('option').first().waitFor();
  await take(page, 'search');
  await page.keyboard.press('Escape');
  await page.getByRole('link', { name: '设置' }).click();
  await page.getByRole('heading').first().waitFor();
  await take(page, 'settings');
  await page.keyboard.press('?');
  await page.getByRole('dialog').waitFor();
  await take(page, 'keys');
  await page.keyboard.press('Escape');

  await openFirst('服务单', '待签认');
  const handOver = page.locator('.record-head').getByRole('button', { name: '交给客户签认' });
  if ((await handOver.count()) === 0) {
    await page.keyboard.press('Control+Enter');
    await page.getByRole('checkbox').check();
    await drawName(page, page.getByLabel('手写签名区').first());
    await page.getByRole('button', { name: '确认签名' }).click();
  }
  await handOver.click();
  await page.locator('.signing-paper canvas').first().waitFor();
  await take(page, 'handover-read');
  await page.getByRole('checkbox').check();
  await page.getByLabel('姓名').fill('李建国');
  await page.getByLabel('职务').fill('运维主管');
  await drawName(page, page.getByLabel('手写签名区').first());
  await page.getByRole('button', { name: '确认签名' }).scrollIntoViewIfNeeded();
  await take(page, 'handover-sign');
  await page.getByRole('button', { name: '确认签名' }).click();
  await page.getByRole('heading', { name: '请为本次服务评分' }).waitFor();
  for (const question of await page.getByRole('group').all()) await question.getByRole('radio').nth(4).check();
  await take(page, 'handover-rate');
  await page.getByRole('button', { name: '提交' }).click();
  await page.getByRole('button', { name: '我是工程师' }).click();
  await page.getByLabel('PIN 或口令').fill(demoPin);
  await take(page, 'handover-back');
  await close();
  await shell.remove();
  rmSync(dataFolder, { recursive: true, force: true });
};

await firstRun();
await month();
