import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSession, prepareFolder, type Session } from './prepared.ts';

let session: Session;
beforeAll(async () => { session = await openSession(await prepareFolder()); });
afterAll(() => session?.close());
const options = () => session.page.getByRole('dialog').getByRole('option');

describe('a new paper', () => {
  it('is made from the search box, by the name people give it', async () => {
    const { page } = session;
    await page.keyboard.press('Control+k');
    await page.keyboard.type('新建故障事件');
    await expect.poll(() => options().allInnerTexts()).toEqual(['新建事件（故障）处理单']);
    await page.keyboard.press('Control+a');
    await page.keyboard.type('新建');
    await expect.poll(() => options().count()).toBeGreaterThan(20);
    await page.keyboard.press('Control+a');
    await page.keyboard.type('新建事故');
    await options().first().waitFor();
    await page.keyboard.press('Enter');
    await page.locator('.record-head').getByText(/BJ01-\d{4}-000001/).waitFor();
    expect(page.url()).toMatch(/#\/incident\//);
  });

  it('is offered by the group one is in first, the paper most often made before the others; the marked one is in view', async () => {
    const { page } = session;
    await page.evaluate(() => { location.hash = '#/change-calendar'; });
    await page.getByRole('heading', { name: '变更日历' }).waitFor();
    await page.evaluate(() => { localStorage.setItem('sanlian.made', JSON.stringify({ problem: 3 })); });
    await page.keyboard.press('n');
    const dialog = page.getByRole('dialog');
    await dialog.getByText('按 Enter 新建问题处理单').waitFor({ state: 'attached' });
    expect(await dialog.getByRole('region').first().getAttribute('aria-label')).toBe('流程');
    await page.keyboard.press('ArrowUp');
    await expect.poll(() => dialog.locator('.marked').evaluate((marked) => {
      const { top, bottom } = marked.getBoundingClientRect();
      const list = marked.closest('.new-choice')!.getBoundingClientRect();
      return top >= list.top - 1 && bottom <= list.bottom + 1;
    })).toBe(true);
    await page.keyboard.press('Escape');
    expect(session.faults).toEqual([]);
  });

  it('stands whole on a small screen, the rounds too, in both languages; arrows and Enter reach a round', async () => {
    const { page } = session;
    await page.evaluate(() => { location.hash = '#/today'; });
    for (const lang of ['zh', 'en']) {
      if (lang === 'en') await page.getByRole('button', { name: /^English/ }).click();
      for (const [width, height] of [[1366, 768], [1920, 1080]] as const) {
        await page.setViewportSize({ width, height });
        await page.keyboard.press('n');
        const dialog = page.getByRole('dialog');
        await dialog.locator('.new-rounds button').first().waitFor();
        const out = await dialog.locator('button').evaluateAll((buttons) => buttons.filter((button) => {
          const { left, right, top, bottom } = button.getBoundingClientRect();
          return left < 0 || right > window.innerWidth || top < 0 || bottom > window.innerHeight || button.scrollWidth > button.clientWidth + 1;
        }).map((button) => button.textContent));
        expect(out, `${lang} ${width}`).toEqual([]);
        if (process.env['PICTURES']) await page.screenshot({ path: `${process.env['PICTURES']}/new-${lang}-${width}.png` });
        await page.keyboard.press('Escape');
        await dialog.waitFor({ state: 'detached' });
      }
    }
    await page.setViewportSize({ width: 1366, height: 768 });
    await page.keyboard.press('n');
    await page.getByRole('dialog').locator('.new-form').first().waitFor();
    // the mark goes round: one up from the first is the last round
    await page.keyboard.press('ArrowUp');
    await page.getByRole('dialog').locator('.new-rounds .marked').waitFor();
    await page.keyboard.press('Enter');
    await page.locator('.record-head').getByText(/XJ-BJ01-\d{4}-000001/).waitFor();
  });
});
