import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { barriers } from './barriers.ts';
import { chineseOn } from './chinese.ts';
import { openSession, prepareFolder, type Session } from './prepared.ts';

let session: Session;
beforeAll(async () => { session = await openSession(await prepareFolder()); });
afterAll(() => session?.close());

const brokenPictures = () => session.page.locator('.manual article img').evaluateAll(async (all) => {
  const pictures = all as HTMLImageElement[];
  await Promise.all(pictures.map((picture) => picture.decode().catch(() => undefined)));
  return { all: pictures.length, broken: pictures.filter((picture) => picture.naturalWidth === 0).map(({ alt }) => alt) };
});

describe('the manual in the window', () => {
  it('is opened from the help of a screen, at what that screen is about, by keyboard alone', async () => {
    const { page } = session;
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox').pressSequentially('文档清单');
    await page.getByRole('option', { name: /文档清单/ }).first().click();
    await page.getByRole('heading', { name: '文档清单' }).waitFor();
    await page.keyboard.press('F1');
    const more = page.getByRole('dialog').getByRole('button', { name: '使用手册' });
    await more.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: '7. 文档与邮件' }).waitFor();
    await page.getByRole('heading', { name: '文档清单', level: 3 }).waitFor();
    expect(await page.getByRole('link', { name: '文档清单', exact: true }).getAttribute('aria-current')).toBe('page');
    expect(await brokenPictures()).toEqual({ all: 1, broken: [] });
    expect(await barriers(page)).toEqual([]);
  });

  it('is turned from chapter to chapter, and every picture of it is there', async () => {
    const { page } = session;
    await page.getByRole('link', { name: '1. 第一次启动' }).click();
    for (let chapter = 1; chapter < 14; chapter += 1) {
      await page.getByRole('heading', { name: new RegExp(`^${chapter}\\. `) }).waitFor();
      expect((await brokenPictures()).broken).toEqual([]);
      await page.locator('.manual article footer a').last().click();
    }
    await page.getByRole('cell', { name: '磁盘已满' }).waitFor();
    expect(await page.locator('.manual article').innerText()).not.toMatch(/\*\*|!\[|^\|/m);
  });

  it('is searched by its words, in every chapter', async () => {
    const { page } = session;
    // the filter comes to whoever presses its key
    await page.locator('.manual article').click({ position: { x: 5, y: 5 } });
    await page.keyboard.press('/');
    await page.keyboard.type('视为通过');
    await page.getByRole('status').getByText('处').waitFor();
    await page.getByRole('link', { name: '送签', exact: true }).click();
    await page.getByRole('heading', { name: '送签' }).waitFor();
    await page.getByLabel('在手册里查找').fill('没有这样的话');
    await page.getByText('0 处').waitFor();
    await page.getByLabel('在手册里查找').fill('');
    expect(await page.getByRole('navigation', { name: '目录' }).getByRole('link').count()).toBeGreaterThan(14);
  });

  it('speaks English, and keeps within a window magnified twice', async () => {
    const { page } = session;
    await page.getByRole('button', { name: /^English/ }).click();
    await page.getByRole('heading', { name: '8. Dashboard and reports' }).waitFor();
    expect((await chineseOn(page)).filter((each) => !/三联|中文|主机房|样例|张/.test(each))).toEqual([]);
    await page.setViewportSize({ width: 683, height: 384 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
    await page.getByRole('link', { name: '13. Command line' }).click();
    await page.getByText('npx sanlian tour').waitFor();
    expect(await page.locator('.manual').evaluate((element) => element.scrollWidth <= element.clientWidth)).toBe(true);
    expect(await barriers(page)).toEqual([]);
  });
});
