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
  }, 60_000);

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
  }, 60_000);
});
