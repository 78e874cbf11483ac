import { bytesHash } from '../seal/canonical.ts';

/**
 * What two people read to each other to recover a forgotten passphrase. The station's data key lies at headquarters sealed to its recovery
 * key (the box). The request is an X25519 public key, the answer the data key sealed between that key and the recovery key. All sealing is
 * X25519, HKDF-SHA-256 and AES-256-GCM; keys are raw, 32 bytes.
 */
export const boxInfo = 'sanlian/recovery-box/1';
export const answerInfo = 'sanlian/recovery-answer/1';
/** bytes: an ephemeral public key, the data key, its tag */
export const boxLength = 32 + 32 + 16;

/** DER around a raw X25519 key (RFC 8410). */
const spkiHead = [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x6e, 0x03, 0x21, 0x00] as const;
const pkcs8Head = [0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x6e, 0x04, 0x22, 0x04, 0x20] as const;
export const rawToSpki = (raw: Uint8Array): Uint8Array<ArrayBuffer> => Uint8Array.from([...spkiHead, ...raw]);
export const rawToPkcs8 = (raw: Uint8Array): Uint8Array<ArrayBuffer> => Uint8Array.from([...pkcs8Head, ...raw]);
export const spkiToRaw = (spki: Uint8Array): Uint8Array => spki.subarray(-32);

type Kind = 'request' | 'answer';
/** bytes: what is carried, and the beginning of a hash that finds a mistyped letter (an answer has its own tag besides) */
const lengths: Readonly<Record<Kind, { readonly body: number; readonly check: number }>> = { request: { body: 32, check: 3 }, answer: { body: 48, check: 2 } };
/** Letters and digits that are not taken for one another when read aloud. */
const alphabet = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';
/** characters between two hyphens */
const group = 4;

const tidyName = (name: string): string => name.normalize('NFKC').replaceAll(/\s/g, '').toLowerCase();
/**
 * The check binds a code to the station it is for, and a request to the name of the account: read at another station, or for somebody else, it
 * is refused as mistyped. Whoever approves sees whose passphrase it is, not only who asks.
 */
const checkOf = (kind: Kind, stationCode: string, body: Uint8Array, name: string): Uint8Array =>
  Uint8Array.from((bytesHash(new TextEncoder().encode(`sanlian/recovery-code/2\n${kind}\n${stationCode}\n${tidyName(name)}\n${bytesHash(body)}`)).match(/../g) ?? []).slice(0, lengths[kind].check), (hex) => Number.parseInt(hex, 16));

/** In groups of four: 56 characters for a request, 80 for an answer. `name`: of the account a request is for. */
export const bytesToCode = (kind: Kind, stationCode: string, body: Uint8Array, name = ''): string => {
  let bits = 0;
  let held = 0;
  let text = '';
  for (const byte of [...body, ...checkOf(kind, stationCode, body, name)]) {
    held = (held << 8) | byte;
    for (bits += 8; bits >= 5; bits -= 5) text += alphabet[(held >> (bits - 5)) & 31];
    held &= (1 << bits) - 1;
  }
  return (text.match(new RegExp(`.{1,${group}}`, 'g')) ?? []).join('-');
};

/** What a typed code carries; null when it is cut short, mistyped, another station's or for an account of another `name`. Case, blanks and hyphens do not matter. */
export const codeToBytes = (kind: Kind, stationCode: string, typed: string, name = ''): Uint8Array | null => {
  const { body, check } = lengths[kind];
  const letters = [...typed.toUpperCase().replaceAll(/[\s-]/g, '')];
  if (letters.length !== ((body + check) * 8) / 5) return null;
  const bytes = new Uint8Array(body + check);
  let bits = 0;
  let held = 0;
  let at = 0;
  for (const letter of letters) {
    const value = alphabet.indexOf(letter);
    if (value < 0) return null;
    held = (held << 5) | value;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes[at++] = held >> bits;
    held &= (1 << bits) - 1;
  }
  const carried = bytes.slice(0, body);
  return checkOf(kind, stationCode, carried, name).every((byte, i) => byte === bytes[body + i]) ? carried : null;
};

const fileHead = 'sanlian/recovery';
/** The code as a file for whoever would rather send than read aloud: plain text, the code in its last line. */
export const codeToFile = (kind: Kind, stationCode: string, code: string): string => `${fileHead}-${kind}/1\n${stationCode}\n${code}\n`;
/** The code in a typed text or in the text of such a file. */
export const textToCode = (text: string): string => (text.startsWith(fileHead) ? (text.trim().split('\n').at(-1) ?? '') : text);
