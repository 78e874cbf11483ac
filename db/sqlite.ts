import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import Sqlite from 'better-sqlite3-multiple-ciphers';
import { guarded, StoreError } from './storeError.ts';

export type Database = Sqlite.Database;
export type Statement = Sqlite.Statement<unknown[], unknown>;

/** Releases before this one can lose committed pages when a checkpoint meets a writer (fixed upstream in 3.51.3). */
export const oldestSqlite = '3.51.3';

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
 * AEGIS-256, reckoned by the processor's own AES instructions, for every database made since; ChaCha20-Poly1305 for those from before, which stay as they
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

/** The file under the cipher it was made with. Where neither reads it, the error is that of today's. */
const openWithItsCipher = (file: string, key: Buffer): Database => {
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
