import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import type { Database } from './database.ts';

export type FerryKey = { readonly privateKey: KeyObject; /** X25519, SPKI DER, base64url */ readonly publicKey: string };

/** The key that sealed files are made for, stored with the database and made when first asked for. Several processes end with the same one. */
export const readFerryKey = async (database: Database): Promise<FerryKey> => {
  const fresh = generateKeyPairSync('x25519').privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64url');
  await database.pool.query(`insert into meta (name, value) values ('ferry-key', $1) on conflict do nothing`, [fresh]);
  const { rows } = await database.pool.query<{ value: string }>(`select value from meta where name = 'ferry-key'`);
  const privateKey = createPrivateKey({ key: Buffer.from(rows[0]!.value, 'base64url'), format: 'der', type: 'pkcs8' });
  return { privateKey, publicKey: createPublicKey(privateKey).export({ format: 'der', type: 'spki' }).toString('base64url') };
};
