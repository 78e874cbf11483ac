import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFolder, openHeadquarters, removeFolder, type TestHeadquarters } from '../sync/headquarters.ts';
import { compileCache, ended, startHeadquartersProcess } from '../sync/headquartersProcess.ts';
import { openStation, type TestStation } from '../sync/station.ts';

const root = join(import.meta.dirname, '../..');
const sources = (folder: string): readonly string[] => readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts')).map((file) => readFileSync(join(root, folder, file), 'utf8'));

it('every failpoint of the program has a test that kills there', () => {
  const named = [...sources('main'), ...sources('hq')].flatMap((source) => [...source.matchAll(/failpoint\('([^']+)'\)/g)].map(([, name]) => name!));
  const tested = [...sources('test/sync'), ...sources('test/faults')].join('\n');
  expect(named.length).toBeGreaterThan(10);
  expect(named.filter((name) => !new RegExp(`'${name}(:\\d)?'`).test(tested))).toEqual([]);
});

/** I4 and I5: everything in scope, and the cursor where the last page left it. */
const expectAllPulled = async (hq: TestHeadquarters, station: TestStation): Promise<void> => {
  const there = await hq.rows<{ station: string; seq: number; hash: string; n: number }>('select station, seq::int as seq, hash, server_seq::int as n from op where audience is not null and station <> $1 order by server_seq', [station.identity.station]);
  expect(there.filter((op) => station.store.read.pulledHash(op.station, op.seq) !== op.hash)).toEqual([]);
  expect(Number(station.store.read.meta('pull.n'))).toBe(there.at(-1)?.n);
};

describe('a station killed while a page comes down', () => {
  let hq: TestHeadquarters;
  const folders = [createFolder(), createFolder()];
  beforeAll(async () => {
    hq = await openHeadquarters();
  });
  afterAll(async () => {
    await hq.stop();
    for (const folder of folders) removeFolder(folder);
  });

  it('has the page and the cursor, or neither (I4), and everything in the end (I5)', async () => {
    const writer = await openStation(folders[0]!, 'KW');
    await writer.sync.enrol(hq.address, await hq.createEnrolmentCode());
    writer.writeRecords(1200);
    expect(await writer.sync.now()).toMatchObject({ state: 'connected', unsent: 0 });
    // its folder and enrolment, made here; it reads in a process of its own
    const enrolment = await hq.createEnrolmentCode();
    const live = (failpoint: string): Promise<NodeJS.Signals | null> =>
      ended(spawn(process.execPath, [join(root, 'test/sync/stationProcess.ts'), folders[1]!, hq.address, enrolment], { env: { ...process.env, ...compileCache, FAILPOINT: failpoint }, stdio: ['ignore', 'ignore', 'inherit'] }));
    const first = await openStation(folders[1]!, 'KR');
    await first.close();
    for (const failpoint of ['pull-before-store', 'pull-after-store', 'pull-before-store:2', 'pull-after-store:2']) {
      expect(await live(failpoint), failpoint).toBe('SIGKILL');
      const between = await openStation(folders[1]!, 'KR');
      const cursor = Number(between.store.read.meta('pull.n') ?? 0);
      const there = await hq.rows<{ station: string; seq: number; hash: string }>('select station, seq::int as seq, hash from op where audience is not null and station <> $1 and server_seq <= $2', [between.identity.station, cursor]);
      expect(there.filter((op) => between.store.read.pulledHash(op.station, op.seq) !== op.hash), failpoint).toEqual([]);
      await between.close();
    }
    expect(await live('')).toBeNull();
    const reader = await openStation(folders[1]!, 'KR');
    await expectAllPulled(hq, reader);
    await reader.close();
    await writer.close();
  });
});

describe('headquarters killed the moment it has answered', () => {
  it('has what it acknowledged (I3)', async () => {
    const hq = await openHeadquarters();
    const folder = createFolder();
    let running = await startHeadquartersProcess(hq.folder, 0, { DATABASE_URL: hq.databaseUrl });
    const port = Number(new URL(running.told.address).port);
    let dies: Promise<unknown> | null = null;
    const station = await openStation(folder, 'KA', async (input, init) => {
      const answer = await fetch(input, init);
      if (String(input).endsWith('/v1/push')) {
        running.child.kill('SIGKILL');
        dies = ended(running.child);
      }
      return answer;
    });
    expect(await station.sync.enrol(running.told.address, running.told.enrolmentCode)).toMatchObject({ ok: true });
    for (let life = 0; life < 3; life += 1) {
      station.writeRecords(20);
      await station.sync.now();
      expect(await dies, 'it was killed').toBe('SIGKILL');
      // what the dead process had open is over when nobody works under its connections any more
      await expect.poll(async () => (await hq.rows(`select 1 from pg_stat_activity where state <> 'idle' and pid <> pg_backend_pid()`)).length).toBe(0);
      const acked = station.store.read.head().seq - station.store.read.unsentCount();
      const there = await hq.rows<{ seq: number; hash: string }>('select seq::int as seq, hash from op where station = $1 order by seq', [station.identity.station]);
      expect(there.length, `life ${life}`).toBeGreaterThanOrEqual(acked);
      for (const op of there) expect(op.hash).toBe(station.store.read.op(op.seq)?.hash);
      expect(acked, 'something was acknowledged in this life').toBeGreaterThan(0);
      running = await startHeadquartersProcess(hq.folder, port, { DATABASE_URL: hq.databaseUrl });
    }
    const stopped = ended(running.child);
    running.child.kill('SIGTERM');
    await stopped;
    await station.close();
    await hq.stop();
    removeFolder(folder);
  });
});
