import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSession, prepareFolder, unlock, type Session } from './prepared.ts';
import { openWindow, startShell, type Shell } from './shell.ts';

let session: Session;
beforeAll(async () => { session = await openSession(await prepareFolder()); });
let again: Shell | undefined;
afterAll(async () => {
  await again?.remove();
  await session?.close();
});

/** Files kept in the folder, encrypted; parts of unfinished ones do not count. */
const storedFiles = (): string[] =>
  (readdirSync(join(session.dataFolder, 'blobs'), { recursive: true }) as string[]).filter((name) => !name.startsWith('part') && statSync(join(session.dataFolder, 'blobs', name)).isFile());

/** Hands a drawn picture to the page the way the system's clipboard or a drag does. */
const bring = (page: Page, how: 'paste' | 'drop', name: string, colour: string): Promise<void> =>
  page.evaluate(async (words) => {
    const canvas = document.createElement('canvas');
    canvas.width = 320;
    canvas.height = 200;
    const brush = canvas.getContext('2d')!;
    brush.fillStyle = words.colour;
    brush.fillRect(0, 0, 320, 200);
    const picture = await new Promise<Blob>((resolve, reject) => canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('no picture'))), 'image/png'));
    const data = new DataTransfer();
    data.items.add(new File([picture], words.name, { type: 'image/png' }));
    if (words.how === 'paste') window.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
    else {
      const body = document.querySelector('.record-body')!;
      body.dispatchEvent(new DragEvent('dragover', { dataTransfer: data, bubbles: true, cancelable: true }));
      body.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
    }
  }, { how, name, colour });

const strip = (page: Page) => page.getByRole('complementary', { name: '单据情况' });

describe('files of an order, and typing that survives', () => {
  it('takes a pasted and a dropped picture, shows them, and stores the same bytes once', async () => {
    const { page } = session;
    await page.keyboard.press('n');
    await page.getByRole('button', { name: '新建现场服务单' }).click();
    await page.locator('.record-head').waitFor();
    // what can be removed is on the paper; until then there is only a way to cancel
    await bring(page, 'paste', '截图.png', '#1f5fa8');
    await page.getByRole('button', { name: '移除 截图.png' }).waitFor();
    await bring(page, 'drop', '现场照片.png', '#2b7a4b');
    await page.getByRole('button', { name: '移除 现场照片.png' }).waitFor();
    expect(storedFiles()).toHaveLength(2);
    await bring(page, 'drop', '同一张.png', '#2b7a4b');
    await page.getByRole('button', { name: '移除 同一张.png' }).waitFor();
    expect(storedFiles()).toHaveLength(2);
    await strip(page).getByRole('button', { name: '现场照片.png', exact: true }).click();
    const shown = page.getByRole('dialog').getByRole('img', { name: '现场照片.png' });
    await expect.poll(() => shown.evaluate((image) => (image as HTMLImageElement).naturalWidth)).toBe(320);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  });

  it('refuses an empty file by name of the reason, and removes what is no longer wanted', async () => {
    const { page } = session;
    await page.locator('input[type=file]').setInputFiles({ name: '空.txt', mimeType: 'text/plain', buffer: Buffer.alloc(0) });
    await page.getByRole('alert').getByText('文件是空的').waitFor();
    await page.getByRole('button', { name: '移除 同一张.png' }).click();
    await strip(page).getByRole('button', { name: '同一张.png' }).waitFor({ state: 'detached' });
    await strip(page).getByRole('button', { name: '现场照片.png' }).waitFor();
    expect(session.faults).toEqual([]);
  });

  it('has the text that was typed a second before the power went', async () => {
    const { page } = session;
    const text = '断电前一秒写的处理步骤：核对表空间。';
    await page.getByRole('textbox', { name: '处理步骤' }).focus();
    await page.keyboard.type(text);
    // the very promise under test: one second after the last key
    await page.waitForTimeout(1000);
    await session.kill();
    again = await startShell(session.dataFolder);
    const second = await openWindow(again.link);
    try {
      await unlock(second.page);
      await second.page.getByRole('link', { name: '服务单' }).click();
      await second.page.getByRole('option').first().click();
      await expect.poll(() => second.page.getByRole('textbox', { name: '处理步骤' }).inputValue()).toBe(text);
      await strip(second.page).getByRole('button', { name: '截图.png' }).waitFor();
      expect(second.faults).toEqual([]);
    } finally {
      await second.close();
    }
  });
});
