import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SafeStorage } from 'electron';
import { writeFileDurably } from '../station/durableFile.ts';

export type UnlockSecrets = {
  accounts(): Promise<readonly string[] | null>;
  remember(account: string, passphrase: string): Promise<boolean>;
  recall(account: string): Promise<string | undefined>;
  forget(account: string): Promise<void>;
};
type Vault = Pick<SafeStorage, 'isAsyncEncryptionAvailable' | 'encryptStringAsync' | 'decryptStringAsync' | 'getSelectedStorageBackend'>;

/**
 * Passphrases of accounts that asked to be unlocked by the operating system's key store, in `unlock.json` of the data folder, encrypted for
 * this user of this computer. Where the system would only scramble them (`basic_text` on a Linux without a key ring) nothing is kept.
 */
export const createUnlockSecrets = (dataFolder: string, vault: Vault, platform: NodeJS.Platform): UnlockSecrets => {
  const file = join(dataFolder, 'unlock.json');
  const read = (): Map<string, string> => {
    try {
      const value = JSON.parse(readFileSync(file, 'utf8')) as unknown;
      return new Map(Object.entries(value ?? {}).filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
    } catch {
      // Missing at first; damaged it is worth no more than missing: the passphrase still opens the station.
      return new Map();
    }
  };
  const write = (secrets: ReadonlyMap<string, string>): void => {
    writeFileDurably(file, Buffer.from(JSON.stringify(Object.fromEntries(secrets))));
  };
  const isUsable = async (): Promise<boolean> => (await vault.isAsyncEncryptionAvailable()) && !(platform === 'linux' && ['basic_text', 'unknown'].includes(vault.getSelectedStorageBackend()));
  const forget = async (account: string): Promise<void> => {
    const secrets = read();
    if (secrets.delete(account)) write(secrets);
  };

  return {
    forget,
    accounts: async () => ((await isUsable()) ? [...read().keys()] : null),
    remember: async (account, passphrase) => {
      if (!(await isUsable())) return false;
      const encrypted = await vault.encryptStringAsync(passphrase);
      write(read().set(account, encrypted.toString('base64')));
      return true;
    },
    recall: async (account) => {
      const secret = read().get(account);
      if (secret === undefined || !(await isUsable())) return undefined;
      try {
        const { result, shouldReEncrypt } = await vault.decryptStringAsync(Buffer.from(secret, 'base64'));
        if (shouldReEncrypt) write(read().set(account, (await vault.encryptStringAsync(result)).toString('base64')));
        return result;
      } catch {
        // Another user or computer: the secret is of no use here.
        await forget(account);
        return undefined;
      }
    },
  };
};
