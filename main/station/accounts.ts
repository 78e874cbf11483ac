import { randomUUID } from 'node:crypto';
import type { Account } from '../../domain/api/types.ts';
import { ok, refuse, type Result } from '../../domain/result.ts';
import { createPinVerifier } from './keyring.ts';
import { readAccounts, type OpenStation } from './openStation.ts';
import { accepted, refused } from './refused.ts';
import type { NewAccount, StationCore } from './core.ts';

/** A person's name as typed, trimmed; must not be empty. */
export const accountName = (name: string): Result<string> => {
  const trimmed = name.trim();
  if (trimmed === '') return refuse('required', { field: 'name' });
  if (!trimmed.isWellFormed()) return refuse('lone-surrogate', { field: 'name' });
  return ok(trimmed);
};

/** A project manager adds accounts; where the station has none yet, whoever works there does. The inspector never. */
const mayAddAccounts = (open: OpenStation): boolean =>
  open.account.role === 'projectManager' || (open.account.role !== 'inspector' && !readAccounts(open.store).some((a) => a.role === 'projectManager'));

export const addAccount = async (core: StationCore, open: OpenStation, input: NewAccount): Promise<Account> => {
  if (!mayAddAccounts(open)) throw refused('not-allowed');
  const name = accepted(accountName(input.name));
  const accounts = readAccounts(open.store);
  if (accounts.some((a) => a.name === name)) throw refused('account-exists', { field: 'name' });
  const account: Account = { id: randomUUID(), name, role: input.role, phone: input.phone };
  open.store.write((writer) => writer.setMeta('accounts', JSON.stringify([...readAccounts(open.store), account])));
  await core.keyring.put({ id: account.id, name }, input.passphrase, open.dataKey);
  core.pushes.send({ kind: 'status' });
  return account;
};

export const changePassphrase = async (core: StationCore, open: OpenStation, old: string, next: string): Promise<void> => {
  (await core.keyring.unwrap(open.account.id, old)).fill(0);
  await core.keyring.put({ id: open.account.id, name: open.account.name }, next, open.dataKey);
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
