import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createFolder, openHeadquarters, removeFolder, type TestHeadquarters } from './headquarters.ts';
import { openStation, type TestStation } from './station.ts';

/** Two headquarters processes on one database and one data folder; every request of a station goes to either, as chance has it. */
let first: TestHeadquarters;
const children: ChildProcess[] = [];
const addresses: string[] = [];
const folders: string[] = [];

const startProcess = async (): Promise<string> => {
  const child = spawn(process.execPath, [join(import.meta.dirname, '../../hq/main.ts'), '--data', first.folder, '--port', '0', '--json'], {
    env: { ...process.env, DATABASE_URL: first.databaseUrl, LOG_LEVEL: 'error' }, stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  let text = '';
  for await (const piece of child.stdout!) {
    text += String(piece);
    if (text.includes('\n')) break;
  }
  return (JSON.parse(text) as { address: string }).address;
};

beforeAll(async () => {
  first = await openHeadquarters();
  addresses.push(await startProcess(), await startProcess());
}, 120_000);
afterAll(async () => {
  await Promise.all(children.map((child) => new Promise((resolve) => {
    child.once('exit', resolve);
    child.kill('SIGTERM');
  })));
  await first.stop();
  for (const folder of folders) removeFolder(folder);
});

/** Repeatable chance: the same seed, the same story. */
const createChance = (seed: number) => {
  let state = seed;
  return (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
};

it('skip no row for any station, whichever process a page comes from (I5)', async () => {
  const seed = Number(process.env.SEED ?? 20_211_122);
  const chance = createChance(seed);
  const either: typeof fetch = (input, init) => {
    const url = new URL(String(input));
    return fetch(addresses[chance(2)]! + url.pathname + url.search, init);
  };
  const stations: TestStation[] = [];
  for (let i = 0; i < 5; i += 1) {
    const folder = createFolder();
    folders.push(folder);
    const station = await openStation(folder, `TP${i}`, either);
    expect(await station.sync.enrol(addresses[0]!, await first.createEnrolmentCode())).toMatchObject({ ok: true });
    stations.push(station);
  }
  // all at once, again and again: commits of one process fall between the numbers of the other
  for (let round = 0; round < 8; round += 1) {
    await Promise.all(stations.map(async (station) => {
      for (let i = 0; i < 3; i += 1) {
        station.writeRecords(1 + chance(6));
        expect((await station.sync.now()).state, `seed ${seed}`).toBe('connected');
      }
    }));
  }
  for (const station of stations) await station.sync.now();
  const all = await first.rows<{ station: string; seq: number; hash: string; audience: string | null }>('select station, seq, hash, audience from op where audience is not null');
  for (const station of stations) {
    const missing = all.filter((op) => op.station !== station.identity.station && station.store.read.pulled(op.station, op.seq)?.hash !== op.hash);
    expect(missing, `seed ${seed}`).toEqual([]);
    expect(await station.sync.compare()).toEqual({ ok: true, value: [] });
  }
  const numbers = (await first.rows<{ n: number }>('select server_seq as n from op union all select n from notice order by n')).map(({ n }) => Number(n));
  expect(numbers).toEqual(numbers.map((_, i) => i + 1));
  for (const station of stations) await station.close();
});
