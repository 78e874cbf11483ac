import type { RefusalCode } from '../domain/result.ts';

type StoreCode = Extract<RefusalCode, 'database-from-future' | 'database-damaged' | 'disk-full' | 'read-only-folder' | 'file-damaged' | 'not-found' | 'operation-too-large'>;

/** What the disk refused, as a refusal the screens have a sentence for. `cause` is the library's or the system's own error. */
export class StoreError extends Error {
  readonly code: StoreCode;
  constructor(code: StoreCode, detail: string, cause?: unknown) {
    super(`${code}: ${detail}`, { cause });
    this.name = 'StoreError';
    this.code = code;
  }
}

/** An operation that does not follow the head of the chain: the caller decided on an older state, nothing was written. */
export class ChainError extends Error {
  constructor(detail: string) {
    super(detail);
    this.name = 'ChainError';
  }
}

/** By SQLite's primary result code, whatever extended code follows it. */
const bySqlite: readonly (readonly [string, StoreCode])[] = [
  ['SQLITE_FULL', 'disk-full'],
  ['SQLITE_READONLY', 'read-only-folder'],
  ['SQLITE_CANTOPEN', 'read-only-folder'],
  ['SQLITE_PERM', 'read-only-folder'],
  ['SQLITE_CORRUPT', 'database-damaged'],
  ['SQLITE_NOTADB', 'database-damaged'],
];
const bySystem: Readonly<Record<string, StoreCode>> = {
  ENOSPC: 'disk-full', EDQUOT: 'disk-full', EFBIG: 'disk-full',
  EACCES: 'read-only-folder', EPERM: 'read-only-folder', EROFS: 'read-only-folder', ENOTDIR: 'read-only-folder', EEXIST: 'read-only-folder',
};

/** A StoreError for a known failure of SQLite or of the file system; any other error comes back as it is. */
export const toStoreError = (error: unknown): unknown => {
  if (!(error instanceof Error) || error instanceof StoreError) return error;
  const code = (error as Error & { readonly code?: unknown }).code;
  if (typeof code !== 'string') return error;
  const known = bySystem[code] ?? bySqlite.find(([prefix]) => code.startsWith(prefix))?.[1];
  return known ? new StoreError(known, error.message, error) : error;
};

/** Whether nothing can be written for now, though all can be read: the disk is full, the file read-only, or another process is writing. */
export const isUnwritable = (error: unknown): boolean => {
  const known = toStoreError(error);
  if (known instanceof StoreError) return known.code === 'disk-full' || known.code === 'read-only-folder';
  return known instanceof Error && String((known as Error & { readonly code?: unknown }).code).startsWith('SQLITE_BUSY');
};

/** Runs `work`; known failures are thrown as StoreError. */
export const guarded = <T>(work: () => T): T => {
  try {
    return work();
  } catch (error) {
    throw toStoreError(error);
  }
};

/** The same for a promise. */
export const guardedAsync = async <T>(work: () => Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    throw toStoreError(error);
  }
};
