import { createHash } from 'node:crypto';
import { createReadStream, openAsBlob } from 'node:fs';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { PoolClient } from 'pg';
import { largestFile } from '../domain/record/decide.ts';
import type { Database } from './database.ts';
import { failpoint } from './failpoint.ts';

type BlobPosition = { readonly verified: true } | { readonly verified: false; readonly offset: number };
type BlobAppend = { readonly kind: 'verified' } | { readonly kind: 'appended'; readonly offset: number } | { readonly kind: 'offset'; readonly offset: number } | { readonly kind: 'damaged' } | { readonly kind: 'too-large' };

/** Files by the SHA-256 of their bytes, under `blobs/` of the data folder. A file under its final name has that hash. */
export type Blobs = {
  /** The whole file, read as it is needed; null while it is not here. */
  readonly read: (sha256: string) => Promise<Blob | null>;
  /** What is here already of a file this station is sending. */
  readonly position: (station: string, sha256: string) => Promise<BlobPosition>;
  /** Adds `chunk` at `offset` of a file of `length` bytes; on disk when it resolves. */
  readonly append: (station: string, sha256: string, offset: number, length: number, chunk: Uint8Array) => Promise<BlobAppend>;
};

const sizeOf = async (file: string): Promise<number | null> => {
  try {
    return (await stat(file)).size;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
};

const hashFile = async (file: string): Promise<string> => {
  const hash = createHash('sha256');
  for await (const piece of createReadStream(file)) hash.update(piece as Uint8Array);
  return hash.digest('hex');
};

const syncFolder = async (folder: string): Promise<void> => {
  if (process.platform === 'win32') return; // NTFS journals the rename; a folder cannot be opened there
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
};

const remember = (client: PoolClient, sha256: string, size: number): Promise<unknown> =>
  client.query('insert into blob (sha256, size, verified) values ($1, $2, true) on conflict (tenant, sha256) do update set size = excluded.size, verified = true', [sha256, size]);

export const createBlobs = async (database: Database, folder: string): Promise<Blobs> => {
  const root = join(folder, 'blobs');
  const fileOf = (sha256: string): string => join(root, sha256.slice(0, 2), sha256);
  // parts are apart by station, so that nobody can spoil another's upload
  const partOf = (station: string, sha256: string): string => join(root, 'parts', `${station}-${sha256}`);
  await mkdir(join(root, 'parts'), { recursive: true, mode: 0o700 });

  /** Offsets are checked and written in one critical section, across processes too. */
  const alone = <T>(station: string, sha256: string, work: (client: PoolClient) => Promise<T>): Promise<T> =>
    database.transaction(async (client) => {
      await client.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`${station}/${sha256}`]);
      return work(client);
    });

  const isHere = async (client: PoolClient, sha256: string): Promise<boolean> => {
    const { rowCount } = await client.query('select 1 from blob where sha256 = $1 and verified', [sha256]);
    const size = await sizeOf(fileOf(sha256));
    if (size === null) return false;
    if (rowCount) return true;
    // renamed, but killed before the row: the file itself is the proof
    if ((await hashFile(fileOf(sha256))) !== sha256) {
      await rm(fileOf(sha256), { force: true });
      return false;
    }
    await remember(client, sha256, size);
    return true;
  };

  return {
    read: async (sha256) => {
      const { rowCount } = await database.pool.query('select 1 from blob where sha256 = $1 and verified', [sha256]);
      return rowCount && (await sizeOf(fileOf(sha256))) !== null ? openAsBlob(fileOf(sha256)) : null;
    },
    position: (station, sha256) =>
      alone(station, sha256, async (client) => ((await isHere(client, sha256)) ? { verified: true } : { verified: false, offset: (await sizeOf(partOf(station, sha256))) ?? 0 })),
    append: (station, sha256, offset, length, chunk) =>
      alone(station, sha256, async (client): Promise<BlobAppend> => {
        if (length > largestFile || offset + chunk.length > length) return { kind: 'too-large' };
        if (await isHere(client, sha256)) return { kind: 'verified' };
        const part = partOf(station, sha256);
        const here = (await sizeOf(part)) ?? 0;
        if (here !== offset) return { kind: 'offset', offset: here };
        const handle = await open(part, 'a', 0o600);
        try {
          await handle.writeFile(chunk);
          await handle.sync();
        } catch (error) {
          // of a piece that did not fit nothing stays
          await handle.truncate(here);
          throw error;
        } finally {
          await handle.close();
        }
        failpoint('blob-after-append');
        const now = here + chunk.length;
        if (now < length) return { kind: 'appended', offset: now };
        if ((await hashFile(part)) !== sha256) {
          await rm(part, { force: true });
          return { kind: 'damaged' };
        }
        const file = fileOf(sha256);
        await mkdir(dirname(file), { recursive: true, mode: 0o700 });
        await rename(part, file);
        await syncFolder(dirname(file));
        await syncFolder(root);
        failpoint('blob-after-rename');
        await remember(client, sha256, length);
        await client.query('update device set unsent_files = case when unsent_files is not null then greatest(0, unsent_files - 1) end where station = $1', [station]);
        return { kind: 'verified' };
      }),
  };
};
