import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkCode, contentHash } from '../../domain/seal/content.ts';
import { createTestStation, passphrase, signAs, type TestStation } from '../station/bench.ts';
import { readPages } from '../papers/readPages.ts';
import { barriers } from './barriers.ts';
import { openBenchWindow, type BenchWindow } from './benchWindow.ts';

const now = Date.parse('2026-10-09T09:00:00+08:00');
let bench: TestStation;
let window: BenchWindow;
let id: string;

beforeAll(async () => {
  bench = await createTestStation({ clock: { now: () => now, mono: () => 1 } });
  await bench.setUp('engineer');
  await bench.client.station.addAccount({ name: '赵敏', role: 'projectManager', phone: '13900000003', passphrase });
  ({ id } = await bench.client.reports.start({ id: uuidv7(), from: '2026-06-27', to: '2026-09-26' }));
  const { rev } = (await bench.client.records.get({ id })).record;
  await bench.client.records.execute({ kind: 'move', id, base: rev, transition: 'submit' });
  await signAs(bench, id, 'ownSupervisor', '张晓明');
  await bench.client.station.lock();
  window = await openBenchWindow(bench);
  await window.page.clock.setSystemTime(now);
  await window.page.reload();
  await window.page.getByRole('navigation', { name: '主导航' }).waitFor();
});
afterAll(() => window?.close());

describe('a report signed with a pen', () => {
  it('is printed from its signer’s box: the file says for whom, and has the check code', async () => {
    const { page } = window;
    await page.goto(`${page.url().split('#')[0]}#/service-report/${id}`);
    await page.locator('[data-signer=manager]').getByRole('button', { name: '纸质签署…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('一、存签署件并打印').waitFor();
    expect(await barriers(page)).toEqual([]);
    await window.snap('paper-signing');
    await dialog.getByRole('button', { name: '存签署件（PDF）…' }).click();
    await page.getByLabel('给谁').fill('赵敏');
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('dialog').getByRole('button', { name: '导出', exact: true }).click()]);
    const file = await download.path();
    const words = (await readPages(new Uint8Array(readFileSync(file)))).join('');
    expect(words).toContain(checkCode(contentHash((await bench.client.records.get({ id })).record)));
  });

  it('says what is lacking, refuses another paper in words, and takes in the right one', async () => {
    const { page } = window;
    const dialog = page.getByRole('dialog');
    await dialog.getByText('二、登记签署结果').waitFor();
    await dialog.getByRole('button', { name: '登记纸质签署' }).click();
    await dialog.getByText('请选择扫描件').waitFor();
    await dialog.getByLabel('签署人姓名').fill('赵敏');
    await dialog.getByLabel('职务').fill('主管经理');
    await dialog.getByLabel('纸上签署日期').fill('10-9');
    await dialog.getByLabel('纸上的校验码').fill('0000-0000-0000-0000');
    const scan = join(bench.dataFolder, '签署页.jpg');
    writeFileSync(scan, Buffer.from([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3, 4]));
    await dialog.locator('input[type=file]').setInputFiles(scan);
    await dialog.getByRole('button', { name: '登记纸质签署' }).click();
    await dialog.getByText('纸上的校验码与单据现在的内容不符').waitFor();
    await dialog.getByLabel('纸上的校验码').fill(checkCode(contentHash((await bench.client.records.get({ id })).record)));
    await dialog.getByRole('button', { name: '登记纸质签署' }).click();
    await dialog.waitFor({ state: 'hidden' });
    const box = page.locator('[data-signer=manager]');
    await box.getByText('纸质签署，扫描件见附件').waitFor();
    await box.getByText('登记 张晓明').waitFor();
    expect(await box.locator('svg.ink').count()).toBe(0);
    await page.getByRole('button', { name: '签署页.jpg（签署扫描件）' }).waitFor();
    await box.scrollIntoViewIfNeeded();
    await window.snap('signed-on-paper');
    await box.getByRole('button', { name: '看扫描件' }).click();
    await page.getByRole('dialog', { name: '签署页.jpg' }).waitFor();
    await page.keyboard.press('Escape');
    expect(await barriers(page)).toEqual([]);
    expect(window.faults).toEqual([]);
  });

  it('may come back with a reason instead: it goes back to be mended, and the history says who returned it and when', async () => {
    const { page } = window;
    // the scan that was looked at has closed
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await page.locator('[data-signer=receiver]').getByRole('button', { name: '纸质签署…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('radio', { name: '没有签署，退回修改' }).check();
    await dialog.getByLabel('退回人姓名').fill('李建国');
    await dialog.getByLabel('职务').fill('运维主管');
    await dialog.getByLabel('纸上退回日期').fill('10-9');
    await dialog.getByLabel('纸上的校验码').fill(checkCode(contentHash((await bench.client.records.get({ id })).record)));
    const scan = join(bench.dataFolder, '退回件.jpg');
    writeFileSync(scan, Buffer.from([0xff, 0xd8, 0xff, 0xe0, 5, 6, 7, 8]));
    await dialog.locator('input[type=file]').setInputFiles(scan);
    await dialog.getByRole('button', { name: '登记退回' }).click();
    await dialog.getByText('退回原因（照纸面录入）').waitFor();
    expect((await bench.client.records.get({ id })).record.state).toBe('signing');
    await dialog.getByLabel('退回原因（照纸面录入）').fill('第三章缺备份记录');
    expect(await barriers(page)).toEqual([]);
    await window.snap('returned-on-paper');
    await dialog.getByRole('button', { name: '登记退回' }).click();
    await dialog.waitFor({ state: 'hidden' });
    await page.locator('.record-head').getByText('编制中').waitFor();
    await page.getByRole('complementary', { name: '单据情况' }).getByText('经过').click();
    await page.getByText(/^李建国（运维主管）于 .*10月9日.* 在纸上退回，扫描件 退回件\.jpg/).waitFor();
    await page.getByText(/退回修改 → 编制中（第三章缺备份记录）/).waitFor();
    expect(window.faults).toEqual([]);
  });
});
