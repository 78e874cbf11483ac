import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { readPages } from '../papers/readPages.ts';
import { orderAtSigning, signAs } from '../station/bench.ts';
import { barriers } from './barriers.ts';
import { engineer, openSession, prepareFolder, type Session } from './prepared.ts';

const folder = mkdtempSync(join(tmpdir(), 'sanlian-many-print-'));
const sheets = join(folder, 'sheets');
const programs = join(folder, 'bin');
/** while this file is there, the printer takes nothing */
const jam = join(folder, 'jam');

/** The print programs of a system with one printer that prints into PDF files, each named by the place it came in. */
const installPrinter = (): void => {
  for (const each of [sheets, programs]) mkdirSync(each);
  writeFileSync(join(programs, 'lpstat'), "#!/bin/sh\nprintf 'printer Tray is idle.  enabled since today\\n\\tDescription: 三楼激光打印机\\nsystem default destination: Tray\\n'\n", { mode: 0o755 });
  writeFileSync(join(programs, 'lp'), `#!/bin/sh\nif [ -e '${jam}' ]; then echo 'lp: destination is not accepting jobs.' >&2; exit 1; fi\nfor file; do :; done\nn=$(($(ls '${sheets}' | wc -l) + 1))\ncp "$file" "$(printf '${sheets}/%03d.pdf' "$n")"\necho "request id is Tray-$n (1 file(s))"\n`, { mode: 0o755 });
  vi.stubEnv('PATH', `${programs}${delimiter}${process.env['PATH'] ?? ''}`);
};

/** What came out of the printer, sheet by sheet in its order: the text of all its pages. */
const printed = (): Promise<string[]> => Promise.all(readdirSync(sheets).sort().map(async (name) => (await readPages(new Uint8Array(readFileSync(join(sheets, name))))).join('')));

let session: Session;
const done: string[] = [];
let unsigned = '';
beforeAll(async () => {
  installPrinter();
  const dataFolder = await prepareFolder(async (bench) => {
    const { client, station } = bench;
    for (const request of ['磁盘告警', '归档表空间将满']) {
      const id = await orderAtSigning(bench, { request });
      await signAs(bench, id, 'engineer', engineer);
      await client.handover.begin({ id });
      await signAs(bench, id, 'supervisor', '李建国');
      station.core.handover = null;
      done.push((await client.records.get({ id })).record.number);
    }
    unsigned = (await client.records.get({ id: await orderAtSigning(bench) })).record.number;
  });
  session = await openSession(dataFolder);
}, 120_000);
afterAll(async () => {
  await session?.close();
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

/** Opens the print job of the chosen papers; answers its dialog once a printer is proposed. */
const printChosen = async (): Promise<Locator> => {
  const { page } = session;
  await page.getByRole('toolbar', { name: '批量处理' }).getByRole('button', { name: '打印所选的三联' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('打印机').getByRole('option', { name: '三楼激光打印机' }).waitFor({ state: 'attached' });
  return dialog;
};
const close = async (dialog: Locator): Promise<void> => {
  await dialog.locator('footer').getByRole('button', { name: '关闭' }).click();
  await dialog.waitFor({ state: 'detached' });
};

describe('many papers to the printer at once (R9)', () => {
  it('each of them in its copies, one labelled sheet a copy; the unsigned one is not printed and stays chosen', async () => {
    const { page } = session;
    await page.evaluate(() => { location.hash = '#/service-order'; });
    await page.getByText('3 份', { exact: true }).waitFor();
    await page.getByRole('button', { name: '批量处理' }).click();
    await page.getByRole('button', { name: '全选' }).click();
    await page.getByText('已选 3 份').waitFor();
    const dialog = await printChosen();
    expect(await barriers(page)).toEqual([]);
    if (process.env['PICTURES']) await page.screenshot({ path: `${process.env['PICTURES']}/many-print.png` });
    await dialog.getByRole('button', { name: '打印 3 份' }).click();
    await dialog.getByText('打印了 2 份，未打印 1 份，没有轮到 0 份。').waitFor();
    const refused = dialog.locator('tbody tr');
    expect(await refused.allTextContents()).toEqual([expect.stringContaining(unsigned)]);
    expect(await refused.getByText(/未签认|还没有签认|封存/).count()).toBe(1);
    expect(await barriers(page)).toEqual([]);
    if (process.env['PICTURES']) await page.screenshot({ path: `${process.env['PICTURES']}/many-print-done.png` });
    await close(dialog);
    await page.getByText('已选 1 份').waitFor();

    const pages = await printed();
    expect(pages).toHaveLength(6);
    for (const number of done) {
      const own = pages.filter((text) => text.includes(number));
      // first, second and third copy, each the only one on its sheet
      expect(own.map((text) => [...new Set(text.match(/第[一二三四]联/g))])).toEqual([['第一联'], ['第二联'], ['第三联']]);
      expect(own.join('')).not.toContain('补打');
    }
  });

  it('stands in the register copy by copy with its holder', async () => {
    const { page } = session;
    await page.evaluate(() => { location.hash = '#/documents'; });
    const register = page.getByRole('table', { name: '三联登记' });
    await expect.poll(() => register.locator('.register-rows').getByRole('row').count()).toBe(6);
    for (const number of done) {
      const rows = register.getByRole('row').filter({ hasText: number });
      expect((await rows.locator('[role=cell]:nth-child(2)').allTextContents()).toSorted()).toEqual(['第 1 联 · 甲方', '第 2 联 · 乙方', '第 3 联 · 监理']);
      expect(await rows.locator('[role=cell]:nth-child(3)').allTextContents()).toEqual(['Tray', 'Tray', 'Tray']);
      expect(await rows.locator('[role=cell]:nth-child(5)').allTextContents()).toEqual([engineer, engineer, engineer]);
    }
  });

  it('again is a reprint: without a reason no sheet comes out, with one each says that it is one', async () => {
    const { page } = session;
    await page.evaluate(() => { location.hash = '#/service-order'; });
    await page.getByText('3 份', { exact: true }).waitFor();
    await page.getByRole('button', { name: '批量处理' }).click();
    for (const number of done) await page.getByRole('option', { name: new RegExp(number) }).click();
    await page.getByText('已选 2 份').waitFor();
    const first = await printChosen();
    await first.getByRole('button', { name: '打印 2 份' }).click();
    await first.getByText('打印了 0 份，未打印 2 份，没有轮到 0 份。').waitFor();
    expect(await first.locator('tbody tr').getByText(/原因/).count()).toBe(2);
    await close(first);
    expect(readdirSync(sheets)).toHaveLength(6);

    await page.getByText('已选 2 份').waitFor();
    const second = await printChosen();
    await second.getByLabel('补打原因').fill('甲方遗失');
    await second.getByRole('button', { name: '打印 2 份' }).click();
    await second.getByText('打印了 2 份，未打印 0 份，没有轮到 0 份。').waitFor();
    await close(second);
    const again = (await printed()).slice(6);
    expect(again).toHaveLength(6);
    for (const text of again) expect(text).toContain('补打第1次');

    await page.evaluate(() => { location.hash = '#/documents'; });
    const register = page.getByRole('table', { name: '三联登记' });
    await expect.poll(() => register.locator('.register-rows').getByRole('row').count()).toBe(12);
    expect(await register.getByText(/补打.*甲方遗失/).count()).toBe(6);
  });

  it('what the printer does not take is told, and the register says that no sheet came out', async () => {
    const { page } = session;
    writeFileSync(jam, '');
    await page.evaluate(() => { location.hash = '#/service-order'; });
    await page.getByText('3 份', { exact: true }).waitFor();
    await page.getByRole('button', { name: '批量处理' }).click();
    await page.getByRole('option', { name: new RegExp(done[0]!) }).click();
    await page.getByText('已选 1 份').waitFor();
    const dialog = await printChosen();
    await dialog.getByLabel('补打原因').fill('卡纸');
    await dialog.getByRole('button', { name: '打印 1 份' }).click();
    await dialog.getByText('打印了 0 份，未打印 1 份，没有轮到 0 份。').waitFor();
    await dialog.locator('tbody tr').getByText(/打印机没有接收/).waitFor();
    await close(dialog);
    expect(readdirSync(sheets)).toHaveLength(12);
    await page.evaluate(() => { location.hash = '#/documents'; });
    const register = page.getByRole('table', { name: '三联登记' });
    await expect.poll(() => register.locator('.register-rows').getByRole('row').count()).toBe(13);
    const row = register.getByRole('row').filter({ hasText: '未打印' });
    expect(await row.allTextContents()).toEqual([expect.stringContaining(`${done[0]} 服务单第 1 联 · 甲方Tray 未打印`)]);
    expect(await barriers(page)).toEqual([]);
    if (process.env['PICTURES']) await page.screenshot({ path: `${process.env['PICTURES']}/many-print-register.png` });
    expect(session.faults).toEqual([]);
  });
});
