import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLoopbackServer, type LoopbackServer } from '../../main/loopback/server.ts';
import { launchBrowser, type OpenBrowser } from '../browser.ts';
import { createTestStation, signAs, type TestStation } from '../station/bench.ts';
import { barriers } from './barriers.ts';
import { openByNumber, unlock } from './prepared.ts';
import { collectFaults } from './shell.ts';

const home = fileURLToPath(new URL('../..', import.meta.url));
let bench: TestStation;
let server: LoopbackServer;
let browser: OpenBrowser;
let faults: readonly string[];
let time = Date.parse('2022-03-01T10:00:00+08:00');
let card: { id: string; number: string };
let order: string;

/** The day passes for the station and for the window. */
const goTo = async (at: string): Promise<void> => {
  time = Date.parse(at);
  bench.station.core.touch();
  await browser.page.clock.setFixedTime(time);
};

beforeAll(async () => {
  bench = await createTestStation({ clock: { now: () => time, mono: () => time } });
  await bench.setUp('projectManager');
  const { client } = bench;
  card = await client.records.execute({
    kind: 'create', id: uuidv7(), form: 'document',
    data: { title: '季度报告', edition: 'V1.0', kind: 'report', secrecy: 'both', author: '张晓明', eventAt: '2022-03-01T09:00+08:00', submittedTo: '信息中心', place: '档案柜', holder: '张晓明' },
  });
  await client.files.add({ record: card.id, file: new Blob(['季度报告正文'], { type: 'text/plain' }), name: '季度报告.txt' });
  for (const transition of ['submit', 'archive']) {
    const { record } = await client.records.get({ id: card.id });
    await client.records.execute({ kind: 'move', id: card.id, base: record.rev, transition });
  }
  const book = await client.records.execute({
    kind: 'create', id: uuidv7(), form: 'contact-book',
    data: {
      title: '项目通讯录', validFrom: '2022-03-01', author: '张晓明', clientAddress: '某市政务大道 8 号 100053', contractorAddress: '某市软件园 3 号楼',
      entries: [{ party: 'client', name: '李建国', post: '运维主管', phone: '010-55602101', email: 'lijianguo@example.cn' }, { party: 'contractor', name: '张晓明', post: '项目经理', phone: '13900000001' }],
    } as never,
  });
  const { record } = await client.records.get({ id: book.id });
  await client.records.execute({ kind: 'move', id: book.id, base: record.rev, transition: 'submit' });
  for (;;) {
    const view = await client.records.get({ id: book.id });
    const def = await client.records.definition({ hash: view.record.def });
    const signer = def.signers.find((each) => each.role === view.nextSigner);
    if (!signer) break;
    if (signer.handover) await client.handover.begin({ id: book.id });
    await signAs(bench, book.id, signer.role, signer.handover ? '李建国' : '张晓明');
    bench.station.core.handover = null;
  }
  const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined } as never;
  await client.station.lock();
  server = await createLoopbackServer({ router: bench.station.router, rendererFolder: join(home, 'dist/renderer'), fontsFolder: join(home, 'assets/fonts'), port: 0, log: quiet });
  browser = await launchBrowser();
  faults = collectFaults(browser.page);
  await browser.page.clock.setFixedTime(time);
  await browser.page.goto(server.link());
  await unlock(browser.page);
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
  await bench?.remove();
});

describe('what leaves the station', () => {
  it('goes without a word to an address both sides confirmed; to another it warns, and asks why (R39)', async () => {
    const { page } = browser;
    await openByNumber(page, card.number);
    await page.locator('.record-head').getByRole('button', { name: '更多' }).click();
    await page.getByRole('menuitem', { name: /导出存证文件/ }).click();
    const dialog = page.getByRole('dialog');
    const answered = page.waitForResponse((answer) => answer.url().includes('unconfirmed'));
    await dialog.getByLabel('给谁').fill('李建国 lijianguo@example.cn');
    await (await answered).finished();
    expect(await dialog.getByLabel('原因').count()).toBe(0);
    await dialog.getByLabel('给谁').fill('王工 someone@example.com');
    await dialog.getByText(/someone@example\.com 不在已确认的通讯录里/).waitFor();
    expect(await barriers(page)).toEqual([]);
    await dialog.getByRole('button', { name: '导出', exact: true }).click();
    await dialog.getByText('请填写原因').waitFor();
    await dialog.getByLabel('原因').fill('甲方来函指定');
    const [download] = await Promise.all([page.waitForEvent('download'), dialog.getByRole('button', { name: '导出', exact: true }).click()]);
    expect(download.suggestedFilename()).toBe(`${card.number}.json`);
    await dialog.waitFor({ state: 'hidden' });
    const last = bench.station.core.open().store.read.history(card.id).at(-1);
    expect(last).toMatchObject({ event: { kind: 'released', what: 'export', to: '王工 someone@example.com (甲方来函指定)' } });
  });
});

describe('a file of a sealed paper', () => {
  it('says by which rule and until which day it is kept, and offers no deleting before', async () => {
    const { page } = browser;
    await page.locator('.strip').getByRole('button', { name: '季度报告.txt' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('季度报告正文').waitFor();
    await dialog.getByText(/须按 R27（.*）保存至 2023-09-26，自 2023-09-27 起方可删除/).waitFor();
    expect(await dialog.getByRole('button', { name: '删除文件' }).count()).toBe(0);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
  });

  it('is deleted after its time, asked twice; its name stays on the paper', async () => {
    const { page } = browser;
    await goTo('2023-09-27T09:00:00+08:00');
    await page.locator('.strip').getByRole('button', { name: '季度报告.txt' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: '删除文件' }).click();
    await dialog.getByText(/删除后不能恢复/).waitFor();
    expect(await barriers(page)).toEqual([]);
    await dialog.getByRole('button', { name: '确认删除' }).click();
    await dialog.waitFor({ state: 'hidden' });
    await page.locator('.strip .files').getByText('已删除').waitFor();
    await page.locator('.strip').getByRole('button', { name: '季度报告.txt' }).click();
    await dialog.getByText(/已按 R27 保存至 2023-09-26，期满后删除/).waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
  });
});

describe('the list beside an open paper', () => {
  it('says what is being typed, before it is an operation', async () => {
    const { page } = browser;
    order = (await bench.client.records.execute({ kind: 'create', id: uuidv7(), form: 'service-order', data: { request: '原来的描述' } })).number;
    await openByNumber(page, order);
    const row = page.getByRole('option', { name: new RegExp(order) });
    await row.getByText('原来的描述').waitFor();
    await page.getByRole('textbox', { name: '需求/故障描述' }).fill('专网端审核页面响应慢');
    await row.getByText('专网端审核页面响应慢').waitFor();
    expect(faults).toEqual([]);
  });
});
