import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ContractProfile } from '../../domain/contract/profile.ts';
import type { StationClient } from '../../renderer/client.ts';
import { rereadKey } from '../../main/station/afterUpdate.ts';
import { createTestStation, passphrase, type TestStation } from '../station/bench.ts';
import { openHeadquarters, type TestHeadquarters } from './headquarters.ts';
import { deskClientOf, drawFigureAt, openSite, sendAll, signDrawnAt, signFigureAt } from './sites.ts';
import { joinAs } from './webVisitor.ts';

/** Figures signed at a site, and a contract sent down, that had not seen each other (docs/decisions/0027). */
let hq: TestHeadquarters;
let headquarters: StationClient;
let here: TestStation;
let beside: TestStation;
/** of what is asked of headquarters: what the line does not carry for now */
let deafTo: string | null = null;
const through: typeof fetch = (input, init) => (deafTo !== null && String(input).includes(deafTo) ? Promise.reject(new Error('cut')) : fetch(input, init));
const by = { id: 'a', name: '刘经理' };
const reply = 'rules.complaint-reply.figure';
const replyOf = (profile: ContractProfile): unknown => profile.rules.find(({ id }) => id === 'complaint-reply')!.figure;
const withReply = (profile: ContractProfile, figure: number): ContractProfile => ({ ...profile, rules: profile.rules.map((rule) => (rule.id === 'complaint-reply' ? { ...rule, figure } : rule)) });

beforeAll(async () => {
  hq = await openHeadquarters();
  here = await openSite(hq, 'BJ01', 'A1', 'projectManager', { fetch: through });
  beside = await openSite(hq, 'BJ01', 'B1', 'projectManager');
  headquarters = deskClientOf(hq, await joinAs(hq.address, hq.adminCode, '刘经理'));
}, 240_000);
afterAll(async () => {
  for (const each of [here, beside]) await each?.remove();
  await hq?.stop();
});
/** The contract in force, which is the same at headquarters and at both stations of the site. */
const agreed = async (): Promise<ContractProfile> => {
  for (const each of [here, beside]) await sendAll(each);
  const there = await headquarters.station.profile();
  for (const { client } of [here, beside]) expect(await client.station.profile()).toEqual(there);
  return there;
};

/** The program at the desk ends and starts again. */
const startAgain = async (): Promise<void> => {
  await here.station.close();
  here = await createTestStation({ dataFolder: here.dataFolder, fetch: through });
  const accounts = (await here.client.station.status()).accounts!;
  await here.client.station.unlock({ account: accounts[0]!.id, passphrase });
};
/** A figure signed after headquarters took the paper back: its seal is in conflict. */
const sealInConflict = async (figure: string): Promise<string> => {
  const drawn = await drawFigureAt(here, reply, figure);
  await sendAll(here);
  expect(await hq.desk.reassign(by, { id: drawn, to: null, reason: '另拟' })).toMatchObject({ ok: true });
  await signDrawnAt(here, drawn);
  return drawn;
};

it('signed while a contract was on its way down: headquarters has it later, and lays it over the contract sent, and so does every station', async () => {
  const before = await agreed();
  expect(await hq.desk.send(by, { what: 'profile', body: { ...before, version: before.version + 1, contractNo: 'HT-补一' } })).toMatchObject({ ok: true });
  await signFigureAt(here, reply, '5');
  expect(await here.client.station.profile()).toMatchObject({ version: before.version + 1, contractNo: before.contractNo });
  await sendAll(here);
  // what was laid over it outlives the program
  await startAgain();
  const now = await agreed();
  expect(now).toMatchObject({ version: before.version + 2, contractNo: 'HT-补一' });
  expect(replyOf(now)).toBe(5);
}, 180_000);

it('signed and sent before: the contract sent down is the later one, also for a station that reads both at once', async () => {
  const before = await agreed();
  await signFigureAt(here, reply, '6');
  await sendAll(here);
  const inLog = await headquarters.station.profile();
  expect([inLog.version, replyOf(inLog)]).toEqual([before.version + 1, 6]);
  // what was drawn up over the contract before says so, and is not sent
  expect(await hq.desk.send(by, { what: 'profile', body: { ...before, version: before.version + 1 } })).toMatchObject({ ok: false, error: [{ code: 'version-not-raised' }] });
  expect(await hq.desk.send(by, { what: 'profile', body: withReply({ ...before, version: before.version + 2 }, 8) })).toMatchObject({ ok: true });
  const now = await agreed();
  expect([now.version, replyOf(now)]).toEqual([before.version + 2, 8]);
}, 180_000);

it('both change one figure: what was signed over another value than the one sent changes nothing anywhere', async () => {
  const before = await agreed();
  expect(await hq.desk.send(by, { what: 'profile', body: withReply({ ...before, version: before.version + 1 }, 10) })).toMatchObject({ ok: true });
  await signFigureAt(here, reply, '4');
  expect(replyOf(await here.client.station.profile())).toBe(4);
  const now = await agreed();
  expect([now.version, replyOf(now)]).toEqual([before.version + 1, 10]);
  // and the next one signed is over what is in force
  await signFigureAt(here, reply, '3');
  expect(replyOf(await agreed())).toBe(3);
}, 180_000);

it('signed while headquarters took the draft back: the seal counts nowhere, and the contract after it has the same version everywhere', async () => {
  const before = await agreed();
  const drawn = await drawFigureAt(here, reply, '9');
  await sendAll(here);
  expect(await hq.desk.reassign(by, { id: drawn, to: null, reason: '另拟' })).toMatchObject({ ok: true });
  await signDrawnAt(here, drawn);
  expect(replyOf(await here.client.station.profile())).toBe(9);
  expect(await agreed()).toEqual(before);
  expect((await here.client.records.get({ id: drawn })).record.seal).toBeUndefined();
  expect(await hq.desk.send(by, { what: 'profile', body: withReply({ ...before, version: before.version + 1 }, 12) })).toMatchObject({ ok: true });
  expect(await agreed()).toMatchObject({ version: before.version + 1 });
}, 180_000);

it('taken by a decision of headquarters: what was signed counts from the decision on, at its own station, the others and headquarters alike', async () => {
  const station = here.station.core.open().identity.station;
  const before = await agreed();
  const drawn = await sealInConflict('9');
  expect(await agreed()).toEqual(before);
  expect(await hq.desk.decide(by, { doc: drawn, station, took: 'branch', set: {}, unset: [] })).toMatchObject({ ok: true });
  expect([await headquarters.station.profile()].map((there) => [there.version, replyOf(there)])).toEqual([[before.version + 1, 9]]);
  const taken = await agreed();
  expect([taken.version, replyOf(taken)]).toEqual([before.version + 1, 9]);
  expect((await here.client.records.get({ id: drawn })).record.seal).toBeDefined();

  // the conflict and its decision come down in one page, between a contract sent before and one sent after
  const second = await sealInConflict('7');
  deafTo = '/v1/pull';
  await here.client.sync.now();
  deafTo = null;
  expect(await hq.desk.send(by, { what: 'profile', body: { ...taken, version: taken.version + 1, contractNo: 'HT-补二' } })).toMatchObject({ ok: true });
  expect(await hq.desk.decide(by, { doc: second, station, took: 'branch', set: {}, unset: [] })).toMatchObject({ ok: true });
  const both = await agreed();
  expect([both.version, both.contractNo, replyOf(both)]).toEqual([taken.version + 2, 'HT-补二', 7]);
  expect(await hq.desk.send(by, { what: 'profile', body: withReply({ ...both, version: both.version + 1 }, 12) })).toMatchObject({ ok: true });
  expect(await agreed()).toMatchObject({ version: both.version + 1 });
}, 180_000);

it('taken by a decision that an earlier program read and did not count: counted by itself after the update, before what was signed later', async () => {
  const station = here.station.core.open().identity.station;
  const before = await agreed();
  const drawn = await sealInConflict('14');
  await sendAll(here);
  expect(await hq.desk.decide(by, { doc: drawn, station, took: 'branch', set: {}, unset: [] })).toMatchObject({ ok: true });
  const decided = await agreed();
  expect(replyOf(decided)).toBe(14);
  // as that program left it: the decision is in its place and the paper sealed, the contract without it
  const asBefore = async (isUpdated: boolean): Promise<void> => {
    here.station.core.open().store.write((writer) => {
      writer.setMeta('profile', JSON.stringify(before));
      if (isUpdated) writer.setMeta(rereadKey, null);
    });
    await startAgain();
  };
  await asBefore(true);
  expect(await agreed()).toEqual(decided);

  // under that program a figure was signed over the one of before, which headquarters had no more
  await asBefore(false);
  await signFigureAt(here, reply, '15');
  await sendAll(here);
  expect(replyOf(await here.client.station.profile())).toBe(15);
  here.station.core.open().store.write((writer) => writer.setMeta(rereadKey, null));
  await startAgain();
  expect(await agreed()).toEqual(decided);
}, 180_000);

it('with a headquarters of an earlier release, which says nothing of seals that applied: the contracts still agree, and the next one is the next version', async () => {
  await hq.rows(`create function say_nothing() returns trigger language plpgsql as $$ begin
    if new.kind = 'outcome' and new.outcome = 'applied' and new.reason is null then new.audience := 'nobody'; end if; return new; end $$`);
  await hq.rows('create trigger say_nothing before insert on notice for each row execute function say_nothing()');
  try {
    const before = await agreed();
    await signFigureAt(here, reply, '11');
    const now = await agreed();
    expect([now.version, replyOf(now)]).toEqual([before.version + 1, 11]);
    expect(await hq.desk.send(by, { what: 'profile', body: withReply({ ...now, version: now.version + 1 }, 13) })).toMatchObject({ ok: true });
    const later = await agreed();
    expect([later.version, replyOf(later)]).toEqual([now.version + 1, 13]);
  } finally {
    await hq.rows('drop trigger say_nothing on notice');
  }
}, 180_000);
