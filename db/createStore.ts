import { opHash, firstPrev, type Op } from '../domain/record/op.ts';
import { checkVersion, copyDatabase, migrate } from './migrate.ts';
import { migrations } from './migrations/index.ts';
import { createReader } from './reader.ts';
import { createSql, openDatabase, type Database, type Sql } from './sqlite.ts';
import { guarded, StoreError, toStoreError } from './storeError.ts';
import type { Reader, Store, StoredOp, Writer } from './store.ts';
import { createSearchDebt, putSearch, type SearchRow } from './searchRows.ts';
import { createWriter } from './writer.ts';

/** Every question and order answers SQLite's known failures with a StoreError. */
const guardAll = <T extends Reader | Writer>(ports: T): T =>
  Object.fromEntries(
    Object.entries(ports).map(([name, ask]: [string, (...args: readonly never[]) => unknown]) => [name, (...args: readonly never[]) => guarded(() => ask(...args))]),
  ) as unknown as T;

/**
 * Opens the station's store at `file` under a 32-byte key, brought to the newest schema. One process at a time: the data folder's lock is
 * the caller's. Throws StoreError `database-damaged` (also for a wrong key), `database-from-future`, `read-only-folder`, `disk-full`.
 * `beside`: another process on this computer has the store open under that lock. SQLite's own lock puts the writes of both in a row, and the head of the log
 * is read inside each write; the schema is left alone, and one of another release is refused with `database-from-future`.
 */
export const createStore = (file: string, key: Buffer, { beside = false }: { readonly beside?: boolean } = {}): Store => {
  const db = openDatabase(file, key);
  try {
    guarded(() => (beside ? checkVersion(db, migrations) : migrate(db, file, migrations)));
  } catch (error) {
    db.close();
    throw error;
  }
  const sql = createSql(db);
  const debt = createSearchDebt(db, sql, (hash) => read.definition(hash), beside);
  const read: Reader = guardAll(createReader(sql, debt.words));
  // put last of all: every statement with a savepoint of its own in between makes the full-text index write itself out
  const toSearch: SearchRow[] = [];
  const writer = createWriter(sql, read, toSearch);
  const transact = db.transaction((work: (writer: Writer) => unknown) => {
    const before = toSearch.length;
    try {
      const value = work(writer);
      if (value instanceof Promise) throw new TypeError('a transaction cannot wait: its work must not be async');
      putSearch(sql, toSearch);
      return value;
    } catch (error) {
      toSearch.length = Math.min(toSearch.length, before);
      throw error;
    }
  });
  return {
    read,
    write: <T>(work: (writer: Writer) => T) => guarded(() => transact.immediate(work) as T),
    settleSearch: (most) => guarded(() => debt.settle(most)),
    check: () => checkStore(db, sql),
    backUpTo: (target) => guarded(() => copyDatabase(db, target)),
    close: () => {
      // everything into the one file, so that a copy of it is whole
      try {
        if (db.open && !beside) guarded(() => db.pragma('wal_checkpoint(TRUNCATE)'));
      } finally {
        db.close();
      }
    },
  };
};

/** Runs one check; known damage becomes a line of the report. */
const attempt = (name: string, find: () => readonly string[]): readonly string[] => {
  try {
    return find();
  } catch (error) {
    const known = toStoreError(error);
    if (known instanceof StoreError) return [`${name}: ${known.message}`];
    throw error;
  }
};

/** What is wrong, in words for the doctor's report; a damaged page ends the walk it is on, not the others. */
const checkStore = (db: Database, sql: Sql): readonly string[] => [
  ...attempt('pages', () => (db.pragma('integrity_check') as { integrity_check: string }[]).map((row) => row.integrity_check).filter((line) => line !== 'ok')),
  ...attempt('search', () => {
    sql("INSERT INTO search (search) VALUES ('integrity-check')").run();
    return [];
  }),
  ...attempt('chain', () => brokenLink(sql)),
];

/** The first operation that does not follow, or whose bytes are not what was hashed. */
const brokenLink = (sql: Sql): readonly string[] => {
  let head = { seq: 0, hash: firstPrev };
  for (const stored of sql('SELECT seq, hash, bytes FROM op ORDER BY seq').iterate() as IterableIterator<StoredOp>) {
    if (stored.seq !== head.seq + 1) return [`chain: operation ${head.seq + 1} is missing`];
    if (opHash(stored.bytes) !== stored.hash) return [`chain: operation ${stored.seq} is not what was hashed`];
    const op = JSON.parse(stored.bytes) as Op;
    if (op.seq !== stored.seq || op.prev !== head.hash) return [`chain: operation ${stored.seq} does not follow ${head.seq}`];
    head = stored;
  }
  return [];
};
