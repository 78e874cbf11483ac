import { createHash } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readRevocations } from '../../main/sync/revoked.ts';
import { codesOf, createTestStation, passphrase, signAs, type TestStation } from '../station/bench.ts';
import { sampleInk } from '../unit/sampleRecords.ts';
import { openHeadquarters, type TestHeadquarters } from './headquarters.ts';
import { enrolAt, sendAll } from './sites.ts';
import { joinAs, type Visitor } from './webVisitor.ts';

/** A report that is signed at another station, with the headquarters that knows both. */
let hq: TestHeadquarters;
let admin: Visitor;
let home: TestStation;
let managers: TestStation;
/** ms the manager's station lives ahead, so that a test waits for no clock */
let ahead = 0;

const newStation = async (code: string, name: string, role: 'engineer' | 'projectManager'): Promise<TestStation> => {
  const bench = await createTestStation({ clock: { now: () => Date.now() + (role === 'projectManager' ? ahead : 0), mono: () => 1 } });
  await bench.client.station.setUp({ profile: 'jifenluohu', site: 'BJ01', stationCode: code, account: { name, role, passphrase } });
  await enrolAt(hq, 'BJ01', bench);
  return bench;
};
beforeAll(async () => {
  hq = await openHeadquarters();
  admin = await joinAs(hq.address, hq.adminCode, '管理员');
  home = await newStation('BJ01', '张晓明', 'engineer');
  managers = await newStation('BJ02', '赵敏', 'projectManager');
}, 120_000);
afterAll(async () => {
  for (const bench of [home, managers]) await bench?.remove();
  await hq?.stop();
});

const askedOf = async (from: string, to: string): Promise<{ id: string; request: Blob }> => {
  const { client } = home;
  const { id } = await client.reports.start({ id: uuidv7(), from, to });
  await client.records.execute({ kind: 'move', id, base: (await client.records.get({ id })).record.rev, transition: 'submit' });
  await signAs(home, id, 'ownSupervisor', '张晓明');
  return { id, request: await client.signing.exportFile({ id, to: '项目部' }) };
};
const revoke = async ({ station: { core } }: TestStation): Promise<void> => {
  const { station } = core.open().identity;
  await admin.get(`/stations/${station}/revoke`);
  expect((await admin.post(`/stations/${station}/revoke`, { reason: '丢失' })).location).toContain('said=station-revoked');
};
const signAway = async (request: Blob): Promise<Blob> => {
  managers.station.core.touch();
  await managers.client.signing.openFile({ file: request });
  const shownHash = createHash('sha256').update(new Uint8Array(await (await managers.client.signing.visitDocument()).arrayBuffer())).digest('hex');
  const ink = sampleInk();
  return managers.client.signing.signFile({ post: '主管经理', place: '', shownHash, consented: true, ink: { ...ink, strokes: ink.strokes.map((stroke) => stroke.map((point) => ({ ...point }))) } });
};
/** The station hears of a revocation at its next contact, also of one it was told before: what was signed after it is refused, what before is opened. */
const openBoth = async (before: Blob, after: Blob) => {
  const { client } = home;
  await sendAll(home);
  await sendAll(home);
  expect(await codesOf(client.signing.openFile({ file: after }))).toEqual(['sign-file-revoked']);
  const seen = await client.signing.openFile({ file: before });
  if (seen.kind !== 'answer') throw new Error('no answer');
  return seen;
};
const expectBothApplied = async (id: string): Promise<void> => {
  await sendAll(home);
  expect(await hq.rows(`select outcome, reason from op where doc = $1 and kind = 'signed' order by server_seq`, [id])).toEqual([{ outcome: 'applied', reason: null }, { outcome: 'applied', reason: null }]);
};

it('stands when its station was revoked afterwards; one given after the revocation is refused with a word, here and at headquarters', async () => {
  const { client } = home;
  const { id, request } = await askedOf('2026-06-27', '2026-09-26');
  const before = await signAway(request);
  await revoke(managers);
  ahead = 60_000;
  const after = await signAway(request);

  const seen = await openBoth(before, after);
  expect(await codesOf(client.signing.takeFile({ file: after, fingerprint: seen.fingerprint }))).toEqual(['sign-file-revoked']);
  const taken = await client.signing.takeFile({ file: before, fingerprint: seen.fingerprint });
  expect(taken.signatures.at(-1)).toMatchObject({ role: 'manager', elsewhere: { station: 'BJ02' } });
  await expectBothApplied(id);
}, 120_000);

it('stands when it says a time after the revocation because its laptop’s clock, as headquarters knows, ran fast; one given later still does not', async () => {
  const { client } = home;
  await managers.remove();
  ahead = 3_600_000;
  managers = await newStation('BJ03', '赵敏', 'projectManager');
  await managers.client.sync.now();
  const { id, request } = await askedOf('2026-03-27', '2026-06-26');
  const before = await signAway(request);
  await revoke(managers);
  ahead += 600_000;
  const after = await signAway(request);
  const seen = await openBoth(before, after);
  await client.signing.takeFile({ file: before, fingerprint: seen.fingerprint });
  await expectBothApplied(id);
  // a clock that runs ahead keeps no later revocation from being heard of
  const other = await newStation('BJ04', '赵敏', 'projectManager');
  try {
    await revoke(other);
    await sendAll(home);
    expect(Object.keys(readRevocations(home.station.core.open().store.read)).sort()).toEqual(['BJ02', 'BJ03', 'BJ04']);
  } finally {
    await other.remove();
  }
}, 120_000);

it('is heard of every station, however many were revoked in one instant', async () => {
  await hq.rows(`insert into device (station, code, key, epoch, state, revoked_at) select gen_random_uuid(), 'Z' || n, 'k', 'e', 'revoked', '2026-09-01T08:00:00Z' from generate_series(1, 1200) n`);
  const before = Object.keys(readRevocations(home.station.core.open().store.read));
  await hq.rows(`update device set revoked_at = date_trunc('milliseconds', now()) where code like 'Z%'`);
  await home.client.sync.now();
  await expect.poll(() => Object.keys(readRevocations(home.station.core.open().store.read)).length, { timeout: 20_000 }).toBe(before.length + 1200);
});
