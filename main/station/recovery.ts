import { createCipheriv, createDecipheriv, createHash, createPrivateKey, createPublicKey, diffieHellman, generateKeyPairSync, hkdfSync, randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { answerInfo, boxInfo, bytesToCode, codeToBytes, rawToPkcs8, rawToSpki, spkiToRaw, textToCode } from '../../domain/recovery/code.ts';
import type { RecoveryState } from '../../domain/api/types.ts';
import { writeFileDurably } from './durableFile.ts';
import { accepted, refused } from '../../domain/refused.ts';
import { checkPassphrase, derive, kdf } from './keyring.ts';

/** Every agreed key seals one thing, once. */
const nonce = Buffer.alloc(12);
const agree = (secret: Buffer, request: Uint8Array, recovery: Uint8Array, info: string, station: string): Buffer => {
  const key = Buffer.from(hkdfSync('sha256', secret, createHash('sha256').update(request).update(recovery).update(station).digest(), info, 32));
  secret.fill(0);
  return key;
};
const publicOf = (raw: Uint8Array) => createPublicKey({ key: Buffer.from(rawToSpki(raw)), format: 'der', type: 'spki' });

/** The data key in a box that only headquarters' recovery key (SPKI DER, base64url) opens; base64url. Throws for what is no X25519 key. */
export const sealDataKey = (dataKey: Buffer, recoveryKey: string, station: string): string => {
  const recovery = createPublicKey({ key: Buffer.from(recoveryKey, 'base64url'), format: 'der', type: 'spki' });
  const own = generateKeyPairSync('x25519');
  const request = spkiToRaw(own.publicKey.export({ format: 'der', type: 'spki' }));
  const key = agree(diffieHellman({ privateKey: own.privateKey, publicKey: recovery }), request, spkiToRaw(Buffer.from(recoveryKey, 'base64url')), boxInfo, station);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(station));
  key.fill(0);
  return Buffer.concat([request, cipher.update(dataKey), cipher.final(), cipher.getAuthTag()]).toString('base64url');
};

/**
 * `recovery.json`, in clear, for the screen before the desk: which headquarters can help, and the request under way. The request's private key
 * is not stored: it is derived from the new passphrase and the salt, so that an overheard answer opens nothing for who does not know that.
 */
const fileSchema = z.strictObject({
  v: z.literal(1), station: z.string(), stationCode: z.string(), recoveryKey: z.string(),
  request: z.strictObject({ account: z.string(), name: z.string().default(''), salt: z.string(), key: z.string(), at: z.string() }).optional(),
});
type RecoveryFile = z.infer<typeof fileSchema>;

export type Recovery = {
  readonly state: () => RecoveryState;
  /** Headquarters has the box now. */
  readonly prepare: (who: { readonly station: string; readonly stationCode: string; readonly recoveryKey: string }) => void;
  /** A new request for an account, under the passphrase it shall have. Refused with `weak-passphrase`, `recovery-unprepared`. */
  readonly ask: (account: { readonly id: string; readonly name: string }, passphrase: string) => Promise<RecoveryState>;
  readonly forget: () => void;
  /** The data key out of headquarters' answer. Refused with `recovery-none`, `wrong-passphrase` (another than the one asked with), `recovery-code`, `recovery-foreign`. */
  readonly open: (answer: string, passphrase: string) => Promise<{ readonly account: string; readonly dataKey: Buffer }>;
};

const derived = async (passphrase: string, salt: string): Promise<Buffer> => derive(passphrase, Buffer.from(salt, 'base64url'), kdf);
const privateKeyOf = (raw: Buffer) => createPrivateKey({ key: Buffer.from(rawToPkcs8(raw)), format: 'der', type: 'pkcs8' });

export const createRecovery = (folder: string, now: () => string): Recovery => {
  const file = join(folder, 'recovery.json');
  const load = (): RecoveryFile | null => {
    if (!existsSync(file)) return null;
    try {
      return fileSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
    } catch {
      // written anew at the next contact; without it nothing is lost that was ever usable
      return null;
    }
  };
  const save = (content: RecoveryFile): void => writeFileDurably(file, Buffer.from(JSON.stringify(content, null, 1)));
  const state = (): RecoveryState => {
    const known = load();
    if (!known) return { possible: false };
    const { request } = known;
    return {
      possible: true, stationCode: known.stationCode,
      ...(request ? { request: { account: request.account, at: request.at, code: bytesToCode('request', known.stationCode, Buffer.from(request.key, 'base64url'), request.name) } } : {}),
    };
  };
  return {
    state,
    prepare: (who) => {
      const known = load();
      if (known?.station === who.station && known.stationCode === who.stationCode && known.recoveryKey === who.recoveryKey) return;
      save({ v: 1, ...who });
    },
    ask: async (account, passphrase) => {
      accepted(checkPassphrase(passphrase));
      const known = load();
      if (!known) throw refused('recovery-unprepared');
      const salt = randomBytes(16).toString('base64url');
      const raw = await derived(passphrase, salt);
      const key = spkiToRaw(createPublicKey(privateKeyOf(raw)).export({ format: 'der', type: 'spki' }));
      raw.fill(0);
      save({ ...known, request: { account: account.id, name: account.name, salt, key: Buffer.from(key).toString('base64url'), at: now() } });
      return state();
    },
    forget: () => {
      const known = load();
      if (!known?.request) return;
      const { request: _request, ...rest } = known;
      save(rest);
    },
    open: async (answer, passphrase) => {
      const known = load();
      if (!known?.request) throw refused('recovery-none');
      const { request, station, stationCode, recoveryKey } = known;
      const sealed = codeToBytes('answer', stationCode, textToCode(answer));
      if (!sealed) throw refused('recovery-code', { field: 'answer' });
      const raw = await derived(passphrase, request.salt);
      const own = privateKeyOf(raw);
      raw.fill(0);
      const asked = Buffer.from(request.key, 'base64url');
      if (!asked.equals(spkiToRaw(createPublicKey(own).export({ format: 'der', type: 'spki' })))) throw refused('wrong-passphrase', { field: 'passphrase' });
      const recovery = spkiToRaw(Buffer.from(recoveryKey, 'base64url'));
      const key = agree(diffieHellman({ privateKey: own, publicKey: publicOf(recovery) }), asked, recovery, answerInfo, station);
      try {
        const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: 16 }).setAAD(Buffer.from(station)).setAuthTag(sealed.subarray(32));
        return { account: request.account, dataKey: Buffer.concat([decipher.update(sealed.subarray(0, 32)), decipher.final()]) };
      } catch {
        throw refused('recovery-foreign', { field: 'answer' });
      } finally {
        key.fill(0);
      }
    },
  };
};
