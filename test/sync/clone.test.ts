import { cpSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { keyFingerprint } from '../../domain/api/keys.ts';
import { createFolder, openHeadquarters, type TestHeadquarters } from './headquarters.ts';
import { openStation, type TestStation } from './station.ts';
import { joinAs, type Visitor } from './webVisitor.ts';

let hq: TestHeadquarters;
let admin: Visitor;
beforeAll(async () => {
  hq = await openHeadquarters();
  admin = await joinAs(hq.address, hq.adminCode, '管理');
});
afterAll(() => hq.stop());

/** A station in step with headquarters whose folder was copied then, and both copies open. */
const copied = async (code: string): Promise<{ first: TestStation; copy: TestStation; device: () => Promise<unknown>; close: () => Promise<void> }> => {
  const folder = createFolder();
  const station = await openStation(folder, code);
  await station.sync.enrol(hq.address, await hq.createEnrolmentCode());
  station.writeRecords(1);
  await station.sync.now();
  await station.close();
  cpSync(folder, `${folder}-copy`, { recursive: true });
  const [first, copy] = [await openStation(folder, code), await openStation(`${folder}-copy`, code)];
  const device = async (): Promise<unknown> => (await hq.rows('select state, fork_seq, behind_seq from device where code = $1', [code]))[0];
  return { first, copy, device, close: async () => void (await Promise.all([first.close(), copy.close()])) };
};
const audited = async (what: string, code: string): Promise<number> => (await hq.rows('select 1 from audit where what = $1 and subject like $2', [what, `${code}%`])).length;
const rowOf = async (code: string): Promise<string> => new RegExp(`<tr><th scope="row">${code}[\\s\\S]*?</tr>`).exec((await admin.get('/stations?lang=en')).text)![0];

it.each([['C1', 2, 3], ['C2', 3, 2], ['C3', 2, 2], ['C4', 5, 1]])('%s: a copied folder that writes on is frozen and told (first %i records, copy %i)', async (code, ours, theirs) => {
  const { first, copy, device, close } = await copied(code);
  first.writeRecords(ours);
  expect(await first.sync.now()).toMatchObject({ state: 'connected' });
  const [lost] = copy.writeRecords(theirs);
  const told = await copy.sync.now();
  expect(told).toMatchObject({ state: 'refused', lastError: { code: 'station-forked' } });
  // the papers headquarters does not have are named
  expect(told.lastError?.detail?.split(' ')).toContain(copy.store.read.record(lost!)!.number);
  expect(await device()).toMatchObject({ state: 'frozen' });
  expect(await audited('station-forked', code)).toBe(1);
  // who agrees with headquarters is told that it is frozen, also with nothing to send
  expect(await first.sync.now()).toMatchObject({ state: 'refused', lastError: { code: 'station-frozen' } });
  first.writeRecords(1);
  expect(await first.sync.now()).toMatchObject({ state: 'refused', lastError: { code: 'station-frozen' } });
  await close();
});

it('lets the copy that agrees with headquarters go on once a person decided, and the other one not', async () => {
  const { first, copy, device, close } = await copied('D1');
  first.writeRecords(2);
  await first.sync.now();
  copy.writeRecords(1);
  await copy.sync.now();
  first.writeRecords(1);
  const id = first.identity.station;
  expect(await rowOf('D1')).toContain(`/stations/${id}/unfreeze`);
  expect((await admin.get(`/stations/${id}/unfreeze?lang=en`)).text).toContain('new enrolment code');
  expect((await admin.post(`/stations/${id}/unfreeze`)).location).toBe('/stations?said=station-unfrozen');
  expect(await device()).toEqual({ state: 'active', fork_seq: null, behind_seq: null });
  expect(await audited('station-unfrozen', 'D1')).toBe(1);
  expect((await admin.get(`/stations/${id}/unfreeze`)).status).toBe(404);
  // the other one may call again: it freezes nobody and is taken in by no code under this name
  copy.writeRecords(1);
  expect(await copy.sync.now()).toMatchObject({ state: 'refused', lastError: { code: 'station-forked' } });
  expect(await copy.sync.enrol(hq.address, await hq.createEnrolmentCode())).toMatchObject({ ok: false, error: [{ code: 'station-forked' }] });
  expect(await first.sync.now()).toMatchObject({ state: 'connected', unsent: 0 });
  expect(await device()).toMatchObject({ state: 'active' });
  // a folder of its own, another code: a new station
  const anew = await openStation(createFolder(), 'D9');
  expect(await anew.sync.enrol(hq.address, await hq.createEnrolmentCode())).toMatchObject({ ok: true });
  anew.writeRecords(1);
  expect(await anew.sync.now()).toMatchObject({ state: 'connected', unsent: 0 });
  await anew.close();
  await close();
});

it('tells an older folder put back from a fork, and is shown at headquarters', async () => {
  const { first, copy, device, close } = await copied('B1');
  first.writeRecords(2);
  await first.sync.now();
  const [own, theirs] = [copy.store.read.head().seq, first.store.read.head().seq];
  expect(await copy.sync.now()).toMatchObject({ state: 'refused', lastError: { code: 'station-behind', detail: `${own} / ${theirs}` } });
  expect(await device()).toEqual({ state: 'active', fork_seq: null, behind_seq: own });
  expect(await rowOf('B1')).toContain(`Older data: it has operations up to ${own}, headquarters up to ${theirs}`);
  // the newest folder is back
  expect(await first.sync.now()).toMatchObject({ state: 'connected' });
  expect(await device()).toEqual({ state: 'active', fork_seq: null, behind_seq: null });
  // written on, it is a fork
  copy.writeRecords(1);
  expect(await copy.sync.now()).toMatchObject({ state: 'refused', lastError: { code: 'station-forked' } });
  expect(await device()).toMatchObject({ state: 'frozen' });
  await close();
});

it('takes an older folder for no fork because the station is frozen', async () => {
  const { first, copy, close } = await copied('B2');
  first.writeRecords(1);
  await first.sync.now();
  await hq.rows(`update device set state = 'frozen', fork_seq = 1 where code = 'B2'`);
  expect(await copy.sync.now()).toMatchObject({ state: 'refused', lastError: { code: 'station-behind' } });
  expect(await first.sync.now()).toMatchObject({ state: 'refused', lastError: { code: 'station-frozen' } });
  await close();
});

it('shows its own fingerprint, and the whole key where papers are verified', async () => {
  const station = await openStation(createFolder(), 'F1');
  await station.sync.enrol(hq.address, await hq.createEnrolmentCode());
  const key = station.store.read.meta('hq.key')!;
  expect(station.sync.status().keys?.headquarters).toBe(keyFingerprint(key));
  expect((await admin.get('/stations')).text).toContain(keyFingerprint(key));
  expect((await admin.post('/stations/codes')).text).toContain(keyFingerprint(key));
  const verify = (await admin.get('/verify')).text;
  expect(verify).toContain(keyFingerprint(key));
  expect(verify).toContain(key);
  await station.close();
});
