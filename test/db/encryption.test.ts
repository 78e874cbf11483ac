import { closeSync, openSync, readdirSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createStore } from '../../db/createStore.ts';
import { chooseCipher } from '../../db/sqlite.ts';
import { StoreError, toStoreError } from '../../db/storeError.ts';
import { createSample, createUnderOldCipher, idOf, isUnder, sampleKey, withFolder, withStore } from './sample.ts';

const secrets = ['张晓明的秘密', 'TopSecretWord', '"kind":"created"', 'XC-BJ01-2021', 'CREATE TABLE', 'SQLite format 3'];

test('no file of the folder holds a word in the clear, while open and when closed', () =>
  withStore((store, folder) => {
    createSample(store, 1, { request: '张晓明的秘密 TopSecretWord' });
    store.write((w) => w.putDraft({ record: idOf(1), account: idOf(2), base: 1, set: { work: 'TopSecretWord' }, unset: [], savedAt: '2021-10-12T09:00:00+08:00' }));
    store.backUpTo(join(folder, 'copy.db'));
    const clear = (): string[] =>
      readdirSync(folder).flatMap((name) => {
        const bytes = readFileSync(join(folder, name));
        return secrets.filter((word) => bytes.includes(word)).map((word) => `${name}: ${word}`);
      });
    expect(readdirSync(folder).sort()).toEqual(['copy.db', 'station.db', 'station.db-shm', 'station.db-wal']);
    expect(clear()).toEqual([]);
    store.close();
    expect(readdirSync(folder).sort()).toEqual(['copy.db', 'station.db']);
    expect(clear()).toEqual([]);
  }));

test('a copy is whole under the same key, and replaces the copy before it', () =>
  withStore((store, folder) => {
    const file = join(folder, 'copy.db');
    createSample(store, 1, { system: '申报' });
    store.backUpTo(file);
    createSample(store, 2);
    store.backUpTo(file);
    const copy = createStore(file, sampleKey);
    expect(copy.read.head()).toEqual(store.read.head());
    expect(copy.read.search('申报', 5)).toHaveLength(1);
    expect(copy.check()).toEqual([]);
    copy.close();
  }));

test('a database under the cipher of before is opened, written and copied under it; a new one is under today\'s', () =>
  withFolder((folder) => {
    createUnderOldCipher(join(folder, 'station.db'));
    for (const cipher of ['chacha20', 'aegis'] as const) {
      const name = join(folder, cipher === 'chacha20' ? 'station.db' : 'new.db');
      const store = createStore(name, sampleKey);
      createSample(store, 1, { system: '申报' });
      store.backUpTo(join(folder, `${cipher}.copy`));
      store.close();
      const again = createStore(name, sampleKey);
      expect(again.read.search('申报', 5)).toHaveLength(1);
      expect(again.check()).toEqual([]);
      again.close();
      for (const path of [name, join(folder, `${cipher}.copy`)]) expect([isUnder(path, 'chacha20'), isUnder(path, 'aegis')], path).toEqual([cipher === 'chacha20', cipher === 'aegis']);
    }
  }));

test('a new database is made under the cipher this machine reckons quickly, and the trial leaves nothing behind', () =>
  withFolder((folder) => {
    // the processor's help: less time than ChaCha20; without it, as measured, twenty times as much
    expect([chooseCipher({ aegis: 1, chacha20: 2.5 }), chooseCipher({ aegis: 4, chacha20: 2.5 }), chooseCipher({ aegis: 50, chacha20: 2.5 })]).toEqual(['aegis', 'aegis', 'chacha20']);
    // what a kill in the middle of a trial left
    writeFileSync(join(folder, 'station.db.aegis'), 'half a page');
    writeFileSync(join(folder, 'station.db'), '');
    createStore(join(folder, 'station.db'), sampleKey).close();
    expect(readdirSync(folder)).toEqual(['station.db']);
    expect(isUnder(join(folder, 'station.db'), 'aegis')).toBe(true);
  }));

test('another key, another file, an empty key: refused', () =>
  withFolder((folder) => {
    const file = join(folder, 'station.db');
    createStore(file, sampleKey).close();
    const damaged = expect.objectContaining({ name: 'StoreError', code: 'database-damaged' });
    expect(() => createStore(file, Buffer.alloc(32, 1))).toThrow(damaged);
    writeFileSync(join(folder, 'text.db'), 'no database at all, but long enough to look like a page of one'.repeat(100));
    expect(() => createStore(join(folder, 'text.db'), sampleKey)).toThrow(damaged);
    expect(() => createStore(file, Buffer.alloc(16))).toThrow(RangeError);
    createStore(file, sampleKey).close();
  }));

test('a folder that cannot be written is refused by name', () =>
  withFolder((folder) => {
    const readOnly = expect.objectContaining({ code: 'read-only-folder' });
    expect(() => createStore(join(folder, 'missing', 'station.db'), sampleKey)).toThrow(readOnly);
    expect(() => createStore(folder, sampleKey)).toThrow(readOnly);
  }));

test('a flipped byte anywhere in the file is found', () =>
  withFolder((folder) => {
    const file = join(folder, 'station.db');
    const store = createStore(file, sampleKey);
    for (let n = 1; n <= 40; n++) createSample(store, n, { request: '服务器宕机'.repeat(40) });
    store.close();
    const sound = readFileSync(file);
    for (let at = 40; at < sound.length; at += Math.floor(sound.length / 23)) {
      writeFileSync(file, sound);
      const handle = openSync(file, 'r+');
      writeSync(handle, Buffer.from([sound[at]! ^ 0x10]), 0, 1, at);
      closeSync(handle);
      let found: readonly string[] = [];
      try {
        const opened = createStore(file, sampleKey);
        found = opened.check();
        opened.close();
      } catch (error) {
        expect(error).toMatchObject({ code: 'database-damaged' });
        found = ['at opening'];
      }
      expect(found, `byte ${at}`).not.toEqual([]);
    }
  }));

test('the known failures of the system have their refusals, others stay what they are', () => {
  const failure = (code: string): Error => Object.assign(new Error(code), { code });
  const codeOf = (code: string): unknown => (toStoreError(failure(code)) as StoreError).code;
  expect(['SQLITE_FULL', 'ENOSPC', 'EDQUOT'].map(codeOf)).toEqual(['disk-full', 'disk-full', 'disk-full']);
  expect(['SQLITE_READONLY_DIRECTORY', 'SQLITE_CANTOPEN', 'EROFS', 'EACCES'].map(codeOf)).toEqual(Array(4).fill('read-only-folder'));
  expect(['SQLITE_CORRUPT_VTAB', 'SQLITE_NOTADB'].map(codeOf)).toEqual(Array(2).fill('database-damaged'));
  const busy = failure('SQLITE_BUSY');
  expect(toStoreError(busy)).toBe(busy);
  expect(toStoreError('text')).toBe('text');
});
