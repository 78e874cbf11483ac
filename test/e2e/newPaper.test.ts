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
    await expect.poll(() => dialog.locator('.new-form.marked').evaluate((marked) => {
      const { top, bottom } = marked.getBoundingClientRect();
      const list = marked.closest('.new-choice')!.getBoundingClientRect();
      return top >= list.top - 1 && bottom <= list.bottom + 1;
    })).toBe(true);
    await page.keyboard.press('Escape');
    expect(session.faults).toEqual([]);
  });
});
