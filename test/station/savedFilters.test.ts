import { afterAll, beforeAll, expect, it } from 'vitest';
import { codesOf, createTestStation, orderAtSigning, passphrase, type TestStation } from './bench.ts';

let bench: TestStation;
beforeAll(async () => {
  bench = await createTestStation();
  await bench.setUp();
});
afterAll(() => bench?.remove());
const filter = { id: '0199c1d1-0000-7000-8000-00000000000a', name: '我的磁盘', form: 'service-order', text: '磁盘', sort: { by: 'updatedAt', down: true } } as const;

it('filters are kept by person, one of a name in a form, and forgotten on request', async () => {
  await bench.client.lists.saveFilter(filter);
  const again = await bench.client.lists.saveFilter({ ...filter, id: '0199c1d1-0000-7000-8000-00000000000b', text: '内存' });
  expect(again.map(({ text }) => text)).toEqual(['内存']);
  expect(await codesOf(bench.client.lists.saveFilter({ ...filter, form: 'nothing' }))).toEqual(['form-unknown']);
  const other = await bench.client.station.addAccount({ name: '王工', role: 'engineer', passphrase: '另一个-口令-2021' });
  const { accounts } = await bench.client.station.lock();
  await bench.client.station.unlock({ account: other.id, passphrase: '另一个-口令-2021' });
  expect(await bench.client.lists.filters()).toEqual([]);
  await bench.client.station.lock();
  await bench.client.station.unlock({ account: accounts!.find(({ name }) => name === '张晓明')!.id, passphrase });
  expect(await bench.client.lists.filters()).toHaveLength(1);
  expect(await bench.client.lists.dropFilter({ id: '0199c1d1-0000-7000-8000-00000000000b' })).toEqual([]);
});

it('papers that are not sealed are left out of a ZIP of chosen ones', async () => {
  const id = await orderAtSigning(bench);
  const zip = Buffer.from(await (await bench.client.documents.bundle({ from: '2026-01-01', to: '2026-01-02', ids: [id], lang: 'zh', recipient: '甲方' })).arrayBuffer());
  expect(zip.includes('.pdf')).toBe(false);
  expect(zip.includes('SHA256SUMS')).toBe(true);
});
