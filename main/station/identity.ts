import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { z } from 'zod';
import { rotationSchema, type Rotation } from '../../domain/api/keys.ts';
import type { Store } from '../../db/store.ts';
import type { KeyStock } from '../sync/rotate.ts';

/** The station's own name and device key. The private key never leaves the encrypted database. */
export type Identity = {
  readonly station: string;
  readonly stationCode: string;
  /** Ed25519 public key, SPKI DER in base64url; another one after a rotation */
  readonly key: string;
  /** Ed25519 signature over the UTF-8 text, base64url */
  readonly sign: (text: string) => string;
};

const keys = { now: 'station.key', next: 'station.key.next', sent: 'station.key.next.sent', rotations: 'station.rotations' } as const;

export const createDeviceKey = (): string => generateKeyPairSync('ed25519').privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64');

type Signer = { readonly text: string; readonly key: string; readonly sign: (text: string) => string };
const readSigner = (text: string): Signer => {
  const privateKey: KeyObject = createPrivateKey({ key: Buffer.from(text, 'base64'), format: 'der', type: 'pkcs8' });
  return {
    text,
    key: createPublicKey(privateKey).export({ format: 'der', type: 'spki' }).toString('base64url'),
    sign: (said) => sign(null, Buffer.from(said, 'utf8'), privateKey).toString('base64url'),
  };
};

/** Key and signatures are those of the moment they are asked for: a rotation changes them under whoever holds this. */
export const readIdentity = (store: Store): Identity => {
  const need = (key: string): string => {
    const value = store.read.meta(key);
    if (value === null) throw new Error(`the station has no ${key}`);
    return value;
  };
  let signer = readSigner(need(keys.now));
  const current = (): Signer => {
    const text = need(keys.now);
    if (signer.text !== text) signer = readSigner(text);
    return signer;
  };
  return {
    station: need('station.id'),
    // another one after an enrolment at which its own was taken
    get stationCode() {
      return need('station.code');
    },
    get key() {
      return current().key;
    },
    sign: (text) => current().sign(text),
  };
};

const rotationsSchema = z.array(rotationSchema);
/** How this station came from its first key to the one it has, oldest first. */
export const readRotations = (read: Store['read']): readonly Rotation[] => rotationsSchema.parse(JSON.parse(read.meta(keys.rotations) ?? '[]'));

export const createKeyStock = (store: Store): KeyStock => ({
  next: () => {
    const text = store.read.meta(keys.next);
    return text === null ? null : readSigner(text);
  },
  prepare: () => {
    if (store.read.meta(keys.next) === null) store.write((writer) => writer.setMeta(keys.next, createDeviceKey()));
  },
  adopt: (rotation) => {
    store.write((writer) => {
      writer.setMeta(keys.rotations, JSON.stringify([...readRotations(store.read), rotation]));
      writer.setMeta(keys.now, store.read.meta(keys.next));
      writer.setMeta(keys.next, null);
      writer.setMeta(keys.sent, null);
    });
  },
  drop: () => store.write((writer) => writer.setMeta(keys.next, null)),
  send: () => {
    const isAgain = store.read.meta(keys.sent) !== null;
    if (!isAgain) store.write((writer) => writer.setMeta(keys.sent, '1'));
    return isAgain;
  },
  answered: () => store.write((writer) => writer.setMeta(keys.sent, null)),
  past: () => readRotations(store.read),
});
