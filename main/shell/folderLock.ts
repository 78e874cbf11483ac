import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { ok, type Result } from '../../domain/result.ts';

export type LockHolder = {
  readonly pid: number;
  /** when that process started, in the system's own words: a pid alone is used again after a crash */
  readonly started: string;
  readonly host: string;
};
export type FolderLock = { release(): void };
export type FolderInUse = { readonly code: 'folder-in-use'; readonly holder: LockHolder; readonly file: string };

const lockName = 'station.lock';

/**
 * Keeps a second station off a data folder. A holder that was killed leaves its file behind; the next start sees that no such process
 * lives and takes over. A holder on another computer (a shared folder) cannot be looked at and counts as alive.
 * Throws the system's error when the folder cannot be written.
 */
export const lockFolder = (folder: string): Result<FolderLock, FolderInUse> => {
  const file = join(folder, lockName);
  const mine = JSON.stringify({ pid: process.pid, started: processStart(process.pid) ?? 'unknown', host: hostname() } satisfies LockHolder);
  for (;;) {
    if (isCreatedWhole(file, mine)) {
      const release = (): void => {
        if (readOrGone(file) === mine) rmSync(file, { force: true });
      };
      return ok({ release });
    }
    const found = readOrGone(file);
    if (found === undefined) continue;
    const holder = holderOf(found);
    if (holder && isAlive(holder)) return { ok: false, error: { code: 'folder-in-use', holder, file } };
    removeStale(file, found);
  }
};

/** The file appears with its content or not at all: a start that looks at the same moment never reads half a name. */
const isCreatedWhole = (file: string, content: string): boolean => {
  const draft = `${file}.${randomUUID()}`;
  writeFileSync(draft, content, { mode: 0o600 });
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return false;
    // FAT and some shares know no hard links.
    if (code !== 'EPERM' && code !== 'ENOTSUP' && code !== 'ENOSYS' && code !== 'EOPNOTSUPP') throw error;
    return isCreatedPlain(file, content);
  } finally {
    rmSync(draft, { force: true });
  }
};
const isCreatedPlain = (file: string, content: string): boolean => {
  try {
    writeFileSync(file, content, { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
};

const readOrGone = (file: string): string | undefined => {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
};

const holderOf = (text: string): LockHolder | undefined => {
  try {
    const value = JSON.parse(text) as Partial<LockHolder> | null;
    return value && Number.isInteger(value.pid) && typeof value.started === 'string' && typeof value.host === 'string' ? (value as LockHolder) : undefined;
  } catch {
    // A power cut can leave the file empty; then nobody holds it.
    return undefined;
  }
};

/** Two starts may judge the same file stale at once: the file is taken aside first, and put back when it was a newer one. */
const removeStale = (file: string, judged: string): void => {
  const aside = `${file}.${randomUUID()}`;
  try {
    renameSync(file, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  if (readOrGone(aside) !== judged) {
    try {
      linkSync(aside, file);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
  rmSync(aside, { force: true });
};

const isAlive = (holder: LockHolder): boolean => {
  if (holder.host !== hostname()) return true;
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  const started = processStart(holder.pid);
  return started === undefined || started === holder.started;
};

/** When a process started, in a form that only equality is asked of; undefined when the system does not tell. */
const processStart = (pid: number): string | undefined => {
  try {
    if (process.platform === 'linux') {
      // proc_pid_stat(5): field 22 counts clock ticks since boot; the command's name in brackets may hold spaces.
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      const ticks = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
      return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()} ${ticks}`;
    }
    const [program, ...words] = process.platform === 'win32'
      ? ['powershell.exe', '-NoProfile', '-NonInteractive', '-Command', `(Get-Process -Id ${pid}).StartTime.ToFileTimeUtc()`]
      : ['ps', '-o', 'lstart=', '-p', String(pid)];
    return execFileSync(program!, words, { encoding: 'utf8', timeout: 10_000, windowsHide: true, env: { ...process.env, LC_ALL: 'C' } }).trim() || undefined;
  } catch {
    return undefined;
  }
};
