import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestStation, orderAtSigning } from '../station/bench.ts';
import { barriers } from './barriers.ts';
import { openSession, type Session } from './prepared.ts';

/** An engineer's list of orders: some drafts that can be dispatched, one that lacks what a dispatch asks for, one that waits for signatures. */
let session: Session;
beforeAll(async () => {
  const bench = await createTestStation({ dataFolder: mkdtempSync(join(tmpdir(), 'sanlian-e2e-')) });
  await bench.setUp();
  for (const request of ['磁盘告警甲', '磁盘告警乙', '磁盘告警丙']) {
    await bench.client.records.execute({ kind: 'create', id: uuidv7(), form: 'service-order', data: { type: 'support', urgency: 'normal', contact: '李建国', place: '机房', channel: 'phone', requestedAt: '2026-10-12T08:30+08:00', engineer: '张晓明', request } });
  }
  await orderAtSigning(bench);
  for (let n = 1; n <= 31; n += 1) await bench.client.records.execute({ kind: 'create', id: uuidv7(), form: 'contact', data: { channel: 'phone', kind: 'consultation', receivedAt: '2026-10-12T08:30+08:00', caller: '李建国', what: `补交材料 ${n}${n > 1 ? ' 复印件' : ''}` } });
  await bench.station.close();
  session = await openSession(bench.dataFolder);
}, 120_000);
afterAll(() => session?.close());

describe('a list of papers', () => {
  it('is told of by the search that shows the newest of many', async () => {
    const { page } = session;
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox').fill('补交材料');
    const told = page.locator('.hits-cut');
    await told.getByText('只列出最新的 30 份单据。再添一个词，或到该类单据的列表里筛选。', { exact: true }).waitFor();
    // of files, where none is found, nothing is said
    expect(await told.locator('span').count()).toBe(1);
    expect(await page.getByRole('option').filter({ hasText: '补交材料' }).count()).toBe(30);
    if (process.env['PICTURES']) await page.screenshot({ path: `${process.env['PICTURES']}/search-cut.png` });
    await page.getByRole('combobox').fill('补交材料 17');
    await told.waitFor({ state: 'detached' });
    // thirty are all there are
    await page.getByRole('combobox').fill('复印件');
    await expect.poll(() => page.getByRole('option').filter({ hasText: '复印件' }).count()).toBe(30);
    expect(await told.count()).toBe(0);
    await page.keyboard.press('Escape');
    await page.getByRole('combobox').waitFor({ state: 'detached' });
  });
  it('keeps its filter under a name and brings it back', async () => {
    const { page } = session;
    await page.evaluate(() => { location.hash = '#/service-order'; });
    await page.getByRole('searchbox', { name: '筛选' }).or(page.locator('.filter input')).first().fill('磁盘');
    await page.getByText('3 份', { exact: true }).waitFor();
    await page.getByRole('button', { name: '已存筛选' }).click();
    await page.getByRole('menuitem', { name: '保存或删除筛选…' }).click();
    await page.getByLabel('名称').fill('磁盘的事');
    expect(await barriers(page)).toEqual([]);
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.reload();
    await page.getByText('4 份', { exact: true }).waitFor();
    await page.getByRole('button', { name: '已存筛选' }).click();
    await page.getByRole('menuitem', { name: '磁盘的事' }).click();
    await page.getByText('3 份', { exact: true }).waitFor();
    expect(await page.locator('.filter input').first().inputValue()).toBe('磁盘');
    await page.locator('.filter input').first().fill('');
    await page.getByText('4 份', { exact: true }).waitFor();
  });

  it('takes a step with many; the one that cannot is listed with its reason and stays chosen', async () => {
    const { page } = session;
    await page.getByRole('button', { name: '批量处理' }).click();
    await page.getByRole('button', { name: '全选' }).click();
    await page.getByText('已选 4 份').waitFor();
    expect(await barriers(page)).toEqual([]);
    if (process.env['PICTURES']) await page.screenshot({ path: `${process.env['PICTURES']}/many.png` });
    await page.getByRole('toolbar', { name: '批量处理' }).getByRole('button', { name: '办理' }).click();
    await page.getByRole('menuitem', { name: '派工' }).click();
    await page.getByRole('dialog').getByRole('button', { name: '办理 4 份' }).click();
    await page.getByText('办理了 3 份，未办理 1 份，没有轮到 0 份。').waitFor();
    expect(await page.getByRole('dialog').locator('tbody tr').count()).toBe(1);
    expect(await barriers(page)).toEqual([]);
    if (process.env['PICTURES']) await page.screenshot({ path: `${process.env['PICTURES']}/many-done.png` });
    await page.getByRole('dialog').locator('footer').getByRole('button', { name: '关闭' }).click();
    await page.getByText('已选 1 份').waitFor();
    await page.getByRole('button', { name: '导出所选' }).click();
    await page.getByRole('dialog').locator('input.input').first().fill('甲方');
    const download = page.waitForEvent('download');
    await page.getByRole('dialog').locator('.button.main').click();
    expect((await download).suggestedFilename()).toMatch(/\.xlsx$/);
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: '结束', exact: true }).click();
    expect(session.faults).toEqual([]);
  });
});
