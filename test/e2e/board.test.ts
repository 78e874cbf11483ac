import { mkdtempSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { msToMinute } from '../../domain/clocks/shanghai.ts';
import { createTestStation } from '../station/bench.ts';
import { barriers } from './barriers.ts';
import { openSession, type Session } from './prepared.ts';

/** A manager's station with a few calls of today, and orders among them. */
let session: Session;
const calls = 7;
beforeAll(async () => {
  const bench = await createTestStation({ dataFolder: mkdtempSync(join(tmpdir(), 'sanlian-e2e-')) });
  await bench.setUp('projectManager');
  for (let n = 0; n < calls; n += 1) {
    await bench.client.records.execute({ kind: 'create', id: uuidv7(), form: 'contact', data: { channel: 'phone', kind: n < 4 ? 'consultation' : 'fault', receivedAt: msToMinute(Date.now() - 60_000 * (n + 1)), caller: '李建国', what: `申报页面打开缓慢 ${n}` } });
  }
  await bench.client.records.execute({ kind: 'create', id: uuidv7(), form: 'service-order', data: { request: '检查', requestedAt: msToMinute(Date.now() - 120_000) } });
  await bench.station.close();
  session = await openSession(bench.dataFolder);
}, 120_000);
afterAll(() => session?.close());

describe('boards on the screen', () => {
  it("the day's numbers stand above the day sheet and open their papers; charts come on request", async () => {
    const { page } = session;
    const day = page.getByRole('region', { name: '我的一天' });
    await day.getByRole('button', { name: /今天新建/ }).click();
    const dialog = page.getByRole('dialog', { name: '今天新建' });
    await dialog.getByText(`${calls + 1} 份`).waitFor();
    expect(await dialog.locator('.records-behind a').count()).toBe(calls + 1);
    expect(await barriers(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await day.getByRole('button', { name: '图表' }).click();
    await day.getByRole('img', { name: '近 14 天新建单据' }).waitFor();
    if (process.env['PICTURES']) await page.screenshot({ path: `${process.env['PICTURES']}/day-board.png` });
    await day.getByRole('button', { name: '收起图表' }).click();
  });

  it('a number of the day leads to exactly the rows it counts', async () => {
    const { page } = session;
    const rows = page.locator('.day-row');
    const duties = page.getByRole('region', { name: '我的一天' }).locator('.board-figure').filter({ hasText: '今日例行' });
    const all = await rows.count();
    const counted = { duties: Number((await duties.locator('b').innerText()).split('/')[1]), due: Number((await page.getByRole('button', { name: /截至今日到期/ }).innerText()).match(/\d+/)![0]) };
    // the orders of today are no duties: there is something to leave out
    expect(all).toBeGreaterThan(counted.duties);
    for (const show of ['duties', 'due'] as const) {
      if (counted[show] === 0) continue;
      await (show === 'duties' ? duties : page.getByRole('button', { name: /截至今日到期/ })).click();
      await page.getByRole('status').getByText(`：${counted[show]} 项`).waitFor();
      expect(await rows.count(), show).toBe(counted[show]);
      await page.getByRole('button', { name: '显示全部' }).click();
      await expect.poll(() => rows.count()).toBe(all);
    }
  });

  it('a chart that cannot be drawn says so, and its table stays', async () => {
    const { page } = session;
    // as a board of another release might come: a category without its value
    await page.route('**/boards/manager*', async (route) => {
      const response = await route.fetch();
      const broken = JSON.stringify(await response.json(), (key, value: unknown) => (key === 'chart' && value !== null ? { ...(value as object), categories: [] } : value));
      await route.fulfill({ response, body: broken });
    });
    await page.evaluate(() => { location.hash = '#/board'; });
    const kinds = page.getByRole('region', { name: '服务请求（按类别）' });
    await kinds.getByText('图无法绘制，数据见表。').waitFor();
    expect(await kinds.getByRole('img').count()).toBe(0);
    await kinds.getByText('数据表').click();
    await kinds.getByRole('button', { name: '咨询 · 数量 4' }).waitFor();
    await page.unroute('**/boards/manager*');
    await page.reload();
    await kinds.getByRole('img', { name: '服务请求（按类别）' }).waitFor();
  });

  it("the manager's quarter is on the rail: charts with their tables, every number opens its records, each leaves as a file", async () => {
    const { page } = session;
    await page.evaluate(() => { location.hash = '#/board'; });
    await page.getByRole('heading', { name: '管理看板：本季度至今' }).waitFor();
    const kinds = page.getByRole('region', { name: '服务请求（按类别）' });
    await kinds.getByRole('img', { name: '服务请求（按类别）' }).waitFor();
    await kinds.getByText('数据表').click();
    expect(await barriers(page)).toEqual([]);
    if (process.env['PICTURES']) await page.screenshot({ path: `${process.env['PICTURES']}/board.png`, fullPage: true });
    await kinds.getByRole('button', { name: '咨询 · 数量 4' }).click();
    const dialog = page.getByRole('dialog', { name: '咨询 · 数量' });
    await dialog.getByText('4 份').waitFor();
    await dialog.locator('.records-behind a').first().click();
    await page.locator('.record-head').getByText(/^SL-|^[A-Z]+-/).first().waitFor();
    await page.evaluate(() => { location.hash = '#/board'; });
    await kinds.getByRole('button', { name: '导出：服务请求（按类别）' }).click();
    await page.getByRole('dialog').getByRole('radio', { name: /CSV/ }).check();
    await page.getByRole('dialog').locator('input.input').fill('主管经理');
    const download = page.waitForEvent('download');
    await page.getByRole('dialog').locator('.button.main').click();
    expect((await download).suggestedFilename()).toMatch(/服务请求.*\.csv$/);
    expect(session.faults).toEqual([]);
  });

  it('shows a quarter that is over, chosen as that of a report is, keeps it in the address, and saves it by its days', async () => {
    const { page } = session;
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    const choice = page.getByRole('combobox', { name: '季度', exact: true });
    const before = choice.locator('optgroup option').first();
    const words = (await before.innerText()).trim();
    const [from, to] = words.match(/\d{4}-\d\d-\d\d/g)!;
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => { release = resolve; });
    await page.route('**/boards/manager*', async (route) => {
      await held;
      await route.continue();
    });
    await choice.selectOption(`${from} ${to}`);
    const name = words.split(' · ')[0]!;
    await page.getByRole('heading', { name: `管理看板：${name}` }).waitFor();
    // until it is there nothing of the board before it opens or leaves under its name
    expect(await page.getByRole('button', { name: '导出', exact: true }).isDisabled()).toBe(true);
    for (const part of ['.board-figures', '.board-panels']) expect(await page.locator(part).evaluate((element) => (element as HTMLElement).inert)).toBe(true);
    release();
    await expect.poll(() => page.locator('.board-figures').evaluate((element) => (element as HTMLElement).inert)).toBe(false);
    await page.unroute('**/boards/manager*');
    await page.getByText('全季').first().waitFor();
    expect(await page.locator('.board-figure').filter({ hasText: /超期未办|3 日内到期|涉及金额/ }).count()).toBe(0);
    expect(new URL(page.url()).hash).toBe(`#/board?from=${from}&to=${to}`);
    expect(await barriers(page)).toEqual([]);
    if (process.env['PICTURES']) await page.screenshot({ path: `${process.env['PICTURES']}/board-quarter.png` });
    await page.reload();
    await page.getByRole('heading', { name: `管理看板：${name}` }).waitFor();
    await page.getByRole('button', { name: '导出', exact: true }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('radio', { name: /CSV/ }).check();
    await dialog.getByLabel('给谁').fill('主管经理');
    const saving = page.waitForEvent('download');
    await dialog.getByRole('button', { name: '导出', exact: true }).click();
    const file = await saving;
    expect(file.suggestedFilename()).toBe(`管理看板：${name} ${from} ${to}.csv`);
    expect(await readFile(await file.path(), 'utf8')).toContain(`${from} – ${to}`);
    await dialog.waitFor({ state: 'detached' });
    // days that are no quarter are refused, and the choice leads out
    await page.evaluate(() => { location.hash = '#/board?from=2021-01-01&to=2021-01-31'; });
    await page.getByText('“季度”的选择不在选项里').waitFor();
    if (process.env['PICTURES']) await page.screenshot({ path: `${process.env['PICTURES']}/board-wrong.png` });
    await choice.selectOption('');
    await page.getByRole('heading', { name: '管理看板：本季度至今' }).waitFor();
    expect(new URL(page.url()).hash).toBe('#/board');
  });

  it('speaks English with its numbers in place', async () => {
    const { page } = session;
    await page.keyboard.press('Control+k');
    await page.keyboard.type('English');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Dashboard: this quarter so far' }).waitFor();
    await page.getByRole('img', { name: 'Requests by kind' }).waitFor();
    expect(await barriers(page)).toEqual([]);
    if (process.env['PICTURES']) await page.screenshot({ path: `${process.env['PICTURES']}/board-en.png` });
  });
});
