import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { ContractProfile } from '../../domain/contract/profile.ts';
import { takeReference } from '../../main/station/reference.ts';
import { profileRefusedKey } from '../../main/station/stationKeys.ts';
import { assetsFolder, createTestStation, passphrase, type TestStation } from './bench.ts';

const shipped = JSON.parse(readFileSync(join(assetsFolder, 'profiles/jifenluohu.json'), 'utf8')) as ContractProfile;
let bench: TestStation;
beforeEach(async () => {
  bench = await createTestStation();
  await bench.setUp('projectManager');
});
afterEach(() => bench.remove());

const store = () => bench.station.core.open().store;
const unlockAnew = async (): Promise<ContractProfile> => {
  const { client } = bench;
  await client.station.lock();
  await client.station.unlock({ account: (await client.station.status()).accounts![0]!.id, passphrase });
  return bench.station.core.open().profile;
};
const send = (body: ContractProfile): void => {
  const { profile, site } = bench.station.core.open();
  store().write((writer) => takeReference(writer, 'profile', body, { profile, site: site.code }));
};

it('a contract that was sent stays in force when a release ships the same or a higher version of it', async () => {
  send({ ...shipped, version: shipped.version + 1, contractNo: 'HT-总部' });
  expect(await unlockAnew()).toMatchObject({ version: shipped.version + 1, contractNo: 'HT-总部' });
  // a release that has caught up with the version
  store().write((writer) => writer.setMeta('profile', JSON.stringify({ ...shipped, contractNo: 'HT-总部' })));
  expect(await unlockAnew()).toMatchObject({ contractNo: 'HT-总部' });
});

it('a contract that shipped follows the release, in folders of earlier releases too', async () => {
  const old = JSON.stringify({ ...shipped, contractNo: 'HT-旧' });
  store().write((writer) => writer.setMeta('profile', old));
  expect((await unlockAnew()).contractNo).toBe(shipped.contractNo);
  store().write((writer) => {
    writer.setMeta('profile', old);
    writer.setMeta('profile.origin', null);
  });
  expect((await unlockAnew()).contractNo).toBe(shipped.contractNo);
});

it('a contract sent under a version that is not higher is refused, with the reason kept', () => {
  expect(() => store().write((writer) => {
    try {
      takeReference(writer, 'profile', { ...shipped, contractNo: 'HT-同' }, { profile: shipped, site: 'BJ01' });
    } finally {
      expect(JSON.parse(writer.meta(profileRefusedKey)!)).toEqual({ reason: 'version-not-raised', version: shipped.version, inForce: shipped.version });
    }
  })).toThrow(RangeError);
  expect(store().read.meta('profile.origin')).toBe('shipped');
});
