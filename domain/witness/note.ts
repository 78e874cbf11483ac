import { sha256 } from '@noble/hashes/sha2.js';
import { concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';

/**
 * A signed note (C2SP signed-note): lines of text, an empty line, and a signature line naming who signed. It is read by people, compared as
 * text and carried anywhere. `key` is an Ed25519 public key, SPKI DER in base64url.
 */
export type IsProof = (key: string, text: string, signature: string) => boolean;

const dash = '\u2014';
const ed25519 = new Uint8Array([1]);

export const bytesToBase64 = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes));
/** Null for what is no base64 of RFC 4648. */
export const base64ToBytes = (text: string): Uint8Array | null => {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text) || text.length % 4 !== 0) return null;
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
};
const urlToBytes = (text: string): Uint8Array => base64ToBytes(text.replaceAll('-', '+').replaceAll('_', '/').padEnd(Math.ceil(text.length / 4) * 4, '=')) ?? new Uint8Array();
const bytesToUrl = (bytes: Uint8Array): string => bytesToBase64(bytes).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');

/** The first four bytes of SHA-256 over name, line feed, kind of key and key: which of several signatures is whose. */
const keyId = (name: string, key: string): Uint8Array => sha256(concatBytes(utf8ToBytes(`${name}\n`), ed25519, urlToBytes(key).subarray(-32))).subarray(0, 4);

/** `text` ends with a line feed and has no empty line; `sign` answers base64url. */
export const signNote = (text: string, name: string, key: string, sign: (text: string) => string): string =>
  `${text}\n${dash} ${name} ${bytesToBase64(concatBytes(keyId(name, key), urlToBytes(sign(text))))}\n`;

/** The text of a note signed as `name` by `key`; null for anything else. */
export const openNote = (note: string, name: string, key: string, isProof: IsProof): string | null => {
  const cut = note.lastIndexOf('\n\n');
  if (cut < 0) return null;
  const text = note.slice(0, cut + 1);
  const lines = note.slice(cut + 2).split('\n');
  if (lines.pop() !== '') return null;
  const id = keyId(name, key);
  for (const line of lines) {
    const [mark, who, signature, ...more] = line.split(' ');
    if (mark !== dash || who === undefined || signature === undefined || more.length > 0) return null;
    const bytes = base64ToBytes(signature);
    if (!bytes || bytes.length < 5) return null;
    if (who !== name || !id.every((byte, i) => bytes[i] === byte)) continue;
    return isProof(key, text, bytesToUrl(bytes.subarray(4))) ? text : null;
  }
  return null;
};
