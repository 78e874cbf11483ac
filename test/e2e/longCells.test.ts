import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formsById } from '../../domain/forms/index.ts';
import { createTestStation, orderAtSigning, passphrase, signAs, type TestStation } from '../station/bench.ts';
import { openBenchWindow, type BenchWindow } from './benchWindow.ts';

const longName = '阿卜杜热合曼·买买提依明·艾合买提江·吐尔逊娜依';
const longEnglish = 'Maximilian Featherstonehaugh';
const sizes = [{ width: 1366, height: 768 }, { width: 683, height: 384 }, { width: 1920, height: 1080 }] as const;
/** papers with the narrowest cells for times and names */
const papers = ['service-order', 'incident', 'complaint', 'change'] as const;
let bench: TestStation;
let window: BenchWindow;
const made = new Map<string, { id: string; number: string }>();

beforeAll(async () => {
  bench = await createTestStation();
  await bench.client.station.setUp({ profile: 'jifenluohu', site: 'BJ01', stationCode: 'BJ01', account: { name: longEnglish, role: 'engineer', passphrase } });
  for (const id of papers) {
    const { fields } = formsById.get(id)!;
    const data = Object.fromEntries(Object.entries(fields).flatMap(([name, field]): [string, string][] => {
      if (field.kind === 'person') return [[name, longName.slice(0, field.max)]];
      if (field.kind === 'time') return [[name, field.precision === 'day' ? '2026-09-23' : '2026-09-23T14:05+08:00']];
      return [];
    }));
    made.set(id, await bench.client.records.execute({ kind: 'create', id: uuidv7(), form: id, data: data as never }));
  }
  const order = await orderAtSigning(bench);
  await signAs(bench, order, 'engineer', longEnglish, '工程师');
  await bench.client.handover.begin({ id: order });
  await signAs(bench, order, 'supervisor', longName.slice(0, 24));
  bench.station.core.handover = null;
  await bench.client.papers.save({ id: order, copies: [1] });
  await bench.client.station.lock();
  window = await openBenchWindow(bench);
});
afterAll(async () => { await window?.close(); });

/** Inputs whose text is longer than they are, unless all of it stands in their cell, inside the cell's edges. */
const clipped = (): string[] =>
  [...document.querySelectorAll<HTMLInputElement>('.page .value input[type="text"]')].filter((input) => {
    if (input.value === '') return false;
    const cell = input.parentElement!;
    const shown = getComputedStyle(cell, '::after').content;
    if (shown !== 'none' && shown.includes(input.value)) return cell.scrollWidth > cell.clientWidth + 1 || cell.scrollHeight > cell.clientHeight + 1;
    return input.scrollWidth > input.clientWidth + 1;
  }).map((input) => `${input.getAttribute('aria-label')}: ${input.value}`);

describe('long times and names', () => {
  it('stand whole in their cells, in both languages and at every size', async () => {
    const { page } = window;
    for (const lang of ['zh', 'en'] as const) {
      if (lang === 'en') await page.getByRole('button', { name: /^English/ }).click();
      for (const size of sizes) {
        await page.setViewportSize(size);
        for (const [form, { id, number }] of made) {
          await page.evaluate((hash) => { location.hash = hash; }, `#/${form}/${id}`);
          await page.locator('.record-head').getByText(number).waitFor();
          expect(await page.evaluate(clipped), `${lang} ${size.width} ${form}`).toEqual([]);
          await window.snap(`long-${lang}-${form}`);
          await page.setViewportSize(size);
        }
      }
    }
  });

  it('leave the bar its search and its state, and the registers their columns', async () => {
    const { page } = window;
    for (const size of sizes) {
      await page.setViewportSize(size);
      for (const screen of ['documents', 'document-list']) {
        await page.evaluate((hash) => { location.hash = `#/${hash}`; }, screen);
        await page.locator('.documents').getByText('XC-BJ01').first().waitFor();
        // the bar: nothing hangs out of the window, and what it is for keeps its room
        const bar = await page.locator('.bar').evaluate((each) => ({ over: each.scrollWidth - each.clientWidth, search: each.querySelector('.search-button')!.clientWidth, who: each.querySelector('.account-name')!.clientWidth }));
        expect(bar.over, `${size.width} ${screen}`).toBeLessThanOrEqual(0);
        expect(bar.search).toBeGreaterThanOrEqual(size.width < 800 ? 120 : 158);
        expect(bar.who).toBeLessThanOrEqual(200);
        // nothing in a cell lies over the next one
        const over = await page.locator('.register-table td').evaluateAll((cells) => cells.filter((cell) => cell.scrollWidth > cell.clientWidth + 1).map((cell) => cell.textContent));
        expect(over, `${size.width} ${screen}`).toEqual([]);
        if (screen === 'document-list' && size.width >= 1200) {
          expect(await page.locator('.register-table').evaluate((table) => table.scrollWidth - table.clientWidth)).toBeLessThanOrEqual(0);
          expect(await page.locator('.register-table td:nth-child(2)').first().evaluate((cell) => cell.clientWidth)).toBeGreaterThan(170);
        }
        await window.snap(`long-${screen}-${size.width}`);
        await page.setViewportSize(size);
      }
    }
    expect(window.faults).toEqual([]);
  });
});
