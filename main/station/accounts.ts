import { randomUUID } from 'node:crypto';
import type { Account } from '../../domain/api/types.ts';
import { ok, refuse, type Result } from '../../domain/result.ts';
import { checkPassphrase, createPinVerifier } from './keyring.ts';
import { finishJoining, joiningKey, readAccounts, type OpenStation } from './openStation.ts';
import { accepted, refused } from '../../domain/refused.ts';
import type { NewAccount, StationCore } from './core.ts';

/** A person's name as typed, trimmed; must not be empty. */
export const accountName = (name: string): Result<string> => {
  const trimmed = name.trim();
  if (trimmed === '') return refuse('required', { field: 'name' });
  if (!trimmed.isWellFormed()) return refuse('lone-surrogate', { field: 'name' });
  return ok(trimmed);
};

/**
 * A new account. Everything is checked first; then the row is announced, the key ring takes the passphrase, and the row joins the others:
 * cut off in between, the next opening completes it or forgets it. A row whose passphrase was never kept is taken up again by its name.
 */
export const addAccount = (core: StationCore, open: OpenStation, input: NewAccount): Promise<Account> =>
  core.queue('accounts', async () => {
    const name = accepted(accountName(input.name));
    const passphrase = accepted(checkPassphrase(input.passphrase));
    const hasKey = (id: string): boolean => core.keyring.accounts().some((a) => a.id === id);
    const namesake = readAccounts(open.store).find((a) => a.name === name);
    if (core.keyring.accounts().some((a) => a.name === name) || (namesake && hasKey(namesake.id))) throw refused('account-exists', { field: 'name' });
    const account: Account = { id: namesake?.id ?? randomUUID(), name, role: input.role, phone: input.phone };
    open.store.write((writer) => writer.setMeta(joiningKey, JSON.stringify(account)));
    try {
      await core.keyring.put({ id: account.id, name }, passphrase, open.dataKey);
    } finally {
      finishJoining(open.store, hasKey);
    }
    core.pushes.send({ kind: 'status' });
    return account;
  });

export const changePassphrase = async (core: StationCore, open: OpenStation, old: string, next: string): Promise<void> => {
  accepted(checkPassphrase(next));
  const dataKey = await core.keyring.unwrap(open.account.id, old);
  try {
    await core.keyring.put({ id: open.account.id, name: open.account.name }, next, dataKey);
  } finally {
    dataKey.fill(0);
  }
};

export const setPin = async (core: StationCore, open: OpenStation, passphrase: string, pin: string | null): Promise<void> => {
  if (pin !== null && !/^\d{4,8}$/.test(pin)) throw refused('pin-format', { field: 'pin' });
  (await core.keyring.unwrap(open.account.id, passphrase)).fill(0);
  const verifier = pin === null ? null : await createPinVerifier(pin);
  open.store.write((writer) => writer.setMeta(`pin:${open.account.id}`, verifier));
};

export const setIdle = (core: StationCore, open: OpenStation, minutes: number): void => {
  open.store.write((writer) => writer.setMeta('idle', String(minutes)));
  core.pushes.send({ kind: 'status' });
};
