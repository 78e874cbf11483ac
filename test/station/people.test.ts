import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { readAccounts } from '../../main/station/openStation.ts';
import { codesOf, createTestStation, orderAtSigning, passphrase, refusalsOf, signAs, type TestStation } from './bench.ts';

const otherPassphrase = '落户-2021-other';
let bench: TestStation;
afterEach(() => bench.remove());

/** A station of a project manager (张晓明) and an engineer (王芳). */
const createTeam = async () => {
  bench = await createTestStation();
  const manager = (await bench.setUp('projectManager')).accounts![0]!.id;
  const engineer = (await bench.client.station.addAccount({ name: '王芳', role: 'engineer', phone: '13900000002', passphrase: otherPassphrase })).id;
  return { manager, engineer, client: bench.client };
};
const logged = (): string[] => {
  const { store } = bench.station.core.open();
  return store.read.opsAfter(0, 1000, 10_000_000).flatMap(({ bytes }) => {
    const { doc, by, event } = JSON.parse(bytes) as { doc: string; by: { name: string }; event: { kind: string; what: string; to: string } };
    return event.kind === 'released' && doc.startsWith('account:') ? [`${by.name} ${event.what}: ${event.to}`] : [];
  });
};

describe('people of a station', () => {
  it('are changed by the manager: the name on the lock screen, on later signatures and in the log', async () => {
    const { engineer, client } = await createTeam();
    const changed = await client.station.changeAccount({ id: engineer, name: ' 王芳芳 ', role: 'qualityManager', post: '质量管理员', phone: '13900000003' });
    expect(changed).toEqual({ id: engineer, name: '王芳芳', role: 'qualityManager', post: '质量管理员', phone: '13900000003' });
    expect((await client.station.status()).accounts?.map((each) => each.name)).toEqual(['张晓明', '王芳芳']);
    expect(logged()).toEqual(['张晓明 account-added: 王芳; engineer', '张晓明 account-changed: 王芳 → 王芳芳; engineer → qualityManager; - → 质量管理员; phone']);
    // said again it is nothing new
    await client.station.changeAccount({ id: engineer, name: '王芳芳', role: 'qualityManager', post: '质量管理员', phone: '13900000003' });
    expect(logged()).toHaveLength(2);
    expect(await client.station.unlock({ account: engineer, passphrase: otherPassphrase })).toMatchObject({ phase: 'open', account: { name: '王芳芳', role: 'qualityManager' } });
  });

  it('change while they work: what is written next bears the new name', async () => {
    bench = await createTestStation();
    const { client } = bench;
    // where there is no project manager, an engineer sees to it
    const own = (await bench.setUp('engineer')).accounts![0]!.id;
    await client.station.changeAccount({ id: own, name: '张晓鸣', role: 'engineer' });
    expect((await client.station.status()).account?.name).toBe('张晓鸣');
    const id = await orderAtSigning(bench, { engineer: '张晓鸣' });
    expect((await client.records.get({ id })).record.owner.name).toBe('张晓鸣');
    expect((await signAs(bench, id, 'engineer', '张晓鸣', '工程师')).signatures[0]?.name).toBe('张晓鸣');
  });

  it('leave for good when the key ring could not be written the first time', async () => {
    const { manager, engineer, client } = await createTeam();
    const { keyring } = bench.station.core;
    const full = vi.spyOn(keyring, 'follow').mockImplementation(() => { throw new Error('ENOSPC: no space left on device'); });
    await expect(client.station.disableAccount({ id: engineer })).rejects.toThrow();
    // not said to be done while it is not
    await expect(client.station.disableAccount({ id: engineer })).rejects.toThrow();
    // a desk that opens meanwhile opens
    expect(await client.station.unlock({ account: manager, passphrase })).toMatchObject({ phase: 'open' });
    full.mockRestore();
    await client.station.disableAccount({ id: engineer });
    expect(readFileSync(join(bench.dataFolder, 'keyring.json'), 'utf8')).not.toContain(engineer);
  });

  it('leave: no key of theirs is kept, their papers stay, and they come back under a new passphrase', async () => {
    const { manager, engineer, client } = await createTeam();
    await client.station.unlock({ account: engineer, passphrase: otherPassphrase });
    const id = await orderAtSigning(bench, { engineer: '王芳' });
    await client.station.unlock({ account: manager, passphrase });
    const left = await client.station.disableAccount({ id: engineer });
    expect(left).toMatchObject({ name: '王芳', disabledAt: expect.stringMatching(/^\d{4}-/) as string });
    await client.station.disableAccount({ id: engineer });
    expect(readFileSync(join(bench.dataFolder, 'keyring.json'), 'utf8')).not.toContain(engineer);
    expect((await client.station.status()).accounts?.map((each) => each.name)).toEqual(['张晓明']);
    expect((await client.records.get({ id })).record.owner.name).toBe('王芳');
    // the name is his still: nobody else signs under it
    expect(await refusalsOf(client.station.addAccount({ name: '王芳', role: 'engineer', passphrase: otherPassphrase }))).toMatchObject([{ code: 'account-disabled', field: 'name' }]);
    await client.station.lock();
    expect(await codesOf(client.station.unlock({ account: engineer, passphrase: otherPassphrase }))).toEqual(['account-unknown']);
    await client.station.unlock({ account: manager, passphrase });
    expect(await codesOf(client.station.enableAccount({ id: engineer, passphrase: '短' }))).toEqual(['weak-passphrase']);
    expect(await client.station.enableAccount({ id: engineer, passphrase: '落户-2021-third' })).toEqual({ id: engineer, name: '王芳', role: 'engineer', phone: '13900000002' });
    expect((await client.station.unlock({ account: engineer, passphrase: '落户-2021-third' })).account?.name).toBe('王芳');
    expect(logged().slice(1)).toEqual(['张晓明 account-disabled: 王芳', '张晓明 account-enabled: 王芳; engineer']);
    expect(bench.station.core.open().store.check()).toEqual([]);
  });

  it('cut off before the key was taken out: it opens nothing, and the next opening takes it out', async () => {
    const { manager, engineer, client } = await createTeam();
    const { store } = bench.station.core.open();
    store.write((writer) => writer.setMeta('accounts', JSON.stringify(readAccounts(store).map((each) => (each.id === engineer ? { ...each, name: '王方', disabledAt: '2026-10-12T09:00:00+08:00' } : { ...each, name: '张晓鸣' })))));
    await client.station.lock();
    expect(await codesOf(client.station.unlock({ account: engineer, passphrase: otherPassphrase }))).toEqual(['account-disabled']);
    await client.station.unlock({ account: manager, passphrase });
    expect(bench.station.core.keyring.accounts()).toEqual([{ id: manager, name: '张晓鸣' }]);
  });

  it('always have a project manager where there was one, and nobody locks himself out', async () => {
    const { manager, engineer, client } = await createTeam();
    expect(await codesOf(client.station.disableAccount({ id: manager }))).toEqual(['last-manager']);
    expect(await codesOf(client.station.changeAccount({ id: manager, name: '张晓明', role: 'engineer' }))).toEqual(['last-manager']);
    expect(await refusalsOf(client.station.changeAccount({ id: manager, name: '王芳', role: 'projectManager' }))).toMatchObject([{ code: 'account-exists', field: 'name' }]);
    await client.station.changeAccount({ id: engineer, name: '王芳', role: 'projectManager' });
    expect(await codesOf(client.station.disableAccount({ id: manager }))).toEqual(['own-account']);
    await client.station.changeAccount({ id: manager, name: '张晓明', role: 'engineer' });
    // an engineer from here on, he manages nothing; and the manager who left counts for nothing
    expect(await codesOf(client.station.disableAccount({ id: engineer }))).toEqual(['not-allowed']);
    expect(await codesOf(client.station.changeAccount({ id: manager, name: '张晓明', role: 'projectManager' }))).toEqual(['not-allowed']);
  });
});
