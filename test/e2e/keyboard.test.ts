import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { orderAtSigning } from '../station/bench.ts';
import { openSession, prepareFolder, type Session } from './prepared.ts';
import { goOn, takeTimes } from './shell.ts';

let session: Session;
beforeAll(async () => {
  session = await openSession(await prepareFolder(async (station) => {
    await orderAtSigning(station, { request: '第一单' });
    await orderAtSigning(station, { request: '第二单' });
  }));
});
afterAll(() => session?.close());

type Focused = { readonly name: string; readonly kind: string; readonly top: number; readonly left: number; readonly inPaper: boolean };
const focused = (page: Page): Promise<Focused> =>
  page.evaluate(() => {
    const element = document.activeElement as HTMLElement;
    const cell = element.closest('.cell, td') ?? element;
    const box = cell.getBoundingClientRect();
    const paper = element.closest('.page');
    const origin = paper?.getBoundingClientRect();
    return {
      name: element.closest('[role=radiogroup]')?.getAttribute('aria-label') ?? element.getAttribute('aria-label') ?? element.innerText,
      kind: element instanceof HTMLInputElement ? element.type : element.tagName.toLowerCase(),
      top: box.top - (origin?.top ?? 0), left: box.left, inPaper: paper !== null,
    };
  });

describe('without the mouse', () => {
  it('writes a whole order from N to the signature, cell after cell in reading order', async () => {
    const { page } = session;
    await page.keyboard.press('n');
    await page.getByRole('dialog').waitFor();
    await expect.poll(async () => (await focused(page)).name).toBe('要新建什么');
    await page.keyboard.press('Enter');
    await page.getByText(/XC-BJ01-\d{4}-000003/).first().waitFor();
    // the new paper waits with its first empty cell
    await expect.poll(async () => (await focused(page)).inPaper).toBe(true);
    expect((await focused(page)).name).toBe('服务部门');
    // the second choice by an arrow key, the first by Space; everything else is typed
    const typed: Readonly<Record<string, string>> = {
      服务部门: '积分落户处', 联系人: '李建国', 联系电话: '010-12345678', 服务地点: '三楼机房', 受理时间: '今天 0:01', '需求/故障描述': '页面响应慢', '系统/模块': '审核模块', 处理步骤: '重建索引并验证',
    };
    const chosen: Readonly<Record<string, 'Space' | 'ArrowRight'>> = { 服务类型: 'ArrowRight', 紧急程度: 'Space', 请求来源: 'Space', 是否接触业务数据: 'ArrowRight', 处理结果: 'Space' };
    const stops: Focused[] = [];
    for (let n = 0; n < 60; n += 1) {
      const at = await focused(page);
      if (!at.inPaper) break;
      stops.push(at);
      const words = typed[at.name];
      if (words !== undefined) await page.keyboard.type(words);
      if (at.kind === 'radio') await page.keyboard.press(chosen[at.name] ?? 'Space');
      await page.keyboard.press('Tab');
    }
    expect(stops.length).toBeGreaterThan(20);
    expect(await page.getByRole('textbox', { name: '服务部门' }).inputValue()).toBe('积分落户处');
    const reading = stops.toSorted((a, b) => (Math.abs(a.top - b.top) > 4 ? a.top - b.top : a.left - b.left));
    expect(stops.map((at) => at.name)).toEqual(reading.map((at) => at.name));
    await goOn(page);
    await page.locator('.record-head').getByText('已派工').waitFor();
  });

  it('goes on by Ctrl+Enter out of a cell whose time is still as typed: it is read first, or said to be no time', async () => {
    const { page } = session;
    const head = page.locator('.record-head');
    const cell = page.getByRole('textbox', { name: '受理时间' });
    await cell.focus();
    await page.keyboard.type('八点多');
    await goOn(page);
    await page.locator('[data-field=requestedAt]').getByRole('alert').waitFor();
    expect(await cell.inputValue()).toBe('八点多');
    expect(await head.getByText('已派工').count()).toBe(1);
    await cell.fill('昨天 8点半');
    await goOn(page);
    await takeTimes(page);
    await head.getByText('进行中').waitFor();
    await expect.poll(() => page.locator('[data-field=requestedAt]').getByRole('alert').count()).toBe(0);
    await goOn(page);
    // the same key takes what is proposed
    await page.locator('[data-asked=finishedAt] input').waitFor();
    await expect.poll(() => page.evaluate(() => document.activeElement?.closest('[data-asked]') !== null)).toBe(true);
    await page.keyboard.press('Control+Enter');
    await head.getByText('待签认').waitFor();
    expect(await page.locator('[data-field=requestedAt]').innerText()).toContain('08:30');
    expect(await page.locator('[data-field=type] .choice[data-on]').innerText()).toContain('故障处理');
  });

  it('walks a list with J and K right after its link in the rail was clicked, and opens with Enter', async () => {
    const { page } = session;
    await page.getByRole('link', { name: '测评' }).click();
    await page.getByRole('link', { name: '服务单' }).click();
    await page.getByRole('option').nth(2).waitFor();
    await page.keyboard.press('Enter');
    await page.locator('.record-head').getByText(/000003/).waitFor();
    await page.keyboard.press('j');
    await page.locator('.record-head').getByText(/000002/).waitFor();
    await page.keyboard.press('j');
    await page.locator('.record-head').getByText(/000001/).waitFor();
    await page.keyboard.press('k');
    await page.locator('.record-head').getByText(/000002/).waitFor();
    await page.keyboard.press('Escape');
    await page.locator('.record-head').waitFor({ state: 'detached' });
    expect(page.url()).toMatch(/#\/service-order$/);
  });

  it('chooses a row of 今日 with J and opens it with Enter, whether its link was clicked or pressed', async () => {
    const { page } = session;
    for (const byPointer of [true, false]) {
      await page.getByRole('link', { name: '设置' }).click();
      const link = page.getByRole('link', { name: '今日' });
      if (byPointer) await link.click();
      else {
        await link.focus();
        await page.keyboard.press('Enter');
      }
      await page.locator('.day-row').first().waitFor();
      const rows = await page.locator('.day-row').allInnerTexts();
      const order = rows.findIndex((row) => row.includes('XC-'));
      expect(order).toBeGreaterThanOrEqual(0);
      for (let n = 0; n < rows.length && (await page.locator('.day-row[data-chosen]').getAttribute('data-index')) !== String(order); n += 1) {
        const at = Number(await page.locator('.day-row[data-chosen]').getAttribute('data-index'));
        await page.keyboard.press(at < order ? 'j' : 'k');
      }
      await page.keyboard.press('Enter');
      await page.locator('.record-head').getByText(/XC-BJ01-\d{4}-/).waitFor();
    }
  });

  it('lists every key on ?, explains the screen on F1, and Esc leads back', async () => {
    const { page } = session;
    await page.getByRole('link', { name: '服务单' }).click();
    await page.keyboard.press('?');
    const keys = page.getByRole('dialog', { name: '全部按键' });
    await keys.waitFor();
    for (const key of ['Ctrl+K', 'Ctrl+Enter', 'Ctrl+D', 'Ctrl+P', 'F1', 'F2', '/', 'Tab', 'Alt+Delete', 'PageUp', '?', 'J', '↓']) expect(await keys.getByText(key, { exact: true }).count()).toBe(1);
    if (process.env['PICTURES']) await page.screenshot({ path: `${process.env['PICTURES']}/keys.png` });
    await page.keyboard.press('Escape');
    await keys.waitFor({ state: 'detached' });
    await page.keyboard.press('F1');
    const help = page.getByRole('dialog', { name: '现场服务单' });
    await help.getByText(/R8/).waitFor();
    await page.keyboard.press('Escape');
    await help.waitFor({ state: 'detached' });
    await page.keyboard.press('Escape');
    await expect.poll(() => page.url()).toMatch(/#\/today$/);
    expect(session.faults).toEqual([]);
  });
});
