import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Account } from '../../domain/api/types.ts';
import { idleCheckMs } from '../../main/station/station.ts';
import { createKeyring, kdf } from '../../main/station/keyring.ts';
import { joiningKey } from '../../main/station/openStation.ts';
import { assetsFolder, codesOf, createTestStation, orderAtSigning, passphrase, refusalsOf, signAs, type TestStation } from './bench.ts';

/** Its passphrases cost what the product's do: calls get in between. */
const createSlowStation = (more: Parameters<typeof createTestStation>[0] = {}): Promise<TestStation> => createTestStation({ kdf, ...more });
let bench: TestStation;
afterEach(async () => {
  vi.useRealTimers();
  await bench.remove();
});
const newPassphrase = '换一个口令-2022';
const colleague = { name: '王芳', role: 'engineer', passphrase: newPassphrase } as const;
/** Long enough for a call to be under way, short enough for no passphrase to be derived (0.3 s and more). */
const soon = (): Promise<void> => new Promise((resolve) => { setTimeout(resolve, 50); });
const restart = async (): Promise<void> => {
  await bench.station.close();
  bench = await createSlowStation({ dataFolder: bench.dataFolder });
};

describe('a passphrase', () => {
  it('costs 128 MiB to try, unless told otherwise', async () => {
    bench = await createTestStation();
    await createKeyring(bench.dataFolder, Date.now).put({ id: uuidv7(), name: '张晓明' }, passphrase, randomBytes(32));
    expect(JSON.parse(readFileSync(join(bench.dataFolder, 'keyring.json'), 'utf8'))).toMatchObject({ accounts: [{ kdf: { name: 'scrypt', N: 131_072, r: 8, p: 1 } }] });
  });
});

describe('passphrases and locks at the same moment', () => {
  it('keeps the account open to one of its passphrases when a lock falls into the change', async () => {
    bench = await createSlowStation();
    const account = (await bench.setUp()).accounts![0]!.id;
    const change = bench.client.station.changePassphrase({ old: passphrase, new: newPassphrase });
    await soon();
    await bench.client.station.lock();
    await change;
    expect((await bench.client.station.unlock({ account, passphrase: newPassphrase })).phase).toBe('open');
    expect(bench.station.core.open().store.check()).toEqual([]);
  });

  it('gives a colleague the whole key when a lock falls into adding them', async () => {
    bench = await createSlowStation();
    await bench.setUp();
    const adding = bench.client.station.addAccount(colleague);
    await soon();
    await bench.client.station.lock();
    const { id } = await adding;
    expect(await bench.client.station.unlock({ account: id, passphrase: newPassphrase })).toMatchObject({ phase: 'open', account: { name: '王芳' } });
  });

  it('never wraps a wiped key', async () => {
    bench = await createSlowStation();
    const account = (await bench.setUp()).accounts![0]!;
    await expect(bench.station.core.keyring.put(account, newPassphrase, Buffer.alloc(32))).rejects.toThrow('stays as it was');
    const key = Buffer.from(bench.station.core.open().dataKey);
    const put = bench.station.core.keyring.put(account, newPassphrase, key);
    key.fill(0);
    await put;
    await bench.client.station.lock();
    expect((await bench.client.station.unlock({ account: account.id, passphrase: newPassphrase })).phase).toBe('open');
  });

  it('stores a file whole when a lock falls into taking it in', async () => {
    bench = await createSlowStation();
    const account = (await bench.setUp()).accounts![0]!.id;
    const id = uuidv7();
    await bench.client.records.execute({ kind: 'create', id, form: 'service-order', data: {} });
    const bytes = Buffer.alloc(20_000_000, '现场');
    const adding = bench.client.files.add({ record: id, file: new Blob([bytes]), name: '现场.log' });
    while (readdirSync(join(bench.dataFolder, 'blobs', 'part')).length === 0) await new Promise((resolve) => { setImmediate(resolve); });
    await bench.client.station.lock();
    const { sha256 } = await adding;
    await bench.client.station.unlock({ account, passphrase });
    expect((await bench.client.records.get({ id })).record.attachments).toHaveLength(1);
    expect(Buffer.from(await (await bench.client.files.read({ sha256 })).arrayBuffer()).equals(bytes)).toBe(true);
  });

  it('counts tries made at once as it counts tries made one after the other', async () => {
    bench = await createSlowStation({ clock: { now: () => 1_790_000_000_000, mono: () => 0 } });
    const account = (await bench.setUp()).accounts![0]!.id;
    await bench.client.station.lock();
    const { keyring } = bench.station.core;
    const tries = await Promise.allSettled(Array.from({ length: 8 }, () => keyring.unwrap(account, 'wrong wrong')));
    const codes = tries.map((each) => (each.status === 'rejected' ? (each.reason as { refusals: { code: string }[] }).refusals[0]!.code : 'opened'));
    expect(codes).toEqual([...Array.from({ length: 5 }, () => 'wrong-passphrase'), ...Array.from({ length: 3 }, () => 'too-many-attempts')]);
  });
});

describe('one after the other', () => {
  it('is set up once when asked twice at once, and opens', async () => {
    bench = await createSlowStation();
    const both = await Promise.allSettled([bench.setUp(), bench.setUp()]);
    expect(both.map((each) => each.status).sort()).toEqual(['fulfilled', 'rejected']);
    await restart();
    const account = (await bench.client.station.status()).accounts![0]!.id;
    expect((await bench.client.station.unlock({ account, passphrase })).phase).toBe('open');
    expect(readdirSync(bench.dataFolder).filter((name) => name.includes('orphan'))).toEqual([]);
  });

  it('leaves nothing on disk of a setting-up that was refused', async () => {
    bench = await createSlowStation();
    const weak = { profile: 'jifenluohu', site: 'BJ01', stationCode: 'BJ01', account: { name: '张晓明', role: 'engineer', passphrase: '短' } } as const;
    expect(await refusalsOf(bench.client.station.setUp(weak))).toMatchObject([{ code: 'weak-passphrase', field: 'passphrase' }]);
    expect(existsSync(join(bench.dataFolder, 'station.db'))).toBe(false);
    expect(existsSync(join(bench.dataFolder, 'keyring.json'))).toBe(false);
  });

  it('closes what an unlock at the same time had opened', async () => {
    bench = await createSlowStation();
    const account = (await bench.setUp()).accounts![0]!.id;
    await bench.client.station.lock();
    const first = bench.station.core.unlock(account, passphrase).then(() => bench.station.core.open());
    const second = bench.station.core.unlock(account, passphrase);
    const left = await first;
    await second;
    // compared by hand: a failed comparison would read the closed one's store
    expect(bench.station.core.open() === left).toBe(false);
    expect(() => left.store.read.head()).toThrow();
    expect(left.dataKey.every((byte) => byte === 0)).toBe(true);
  });
});

describe('an account is there whole or not at all', () => {
  it('takes the same person again after a passphrase that was refused', async () => {
    bench = await createSlowStation();
    await bench.setUp();
    expect(await refusalsOf(bench.client.station.addAccount({ ...colleague, passphrase: '短' }))).toMatchObject([{ code: 'weak-passphrase', field: 'passphrase' }]);
    expect((await bench.client.station.accounts()).map((a) => a.name)).toEqual(['张晓明']);
    await bench.client.station.addAccount(colleague);
    expect(await refusalsOf(bench.client.station.addAccount(colleague))).toMatchObject([{ code: 'account-exists', field: 'name' }]);
  });

  it('takes one of two colleagues of the same name who come at once', async () => {
    bench = await createSlowStation();
    await bench.setUp();
    const both = await Promise.allSettled([bench.client.station.addAccount(colleague), bench.client.station.addAccount(colleague)]);
    expect(both.map((each) => each.status).sort()).toEqual(['fulfilled', 'rejected']);
    expect((await bench.client.station.accounts()).filter((a) => a.name === '王芳')).toHaveLength(1);
  });

  it('completes what a power cut left between the key ring and the row', async () => {
    bench = await createSlowStation();
    const account = (await bench.setUp()).accounts![0]!.id;
    const { keyring, open } = bench.station.core;
    const joining: Account = { id: uuidv7(), name: '王芳', role: 'engineer' };
    open().store.write((writer) => writer.setMeta(joiningKey, JSON.stringify(joining)));
    await keyring.put(joining, newPassphrase, open().dataKey);
    await restart();
    expect(await bench.client.station.unlock({ account: joining.id, passphrase: newPassphrase })).toMatchObject({ account: joining });
    await bench.client.station.unlock({ account, passphrase });
    expect(await bench.client.station.accounts()).toHaveLength(2);
  });

  it('forgets a row that was announced and never got its passphrase, and takes up one that was left without', async () => {
    bench = await createSlowStation();
    const account = (await bench.setUp()).accounts![0]!.id;
    const { store } = bench.station.core.open();
    const accounts = await bench.client.station.accounts();
    store.write((writer) => {
      writer.setMeta(joiningKey, JSON.stringify({ id: uuidv7(), name: '赵敏', role: 'engineer' }));
      writer.setMeta('accounts', JSON.stringify([...accounts, { id: uuidv7(), name: '王芳', role: 'inspector' }]));
    });
    await restart();
    await bench.client.station.unlock({ account, passphrase });
    expect((await bench.client.station.accounts()).map((a) => a.name)).toEqual(['张晓明', '王芳']);
    const added = await bench.client.station.addAccount(colleague);
    expect(await bench.client.station.unlock({ account: added.id, passphrase: newPassphrase })).toMatchObject({ account: { name: '王芳', role: 'engineer' } });
  });
});

describe('nobody at the desk', () => {
  it('locks by the wall clock too, since the other one stands still while the laptop sleeps', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    let wall = Date.parse('2026-10-12T09:00:00+08:00');
    bench = await createTestStation({ clock: { now: () => wall, mono: () => 0 } });
    await bench.setUp();
    vi.advanceTimersByTime(idleCheckMs);
    expect(bench.station.status().phase).toBe('open');
    wall += 11 * 60_000;
    vi.advanceTimersByTime(idleCheckMs);
    expect(bench.station.status().phase).toBe('locked');
    await bench.client.station.lock();
  });

  it('counts the signs of a person the window tells of, as old as they are, and not what the window asks and saves by itself', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    let mono = 0;
    const begin = Date.parse('2026-10-12T12:00:00+08:00');
    bench = await createTestStation({ clock: { now: () => begin + mono, mono: () => mono } });
    const account = (await bench.setUp()).accounts![0]!.id;
    const { client } = bench;
    const pass = (minutes: number): string => {
      mono += minutes * 60_000;
      vi.advanceTimersByTime(idleCheckMs);
      return bench.station.status().phase;
    };
    const id = await orderAtSigning(bench);
    // a reader who only moves the pointer: half an hour, ten minutes of idling allowed
    for (let n = 0; n < 6; n += 1) {
      await client.station.touch({ ago: 0 });
      expect(pass(5)).toBe('open');
    }
    // the customer, too, reads before he signs
    await signAs(bench, id, 'engineer', '张晓明', '工程师');
    await client.handover.begin({ id });
    await client.station.touch({ ago: 0 });
    expect(pass(9)).toBe('handover');
    await client.station.touch({ ago: 30_000 });
    expect(pass(9)).toBe('handover');
    expect(pass(1)).toBe('locked');

    await client.station.unlock({ account, passphrase });
    const draft = uuidv7();
    await client.records.execute({ kind: 'create', id: draft, form: 'service-order', data: {} });
    for (let n = 0; n < 3; n += 1) {
      expect(pass(3)).toBe('open');
      await client.sync.status();
      await client.today.sheet();
      const { record } = await client.records.get({ id: draft });
      await client.records.saveDraft({ id: draft, base: record.rev, set: { request: `第 ${n} 次` }, unset: [] });
      await client.records.commitDraft({ id: draft });
    }
    expect(pass(2)).toBe('locked');
    expect(await codesOf(client.station.touch({ ago: 0 }))).toEqual(['locked']);
    // a sign told late is no newer than it was, and takes nothing back
    await client.station.unlock({ account, passphrase });
    await client.station.touch({ ago: 600_000 });
    expect(pass(9)).toBe('open');
    await expect(client.station.touch({ ago: -1 })).rejects.toThrow();
    expect(pass(2)).toBe('locked');
    await client.station.lock();
  });

  it('says what went wrong while it locked, and is locked all the same', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    let mono = 0;
    bench = await createTestStation({ clock: { now: () => Date.parse('2026-10-12T09:00:00+08:00'), mono: () => mono } });
    await bench.setUp();
    vi.spyOn(bench.station.core.open().sync, 'stop').mockRejectedValue(new Error('the disk is gone'));
    const warned = new Promise<Error>((resolve) => { process.once('warning', resolve); });
    const { dataKey, store } = bench.station.core.open();
    mono += 11 * 60_000;
    vi.advanceTimersByTime(idleCheckMs);
    expect((await warned).message).toBe('the disk is gone');
    expect(() => store.read.head()).toThrow();
    expect(bench.station.status().phase).toBe('locked');
    expect(dataKey.every((byte) => byte === 0)).toBe(true);
  });
});

describe('who may (R35)', () => {
  it('lets the inspector read, and neither set, copy, export nor connect', async () => {
    bench = await createTestStation();
    await bench.setUp('inspector');
    const { client } = bench;
    const id = uuidv7();
    expect((await client.records.list({ form: 'service-order' })).total).toBe(0);
    expect(await client.today.sheet()).toBeTruthy();
    for (const call of [
      client.station.setIdle({ minutes: 240 }), client.station.addAccount(colleague), client.papers.export({ id, to: '外单位' }), client.papers.save({ id, copies: [1] }),
      client.papers.print({ id, copies: [1], printer: 'tray' }), client.sync.enrol({ address: 'https://elsewhere.example', code: 'X' }), client.records.dropDraft({ id }),
      client.records.readMachine(), client.handover.begin({ id }), client.files.add({ record: id, file: new Blob(['x']), name: 'x' }),
    ]) expect(await codesOf(call as Promise<unknown>)).toEqual(['not-allowed']);
  });

  it('leaves headquarters and accounts to the project manager, where there is one', async () => {
    bench = await createTestStation();
    await bench.setUp('projectManager');
    const { client } = bench;
    const added = await client.station.addAccount(colleague);
    await client.station.unlock({ account: added.id, passphrase: newPassphrase });
    expect(await codesOf(client.sync.enrol({ address: 'not an address', code: 'X' }))).toEqual(['not-allowed']);
    expect(await codesOf(client.station.addAccount({ ...colleague, name: '赵敏' }))).toEqual(['not-allowed']);
    expect((await client.station.setIdle({ minutes: 5 })).idleMinutes).toBe(5);
  });

  it('lets an engineer connect a station that has no project manager', async () => {
    bench = await createTestStation();
    await bench.setUp();
    expect(await codesOf(bench.client.sync.enrol({ address: 'not an address', code: 'X' }))).toEqual(['headquarters-address']);
  });

  it('answers no question about the machine while it is locked', async () => {
    bench = await createTestStation({ assetsFolder });
    await bench.setUp();
    await bench.client.station.lock();
    expect(await codesOf(bench.client.papers.printers())).toEqual(['locked']);
  });
});
