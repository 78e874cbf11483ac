import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { codesOf, createTestStation } from '../station/bench.ts';
import { createFolder, openHeadquarters, removeFolder, type TestHeadquarters } from './headquarters.ts';
import { compileCache, ended, headquartersMain, startHeadquartersProcess } from './headquartersProcess.ts';
import { openProxy, type Fault, type Proxy } from './proxy.ts';
import { openStation, type TestStation } from './station.ts';

const here = import.meta.dirname;
let folder: string;
let code = 0;
beforeEach(() => {
  folder = createFolder();
  code += 1;
});
afterEach(() => removeFolder(folder));

/** What must hold at the end of every story: contiguous from 1, once each, equal ends (I2, I3, I6). */
const expectWhole = async (station: TestStation, rows: TestHeadquarters['rows']): Promise<void> => {
  const ops = await rows<{ seq: number; hash: string }>('select seq, hash from op where station = $1 order by seq', [station.identity.station]);
  const { seq, hash } = station.store.read.head();
  expect(ops.map((op) => op.seq)).toEqual(Array.from({ length: seq }, (_, i) => i + 1));
  expect(ops.at(-1)?.hash).toBe(hash);
  expect(station.store.read.unsentCount()).toBe(0);
  expect(station.store.read.unsentBlobs()).toEqual([]);
  expect(await station.sync.compare()).toEqual({ ok: true, value: [] });
};

describe('on a line that breaks', () => {
  let hq: TestHeadquarters;
  let proxy: Proxy;
  let station: TestStation;
  beforeAll(async () => {
    hq = await openHeadquarters();
    proxy = await openProxy(hq.address);
  });
  afterAll(async () => {
    await proxy.close();
    await hq.stop();
  });
  beforeEach(async () => {
    station = await openStation(folder, `F${code}`);
    await station.sync.enrol(proxy.address, await hq.createEnrolmentCode());
    proxy.faults.length = 0;
  });
  afterEach(() => station.close());

  /** Rounds until nothing is left. */
  const rounds = async (most: number): Promise<number> => {
    for (let n = 1; n <= most; n += 1) {
      const status = await station.sync.now();
      if (status.state === 'connected') return n;
      if (status.state !== 'offline') throw new Error(`not on account of the line: ${JSON.stringify(status)}`);
    }
    throw new Error('the outbox did not drain');
  };

  it('delivers everything once, wherever requests and answers are cut', async () => {
    const sweep: Fault[] = [0, 1, 100, 300, 500, 700, 1500, 5000].flatMap((after) => [{ kind: 'cut-request', after } as const, { kind: 'cut-answer', after: Math.min(after, 600) } as const]);
    station.writeRecords(100);
    for (const fault of sweep) {
      station.writeRecords(1);
      proxy.faults.push(fault);
      await proxy.drop();
      await station.sync.now();
    }
    expect(await rounds(5)).toBeLessThanOrEqual(2);
    await expectWhole(station, hq.rows);
  });

  it('resumes a file where it was cut, and sends no verified byte again', async () => {
    const [doc] = station.writeRecords(1);
    await station.sync.now();
    const size = 5 * 1024 * 1024;
    const file = await station.attach(doc!, randomBytes(size));
    const before = proxy.sent();
    await proxy.drop();
    // the first two connections carry the questions and the HEAD; the chunks travel on the third
    proxy.faults.push({ kind: 'pass' }, { kind: 'pass' }, { kind: 'cut-request', after: 2.5 * 1024 * 1024 });
    expect(await station.sync.now()).toMatchObject({ state: 'offline', unsent: 0, unsentFiles: 1 });
    await rounds(3);
    expect(await hq.rows('select size, verified from blob where sha256 = $1', [file])).toEqual([{ size, verified: true }]);
    // the whole file once, the chunk that was cut, and headers
    expect(proxy.sent() - before).toBeLessThan(size + 1.1 * 1024 * 1024);
    await expectWhole(station, hq.rows);
  });

  it('stops waiting when it is told to', async () => {
    station.writeRecords(1);
    await proxy.drop();
    proxy.faults.push({ kind: 'silent' });
    const round = station.sync.now();
    await new Promise((resolve) => setTimeout(resolve, 100));
    await station.sync.stop();
    expect((await round).unsent).toBe(4);
    await rounds(2);
    await expectWhole(station, hq.rows);
  });
});

type Ended = { readonly code: number | null; readonly signal: NodeJS.Signals | null; readonly out: string };
const end = (child: ChildProcess): Promise<Ended> => {
  let out = '';
  child.stdout?.on('data', (piece: Buffer) => (out += piece.toString()));
  return new Promise((resolve) => child.once('close', (status, signal) => resolve({ code: status, signal, out })));
};
const runStation = (address: string, enrolment: string, failpoint = ''): Promise<Ended> =>
  end(spawn(process.execPath, [join(here, 'stationProcess.ts'), folder, address, enrolment], { env: { ...process.env, ...compileCache, FAILPOINT: failpoint }, stdio: ['ignore', 'pipe', 'inherit'] }));

describe('a station killed at any step', () => {
  let hq: TestHeadquarters;
  beforeAll(async () => {
    hq = await openHeadquarters();
  });
  afterAll(() => hq.stop());

  it('goes on where it was, and nothing arrives twice', async () => {
    const first = await openStation(folder);
    const [doc] = first.writeRecords(200);
    await first.attach(doc!, randomBytes(2_500_000));
    await first.close();
    const enrolment = await hq.createEnrolmentCode();
    const kills = ['enrol-before-save', 'sync-before-push', 'sync-after-push', 'sync-before-ack', 'sync-after-ack', 'blob-after-chunk', 'blob-after-chunk:2', 'blob-before-ack'];
    for (const failpoint of kills) expect(await runStation(hq.address, enrolment, failpoint), failpoint).toMatchObject({ signal: 'SIGKILL' });
    const last = await runStation(hq.address, enrolment);
    expect(JSON.parse(last.out)).toMatchObject({ state: 'connected', unsent: 0, unsentFiles: 0 });
    const station = await openStation(folder);
    await expectWhole(station, hq.rows);
    await station.close();
  }, 180_000);
});

describe('headquarters killed at any step', () => {
  it('comes up on the same folder and port, takes its database over, and has everything once', async () => {
    const data = createFolder();
    const station = await openStation(folder, `H${code}`);
    let running = await startHeadquartersProcess(data, 0, { FAILPOINT: 'enrol-after-commit' });
    const { address, enrolmentCode } = running.told;
    const port = Number(new URL(address).port);
    const dies = ended(running.child);
    expect(await station.sync.enrol(address, enrolmentCode)).toMatchObject({ ok: false });
    expect(await dies).toBe('SIGKILL');
    const docs = station.writeRecords(200);
    await station.attach(docs[0]!, randomBytes(2_500_000));
    for (const failpoint of ['push-before-commit', 'push-after-commit', 'blob-after-append', 'blob-after-rename']) {
      running = await startHeadquartersProcess(data, port, { FAILPOINT: failpoint });
      const death = ended(running.child);
      if (station.sync.status().state === 'not-enrolled') expect(await station.sync.enrol(address, enrolmentCode)).toMatchObject({ ok: true });
      expect(await station.sync.now(), failpoint).toMatchObject({ state: 'offline' });
      expect(await death, failpoint).toBe('SIGKILL');
      station.writeRecords(50);
    }
    running = await startHeadquartersProcess(data, port);
    // a second one on the folder is refused with a word
    const second = spawn(process.execPath, [headquartersMain, '--data', data, '--port', '0', '--lang', 'en'], { env: { ...process.env, ...compileCache, DATABASE_URL: '', LOG_LEVEL: 'error' }, stdio: ['ignore', 'pipe', 'pipe'] });
    let complaint = '';
    second.stderr.on('data', (piece: Buffer) => (complaint += piece.toString()));
    expect((await end(second)).code).toBe(1);
    expect(complaint).toContain('Another headquarters is running');

    expect(await station.sync.now()).toMatchObject({ state: 'connected', unsent: 0, unsentFiles: 0 });
    expect(await station.sync.compare()).toEqual({ ok: true, value: [] });
    const stopped = end(running.child);
    running.child.kill('SIGTERM');
    expect(await stopped).toMatchObject({ code: 0 });
    await station.close();
    removeFolder(data);
  }, 180_000);

  it('between taking a new key and saying so, knows the station by it', async () => {
    const data = createFolder();
    const bench = await createTestStation();
    await bench.setUp();
    let running = await startHeadquartersProcess(data, 0, { FAILPOINT: 'rotate-after-commit' });
    const { address, enrolmentCode } = running.told;
    await bench.client.sync.enrol({ address, code: enrolmentCode });
    const before = bench.station.core.open().identity.key;
    const dies = ended(running.child);
    expect(await codesOf(bench.client.sync.rotate())).toEqual(['headquarters-unreachable']);
    expect(await dies).toBe('SIGKILL');
    running = await startHeadquartersProcess(data, Number(new URL(address).port));
    expect(await bench.client.sync.now()).toMatchObject({ state: 'connected', unsent: 0 });
    expect(bench.station.core.open().identity.key).not.toBe(before);
    const stopped = end(running.child);
    running.child.kill('SIGTERM');
    await stopped;
    await bench.remove();
    removeFolder(data);
  }, 180_000);
});
