import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { zipStream } from '../../main/zip/zipStream.ts';
import { orderAtSigning, signAs } from '../station/bench.ts';
import { barriers } from './barriers.ts';
import { engineer, openByNumber, openSession, prepareFolder, type Session } from './prepared.ts';

/** A Word file whose words stand on its page, in its header and in a note. */
const docx = async (): Promise<Uint8Array<ArrayBuffer>> => {
  const part = (name: string, words: string) => ({ name: `word/${name}.xml`, bytes: [Buffer.from(`<?xml version="1.0"?><w:part xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:p><w:r><w:t>${words}</w:t></w:r></w:p></w:part>`)] });
  const pieces: Buffer[] = [];
  for await (const piece of zipStream([part('header1', '页眉：内部资料'), part('document', '重启步骤'), part('footnotes', '注：须双人操作')])) pieces.push(piece);
  return new Uint8Array(Buffer.concat(pieces));
};

let session: Session;
let number = '';
beforeAll(async () => {
  session = await openSession(await prepareFolder(async (bench) => {
    const { client } = bench;
    const id = await orderAtSigning(bench);
    const { record } = await client.records.get({ id });
    await client.records.execute({ kind: 'move', id, base: record.rev, transition: 'rework', reason: '补附件' });
    await client.files.add({ record: id, file: new Blob(['09:12 线程池已满\n'], { type: 'text/plain' }), name: '应用日志.txt' });
    await client.files.add({ record: id, file: new Blob(['x'.repeat(2_000_001)], { type: 'text/plain' }), name: '全量日志.txt' });
    await client.files.add({ record: id, file: new Blob([await docx()]), name: '方案.docx' });
    await client.files.add({ record: id, file: new Blob([new Uint8Array([1, 2, 3, 4])]), name: '转储.bin' });
    await client.records.execute({ kind: 'move', id, base: (await client.records.get({ id })).record.rev, transition: 'submit' });
    await signAs(bench, id, 'engineer', engineer);
    ({ number } = (await client.records.get({ id })).record);
  }));
}, 180_000);
afterAll(() => session?.close());

it('the signer reads the text beside the paper, is told of what cannot be opened, and refuses without a mouse', async () => {
  const { page } = session;
  await openByNumber(page, number);
  await page.keyboard.press('Control+d');
  const files = page.getByRole('navigation', { name: '单据与附件' });
  await files.getByRole('button', { name: '应用日志.txt' }).focus();
  await page.keyboard.press('Enter');
  await page.getByText('09:12 线程池已满').waitFor();
  await page.getByText(/^还有本屏打不开的附件：转储\.bin。/).waitFor();
  if (process.env['PICTURES']) await page.screenshot({ path: join(process.env['PICTURES'], 'customer-files.png') });
  expect(await page.locator('.file-lacks').count()).toBe(0);
  // what is not shown of a file is said below it
  await files.getByRole('button', { name: '方案.docx' }).click();
  for (const words of ['重启步骤', '页眉：内部资料', '注：须双人操作']) await page.locator('.file-text').getByText(words).waitFor();
  await page.getByText('以上仅为文字，不含图片和版式。', { exact: true }).waitFor();
  if (process.env['PICTURES']) await page.screenshot({ path: join(process.env['PICTURES'], 'customer-word.png') });
  await files.getByRole('button', { name: '全量日志.txt' }).click();
  await page.getByText('文件太长，显示到第 2000000 个字符为止，其后没有显示。', { exact: true }).waitFor();
  await files.getByRole('button', { name: '应用日志.txt' }).click();
  await page.getByText('09:12 线程池已满').waitFor();
  await page.getByText('不便用笔、手指或鼠标签名的').waitFor();
  expect(await barriers(page)).toEqual([]);
  // from the name on: clear, confirm, and the way out, each by Tab
  await page.getByLabel('职务').focus();
  const reached: string[] = [];
  for (let n = 0; n < 6 && !reached.includes('不同意签认'); n += 1) {
    await page.keyboard.press('Tab');
    reached.push(await page.evaluate(() => document.activeElement?.textContent ?? ''));
  }
  expect(reached).toContain('不同意签认');
  await page.keyboard.press('Enter');
  const name = page.getByLabel('姓名', { exact: true });
  await expect.poll(() => name.evaluate((field) => field === document.activeElement)).toBe(true);
  await page.keyboard.type('李建国');
  await page.keyboard.press('Tab');
  await page.keyboard.type('不便手写');
  await page.getByRole('button', { name: '提交' }).focus();
  await page.keyboard.press('Enter');
  await page.getByText('您的意见已记录。').waitFor();
  expect(session.faults).toEqual([]);
}, 120_000);
