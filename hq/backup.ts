import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import type { PoolClient } from 'pg';
import { blobFile, copyBlob, derivedTables, hashOfFile, manifestText, readBackup, tableFile, writeDurably, type Manifest } from './backupFormat.ts';
import type { Database } from './database.ts';
import { formerKeyFile, readRecoveryKey, recoveryKeyFile } from './recoveryKey.ts';
import { readHeadquarters } from './wire.ts';
import { StartError } from './words.ts';

export type BackupReport = { readonly at: string; readonly size: number; readonly rows: number; readonly blobs: number; readonly bytes: number };

/** characters of rows read at a time, about */
const pageText = 4_000_000;

/** Every table but the list of migrations and those that the program makes itself. */
const tablesOf = async (client: PoolClient): Promise<readonly string[]> =>
  (await client.query<{ name: string }>(`select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE' and table_name <> 'schema_migration' and table_name <> all($1) order by 1`, [derivedTables])).rows.map((row) => row.name);

async function* rowsOf(client: PoolClient, table: string): AsyncGenerator<string> {
  await client.query(`declare backup_rows no scroll cursor for select row_to_json(t)::text as line from "${table}" t where tenant = tenant()`);
  let count = 10;
  for (;;) {
    const { rows } = await client.query<{ line: string }>(`fetch ${count} from backup_rows`);
    if (rows.length === 0) break;
    let length = 0;
    for (const { line } of rows) {
      length += line.length;
      yield `${line}\n`;
    }
    count = Math.max(1, Math.min(2000, Math.floor(pageText / (length / rows.length))));
  }
  await client.query('close backup_rows');
}

const writeTable = async (client: PoolClient, folder: string, name: string): Promise<Manifest['tables'][number]> => {
  let rows = 0;
  const hash = createHash('sha256');
  const counted = async function* (): AsyncGenerator<string> {
    for await (const line of rowsOf(client, name)) {
      rows += 1;
      yield line;
    }
  };
  const hashing = new Transform({
    transform: (piece: Buffer, _encoding, done) => {
      hash.update(piece);
      done(null, piece);
    },
  });
  await pipeline(counted, createGzip(), hashing, createWriteStream(tableFile(folder, name), { mode: 0o600, flush: true }));
  return { name, rows, sha256: hash.digest('hex') };
};

/** The hashes of the files a backup must hold, from its own table. */
export async function* blobsIn(folder: string): AsyncGenerator<{ readonly sha256: string; readonly size: number }> {
  const lines = createInterface({ input: createReadStream(tableFile(folder, 'blob')).pipe(createGunzip()), crlfDelay: Infinity });
  for await (const line of lines) {
    const row = JSON.parse(line) as { readonly sha256: string; readonly size: number; readonly verified: boolean };
    if (row.verified) yield row;
  }
}

/** Reads a whole backup again, tables and files. Throws StartError `backupDamaged` with what does not hold. */
export const verifyBackup = async (folder: string): Promise<Manifest> => {
  const manifest = await readBackup(folder);
  if (manifest.recovery !== undefined && (await hashOfFile(recoveryKeyFile(folder)).catch(() => null)) !== manifest.recovery) throw new StartError('backupDamaged', { folder, what: 'recovery.key' });
  if (manifest.formerRecovery !== undefined && (await hashOfFile(formerKeyFile(folder)).catch(() => null)) !== manifest.formerRecovery) throw new StartError('backupDamaged', { folder, what: 'recovery.key.former' });
  let count = 0;
  for await (const { sha256 } of blobsIn(folder)) {
    count += 1;
    const whole = await hashOfFile(blobFile(folder, sha256)).catch(() => null);
    if (whole !== sha256) throw new StartError('backupDamaged', { folder, what: `blobs/${sha256}` });
  }
  if (count !== manifest.blobs.count) throw new StartError('backupDamaged', { folder, what: 'blobs' });
  return manifest;
};

/**
 * Copies headquarters while it works: every table as of one moment, every verified file, a signed manifest, and all of it read again before
 * the horizon is published. A folder used before is brought up to date; its manifest is away until it is whole again. It holds
 * headquarters' private keys. Throws StartError `fileLost` when a file headquarters answers for is gone or damaged.
 */
export const backUp = async (database: Database, dataFolder: string, to: string): Promise<BackupReport> => {
  const folder = resolve(to);
  const headquarters = await readHeadquarters(database);
  await rm(join(folder, 'manifest.json'), { force: true });
  // a table that an earlier program copied here is not left lying
  await rm(join(folder, 'tables'), { recursive: true, force: true });
  await mkdir(join(folder, 'tables'), { recursive: true, mode: 0o700 });
  const copied = await database.transaction(async (client) => {
    await client.query('set transaction isolation level repeatable read, read only');
    await client.query('set local statement_timeout = 0; set local idle_in_transaction_session_timeout = 0');
    const { rows: [state] } = await client.query<{ value: number; at: Date; tenant: string; epoch: string }>(`select value, now() as at, tenant() as tenant, (select value from meta where name = 'epoch') as epoch from counter where name = 'op'`);
    const { rows: stations } = await client.query<{ station: string; last_seq: number }>('select station, last_seq from device');
    const tables: Manifest['tables'] = [];
    for (const name of await tablesOf(client)) tables.push(await writeTable(client, folder, name));
    return { size: state!.value, at: state!.at.toISOString(), tenant: state!.tenant, epoch: state!.epoch, tables, positions: Object.fromEntries(stations.map((row) => [row.station, row.last_seq])) };
  });
  let count = 0;
  let bytes = 0;
  for await (const { sha256, size } of blobsIn(folder)) {
    const whole = await copyBlob(blobFile(resolve(dataFolder), sha256), blobFile(folder, sha256), sha256).catch((error: unknown) => {
      throw new StartError('fileLost', { sha256 }, error);
    });
    if (!whole) throw new StartError('fileLost', { sha256 });
    count += 1;
    bytes += size;
  }
  const { former } = await readRecoveryKey(database, resolve(dataFolder));
  const copyKey = async (fileIn: (of: string) => string): Promise<string> => {
    const file = fileIn(resolve(dataFolder));
    const sha256 = await hashOfFile(file);
    if (!(await copyBlob(file, fileIn(folder), sha256))) throw new StartError('backupDamaged', { folder, what: basename(file) });
    return sha256;
  };
  const recovery = await copyKey(recoveryKeyFile);
  // a key that was put aside since is not left lying here
  if (!former) await rm(formerKeyFile(folder), { force: true });
  const formerRecovery = former && (await copyKey(formerKeyFile));
  const manifest: Manifest = { kind: 'sanlian-backup', v: 1, ...copied, recovery, ...(formerRecovery !== undefined && { formerRecovery }), key: headquarters.publicKey, blobs: { count, bytes } };
  const text = JSON.stringify(manifest);
  await writeDurably(join(folder, 'manifest.json'), `${JSON.stringify({ manifest: text, signature: headquarters.sign(manifestText(text)) })}\n`);
  await verifyBackup(folder);
  await database.pool.query('insert into backup (at, size, positions, folder) values ($1, $2, $3, $4) on conflict do nothing', [manifest.at, manifest.size, manifest.positions, folder]);
  return { at: manifest.at, size: manifest.size, rows: manifest.tables.reduce((sum, table) => sum + table.rows, 0), blobs: count, bytes };
};
