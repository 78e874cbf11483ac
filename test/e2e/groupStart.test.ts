import { join } from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { forms } from '../../domain/forms/index.ts';
import { createTestStation, type TestStation } from '../station/bench.ts';
import { barriers } from './barriers.ts';
import { openBenchWindow, type BenchWindow } from './benchWindow.ts';

const pictures = process.env['PICTURES'];
let bench: TestStation;
let window: BenchWindow;
beforeAll(async () => {
  bench = await createTestStation();
  await bench.setUp('projectManager');
  await bench.client.records.execute({ kind: 'create', id: uuidv7(), form: 'roster', data: { title: '四季度应急组织' } });
  await bench.client.station.lock();
  window = await openBenchWindow(bench);
});
afterAll(() => window?.close());

describe('an entry of the rail with many forms', () => {
  it('starts on a page with every one of them, what it serves, and how many want something', async () => {
    const { page } = window;
    await page.getByRole('navigation', { name: '主导航' }).getByRole('link', { name: '保障' }).click();
    const start = page.getByRole('region', { name: '保障' });
    const held = forms.filter((form) => form.group === 'assurance');
    await expect.poll(() => start.getByRole('listitem').count()).toBe(held.length);
    await start.getByRole('listitem').filter({ hasText: '未办结 1' }).getByRole('link').waitFor();
    await start.getByText('R22').first().waitFor();
    expect(await barriers(page)).toEqual([]);
    if (pictures) await page.screenshot({ path: join(pictures, 'group-start.png') });
  });

  it('begins a paper from there, and is one press away from each of its lists', async () => {
    const { page } = window;
    await page.getByRole('button', { name: '新建备份记录' }).click();
    await page.getByRole('dialog').getByRole('button', { name: '新建备份记录' }).click();
    await page.locator('.record-head').getByText(/^BF-/).waitFor();
    if (pictures) await page.screenshot({ path: join(pictures, 'group-list.png') });
    await page.getByRole('link', { name: /^全部 \d+ 项$/ }).click();
    await page.getByRole('region', { name: '保障' }).waitFor();
    expect(window.faults).toEqual([]);
  });
});
