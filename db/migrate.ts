import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Database } from './sqlite.ts';
import { StoreError } from './storeError.ts';

/** Flushes a file, or the names in a folder, to disk. Windows keeps its directories' entries by itself and cannot open them. */
export const syncPath = (path: string, folder = false): void => {
  if (folder && process.platform === 'win32') return;
  const handle = openSync(path, folder ? 'r' : 'r+');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
};

/** A consistent copy under the same key: whole under its final name, or not there at all. An existing file of that name is replaced. */
export const copyDatabase = (db: Database, file: string): void => {
  const part = `${file}.part`;
  rmSync(part, { force: true });
  db.prepare('VACUUM INTO ?').run(part);
  syncPath(part);
  renameSync(part, file);
  syncPath(dirname(file), true);
};

export const versionOf = (db: Database): number => db.pragma('user_version', { simple: true }) as number;

/** Throws StoreError `database-from-future` unless the schema is this program's. */
export const checkVersion = (db: Database, migrations: readonly string[]): void => {
  const found = versionOf(db);
  if (found !== migrations.length) throw new StoreError('database-from-future', `schema ${found}, this program knows ${migrations.length}`);
};

/** Where an older database is kept before it is changed. */
export const asideOf = (file: string, version: number): string => `${file}.v${version}`;

/**
 * Brings the database to the newest schema, each step a transaction that carries its version. An older database is first copied aside
 * (kept from an earlier try if that was cut short). Throws StoreError `database-from-future` for one made by a newer program.
 */
export const migrate = (db: Database, file: string, migrations: readonly string[]): void => {
  const found = versionOf(db);
  if (found > migrations.length) throw new StoreError('database-from-future', `schema ${found}, this program knows ${migrations.length}`);
  if (found === migrations.length) return;
  if (found > 0 && !existsSync(asideOf(file, found))) copyDatabase(db, asideOf(file, found));
  for (let version = found; version < migrations.length; version++) {
    db.transaction(() => {
      db.exec(migrations[version]!);
      db.pragma(`user_version = ${version + 1}`);
    }).immediate();
  }
};
