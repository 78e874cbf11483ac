import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { msToMinute } from '../../domain/clocks/shanghai.ts';
import { launchBrowser, type OpenBrowser } from '../browser.ts';
import { orderAtSigning, type TestStation } from '../station/bench.ts';
import { openHeadquarters, type TestHeadquarters } from '../sync/headquarters.ts';
import { openSite } from '../sync/sites.ts';
import { createVisitor, password } from '../sync/webVisitor.ts';
import { barriers } from './barriers.ts';
import { openByNumber } from './prepared.ts';
import { collectFaults } from './shell.ts';

let hq: TestHeadquarters;
let browser: OpenBrowser;
let page: Page;
let faults: readonly string[];
const stations: TestStation[] = [];
const numbers: string[] = [];
const orders: string[] = [];

beforeAll(async () => {
  hq = await openHeadquarters();
  for (const site of ['BJ01', 'BJ02']) {
    const bench = await openSite(hq, site);
    stations.push(bench);
    orders.push(await orderAtSigning(bench, { request: `${site} 打开缓慢` }));
    await bench.client.sync.now();
    numbers.push((await bench.client.records.get({ id: orders.at(-1)! })).record.number);
  }
  const manager = createVisitor(hq.address);
  await manager.get('/join');
  await manager.post('/join', { code: hq.adminCode, name: '刘经理', fresh: password, again: password });
  browser = await launchBrowser();
  ({ page } = browser);
  faults = collectFaults(page);
}, 240_000);
afterAll(async () => {
  await browser?.close();
  for (const each of stations) await each.remove();
  await hq?.stop();
});

const row = (number: string | RegExp) => page.getByRole('option', { name: number });
const siteNames = { BJ01: '主机房（政务专网）', BJ02: '服务大厅' } as const;
/** As the list has it: code, the site's name in the contract, who works there. */
const stationAt = (code: 'BJ01' | 'BJ02'): string => `${code} · ${siteNames[code]} · 张晓明`;
const head = () => page.locator('.record-head');

describe('the manager, in the window of the stations', () => {
  it('is asked to sign in first, and comes to the lists of all sites', async () => {
    await page.goto(`${hq.address}/desk/`);
    await page.getByLabel('姓名', { exact: true }).fill('刘经理');
    await page.getByLabel('密码').fill(password);
    await page.getByRole('button', { name: '进入' }).click();
    await page.getByRole('link', { name: '工作台', exact: true }).click();
    // one comes to all sites at once; a site opens its own board, a number the records behind it
    await page.getByRole('heading', { name: '总览：本季度至今' }).waitFor();
    const sites = page.getByRole('region', { name: '各现场' });
    for (const site of ['BJ01', 'BJ02']) await sites.getByRole('button', { name: new RegExp(`^${site}`) }).waitFor();
    expect(await barriers(page)).toEqual([]);
    await sites.getByRole('button', { name: /^BJ02/ }).click();
    await sites.waitFor({ state: 'detached' });
    await page.getByRole('region', { name: '工作站' }).getByRole('link', { name: 'BJ02' }).waitFor();
    await page.getByRole('combobox', { name: '现场' }).selectOption('');
    await sites.waitFor();
    // a quarter that is over has its board, without what headquarters knows of today
    const quarter = page.getByRole('combobox', { name: '季度', exact: true });
    const [from, to] = (await quarter.locator('optgroup option').first().innerText()).match(/\d{4}-\d\d-\d\d/g)!;
    await quarter.selectOption(`${from} ${to}`);
    await page.getByRole('heading', { name: /总览：第 \d+ 季度/ }).waitFor();
    await page.getByRole('region', { name: '工作站' }).waitFor({ state: 'detached' });
    await sites.getByRole('button', { name: /^BJ01/ }).waitFor();
    expect(await barriers(page)).toEqual([]);
    if (process.env['PICTURES']) await page.screenshot({ path: `${process.env['PICTURES']}/hq-quarter.png` });
    await quarter.selectOption('');
    await page.getByRole('heading', { name: '总览：本季度至今' }).waitFor();
    await page.getByRole('navigation', { name: '主导航' }).getByRole('link', { name: '服务单' }).click();
    for (const number of numbers) await row(number).waitFor();
    const bar = page.getByRole('banner');
    await bar.getByText('刘经理').waitFor();
    // what headquarters has not is not on the screen
    expect(await bar.getByText(/离线|未上传|到期/).count()).toBe(0);
    const rail = page.getByRole('navigation', { name: '主导航' });
    expect(await rail.getByRole('link', { name: /今日|设置/ }).count()).toBe(0);
    // and its head says where one is
    expect(await rail.getByRole('link', { name: '三联 总部' }).innerText()).toContain('总部工作台');
    expect(await page.title()).toBe('三联 总部');
    expect(await rail.getByRole('list', { name: '总部的页面' }).getByRole('link').allTextContents()).toEqual(expect.arrayContaining(['工作站', '派工', '冲突', '联次', '找回口令', '核验', '账号', '审计', '我的账号']));
    expect(await barriers(page)).toEqual([]);
  });

  it('has the report of all sites and of one, with the records behind a number, and saves it', async () => {
    await page.goto(`${hq.address}/desk/#/report`);
    await page.locator('.report-days').getByText(/全部现场/).waitFor();
    await page.getByRole('combobox', { name: '现场' }).selectOption('BJ02');
    await page.locator('.report-days').getByText(/服务大厅/).waitFor();
    await page.getByRole('combobox', { name: '现场' }).selectOption('');
    await page.locator('.report-days').getByText(/全部现场/).waitFor();
    // nobody writes or signs a report here
    expect(await page.getByRole('button', { name: /送签|写/ }).count()).toBe(0);
    expect(await barriers(page)).toEqual([]);
    await page.getByRole('button', { name: /保存|导出/ }).first().click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('radio', { name: /CSV/ }).check();
    // an address no site's contact book has is warned of, and wants a reason (R39)
    await dialog.getByLabel('给谁').fill('王工 someone@example.com');
    await dialog.getByText(/someone@example\.com 不在已确认的通讯录里/).waitFor();
    expect(await barriers(page)).toEqual([]);
    if (process.env['PICTURES']) await page.screenshot({ path: `${process.env['PICTURES']}/hq-receiver.png` });
    await dialog.getByRole('button', { name: '导出', exact: true }).click();
    await dialog.getByText('请填写原因').waitFor();
    await dialog.getByLabel('原因').fill('甲方来函指定');
    const saving = page.waitForEvent('download');
    await dialog.getByRole('button', { name: '导出', exact: true }).click();
    expect((await saving).suggestedFilename()).toMatch(/\.csv$/);
    await dialog.waitFor({ state: 'detached' });
    expect(await hq.rows(`select 1 from audit where what = 'report-exported' and subject like '% → 王工 someone@example.com (甲方来函指定)'`)).toHaveLength(1);
    await page.getByRole('navigation', { name: '主导航' }).getByRole('link', { name: '服务单' }).click();
    for (const number of numbers) await row(number).waitFor();
  });

  it('sees one site only when it is chosen', async () => {
    await page.getByLabel('现场', { exact: true }).selectOption('BJ02');
    await row(numbers[0]!).waitFor({ state: 'detached' });
    await row(numbers[1]!).waitFor();
    expect(await page.getByRole('listbox').getByRole('option').count()).toBe(1);
    await page.getByLabel('现场', { exact: true }).selectOption('');
    await row(numbers[0]!).waitFor();
  });

  it('reads the paper and its pages as they stand at the station, and writes in none of its cells', async () => {
    await row(numbers[0]!).click();
    await head().getByText(numbers[0]!).waitFor();
    await page.locator('.page').getByText('BJ01 打开缓慢').waitFor();
    expect(await page.locator('.page input, .page textarea').count()).toBe(0);
    expect(await page.getByRole('button', { name: /客户签认|签字|撤回/ }).count()).toBe(0);
    await page.getByText('现由 BJ01 办理').waitFor();
    await page.keyboard.press('Control+p');
    const dialog = page.getByRole('dialog');
    await dialog.locator('canvas').first().waitFor();
    expect(await dialog.getByRole('button', { name: /打印|PDF/ }).count()).toBe(0);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
  });

  it('dispatches an order from here, and the station has it after its next contact', async () => {
    await page.keyboard.press('n');
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: '派出' }).click();
    await dialog.getByRole('alert').first().waitFor();
    await dialog.getByLabel('派给').selectOption({ label: stationAt('BJ02') });
    await dialog.getByLabel(/服务类型/).selectOption('fault');
    await dialog.getByLabel(/紧急程度/).selectOption('urgent');
    await dialog.getByLabel(/联系人/).fill('李主管');
    await dialog.getByLabel(/服务地点/).fill('一层大厅');
    await dialog.getByLabel(/请求来源/).selectOption('phone');
    // a time is typed as in any cell, and one that is none is said to be none
    const asked = dialog.getByRole('textbox', { name: '受理时间' });
    await asked.fill('2026-13-45');
    await asked.press('Tab');
    await dialog.getByText(/不是看得懂的时间/).waitFor();
    await asked.fill('2026年10月12日 9点');
    await asked.press('Tab');
    await expect.poll(() => asked.inputValue()).toBe('2026-10-12 09:00');
    // nobody there has this name: said before it goes, with those who are known
    await dialog.getByLabel(/工程师/).fill('张小明');
    await dialog.getByLabel(/需求\/故障描述/).fill('叫号屏黑屏');
    await dialog.getByRole('button', { name: '派出', exact: true }).click();
    await dialog.getByRole('alert').getByText('BJ02 已知的人里没有“张小明”（已知：张晓明）').waitFor();
    await dialog.getByRole('button', { name: '仍然派出' }).waitFor();
    if (process.env['PICTURES']) await page.screenshot({ path: `${process.env['PICTURES']}/stranger.png` });
    await dialog.getByLabel(/工程师/).fill('张晓明');
    await dialog.getByRole('button', { name: '派出' }).click();
    await head().getByText(/^XC-HQ-/).waitFor();
    const number = await head().locator('.number').innerText();
    await stations[1]!.client.sync.now();
    const [received] = await stations[1]!.client.records.search({ text: number });
    expect(received).toMatchObject({ number, headline: '叫号屏黑屏' });
    await page.getByText('现由 BJ02 办理').waitFor();
    await page.getByRole('button', { name: '改派' }).click();
    await page.getByRole('dialog').getByLabel('派给').selectOption({ label: stationAt('BJ01') });
    await page.getByRole('dialog').getByLabel('原因').fill('人手');
    await page.getByRole('dialog').getByRole('button', { name: '改派' }).click();
    await page.getByText('现由 BJ01 办理').waitFor();
  });

  it('sees what a station sends without asking again', async () => {
    const id = await orderAtSigning(stations[0]!, { request: '刚送到的' });
    await stations[0]!.client.sync.now();
    await row((await stations[0]!.client.records.get({ id })).record.number).waitFor({ timeout: 30_000 });
    expect(faults).toEqual([]);
  });

  it('shows the grade a fault stands at while nobody has written one down, and names the paper that is voided', async () => {
    const { client } = stations[1]!;
    const at = msToMinute(Date.now() - 60_000);
    const { number } = await client.records.execute({ kind: 'create', id: uuidv7(), form: 'incident', data: { kind: 'internet-down', side: 'internet', occurredAt: at, foundAt: at, reportedAt: at, leader: '张晓明', symptom: '大厅断网' } });
    await client.sync.now();
    await openByNumber(page, number);
    await page.locator('.page [data-field=grade]').getByText('D 级（一般，四级）（计算中）').waitFor();
    await page.getByRole('button', { name: '作废…' }).click();
    const dialog = page.getByRole('dialog', { name: `作废 ${number}` });
    await dialog.getByRole('button', { name: `作废 ${number}` }).click();
    await dialog.getByRole('alert').getByText('请填写原因').waitFor();
    await dialog.getByLabel('原因').fill('重复登记');
    await dialog.getByRole('button', { name: `作废 ${number}` }).click();
    await head().getByText('作废', { exact: true }).waitFor();
    expect(faults).toEqual([]);
  });

  it('speaks what the browser speaks at the first visit, and what was chosen from then on', async () => {
    const context = await browser.browser.newContext({ locale: 'en-GB' });
    try {
      await context.addCookies((await browser.context.cookies()).filter(({ name }) => name === 'sanlian_hq'));
      const visit = await context.newPage();
      await visit.goto(`${hq.address}/desk/`);
      await visit.getByRole('heading', { name: 'Overview: this quarter so far' }).waitFor();
      await visit.getByRole('banner').getByRole('button', { name: /中文/ }).click();
      await visit.getByRole('heading', { name: '总览：本季度至今' }).waitFor();
      await visit.goto(`${hq.address}/desk/`);
      await visit.getByRole('heading', { name: '总览：本季度至今' }).waitFor();
      // one choice for the desk and the pages beside it
      await visit.goto(`${hq.address}/stations`);
      await visit.getByRole('heading', { name: '工作站' }).waitFor();
      expect(await visit.getByRole('row', { name: /^BJ02/ }).innerText()).toMatch(/服务大厅[\s\S]*张晓明/);
      expect(await barriers(visit)).toEqual([]);
      if (process.env['PICTURES']) await visit.screenshot({ path: `${process.env['PICTURES']}/hq-stations.png` });
      await visit.getByRole('link', { name: 'English' }).click();
      await visit.getByRole('heading', { name: 'Stations' }).waitFor();
      await visit.goto(`${hq.address}/desk/`);
      await visit.getByRole('heading', { name: 'Overview: this quarter so far' }).waitFor();
      if (process.env['PICTURES']) await visit.screenshot({ path: `${process.env['PICTURES']}/hq-desk-en.png`, fullPage: true });
    } finally {
      await context.close();
    }
  });

  it('speaks English through, and is asked to sign in again when the session has ended', async () => {
    await page.getByRole('banner').getByRole('button', { name: /English/ }).click();
    await page.getByLabel('Site', { exact: true }).waitFor();
    await page.getByRole('link', { name: 'Stations' }).click();
    await page.getByRole('heading', { name: 'Stations' }).waitFor();
    await page.getByRole('link', { name: 'Desk', exact: true }).click();
    await page.getByRole('heading', { name: 'Overview: this quarter so far' }).waitFor();
    await page.getByLabel('Site', { exact: true }).waitFor();
    expect(faults).toEqual([]);
    await hq.rows('update session set ended_at = now()');
    // nobody presses anything: the window finds out by itself
    await page.getByRole('button', { name: 'Enter' }).waitFor({ timeout: 90_000 });
  });
});
