import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readFile, rename, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { isKeySignature } from './deviceKey.ts';
import { StartError } from './words.ts';

const hex64 = z.string().regex(/^[0-9a-f]{64}$/);
/**
 * A backup is a folder: `tables/<table>.ndjson.gz` (a row a line, as PostgreSQL writes it as JSON), `blobs/ab/<sha256>`, and, written last,
 * `manifest.json`: what there is, signed by headquarters. A folder without a manifest is no backup.
 */
const manifestSchema = z.strictObject({
  kind: z.literal('sanlian-backup'), v: z.literal(1), at: z.iso.datetime(), epoch: z.string(), key: z.string(),
  /** which of several headquarters in one database; earlier programs backed up this one only */
  tenant: z.string().default('main'),
  /** entries of the log */
  size: z.number().int().min(0),
  /** up to which operation each station is in it */
  positions: z.record(z.uuid(), z.number().int().min(0)),
  tables: z.array(z.strictObject({ name: z.string().regex(/^[a-z_]{1,60}$/), rows: z.number().int().min(0), sha256: hex64 })),
  /** SHA-256 of `recovery.key`, the key stations' boxes are sealed to; earlier programs had none */
  recovery: hex64.optional(),
  /** SHA-256 of `recovery.key.former`, the lost key before it where that turned up again: it opens what stations left before they sealed anew */
  formerRecovery: hex64.optional(),
  blobs: z.strictObject({ count: z.number().int().min(0), bytes: z.number().int().min(0) }),
});
export type Manifest = z.infer<typeof manifestSchema>;
export const manifestText = (text: string): string => `sanlian/backup/1\n${text}`;
const signedSchema = z.strictObject({ manifest: z.string(), signature: z.string() });

/**
 * Tables that are made again from the log (searchIndex.ts, boardIndex.ts). No backup needs them, and one of an earlier program that has them has them as
 * that program wrote them: they are never read from it.
 */
export const derivedTables: readonly string[] = ['record_gram', 'search_state', 'record_tally', 'record_clock', 'record_count', 'record_due', 'board_state', 'board_site', 'board_basis'];

export const tableFile = (folder: string, name: string): string => join(folder, 'tables', `${name}.ndjson.gz`);
export const blobFile = (folder: string, sha256: string): string => join(folder, 'blobs', sha256.slice(0, 2), sha256);

export const hashOfFile = async (file: string): Promise<string> => {
  const hash = createHash('sha256');
  for await (const piece of createReadStream(file)) hash.update(piece as Uint8Array);
  return hash.digest('hex');
};

const sizeOfFile = async (file: string): Promise<number | null> => {
  try {
    return (await stat(file)).size;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
};

/** Copies a file under the hash it must have; false when the source has another one. What stands there with the right hash is left. */
export const copyBlob = async (from: string, to: string, sha256: string): Promise<boolean> => {
  if ((await sizeOfFile(to)) !== null && (await hashOfFile(to)) === sha256) return true;
  await mkdir(dirname(to), { recursive: true, mode: 0o700 });
  const part = `${to}.part`;
  const hash = createHash('sha256');
  const handle = await open(part, 'w', 0o600);
  try {
    for await (const piece of createReadStream(from, { highWaterMark: 1024 * 1024 })) {
      hash.update(piece as Uint8Array);
      await handle.write(piece as Uint8Array);
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
  if (hash.digest('hex') !== sha256) return false;
  await rename(part, to);
  return true;
};

export const writeDurably = async (file: string, text: string): Promise<void> => {
  // two processes may write it at one moment
  const part = `${file}.${randomUUID()}.part`;
  const handle = await open(part, 'w', 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(part, file);
};

/** The manifest of a backup folder, its signature and every table's hash checked. Throws StartError `backupMissing` or `backupDamaged`. */
export const readBackup = async (folder: string): Promise<Manifest> => {
  let text: string;
  try {
    text = await readFile(join(folder, 'manifest.json'), 'utf8');
  } catch (error) {
    throw new StartError('backupMissing', { folder }, error);
  }
  const damaged = (what: string): StartError => new StartError('backupDamaged', { folder, what });
  let manifest: Manifest;
  try {
    const signed = signedSchema.parse(JSON.parse(text));
    manifest = manifestSchema.parse(JSON.parse(signed.manifest));
    if (!isKeySignature(manifest.key, manifestText(signed.manifest), signed.signature)) throw damaged('manifest.json');
  } catch (error) {
    throw error instanceof StartError ? error : damaged('manifest.json');
  }
  for (const { name, sha256 } of manifest.tables) {
    const file = tableFile(folder, name);
    if ((await sizeOfFile(file)) === null || (await hashOfFile(file)) !== sha256) throw damaged(`tables/${name}`);
  }
  return manifest;
};
