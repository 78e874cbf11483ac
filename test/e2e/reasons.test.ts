import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestStation, orderAtSigning, passphrase, signAs, type TestStation } from '../station/bench.ts';
import { barriers } from './barriers.ts';
import { openBenchWindow, type BenchWindow } from './benchWindow.ts';
import { engineer, openByNumber } from './prepared.ts';
import { drawName, openWindow, startShell } from './shell.ts';

let bench: TestStation;
let window: BenchWindow;
let number = '';
beforeAll(async () => {
  bench = await createTestStation();
  await bench.setUp();
  number = (await signAs(bench, await orderAtSigning(bench), 'engineer', engineer, '工程师')).number;
  await bench.client.station.lock();
  window = await openBenchWindow(bench);
});
afterAll(async () => { await window?.close(); });

describe('a step that lacks something', () => {
  it('says what, at its field, in the settings and on the lock screen', async () => {
    const { page } = window;
    await page.evaluate(() => { location.hash = '#/settings/secrets'; });
    await page.getByRole('button', { name: '修改' }).click();
    await page.getByText('请填写现在的口令').waitFor();
    await page.getByText('请填写新口令').waitFor();
    expect(await page.evaluate(() => document.activeElement?.getAttribute('autocomplete'))).toBe('current-password');
    await page.getByRole('button', { name: '取消 PIN' }).click();
    await page.getByText('请填写口令', { exact: true }).waitFor();
    await window.snap('lacks-settings');
    expect(await barriers(page)).toEqual([]);
    await page.keyboard.press('Control+l');
    await page.getByRole('button', { name: '解锁' }).click();
    await page.getByText('请填写口令', { exact: true }).waitFor();
    await window.snap('lacks-lock');
    await page.getByLabel('口令', { exact: true }).fill(passphrase);
    await page.keyboard.press('Enter');
    await page.getByRole('navigation', { name: '主导航' }).waitFor();
  });

  it('opens the card of a list on which no record is open', async () => {
    const { page } = window;
    await page.evaluate(() => { location.hash = '#/inspection'; });
    await page.getByRole('heading', { name: '巡检', level: 1 }).waitFor();
    await page.keyboard.press('F1');
    const card = page.getByRole('dialog');
    await card.getByText(/按 \/ 到筛选框/).waitFor();
    await window.snap('help-list');
    expect(await barriers(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await card.waitFor({ state: 'detached' });
  });
});

describe('the customer', () => {
  it('chooses the language of the screen without an account; the desk keeps its own', async () => {
    const { page } = window;
    await openByNumber(page, number);
    await page.keyboard.press('Control+d');
    await page.getByRole('button', { name: '不同意签认' }).waitFor();
    await page.getByRole('button', { name: /^English/ }).click();
    await page.getByRole('button', { name: 'Confirm signature' }).waitFor();
    await window.snap('handover-language');
    expect(await barriers(page)).toEqual([]);
    await drawName(page, page.locator('.pad').first());
    await page.getByRole('checkbox').check();
    await page.getByLabel('Name').fill('李建国');
    await page.getByLabel('Post').fill('运维主管');
    await page.getByRole('button', { name: 'Confirm signature' }).click();
    await page.locator('form.survey').waitFor({ timeout: 15_000 });
  });

  it('is told what is still to rate, and led there', async () => {
    const { page } = window;
    await page.locator('form.survey .button.main').click();
    await page.getByText(/5 still to rate/).waitFor();
    expect(await page.evaluate(() => (document.activeElement as HTMLInputElement).type)).toBe('radio');
    await window.snap('lacks-survey');
    for (const question of await page.locator('form.survey .question').all()) await question.locator('.mark').nth(4).click();
    await page.locator('form.survey .button.main').click();
    await page.getByRole('button', { name: /engineer/i }).click();
    await page.locator('.give-back .button.main').click();
    await page.locator('.give-back .wrong').waitFor();
    await page.locator('.give-back input').fill(passphrase);
    await page.keyboard.press('Enter');
    // the desk speaks as the engineer left it
    await page.getByRole('navigation', { name: '主导航' }).waitFor();
    expect(window.faults).toEqual([]);
  });
});

describe('setting up', () => {
  it('takes a station code with blanks around it', async () => {
    const shell = await startShell();
    const { page, close } = await openWindow(shell.link);
    try {
      const code = page.getByLabel('本机代号');
      await code.fill(' bj09 ');
      expect(await code.inputValue()).toBe('BJ09');
    } finally {
      await close();
      await shell.remove();
    }
  });
});
