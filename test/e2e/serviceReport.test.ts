import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestStation, passphrase, signAs, type TestStation } from '../station/bench.ts';
import { barriers } from './barriers.ts';
import { openBenchWindow, type BenchWindow } from './benchWindow.ts';
import { drawName } from './shell.ts';

let now = Date.parse('2026-10-09T09:00:00+08:00');
let mono = 0;
let bench: TestStation;
let window: BenchWindow;
const quarter = { from: '2026-06-27', to: '2026-09-26' };

beforeAll(async () => {
  bench = await createTestStation({ clock: { now: () => now, mono: () => mono } });
  await bench.setUp('engineer');
  await bench.client.station.addAccount({ name: '赵敏', role: 'projectManager', phone: '13900000003', passphrase });
  for (const [channel, receivedAt] of [['phone', '2026-07-01T09:00+08:00'], ['phone', '2026-08-02T10:00+08:00'], ['email', '2026-09-03T11:00+08:00']] as const) {
    await bench.client.records.execute({ kind: 'create', id: uuidv7(), form: 'contact', data: { channel, kind: 'consultation', receivedAt, caller: '李建国', what: '如何补交材料', handledBy: '张晓明' } });
  }
  await bench.client.station.lock();
  window = await openBenchWindow(bench);
  // the window lives on the station's day
  await window.page.clock.setSystemTime(now);
  await window.page.reload();
  await window.page.getByRole('navigation', { name: '主导航' }).waitFor();
});
afterAll(() => window?.close());

/** The laptop is shut and opened at another time, by somebody. */
const openAt = async (time: number, who: string): Promise<void> => {
  const { page } = window;
  await bench.client.station.lock();
  now = time;
  mono += 1000;
  await page.clock.setSystemTime(now);
  await page.reload();
  await page.getByRole('radio', { name: who }).check();
  await page.getByLabel('口令', { exact: true }).fill(passphrase);
  await page.keyboard.press('Enter');
  await page.getByRole('navigation', { name: '主导航' }).waitFor();
};
/** Ink, and the consent before it. */
const signHere = async (name: string, post: string): Promise<void> => {
  const { page } = window;
  await page.getByRole('checkbox').check();
  if (post !== '') await page.getByRole('textbox', { name: '姓名' }).fill(name);
  if (post !== '') await page.getByRole('textbox', { name: '职务' }).fill(post);
  await drawName(page, page.locator('.pad').first());
  await page.getByRole('button', { name: '确认签名' }).click();
};
const stateOf = async (): Promise<string> => (await bench.client.reports.sheet(quarter)).paper?.state ?? '';

describe('the report of a quarter, from its records to the silence of the client', () => {
  it('is found with Ctrl+K, says what is missing, and draws its chapters', async () => {
    const { page } = window;
    await page.keyboard.press('Control+k');
    await page.keyboard.type('季度');
    await page.getByRole('dialog').getByRole('option', { name: '前往 季度/年度报告' }).click();
    await page.getByRole('heading', { name: '第 20 季度服务报告' }).waitFor();
    expect(await page.getByRole('navigation', { name: '目录' }).getByRole('button').count()).toBe(14);
    await page.getByRole('heading', { name: /^缺项/ }).waitFor();
    expect(await page.locator('.report-chart svg').count()).toBeGreaterThan(0);
    // every chart has its table
    const tables = await page.locator('.report-table caption').allTextContents();
    expect(tables.some((caption) => caption.includes('服务请求（按渠道）'))).toBe(true);
    expect(await barriers(page)).toEqual([]);
    await window.snap('report');
  });

  it('opens the records behind a number', async () => {
    const { page } = window;
    await page.locator('#chapter-service .report-figures').getByRole('button', { name: /服务请求（按渠道）/ }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('如何补交材料').first().waitFor();
    expect(await dialog.locator('tbody tr').count()).toBe(3);
    await dialog.getByText(/GB\/T|ISO|ITIL/).first().waitFor();
    expect(await barriers(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
  });

  it('keeps the words written on a chapter under the name of their author', async () => {
    const { page } = window;
    await page.getByLabel('“工作总结”的说明').fill('本期服务平稳，未发生重大故障。');
    await page.getByText('已保存，署名 张晓明').waitFor();
    const [row] = (await bench.client.records.list({ form: 'service-report' })).rows;
    const { record } = await bench.client.records.get({ id: row!.id });
    expect(record.data['notes']).toEqual([{ chapter: 'work', text: '本期服务平稳，未发生重大故障。', author: '张晓明' }]);
    await page.locator('.report-paper').getByText('编制中').waitFor();
  });

  it('takes no words of days of one’s own, which have no sheet, and says why and what to do', async () => {
    const { page } = window;
    const base = page.url().split('#')[0];
    await page.goto(`${base}#/report?from=2026-08-01&to=2026-08-31`);
    await page.getByText(/各章说明写在签认单上.*保存为 DOCX/).waitFor();
    expect(await page.getByLabel('“工作总结”的说明').count()).toBe(0);
    await page.goto(`${base}#/report?from=${quarter.from}&to=${quarter.to}`);
    await page.getByLabel('“工作总结”的说明').waitFor();
  });

  it('is sent to be signed: fixed, and signed by its author and its reviewer', async () => {
    const { page } = window;
    await page.getByRole('button', { name: '送签' }).click();
    await page.getByRole('dialog').getByRole('button', { name: '送签' }).click();
    await page.locator('.record-head').getByText(/^JB-/).waitFor();
    expect(await stateOf()).toBe('signing');
    await page.getByRole('button', { name: '在此签字' }).or(page.locator('.record-head .button.main')).first().click();
    // the report itself is read where it is signed
    await page.getByRole('navigation', { name: '单据与附件' }).getByRole('button', { name: '第 20 季度服务报告（全文）' }).click();
    await expect.poll(() => page.locator('.signing-paper figure.pdf-page:visible').count()).toBeGreaterThan(10);
    await page.getByRole('navigation', { name: '单据与附件' }).getByRole('button', { name: '签认单', exact: true }).click();
    await signHere('张晓明', '');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await openAt(now + 3_600_000, '赵敏');
    await page.getByRole('button', { name: '在此签字' }).or(page.locator('.record-head .button.main')).first().click();
    await signHere('赵敏', '');
    await page.getByRole('button', { name: '交给客户签认' }).first().waitFor();
  });

  it('is received by the client, who is not asked to approve it in the same breath', async () => {
    const { page } = window;
    await page.getByRole('button', { name: '交给客户签认' }).first().click();
    await page.getByRole('heading', { name: '甲方签收' }).waitFor();
    await page.getByRole('navigation', { name: '单据与附件' }).getByRole('button', { name: '第 20 季度服务报告（全文）' }).click();
    await expect.poll(() => page.locator('.signing-paper figure.pdf-page:visible').count()).toBeGreaterThan(10);
    await page.getByRole('navigation', { name: '单据与附件' }).getByRole('button', { name: '签认单', exact: true }).click();
    await signHere('李建国', '运维主管');
    await page.getByText('请把电脑交还工程师').waitFor();
    expect(await stateOf().catch(() => 'review')).toBe('review');
    await page.getByRole('button', { name: '我是工程师' }).click();
    await page.getByLabel('PIN 或口令').fill(passphrase);
    await page.keyboard.press('Enter');
    await page.getByRole('navigation', { name: '主导航' }).waitFor();
    await page.locator('.record-head').getByText('甲方评审中').waitFor();
    await page.getByRole('complementary', { name: '单据情况' }).getByText('甲方评审', { exact: true }).first().waitFor();
  });

  it('counts as approved after 15 days of silence, and says so', async () => {
    const { page } = window;
    await openAt(Date.parse('2026-10-27T08:30:00+08:00'), '张晓明');
    await page.locator('.record-head').getByText('视为通过').first().waitFor();
    expect(await stateOf()).toBe('deemed');
    await page.getByRole('complementary', { name: '单据情况' }).getByText('经过').click();
    await page.getByText(/^R26 期满未答复：自 2026年10月9日 .* 起算，2026年10月26日 23:59 届满，本机记为“视为通过”/).waitFor();
    await page.locator('[data-signer=deputyDirector]', { hasText: '逾期未提出意见，视为通过' }).waitFor();
    // what is left to do when a written objection comes after it
    await page.getByText(/^期满未答复，本单已封存.*请总部作废本单并写明原因/).waitFor();
    await page.getByRole('complementary', { name: '单据情况' }).getByRole('button', { name: '第 20 季度服务报告（全文）' }).click();
    await page.getByRole('dialog', { name: '第 20 季度服务报告（全文）' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await page.getByRole('complementary', { name: '单据情况' }).getByText('打开报告全文').click();
    await page.getByText('本报告已于').waitFor();
    expect(await page.getByLabel('“工作总结”的说明').count()).toBe(0);
    await page.getByText('本期服务平稳，未发生重大故障。').first().waitFor();
    expect(window.faults).toEqual([]);
  });

  it('has no clock after the client refused, and is no success when it came back', async () => {
    const { page } = window;
    const next = { from: '2026-09-27', to: '2026-12-26' };
    const { client } = bench;
    const sitDown = async (name: string): Promise<void> => {
      await client.station.unlock({ account: (await client.station.status()).accounts!.find((each) => each.name === name)!.id, passphrase });
    };
    const move = async (id: string, transition: string, reason?: string) => client.records.execute({ kind: 'move', id, base: (await client.records.get({ id })).record.rev, transition, ...(reason !== undefined && { reason }) });
    await openAt(Date.parse('2026-12-28T09:00:00+08:00'), '张晓明');
    const { id } = await client.reports.start({ id: uuidv7(), ...next });
    await move(id, 'submit');
    await signAs(bench, id, 'ownSupervisor', '张晓明');
    await sitDown('赵敏');
    await signAs(bench, id, 'manager', '赵敏');
    await client.handover.begin({ id });
    await signAs(bench, id, 'receiver', '李建国', '运维主管');
    bench.station.core.handover = null;
    await client.handover.begin({ id });
    await client.handover.refuse({ id, role: 'deputyDirector', name: '王建国', reason: '可用率与我方记录不符' });
    bench.station.core.handover = null;
    await openAt(Date.parse('2026-12-30T09:00:00+08:00'), '张晓明');
    await page.goto(`${page.url().split('#')[0]}#/service-report/${id}`);
    const review = page.locator('details.clock', { hasText: '甲方评审' });
    await review.getByText(/^已完成 12月28日/).waitFor();
    await move(id, 'return', '可用率与甲方记录不符');
    await page.reload();
    await page.locator('.record-head .tone[data-tone=returned]', { hasText: '甲方退回' }).waitFor();
    await review.getByText(/^已完成 12月28日/).waitFor();
    expect(window.faults).toEqual([]);
  });
});
