import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { keepBoardIndex, type BoardIndex } from '../../hq/boardIndex.ts';
import { connectTo, type Connection } from '../../hq/connect.ts';
import type { Database } from '../../hq/database.ts';
import { createProfiles } from '../../hq/profiles.ts';
import { createCalendarReader } from '../../hq/reference.ts';
import { createDefinitions } from '../../hq/rpc/definitions.ts';
import { createFolder, openFolderHeadquarters, openHeadquarters, removeFolder, type TestHeadquarters } from './headquarters.ts';
import { openStation, type TestStation } from './station.ts';

/** What many tests of the sync begin with; each lets go of what it opened. */

export type Pair = { readonly hq: TestHeadquarters; readonly folder: string; readonly station: TestStation };

/**
 * One headquarters for the file, and for each test a new station in a folder of its own: `T1`, `T2`, … for the letter T. `left`: the station at the end of a
 * test, which may have closed the one it was given and opened it again. `enrolled`: known at headquarters when the test begins. `fetch`: how it asks.
 */
export const stationForEach = (letter: string, give: (pair: Pair) => void, left: () => TestStation, { enrolled = false, fetch: fetchAs = fetch }: { readonly enrolled?: boolean; readonly fetch?: typeof fetch } = {}): void => {
  let hq: TestHeadquarters;
  let pair: Pair;
  let n = 0;
  beforeAll(async () => {
    hq = await openHeadquarters();
  });
  afterAll(() => hq.stop());
  beforeEach(async () => {
    const folder = createFolder();
    n += 1;
    pair = { hq, folder, station: await openStation(folder, `${letter}${n}`, fetchAs) };
    give(pair);
    if (enrolled) await enrol(pair);
  });
  afterEach(async () => {
    await left().close();
    removeFolder(pair.folder);
  });
};

/** Known at headquarters from here on. */
export const enrol = async ({ hq, station }: Pick<Pair, 'hq' | 'station'>): Promise<void> => {
  expect(await station.sync.enrol(hq.address, await hq.createEnrolmentCode())).toMatchObject({ ok: true });
};

export type Backups = Pair & { readonly backup: string; readonly fresh: string };

/** For each test a headquarters on a PostgreSQL of its own with one enrolled station, a place for a backup, and an empty folder to restore into. */
export const backupForEach = (code: string, give: (backups: Backups) => void, left: () => TestStation): void => {
  let all: Backups;
  beforeEach(async () => {
    const hq = await openFolderHeadquarters();
    const folder = createFolder();
    all = { hq, folder, backup: join(folder, 'backup'), fresh: createFolder(), station: await openStation(join(folder, 'station'), code) };
    give(all);
    await enrol(all);
  }, 120_000);
  afterEach(async () => {
    await left().close();
    await all.hq.stop();
    removeFolder(all.folder);
    removeFolder(all.fresh);
  });
};

/** The connection a command has to the headquarters on a folder, for the time of `work`. */
export const connected = async <T>(dataFolder: string, work: (connection: Connection) => Promise<T>): Promise<T> => {
  const connection = await connectTo(dataFolder, pino({ level: 'silent' }));
  try {
    return await work(connection);
  } finally {
    await connection.close();
  }
};

/** An index of the boards that is kept by hand: it does not follow the log by itself. */
export const openBoardIndex = async (database: Database, more: Pick<Parameters<typeof keepBoardIndex>[1], 'step' | 'release'>, onError: (error: unknown) => void = (error) => { throw error; }): Promise<BoardIndex> => {
  const index = keepBoardIndex(database, { definitions: createDefinitions(database), calendar: createCalendarReader(database), profiles: createProfiles(database.log), ...more }, onError);
  await index.stop();
  return index;
};
