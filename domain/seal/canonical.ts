import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import canonicalize from 'canonicalize';

/** RFC 8785 text of a value: one and only one spelling. Throws TypeError for NaN, infinities and lone surrogates (RFC 8785 §3.1). */
export const canonicalText = (value: unknown): string => {
  const out = canonicalize(value);
  if (out === undefined) throw new TypeError('nothing to write in canonical form');
  if (!out.isWellFormed()) throw new TypeError('a lone surrogate cannot be written in canonical form');
  return out;
};

const areSorted = (keys: readonly string[]): boolean => keys.every((key, i) => i === 0 || keys[i - 1]! < key);
const isSorted = (value: unknown): boolean => {
  if (typeof value !== 'object' || value === null) return true;
  return Array.isArray(value) ? value.every(isSorted) : areSorted(Object.keys(value)) && Object.values(value).every(isSorted);
};

/**
 * Whether `text` is the canonical text of `value`, which was parsed from it: the same answer as comparing with `canonicalText`, which it leaves to
 * only where a text is not plainly so. Throws TypeError as that does.
 */
export const isCanonicalText = (value: unknown, text: string): boolean => {
  // RFC 8785 writes what ECMAScript writes, with sorted names; a lone surrogate can only come from an escape
  const isPlain = !text.includes('\\ud') && !text.includes('\\uD') && text.isWellFormed() && JSON.stringify(value) === text && isSorted(value);
  return isPlain || canonicalText(value) === text;
};

/** What is hashed: `tag`, a line feed and the text. The tag keeps hashes of different kinds apart. */
export const taggedText = (tag: HashTag, text: string): string => `${tag}\n${text}`;

/** Lower-case hex SHA-256 of the tagged text as UTF-8. */
export const taggedHash = (tag: HashTag, text: string): string => bytesToHex(sha256(utf8ToBytes(taggedText(tag, text))));

/** Lower-case hex SHA-256 of bytes. */
export const bytesHash = (bytes: Uint8Array): string => bytesToHex(sha256(bytes));

export type HashTag = 'sanlian/op/1' | 'sanlian/content/1' | 'sanlian/definition/1' | 'sanlian/strokes/1' | 'sanlian/signature/1' | 'sanlian/clocks/1';
