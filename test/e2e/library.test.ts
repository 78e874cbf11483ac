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
});

it('help is found from the search box', async () => {
  const { page } = session;
  await page.keyboard.press('Control+k');
  await page.getByRole('dialog').getByRole('combobox').fill('拒评');
  await page.getByRole('option', { name: '帮助：测评' }).click();
  await page.getByRole('dialog', { name: '测评' }).getByText('拒评也会记录').waitFor();
  expect(session.faults).toEqual([]);
});

it('F1 says what the screen one is on is for', async () => {
  const { page } = session;
  await page.keyboard.press('Escape');
  for (const [place, title, words] of [['library', '文档模板', '可编辑的 DOCX'], ['document-list', '文档清单', '移交清单'], ['outbox', '发件箱', '草稿（.eml）'], ['report', '季度/年度报告', '视为通过'], ['sign-files', '签署文件', '把签名文件带回去'], ['known-errors', '已知错误', '规避办法']] as const) {
    await page.evaluate((screen) => { location.hash = `#/${screen}`; }, place);
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.locator('main').getByRole('heading').first().waitFor();
    await page.keyboard.press('F1');
    await page.getByRole('dialog', { name: title }).getByText(words).waitFor();
    await page.keyboard.press('Escape');
  }
  expect(session.faults).toEqual([]);
});
