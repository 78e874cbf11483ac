import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright';
import { createTestStation, enrol, newKey, passphrase, signAs, type TestStation } from '../station/bench.ts';
import { barriers } from './barriers.ts';
import { openBenchWindow, type BenchWindow } from './benchWindow.ts';
import { drawName } from './shell.ts';

const now = Date.parse('2026-10-09T09:00:00+08:00');
const headquarters = newKey();
let home: TestStation;
let id: string;
const windows: BenchWindow[] = [];

const openWindow = async (bench: TestStation): Promise<BenchWindow> => {
  await bench.client.station.lock();
  const window = await openBenchWindow(bench);
  windows.push(window);
  await window.page.clock.setSystemTime(now);
  await window.page.reload();
  await window.page.getByRole('navigation', { name: '主导航' }).waitFor();
  return window;
};
const show = (page: Page, place: string) => page.goto(`${page.url().split('#')[0]}#/${place}`);
const saved = async (page: Page, press: () => Promise<void>): Promise<string> => {
  const [download] = await Promise.all([page.waitForEvent('download'), press()]);
  return download.path();
};

beforeAll(async () => {
  home = await createTestStation({ clock: { now: () => now, mono: () => 1 } });
  await home.setUp('engineer');
  enrol(home, headquarters);
  ({ id } = await home.client.reports.start({ id: uuidv7(), from: '2026-06-27', to: '2026-09-26' }));
  await home.client.records.execute({ kind: 'move', id, base: (await home.client.records.get({ id })).record.rev, transition: 'submit' });
  await signAs(home, id, 'ownSupervisor', '张晓明');
});
afterAll(async () => {
  for (const window of windows) await window.close();
});

describe('a report that the manager signs at his own station', () => {
  let request: string;
  let answer: string;

  it('leaves as a file from its signer’s box', async () => {
    const { page } = await openWindow(home);
    await show(page, `service-report/${id}`);
    await page.locator('[data-signer=manager]').getByRole('button', { name: '导出签署文件…' }).click();
    await page.getByLabel('给谁').fill('赵敏');
    request = await saved(page, () => page.getByRole('dialog').getByRole('button', { name: '导出', exact: true }).click());
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    expect((await home.client.records.get({ id })).history.at(-1)!.event).toMatchObject({ kind: 'released', what: 'sign-request', to: '赵敏' });
  });

  it('is read and signed there, and the signature is a file', async () => {
    const bench = await createTestStation({ clock: { now: () => now, mono: () => 1 } });
    await bench.client.station.setUp({ profile: 'jifenluohu', site: 'BJ01', stationCode: 'BJ02', account: { name: '赵敏', role: 'projectManager', passphrase } });
    enrol(bench, headquarters);
    const window = await openWindow(bench);
    const { page } = window;
    await show(page, 'sign-files');
    await page.getByRole('heading', { name: '签署文件', level: 1 }).waitFor();
    await window.snap('sign-files');
    await page.locator('.sign-files input[type=file]').setInputFiles({ name: 'x.json', mimeType: 'application/json', buffer: Buffer.from('{}') });
    await page.getByText('这不是三联的签署文件').waitFor();
    await page.locator('.sign-files input[type=file]').setInputFiles(request);
    await page.getByText('来自工作站 BJ01').waitFor();
    await page.locator('.visit-paper figure.pdf-page').first().waitFor();
    await page.getByRole('button', { name: '签字并存签名文件' }).click();
    await page.getByText('请在签名区手写签名').waitFor();
    await page.getByRole('checkbox').check();
    await drawName(page, page.locator('.pad').first());
    expect(await barriers(page)).toEqual([]);
    await window.snap('sign-visit');
    answer = await saved(page, () => page.getByRole('button', { name: '签字并存签名文件' }).click());
    await page.getByText('签名文件已存').waitFor();
    expect(window.faults).toEqual([]);
  });

  it('is taken in here only after the keys were compared', async () => {
    const window = windows[0]!;
    const { page } = window;
    await show(page, 'sign-files');
    await page.locator('.sign-files input[type=file]').setInputFiles(answer);
    await page.getByText('在工作站 BJ02 以账号 赵敏 签署').waitFor();
    await page.getByRole('button', { name: '收回签名' }).click();
    await page.getByText('请先与对方核对指纹并勾选').waitFor();
    await window.snap('sign-taking');
    await page.getByRole('checkbox').check();
    await page.getByRole('button', { name: '收回签名' }).click();
    const box = page.locator('[data-signer=manager]');
    await box.getByText('在另一工作站签名，以文件收回').waitFor();
    await box.locator('svg.ink').waitFor();
    await box.scrollIntoViewIfNeeded();
    await window.snap('signed-elsewhere');
    expect(await barriers(page)).toEqual([]);
    expect(window.faults).toEqual([]);
  });
});
