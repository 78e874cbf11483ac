import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestStation } from '../station/bench.ts';
import { barriers } from './barriers.ts';
import { openSession, type Session } from './prepared.ts';

let session: Session;
beforeAll(async () => {
  const bench = await createTestStation({ dataFolder: mkdtempSync(join(tmpdir(), 'sanlian-e2e-')) });
  await bench.setUp('projectManager');
  await bench.station.close();
  session = await openSession(bench.dataFolder);
}, 120_000);
afterAll(() => session?.close());

describe("an earlier year's records on the screen", () => {
  it('columns and words are matched, a trial is made, the rest is taken in and found by its old number', async () => {
    const { page } = session;
    await page.evaluate(() => { location.hash = '#/contact'; });
    await page.getByRole('button', { name: '导入', exact: true }).click();
    await page.getByRole('menuitem', { name: '收入往年记录' }).click();
    const dialog = page.getByRole('dialog');
    const rows = ['旧 号,ＣＨＡＮＮＥＬ,类别,Received at,来访人,内容', 'SL-2020-1,微信,咨询,2020-10-12 08:30,李建国,查询进度', 'SL-2020-2,电话,咨询,三月里,赵六,来问'];
    await dialog.locator('input[type=file]').setInputFiles({ name: '往年.csv', mimeType: 'text/csv', buffer: Buffer.from(rows.join('\n')) });
    await dialog.getByText('未收 2').waitFor();
    await dialog.getByLabel('“旧 号”填入').selectOption({ label: '编号' });
    await dialog.getByLabel('“微信”就是').selectOption({ label: '远程' });
    await dialog.getByText('新收 1').waitFor();
    expect(await dialog.locator('tr[data-what=refused]').count()).toBe(1);
    expect(await barriers(page)).toEqual([]);
    if (process.env['PICTURES']) await page.screenshot({ path: `${process.env['PICTURES']}/import-records.png` });
    await dialog.getByRole('button', { name: '记住这个对应' }).click();
    await dialog.getByText('已记住').waitFor();
    await dialog.getByRole('button', { name: '收入 1 份' }).click();
    await dialog.getByText('收入了 1 份，已有 0 份，未收 1 份。').waitFor();
    await dialog.locator('footer').getByRole('button', { name: '关闭' }).click();
    await page.keyboard.press('Control+k');
    await page.keyboard.type('SL-2020-1');
    await page.getByRole('dialog').getByRole('option', { name: /查询进度/ }).waitFor();
    expect(session.faults).toEqual([]);
  });
});
