import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { refused } from '../../domain/refused.ts';

export type Ran = { readonly code: number; readonly stdout: string; readonly stderr: string; readonly missing: boolean; /** ended for its silence: what it had done by then is unknown */ readonly unanswered?: boolean };
/** Runs a program with an argument list, never through a shell. */
export type Run = (program: string, args: readonly string[], env?: Readonly<Record<string, string>>) => Promise<Ran>;

/** ms: a printing system that does not answer is a failure to report, not a window that hangs. */
const patience = 30_000;

export const run: Run = (program, args, env) =>
  new Promise((resolve) => {
    execFile(program, [...args], { timeout: patience, windowsHide: true, maxBuffer: 4 * 1024 * 1024, env: { ...process.env, LC_ALL: 'C.UTF-8', ...env } }, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 1;
      const reason = error?.killed ? `${program}: no answer after ${patience / 1000} s` : '';
      resolve({ code, stdout, stderr: stderr.trim() || reason || (error && code !== 0 ? error.message : ''), missing: error?.code === 'ENOENT', ...(error?.killed ? { unanswered: true } : {}) });
    });
  });

/** Lets the system's print program read the sheet from a file of its own, gone as soon as the job is taken (R35). */
export const withSheet = async <T>(file: Uint8Array, use: (path: string) => Promise<T>): Promise<T> => {
  const folder = await mkdtemp(join(tmpdir(), 'sanlian-print-')).catch((error: Error) => {
    throw refused('printer-failed', { params: { detail: error.message } });
  });
  try {
    const path = join(folder, 'sheet.pdf');
    await writeFile(path, file, { mode: 0o600 }).catch((error: Error) => {
      throw refused('printer-failed', { params: { detail: error.message } });
    });
    return await use(path);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};
