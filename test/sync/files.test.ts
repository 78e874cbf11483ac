import { randomBytes } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Agent, fetch as fetchThrough } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { v7 as uuidv7 } from 'uuid';
import { codesOf, createTestStation, passphrase, type TestStation } from '../station/bench.ts';
import { openHeadquarters, type TestHeadquarters } from './headquarters.ts';
import { openProxy } from './proxy.ts';
import { requestAs } from './request.ts';
import { createFolder, removeFolder } from './headquarters.ts';
import { openStation, sha256 } from './station.ts';

const manager = { id: uuidv7(), name: '张经理' };
let hq: TestHeadquarters;
let one: TestStation;
let two: TestStation;
let away: TestStation;
let cut: (url: string, answer: () => Promise<Response>) => Promise<Response> = (_url, answer) => answer();
/** the way of the files, when it is another than that of everything else */
let redirect: ((url: string, init: RequestInit | undefined) => Promise<Response>) | null = null;
const through: typeof fetch = async (input, init) => cut(String(input), () => (redirect && String(input).includes('/v1/blobs/') ? redirect(String(input), init) : fetch(input, init)));
const bytes = randomBytes(2_600_000);
const name = sha256(bytes);
let record: string;

const setUp = async (stationCode: string, site: string): Promise<TestStation> => {
  const bench = await createTestStation({ fetch: through });
  await bench.client.station.setUp({ profile: 'jifenluohu', site, stationCode, account: { name: '张晓明', role: 'engineer', passphrase } });
  await bench.client.sync.enrol({ address: hq.address, code: await hq.createEnrolmentCode() });
  return bench;
};
beforeAll(async () => {
  hq = await openHeadquarters();
  one = await setUp('F1', 'BJ01');
  two = await setUp('F2', 'BJ01');
  away = await setUp('F3', 'BJ02');
  record = uuidv7();
  await one.client.records.execute({ kind: 'create', id: record, form: 'service-order', data: { request: '查询慢' } });
  await one.client.files.add({ record, file: new Blob([bytes]), name: '日志.bin' });
  await one.client.sync.now();
  for (const each of [two, away]) await each.client.sync.now();
}, 120_000);
afterAll(async () => {
  for (const each of [one, two, away]) await each?.remove();
  await hq?.stop();
});

const markOf = async ({ client }: TestStation, id: string) => (await client.records.get({ id })).sync!;

describe('a file on its way to headquarters', () => {
  it('says how much of it is there while it is sent, and that it waits while nothing is sent', async () => {
    const { client } = one;
    const id = uuidv7();
    await client.records.execute({ kind: 'create', id, form: 'service-order', data: { request: '磁盘告警' } });
    const { sha256: file } = await client.files.add({ record: id, file: new Blob([randomBytes(2_600_000)]), name: '日志二.bin' });
    const seen: unknown[] = [];
    let isBroken = true;
    cut = async (url, answer) => {
      if (!url.includes('/v1/blobs/')) return answer();
      const { state, percent, files } = await markOf(one, id);
      seen.push([state, percent, files[file]]);
      if (isBroken && seen.length === 3) throw new TypeError('the line broke');
      return answer();
    };
    await client.sync.now();
    expect(seen.at(-1)).toEqual(['sending', 40, { state: 'sending', percent: 40 }]);
    expect(await markOf(one, id)).toMatchObject({ state: 'unsent', files: { [file]: { state: 'unsent' } } });
    isBroken = false;
    await client.sync.now();
    cut = (_url, answer) => answer();
    expect(seen).toContainEqual(['sending', 80, { state: 'sending', percent: 80 }]);
    expect(await markOf(one, id)).toMatchObject({ state: 'at-headquarters', files: { [file]: { state: 'at-headquarters' } } });
  });

  it('is not said to be at headquarters where nobody here can know it', async () => {
    const id = uuidv7();
    await one.client.line.set({ proxy: '', ca: null, metered: true });
    await one.client.records.execute({ kind: 'create', id, form: 'service-order', data: { request: '磁盘告警三' } });
    const { sha256: file } = await one.client.files.add({ record: id, file: new Blob([randomBytes(5_000)]), name: '日志三.bin' });
    for (const each of [one, two]) await each.client.sync.now();
    expect(await markOf(one, id)).toMatchObject({ state: 'unsent', files: { [file]: { state: 'unsent' } } });
    expect(await markOf(two, id)).toMatchObject({ state: 'with-writer', files: { [file]: { state: 'with-writer' } } });
    await one.client.line.set({ proxy: '', ca: null, metered: false });
    await one.client.sync.now();
    await two.client.files.fetch({ sha256: file });
    for (const each of [one, two]) expect(await markOf(each, id)).toMatchObject({ state: 'at-headquarters', files: { [file]: { state: 'at-headquarters' } } });
  });
});

describe('a file of another station', () => {
  it('is brought from headquarters piece by piece, says how far it is, and is kept', async () => {
    expect(await codesOf(two.client.files.read({ sha256: name }))).toEqual(['file-elsewhere']);
    const seen = new Set<number | null>();
    cut = async (url, answer) => {
      if (url.includes('/v1/blobs/')) seen.add((await two.client.files.incoming({ sha256: name })).bytes);
      return answer();
    };
    // asked for twice at once it is brought once
    await Promise.all([two.client.files.fetch({ sha256: name }), two.client.files.fetch({ sha256: name })]);
    cut = (_url, answer) => answer();
    expect([...seen]).toEqual([0, 1_048_576, 2_097_152]);
    expect(sha256(new Uint8Array(await (await two.client.files.read({ sha256: name })).arrayBuffer()))).toBe(name);
    // it came from there: nothing is sent back
    expect(await two.client.sync.now()).toMatchObject({ unsentFiles: 0 });
    await two.client.station.lock();
    await two.client.station.unlock({ account: (await two.client.station.status()).accounts![0]!.id, passphrase });
    expect((await two.client.files.read({ sha256: name })).size).toBe(bytes.length);
  });

  it('comes over a line that keeps breaking in its middle with no megabyte of it twice, also when the program was ended meanwhile', async () => {
    const large = randomBytes(6 * 1024 * 1024 + 12_345);
    const hash = sha256(large);
    await one.client.files.add({ record, file: new Blob([large]), name: '录像.bin' });
    await one.client.sync.now();
    await two.client.sync.now();
    const proxy = await openProxy(hq.address);
    const dispatcher = new Agent({ connections: 1 });
    // the window's own line, but for the files: they go through the proxy
    const byAgent = fetchThrough as unknown as (url: string, options: unknown) => Promise<Response>;
    const asked: number[] = [];
    redirect = (url, init) => {
      asked.push(Number(/offset=(\d+)/.exec(url)?.[1] ?? 0));
      return byAgent(url.replace(hq.address, proxy.address), { ...init, dispatcher });
    };
    try {
      for (const after of [2_700_000, 1_500_000, 1_500_000]) {
        proxy.faults.push({ kind: 'cut-answer', after });
        expect(await codesOf(two.client.files.fetch({ sha256: hash }))).toEqual(['headquarters-unreachable']);
        await two.client.station.lock();
        await two.client.station.unlock({ account: (await two.client.station.status()).accounts![0]!.id, passphrase });
      }
      await two.client.files.fetch({ sha256: hash });
      // two whole pieces, one, one, and the rest: each break costs what had come of the piece under way, and the headers
      const lost = 2_700_000 + 2 * 1_500_000 - 4 * 1024 * 1024;
      expect(proxy.received()).toBeGreaterThan(large.length);
      expect(proxy.received()).toBeLessThan(large.length + lost + 20_000);
      expect(asked.map((offset) => offset / (1024 * 1024))).toEqual([0, 1, 2, 2, 3, 3, 4, 4, 5, 6]);
      expect(sha256(new Uint8Array(await (await two.client.files.read({ sha256: hash })).arrayBuffer()))).toBe(hash);
    } finally {
      redirect = null;
      await dispatcher.close();
      await proxy.close();
    }
  }, 120_000);

  it('is given to who works at the record’s site or was given the record, and to nobody else', async () => {
    const stranger = createFolder();
    const other = await openStation(stranger, 'F9', fetch, 'BJ02');
    try {
      await other.sync.enrol(hq.address, await hq.createEnrolmentCode());
      const ask = async (path: string): Promise<number> => (await requestAs(other, hq.address, path, new Uint8Array(), { method: 'GET' })).status;
      expect(await ask(`/v1/blobs/${name}?record=${record}&offset=0`)).toBe(404);
      expect(await ask(`/v1/blobs/${name}?record=nothing&offset=0`)).toBe(404);
      expect(await ask(`/v1/blobs/${name}?offset=0`)).toBe(400);
      expect(await ask(`/v1/blobs/${name}?record=${record}&offset=-1`)).toBe(400);
      // given to it, it may
      expect(await hq.desk.reassign(manager, { id: record, to: away.station.core.open().identity.station, reason: '换人' })).toMatchObject({ ok: true });
      await away.client.sync.now();
      await away.client.files.fetch({ sha256: name });
      expect((await away.client.files.read({ sha256: name })).size).toBe(bytes.length);
      // another file under that record's name, and a file the record does not name
      expect((await requestAs(other, hq.address, `/v1/blobs/${'0'.repeat(64)}?record=${record}&offset=0`, new Uint8Array(), { method: 'GET' })).status).toBe(404);
    } finally {
      await other.close();
      removeFolder(stranger);
    }
  });

  it('that headquarters lost, or holds altered, is refused in words and leaves nothing behind', async () => {
    const fresh = randomBytes(300_000);
    const hash = sha256(fresh);
    await hq.desk.reassign(manager, { id: record, to: one.station.core.open().identity.station, reason: '换回' });
    await one.client.sync.now();
    await one.client.files.add({ record, file: new Blob([fresh]), name: '截图.bin' });
    await one.client.sync.now();
    await two.client.sync.now();
    const stored = join(hq.folder, 'blobs', hash.slice(0, 2), hash);
    writeFileSync(stored, randomBytes(300_000));
    expect(await codesOf(two.client.files.fetch({ sha256: hash }))).toEqual(['file-damaged']);
    expect(two.station.core.open().store.read.blob(hash)).toBeNull();
    writeFileSync(stored, fresh.subarray(0, 1000));
    expect(await codesOf(two.client.files.fetch({ sha256: hash }))).toEqual(['file-damaged']);
    rmSync(stored);
    expect(await codesOf(two.client.files.fetch({ sha256: hash }))).toEqual(['file-not-there']);
    writeFileSync(stored, fresh);
    // a line that breaks in the middle: in words, and again from the window
    cut = async (url, answer) => (url.includes('/v1/blobs/') ? Promise.reject(new TypeError('fetch failed')) : answer());
    expect(await codesOf(two.client.files.fetch({ sha256: hash }))).toEqual(['headquarters-unreachable']);
    cut = (_url, answer) => answer();
    await two.client.files.fetch({ sha256: hash });
    expect(sha256(new Uint8Array(await (await two.client.files.read({ sha256: hash })).arrayBuffer()))).toBe(hash);
    expect(await codesOf(two.client.files.fetch({ sha256: 'a'.repeat(64) }))).toEqual(['not-found']);
  });
});
