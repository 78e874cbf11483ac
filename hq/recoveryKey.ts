import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { link, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { RecoveryChange } from '../domain/api/witness.ts';
import type { Database } from './database.ts';
import { StartError } from './words.ts';

export type RecoveryKey = { readonly privateKey: KeyObject; /** X25519, SPKI DER, base64url */ readonly publicKey: string; /** it took the place of a lost one */ readonly change?: RecoveryChange; /** the lost one, where it turned up again: it opens what stations left before they sealed to this one */ readonly former?: RecoveryKey };

/** Where the database keeps that the key took the place of a lost one (RecoveryChange). */
export const recoveryChangeName = 'recovery-change';

/** Beside the database, never in it: a copy of the database alone opens no station's box. */
export const recoveryKeyFile = (dataFolder: string): string => join(dataFolder, 'recovery.key');

/** Where the key that was lost is put when it turns up again. */
export const formerKeyFile = (dataFolder: string): string => join(dataFolder, 'recovery.key.former');

/** What the file holds; null where there is none. */
export const readKey = async (file: string): Promise<string | null> => {
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
};

/** The file appears whole or not at all; another process may make it first, and its key counts then. */
export const makeKey = async (file: string): Promise<void> => {
  const beside = `${file}.${process.pid}`;
  const handle = await open(beside, 'w', 0o600);
  try {
    await handle.writeFile(`${generateKeyPairSync('x25519').privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64url')}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await link(beside, file).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  await rm(beside, { force: true });
};

/** The key in the file. Throws StartError `recoveryKeyUnreadable`. */
export const openKey = async (file: string): Promise<RecoveryKey> => {
  try {
    const privateKey = createPrivateKey({ key: Buffer.from((await readKey(file)) ?? '', 'base64url'), format: 'der', type: 'pkcs8' });
    if (privateKey.asymmetricKeyType !== 'x25519') throw new TypeError('not an X25519 key');
    return { privateKey, publicKey: createPublicKey(privateKey).export({ format: 'der', type: 'spki' }).toString('base64url') };
  } catch (error) {
    throw new StartError('recoveryKeyUnreadable', { file }, error);
  }
};

/**
 * The key stations seal their data key to, made when first asked for. Throws StartError `recoveryKeyUnreadable` for a file that is no such key
 * and `recoveryKeyMissing` for none when stations have sealed to one: a new one opens no box and shuts out every station that is pinned to it.
 */
export const readRecoveryKey = async (database: Database, dataFolder: string): Promise<RecoveryKey> => {
  const file = recoveryKeyFile(dataFolder);
  if ((await readKey(file)) === null) {
    if ((await database.pool.query(`select 1 from escrow where box <> '' limit 1`)).rowCount !== 0) throw new StartError('recoveryKeyMissing', { file });
    await makeKey(file);
  }
  const former = formerKeyFile(dataFolder);
  const own: RecoveryKey = { ...(await openKey(file)), ...((await readKey(former)) === null ? {} : { former: await openKey(former) }) };
  const { rows: [changed] } = await database.pool.query<{ value: string }>(`select value from meta where name = '${recoveryChangeName}'`);
  const change = changed && (JSON.parse(changed.value) as RecoveryChange);
  return change?.key === own.publicKey ? { ...own, change } : own;
};
