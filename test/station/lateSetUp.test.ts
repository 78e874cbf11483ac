import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { profileSchema } from '../../domain/contract/profile.ts';
import { takeReference } from '../../main/station/reference.ts';
import { createStationAt, type TestStation } from './bench.ts';

/** A station is set up with the shipped contract, long after the term of it; then the real one is sent (docs/decisions/0034). */
let bench: TestStation;
let openAt: (time: string) => Promise<void>;
const term = { from: '2026-01-01', to: '2026-12-31' };

beforeAll(async () => {
  ({ bench, openAt } = await createStationAt('2025-11-03T09:00:00+08:00'));
  await bench.setUp('projectManager');
  await bench.client.records.execute({ kind: 'create', id: uuidv7(), form: 'problem', data: { title: '夜间批处理偶发超时', category: 'database', registeredAt: '2025-11-03T08:30+08:00' } });
  const { store, site } = bench.station.core.open();
  const profile = profileSchema.parse(JSON.parse(store.read.meta('profile')!));
  store.write((writer) => takeReference(writer, 'profile', { ...profile, version: profile.version + 1, term }, { profile, site: site.code }));
});
afterAll(() => bench.remove());

it('owes and lists nothing of a contract whose term was over before anything was kept', async () => {
  await openAt('2026-01-12T09:00:00+08:00');
  const { items } = await bench.client.agenda.between({ from: '2025-11-01', to: '2026-01-31' });
  expect(items.filter(({ source, due }) => source !== 'clock' && due < term.from).map(({ row, due }) => [row, due])).toEqual([]);
  expect(items.some(({ begins }) => begins >= term.from)).toBe(true);
  expect(new Set((await bench.client.reports.periods()).map((period) => period.term.from))).toEqual(new Set([term.from]));
});
