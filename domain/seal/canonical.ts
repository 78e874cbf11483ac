import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import canonicalize from 'canonicalize';

/** A value that JSON can carry without loss. `undefined` members are left out. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined };

/** RFC 8785 text of a value: one and only one spelling. Throws TypeError for NaN, infinities and lone surrogates (RFC 8785 §3.1). */
export const canonicalText = (value: unknown): string => {
  const out = canonicalize(value);
  if (out === undefined) throw new TypeError('nothing to write in canonical form');
  if (!out.isWellFormed()) throw new TypeError('a lone surrogate cannot be written in canonical form');
  return out;
};

/** Lower-case hex SHA-256 of `tag`, a line feed and the text as UTF-8. The tag keeps hashes of different kinds apart. */
export const taggedHash = (tag: HashTag, text: string): string => bytesToHex(sha256(utf8ToBytes(`${tag}\n${text}`)));

/** Lower-case hex SHA-256 of bytes. */
export const bytesHash = (bytes: Uint8Array): string => bytesToHex(sha256(bytes));

export type HashTag = 'sanlian/op/1' | 'sanlian/content/1' | 'sanlian/definition/1' | 'sanlian/strokes/1' | 'sanlian/signature/1' | 'sanlian/clocks/1';
