import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { dayOf, msToSecond } from '../../domain/clocks/shanghai.ts';
import { fillRecords } from '../bench/report/fill.ts';
import { createTestStation } from '../station/bench.ts';
import { barriers } from './barriers.ts';
import { openSession, type Session } from './prepared.ts';

/** A station that was set up two weeks ago, with some of the recurring work since on record: the rest was missed. */
let session: Session;
beforeAll(async () => {
  const [now, day] = [Date.now() - 14 * 86_400_000, (n: number) => dayOf(msToSecond(now + n * 86_400_000))];
  const bench = await createTestStation({ dataFolder: mkdtempSync(join(tmpdir(), 'sanlian-e2e-')), clock: { now: () => now, mono: () => 0 } });
  await bench.setUp('projectManager');
  fillRecords(bench.station.core.open().store, 200, { from: day(1), to: day(12) });
  await bench.station.close();
  session = await openSession(bench.dataFolder);
}, 120_000);
afterAll(() => session?.close());

it('the rate of recurring work opens the very list it counted; missed and done are told apart, and a duty opens its own', async () => {
  const { page } = session;
  await page.evaluate(() => { location.hash = '#/board'; });
  const rate = page.getByRole('button', { name: /例行工作完成率/ }).first();
  const [kept, due] = (await rate.innerText()).match(/(\d+) \/ (\d+)/)!.slice(1).map(Number) as [number, number];
  expect(due).toBeGreaterThan(10);
  await rate.click();
  const dialog = page.getByRole('dialog', { name: '例行工作完成率' });
  await dialog.getByText(`${due} 项`).waitFor();
  await dialog.getByRole('button', { name: `全部 ${due}` }).waitFor();
  await dialog.getByRole('button', { name: `已做 ${kept}` }).waitFor();
  expect(await dialog.locator('tbody tr').count()).toBe(Math.min(50, due));
  expect(await barriers(page)).toEqual([]);
  if (process.env['PICTURES']) await page.screenshot({ path: `${process.env['PICTURES']}/kept.png` });
  await dialog.getByRole('button', { name: `缺 ${due - kept}` }).click();
  await dialog.getByText(`${due - kept} 项`).waitFor();
  await expect.poll(() => dialog.locator('tbody').getByText('已做').count()).toBe(0);
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  const panel = page.getByRole('region', { name: '例行工作完成率' });
  await panel.getByText('数据表').click();
  const missed = panel.getByRole('button', { name: /· 缺 \d+$/ }).first();
  const n = Number(await missed.innerText());
  const duty = (await missed.getAttribute('aria-label'))!.replace(/ \d+$/, '');
  await missed.click();
  const own = page.getByRole('dialog', { name: duty });
  await own.getByText(`${n} 项`).waitFor();
  expect(await own.getByRole('button', { name: `缺 ${n}` }).getAttribute('aria-pressed')).toBe('true');
  expect(await own.locator('tbody tr').count()).toBe(n);
  expect(new Set(await own.locator('tbody tr td:nth-child(3)').allInnerTexts())).toEqual(new Set(['缺']));
  await page.keyboard.press('Escape');
  await own.waitFor({ state: 'detached' });
  expect(session.faults).toEqual([]);
});
