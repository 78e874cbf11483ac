import { createPublicKey, verify, type KeyObject } from 'node:crypto';

/** The key when it is an Ed25519 public key in SPKI DER, base64url. */
const readKey = (key: string): KeyObject | null => {
  try {
    const read = createPublicKey({ key: Buffer.from(key, 'base64url'), format: 'der', type: 'spki' });
    return read.asymmetricKeyType === 'ed25519' ? read : null;
  } catch {
    return null;
  }
};

export const isDeviceKey = (key: string): boolean => readKey(key) !== null;

/** True when `signature` (base64url) is Ed25519 over the text as UTF-8 by a station's device key. */
export const isKeySignature = (key: string, text: string, signature: string): boolean => {
  const publicKey = readKey(key);
  return publicKey !== null && verify(null, Buffer.from(text, 'utf8'), publicKey, Buffer.from(signature, 'base64url'));
};
