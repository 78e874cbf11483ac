import { createCipheriv, createDecipheriv, randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { ok, refuse, type Result } from '../../domain/result.ts';
import { writeFileDurably } from './durableFile.ts';
import { createQueue } from './queue.ts';
import { accepted, refused } from '../../domain/refused.ts';

/**
 * `keyring.json`: the data key, wrapped once per account. scrypt N=2^17 r=8 p=1 (128 MiB, about 0.4 s): in Node and in Electron's
 * BoringSSL alike, where argon2 is missing. AES-256-GCM with the account's id as associated data. Names stand in clear, for the lock
 * screen; roles do not, they live in the encrypted database.
 */
export type Kdf = { readonly N: number; readonly r: number; readonly p: number };
export const kdf: Kdf = { N: 2 ** 17, r: 8, p: 1 };
const wrappedSchema = z.strictObject({
  id: z.uuid(),
  name: z.string(),
  kdf: z.strictObject({ name: z.literal('scrypt'), N: z.number().int(), r: z.number().int(), p: z.number().int(), salt: z.string() }),
  nonce: z.string(),
  key: z.string(),
});
const keyringSchema = z.strictObject({ v: z.literal(1), accounts: z.array(wrappedSchema).min(1) });
type KeyringFile = z.infer<typeof keyringSchema>;

/** scrypt; `bytes` of key from a passphrase and its salt. */
export const derive = (secret: string, salt: Buffer, cost: Kdf, bytes = 32): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    // the same passphrase typed with another input method is the same passphrase
    scrypt(secret.normalize('NFKC'), salt, bytes, { ...cost, maxmem: 256 * cost.N * cost.r }, (error, key) => (error ? reject(error) : resolve(key)));
  });

type Wrapped = z.infer<typeof wrappedSchema>;

const wrap = async (account: { id: string; name: string }, passphrase: string, dataKey: Buffer, cost: Kdf): Promise<Wrapped> => {
  const salt = randomBytes(16);
  const nonce = randomBytes(12);
  const wrappingKey = await derive(passphrase, salt, cost);
  const cipher = createCipheriv('aes-256-gcm', wrappingKey, nonce).setAAD(Buffer.from(account.id));
  const key = Buffer.concat([cipher.update(dataKey), cipher.final(), cipher.getAuthTag()]);
  wrappingKey.fill(0);
  return { id: account.id, name: account.name, kdf: { name: 'scrypt', ...cost, salt: salt.toString('base64') }, nonce: nonce.toString('base64'), key: key.toString('base64') };
};

/** The data key, or null where the passphrase is another. */
const open = async (entry: Wrapped, passphrase: string): Promise<Buffer | null> => {
  const bytes = Buffer.from(entry.key, 'base64');
  const wrappingKey = await derive(passphrase, Buffer.from(entry.kdf.salt, 'base64'), entry.kdf);
  try {
    const decipher = createDecipheriv('aes-256-gcm', wrappingKey, Buffer.from(entry.nonce, 'base64')).setAAD(Buffer.from(entry.id)).setAuthTag(bytes.subarray(32));
    return Buffer.concat([decipher.update(bytes.subarray(0, 32)), decipher.final()]);
  } catch {
    return null;
  } finally {
    wrappingKey.fill(0);
  }
};

/** Short passphrases are refused in words; length is what counts (code points). */
const shortestPassphrase = 8;
export const checkPassphrase = (passphrase: string): Result<string> =>
  [...passphrase].length < shortestPassphrase ? refuse('weak-passphrase', { field: 'passphrase', params: { min: shortestPassphrase } }) : ok(passphrase);

export type Keyring = {
  readonly exists: () => boolean;
  readonly accounts: () => readonly { readonly id: string; readonly name: string }[];
  /** The data key; throws `wrong-passphrase`, or `too-many-attempts` with the seconds to wait. */
  readonly unwrap: (account: string, passphrase: string) => Promise<Buffer>;
  /** Adds the account, or replaces its passphrase. */
  readonly put: (account: { id: string; name: string }, passphrase: string, dataKey: Buffer) => Promise<void>;
  /** Follows the list of people: their names as they are now, and no key for whoever has left. Refuses to leave nobody. */
  readonly follow: (people: readonly { readonly id: string; readonly name: string; readonly hasLeft: boolean }[]) => void;
};

export const createKeyring = (folder: string, now: () => number, cost: Kdf = kdf): Keyring => {
  const file = join(folder, 'keyring.json');
  const failures = new Map<string, { count: number; until: number }>();
  const attempts = createQueue();

  const load = (): KeyringFile | null => {
    if (!existsSync(file)) return null;
    try {
      return keyringSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
    } catch {
      throw refused('database-damaged', { params: { file } });
    }
  };

  return {
    exists: () => existsSync(file),
    accounts: () => (load()?.accounts ?? []).map(({ id, name }) => ({ id, name })),
    // one try of an account at a time, each counted before its key is derived: many at once are no more tries than one after the other
    unwrap: (account, passphrase) =>
      attempts(account, async () => {
        const entry = load()?.accounts.find((a) => a.id === account);
        if (!entry) throw refused('account-unknown');
        const failed = failures.get(account);
        if (failed && failed.until > now()) throw refused('too-many-attempts', { field: 'passphrase', params: { seconds: Math.ceil((failed.until - now()) / 1000) } });
        const count = (failed?.count ?? 0) + 1;
        // from the fifth failure on each one doubles the wait, up to five minutes; it begins when the answer is known
        const fail = (): void => {
          failures.set(account, { count, until: count < 5 ? 0 : now() + Math.min(300_000, 1000 * 2 ** (count - 4)) });
        };
        fail();
        const dataKey = await open(entry, passphrase);
        if (!dataKey) {
          fail();
          throw refused('wrong-passphrase', { field: 'passphrase' });
        }
        failures.delete(account);
        return dataKey;
      }),
    put: async (account, passphrase, dataKey) => {
      accepted(checkPassphrase(passphrase));
      // a copy of its own: the caller's key may be wiped by a lock while the passphrase is being derived
      const own = Buffer.from(dataKey);
      try {
        const entry = await wrap(account, passphrase, own, cost);
        // what replaces the only way to the data must open it
        const tried = await open(entry, passphrase);
        if (!tried || own.every((byte) => byte === 0) || !timingSafeEqual(tried, own)) throw new Error('the wrapped key does not open again: the key ring stays as it was');
        tried.fill(0);
        const others = (load()?.accounts ?? []).filter((a) => a.id !== account.id);
        if (others.some((a) => a.name === account.name)) throw refused('account-exists', { field: 'name' });
        writeFileDurably(file, Buffer.from(JSON.stringify({ v: 1, accounts: [...others, entry] } satisfies KeyringFile, null, 1)));
      } finally {
        own.fill(0);
      }
    },
    follow: (people) => {
      const before = load()?.accounts ?? [];
      const after = before.flatMap((entry) => {
        const person = people.find((each) => each.id === entry.id);
        if (person?.hasLeft) return [];
        return [person ? { ...entry, name: person.name } : entry];
      });
      if (JSON.stringify(after) === JSON.stringify(before)) return;
      if (after.length === 0) throw new Error('nobody would be left who can open the station: the key ring stays as it was');
      writeFileDurably(file, Buffer.from(JSON.stringify({ v: 1, accounts: after } satisfies KeyringFile, null, 1)));
    },
  };
};

/** A PIN's verifier, kept in the encrypted database; cheaper than the passphrase, since it never opens a locked station. */
export const createPinVerifier = async (pin: string): Promise<string> => {
  const salt = randomBytes(16);
  return `${salt.toString('base64')}:${(await derive(pin, salt, { N: 2 ** 15, r: 8, p: 1 })).toString('base64')}`;
};
export const isPin = async (verifier: string, pin: string): Promise<boolean> => {
  const [salt, hash] = verifier.split(':') as [string, string];
  return timingSafeEqual(await derive(pin, Buffer.from(salt, 'base64'), { N: 2 ** 15, r: 8, p: 1 }), Buffer.from(hash, 'base64'));
};
