import { readFileSync } from 'node:fs';
import { v7 as uuidv7 } from 'uuid';
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Rec } from '../../domain/record/record.ts';
import { readPages } from '../papers/readPages.ts';
import { createTestStation, passphrase, signAs, type TestStation } from '../station/bench.ts';
import { mailServerOf } from '../station/mailServer.ts';
import { barriers } from './barriers.ts';
import { openBenchWindow, type BenchWindow } from './benchWindow.ts';

const now = Date.parse('2026-10-09T09:00:00+08:00');
const quarter = { from: '2026-06-27', to: '2026-09-26' };
const manager = '张晓明';
const engineer = '周凯';
let bench: TestStation;
let window: BenchWindow;
let sheet: Rec;

const current = async (id: string): Promise<Rec> => (await bench.client.records.get({ id })).record;
const move = async (id: string, transition: string): Promise<Rec> => bench.client.records.execute({ kind: 'move', id, base: (await current(id)).rev, transition });
const sitDown = async (who: string): Promise<void> => {
  const { accounts = [] } = await bench.client.station.status();
  await bench.client.station.unlock({ account: accounts.find(({ name }) => name === who)!.id, passphrase });
};
const byClient = async (id: string, role: string, name: string): Promise<void> => {
  await bench.client.handover.begin({ id });
  await signAs(bench, id, role, name);
  bench.station.core.handover = null;
};

/** A contact book both sides confirmed: somebody of the client, of the supervision and of the contractor. */
const confirmBook = async (): Promise<void> => {
  const { id } = await bench.client.records.execute({
    kind: 'create', id: uuidv7(), form: 'contact-book',
    data: {
      title: '项目通讯录', validFrom: '2026-06-01', author: manager, clientAddress: '某市政务大道 8 号', contractorAddress: '某市软件园 3 号楼',
      entries: [
        { party: 'client', name: '李建国', post: '运维主管', phone: '010-55602101', email: 'lijianguo@client.example.cn' },
        { party: 'supervision', name: '何志远', post: '监理工程师', phone: '13900000021', email: 'hezhiyuan@supervision.example.cn' },
        { party: 'contractor', name: manager, post: '项目经理', phone: '13900000001', email: 'zhangxiaoming@vendor.example.cn' },
      ],
    } as never,
  });
  await move(id, 'submit');
  await signAs(bench, id, 'projectManager', manager);
  await byClient(id, 'supervisor', '李建国');
};

beforeAll(async () => {
  bench = await createTestStation({ clock: { now: () => now, mono: () => 0 } });
  await bench.setUp('projectManager');
  await bench.client.station.addAccount({ name: engineer, role: 'engineer', phone: '13900000002', passphrase });
  await confirmBook();
  await confirmBook();
  const { id } = await bench.client.reports.start({ id: uuidv7(), ...quarter });
  await sitDown(engineer);
  await move(id, 'submit');
  await signAs(bench, id, 'ownSupervisor', engineer);
  await sitDown(manager);
  await signAs(bench, id, 'manager', manager);
  await byClient(id, 'receiver', '李建国');
  await byClient(id, 'deputyDirector', '王建国');
  await byClient(id, 'informationCentre', '王小雨');
  sheet = await current(id);
  await bench.client.station.lock();
  window = await openBenchWindow(bench);
  await window.page.clock.setSystemTime(now);
});
afterAll(() => window?.close());

/** From the screen of the report to its sheet, and there to the e-mail. */
const openMail = async (): Promise<Locator> => {
  const { page } = window;
  await page.evaluate(({ from, to }) => { location.hash = `#/report?from=${from}&to=${to}`; }, quarter);
  await page.getByRole('button', { name: '打开签认单' }).click();
  await page.locator('.record-head').getByText(sheet.number).waitFor();
  await page.locator('.record-head').getByRole('button', { name: '更多' }).click();
  await page.getByRole('menuitem', { name: /发邮件/ }).click();
  const dialog = page.getByRole('dialog', { name: `发邮件：${sheet.number}` });
  await dialog.getByText('hezhiyuan@supervision.example.cn').waitFor();
  return dialog;
};
const openOutbox = async (): Promise<Locator> => {
  const { page } = window;
  await page.evaluate(() => { location.hash = '#/outbox'; });
  await page.getByRole('heading', { name: '发件箱' }).waitFor();
  return page.getByRole('group', { name: '发件箱' }).locator('tbody tr');
};
/** The head of a message, and its attached files by name (RFC 5322, 2045). */
const readMessage = (eml: string): { readonly head: string; readonly files: ReadonlyMap<string, Uint8Array> } => {
  const [head = ''] = eml.split('\r\n\r\n');
  const files = [...eml.matchAll(/\r\nContent-Disposition: attachment;\s+filename="?([^"\r\n]+)"?\r\n\r\n([A-Za-z0-9+/=\r\n]+)/g)].map(([, name, content]) => [name!, new Uint8Array(Buffer.from(content!, 'base64'))] as const);
  return { head: head.replace(/\r\n[ \t]+/g, ' '), files: new Map(files) };
};
/** The signed sheet and the report it carries are both in the message, as they were sealed. */
const expectReport = async ({ files }: ReturnType<typeof readMessage>): Promise<void> => {
  const report = `report-${quarter.from}_${quarter.to}.pdf`;
  expect([...files.keys()]).toEqual([`${sheet.number}.pdf`, report]);
  expect((await readPages(files.get(`${sheet.number}.pdf`)!)).join('')).toContain(sheet.number);
  expect((await readPages(files.get(report)!)).join('')).toContain('第20季度服务报告');
};
/** What the log of the sheet says that left. */
const released = () => bench.station.core.open().store.read.history(sheet.id).flatMap(({ by, event }) => (event.kind === 'released' ? [{ by: by.name, what: event.what, to: event.to }] : []));
const confirmed = 'lijianguo@client.example.cn, hezhiyuan@supervision.example.cn';

describe('a report leaves by e-mail (R35, R39)', () => {
  it('as a file another mail program sends, to the confirmed addresses of client and supervision, with its sheet and its pages', async () => {
    const { page } = window;
    expect([sheet.state, sheet.seal !== undefined]).toEqual(['approved', true]);
    const dialog = await openMail();
    // the contractor's own people are nobody the report is handed to
    expect(await dialog.getByRole('checkbox').count()).toBe(2);
    expect(await barriers(page)).toEqual([]);
    await window.snap('mail-report');
    await dialog.getByRole('button', { name: '存为草稿（.eml）' }).click();
    await dialog.getByText('请填写收件人').waitFor();
    await dialog.getByRole('checkbox', { name: /李建国.*甲方/ }).check();
    await dialog.getByRole('checkbox', { name: /何志远.*监理/ }).check();
    expect(await dialog.getByLabel('原因').count()).toBe(0);
    const [download] = await Promise.all([page.waitForEvent('download'), dialog.getByRole('button', { name: '存为草稿（.eml）' }).click()]);
    expect(download.suggestedFilename()).toBe(`${sheet.number}.eml`);
    await dialog.waitFor({ state: 'hidden' });
    const message = readMessage(readFileSync(await download.path(), 'latin1'));
    expect(message.head).toContain(`To: ${confirmed}`);
    expect(message.head).toMatch(/^X-Unsent: 1$/m);
    await expectReport(message);
    expect(released()).toEqual([{ by: manager, what: 'eml', to: confirmed }]);
    const rows = await openOutbox();
    await expect.poll(() => rows.allTextContents()).toEqual([expect.stringContaining('已存为草稿')]);
    expect(await rows.first().textContent()).toContain(confirmed);
    expect(await barriers(page)).toEqual([]);
  });

  it('to an address that is not in the book only with a reason, which the outbox and the log keep', async () => {
    const { page } = window;
    const dialog = await openMail();
    await dialog.getByLabel('其他地址').fill('someone@example.com');
    await dialog.getByText(/someone@example\.com 不在已确认的通讯录里/).waitFor();
    await dialog.getByRole('button', { name: '存为草稿（.eml）' }).click();
    await dialog.getByText('请填写原因').waitFor();
    expect(released()).toHaveLength(1);
    await dialog.getByLabel('原因').fill('甲方来函指定');
    const [download] = await Promise.all([page.waitForEvent('download'), dialog.getByRole('button', { name: '存为草稿（.eml）' }).click()]);
    await dialog.waitFor({ state: 'hidden' });
    expect(readMessage(readFileSync(await download.path(), 'latin1')).head).toContain('To: someone@example.com');
    expect(released().at(-1)).toEqual({ by: manager, what: 'eml (甲方来函指定)', to: 'someone@example.com' });
    const rows = await openOutbox();
    await rows.filter({ hasText: 'someone@example.com' }).getByText('原因：甲方来函指定').waitFor();
    expect(await rows.count()).toBe(2);
  });

  it('through the mail server: offline it waits in the outbox, then it leaves once, and the sheet tells its way', async () => {
    const { page } = window;
    const { server, port, got } = await mailServerOf();
    const setServer = async (at: number): Promise<void> => {
      if (await page.getByLabel('服务器', { exact: true }).isHidden()) await page.locator('.mail-server summary').click();
      await page.getByLabel('服务器', { exact: true }).fill('127.0.0.1');
      await page.getByLabel('端口').fill(String(at));
      await page.getByLabel('发件地址').fill('desk@vendor.example.cn');
      const saved = page.waitForResponse((answer) => answer.url().includes('setMailServer'));
      await page.getByRole('button', { name: '保存服务器' }).click();
      expect((await saved).ok()).toBe(true);
    };
    try {
      await openOutbox();
      // nobody listens there: the network is away
      await setServer(9);
      const dialog = await openMail();
      await dialog.getByRole('checkbox', { name: /李建国.*甲方/ }).check();
      await dialog.getByRole('checkbox', { name: /何志远.*监理/ }).check();
      await dialog.getByRole('button', { name: '发送', exact: true }).click();
      await dialog.waitFor({ state: 'hidden' });
      const rows = await openOutbox();
      await page.getByRole('button', { name: '现在发送' }).click();
      await rows.first().getByText(/ECONNREFUSED/).waitFor();
      await rows.first().getByText(/等待发送/).waitFor();
      expect(await barriers(page)).toEqual([]);
      await window.snap('mail-waits');
      await setServer(port);
      await page.getByRole('button', { name: '现在发送' }).click();
      await rows.first().getByText(/已发出/).waitFor();
      expect(await page.getByRole('button', { name: '现在发送' }).count()).toBe(0);
      expect(got).toHaveLength(1);
      const message = readMessage(got[0]!);
      expect(message.head).toContain(`To: ${confirmed}`);
      await expectReport(message);
      expect(released().slice(2)).toEqual([{ by: manager, what: 'smtp', to: confirmed }, { by: manager, what: 'smtp sent', to: confirmed }]);
    } finally {
      server.close();
    }
    await window.snap('mail-sent');
    await page.evaluate((place) => { location.hash = place; }, `#/${sheet.form}/${sheet.id}`);
    const aside = page.getByRole('complementary', { name: '单据情况' });
    await aside.getByText('经过').click();
    await aside.getByText(`邮件已发出，收件人 ${confirmed}`).waitFor();
    await aside.getByText('存为邮件草稿，收件人 someone@example.com').waitFor();
    await aside.getByText(/甲方来函指定/).waitFor();
    await window.snap('mail-log');
    expect(window.faults).toEqual([]);
  });

  it('straight from the screen of the report, by the same dialog', async () => {
    const { page } = window;
    await page.evaluate(({ from, to }) => { location.hash = `#/report?from=${from}&to=${to}`; }, quarter);
    await page.locator('.report-head').getByRole('button', { name: '发邮件' }).click();
    const dialog = page.getByRole('dialog', { name: `发邮件：${sheet.number}` });
    await dialog.getByRole('checkbox', { name: /何志远.*监理/ }).check();
    const [download] = await Promise.all([page.waitForEvent('download'), dialog.getByRole('button', { name: '存为草稿（.eml）' }).click()]);
    await dialog.waitFor({ state: 'hidden' });
    const message = readMessage(readFileSync(await download.path(), 'latin1'));
    expect(message.head).toContain('To: hezhiyuan@supervision.example.cn');
    await expectReport(message);
    expect(released().at(-1)).toEqual({ by: manager, what: 'eml', to: 'hezhiyuan@supervision.example.cn' });
    expect(window.faults).toEqual([]);
  });
});

describe('several papers leave in one message', () => {
  it('from the list: what is not signed is told apart and left out, the others go as attachments, each with its log', async () => {
    const { page } = window;
    const { id: draft } = await bench.client.records.execute({ kind: 'create', id: uuidv7(), form: 'contact-book', data: { title: '草稿通讯录' } });
    const books = await bench.client.records.list({ form: 'contact-book', text: '', offset: 0, limit: 10 });
    const signed = books.rows.filter(({ id }) => id !== draft).map(({ number }) => number).toSorted();
    expect(signed).toHaveLength(2);
    const unsigned = (await current(draft)).number;
    await page.evaluate(() => { location.hash = '#/contact-book'; });
    await page.getByText(unsigned).first().waitFor();
    await page.getByRole('button', { name: '批量处理' }).click();
    const bar = page.getByRole('toolbar', { name: '批量处理' });
    await bar.getByRole('button', { name: '全选' }).click();
    await bar.getByText('已选 3 份').waitFor();
    await bar.getByRole('button', { name: '所选发邮件' }).click();
    const dialog = page.getByRole('dialog', { name: /^发邮件：/ });
    await dialog.getByRole('heading', { name: '发邮件：3 份单据' }).waitFor();
    await dialog.getByRole('checkbox', { name: /李建国.*甲方/ }).check();
    await dialog.getByRole('button', { name: '存为草稿（.eml）' }).click();
    await dialog.getByText(`还没有签认的不能发：${unsigned}。`).waitFor();
    expect(await barriers(page)).toEqual([]);
    await window.snap('mail-many');
    await dialog.getByRole('button', { name: '去掉这 1 份，只发其余 2 份' }).click();
    await dialog.getByRole('heading', { name: '发邮件：2 份单据' }).waitFor();
    expect(await dialog.getByLabel('主题').inputValue()).toMatch(/ 2 份$/);
    // another address beside a confirmed one wants its reason here as well
    await dialog.getByLabel('其他地址').fill('someone@example.com');
    await dialog.getByText(/someone@example\.com 不在已确认的通讯录里/).waitFor();
    await dialog.getByRole('button', { name: '存为草稿（.eml）' }).click();
    await dialog.getByText('请填写原因').waitFor();
    await dialog.getByLabel('原因').fill('甲方来函指定');
    const [download] = await Promise.all([page.waitForEvent('download'), dialog.getByRole('button', { name: '存为草稿（.eml）' }).click()]);
    await dialog.waitFor({ state: 'hidden' });
    const message = readMessage(readFileSync(await download.path(), 'latin1'));
    expect(message.head).toContain('To: lijianguo@client.example.cn, someone@example.com');
    expect([...message.files.keys()].toSorted()).toEqual(signed.map((number) => `${number}.pdf`));
    for (const { id, number } of books.rows) {
      const left = bench.station.core.open().store.read.history(id).flatMap(({ event }) => (event.kind === 'released' ? [event.what] : []));
      expect([number, left]).toEqual([number, id === draft ? [] : ['eml (甲方来函指定)']]);
    }
    const rows = await openOutbox();
    expect((await rows.first().textContent()) ?? '').toContain(signed[0]);
    expect(window.faults).toEqual([]);
  });
});
