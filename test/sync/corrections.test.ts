import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Rec } from '../../domain/record/record.ts';
import type { StationClient } from '../../renderer/client.ts';
import { codesOf, orderAtSigning, passphrase, signAs, type TestStation } from '../station/bench.ts';
import { openHeadquarters, type TestHeadquarters } from './headquarters.ts';
import { deskClientOf, openSite, sendAll } from './sites.ts';
import { joinAs } from './webVisitor.ts';

/** A paper is corrected as long as a correction of it stands: at the station, at headquarters and at whoever pulls. */
let hq: TestHeadquarters;
let station: TestStation;
let colleague: TestStation;
let manager: StationClient;
const days = { from: '2026-10-01', to: '2026-12-31' };

beforeAll(async () => {
  hq = await openHeadquarters();
  station = await openSite(hq, 'BJ01', 'BJ01', 'engineer');
  colleague = await openSite(hq, 'BJ01', 'BJ03', 'engineer');
  manager = deskClientOf(hq, await joinAs(hq.address, hq.adminCode, '刘经理'));
}, 180_000);
afterAll(async () => {
  await station?.remove();
  await colleague?.remove();
  await hq?.stop();
});

const sign = async (id: string): Promise<void> => {
  await signAs(station, id, 'engineer', '张晓明', '运维工程师');
  await station.client.handover.begin({ id });
  await signAs(station, id, 'supervisor', '李建国');
  await station.client.handover.end({ secret: passphrase });
};
const move = async ({ client }: TestStation, id: string, transition: string, reason?: string): Promise<void> => {
  const { record } = await client.records.get({ id });
  await client.records.execute({ kind: 'move', id, base: record.rev, transition, ...(reason === undefined ? {} : { reason }) });
};
const correct = (id: string, data = {}): Promise<Rec> => station.client.records.execute({ kind: 'create', id: uuidv7(), form: 'service-order', data, corrects: id });
const exchange = async (): Promise<void> => {
  await sendAll(station);
  await sendAll(colleague);
  await station.client.sync.now();
  await colleague.client.sync.now();
};

/** From the records alone, by the way back from the corrections: no mark on the original is asked. */
const countable = async (client: StationClient): Promise<number> => {
  const { rows } = await client.records.list({ form: 'service-order', text: '', offset: 0, limit: 100 });
  const recs = await Promise.all(rows.map(async ({ id }) => (await client.records.get({ id })).record));
  const stands = (rec: Rec): boolean => (!rec.voided && rec.state !== 'void') || replacedBy(rec);
  const replacedBy = (rec: Rec): boolean => recs.some((other) => other.links.some(({ rel, to }) => rel === 'corrects' && to === rec.id) && stands(other));
  return recs.filter((rec) => !rec.voided && rec.state !== 'void' && !replacedBy(rec)).length;
};
const counted = async (): Promise<readonly number[]> => {
  const reports = [(await manager.reports.sheet({ ...days, site: 'BJ01' })).report, await station.client.reports.draft(days), await colleague.client.reports.draft(days)];
  return reports.map(({ figures }) => Number(figures.find(({ id }) => id === 'order.type')!.value));
};
const expectAlike = async (original: string, correctedBy: string | undefined): Promise<void> => {
  await exchange();
  for (const client of [manager, station.client, colleague.client]) expect((await client.records.get({ id: original })).record.correctedBy).toBe(correctedBy);
  const wanted = await Promise.all([manager, station.client, colleague.client].map(countable));
  expect(await counted()).toEqual(wanted);
  expect(new Set(wanted).size).toBe(1);
};

describe('a correction that is thrown away', () => {
  it('leaves its original in force, wherever it is thrown away, and another one may follow', async () => {
    const original = await orderAtSigning(station);
    await sign(original);
    const first = await correct(original);
    await expectAlike(original, first.id);
    expect(await codesOf(correct(original))).toEqual(['already-corrected']);

    // at the desk, before anybody heard of it: another one at once
    await move(station, first.id, 'void', '开错了');
    expect((await station.client.records.get({ id: original })).record.correctedBy).toBeUndefined();
    const second = await correct(original);
    await expectAlike(original, second.id);

    // by headquarters, not signed yet
    await manager.headquarters.void({ id: second.id, reason: '不必更正' });
    await expectAlike(original, undefined);

    // by headquarters, sealed: and its own correction stands in its place until that is void too
    const third = await correct(original, { advice: '补充' });
    for (const transition of ['dispatch', 'start', 'submit']) await move(station, third.id, transition);
    await sign(third.id);
    const fourth = await correct(third.id);
    await expectAlike(original, third.id);
    await manager.headquarters.void({ id: third.id, reason: '张冠李戴' });
    await expectAlike(original, third.id);
    await move(station, fourth.id, 'void', '不要了');
    await expectAlike(original, undefined);

    // at the desk of another station, which may not write the original
    const fifth = await correct(original);
    await exchange();
    const { id: to } = (await manager.headquarters.stations()).find(({ code }) => code === 'BJ03')!;
    await manager.headquarters.reassign({ id: fifth.id, to, reason: '换人' });
    await exchange();
    await move(colleague, fifth.id, 'void', '现场已改');
    await expectAlike(original, undefined);
  }, 240_000);

  it('is one fact when desk and headquarters throw it away without knowing of each other, and the next correction stands', async () => {
    const original = await orderAtSigning(station);
    await sign(original);
    const first = await correct(original);
    await exchange();
    await manager.headquarters.void({ id: first.id, reason: '不必更正' });
    await move(station, first.id, 'void', '开错了');
    const second = await correct(original);
    await expectAlike(original, second.id);
    for (const id of [original, first.id, second.id]) expect((await manager.records.get({ id })).sync?.state).toBe('at-headquarters');
  }, 120_000);
});
