import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { v7 as uuidv7 } from 'uuid';
import { Client } from 'pg';
import { startPostgres, type EmbeddedPostgres } from '../hq/postgres.ts';

const runVariable = 'SANLIAN_TEST_RUN';
/** The folder of this test run, for what its files share: each file is a process of its own. Undefined where no run is. */
export const runFolder = (): string | undefined => process.env[runVariable];
const addressFile = (folder: string): string => join(folder, 'postgres.url');

/**
 * One PostgreSQL for a whole test run, started beside the first tests. What it holds need not outlive the machine (fsync is off): headquarters is
 * tested here, and that a power cut takes nothing committed is PostgreSQL's own to keep.
 */
export default (): (() => Promise<void>) => {
  const folder = mkdtempSync(join(tmpdir(), 'sanlian-run-'));
  process.env[runVariable] = folder;
  const tell = (words: string): void => {
    writeFileSync(`${addressFile(folder)}.new`, words);
    renameSync(`${addressFile(folder)}.new`, addressFile(folder));
  };
  const server = spawn(process.execPath, [fileURLToPath(new URL('postgresServer.ts', import.meta.url)), folder], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(server, 'exit');
  server.stdout.once('data', (address: Buffer) => tell(address.toString()));
  void ended.then(([code]) => { if (code !== 0) tell(''); });
  return async () => {
    server.stdin.end();
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
};

const sharedServer = async (folder: string): Promise<string> => {
  for (;;) {
    const address = await readFile(addressFile(folder), 'utf8').catch(() => null);
    if (address === '') throw new Error('the PostgreSQL of this test run did not start; it says above why');
    if (address !== null) return address;
    await wait(50);
  }
};

/** An empty database on a real PostgreSQL: one in the run's server, or a server of its own under `folder` where no run is. */
export const openTestDatabase = async (folder: string): Promise<EmbeddedPostgres> => {
  const run = runFolder();
  if (run === undefined) return startPostgres(folder);
  const server = await sharedServer(run);
  const name = `test_${uuidv7().replaceAll('-', '')}`;
  const asOwner = async (sql: string): Promise<void> => {
    const client = new Client({ connectionString: server });
    await client.connect();
    await client.query(sql).finally(() => client.end());
  };
  await asOwner(`create database ${name}`);
  return { url: Object.assign(new URL(server), { pathname: `/${name}` }).href, stop: () => asOwner(`drop database ${name} with (force)`) };
};
