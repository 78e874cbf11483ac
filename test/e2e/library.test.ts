import { afterAll, beforeAll, expect, it } from 'vitest';
import { barriers } from './barriers.ts';
import { openSession, prepareFolder, type Session } from './prepared.ts';

let session: Session;
beforeAll(async () => { session = await openSession(await prepareFolder()); }, 120_000);
afterAll(() => session?.close());

it('one press registers a document with its template in it', async () => {
  const { page } = session;
  await page.evaluate(() => { location.hash = '#/library'; });
  await page.getByRole('heading', { name: '文档模板' }).waitFor();
  expect(await barriers(page)).toEqual([]);
  await page.getByRole('button', { name: '按模板新建 测试用例（系统测试）' }).click();
  await page.locator('.record-head').getByText(/^WD-/).waitFor();
  await page.getByText('测试用例（系统测试） V1.0.docx').first().waitFor();
  expect(session.faults).toEqual([]);
}, 60_000);

it('help is found from the search box', async () => {
  const { page } = session;
  await page.keyboard.press('Control+k');
  await page.getByRole('dialog').getByRole('combobox').fill('拒评');
  await page.getByRole('option', { name: '帮助：测评' }).click();
  await page.getByRole('dialog', { name: '测评' }).getByText('拒评也会记录').waitFor();
  expect(session.faults).toEqual([]);
}, 60_000);
