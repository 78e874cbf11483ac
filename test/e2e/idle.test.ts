import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSession, prepareFolder, unlock, type Session } from './prepared.ts';

let session: Session;
beforeAll(async () => { session = await openSession(await prepareFolder()); });
afterAll(() => session?.close());

/** Everything a person or a script could read off the page: text, attributes and what stands in the inputs. */
const readable = (page: Page): Promise<string> =>
  page.evaluate(() => [document.documentElement.outerHTML, ...[...document.querySelectorAll<HTMLInputElement>('input, textarea')].map((each) => each.value)].join('\n'));

describe('a desk nobody sits at', () => {
  it('locks after the set minutes; nothing of the record stays in the page, the typing is kept, and unlocking leads back to it', async () => {
    const { page } = session;
    await page.getByRole('link', { name: '设置' }).click();
    await page.getByRole('link', { name: '工作台' }).click();
    await page.getByLabel('无操作自动锁定').selectOption({ label: '1 分钟' });
    await page.getByRole('link', { name: '服务单' }).click();
    await page.keyboard.press('n');
    await page.getByRole('dialog').getByRole('button', { name: '新建现场服务单' }).click();
    await page.locator('.record-head .number').waitFor();
    const number = await page.locator('.record-head .number').innerText();
    await page.getByRole('combobox', { name: '联系人' }).fill('欧阳志强');
    await page.getByRole('textbox', { name: '需求/故障描述' }).click();
    await page.keyboard.type('审核页面提交后空白');
    const written = Date.now();
    const place = page.url();
    expect(await readable(page)).toContain('欧阳志强');

    await page.getByLabel('口令', { exact: true }).waitFor({ timeout: 90_000 });
    expect(Date.now() - written).toBeGreaterThan(58_000);
    const left = await readable(page);
    for (const secret of [number, '欧阳志强', '审核页面', 'XC-', '现场服务单']) expect(left).not.toContain(secret);
    // pressing the browser's own back shows no more than the lock
    await page.goBack();
    await page.getByLabel('口令', { exact: true }).waitFor();
    expect(await readable(page)).not.toContain(number);
    await page.goForward();

    await unlock(page);
    await page.locator('.record-head').getByText(number).waitFor();
    expect(page.url()).toBe(place);
    expect(await page.getByRole('combobox', { name: '联系人' }).inputValue()).toBe('欧阳志强');
    expect(await page.getByRole('textbox', { name: '需求/故障描述' }).inputValue()).toBe('审核页面提交后空白');
    expect(session.faults).toEqual([]);
  }, 150_000);
});
