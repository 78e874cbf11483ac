import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const launcher = fileURLToPath(new URL('../../main/cli/sanlian.mjs', import.meta.url));
export const assetsFolder = fileURLToPath(new URL('../../assets', import.meta.url));

export type Ran = { readonly code: number | null; readonly out: string; readonly err: string };

/** The command as a person runs it, in a process of its own, speaking Chinese unless `env` says otherwise. */
export const runSanlian = (args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ran> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [launcher, ...args], { env: { ...process.env, LC_ALL: '', LANG: 'zh_CN.UTF-8', SANLIAN_PASSPHRASE: '', ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, out: Buffer.concat(out).toString('utf8'), err: Buffer.concat(err).toString('utf8') }));
  });

/** A copy of the bytes with one bit of one byte turned. */
export const flipped = (bytes: Uint8Array, at: number): Uint8Array => {
  const copy = Uint8Array.from(bytes);
  copy[at] = copy[at]! ^ 1;
  return copy;
};
