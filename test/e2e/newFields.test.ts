import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createTestStation, passphrase, type TestStation } from '../station/bench.ts';
import { barriers } from './barriers.ts';
import { openBenchWindow, type BenchWindow } from './benchWindow.ts';
import { openByNumber, takeBack } from './prepared.ts';
import { drawName } from './shell.ts';

vi.mock('../../domain/forms/index.ts', async (load) => {
  const real = await load<typeof import('../../domain/forms/index.ts')>();
  const { outingForms } = await import('./outingForms.ts');
  const forms = [...real.forms, ...outingForms];
  return { ...real, forms, formsById: new Map(forms.map((form) => [form.id, form])) };
});

let bench: TestStation;
let window: BenchWindow;
const folder = mkdtempSync(join(tmpdir(), 'sanlian-fields-'));
const orders: Record<string, string> = {};

beforeAll(async () => {
  bench = await createTestStation();
  await bench.setUp();
  for (const [request, contact] of [['申报页面打开缓慢', '李建国'], ['数据库宕机', '王芳']] as const) {
    const id = uuidv7();
    orders[request] = (await bench.client.records.execute({ kind: 'create', id, form: 'service-order', data: { request, contact } })).number;
  }
  await bench.client.station.lock();
  window = await openBenchWindow(bench);
});
afterAll(async () => {
  await window?.close();
  rmSync(folder, { recursive: true, force: true });
});

const saved = () => window.page.getByText(/已存到本机/).waitFor();
const dataOf = async (form: string): Promise<Record<string, unknown>> => {
  const [row] = (await bench.client.records.list({ form })).rows;
  const view = await bench.client.records.get({ id: row!.id });
  return { ...view.record.data, ...view.draft?.set };
};

describe('a form with the newest kinds of cells, by keyboard', () => {
  it('is begun from the dialog by typing its name, and takes an amount in figures and capitals', async () => {
    const { page } = window;
    await page.keyboard.press('n');
    await page.getByLabel('要新建什么').fill('外出方');
    await page.keyboard.press('Enter');
    await page.locator('.record-head').getByText(/^WC-/).waitFor();
    await expect.poll(() => page.getByLabel('名称', { exact: true }).evaluate((each) => each === document.activeElement)).toBe(true);
    await page.keyboard.type('机房搬迁');
    await page.keyboard.press('Enter');
    await page.keyboard.type('103,9oo');
    await page.getByText(/不是金额/).waitFor();
    await page.getByLabel('预算').fill('103,900.5');
    await page.keyboard.press('Enter');
    expect(await page.getByLabel('预算').inputValue()).toBe('¥103,900.50');
    await page.getByText('人民币壹拾万叁仟玖佰元伍角整').waitFor();
  });

  it('names papers found by initials, number and words', async () => {
    const { page } = window;
    const picker = page.getByRole('combobox', { name: '相关服务单' });
    await picker.focus();
    await page.keyboard.type('ljg');
    await page.getByRole('option', { name: /申报页面打开缓慢/ }).waitFor();
    await window.snap('picker');
    expect(await barriers(page)).toEqual([]);
    await page.keyboard.press('Enter');
    await page.locator('.chip', { hasText: orders['申报页面打开缓慢']! }).getByText('申报页面打开缓慢').waitFor();
    await page.keyboard.type('000002');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.locator('.chip').count()).toBe(2);
    await page.keyboard.type('没有这张');
    await page.getByText(/没有找到“没有这张”/).waitFor();
    await page.keyboard.press('Escape');
    expect(await page.locator('.chip').count()).toBe(2);
    await picker.fill('');
    await page.keyboard.press('Backspace');
    await expect.poll(() => page.locator('.chip').count()).toBe(1);
  });

  it('fills a table cell by cell, adds rows with Enter, and says what is wrong at the cell', async () => {
    const { page } = window;
    await page.getByLabel('时间，第 1 行', { exact: true }).focus();
    await page.keyboard.type('2026-10-12 08:30');
    await page.keyboard.press('Tab');
    // the calendar's button stands between the time and the next cell
    await page.getByLabel('事项，第 1 行').focus();
    await page.keyboard.type('断电');
    await page.keyboard.press('Tab');
    await page.keyboard.type('1200');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.getByLabel('时间，第 2 行', { exact: true }).evaluate((each) => each === document.activeElement)).toBe(true);
    await page.keyboard.type('八点半');
    await page.keyboard.press('Enter');
    await page.locator('td[data-field="steps.2.at"]').getByText(/步骤第 2 行的时间/).waitFor();
    expect(await page.getByLabel('费用，第 1 行').inputValue()).toBe('¥1,200.00');
    await saved();
    expect((await dataOf('outing'))['steps']).toEqual([{ at: '2026-10-12T08:30+08:00', what: '断电', cost: '1200.00', done: 'y' }]);
    await window.snap('table');
    expect(await barriers(page)).toEqual([]);
  });

  it('takes rows of a spreadsheet, deletes a row by its key, and undoes it', async () => {
    const { page } = window;
    await page.getByLabel('时间，第 2 行', { exact: true }).focus();
    await page.evaluate(() => {
      const data = new DataTransfer();
      data.setData('text/plain', '2026-10-12 09:00\t搬运\t300\t否\r\n2026-10-12 10:00\t上架\t很多\t是\r\n2026-10-12 11:00\t加电\t\t\r\n2026-10-12 12:00\t没有位置\t\t\r\n');
      document.activeElement!.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
    });
    await page.getByText('第 3 行 费用：“很多”').waitFor();
    await page.getByText(/末尾 1 行没有放进来/).waitFor();
    expect(await page.getByRole('button', { name: '加一行' }).isDisabled()).toBe(true);
    await page.getByLabel('事项，第 2 行').focus();
    await page.keyboard.press('Alt+Delete');
    await expect.poll(async () => page.getByLabel('事项，第 2 行').inputValue()).toBe('上架');
    await saved();
    expect(((await dataOf('outing'))['steps'] as unknown[]).length).toBe(3);
    await page.keyboard.press('Control+z');
    await expect.poll(async () => page.getByLabel('事项，第 2 行').inputValue()).toBe('搬运');
  });

  it('says which paper is missing, makes it with what it takes over, and links both', async () => {
    const { page } = window;
    await page.keyboard.press('Control+Enter');
    await page.getByText(/还缺一张“外出评审”/).waitFor();
    await window.snap('missing');
    await page.getByRole('alert').getByRole('button', { name: '新建外出评审' }).click();
    await page.locator('.record-head').getByText(/^PS-/).waitFor();
    expect(await dataOf('review')).toMatchObject({ subject: '机房搬迁', sum: '103900.50' });
    await page.locator('.page .chip a').click();
    await page.locator('.record-head').getByText(/^WC-/).waitFor();
    const strip = page.getByRole('complementary', { name: '单据情况' });
    await strip.getByText('在“所评外出”里提到本单').waitFor();
    await strip.getByRole('button', { name: '添加关联' }).click();
    await page.getByRole('combobox', { name: '关联的单据' }).pressSequentially('宕机');
    await page.getByRole('option', { name: /数据库宕机/ }).waitFor();
    await page.keyboard.press('Enter');
    await strip.getByRole('link', { name: orders['数据库宕机']! }).waitFor();
    await strip.getByRole('button', { name: '关联图' }).click();
    await page.getByRole('link', { name: /数据库宕机/ }).waitFor();
    expect(await page.locator('.graph-node').count()).toBe(4);
    await window.snap('graph');
    expect(await barriers(page)).toEqual([]);
    await page.getByRole('button', { name: '列表', exact: true }).click();
    await page.locator('.graph-list').getByText('数据库宕机').waitFor();
    await page.keyboard.press('Escape');
  });

  it('is signed by one after the other without the engineer in between', async () => {
    const { page } = window;
    await page.getByRole('button', { name: '开始签到' }).click();
    await page.getByRole('button', { name: '交给客户签认' }).first().waitFor();
    await page.keyboard.press('Control+d');
    for (const name of ['张三', '李四']) {
      await page.getByLabel('姓名', { exact: true }).fill(name);
      await page.getByRole('checkbox').check();
      await drawName(page, page.locator('.pad'));
      await page.getByRole('button', { name: '确认签名' }).click();
      // the screen goes on by itself after the thanks, for the next one
      await page.locator('.came-names').getByText(name).waitFor();
      if (name === '张三') {
        await window.snap('next');
        await page.getByRole('button', { name: '下一位签到' }).click();
      }
    }
    await page.getByText('已签到 2 人').waitFor();
    await page.getByRole('button', { name: '签完了，交还工程师' }).click();
    await takeBack(page, passphrase);
    await page.locator('.came').getByText('李四').waitFor();
    await page.locator('.came').scrollIntoViewIfNeeded();
    await window.snap('signed');
    await page.getByRole('button', { name: '结束签到' }).click();
    await page.locator('.record-head').getByText('已完成').waitFor();
    expect(await page.locator('.came b').allTextContents()).toEqual(['张三', '李四']);
  });

  it('leaves as a list, with an entry of for whom', async () => {
    const { page } = window;
    await page.getByRole('button', { name: '导出列表' }).click();
    await page.getByLabel('CSV（Excel、WPS 可直接打开）').check();
    await page.getByRole('dialog').getByRole('button', { name: '导出', exact: true }).click();
    await page.getByText('请填写给谁').waitFor();
    await page.getByLabel('给谁').fill('监理单位');
    const download = page.waitForEvent('download');
    await page.getByRole('dialog').getByRole('button', { name: '导出', exact: true }).click();
    const file = join(folder, 'list.csv');
    await (await download).saveAs(file);
    const lines = readFileSync(file, 'utf8');
    expect(lines).toContain('机房搬迁,103900.50');
    expect(lines).toContain('2026-10-12 08:30 | 断电 | 1200.00 | 是');
    expect(bench.station.core.open().store.read.history('list:outing')[0]?.event).toMatchObject({ kind: 'released', to: '监理单位' });
    await openByNumber(page, orders['数据库宕机']!);
    await page.getByRole('navigation', { name: '主导航' }).getByRole('link', { name: '保障' }).click();
    // the form that was open last in the entry
    await page.getByRole('heading', { name: '外出', exact: true }).waitFor();
    expect(window.faults).toEqual([]);
  });
});
