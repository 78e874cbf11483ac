import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { orderAtSigning, signAs } from '../station/bench.ts';
import { barriers } from './barriers.ts';
import { chineseOn } from './chinese.ts';
import { engineer, openByNumber, openSession, passphrase, prepareFolder, takeBack, type Session } from './prepared.ts';
import { drawName } from './shell.ts';

const numbers: string[] = [];
let session: Session;
beforeAll(async () => {
  const folder = await prepareFolder(async (station) => {
    for (let n = 0; n < 3; n += 1) {
      const id = await orderAtSigning(station);
      numbers.push((await signAs(station, id, 'engineer', engineer, '工程师')).number);
    }
  });
  session = await openSession(folder);
});
afterAll(() => session?.close());

const handOver = async (number: string): Promise<void> => {
  const { page } = session;
  await openByNumber(page, number);
  await page.keyboard.press('Control+d');
  await page.getByRole('button', { name: '不同意签认' }).waitFor();
};
const signAsCustomer = async (name: string): Promise<void> => {
  const { page } = session;
  await drawName(page, page.getByLabel('手写签名区').first());
  await page.getByRole('checkbox').check();
  await page.getByLabel('姓名', { exact: true }).fill(name);
  await page.getByLabel('职务').fill('运维主管');
  await page.getByRole('button', { name: '确认签名' }).click();
  await page.getByRole('heading', { name: '请为本次服务评分' }).waitFor({ timeout: 15_000 });
};

describe('the customer at the screen', () => {
  it('sets a PIN in the settings, which asks for the passphrase and refuses what is no PIN', async () => {
    const { page } = session;
    await page.getByRole('link', { name: '设置' }).click();
    await page.getByRole('link', { name: '口令与 PIN' }).click();
    const form = page.locator('form').filter({ hasText: '交还 PIN' });
    await form.getByLabel(/PIN（/).fill('12');
    await form.getByLabel('口令', { exact: true }).fill(passphrase);
    await form.getByRole('button', { name: '设置 PIN' }).click();
    await form.getByRole('alert').getByText('PIN 是 4–8 位数字').waitFor();
    await form.getByLabel(/PIN（/).fill('4826');
    await form.getByLabel('口令', { exact: true }).fill(`${passphrase}?`);
    await form.getByRole('button', { name: '设置 PIN' }).click();
    await form.getByRole('alert').getByText('口令不对').waitFor();
    await form.getByLabel('口令', { exact: true }).fill(passphrase);
    await form.getByRole('button', { name: '设置 PIN' }).click();
    await form.getByText('已修改。').waitFor();
    expect(await form.getByRole('alert').count()).toBe(0);
  });

  it('refuses with a name and a reason, which the engineer then reads on the paper; the PIN gives the screen back', async () => {
    const { page } = session;
    await handOver(numbers[0]!);
    await page.getByRole('button', { name: '不同意签认' }).click();
    const send = page.getByRole('button', { name: '提交' });
    // nothing is grey: the button says what is missing, and the first empty field has the focus
    await send.click();
    await page.getByRole('alert').getByText('请填写姓名').waitFor();
    await page.getByRole('alert').getByText('请填写原因').waitFor();
    expect(await page.getByLabel('姓名', { exact: true }).evaluate((field) => field === document.activeElement && field.getAttribute('aria-invalid') === 'true')).toBe(true);
    expect(await barriers(page)).toEqual([]);
    await page.getByLabel('姓名', { exact: true }).fill('王建国');
    await page.getByLabel('原因').fill('数据未核对完，明天再签。');
    expect(await barriers(page)).toEqual([]);
    // once, however often it is pressed
    await send.dblclick();
    await page.getByText('您的意见已记录').waitFor();
    await takeBack(page, '0000');
    await page.getByRole('alert').getByText('口令不对').waitFor();
    await page.getByLabel('PIN 或口令').fill('4826');
    await page.keyboard.press('Enter');
    await page.getByRole('navigation', { name: '主导航' }).waitFor();
    await expect.poll(() => page.locator('[data-signer=supervisor]').innerText()).toContain('王建国，数据未核对完，明天再签。');
    expect((await page.locator('[data-signer=supervisor]').innerText()).match(/数据未核对完/g)).toHaveLength(1);
    await page.getByRole('complementary', { name: '单据情况' }).getByText('王建国 拒签：数据未核对完，明天再签。').first().waitFor();
    await page.locator('.record-head').getByText('待签认').waitFor();
  });

  it('a refusal stands in the list, and one button takes the paper back with the reason that was given', async () => {
    const { page } = session;
    const row = page.getByRole('option', { name: new RegExp(numbers[0]!) });
    await row.getByText(/客户不同意：数据未核对完，明天再签。 · 王建国，.*\d\d:\d\d/).waitFor();
    await page.locator('.record-notices').getByText(/客户不同意：数据未核对完，明天再签。 · 王建国，/).waitFor();
    await page.locator('.record-head').getByRole('button', { name: '退回修改' }).click();
    const dialog = page.getByRole('dialog', { name: '退回修改' });
    expect(await dialog.getByLabel('原因').inputValue()).toBe('数据未核对完，明天再签。');
    await dialog.getByRole('button', { name: '退回修改' }).click();
    await page.locator('.record-head').getByText('进行中').waitFor();
    // what was to be mended stays in view while it is mended; nobody has to answer any more
    await page.locator('.record-notices').getByText(/退回修改：数据未核对完，明天再签。 · 张晓明，/).waitFor();
    await row.getByText('客户不同意').waitFor({ state: 'detached' });
    await page.locator('.record-head').getByRole('button', { name: '提交签认' }).click();
    await page.locator('.record-head').getByText('待签认').waitFor();
    await page.locator('.record-head .button.main').getByText('在此签字').waitFor();
    expect(await page.locator('.record-notices').innerText()).not.toContain('数据未核对完');
    expect(await row.getByText('客户不同意').count()).toBe(0);
  });

  it('signs and does not rate: the refusal to rate stands in the survey', async () => {
    const { page } = session;
    await handOver(numbers[1]!);
    await signAsCustomer('王建国');
    await page.getByRole('button', { name: '本次不评' }).click();
    await page.getByLabel(/不评的原因/).fill('现在要开会');
    await page.getByRole('button', { name: '确认不评' }).click();
    await page.getByText('请把电脑交还工程师').waitFor();
    await takeBack(page, '4826');
    await page.getByRole('navigation', { name: '主导航' }).waitFor();
    await page.getByRole('link', { name: '测评' }).click();
    // the list of surveys, no longer that of orders
    await page.getByRole('listbox', { name: '客户满意度测评表' }).getByRole('option').first().waitFor();
    await page.keyboard.press('j');
    await page.locator('.record-head').getByText('拒评').waitFor();
    await expect.poll(() => page.locator('[data-field=declineReason]').innerText()).toContain('现在要开会');
  });

  it('answers in English words; afterwards the engineer reads the marks and cannot touch them', async () => {
    const { page } = session;
    await page.getByRole('button', { name: /Switch language/ }).click();
    await openByNumber(page, numbers[2]!);
    await page.keyboard.press('Control+d');
    await page.getByRole('button', { name: 'Confirm signature' }).waitFor();
    // what is signed is the contract's own sentence: it stands below its translation, and says of itself that it is Chinese
    expect(await chineseOn(page)).toEqual([]);
    await page.locator('.consent [lang=zh-CN]').getByText('确认属实').waitFor();
    expect(await page.locator('.consent').innerText()).toMatch(/I have read/);
    await drawName(page, page.getByRole('img', { name: /Signature|sign/i }).first());
    await page.getByRole('checkbox').check();
    await page.getByLabel('Name', { exact: true }).fill('Wang Jianguo');
    await page.getByLabel('Post', { exact: true }).fill('O&M supervisor');
    await page.getByRole('button', { name: 'Confirm signature' }).click();
    await page.locator('form.survey').waitFor({ timeout: 15_000 });
    expect(await chineseOn(page)).toEqual([]);
    for (const question of ['Promptness', 'Technical skill', 'Attitude', 'Problem solved', 'Documents']) {
      await page.getByRole('group', { name: question }).getByRole('radio').nth(3).check();
    }
    await page.getByLabel(/Comments/).fill('Quick and clear.');
    await page.locator('form.survey .button.main').click();
    await page.locator('.give-back, .handover-card .button.big').first().click();
    await page.locator('input[type=password]').fill('4826');
    await page.keyboard.press('Enter');
    // the customer's screen has a switch of its own
    await page.locator('.rail').waitFor();
    await page.getByRole('button', { name: '切换语言 / Switch language' }).or(page.getByRole('button', { name: /中/ })).first().click();
    await page.getByRole('link', { name: '测评' }).click();
    await page.getByRole('option', { name: new RegExp(numbers[2]!) }).click();
    await page.locator('.record-head').getByText('已评').waitFor();
    expect(await page.locator('.page').locator('input, textarea').count()).toBe(0);
    expect(await page.locator('.page').getByText('4 满意').count()).toBe(5);
    expect(await page.locator('.record-head .button.main').count()).toBe(0);
  });

  it('tells a wrong passphrase at the lock, and nothing more', async () => {
    const { page } = session;
    await page.keyboard.press('Control+l');
    await page.getByLabel('口令', { exact: true }).fill('不是这一句话');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').getByText('口令不对').waitFor();
    expect(await page.getByLabel('口令', { exact: true }).inputValue()).toBe('');
    expect(await page.locator('body').innerText()).not.toContain('XC-');
    expect(session.faults).toEqual([]);
  });
});
