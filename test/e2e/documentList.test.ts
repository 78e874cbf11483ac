import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { orderAtSigning, signAs } from '../station/bench.ts';
import { barriers } from './barriers.ts';
import { engineer, openByNumber, openSession, prepareFolder, type Session } from './prepared.ts';

let session: Session;
let number = '';
beforeAll(async () => {
  const folder = await prepareFolder(async (bench) => {
    const id = await orderAtSigning(bench);
    for (let view = await bench.client.records.get({ id }); view.nextSigner; view = await bench.client.records.get({ id })) {
      if (view.nextSigner !== 'engineer') await bench.client.handover.begin({ id });
      await signAs(bench, id, view.nextSigner, view.nextSigner === 'engineer' ? engineer : '李建国');
      bench.station.core.handover = null;
    }
    ({ number } = (await bench.client.records.get({ id })).record);
  });
  session = await openSession(folder);
}, 120_000);
afterAll(() => session?.close());

describe('the document register on the screen', () => {
  it('shows what was issued, and begins a hand-over list with it', async () => {
    const { page } = session;
    await page.evaluate(() => { location.hash = '#/document-list'; });
    await page.getByRole('heading', { name: '文档清单' }).waitFor();
    await page.getByRole('link', { name: number }).waitFor();
    expect(await barriers(page)).toEqual([]);
    if (process.env['PICTURES']) await page.screenshot({ path: `${process.env['PICTURES']}/document-list.png` });
    await page.getByRole('button', { name: '导出与汇总' }).click();
    await page.getByRole('radio', { name: /一键汇总/ }).check();
    await page.getByLabel('交给谁').or(page.locator('.dialog input.input')).first().fill('甲方');
    const download = page.waitForEvent('download');
    await page.getByRole('dialog').locator('.button.main').click();
    expect((await download).suggestedFilename()).toMatch(/\.zip$/);
    await page.getByRole('button', { name: '新建移交清单' }).click();
    await page.locator('.record-head').getByText(/^YJ-/).waitFor();
    if (process.env['PICTURES']) await page.screenshot({ path: `${process.env['PICTURES']}/handover-list.png` });
  });

  it('writes its days as 2026-11-23 in either language, typed or picked', async () => {
    const { page } = session;
    await page.evaluate(() => { location.hash = '#/document-list'; });
    const from = page.getByLabel('签发自', { exact: true });
    const to = page.getByLabel('至', { exact: true });
    await page.getByRole('link', { name: number }).waitFor();
    const today = await to.inputValue();
    expect(today).toMatch(/^\d{4}-\d{2}-\d{2}$/);
    // a day as anybody types it; one that is none is said to be none, and what stood in the list stays
    await from.fill('2020年3月1日');
    await from.press('Enter');
    await expect.poll(() => from.inputValue()).toBe('2020-03-01');
    await from.fill('2020-13-45');
    await from.press('Tab');
    await page.getByText(/不是日期/).waitFor();
    expect(await from.getAttribute('aria-invalid')).toBe('true');
    await page.getByRole('link', { name: number }).waitFor();
    expect(await barriers(page)).toEqual([]);
    // picked by keyboard: the calendar opens on the day, a step back, taken
    await from.fill(today);
    await from.press('Alt+ArrowDown');
    await page.locator(`[data-day="${today}"]:focus`).waitFor();
    expect(await barriers(page)).toEqual([]);
    await page.keyboard.press('PageDown');
    await page.keyboard.press('Enter');
    await page.getByText('起始日在截止日之后').waitFor();
    await page.getByRole('button', { name: '选日期：签发自' }).click();
    await page.getByRole('dialog').getByRole('button', { name: '今天' }).click();
    await page.getByText('起始日在截止日之后').waitFor({ state: 'detached' });
    await expect.poll(() => from.inputValue()).toBe(today);
    await page.getByRole('button', { name: /^English/ }).click();
    await expect.poll(() => page.getByLabel('Issued from', { exact: true }).inputValue()).toBe(today);
    expect(await page.getByLabel('to', { exact: true }).inputValue()).toBe(today);
    await page.getByRole('button', { name: /^中文/ }).click();
    expect(session.faults).toEqual([]);
  });

  it('a sealed paper leaves by e-mail as a draft; another address wants a reason', async () => {
    const { page } = session;
    await openByNumber(page, number);
    await page.locator('.record-head').getByRole('button', { name: '更多' }).click();
    await page.getByRole('menuitem', { name: /发邮件/ }).click();
    await page.getByLabel('其他地址').fill('someone@example.cn');
    await page.getByText(/someone@example\.cn 不在已确认的通讯录里/).waitFor();
    expect(await barriers(page)).toEqual([]);
    if (process.env['PICTURES']) await page.screenshot({ path: `${process.env['PICTURES']}/mail.png` });
    await page.getByLabel('原因').fill('甲方临时邮箱');
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: /存为草稿/ }).click();
    expect((await download).suggestedFilename()).toBe(`${number}.eml`);
    await page.evaluate(() => { location.hash = '#/outbox'; });
    await page.getByRole('heading', { name: '发件箱' }).waitFor();
    expect(await barriers(page)).toEqual([]);
    expect(session.faults).toEqual([]);
  });
});
