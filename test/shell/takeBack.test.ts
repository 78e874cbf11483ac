import { afterAll, beforeAll, expect, test } from 'vitest';
import { barriers } from '../e2e/barriers.ts';
import { engineer, openByNumber, openSession, passphrase, prepareFolder, type Session } from '../e2e/prepared.ts';
import { drawName } from '../e2e/shell.ts';
import { orderAtSigning, signAs } from '../station/bench.ts';

/** The customer is called away in the middle of the hand-over. */
let number = '';
let session: Session;
beforeAll(async () => {
  session = await openSession(await prepareFolder(async (station) => {
    number = (await signAs(station, await orderAtSigning(station), 'engineer', engineer, '工程师')).number;
  }));
}, 180_000);
afterAll(() => session?.close());

test('the engineer takes the screen back with nothing signed, nothing refused, and a clean pad for the next one', async () => {
  const { page } = session;
  const handOver = async (): Promise<void> => {
    await page.keyboard.press('Control+d');
    await page.getByRole('button', { name: '不同意签认' }).waitFor();
  };
  const pad = page.getByLabel('手写签名区').first();
  await openByNumber(page, number);
  await handOver();
  await drawName(page, pad);
  await expect.poll(() => page.locator('.pad-hint').count()).toBe(0);

  await page.getByRole('button', { name: '工程师取回' }).click();
  expect(await barriers(page)).toEqual([]);
  await page.getByRole('button', { name: '返回' }).click();
  await page.getByRole('button', { name: '确认签名' }).waitFor();
  await page.getByRole('button', { name: '工程师取回' }).click();
  await page.getByLabel('PIN 或口令').fill('不是这一句话');
  await page.keyboard.press('Enter');
  await page.getByRole('alert').getByText('口令不对').waitFor();
  expect(await page.getByRole('navigation', { name: '主导航' }).count()).toBe(0);
  await page.getByLabel('PIN 或口令').fill(passphrase);
  await page.keyboard.press('Enter');
  await page.getByRole('navigation', { name: '主导航' }).waitFor();
  await page.locator('.record-head').getByText('待签认').waitFor();
  expect(await page.locator('[data-signer=supervisor]').innerText()).not.toContain('拒');

  await handOver();
  await page.locator('.pad-hint').waitFor();
  await page.locator('.signing-paper canvas').first().waitFor();
  expect(await page.locator('.pad-hint').count()).toBe(1);
  expect(session.faults).toEqual([]);
});

test('called away from the survey, the customer finds it open at the next hand-over', async () => {
  const { page } = session;
  const survey = page.getByRole('heading', { name: '请为本次服务评分' });
  await drawName(page, page.getByLabel('手写签名区').first());
  await page.getByRole('checkbox').check();
  await page.getByLabel('姓名', { exact: true }).fill('王建国');
  await page.getByLabel('职务').fill('运维主管');
  await page.getByRole('button', { name: '确认签名' }).click();
  await survey.waitFor({ timeout: 20_000 });
  await page.getByRole('button', { name: '工程师取回' }).click();
  await page.getByText('测评仍待客户填写').waitFor();
  await page.getByLabel('PIN 或口令').fill(passphrase);
  await page.keyboard.press('Enter');
  await page.getByRole('navigation', { name: '主导航' }).waitFor();
  // the paper is asked for anew after the lock; a key before it stands there is nobody's
  await page.locator('.record-head').waitFor();
  await page.keyboard.press('Control+d');
  await survey.waitFor();
  expect(session.faults).toEqual([]);
});
