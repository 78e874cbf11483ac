import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { profileSchema, type ContractProfile } from '../../domain/contract/profile.ts';
import { sealOp, sectionOf } from '../../domain/record/op.ts';
import { rereadKey } from '../../main/station/afterUpdate.ts';
import { profileAheadKey, profileOriginKey } from '../../main/station/stationKeys.ts';
import { drawFigureAt, signDrawnAt } from '../sync/sites.ts';
import { assetsFolder, createTestStation, passphrase, type TestStation } from './bench.ts';

/** A contract of one's own, drawn up from the sample under the sample's id, and the log read again after an update (docs/decisions/0027). */
const sample = JSON.parse(readFileSync(join(assetsFolder, 'profiles/jifenluohu.json'), 'utf8')) as ContractProfile;
const own = { ...sample, version: 3, contractNo: 'SZ-2026-018', sites: [{ ...sample.sites[0]!, code: 'SZ01' }] };
const reply = 'rules.complaint-reply.figure';
const replyOf = (profile: ContractProfile): unknown => profile.rules.find(({ id }) => id === 'complaint-reply')!.figure;

let bench: TestStation;
beforeEach(async () => {
  bench = await createTestStation();
});
afterEach(() => bench.remove());

const setUpWith = (text: ContractProfile) =>
  bench.client.station.setUp({ profile: sample.id, own: JSON.stringify(text), site: text.sites[0]!.code, stationCode: 'SZ01', account: { name: '张晓明', role: 'projectManager', passphrase } });
/** A figure signed at this desk; headquarters has it, and a person there had to decide for it. */
const signDecided = async (value: string): Promise<void> => {
  const id = await drawFigureAt(bench, reply, value);
  await signDrawnAt(bench, id);
  const { store, identity } = bench.station.core.open();
  store.write((writer) => {
    const rec = writer.record(id)!;
    const { seq, hash } = writer.head();
    writer.putOutcome({ seq: rec.seal!.chainSeq + 1, doc: id, outcome: 'conflict', reason: 'granted to another' });
    writer.append(sealOp({
      v: 1, station: identity.station, seq: seq + 1, prev: hash, id: uuidv7(), doc: id, section: sectionOf('resolved'), base: rec.rev, by: rec.owner, at: rec.updatedAt, mono: 1,
      event: { kind: 'resolved', parents: ['a'.repeat(64), 'b'.repeat(64)], took: 'branch', set: {}, unset: [], record: rec },
    }));
  });
};
/** The first start after the update; an earlier program had the paper in force from where it was signed. */
const update = async (change: (profile: ContractProfile) => ContractProfile = (profile) => profile): Promise<ContractProfile> => {
  const { store, profile } = bench.station.core.open();
  store.write((writer) => {
    writer.ackOps(writer.head().seq);
    writer.setMeta('profile', JSON.stringify(change(profile)));
    writer.setMeta(profileOriginKey, 'signed');
    writer.setMeta(profileAheadKey, null);
    writer.setMeta(rereadKey, null);
  });
  await bench.station.close();
  bench = await createTestStation({ dataFolder: bench.dataFolder });
  const accounts = (await bench.client.station.status()).accounts!;
  await bench.client.station.unlock({ account: accounts[0]!.id, passphrase });
  expect(bench.station.core.open().store.read.meta(rereadKey)).not.toBeNull();
  return bench.client.station.profile();
};

it('stays one’s own after a paper was signed over it, and the station opens again and again', async () => {
  await setUpWith(own);
  await signDecided('7');
  expect(bench.station.core.open().profile).toMatchObject({ version: 4, contractNo: own.contractNo });
  const now = await update();
  expect([now.version, now.contractNo, now.sites.map(({ code }) => code), replyOf(now)]).toEqual([4, own.contractNo, ['SZ01'], 7]);
  expect(bench.station.core.open().store.read.meta(profileOriginKey)).toBe('signed');
  await bench.client.station.lock();
  await bench.client.station.unlock({ account: (await bench.client.station.status()).accounts![0]!.id, passphrase });
  expect(await bench.client.station.profile()).toEqual(now);
});

it('whose figure alone is another than the sample’s is not taken for the sample with a paper over it', async () => {
  const rules = sample.rules.map((rule) => (rule.id === 'complaint-reply' ? { ...rule, figure: 4 } : rule));
  await setUpWith({ ...sample, rules });
  await signDecided('7');
  expect(replyOf(await update())).toBe(7);
});

it('the shipped contract with papers signed over it is reckoned from the shipped one', async () => {
  await bench.setUp('projectManager');
  await signDecided('7');
  const { version } = bench.station.core.open().profile;
  // where it stood in another place, its version is another
  const now = await update((profile) => ({ ...profile, version: version + 1 }));
  expect([now.version, replyOf(now)]).toEqual([version, 7]);
});

it('the sample of an earlier release, which ships no more, with papers signed over it: what a decision took is counted at the update, and nothing else changes', async () => {
  await bench.setUp('projectManager');
  // as that release had it: other words, and a rule less
  const older = profileSchema.parse({ ...sample, contractNo: '样例-旧', rules: sample.rules.filter(({ id }) => id !== 'force-majeure') });
  bench.station.core.open().store.write((writer) => {
    writer.setMeta('profile', JSON.stringify(older));
    writer.setMeta(profileOriginKey, 'signed');
  });
  await bench.station.close();
  bench = await createTestStation({ dataFolder: bench.dataFolder });
  await bench.client.station.unlock({ account: (await bench.client.station.status()).accounts![0]!.id, passphrase });
  const was = String(replyOf(older));
  const paper = await drawFigureAt(bench, reply, '5');
  await signDrawnAt(bench, paper);
  await signDecided('7');
  const { profile } = bench.station.core.open();
  expect([profile.version, replyOf(profile), was]).toEqual([older.version + 2, 7, '3']);
  // that program counted the paper it sealed, and not the decision
  const stood = { ...profile, version: profile.version - 1, rules: profile.rules.map((rule) => (rule.id === 'complaint-reply' ? { ...rule, figure: 5 } : rule)) };
  const now = await update(() => stood);
  expect(now).toEqual({ ...stood, version: stood.version + 1, rules: profile.rules });
  expect(bench.station.core.open().store.read.meta(profileOriginKey)).toBe('signed');
  // counted already: nothing is counted twice
  expect(await update()).toEqual(now);
});
