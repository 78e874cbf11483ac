import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import PdfDocument from 'pdfkit';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addDays, dayOf, msToMinute, msToSecond } from '../../domain/clocks/shanghai.ts';
import type { Data, Rec } from '../../domain/record/record.ts';
import { createTestStation, signAs, type TestStation } from '../station/bench.ts';
import { barriers } from './barriers.ts';
import { openBenchWindow, type BenchWindow } from './benchWindow.ts';

const folder = mkdtempSync(join(tmpdir(), 'sanlian-processes-'));
const now = Date.now();
const today = dayOf(msToSecond(now));
const ago = (hours: number): string => msToMinute(now - hours * 3_600_000);
let bench: TestStation;
let window: BenchWindow;

const ref = ({ id, form, number }: Rec) => [{ id, form, number }];
const create = (form: string, data: Data) => bench.client.records.execute({ kind: 'create', id: uuidv7(), form, data: data as never });
const move = async (id: string, transition: string, reason?: string) => {
  const { record } = await bench.client.records.get({ id });
  return bench.client.records.execute({ kind: 'move', id, base: record.rev, transition, ...(reason && { reason }) });
};
/** Submits a paper and lets everybody sign, the client's people on the handed-over screen. */
const signed = async (rec: Rec): Promise<Rec> => {
  await move(rec.id, 'submit');
  for (;;) {
    const { record, nextSigner } = await bench.client.records.get({ id: rec.id });
    const def = await bench.client.records.definition({ hash: record.def });
    const signer = def.signers.find((each) => each.role === nextSigner);
    if (!signer) return record;
    if (signer.handover) await bench.client.handover.begin({ id: rec.id });
    await signAs(bench, rec.id, signer.role, signer.handover ? '李建国' : '张晓明');
    bench.station.core.handover = null;
  }
};

/** A handbook of several pages, each saying its number. */
const handbook = (pages: number): Promise<Blob> =>
  new Promise((resolve) => {
    const pdf = new PdfDocument({ size: 'A4' });
    const parts: Buffer[] = [];
    pdf.on('data', (part: Buffer) => parts.push(part));
    pdf.on('end', () => resolve(new Blob([Buffer.concat(parts)], { type: 'application/pdf' })));
    pdf.fontSize(40).text('page 1 of the handbook');
    for (let page = 2; page <= pages; page += 1) pdf.addPage().fontSize(40).text(`page ${page} of the handbook`);
    pdf.end();
  });

beforeAll(async () => {
  bench = await createTestStation();
  await bench.setUp('projectManager');
  const roster = await create('roster', {
    title: '四季度应急组织', kind: 'groups', from: addDays(today, -30), dutyPhone: '010-62345678', author: '张晓明',
    people: [
      { group: 'working', role: 'head', person: '王芳', phone: '13800000001' }, { group: 'working', role: 'member', person: '赵强', phone: '13800000002' },
      { group: 'business', role: 'head', person: '钱文', phone: '13800000003' }, { group: 'business', role: 'member', person: '孙丽', phone: '13800000004' },
    ],
  });
  await signed(roster);
  const plan = await create('plan-document', {
    title: '故障紧急处理措施手册', kind: 'handbook', edition: '1.0', scope: '全系统', validFrom: today, author: '张晓明',
    pages: [{ heading: '总则', page: 1 }, { heading: '专网端停止服务', page: 4, incidentKind: 'private-down' }],
  });
  await bench.client.files.add({ record: plan.id, file: await handbook(6), name: 'handbook.pdf' });
  await signed(plan);

  const problem = await create('problem', { title: '连接池耗尽', priority: 'high', category: 'application', description: '高峰时连接不归还', registeredAt: ago(400), leader: '王芳', rootCause: '未关闭游标', symptomKey: '申报页面打不开，日志有 pool timeout', workaround: '重启应用并放大连接池到 200' });
  await move(problem.id, 'investigate');
  await move(problem.id, 'know');

  const host = await create('configuration-item', { name: 'HOST-01', type: 'host', owner: '赵强' });
  const base = { kind: 'normal', category: 'software', reason: '容量不足', what: '扩容', risk: 'low', riskWords: '无', plan: [{ step: '扩容', who: '王芳' }], backOut: '回退快照', verify: '登录', applicant: '张晓明', items: ref(host) };
  const month = today.slice(0, 7);
  const at = (day: string, time: string) => `${month}-${day}T${time}+08:00`;
  await signed(await create('change', { ...base, title: '数据库扩容', plannedFrom: at('12', '20:00'), plannedTo: at('12', '23:00') }));
  await create('change', { ...base, title: '应用打补丁', plannedFrom: at('12', '22:00'), plannedTo: at('13', '01:00') });
  await create('change', { ...base, title: '证书更新', kind: 'emergency', plannedFrom: at('20', '22:00'), plannedTo: at('20', '23:00') });
  await create('key-period', { name: '集中申报', from: `${month}-18`, to: `${month}-22`, reason: '集中申报', plan: '值守', leader: '张晓明', phone: '010-62345678' });
  const fee = await create('payment', { subject: '年服务费', kind: 'fee', payer: 'client', amount: '1039000.00', invoiceNo: '00123', invoiceAt: ago(24 * 60), handler: '张晓明' });
  await move(fee.id, 'claim');
  await bench.client.station.lock();

  window = await openBenchWindow(bench);
});
afterAll(async () => {
  await window?.close();
  rmSync(folder, { recursive: true, force: true });
});

const goTo = (screen: string) => window.page.evaluate((hash) => { globalThis.location.hash = hash; }, `#/${screen}`);

describe('an incident', () => {
  let incident: Rec;
  it('says who must come by its grade now, and one press writes them down', async () => {
    const { page } = window;
    incident = await create('incident', { kind: 'private-down', side: 'private', foundAt: ago(3), reportedAt: ago(3), leader: '张晓明', symptom: '今天上午申报页面打不开，点击后长时间无响应' });
    await goTo(`incident/${incident.id}`);
    const strip = page.locator('.strip');
    // three hours of a stopped service: grade C calls the head of the working group
    await strip.getByText('应急处理工作小组组长').waitFor();
    await expect.poll(() => strip.locator('.call-group li').allInnerTexts()).toHaveLength(1);
    await strip.getByRole('button', { name: '填入到场人员' }).click();
    await strip.getByText('已填入 1 人').waitFor();
    await expect.poll(async () => (await bench.client.records.get({ id: incident.id })).draft?.set['called']).toEqual([{ group: '应急处理工作小组组长', person: '王芳' }]);
    expect(await strip.getByRole('button', { name: '填入到场人员' }).count()).toBe(0);
    await window.snap('incident');
    expect(await barriers(page)).toEqual([]);
  });
  it('offers the known error its symptom tells of, and takes over its workaround', async () => {
    const { page } = window;
    const offered = page.getByRole('region', { name: '可能是已知错误' });
    await offered.getByText('连接池耗尽').waitFor();
    await offered.getByRole('button', { name: '用这条规避办法' }).click();
    await expect.poll(async () => (await bench.client.records.get({ id: incident.id })).draft?.set['workaround']).toBe('重启应用并放大连接池到 200');
  });
  it('opens the handbook at the page for its kind of fault', async () => {
    const { page } = window;
    await page.getByRole('button', { name: /第 4 页：专网端停止服务/ }).click();
    const dialog = page.getByRole('dialog');
    const fourth = dialog.getByRole('figure', { name: /4/ }).first();
    await fourth.getByText('page 4 of the handbook').waitFor({ state: 'attached' });
    await expect.poll(async () => dialog.locator('.file-pdf').evaluate((frame) => {
      const figure = frame.querySelector('[data-first]')!;
      return Math.abs(figure.getBoundingClientRect().top - frame.getBoundingClientRect().top);
    })).toBeLessThan(60);
    await page.keyboard.press('Escape');
  });
  it('takes an entry of its timeline by one key, with the moment and the writer', async () => {
    const { page } = window;
    await page.keyboard.press('Control+i');
    await page.keyboard.type('已切换到备机');
    await expect.poll(async () => (await bench.client.records.get({ id: incident.id })).draft?.set['timeline']).toMatchObject([{ what: '已切换到备机', who: '张晓明' }]);
  });
});

describe('the change calendar', () => {
  it('shows works and freezes by month, and what overlaps', async () => {
    const { page } = window;
    await goTo('change-calendar');
    const screen = page.getByRole('region', { name: '变更日历' });
    await screen.getByRole('heading', { name: '重叠（3）' }).waitFor();
    expect(await screen.locator('.calendar-entry', { hasText: '数据库扩容' }).count()).toBe(1);
    expect(await screen.locator('.calendar-entry[data-phase="freeze"]').count()).toBe(5);
    await window.snap('calendar');
    expect(await barriers(page)).toEqual([]);
    await screen.getByRole('button', { name: '下个月' }).click();
    await screen.getByText('本月没有变更、发布或重点期间。').waitFor();
    await screen.getByRole('button', { name: '本月' }).click();
    await screen.getByRole('link', { name: /数据库扩容/ }).click();
    await page.locator('.record-head').getByText(/^BG-/).waitFor();
  });
});

describe('the configuration database', () => {
  it('takes in a table after a trial, tells each bad line, and shows what stands on what', async () => {
    const { page } = window;
    const file = join(folder, 'items.csv');
    writeFileSync(file, '名称,类型,责任人,依赖于\nDB-01,数据库,王芳,HOST-01\n积分申报,应用系统,王芳,DB-01\n门户,应用系统,王芳,积分申报\n坏的,冰箱,王芳,\n');
    await goTo('configuration-item');
    await page.getByRole('button', { name: '导入', exact: true }).click();
    await page.getByRole('menuitem', { name: '从表格导入' }).click();
    const dialog = page.getByRole('dialog');
    const [chooser] = await Promise.all([page.waitForEvent('filechooser'), dialog.getByRole('button', { name: '选 XLSX 或 CSV 文件' }).click()]);
    await chooser.setFiles(file);
    await dialog.getByText('有错 1', { exact: true }).waitFor();
    await dialog.getByLabel('“依赖于”填入').selectOption({ label: '运行于/依赖' });
    await dialog.getByText(/冰箱|不在可选|选项/).first().waitFor();
    await window.snap('import');
    expect(await barriers(page)).toEqual([]);
    await dialog.getByLabel('跳过有错的行').check();
    await dialog.getByRole('button', { name: '导入 3 份' }).click();
    await dialog.getByText('已导入：新建 3，更新 0，跳过 1。').waitFor();
    await page.keyboard.press('Escape');

    await page.getByRole('option', { name: /HOST-01/ }).click();
    await page.locator('.strip').getByRole('button', { name: '影响分析' }).click();
    const impact = page.getByRole('dialog');
    await impact.getByText('3 个配置项会受影响').waitFor();
    await impact.getByRole('link', { name: /门户 应用系统/ }).waitFor();
    await window.snap('impact');
    expect(await barriers(page)).toEqual([]);
    // the changes that name the host are open, and are its history
    expect(await impact.getByRole('link', { name: /^BG-/ }).count()).toBeGreaterThanOrEqual(3);
    await page.keyboard.press('Escape');
  });

  it('compares a baseline with the register now', async () => {
    const { page } = window;
    const baseline = await create('configuration-baseline', { name: '年终基线', reason: '合同要求', takenAt: ago(1), takenBy: '张晓明' });
    const { rows } = await bench.client.records.list({ form: 'configuration-item' });
    const host = (await bench.client.records.get({ id: rows.find((row) => row.headline === 'HOST-01')!.id })).record;
    await bench.client.records.execute({ kind: 'edit', id: host.id, base: host.rev, set: { version: 'KY10 SP3' }, unset: [] });
    await goTo(`configuration-baseline/${baseline.id}`);
    await page.locator('.strip').getByRole('button', { name: '比较' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('1 个配置项不同').waitFor();
    await dialog.getByRole('cell', { name: 'KY10 SP3' }).waitFor();
    await window.snap('baseline');
    expect(await barriers(page)).toEqual([]);
    await dialog.getByRole('button', { name: '导出 CSV' }).click();
    await dialog.getByLabel('给谁').fill('甲方信息中心');
    const [download] = await Promise.all([page.waitForEvent('download'), dialog.getByRole('button', { name: '导出 CSV' }).click()]);
    expect(download.suggestedFilename()).toMatch(/\.csv$/);
  });
});

describe('known errors, money and the contract', () => {
  it('are found by symptom', async () => {
    const { page } = window;
    await goTo('known-errors');
    const screen = page.getByRole('region', { name: '已知错误' });
    await screen.getByText('重启应用并放大连接池到 200').waitFor();
    await screen.getByLabel('按现象查找').fill('打印机卡纸');
    await screen.getByText('没有相符的已知错误。').waitFor();
    await screen.getByLabel('按现象查找').fill('pool timeout');
    await screen.getByText('连接池耗尽').waitFor();
    await window.snap('known-errors');
    expect(await barriers(page)).toEqual([]);
  });
  it('are reckoned for the manager, in figures and capitals, step by step', async () => {
    const { page } = window;
    await goTo('money');
    const screen = page.getByRole('region', { name: '本月金额看板' });
    await screen.getByText('仅供核对，不作认定').waitFor();
    await screen.getByRole('link', { name: /^FK-/ }).waitFor();
    await screen.getByText('怎样算出').first().click();
    await window.snap('money');
    expect(await barriers(page)).toEqual([]);
  });
  it('shows every open question with its choices, and every figure by its clause', async () => {
    const { page } = window;
    await goTo('settings/contract');
    const screen = page.getByRole('region', { name: '合同配置' });
    await screen.getByText('影响 500 人同时落在 A、B 两级，取哪一级？').waitFor();
    await screen.getByLabel('查找条款或内容').fill('投诉');
    await screen.getByRole('cell', { name: /投诉/ }).first().waitFor();
    await window.snap('contract');
    expect(await barriers(page)).toEqual([]);
    await screen.getByRole('button', { name: '调整' }).click();
    await page.locator('.record-head').getByText(/^HT-/).waitFor();
    const strip = page.locator('.strip');
    await strip.getByText(/还没有改动/).waitFor();
    const [row] = (await bench.client.records.list({ form: 'contract-profile' })).rows;
    const { record } = await bench.client.records.get({ id: row!.id });
    const at = (record.data['figures'] as { id: string }[]).findIndex((figure) => figure.id === 'settings.inspection-rounds.value') + 1;
    // an answer is chosen, not typed, and its row is marked and listed beside the paper
    await page.locator(`[data-field="figures.${at}.value"]`).getByRole('radio', { name: '全部每日两次' }).check();
    await strip.getByText('both → twice').waitFor();
    expect(await page.locator('tr[data-changed]').count()).toBe(1);
    await window.snap('contract-paper');
    expect(window.faults).toEqual([]);
  });
});
