import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createReadings } from '../../domain/readings/verdict.ts';
import { createTestStation, type TestStation } from '../station/bench.ts';
import { openBenchWindow, type BenchWindow } from './benchWindow.ts';
import { openByNumber } from './prepared.ts';
import { goOn } from './shell.ts';

const now = Date.parse('2026-11-23T13:15:00+08:00');
let bench: TestStation;
let window: BenchWindow;

beforeAll(async () => {
  bench = await createTestStation({ clock: { now: () => now, mono: () => now } });
  await bench.setUp();
  const { data, id, rev, number } = await bench.client.records.startInspection({ id: uuidv7(), template: 'os-daily', day: '2026-11-23', round: 'am' });
  const items = (await bench.client.station.profile()).templates.find((each) => each.id === 'os-daily')!.items;
  // one value the machine gave just now, the rest by hand
  const readings = createReadings(items).map((reading, i) => ({ ...reading, value: reading.kind === 'state' ? 'normal' as const : 1, ...(i === 0 ? { source: { kind: 'machine' as const, at: '2026-11-23T13:15+08:00' } } : {}) }));
  await bench.client.records.execute({ kind: 'edit', id, base: rev, set: { ...data, readings, target: '应用服务器', engineer: '张晓明' } as never, unset: [] });
  await bench.client.station.lock();
  window = await openBenchWindow(bench);
  await window.page.clock.setFixedTime(now);
  await window.page.reload();
  await window.page.getByRole('navigation', { name: '主导航' }).waitFor();
  await openByNumber(window.page, number);
});
afterAll(async () => { await window?.close(); });

it('an inspection is not dated before its values were read, and one after its round says why', async () => {
  const { page } = window;
  const at = page.getByRole('textbox', { name: '巡检时间', exact: true });
  await at.fill('11:30');
  await page.keyboard.press('Tab');
  await page.getByText('“巡检时间”早于从本机读数的时间（2026-11-23 13:15）').first().waitFor();
  await window.snap('before-reading');
  await at.fill('13:15');
  await page.keyboard.press('Tab');
  await page.getByText('早于从本机读数的时间').first().waitFor({ state: 'detached' });
  await goOn(page);
  await page.locator('.record-notices').getByRole('button', { name: /补录原因/ }).waitFor();
  await window.snap('late-reason');
  await page.getByRole('textbox', { name: '补录原因' }).fill('上午在外处理故障');
  await goOn(page);
  await page.locator('.record-head').getByText('待签认').waitFor();
  expect(window.faults).toEqual([]);
});
