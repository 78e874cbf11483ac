import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { barriers } from './barriers.ts';
import { drawName, goOn, openWindow, startShell, type Shell } from './shell.ts';

/** The same day by somebody who reads English: every screen in English words, each without a barrier. */
const passphrase = 'on site, in triplicate';
let shell: Shell;
let window: Awaited<ReturnType<typeof openWindow>>;
beforeAll(async () => {
  shell = await startShell();
  window = await openWindow(shell.link, { locale: 'en-US' });
});
afterAll(async () => {
  await window?.close();
  await shell?.remove();
});

/** Words of the frame that are not the person's own and not on paper. */
const chineseIn = async (page: Page, where: string): Promise<string> => (await page.locator(where).allInnerTexts()).join(' ').replaceAll(/三联|中文|中|[^\u4e00-\u9fff]/g, '');
const fill = (page: Page, cell: string, text: string) => page.getByRole('textbox', { name: cell, exact: true }).fill(text);
const tick = (page: Page, group: string, option: string) => page.getByRole('radiogroup', { name: group }).getByRole('radio', { name: option, exact: true }).check();

describe('a day in English', () => {
  it('makes the station', async () => {
    const { page } = window;
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByRole('heading', { name: 'Set up this station' }).waitFor();
    expect(await chineseIn(page, 'main')).toBe('');
    expect(await barriers(page)).toEqual([]);
    await page.getByLabel('Name', { exact: true }).fill('Alice Chen');
    await page.getByLabel('Passphrase', { exact: true }).fill(passphrase);
    await page.getByLabel('Passphrase again').fill(passphrase);
    await page.getByRole('button', { name: 'Set up', exact: true }).click();
    await page.getByRole('navigation', { name: 'Main navigation' }).waitFor();
    expect(await chineseIn(page, 'body')).toBe('');
    expect(await barriers(page)).toEqual([]);
  });

  it('writes an order and brings it to its signers', async () => {
    const { page } = window;
    await page.keyboard.press('n');
    await page.getByRole('button', { name: 'New On-site Service Order' }).click();
    await tick(page, 'Service type', 'On-site support');
    await tick(page, 'Urgency', 'Normal');
    await fill(page, 'Contact', 'Bob Li');
    await fill(page, 'Place', 'Machine room');
    await tick(page, 'Channel', 'Hotline');
    await fill(page, 'Request or fault', 'The review page is slow.');
    await fill(page, 'System / module', 'Review');
    await fill(page, 'Work done', 'Ended idle sessions and rebuilt an index.');
    await tick(page, 'Data touched', 'No');
    await tick(page, 'Result', 'Solved');
    await page.getByText(/Saved here/).waitFor();
    expect(await chineseIn(page, 'body')).toBe('');
    expect(await barriers(page)).toEqual([]);
    for (const state of ['Dispatched', 'In progress', 'Awaiting signature']) {
      await goOn(page);
      await page.locator('.record-head').getByText(state).waitFor();
    }
  });

  it('signs, hands over, rates and takes the screen back', async () => {
    const { page } = window;
    const sign = async () => {
      await page.locator('.signing-paper canvas').first().waitFor();
      await drawName(page, page.getByLabel('Signature pad').first());
      await page.getByRole('checkbox').check();
    };
    await goOn(page);
    await sign();
    await page.getByRole('button', { name: 'Confirm signature' }).click();
    await page.getByRole('button', { name: 'Hand over to sign' }).first().waitFor();
    await page.keyboard.press('Control+d');
    await page.getByText('This paper is written in Chinese').waitFor();
    await sign();
    await page.getByLabel('Name', { exact: true }).fill('Bob Li');
    await page.getByLabel('Post', { exact: true }).fill('O&M supervisor');
    expect(await barriers(page)).toEqual([]);
    await page.getByRole('button', { name: 'Confirm signature' }).click();
    await page.getByRole('heading', { name: 'Please rate this service' }).waitFor({ timeout: 15_000 });
    expect(await barriers(page)).toEqual([]);
    for (const question of ['Promptness', 'Technical skill', 'Attitude', 'Problem solved', 'Documents']) await page.getByRole('group', { name: question }).getByRole('radio').nth(4).check();
    await page.getByRole('button', { name: 'Submit' }).click();
    await page.getByRole('button', { name: 'I am the engineer' }).click();
    await page.getByLabel('PIN or passphrase').fill(passphrase);
    await page.keyboard.press('Enter');
    await page.locator('.record-head').getByText('Signed', { exact: true }).waitFor();
  });

  it('saves the copies, reads their register, and begins an inspection', async () => {
    const { page } = window;
    await page.keyboard.press('Control+p');
    const download = page.waitForEvent('download');
    await page.getByRole('dialog').getByRole('button', { name: 'Save PDF' }).click();
    expect((await download).suggestedFilename()).toMatch(/\.pdf$/);
    await page.keyboard.press('Escape');
    await page.getByRole('link', { name: 'Copies' }).click();
    await expect.poll(() => page.getByText(/XC-BJ01-\d{4}-000001/).count()).toBeGreaterThanOrEqual(3);
    expect(await chineseIn(page, 'body')).toBe('');
    expect(await barriers(page)).toEqual([]);
    await page.getByRole('link', { name: 'Today' }).click();
    await page.getByRole('button', { name: /Application monitoring/ }).first().click();
    await page.locator('.record-head').getByText(/XJ-BJ01/).waitFor();
    expect(await barriers(page)).toEqual([]);
    await page.getByRole('link', { name: 'Settings' }).click();
    await page.getByRole('heading', { name: 'Settings' }).waitFor();
    expect(await chineseIn(page, 'main')).toBe('');
    expect(await barriers(page)).toEqual([]);
  });

  it('is asked in the same language by the next start, on another port', async () => {
    await shell.stop();
    const again = await startShell(shell.dataFolder);
    await window.page.goto(again.link);
    await window.page.getByRole('button', { name: 'Unlock' }).waitFor();
    await again.stop();
    expect(window.faults.filter((fault) => !fault.includes('ERR_'))).toEqual([]);
  });
});
