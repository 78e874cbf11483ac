import { copyFileSync, cpSync, existsSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createStore } from '../../db/createStore.ts';
import { keyConnection } from '../../db/sqlite.ts';
import Sqlite from 'better-sqlite3-multiple-ciphers';
import { createSample, sampleKey } from '../db/sample.ts';
import { createFolder, openHeadquarters, removeFolder } from '../sync/headquarters.ts';
import { openStation } from '../sync/station.ts';

const isLong = Number(process.env['SEEDS'] ?? 0) >= 100;
let folder: string;
let file: string;
beforeEach(() => {
  folder = createFolder();
  file = join(folder, 'station.db');
});
afterEach(() => removeFolder(folder));

/** What is found wrong: when it is opened, or when it is checked. */
const faultsOf = (path: string): readonly string[] => {
  try {
    const store = createStore(path, sampleKey);
    try {
      return store.check();
    } finally {
      store.close();
    }
  } catch (error) {
    expect(error).toMatchObject({ code: 'database-damaged' });
    return ['at opening'];
  }
};

describe('a damaged database', () => {
  it('is never taken for a sound one, whatever kind of page has lost a bit', () => {
    const store = createStore(file, sampleKey);
    for (let n = 1; n <= 120; n += 1) createSample(store, n, { request: '服务器宕机'.repeat(n % 3 === 0 ? 900 : 40) });
    store.close();
    const db = new Sqlite(file);
    keyConnection(db, sampleKey);
    const { page_size: size } = (db.pragma('page_size') as [{ page_size: number }])[0];
    const pages = db.prepare(`SELECT name, pagetype, min(pageno) AS page FROM dbstat GROUP BY name, pagetype`).all() as { name: string; pagetype: string; page: number }[];
    db.close();
    const sound = readFileSync(file);
    const most = ['sqlite_schema', 'meta', 'op', 'op_by_doc', 'record', 'record_by_updated', 'record_body', 'record_field', 'search_data'];
    const tried = pages.filter(({ name }) => isLong || most.includes(name));
    expect(new Set(tried.map(({ pagetype }) => pagetype))).toEqual(new Set(['internal', 'leaf', 'overflow']));
    for (const { name, pagetype, page } of tried) {
      const bytes = Buffer.from(sound);
      bytes[(page - 1) * size + Math.floor(size / 2)]! ^= 0x08;
      writeFileSync(file, bytes);
      expect(faultsOf(file), `${pagetype} of ${name}, page ${page}`).not.toEqual([]);
      // what was found is not written over
      expect(readFileSync(file).length).toBeGreaterThanOrEqual(sound.length);
    }
    writeFileSync(file, sound);
    expect(faultsOf(file)).toEqual([]);
  });

  it('whose log of the last writes is cut or altered keeps a beginning of the work, whole, and needs no shared memory file', () => {
    const store = createStore(file, sampleKey);
    for (let n = 1; n <= 12; n += 1) createSample(store, n, { request: '服务器宕机' });
    // as a kill leaves it: the last writes are in the log beside the file
    const killed = join(folder, 'killed.db');
    for (const end of ['', '-wal', '-shm']) copyFileSync(file + end, killed + end);
    const { seq: newest } = store.read.head();
    store.close();
    const length = readFileSync(`${killed}-wal`).length;
    expect(length).toBeGreaterThan(20_000);
    const trial = join(folder, 'trial.db');
    const openTrial = (bend: () => void): number => {
      for (const end of ['', '-wal', '-shm']) {
        rmSync(trial + end, { force: true });
        copyFileSync(killed + end, trial + end);
      }
      bend();
      const opened = createStore(trial, sampleKey);
      expect(opened.check()).toEqual([]);
      const { seq } = opened.read.head();
      expect(opened.read.list({ form: 'service-order', offset: 0, limit: 1 }).total).toBe(seq);
      opened.close();
      return seq;
    };
    expect(openTrial(() => undefined)).toBe(newest);
    expect(openTrial(() => writeFileSync(`${trial}-shm`, Buffer.alloc(32_768)))).toBe(newest);
    expect(openTrial(() => rmSync(`${trial}-shm`))).toBe(newest);
    const step = isLong ? 512 : Math.ceil(length / 40 / 512) * 512;
    let before = 0;
    for (let at = 0; at < length; at += step) {
      const seq = openTrial(() => truncateSync(`${trial}-wal`, at));
      expect(seq, `cut at ${at}`).toBeGreaterThanOrEqual(before);
      before = seq;
    }
    const wal = readFileSync(`${killed}-wal`);
    for (let at = 40; at < length; at += step * 2) {
      const seq = openTrial(() => {
        const bytes = Buffer.from(wal);
        bytes[at]! ^= 0x10;
        writeFileSync(`${trial}-wal`, bytes);
      });
      expect(seq, `altered at ${at}`).toBeLessThanOrEqual(newest);
    }
  });
});

describe('an older folder put back', () => {
  it('is told as what it is when headquarters has more of it than it has itself, and writes nothing over that (I12)', async () => {
    const hq = await openHeadquarters();
    const home = join(folder, 'home');
    const first = await openStation(home, 'OLD');
    await first.sync.enrol(hq.address, await hq.createEnrolmentCode());
    first.writeRecords(2);
    await first.sync.now();
    await first.close();
    cpSync(home, join(folder, 'backup'), { recursive: true });
    const later = await openStation(home, 'OLD');
    later.writeRecords(3);
    expect(await later.sync.now()).toMatchObject({ state: 'connected' });
    await later.close();
    rmSync(home, { recursive: true });
    cpSync(join(folder, 'backup'), home, { recursive: true });
    const there = async (): Promise<unknown> => hq.rows('select station, seq, hash from op order by server_seq');
    const before = await there();
    const back = await openStation(home, 'OLD');
    expect(await back.sync.now()).toMatchObject({ state: 'refused', lastError: { code: 'station-behind' } });
    back.writeRecords(1);
    expect(await back.sync.now()).toMatchObject({ state: 'refused', lastError: { code: 'station-forked' } });
    expect(await there()).toEqual(before);
    expect(existsSync(join(home, 'station.db'))).toBe(true);
    await back.close();
    await hq.stop();
  });
});
