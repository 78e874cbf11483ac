import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchBrowser, type OpenBrowser } from '../browser.ts';
import { openHeadquarters, type TestHeadquarters } from '../sync/headquarters.ts';
import { barriers } from './barriers.ts';
import { collectFaults } from './shell.ts';

/** A browser that speaks another language than the page: what the browser would say of a form is said by the page. */
let hq: TestHeadquarters;
let browser: OpenBrowser;
beforeAll(async () => {
  hq = await openHeadquarters();
  browser = await launchBrowser({ locale: 'en-US' });
}, 180_000);
afterAll(async () => {
  await browser?.close();
  await hq?.stop();
});

it('what a form lacks is said in the language of the page, which can be changed there too', async () => {
  const { page } = browser;
  const faults = collectFaults(page);
  await page.goto(`${hq.address}/login?lang=zh`);
  await page.getByRole('button', { name: '进入' }).click();
  await page.getByRole('alert').getByText('请填写“姓名”。').waitFor();
  await page.getByLabel('姓名').fill('刘经理');
  await page.getByRole('button', { name: '进入' }).click();
  await page.getByRole('alert').getByText('请填写“密码”。').waitFor();
  expect(await page.getByLabel('姓名').inputValue()).toBe('刘经理');
  await page.getByRole('link', { name: 'English' }).click();
  await page.getByRole('button', { name: 'Enter' }).waitFor();
  // so does a page of an error
  await page.goto(`${hq.address}/nowhere?lang=en`);
  await page.getByRole('link', { name: '中文' }).click();
  await page.getByRole('heading', { name: '没有这一页' }).waitFor();
  expect(faults.filter((each) => !/ (403|404) | status of 40[34]|^40[34] /.test(each))).toEqual([]);
});

it('a file is chosen in the words of the page', async () => {
  const { page } = browser;
  await page.goto(`${hq.address}/verify?lang=zh`);
  await page.getByText('没有选择文件').waitFor();
  if (process.env['PICTURES']) await page.screenshot({ path: `${process.env['PICTURES']}/verify-file.png` });
  expect(await barriers(page)).toEqual([]);
  await page.getByRole('button', { name: '核验' }).first().click();
  await page.getByText('请选一个文件。').waitFor();
  await page.getByLabel(/^PDF 或单据导出/).setInputFiles({ name: '存证.json', mimeType: 'application/json', buffer: Buffer.from('{}') });
  await page.getByText('没有选择文件').waitFor({ state: 'hidden' });
  if (process.env['PICTURES']) await page.screenshot({ path: `${process.env['PICTURES']}/verify-file-chosen.png` });
});
