import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { barriers } from './barriers.ts';
import { drawName, goOn, takeTimes } from './shell.ts';
import type { RunningDesk, ShellKind } from './shells.ts';

/** Pictures of every step, for whoever wants to look: PICTURES=DIR. */
const pictures = process.env['PICTURES'];
const picture = async (page: Page, name: string): Promise<void> => {
  if (!pictures) return;
  if (!existsSync(pictures)) mkdirSync(pictures, { recursive: true });
  writeFileSync(join(pictures, `${name}.png`), await page.screenshot());
};

const passphrase = '现场服务 一式三份 2021';
const engineer = '张晓明';

/** The engineer's day, the same steps in every shell. */
export const describeDay = (kind: ShellKind) => describe(`a day of an engineer, ${kind.name}`, () => {
  let window: RunningDesk;
  beforeAll(async () => { window = await kind.open(); }, 240_000);
  afterAll(async () => { await window?.close(); });

  it('makes the station on first start', async () => {
    const { page } = window;
    await page.getByRole('heading', { name: '建立工作站' }).waitFor();
    expect(await barriers(page)).toEqual([]);
    await picture(page, '01-first-run');
    await page.getByLabel('本机代号').fill('BJ01');
    await page.getByLabel('姓名', { exact: true }).fill(engineer);
    await page.getByLabel('口令', { exact: true }).fill(passphrase);
    await page.getByLabel('再输一次口令').fill(passphrase);
    await page.getByRole('button', { name: '建立', exact: true }).click();
    await page.getByRole('navigation', { name: '主导航' }).waitFor();
    await picture(page, '02-today');
    expect(await barriers(page)).toEqual([]);
  });

  it('writes an order in the cells of the paper, by keyboard, and loses nothing to a reload', async () => {
    const { page } = window;
    await page.keyboard.press('n');
    await page.getByRole('button', { name: '新建现场服务单' }).click();
    await page.getByRole('radio', { name: '故障处理' }).check();
    await page.getByRole('radio', { name: '紧急', exact: true }).check();
    await page.getByRole('textbox', { name: '服务部门' }).fill('积分落户处');
    // Enter goes on to the next cell, as in a table
    await page.getByRole('combobox', { name: '联系人' }).focus();
    await page.keyboard.type('李𬱖');
    await page.keyboard.press('Enter');
    await page.keyboard.type('010-12345678');
    await page.keyboard.press('Enter');
    await page.keyboard.type('三楼机房');
    await page.getByRole('radio', { name: '热线', exact: true }).check();
    // times as people say them
    await page.getByRole('textbox', { name: '受理时间' }).focus();
    await page.keyboard.type('昨天 8点半');
    await page.keyboard.press('Tab');
    await page.getByRole('textbox', { name: '需求/故障描述' }).fill('专网端审核页面响应慢，\n窗口排队。');
    await page.getByRole('textbox', { name: '系统/模块' }).fill('审核模块');
    await page.getByRole('textbox', { name: '处理步骤' }).fill('1. 查看等待事件；\n2. 终止空闲会话；\n3. 重建索引并验证。');
    await page.getByRole('radio', { name: '仅查看' }).check();
    await page.getByRole('radio', { name: '已解决' }).check();
    await page.getByText(/已存到本机/).waitFor();
    await picture(page, '03-order');
    expect(await barriers(page)).toEqual([]);
    await page.reload();
    expect(await page.getByRole('textbox', { name: '处理步骤' }).inputValue()).toContain('重建索引');
    expect(await page.getByRole('textbox', { name: '受理时间' }).inputValue()).toMatch(/08:30$/);
  });

  it('does not take the Enter of an input method for the end of a cell', async () => {
    const { page } = window;
    const cell = page.getByRole('textbox', { name: '服务部门' });
    await cell.focus();
    await page.keyboard.press('End');
    const session = await page.context().newCDPSession(page);
    await session.send('Input.imeSetComposition', { text: 'chu', selectionStart: 3, selectionEnd: 3 });
    await session.send('Input.dispatchKeyEvent', { type: 'keyDown', key: 'Enter', code: 'Enter', windowsVirtualKeyCode: 229 });
    await session.send('Input.insertText', { text: '处' });
    await session.send('Input.dispatchKeyEvent', { type: 'keyUp', key: 'Enter', code: 'Enter', windowsVirtualKeyCode: 13 });
    expect(await cell.evaluate((element) => element === document.activeElement)).toBe(true);
    expect(await cell.inputValue()).toBe('积分落户处处');
    await page.keyboard.press('Control+z');
    await expect.poll(() => cell.inputValue()).toBe('积分落户处');
  });

  it('keeps a file that is picked, once', async () => {
    const { page } = window;
    const file = { name: '等待事件.log', mimeType: 'text/plain', buffer: Buffer.from('wait event: enq: TX - row lock contention\n'.repeat(200)) };
    for (let n = 0; n < 2; n += 1) {
      await page.locator('input[type=file]').setInputFiles(file);
      await page.getByText('等待事件.log').first().waitFor();
    }
    await expect.poll(() => page.getByRole('button', { name: '移除 等待事件.log' }).count()).toBeGreaterThan(0);
  });

  it('goes on by its steps, is told what is missing, and waits for its signers', async () => {
    const { page } = window;
    const go = async (state: string) => {
      await goOn(page);
      await page.locator('.record-head').getByText(state).waitFor();
    };
    await go('已派工');
    await goOn(page);
    await takeTimes(page);
    await page.locator('.record-head').getByText('进行中').waitFor();
    await page.getByRole('combobox', { name: '联系人' }).fill('');
    await goOn(page);
    await page.getByRole('alert').getByText(/联系人/).first().waitFor();
    await picture(page, '04-missing');
    expect(await page.getByRole('alert').allInnerTexts()).toEqual([expect.stringContaining('联系人')]);
    await page.getByRole('combobox', { name: '联系人' }).fill('李𬱖');
    // when the work ended is asked, this moment proposed: an earlier one is written, what lies ahead is not
    await goOn(page);
    const asked = page.getByRole('dialog').getByRole('textbox', { name: '完成时间' });
    await asked.waitFor();
    expect(await barriers(page)).toEqual([]);
    await picture(page, '04-asked');
    await asked.fill('2199-01-01 08:00');
    await asked.press('Enter');
    await page.getByRole('dialog').getByRole('alert').getByText(/完成时间/).waitFor();
    await asked.fill('现在');
    await asked.press('Enter');
    await page.locator('.record-head').getByText('待签认').waitFor();
  });

  it('signs at the desk, then hands the screen over and nothing else can be reached', async () => {
    const { page } = window;
    await goOn(page);
    const pad = page.getByRole('img', { name: '手写签名区' }).or(page.getByLabel('手写签名区'));
    await pad.first().waitFor();
    await page.getByRole('checkbox').check();
    await drawName(page, pad.first());
    await picture(page, '05-engineer-signs');
    await page.getByRole('button', { name: '确认签名' }).click();
    await page.getByRole('button', { name: '交给客户签认' }).first().waitFor();
    await page.keyboard.press('Control+d');
    await page.getByRole('button', { name: '确认签名' }).waitFor();
    // the one way about is between the paper and its files
    expect(await page.getByRole('navigation').evaluateAll((all) => all.map((each) => each.getAttribute('aria-label')))).toEqual(['单据与附件']);
    await page.evaluate(() => { location.hash = '#/settings'; });
    await page.getByRole('button', { name: '确认签名' }).waitFor();
    expect(await barriers(page)).toEqual([]);
    await picture(page, '06-handover');
  });

  it('keeps the ink through another size and a reload, and lets the customer sign and rate', async () => {
    const { page } = window;
    const pad = page.getByLabel('手写签名区').first();
    await pad.scrollIntoViewIfNeeded();
    await drawName(page, pad);
    const box = await pad.boundingBox();
    expect(box!.width).toBeGreaterThanOrEqual(600);
    expect(box!.height).toBeGreaterThanOrEqual(200);
    await page.setViewportSize({ width: 1920, height: 1080 });
    await page.waitForTimeout(300);
    await page.reload();
    await page.setViewportSize({ width: 1366, height: 768 });
    await page.getByRole('checkbox').check();
    await page.getByLabel('姓名', { exact: true }).fill(engineer);
    await page.getByLabel('职务').fill('运维主管');
    await page.getByRole('button', { name: '确认签名' }).click();
    // the engineer's own name is not the client's
    await page.getByRole('alert').first().waitFor();
    await page.getByLabel('姓名', { exact: true }).fill('王建国');
    await page.getByRole('checkbox').check();
    await page.getByRole('button', { name: '确认签名' }).click();
    await page.getByRole('heading', { name: '请为本次服务评分' }).waitFor({ timeout: 15_000 });
    expect(await barriers(page)).toEqual([]);
    await picture(page, '07-survey');
    for (const question of ['响应及时性', '技术能力', '服务态度', '问题解决', '文档规范']) {
      await page.getByRole('group', { name: question }).getByRole('radio', { name: /5\s*很满意/ }).check();
    }
    await page.getByLabel(/意见建议/).fill('处理及时。');
    await page.getByRole('button', { name: '提交' }).click();
    await page.getByText('请把电脑交还工程师').waitFor();
    await picture(page, '08-give-back');
    await page.getByRole('button', { name: '我是工程师' }).click();
    await page.getByLabel('PIN 或口令').fill('not the one');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').first().waitFor();
    await page.getByLabel('PIN 或口令').fill(passphrase);
    await page.keyboard.press('Enter');
    await page.getByRole('navigation', { name: '主导航' }).waitFor();
    await page.locator('.record-head').getByText('已签认').waitFor();
    await picture(page, '09-sealed');
  });

  it('saves the three labelled copies and asks why a copy is made again', async () => {
    const { page } = window;
    await page.keyboard.press('Control+p');
    const dialog = page.getByRole('dialog');
    await dialog.getByText('第一联').first().waitFor();
    await picture(page, '10-print');
    expect(await window.nameSavedBy(() => dialog.getByRole('button', { name: '存为 PDF' }).click())).toMatch(/^XC-BJ01-\d{4}-000001.*\.pdf$/);
    await page.keyboard.press('Escape');
    await page.getByRole('navigation', { name: '主导航' }).getByRole('link', { name: '文档' }).click();
    await page.getByRole('link', { name: '三联登记' }).click();
    await expect.poll(() => page.getByText(/XC-BJ01-\d{4}-000001/).count()).toBeGreaterThanOrEqual(3);
    await picture(page, '11-register');
    expect(await barriers(page)).toEqual([]);
  });

  it('starts the inspection that is due from 今日 and judges each value by itself', async () => {
    const { page } = window;
    await page.getByRole('link', { name: '今日' }).click();
    await page.getByRole('button', { name: /应用系统监测/ }).first().click();
    await page.getByText(/XJ-BJ01-\d{4}-000001/).first().waitFor();
    await picture(page, '12-inspection');
    expect(await barriers(page)).toEqual([]);
  });

  it('finds two-character words, parts of numbers and initials of names from anywhere', async () => {
    const { page } = window;
    for (const words of ['排队', '000001', 'zxm', '审核页面响应']) {
      await page.keyboard.press('Control+k');
      await page.keyboard.type(words);
      await expect.poll(() => page.getByRole('option', { name: /XC-BJ01-\d{4}-000001/ }).count(), { message: words, timeout: 5000 }).toBeGreaterThan(0);
      await page.keyboard.press('Escape');
      await page.keyboard.press('Escape');
    }
  });

  it('speaks English completely, and locks', async () => {
    const { page } = window;
    await page.getByRole('button', { name: /Switch language/ }).click();
    await page.getByRole('link', { name: 'Orders' }).click();
    await picture(page, '13-english');
    const chinese = await page.locator('nav, header').allInnerTexts();
    expect(chinese.join(' ').replaceAll('三联', '').replaceAll(engineer, '')).not.toMatch(/[\u4e00-\u9fff]{2,}/);
    await page.getByRole('button', { name: engineer }).click();
    await page.getByRole('button', { name: /Unlock/ }).waitFor();
    expect(await barriers(page)).toEqual([]);
    await picture(page, '14-locked');
    expect(window.faults).toEqual([]);
  });

  it('runs no script that is not the product\'s, and a fault would have been heard', async () => {
    const { page } = window;
    await page.evaluate(() => {
      const script = document.createElement('script');
      script.textContent = 'window.foreign = true;';
      document.head.append(script);
    });
    await expect.poll(() => window.faults.join('\n')).toMatch(/Content Security Policy/);
    expect(await page.evaluate(() => 'foreign' in globalThis)).toBe(false);
  });
});
