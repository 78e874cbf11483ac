import { spawn, type ChildProcess } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Processes are started often in fault tests: they share what Node has compiled. */
export const compileCache = { NODE_COMPILE_CACHE: join(tmpdir(), 'sanlian-compiled') };
export const headquartersMain = join(import.meta.dirname, '../../hq/main.ts');

export type HeadquartersProcess = { readonly child: ChildProcess; readonly told: { readonly address: string; readonly adminCode: string; readonly enrolmentCode: string } };

/** `npm run hq` as a process of its own, to be killed: on its own PostgreSQL under `data` unless the environment names another. */
export const startHeadquartersProcess = (data: string, port: number, env: NodeJS.ProcessEnv = {}): Promise<HeadquartersProcess> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [headquartersMain, '--data', data, '--port', String(port), '--json'], {
      env: { ...process.env, ...compileCache, DATABASE_URL: '', LOG_LEVEL: 'error', ...env }, stdio: ['ignore', 'pipe', 'inherit'],
    });
    let out = '';
    child.stdout.on('data', (piece: Buffer) => {
      out += piece.toString();
      if (out.includes('\n')) resolve({ child, told: JSON.parse(out) });
    });
    child.once('close', () => reject(new Error('headquarters did not start')));
  });

/** The signal it ended by, or null. */
export const ended = (child: ChildProcess): Promise<NodeJS.Signals | null> => new Promise((resolve) => child.once('close', (_code, signal) => resolve(signal)));
