import { copyFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createStore } from '../../db/createStore.ts';
import { asideOf, migrate, versionOf } from '../../db/migrate.ts';
import { sql as briefs } from '../../db/migrations/0009.ts';
import { sql as voided } from '../../db/migrations/0014.ts';
import { sql as refused } from '../../db/migrations/0016.ts';
import { sql as drafts } from '../../db/migrations/0019.ts';
import { sql as undated } from '../../db/migrations/0020.ts';
import { migrations } from '../../db/migrations/index.ts';
import { openDatabase, type Database } from '../../db/sqlite.ts';
import { createSample, idOf, sampleKey, withFolder, withoutClockCounts, withoutRefusals } from './sample.ts';

const withDatabase = <T>(work: (db: Database, file: string) => T): Promise<T> =>
  withFolder((folder) => {
    const file = join(folder, 'station.db');
    const db = openDatabase(file, sampleKey);
    try {
      return work(db, file);
    } finally {
      db.close();
    }
  });

test('the schema is the one on record: a change of it is a new migration', () =>
  withDatabase(async (db, file) => {
    migrate(db, file, migrations);
    const schema = db.prepare("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'search_%' ORDER BY type, name").pluck().all() as string[];
    await expect(`${schema.join(';\n')};\npragma user_version = ${versionOf(db)};\n`).toMatchFileSnapshot('schema.sql');
  }));

test('a fresh database gets every migration and no copy aside', () =>
  withDatabase((db, file) => {
    migrate(db, file, migrations);
    expect(versionOf(db)).toBe(migrations.length);
    expect(existsSync(asideOf(file, 0))).toBe(false);
    migrate(db, file, migrations);
    expect(versionOf(db)).toBe(migrations.length);
  }));

test('an older database is copied aside, then carried on with its rows', () =>
  withFolder((folder) => {
    const file = join(folder, 'station.db');
    const store = createStore(file, sampleKey);
    createSample(store, 1, { system: '申报审核' });
    store.close();
    const db = openDatabase(file, sampleKey);
    const newer = [...migrations, 'CREATE TABLE later (a INTEGER) STRICT;'];
    migrate(db, file, newer);
    expect(versionOf(db)).toBe(newer.length);
    expect(db.prepare('SELECT count(*) FROM record').pluck().get()).toBe(1);
    db.close();
    const aside = join(folder, 'old.db');
    copyFileSync(asideOf(file, migrations.length), aside);
    const old = createStore(aside, sampleKey);
    expect(old.read.record(idOf(1))?.data).toEqual({ system: '申报审核' });
    old.close();
  }));

test('a migration that fails leaves the version and the schema before it', () =>
  withDatabase((db, file) => {
    migrate(db, file, migrations);
    expect(() => migrate(db, file, [...migrations, 'CREATE TABLE half (a INTEGER); INSERT INTO nowhere VALUES (1);'])).toThrow(/nowhere/);
    expect(versionOf(db)).toBe(migrations.length);
    expect(db.prepare("SELECT count(*) FROM sqlite_master WHERE name = 'half'").pluck().get()).toBe(0);
  }));

test('a database from the future is refused and left as it is', () =>
  withFolder((folder) => {
    const file = join(folder, 'station.db');
    createStore(file, sampleKey).close();
    const db = openDatabase(file, sampleKey);
    db.pragma(`user_version = ${migrations.length + 1}`);
    db.close();
    expect(() => createStore(file, sampleKey)).toThrow(expect.objectContaining({ code: 'database-from-future' }));
  }));

test('a database of before the figures had a place of their own counts the same after its migration', () =>
  withFolder((folder) => {
    const file = join(folder, 'station.db');
    const store = createStore(file, sampleKey);
    createSample(store, 1, { system: '申报审核' });
    const before = store.read.briefs({ form: 'service-order', field: 'createdAt', from: '2021-01-01', to: '2021-12-31' });
    store.close();
    const db = openDatabase(file, sampleKey);
    db.exec(`${withoutClockCounts} DROP INDEX record_voided; ALTER TABLE record DROP COLUMN voided; DROP INDEX record_by_owner; DROP INDEX record_by_writer; DROP INDEX record_clock_open_by_clock; DROP TABLE words_due; DROP INDEX pulled_proven; ALTER TABLE pulled DROP COLUMN proof; DROP TABLE record_brief; DROP INDEX record_corrected; DROP INDEX record_clock_by_due; CREATE INDEX record_clock_by_due ON record_clock (clock, due);`);
    db.pragma(`user_version = ${migrations.indexOf(briefs)}`);
    db.close();
    const after = createStore(file, sampleKey);
    expect(before).toHaveLength(1);
    expect(after.read.briefs({ form: 'service-order', field: 'createdAt', from: '2021-01-01', to: '2021-12-31' })).toEqual(before);
    after.close();
  }));

test('a paper that was refused before its row told of it tells of it after its migration, and only while nobody has answered', () =>
  withFolder((folder) => {
    const file = join(folder, 'station.db');
    const store = createStore(file, sampleKey);
    const refusal = { role: 'supervisor', name: '王建国', reason: '数据未核对完', at: '2021-10-12T10:00:00+08:00' };
    const index = { headline: '', cells: {}, text: '', persons: [], links: [], clocks: [] };
    for (const [n, reached] of [[1, '2021-10-12T09:00:00+08:00'], [2, '2021-10-12T11:00:00+08:00'], [3, undefined]] as const) {
      createSample(store, n);
      const rec = store.read.record(idOf(n))!;
      store.write((writer) => writer.putRecord({ ...rec, createdAt: '2021-10-12T08:00:00+08:00', ...(reached ? { state: 'signing', reached: { signing: reached }, refusals: [refusal] } : {}) }, index));
    }
    const refusedOf = (of: typeof store) => of.read.rowsById([1, 2, 3].map(idOf)).map((row) => row.refused);
    expect(refusedOf(store)).toEqual([refusal, undefined, undefined]);
    store.close();
    const db = openDatabase(file, sampleKey);
    db.exec(withoutRefusals);
    db.pragma(`user_version = ${migrations.indexOf(refused)}`);
    db.close();
    const after = createStore(file, sampleKey);
    expect(refusedOf(after)).toEqual([refusal, undefined, undefined]);
    after.close();
  }));

test('drafts with a time on them, and those thrown away, are out of the register after its migration; what was handed in stays', () =>
  withFolder((folder) => {
    const file = join(folder, 'station.db');
    const store = createStore(file, sampleKey);
    const at = '2021-10-12T09:00:00+08:00';
    const lives: readonly (readonly string[])[] = [['draft'], ['draft', 'void'], ['draft', 'submitted'], ['draft', 'submitted', 'void'], ['draft', 'submitted', 'archived']];
    for (const [i, reached] of lives.entries()) {
      createSample(store, i + 1, {}, { form: 'document' });
      store.write((writer) => writer.putRecord({ ...store.read.record(idOf(i + 1))!, state: reached.at(-1)!, reached: Object.fromEntries(reached.map((state) => [state, at])) }, { headline: '', cells: {}, text: '', persons: [], links: [], clocks: [], issued: at }));
    }
    store.close();
    const db = openDatabase(file, sampleKey);
    db.pragma(`user_version = ${migrations.indexOf(drafts)}`);
    db.close();
    const after = createStore(file, sampleKey);
    expect(after.read.issuedNames({ from: '2021-10-12', to: '2021-10-12' }).map(({ id }) => id)).toEqual([3, 4, 5].map(idOf));
    after.close();
  }));

test('a sealed paper that headquarters voided before it had a column of its own is in no count after its migration', () =>
  withFolder((folder) => {
    const file = join(folder, 'station.db');
    const store = createStore(file, sampleKey);
    createSample(store, 1, { system: '申报审核' });
    createSample(store, 2, { system: '申报审核' });
    const rec = { ...store.read.record(idOf(1))!, voided: { to: 'void', reason: '派错', at: '2021-10-12T09:00:00+08:00', by: { id: 'm', name: '刘经理' } } };
    const index = { headline: '', cells: {}, text: '', persons: [], links: [], clocks: [{ clock: 'document-submit', started: '2021-10-12T09:00:00+08:00', due: '2021-10-20T09:00:00+08:00', estimated: false }] };
    store.write((writer) => writer.putRecord(rec, index));
    store.close();
    const db = openDatabase(file, sampleKey);
    db.exec(`${withoutClockCounts} DROP INDEX record_voided; ALTER TABLE record DROP COLUMN voided;`);
    db.pragma(`user_version = ${migrations.indexOf(voided)}`);
    db.close();
    const after = createStore(file, sampleKey);
    const query = { form: 'service-order', field: 'createdAt', from: '2021-01-01', to: '2021-12-31', without: [] };
    expect(after.read.tallied(query, null, { offset: 0, limit: 9 })).toEqual({ ids: [idOf(2)], total: 1 });
    expect(after.read.leftOut(query)).toEqual([{ id: idOf(1), why: 'void' }]);
    expect(after.read.briefs(query).map((brief) => brief.voided)).toEqual([true, false]);
    expect(after.read.openClocks(9).total).toBe(0);
    after.close();
  }));

test('a paper whose own time is not written counts on the day it was made, also one of before its migration, until the time is written', () =>
  withFolder((folder) => {
    const file = join(folder, 'station.db');
    const store = createStore(file, sampleKey);
    createSample(store, 1);
    const index = (cells: Record<string, string>) => ({ headline: '', cells, text: '', persons: [], links: [], clocks: [] });
    const rec = store.read.record(idOf(1))!;
    const october = { form: 'service-order', field: 'requestedAt', from: '2021-10-01', to: '2021-10-31', without: [] };
    const countsOf = (of: typeof store, query = october) => [of.read.tallied(query, null, { offset: 0, limit: 9 }).total, of.read.tallyDays(query).length, of.read.briefs(query).length];
    expect(countsOf(store)).toEqual([1, 1, 1]);
    // another time of its list is no time of a period
    expect(store.read.briefs({ ...october, field: 'finishedAt' })).toEqual([]);
    store.close();
    const db = openDatabase(file, sampleKey);
    db.exec("DELETE FROM record_field WHERE name = '#undated'");
    db.pragma(`user_version = ${migrations.indexOf(undated)}`);
    db.close();
    const after = createStore(file, sampleKey);
    expect(countsOf(after)).toEqual([1, 1, 1]);
    expect(after.read.standings({ of: [idOf(1)], fields: { 'service-order': 'requestedAt' }, from: '2021-10-01', to: '2021-10-31' }).map(({ at }) => at)).toEqual([rec.createdAt]);
    after.write((writer) => writer.putRecord({ ...rec, voided: { to: 'void', reason: '派错', at: '2021-10-12T09:00:00+08:00', by: { id: 'm', name: '刘经理' } } }, index({})));
    expect(after.read.leftOut(october)).toEqual([{ id: idOf(1), why: 'void' }]);
    after.write((writer) => writer.putRecord(rec, index({ requestedAt: '2020-05-06T08:00+08:00' })));
    expect(countsOf(after)).toEqual([0, 0, 0]);
    expect(countsOf(after, { ...october, from: '2020-05-01', to: '2020-05-31' })).toEqual([1, 1, 1]);
    after.close();
  }));
