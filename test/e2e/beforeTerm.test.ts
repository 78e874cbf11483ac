import { afterAll, beforeAll, expect, it } from 'vitest';
import { profileSchema } from '../../domain/contract/profile.ts';
import { takeReference } from '../../main/station/reference.ts';
import { createTestStation, type TestStation } from '../station/bench.ts';
import { openBenchWindow, type BenchWindow } from './benchWindow.ts';

/** The contract is here and its term has not begun; the shipped one was over before anybody worked (docs/decisions/0034). */
let bench: TestStation;
let window: BenchWindow;

beforeAll(async () => {
  bench = await createTestStation();
  await bench.setUp('projectManager');
  const { store, site } = bench.station.core.open();
  const profile = profileSchema.parse(JSON.parse(store.read.meta('profile')!));
  store.write((writer) => void takeReference(writer, 'profile', { ...profile, version: 7, term: { from: '2099-12-15', to: '2100-12-14' } }, { profile, site: site.code }));
  await bench.client.station.lock();
  window = await openBenchWindow(bench);
});
afterAll(async () => {
  await window?.close();
});

it('says so on the board and in the settings, and reports on days of one\'s own', async () => {
  const { page, faults } = window;
  const goTo = (place: string): Promise<void> => page.evaluate((hash) => { location.hash = hash; }, `#${place}`);
  await goTo('board');
  await page.getByText('合同服务期还没有开始，看板从服务期第一天起计算。').waitFor();
  await goTo('settings/contract');
  await page.getByText('2099-12-15 至 2100-12-14 尚未开始，自第一天起执行。').waitFor();
  await window.snap('before-term-settings');
  await goTo('report');
  await page.getByRole('heading', { name: '工作总结' }).first().waitFor();
  expect(await page.getByText('请核对，改正填错的那个时间').count()).toBe(0);
  await window.snap('before-term-report');
  expect(faults).toEqual([]);
});
