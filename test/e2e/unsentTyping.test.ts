import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestStation, enrol, newKey, type TestStation } from '../station/bench.ts';
import { openBenchWindow, type BenchWindow } from './benchWindow.ts';
import { openByNumber } from './prepared.ts';

let bench: TestStation;
let window: BenchWindow;
let order: { id: string; number: string };

beforeAll(async () => {
  bench = await createTestStation();
  await bench.setUp('projectManager');
  order = await bench.client.records.execute({ kind: 'create', id: uuidv7(), form: 'service-order', data: { request: '原来的描述' } });
  enrol(bench, newKey());
  // headquarters has acknowledged all there is
  bench.station.core.open().store.write((writer) => writer.setMeta('acked-seq', String(writer.head().seq)));
  await bench.client.station.lock();
  window = await openBenchWindow(bench);
});
afterAll(async () => { await window?.close(); });

const edits = () => bench.station.core.open().store.read.history(order.id).filter(({ event }) => event.kind === 'edited');

it('what is typed is never told as being at headquarters, and makes no operation a key', async () => {
  const { page } = window;
  await openByNumber(page, order.number);
  const strip = page.locator('.strip');
  await strip.getByText('已到总部').waitFor();
  await page.getByRole('button', { name: '未上传 0' }).waitFor();
  await page.getByRole('textbox', { name: '需求/故障描述' }).pressSequentially('专网端审核页面响应慢');
  // at once, before the station has heard of it
  expect(await strip.getByText('已到总部').count()).toBe(0);
  await strip.getByText('有未提交的填写').waitFor();
  await page.getByRole('button', { name: '未上传 1' }).waitFor();
  await page.getByRole('option', { name: new RegExp(order.number) }).getByLabel('未上传').waitFor();
  expect(edits()).toEqual([]);
  await window.snap('typing-not-submitted');
});

it('sending now submits it first', async () => {
  const { page } = window;
  await page.getByRole('button', { name: '未上传 1' }).click();
  await page.getByRole('button', { name: '现在上传' }).click();
  await page.getByRole('button', { name: '现在上传' }).waitFor();
  expect(edits()).toHaveLength(1);
  await expect.poll(() => bench.station.core.open().sync.status()).toMatchObject({ unsent: 1, typed: 0 });
  await page.getByRole('button', { name: '未上传 1' }).waitFor();
});

it('what a cut left behind counts as well, is named where it is sent from, and goes with the next sending', async () => {
  const { page } = window;
  const { record } = await bench.client.records.get({ id: order.id });
  await bench.client.records.saveDraft({ id: order.id, base: record.rev, set: { place: '三楼机房' }, unset: [] });
  await page.getByRole('button', { name: '未上传 2' }).waitFor();
  await page.getByText('1 张单据有未提交的填写').waitFor();
  await window.snap('typing-in-settings');
  await page.getByRole('button', { name: '现在上传' }).click();
  await expect.poll(() => edits().length).toBe(2);
  await page.getByText('张单据有未提交的填写').waitFor({ state: 'detached' });
  expect(window.faults).toEqual([]);
});

it('what a record takes no more is kept beside it, counts no longer, and goes on a second press', async () => {
  const { page } = window;
  const { record } = await bench.client.records.get({ id: order.id });
  await bench.client.records.saveDraft({ id: order.id, base: record.rev, set: { place: '四楼机房' }, unset: [] });
  await bench.client.records.execute({ kind: 'move', id: order.id, base: record.rev, transition: 'void', reason: '重复登记' });
  bench.station.core.open().store.write((writer) => writer.setMeta('acked-seq', String(writer.head().seq)));
  await openByNumber(page, order.number);
  const left = page.getByRole('status', { name: '未被收下的填写' });
  await left.getByText('服务地点：四楼机房').waitFor();
  await page.locator('.strip').getByText('已到总部').waitFor();
  await window.snap('typing-not-taken');
  // struck through, the word 作废 would say that the voiding was taken back
  expect(await page.locator(`.tone[data-tone='void']`).evaluateAll((marks) => marks.map((mark) => [mark.textContent, getComputedStyle(mark).textDecorationLine]))).toContainEqual(['作废', 'none']);
  await left.getByRole('button', { name: '放弃我填写的' }).click();
  await left.getByRole('button', { name: '确定放弃，不再保留' }).click();
  await left.waitFor({ state: 'detached' });
  expect((await bench.client.records.get({ id: order.id })).draft).toBeUndefined();
  expect(window.faults).toEqual([]);
});
