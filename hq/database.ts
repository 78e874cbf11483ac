import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, randomUUID } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Client, Pool, types, type PoolClient } from 'pg';
import type { Logger } from 'pino';
import { giveOldChains } from './oldChain.ts';
import { giveOldWords } from './oldWords.ts';
import { StartError } from './words.ts';

/** One transaction: committed when `work` resolves, rolled back when it throws. */
export type Database = {
  readonly pool: Pool;
  /** What is found wrong with its rows is said here. */
  readonly log: Pick<Logger, 'warn'>;
  readonly transaction: <T>(work: (client: PoolClient) => Promise<T>) => Promise<T>;
  readonly close: () => Promise<void>;
};

const migrations = join(import.meta.dirname, 'migrations');
const migrationLock = 7_300_312;
/** The code in the numbers headquarters gives, until its first restore. */
const headquartersCode = 'HQ';
/** May add operations but not change or delete them; the connections of the running server work under it. */
const workRole = 'sanlian_hq';

// bigint counters stay far below 2^53
types.setTypeParser(types.builtins.INT8, Number);

const migrate = async (client: Client): Promise<void> => {
  await client.query('create table if not exists schema_migration (version integer primary key, name text not null, sha256 text not null, applied_at timestamptz not null default now())');
  const done = new Map((await client.query<{ version: number; sha256: string; name: string }>('select version, name, sha256 from schema_migration')).rows.map((row) => [row.version, row]));
  const files = (await readdir(migrations)).filter((name) => /^\d{4}_\w+\.sql$/.test(name)).sort();
  const newest = Number(files.at(-1)?.slice(0, 4) ?? 0);
  const ahead = [...done.keys()].find((version) => version > newest);
  if (ahead !== undefined) throw new StartError('databaseFromFuture', { ahead, newest });
  for (const name of files) {
    const version = Number(name.slice(0, 4));
    const sql = await readFile(join(migrations, name), 'utf8');
    const sha256 = createHash('sha256').update(sql).digest('hex');
    const before = done.get(version);
    if (before && before.sha256 !== sha256) throw new StartError('migrationChanged', { name });
    if (before) continue;
    await client.query('begin');
    await client.query(sql);
    await client.query('insert into schema_migration (version, name, sha256) values ($1, $2, $3)', [version, name, sha256]);
    await client.query('commit');
  }
};

/** The epoch names this database's history; the key signs every answer; the station is the name headquarters writes under. Made once. */
const giveIdentity = async (client: Client): Promise<void> => {
  const { privateKey } = generateKeyPairSync('ed25519');
  const key = privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64url');
  await client.query(`insert into counter (name, value) values ('op', 0) on conflict do nothing`);
  await client.query('insert into meta (name, value) values ($1, $2), ($3, $4), ($5, $6) on conflict do nothing', ['epoch', randomUUID(), 'key', key, 'station', randomUUID()]);
  const { rows } = await client.query<{ name: string; value: string }>('select name, value from meta where tenant = tenant()');
  const meta = new Map(rows.map((row) => [row.name, row.value]));
  const own = createPrivateKey({ key: Buffer.from(meta.get('key')!, 'base64url'), format: 'der', type: 'pkcs8' });
  const publicKey = createPublicKey(own).export({ format: 'der', type: 'spki' }).toString('base64url');
  // headquarters' own operations are a chain like every station's
  await client.query(`insert into device (station, code, key, epoch, kind) values ($1, $2, $3, $4, 'headquarters') on conflict do nothing`, [meta.get('station'), headquartersCode, publicKey, meta.get('epoch')]);
};

/** Headquarters in other databases of the server may be making the same role at this moment: the later one finds it made. */
const roleTries = 5;

const giveRole = async (client: Client, log: Logger): Promise<boolean> => {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const { rows } = await client.query<{ made: boolean; ours: boolean | null }>(`select role.oid is not null as made, pg_has_role(current_user, role.oid, 'member') as ours from (select to_regrole($1) as oid) role`, [workRole]);
      if (!rows[0]!.made) await client.query(`create role ${workRole} nologin`);
      if (!rows[0]!.ours) await client.query(`grant ${workRole} to current_user`);
      await client.query(`grant usage on schema public to ${workRole}; grant select, insert, update on all tables in schema public to ${workRole}; grant delete on reader, attempt, record_clock, record_count, record_due to ${workRole}; revoke update, delete, truncate on op, notice from ${workRole}; revoke insert, update, delete on schema_migration from ${workRole}`);
      return true;
    } catch (error) {
      if (attempt < roleTries) continue;
      log.warn({ error: String(error) }, 'the restricted database role cannot be made; operations are guarded by the trigger alone');
      return false;
    }
  }
};

const isTenant = (name: string): boolean => /^[a-z0-9-]{1,40}$/.test(name);

/**
 * Brings the database up to date (forward only) and opens a pool on it. `tenant` names one of several headquarters in one database; its
 * rows are all that the pool sees. Throws when the database is of a newer program or a migration was altered.
 */
export const openDatabase = async (url: string, log: Logger, tenant = 'main'): Promise<Database> => {
  if (!isTenant(tenant)) throw new RangeError(`not a tenant's name: ${tenant}`);
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 10_000, options: `-c sanlian.tenant=${tenant}` });
  await client.connect();
  let restricted: boolean;
  try {
    // several headquarters may start on one database at once
    await client.query('select pg_advisory_lock($1)', [migrationLock]);
    await migrate(client);
    await giveIdentity(client);
    await giveOldChains(client);
    await giveOldWords(client);
    restricted = await giveRole(client, log);
  } finally {
    await client.end();
  }
  const options = `-c statement_timeout=30000 -c lock_timeout=20000 -c idle_in_transaction_session_timeout=30000 -c sanlian.tenant=${tenant}${restricted ? ` -c role=${workRole}` : ''}`;
  const pool = new Pool({ connectionString: url, max: 20, options, connectionTimeoutMillis: 10_000 });
  pool.on('error', (error) => log.error({ error: error.message }, 'an idle database connection broke'));
  return {
    pool, log,
    transaction: async (work) => {
      const connection = await pool.connect();
      let broken = false;
      // the pool listens to those that lie idle only: unheard, one that breaks between two queries (a machine that slept, a database that was started anew) would end the process
      const hear = (error: Error): void => {
        broken = true;
        log.error({ error: error.message }, 'a database connection broke in a transaction');
      };
      connection.on('error', hear);
      try {
        await connection.query('begin');
        const value = await work(connection);
        await connection.query('commit');
        return value;
      } catch (error) {
        await connection.query('rollback').catch(() => {
          broken = true;
        });
        throw error;
      } finally {
        connection.off('error', hear);
        connection.release(broken);
      }
    },
    close: () => pool.end(),
  };
};
