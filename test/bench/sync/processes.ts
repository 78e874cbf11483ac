import { readFileSync } from 'node:fs';
import { spawn, type ChildProcess } from 'node:child_process';
import { connect, createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { openDatabase } from '../../../hq/database.ts';
import { issueEnrolmentCode } from '../../../hq/enrolment.ts';
import packageFile from '../../../package.json' with { type: 'json' };

const at = (file: string): string => fileURLToPath(new URL(file, import.meta.url));

export type Step = { readonly step: string; readonly ms: number; readonly cpu: number; readonly rss: number; readonly json?: number; readonly records?: number; readonly unsentFiles?: number };

/** Runs a program of this folder to its end; answers the JSON lines it said. Throws with its exit code. */
export const runSteps = (file: string, args: readonly string[], flags: readonly string[] = []): Promise<readonly Step[]> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...flags, at(file), ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
    let out = '';
    child.stdout.on('data', (piece: Buffer) => (out += piece.toString()));
    child.once('close', (code) => (code === 0 ? resolve(out.trim().split('\n').filter(Boolean).map((line) => JSON.parse(line) as Step)) : reject(new Error(`${file} ended with ${code}`))));
  });

export type Started = { readonly child: ChildProcess; readonly told: { readonly address: string; readonly enrolmentCode: string }; readonly stop: () => Promise<void> };
/** Starts a server that says one line of JSON with its address when it is up. */
export const startServer = (file: string, args: readonly string[], env: NodeJS.ProcessEnv = {}, flags: readonly string[] = []): Promise<Started> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...flags, at(file), ...args], { env: { ...process.env, LOG_LEVEL: 'error', ...env }, stdio: ['ignore', 'pipe', 'inherit'] });
    let out = '';
    child.stdout.on('data', (piece: Buffer) => {
      out += piece.toString();
      if (!out.includes('\n')) return;
      resolve({
        child, told: JSON.parse(out) as Started['told'],
        stop: () => new Promise((done) => {
          if (child.exitCode !== null || child.signalCode !== null) return done();
          child.once('close', () => done());
          child.kill('SIGTERM');
        }),
      });
    });
    child.once('close', (code) => reject(new Error(`${file} ended with ${code}`)));
  });
/** What `npm run hq` gives Node. */
const ownFlags = packageFile.scripts.hq.split(' ').filter((word) => word.startsWith('--'));
export const startHq = (data: string, env: NodeJS.ProcessEnv = {}, flags: readonly string[] = []): Promise<Started> => startServer('../../../hq/main.ts', ['--data', data, '--port', '0', '--json'], { DATABASE_URL: '', ...env }, [...ownFlags, ...flags]);

/** Passes everything on and counts it: the bytes on the wire of either direction. */
export const countBytes = async (target: string): Promise<{ readonly address: string; readonly up: () => number; readonly down: () => number; readonly close: () => void }> => {
  const { hostname, port } = new URL(target);
  let up = 0;
  let down = 0;
  const server = createServer((near) => {
    const far = connect(Number(port), hostname);
    near.on('data', (piece) => (up += piece.length)).pipe(far);
    far.on('data', (piece) => (down += piece.length)).pipe(near);
    for (const socket of [near, far]) socket.on('error', () => [near, far].forEach((each) => each.destroy()));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, up: () => up, down: () => down, close: () => server.close() };
};

/** Enrolment codes of the headquarters running on this data folder, made in its own database. */
export const openDesk = async (data: string): Promise<{ readonly url: string; readonly code: () => Promise<string>; readonly rows: <T extends object>(sql: string) => Promise<readonly T[]>; readonly close: () => Promise<void> }> => {
  const port = readFileSync(join(data, 'postgres/data/postmaster.pid'), 'utf8').split('\n')[3];
  const url = `postgres://sanlian:${readFileSync(join(data, 'postgres.secret'), 'utf8').trim()}@127.0.0.1:${port}/sanlian`;
  const database = await openDatabase(url, pino({ level: 'silent' }));
  return { url, code: () => issueEnrolmentCode(database, 60), rows: async <T extends object>(sql: string) => (await database.pool.query<T>(sql)).rows, close: database.close };
};
