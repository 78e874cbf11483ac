import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import { expect, it } from 'vitest';
import { createTestStation } from '../station/bench.ts';
import { openByNumber, openSession } from './prepared.ts';

it('the time told to a step stands in its cell, though the cell had the focus while it was empty, and after the cell is left', async () => {
  const bench = await createTestStation({ dataFolder: mkdtempSync(join(tmpdir(), 'sanlian-e2e-')) });
  await bench.setUp('engineer');
  const id = uuidv7();
  const made = await bench.client.records.execute({ kind: 'create', id, form: 'service-order', data: { type: 'support', urgency: 'normal', contact: '李建国', place: '三楼机房', request: '申报页面打开缓慢' } });
  await bench.client.records.execute({ kind: 'move', id, base: made.rev, transition: 'dispatch' });
  await bench.station.close();
  const session = await openSession(bench.dataFolder);
  try {
    const { page } = session;
    await openByNumber(page, made.number);
    const arrived = page.locator('.page').getByRole('textbox', { name: '到场时间', exact: true });
    await arrived.focus();
    await page.keyboard.press('Control+Enter');
    const asked = page.locator('[data-asked="arrivedAt"] input');
    await asked.waitFor();
    const told = await asked.inputValue();
    await page.locator('.dialog footer .button.main').click();
    await asked.waitFor({ state: 'detached' });
    await page.locator('.record-head').getByText('进行中').first().waitFor();
    // the focus is back in the cell: it shows what was told, and leaving it changes nothing
    await arrived.focus();
    await expect.poll(() => arrived.inputValue()).not.toBe('');
    await page.keyboard.press('Tab');
    await page.locator('.page').getByRole('textbox', { name: '服务地点', exact: true }).click();
    await page.reload();
    await expect.poll(() => page.locator('.page').getByRole('textbox', { name: '到场时间', exact: true }).inputValue()).not.toBe('');
    expect(told).not.toBe('');
    expect(session.faults).toEqual([]);
  } finally {
    await session.close();
  }
});
