import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createFolder, openHeadquarters, removeFolder, type TestHeadquarters } from '../sync/headquarters.ts';
import { compileCache, ended, startHeadquartersProcess } from '../sync/headquartersProcess.ts';
import { openProxy, type Fault, type Proxy } from '../sync/proxy.ts';
import { openStation, type TestStation } from '../sync/station.ts';
import { createChance } from './simulation.ts';

/** By this the station's patience is shortened while it waits for an answer that never comes. */
let hurry = 1;
/** Has the time for a line and a sleep as they are. */
const isLong = Number(process.env['SEEDS'] ?? 0) >= 100;
const seed = Number(process.env['SEED'] ?? 20_261_122);
let hq: TestHeadquarters;
let proxy: Proxy;
let folder: string;
let station: TestStation;
let code = 0;
beforeAll(async () => {
  hq = await openHeadquarters();
  proxy = await openProxy(hq.address);
});
afterAll(async () => {
  await proxy.close();
  await hq.stop();
});
beforeEach(async () => {
  folder = createFolder();
  code += 1;
  station = await openStation(folder, `L${code}`, fetch, 'BJ01', {
    clock: {
      now: () => Date.now(),
      after: (ms, work) => {
        const timer = setTimeout(work, ms / hurry);
        return () => clearTimeout(timer);
      },
    },
  });
  expect(await station.sync.enrol(proxy.address, await hq.createEnrolmentCode())).toMatchObject({ ok: true });
});
afterEach(async () => {
  proxy.usual({ kind: 'pass' });
  proxy.faults.length = 0;
  await station.close();
  removeFolder(folder);
});

/** Rounds until all is there, each operation once (I2, I7). */
const drain = async (most: number): Promise<void> => {
  for (let n = 0; station.store.read.unsentCount() > 0; n += 1) {
    if (n === most) throw new Error(`the outbox did not drain (seed ${seed})`);
    await station.sync.now();
  }
  const there = await hq.rows<{ seq: number; hash: string }>('select seq::int as seq, hash from op where station = $1 order by seq', [station.identity.station]);
  expect(there.map(({ seq }) => seq)).toEqual(Array.from({ length: station.store.read.head().seq }, (_, i) => i + 1));
  expect(there.at(-1)?.hash).toBe(station.store.read.head().hash);
};

describe('a line', () => {
  it('that takes a request and never answers, or resets it, costs a round and nothing else', async () => {
    const bad: readonly Fault[] = [{ kind: 'silent' }, { kind: 'reset', after: 1 }, { kind: 'reset', after: 400 }, { kind: 'reset', after: 900 }];
    for (const fault of bad) {
      station.writeRecords(2);
      await proxy.drop();
      proxy.faults.push(fault);
      hurry = fault.kind === 'silent' ? 100 : 1;
      const after = await station.sync.now();
      hurry = 1;
      expect(['offline', 'connected'], JSON.stringify(fault)).toContain(after.state);
      if (fault.kind === 'silent') expect(after).toMatchObject({ state: 'offline', lastError: { code: 'headquarters-unreachable' } });
    }
    await drain(3);
  });

  it('that delivers everything twice leaves everything once', async () => {
    proxy.usual({ kind: 'twice' });
    for (let n = 0; n < 4; n += 1) {
      station.writeRecords(3);
      await proxy.drop();
      expect(await station.sync.now()).toMatchObject({ state: 'connected', unsent: 0 });
    }
    await proxy.drop();
    await expect.poll(async () => (await hq.rows<{ n: number }>('select count(*)::int as n from op where station = $1', [station.identity.station]))[0]!.n).toBe(station.store.read.head().seq);
    await drain(2);
    expect(await hq.rows('select state from device where station = $1', [station.identity.station])).toEqual([{ state: 'active' }]);
  });

  it('of 9.6 kbit/s with two seconds to and fro that breaks every fifth time carries it all, and shows that it does', async () => {
    // ten times as fast unless there is time
    const slow: Fault = isLong ? { kind: 'slow', rate: 1200, late: 1000 } : { kind: 'slow', rate: 12_000, late: 100 };
    const chance = createChance(seed);
    await station.close();
    station = await openStation(folder, `L${code}`, async (...args) => {
      if (chance(5) === 0) throw new TypeError('fetch failed');
      return fetch(...args);
    });
    proxy.usual(slow);
    await proxy.drop();
    station.writeRecords(60);
    const most = station.store.read.unsentCount();
    await drain(40);
    expect(station.statuses.some(({ state, unsent }) => state === 'sending' && unsent > 0 && unsent <= most)).toBe(true);
  });
});

describe('a machine that sleeps in the middle', () => {
  it('goes on when it wakes, on either side', async () => {
    const sleeping = isLong ? 600_000 : 2_000;
    const writer = createFolder();
    const first = await openStation(writer, 'SL');
    first.writeRecords(800);
    await first.close();
    const running = await startHeadquartersProcess(hq.folder, 0, { DATABASE_URL: hq.databaseUrl });
    const child = spawn(process.execPath, [join(import.meta.dirname, '../sync/stationProcess.ts'), writer, running.told.address, running.told.enrolmentCode], { env: { ...process.env, ...compileCache }, stdio: ['ignore', 'pipe', 'inherit'] });
    let out = '';
    child.stdout.on('data', (piece: Buffer) => (out += piece.toString()));
    const done = ended(child);
    const arrived = async (): Promise<number> => (await hq.rows<{ n: number }>(`select count(*)::int as n from op join device using (station) where device.code = 'SL'`))[0]!.n;
    await expect.poll(arrived, { timeout: 60_000 }).toBeGreaterThan(0);
    running.child.kill('SIGSTOP');
    await sleep(sleeping);
    running.child.kill('SIGCONT');
    child.kill('SIGSTOP');
    await sleep(sleeping);
    child.kill('SIGCONT');
    expect(await done).toBeNull();
    expect(JSON.parse(out)).toMatchObject({ state: 'connected', unsent: 0 });
    expect(await arrived()).toBe(2401);
    const stopped = ended(running.child);
    running.child.kill('SIGTERM');
    await stopped;
    removeFolder(writer);
  });
});
