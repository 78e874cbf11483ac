import { randomBytes } from 'node:crypto';
import { existsSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import Sqlite from 'better-sqlite3-multiple-ciphers';
import { guarded, StoreError } from './storeError.ts';

export type Database = Sqlite.Database;
type Statement = Sqlite.Statement<unknown[], unknown>;

/** Releases before this one can lose committed pages when a checkpoint meets a writer (fixed upstream in 3.51.3). */
const oldestSqlite = '3.51.3';

/** Numeric comparison of dotted versions. */
export const isAtLeast = (version: string, least: string): boolean => {
  const [a, b] = [version, least].map((v) => v.split('.').map(Number)) as [number[], number[]];
  for (let i = 0; i < b.length; i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
};

/**
 * AEGIS-256 where the processor's own AES instructions reckon it; ChaCha20-Poly1305 where they do not, and for databases from before, which stay as they
 * are (docs/decisions/0032). Both authenticate every page: a flipped bit is an error, never another value.
 */
export type Cipher = 'aegis' | 'chacha20';

/** Gives a fresh connection its cipher and key. The `raw:` form skips a key derivation that a random key does not need. */
export const keyConnection = (db: Database, key: Buffer, cipher: Cipher = 'aegis'): void => {
  if (key.length !== 32) throw new RangeError('the database key has 32 bytes');
  db.pragma(`cipher='${cipher}'`);
  // the library's own default, named so that another release of it changes nothing
  if (cipher === 'aegis') db.pragma("algorithm='aegis-256'");
  db.pragma(`key='raw:${key.toString('hex')}'`);
};

/** A connection that has read its first page: a wrong key or a foreign file shows there. */
const openKeyed = (file: string, key: Buffer, cipher: Cipher): Database => {
  const db = new Sqlite(file, { timeout: 5_000 });
  try {
    keyConnection(db, key, cipher);
    db.prepare('SELECT count(*) FROM sqlite_master').get();
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
};

/** pages a cipher is timed with, and how often; the quickest counts, because a busy machine makes any of them slow */
const timedPages = 60;
const timedRounds = 5;

/** ms that `timedPages` pages take under a cipher, written and put back into the file; under a key of the moment, in a file beside `file` that is gone afterwards. */
const timeCipher = (file: string, cipher: Cipher): number => {
  const probe = `${file}.${cipher}`;
  const remove = (): void => { for (const end of ['', '-wal', '-shm', '-journal']) rmSync(probe + end, { force: true }); };
  remove();
  try {
    const db = new Sqlite(probe);
    try {
      keyConnection(db, randomBytes(32), cipher);
      // nothing of it is to last
      db.pragma('synchronous = OFF');
      db.pragma('journal_mode = WAL');
      db.exec('CREATE TABLE page (b BLOB)');
      const write = db.prepare('INSERT INTO page VALUES (zeroblob(4000))');
      const rounds = Array.from({ length: timedRounds }, () => {
        const since = performance.now();
        db.transaction(() => { for (let n = 0; n < timedPages; n += 1) write.run(); })();
        db.pragma('wal_checkpoint(TRUNCATE)');
        return performance.now() - since;
      });
      return Math.min(...rounds);
    } finally {
      db.close();
    }
  } finally {
    remove();
  }
};

/** times ChaCha20's time from which AEGIS is taken to be reckoned without the processor's help: with it it takes less, without it some twenty times as much */
const tooSlow = 6;
/** The cipher of a new database, by the time each takes on this machine. */
export const chooseCipher = (took: Readonly<Record<Cipher, number>>): Cipher => (took.aegis > tooSlow * took.chacha20 ? 'chacha20' : 'aegis');

const isNew = (file: string): boolean => !existsSync(file) || statSync(file).size === 0;

/** The file under the cipher it was made with. Where neither reads it, the error is that of today's. */
const openWithItsCipher = (file: string, key: Buffer): Database => {
  if (isNew(file)) return openKeyed(file, key, chooseCipher({ aegis: timeCipher(file, 'aegis'), chacha20: timeCipher(file, 'chacha20') }));
  try {
    return openKeyed(file, key, 'aegis');
  } catch (error) {
    if (!(error instanceof Sqlite.SqliteError) || error.code !== 'SQLITE_NOTADB') throw error;
    try {
      return openKeyed(file, key, 'chacha20');
    } catch {
      throw error;
    }
  }
};

/**
 * Opens (or makes) the encrypted database. A committed transaction is on disk: WAL with synchronous=FULL. Nothing is spilled to temporary
 * files in the clear. Throws StoreError: `database-damaged` when the file is no database under this key, `read-only-folder`, `disk-full`.
 */
export const openDatabase = (file: string, key: Buffer): Database =>
  guarded(() => {
    if (!existsSync(dirname(file))) throw new StoreError('read-only-folder', `${dirname(file)} does not exist`);
    const db = openWithItsCipher(file, key);
    try {
      const version = db.prepare('SELECT sqlite_version()').pluck().get() as string;
      if (!isAtLeast(version, oldestSqlite)) throw new Error(`SQLite ${version} is older than ${oldestSqlite}`);
      db.pragma('temp_store = MEMORY');
      if (db.pragma('journal_mode = WAL', { simple: true }) !== 'wal') throw new StoreError('read-only-folder', 'the folder takes no write-ahead log');
      db.pragma('synchronous = FULL');
      db.pragma('foreign_keys = ON');
      db.pragma('cache_size = -64000');
      // pages of 4 kB: a page from headquarters changes some thousands, and each would otherwise go into the file after every one
      db.pragma('wal_autocheckpoint = 4000');
      return db;
    } catch (error) {
      db.close();
      throw error;
    }
  });

/** Version of the SQLite inside the product. */
export const sqliteVersion = (): string => {
  const db = new Sqlite(':memory:');
  try {
    return db.prepare('SELECT sqlite_version()').pluck().get() as string;
  } finally {
    db.close();
  }
};

/** Prepares each statement once per connection and finds it by its text. */
export type Sql = (text: string) => Statement;
export const createSql = (db: Database): Sql => {
  const statements = new Map<string, Statement>();
  return (text) => {
    let statement = statements.get(text);
    if (!statement) {
      statement = db.prepare(text);
      statements.set(text, statement);
    }
    return statement;
  };
};
