import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { forms } from '../../domain/forms/index.ts';
import { barriers } from './barriers.ts';
import { chineseOn } from './chinese.ts';
import { drawName, goOn, openWindow, startShell, type Shell, takeTimes } from './shell.ts';

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

const fill = (page: Page, cell: string, text: string) => page.getByRole('textbox', { name: cell, exact: true }).or(page.getByRole('combobox', { name: cell, exact: true })).fill(text);
const tick = (page: Page, group: string, option: string) => page.getByRole('radiogroup', { name: group }).getByRole('radio', { name: option, exact: true }).check();

describe('a day in English', () => {
  it('makes the station', async () => {
    const { page } = window;
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByRole('heading', { name: 'Set up this station' }).waitFor();
    expect(await chineseOn(page)).toEqual([]);
    expect(await barriers(page)).toEqual([]);
    await page.getByLabel('Station code').fill('BJ01');
    await page.getByLabel('Name', { exact: true }).fill('Alice Chen');
    await page.getByLabel('Passphrase', { exact: true }).fill(passphrase);
    await page.getByLabel('Passphrase again').fill(passphrase);
    await page.getByRole('button', { name: 'Set up', exact: true }).click();
    await page.getByRole('navigation', { name: 'Main navigation' }).waitFor();
    expect(await chineseOn(page)).toEqual([]);
    expect(await barriers(page)).toEqual([]);
  });

  it('writes an order and brings it to its signers', async () => {
    const { page } = window;
    await page.keyboard.press('n');
    await page.getByRole('button', { name: 'New On-site Service Order' }).click();
    await tick(page, 'Service type', 'On-site support');
    await tick(page, 'Urgency', 'Normal');
    await page.getByRole('combobox', { name: 'Contact', exact: true }).fill('Bob Li');
    await fill(page, 'Place', 'Machine room');
    await tick(page, 'Channel', 'Hotline');
    await fill(page, 'Request or fault', 'The review page is slow.');
    await fill(page, 'System / module', 'Review');
    await fill(page, 'Work done', 'Ended idle sessions and rebuilt an index.');
    await tick(page, 'Data touched', 'No');
    await tick(page, 'Result', 'Solved');
    await page.getByText(/Saved here/).waitFor();
    await page.getByText(/The paper itself is printed and signed in Chinese/).waitFor();
    expect(await chineseOn(page)).toEqual([]);
    expect(await barriers(page)).toEqual([]);
    for (const state of ['Dispatched', 'In progress', 'Awaiting signature']) {
      await goOn(page);
      if (state !== 'Dispatched') {
        await page.locator('[data-asked] input').first().waitFor();
        expect(await chineseOn(page)).toEqual([]);
        await takeTimes(page);
      }
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
    expect(await chineseOn(page)).toEqual([]);
    expect(await barriers(page)).toEqual([]);
    await page.getByRole('button', { name: 'Confirm signature' }).click();
    await page.getByRole('heading', { name: 'Please rate this service' }).waitFor({ timeout: 15_000 });
    expect(await chineseOn(page)).toEqual([]);
    expect(await barriers(page)).toEqual([]);
    for (const question of ['Promptness', 'Technical skill', 'Attitude', 'Problem solved', 'Documents']) await page.getByRole('group', { name: question }).getByRole('radio').nth(4).check();
    await page.getByRole('button', { name: 'Submit' }).click();
    await page.getByRole('button', { name: 'I am the engineer' }).click();
    expect(await chineseOn(page)).toEqual([]);
    await page.getByLabel('PIN or passphrase').fill(passphrase);
    await page.keyboard.press('Enter');
    await page.locator('.record-head').getByText('Signed', { exact: true }).waitFor();
  });

  it('shows what was signed in the words that were signed, with a translation, and where in the screen\'s own', async () => {
    const { page } = window;
    const box = page.locator('[data-signer="supervisor"]');
    expect(await box.locator('.consent [lang="zh-CN"]').innerText()).toContain('本人已阅读');
    expect(await box.locator('.consent').innerText()).toContain('Translation: I have read');
    await box.getByText('Main machine room (government private network)').waitFor();
    await page.locator('[data-signer="engineer"]').getByText('Engineer', { exact: true }).waitFor();
    expect(await chineseOn(page)).toEqual([]);
    expect(await barriers(page)).toEqual([]);
  });

  it('saves the copies, reads their register, and begins an inspection', async () => {
    const { page } = window;
    await page.keyboard.press('Control+p');
    const download = page.waitForEvent('download');
    await page.getByRole('dialog').getByRole('button', { name: 'Save PDF' }).click();
    expect((await download).suggestedFilename()).toMatch(/\.pdf$/);
    await page.keyboard.press('Escape');
    await page.evaluate(() => { location.hash = '#/documents'; });
    await expect.poll(() => page.getByText(/XC-BJ01-\d{4}-000001/).count()).toBeGreaterThanOrEqual(3);
    expect(await chineseOn(page)).toEqual([]);
    expect(await barriers(page)).toEqual([]);
    await page.getByRole('link', { name: 'Today' }).click();
    await page.getByRole('button', { name: /Application monitoring/ }).first().click();
    await page.locator('.record-head').getByText(/XJ-BJ01/).waitFor();
    // the cell holds what goes onto the paper, and says what that is in English
    const object = page.locator('[data-field="target"]');
    expect(await object.getByRole('textbox').inputValue()).toBe('积分落户管理信息系统');
    await object.getByText('Points-based household registration system', { exact: true }).waitFor();
    await page.getByRole('option').getByText('Points-based household registration system').waitFor();
    expect(await chineseOn(page)).toEqual([]);
    expect(await barriers(page)).toEqual([]);
    await page.getByRole('link', { name: 'Settings' }).click();
    await page.getByRole('heading', { name: 'Settings' }).waitFor();
    expect(await chineseOn(page)).toEqual([]);
    expect(await barriers(page)).toEqual([]);
  });

  it('has no Chinese on any screen, in any dialog, or in the strip with everything unfolded', async () => {
    const { page } = window;
    const isEnglish = async (where: string): Promise<void> => expect(await chineseOn(page), where).toEqual([]);
    const screens = ['today', ...forms.map((form) => form.id), 'documents'].map((screen) => `#/${screen}`);
    const settings = ['accounts', 'secrets', 'desk', 'sync', 'about'].map((part) => `#/settings/${part}`);
    for (const hash of [...screens, ...settings]) {
      await page.evaluate((to) => { location.hash = to; }, hash);
      await page.locator('main h1, main .empty, main .list, .settings-part').first().waitFor();
      await page.keyboard.press('F1');
      await page.getByRole('dialog').waitFor();
      await isEnglish(`${hash} with its help`);
      await page.keyboard.press('Escape');
      await isEnglish(hash);
    }
    const dialogs: readonly (readonly [key: string, typed: string])[] = [['n', ''], ['?', ''], ['Control+k', ''], ['Control+k', 'idle'], ['Control+k', 'nothing like it'], ['Control+k', '积分']];
    for (const [key, typed] of dialogs) {
      await page.keyboard.press(key);
      await page.getByRole('dialog').waitFor();
      if (typed) {
        await page.keyboard.type(typed);
        await page.waitForTimeout(400); // a pause of typing, and the answer
      }
      // what was typed comes back as it was typed
      if (!typed.startsWith('积')) await isEnglish(`${key} ${typed}`);
      else expect((await chineseOn(page)).filter((each) => !each.includes(typed))).toEqual([]);
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
    }
    for (const form of ['service-order', 'inspection', 'survey']) {
      await page.evaluate((to) => { location.hash = `#/${to}`; }, form);
      await page.getByRole('option').first().click();
      await page.locator('.record-head').waitFor();
      await page.locator('.strip details').evaluateAll((parts) => { for (const part of parts) (part as HTMLDetailsElement).open = true; });
      await page.locator('.page').first().waitFor();
      await isEnglish(`a paper of ${form}`);
      await page.keyboard.press('Control+p');
      await page.getByRole('dialog').locator('canvas').first().waitFor();
      await isEnglish(`printing ${form}`);
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
    }
    await page.evaluate(() => { location.hash = '#/inspection'; });
    await page.getByRole('option').first().click();
    await page.getByRole('button', { name: 'More', exact: true }).click();
    await page.getByRole('menuitem', { name: /Void/ }).click();
    await page.getByRole('dialog').waitFor();
    await isEnglish('a reason');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.locator('.record-head .button.main:enabled').click();
    await page.getByRole('alert').first().waitFor();
    await isEnglish('what is missing');
    await page.keyboard.press('Control+l');
    await page.getByRole('button', { name: 'Unlock' }).waitFor();
    await isEnglish('the lock');
    await page.getByLabel('Passphrase', { exact: true }).fill('not this one');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').first().waitFor();
    await isEnglish('a wrong passphrase');
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
