import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { profileSchema } from '../../domain/contract/profile.ts';
import type { Rec } from '../../domain/record/record.ts';
import { takeReference } from '../../main/station/reference.ts';
import { createTestStation, orderAtSigning, passphrase, signAs, type TestStation } from './bench.ts';

/** A correction is a paper of its own, to be handed in on the day it is made (R27), whatever times its original told (docs/decisions/0031). */
let now = Date.parse('2026-10-12T12:00:00+08:00');
let bench: TestStation;
let original = '';
let correction: Rec;
const goTo = (at: string): void => {
  now = Date.parse(at);
  bench.station.core.touch();
};
const move = async (id: string, transition: string): Promise<void> => {
  const { record } = await bench.client.records.get({ id });
  await bench.client.records.execute({ kind: 'move', id, base: record.rev, transition });
};
const duesOf = async (id: string) => Object.fromEntries((await bench.client.records.get({ id })).clocks.map((clock) => [clock.id, clock.due]));
const workOf = async (id: string) => (await bench.client.today.sheet()).work.find(({ record }) => record.id === id)?.due;
const openAgain = async (): Promise<void> => {
  await bench.client.station.lock();
  await bench.client.station.unlock({ account: (await bench.client.station.status()).accounts![0]!.id, passphrase });
};
const stored = (rule = 'document-submit') => bench.station.core.open().store.read.clocksBetween('2026-10-01T00:00:00+08:00', '2026-12-31T23:59:59+08:00').filter(({ id, clock }) => id === correction.id && clock === rule);

beforeAll(async () => {
  bench = await createTestStation({ clock: { now: () => now, mono: () => now } });
  await bench.setUp();
  original = await orderAtSigning(bench);
  await signAs(bench, original, 'engineer', '张晓明', '运维工程师');
  await bench.client.handover.begin({ id: original });
  await signAs(bench, original, 'supervisor', '李建国');
  await bench.client.handover.end({ secret: passphrase });
});
afterAll(() => bench.remove());

it('is due at the end of the day it is made, and is no overdue work before', async () => {
  goTo('2026-10-21T10:00:00+08:00');
  correction = await bench.client.records.execute({ kind: 'create', id: uuidv7(), form: 'service-order', data: { advice: '补充建议' }, corrects: original });
  expect(correction.data['requestedAt']).toBe('2026-10-12T08:30+08:00');
  expect(await duesOf(correction.id)).toEqual({ 'document-submit': '2026-10-21T23:59:59+08:00' });
  expect(await workOf(correction.id)).toBe('2026-10-21T23:59:59+08:00');
  expect((await bench.client.agenda.between({ from: '2026-10-12', to: '2026-10-12' })).items.filter(({ record }) => record?.id === correction.id)).toEqual([]);
});

it('is handed in on that day, and filed within five working days of it', async () => {
  for (const transition of ['dispatch', 'start', 'submit']) await move(correction.id, transition);
  expect(stored()).toMatchObject([{ due: '2026-10-21T23:59:59+08:00', kept: '2026-10-21T10:00:00+08:00' }]);
  expect(await duesOf(correction.id)).toMatchObject({ 'document-archive': '2026-10-28T23:59:59+08:00' });
});

it('is reckoned so after the update too, where an earlier release had it late', async () => {
  const { store } = bench.station.core.open();
  const right = stored();
  store.write((writer) => {
    writer.putClocks(correction.id, [{ clock: 'document-submit', started: '2026-10-12T08:30+08:00', due: '2026-10-12T23:59:59+08:00', kept: '2026-10-21T10:00:00+08:00', estimated: false }]);
    writer.setMeta('clocks.basis', 'of an earlier release');
    writer.setMeta('clocks.corrections', null);
  });
  expect(stored()).not.toEqual(right);
  await openAgain();
  expect(stored()).toEqual(right);
});

it('stays kept in time once it is filed, when a contract of the same term gives fewer days', async () => {
  goTo('2026-10-26T10:00:00+08:00');
  await signAs(bench, correction.id, 'engineer', '张晓明', '运维工程师');
  await bench.client.handover.begin({ id: correction.id });
  await signAs(bench, correction.id, 'supervisor', '李建国');
  await bench.client.handover.end({ secret: passphrase });
  await move(correction.id, 'archive');
  const filed = stored('document-archive');
  expect(filed).toMatchObject([{ due: '2026-10-28T23:59:59+08:00', kept: '2026-10-26T10:00:00+08:00' }]);
  const { store, site } = bench.station.core.open();
  const profile = profileSchema.parse(JSON.parse(store.read.meta('profile')!));
  const rules = profile.rules.map((rule) => (rule.id === 'document-archive' ? { ...rule, figure: 1 } : rule));
  store.write((writer) => takeReference(writer, 'profile', { ...profile, version: profile.version + 1, rules }, { profile, site: site.code }));
  await openAgain();
  expect(bench.station.core.open().running.rules.find(({ id }) => id === 'document-archive')?.figure).toBe(1);
  expect(stored('document-archive')).toEqual(filed);
});
