import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import type { Store } from '../../db/store.ts';

/** The station's own name and device key. The private key never leaves the encrypted database. */
export type Identity = {
  readonly station: string;
  readonly stationCode: string;
  /** Ed25519 public key, SPKI DER in base64url */
  readonly key: string;
  /** Ed25519 signature over the UTF-8 text, base64url */
  readonly sign: (text: string) => string;
};

export const createDeviceKey = (): string => generateKeyPairSync('ed25519').privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64');

export const readIdentity = (store: Store): Identity => {
  const need = (key: string): string => {
    const value = store.read.meta(key);
    if (value === null) throw new Error(`the station has no ${key}`);
    return value;
  };
  const privateKey: KeyObject = createPrivateKey({ key: Buffer.from(need('station.key'), 'base64'), format: 'der', type: 'pkcs8' });
  return {
    station: need('station.id'),
    stationCode: need('station.code'),
    key: createPublicKey(privateKey).export({ format: 'der', type: 'spki' }).toString('base64url'),
    sign: (text) => sign(null, Buffer.from(text, 'utf8'), privateKey).toString('base64url'),
  };
};
