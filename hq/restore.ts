import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import { Client, type PoolClient } from 'pg';
import { signRestore } from '../domain/witness/checkpoint.ts';
import { frontierRoot } from '../domain/witness/merkle.ts';
import { verifyBackup, blobsIn } from './backup.ts';
import { blobFile, copyBlob, derivedTables, tableFile, type Manifest } from './backupFormat.ts';
import type { Connection } from './connect.ts';
import { noteIncarnation, readIncarnation, type Incarnation } from './incarnation.ts';
import { formerKeyFile, recoveryKeyFile } from './recoveryKey.ts';
import { giveOldWords } from './oldWords.ts';
import { revokeStation } from './revokeStation.ts';
import { createLogTree } from './tree.ts';
import { readHeadquarters } from './wire.ts';
import { StartError } from './words.ts';

export type RestoreReport = { readonly at: string; readonly size: number; readonly epoch: string; readonly before: string; readonly blobs: number };

/** characters of rows in one insert, about */
const batchText = 4_000_000;

/** Tables so that each comes after those it refers to. */
const inOrder = async (client: Client, names: readonly string[]): Promise<readonly string[]> => {
  const { rows } = await client.query<{ child: string; parent: string }>(`select conrelid::regclass::text as child, confrelid::regclass::text as parent from pg_constraint where contype = 'f' and connamespace = 'public'::regnamespace`);
  const done: string[] = [];
  let left = [...names];
  while (left.length > 0) {
    const ready = left.filter((name) => rows.every(({ child, parent }) => child !== name || parent === name || !left.includes(parent)));
    if (ready.length === 0) throw new Error(`tables refer to each other in a circle: ${left.join(', ')}`);
    done.push(...ready);
    left = left.filter((name) => !ready.includes(name));
  }
  return done;
};

const columnsOf = async (client: Client, table: string): Promise<ReadonlySet<string>> =>
  new Set((await client.query<{ name: string }>(`select column_name as name from information_schema.columns where table_schema = 'public' and table_name = $1 and is_generated = 'NEVER'`, [table])).rows.map((row) => row.name));

/** Columns a later program added get their defaults: only what the backup has is named. */
const loadTable = async (client: Client, folder: string, name: string): Promise<void> => {
  const known = await columnsOf(client, name);
  const quoted = (column: string): string => `"${column}"`;
  let batch: string[] = [];
  let length = 0;
  let columns: string | null = null;
  const flush = async (): Promise<void> => {
    if (batch.length === 0) return;
    await client.query(`insert into public."${name}" (${columns}) select ${columns} from json_populate_recordset(null::public."${name}", $1::json)`, [`[${batch.join(',')}]`]);
    batch = [];
    length = 0;
  };
  for await (const line of createInterface({ input: createReadStream(tableFile(folder, name)).pipe(createGunzip()), crlfDelay: Infinity })) {
    if (columns === null) {
      const given = Object.keys(JSON.parse(line) as object);
      const strange = given.find((column) => !known.has(column));
      if (strange !== undefined) throw new StartError('backupFromFuture', { what: `${name}.${strange}` });
      columns = given.map(quoted).join(', ');
    }
    batch.push(line);
    length += line.length;
    if (length >= batchText) await flush();
  }
  await flush();
};

const isEmpty = async (client: Pick<Client, 'query'>): Promise<boolean> =>
  (await client.query<{ used: boolean }>(`select exists (select 1 from op where tenant = tenant()) or exists (select 1 from device where tenant = tenant() and kind = 'station') as used`)).rows[0]?.used === false;

/** A backup from before the table: the links are in the records (as in the migration that made it, 0031). */
const linkRecords = async (client: Client): Promise<void> => {
  await client.query(`insert into record_link (target, doc)
    select distinct named.id #>> '{}', r.id from record r, jsonb_path_query(r.body, 'lax $.links[*].to') as named (id) where r.tenant = tenant() and jsonb_typeof(named.id) = 'string'
    union
    select distinct named.id #>> '{}', r.id from record r, jsonb_path_query(r.body, 'lax $.data.*[*] ? (exists(@.number)).id') as named (id) where r.tenant = tenant() and jsonb_typeof(named.id) = 'string'`);
};

const load = async (url: string, tenant: string, folder: string, manifest: Manifest): Promise<void> => {
  const client = new Client({ connectionString: url, options: `-c sanlian.tenant=${tenant}` });
  await client.connect();
  try {
    await client.query('begin');
    const tables = await inOrder(client, manifest.tables.map((table) => table.name).filter((name) => !derivedTables.includes(name)));
    for (const name of tables) if ((await columnsOf(client, name)).size === 0) throw new StartError('backupFromFuture', { what: name });
    // what an empty headquarters gave itself at its first start
    for (const name of [...derivedTables, ...[...tables].reverse()]) await client.query(`delete from "${name}" where tenant = tenant()`);
    for (const name of tables) await loadTable(client, folder, name);
    if (!tables.includes('record_link')) await linkRecords(client);
    // a backup from before records had their search text
    await giveOldWords(client);
    // a backup made after an earlier restore may hold the mark of that one
    await client.query(`insert into meta (name, value) values ('restoring', $1) on conflict (tenant, name) do update set value = excluded.value`, [manifest.at]);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw error;
  } finally {
    await client.end();
  }
};

/** The code of headquarters' numbers after its n-th restore: numbers given after the backup are not given again. */
const codeAfter = (restores: number): string => `HQ${restores + 1}`;

/**
 * What let somebody in when the backup was made lets nobody in now: sessions end, and codes end that may have been used or withdrawn since.
 * Stations this folder remembers as revoked stay so; those revoked elsewhere an administrator has to revoke again (restore-report).
 */
const closeDoors = async (client: PoolClient, revoked: Incarnation['revoked']): Promise<void> => {
  await client.query('update session set ended_at = now() where ended_at is null');
  await client.query('update enrolment_code set expires_at = now() where used_at is null and expires_at > now()');
  await client.query('update invitation set expires_at = now() where used_at is null and expires_at > now()');
  await client.query('update recovery_code set used_at = now() where used_at is null');
  // a person who asked before the loss asks again: what was decided since is not known
  await client.query(`update recovery set state = 'refused', closed_at = now(), reason = 'restore' where state = 'waiting'`);
  // what a station had left to send was said before the loss: it says so again at its first contact
  await client.query(`update device set unsent = null, unsent_files = null where kind = 'station'`);
  const open = new Set((await client.query<{ station: string }>(`select station from device where kind = 'station' and state <> 'revoked'`)).rows.map(({ station }) => station));
  for (const { station, reason, at } of revoked) if (open.has(station)) await revokeStation(client, station, { reason, at: at ?? null });
  // a backup from before it was kept since when a station is revoked: what was signed until now stands, as in the migration that began to keep it (0045)
  await client.query(`update device set revoked_at = date_trunc('milliseconds', now()) where kind = 'station' and state = 'revoked' and revoked_at is null`);
};

/**
 * Puts a backup into an empty headquarters under a new epoch, with a signed statement of how much of the log it holds, so that stations
 * send again what it lost. Headquarters writes on under a new name and code, because operations it wrote after the backup live on in
 * stations. Nobody is signed in after it, and no code given before opens anything. Broken off, it is gone on with by the same command. Throws StartError `backupMissing`, `backupDamaged`, `backupFromFuture`, `backupOfOther`, `restoreNotEmpty`, `incarnationUnreadable`.
 */
export const restoreFrom = async (connection: Connection, dataFolder: string, from: string): Promise<RestoreReport> => {
  const folder = resolve(from);
  const { database } = connection;
  const manifest = await verifyBackup(folder);
  const { rows: [tenant] } = await database.pool.query<{ tenant: string }>('select tenant() as tenant');
  // its rows would land beside this headquarters, in the name of the other
  if (tenant!.tenant !== manifest.tenant) throw new StartError('backupOfOther', { theirs: manifest.tenant, here: tenant!.tenant });
  const { rows: [under] } = await database.pool.query<{ value: string }>(`select value from meta where name = 'restoring'`);
  if (under ? under.value !== manifest.at : !(await isEmpty(database.pool))) throw new StartError('restoreNotEmpty', {});
  await mkdir(resolve(dataFolder), { recursive: true, mode: 0o700 });
  let blobs = 0;
  for await (const { sha256 } of blobsIn(folder)) {
    if (!(await copyBlob(blobFile(folder, sha256), blobFile(resolve(dataFolder), sha256), sha256))) throw new StartError('backupDamaged', { folder, what: `blobs/${sha256}` });
    blobs += 1;
  }
  if (!under) await load(connection.url, tenant!.tenant, folder, manifest);
  // the key of a headquarters that is at work is never written over: only now is this one the backup's
  if (manifest.recovery !== undefined && !(await copyBlob(recoveryKeyFile(folder), recoveryKeyFile(resolve(dataFolder)), manifest.recovery))) throw new StartError('backupDamaged', { folder, what: 'recovery.key' });
  if (manifest.formerRecovery !== undefined && !(await copyBlob(formerKeyFile(folder), formerKeyFile(resolve(dataFolder)), manifest.formerRecovery))) throw new StartError('backupDamaged', { folder, what: 'recovery.key.former' });

  const known = (await readIncarnation(resolve(dataFolder)))?.revoked ?? [];
  const headquarters = await readHeadquarters(database);
  const frontier = await createLogTree(database).frontier();
  const epoch = randomUUID();
  const station = randomUUID();
  const time = new Date().toISOString();
  const note = signRestore({ from: manifest.epoch, to: epoch, size: frontier.size, root: frontierRoot(frontier), time }, headquarters.publicKey, headquarters.sign);
  await database.transaction(async (client) => {
    const { rowCount: earlier } = await client.query('select 1 from restored');
    await client.query('insert into restored (from_epoch, to_epoch, size, note, positions) values ($1, $2, $3, $4, $5)', [manifest.epoch, epoch, frontier.size, note, manifest.positions]);
    await client.query(`update meta set value = $1 where name = 'epoch'`, [epoch]);
    await client.query(`update meta set value = $1 where name = 'station'`, [station]);
    await client.query(`insert into device (station, code, key, epoch, kind) values ($1, $2, $3, $4, 'headquarters')`, [station, codeAfter((earlier ?? 0) + 1), headquarters.publicKey, epoch]);
    await closeDoors(client, known);
    // the server's own role may delete nothing here
    await client.query('set local role none');
    await client.query(`delete from meta where name = 'restoring' and tenant = tenant()`);
  });
  await noteIncarnation(database, resolve(dataFolder));
  return { at: manifest.at, size: frontier.size, epoch, before: manifest.epoch, blobs };
};
