import { createPublicKey, verify } from 'node:crypto';

/** True when `signature` (base64url) is Ed25519 over the text as UTF-8 by `key` (SPKI DER, base64url). A text that is no key or no signature proves nothing. */
export const isKeySignature = (key: string, text: string, signature: string): boolean => {
  try {
    const publicKey = createPublicKey({ key: Buffer.from(key, 'base64url'), format: 'der', type: 'spki' });
    return publicKey.asymmetricKeyType === 'ed25519' && verify(null, Buffer.from(text, 'utf8'), publicKey, Buffer.from(signature, 'base64url'));
  } catch {
    return false;
  }
};
