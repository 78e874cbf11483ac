import { randomUUID } from 'node:crypto';
import { mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, posix, win32 } from 'node:path';
import { ok, type Result } from '../../domain/result.ts';

/** Where the operating system wants a program's own data (XDG Base Directory; Application Support; Local AppData, which does not roam). */
export const defaultDataFolder = (platform: NodeJS.Platform, env: Readonly<Record<string, string | undefined>>, home: string): string => {
  if (platform === 'win32') return win32.join(env['LOCALAPPDATA'] || win32.join(home, 'AppData', 'Local'), 'Sanlian');
  if (platform === 'darwin') return posix.join(home, 'Library', 'Application Support', 'Sanlian');
  const xdg = env['XDG_DATA_HOME'];
  // The specification says that a relative path is to be ignored.
  return posix.join(xdg !== undefined && posix.isAbsolute(xdg) ? xdg : posix.join(home, '.local', 'share'), 'sanlian');
};

export type FolderUnwritable = { readonly code: 'read-only-folder' | 'disk-full'; readonly folder: string; readonly detail: string };

/** Makes the folder, readable by its owner alone, and proves by a real write that it can be used. */
export const prepareDataFolder = (folder: string): Result<string, FolderUnwritable> => {
  const probe = join(folder, `.probe-${randomUUID()}`);
  try {
    makeFolder(folder);
    writeFileSync(probe, 'probe');
    rmSync(probe);
    return ok(folder);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return { ok: false, error: { code: code === 'ENOSPC' || code === 'EDQUOT' ? 'disk-full' : 'read-only-folder', folder, detail: code ?? message } };
  }
};

/**
 * Makes a folder and those above it, readable by their owner alone; throws the system's error. Folder by folder: Node's recursive mkdir
 * never returns where a file system denies that the parent exists (/proc).
 */
export const makeFolder = (folder: string): void => {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return;
  if (dirname(folder) !== folder) makeFolder(dirname(folder));
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    // Another start may have made it in between.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || !statSync(folder).isDirectory()) throw error;
  }
};
