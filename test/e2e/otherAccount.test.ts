import { v7 as uuidv7 } from 'uuid';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestStation, passphrase, type TestStation } from '../station/bench.ts';
import { barriers } from './barriers.ts';
import { openBenchWindow, type BenchWindow } from './benchWindow.ts';
import { openByNumber } from './prepared.ts';

let bench: TestStation;
let window: BenchWindow;
let number = '';
beforeAll(async () => {
  bench = await createTestStation();
  await bench.setUp('projectManager');
  const id = uuidv7();
  const made = await bench.client.records.execute({ kind: 'create', id, form: 'service-order', data: { type: 'support', urgency: 'normal', contact: '李建国', place: '三楼机房', request: '申报页面打开缓慢' } });
  ({ number } = await bench.client.records.execute({ kind: 'move', id, base: made.rev, transition: 'dispatch' }));
  await bench.client.station.lock();
  window = await openBenchWindow(bench);
}, 120_000);
afterAll(() => window?.close());

it('a manager alone is told that an engineer starts the work, adds one with one press, and hands the desk to him', async () => {
  const { page } = window;
  await openByNumber(page, number);
  const head = page.locator('.record-head');
  await head.getByText('等工程师“开始服务”').waitFor();
  await head.getByText('本机没有工程师账号可换。').waitFor();
  if (process.env['PICTURES']) await page.screenshot({ path: join(process.env['PICTURES'], 'other-nobody.png') });
  expect(await barriers(page)).toEqual([]);
  await head.getByRole('button', { name: '添加工程师' }).click();
  const form = page.getByRole('form', { name: '添加人员' });
  expect(await form.getByLabel('角色').inputValue()).toBe('engineer');
  await form.getByLabel('姓名', { exact: true }).fill('王芳');
  await form.getByLabel('口令', { exact: true }).fill(passphrase);
  await form.getByRole('button', { name: '添加' }).click();
  await page.getByRole('listitem').filter({ hasText: '王芳' }).waitFor();
  // the address asks for nobody any more
  await expect.poll(() => new URL(page.url()).hash).toBe('#/settings/accounts');
  await openByNumber(page, number);
  await head.getByRole('button', { name: '换 王芳 登录' }).click();
  // the lock screen waits for her, and she comes to the same paper
  expect(await page.getByRole('radio', { name: '王芳' }).isChecked()).toBe(true);
  await page.getByLabel('口令', { exact: true }).fill(passphrase);
  await page.keyboard.press('Enter');
  await head.getByRole('button', { name: '开始服务' }).waitFor();
  expect(window.faults).toEqual([]);
}, 120_000);
