import { randomUUID } from 'node:crypto';
import type { Store } from '../../db/store.ts';
import { changeInWords, decideChange, decideLeaving, isActive, type AccountDetails } from '../../domain/accounts/accounts.ts';
import type { Account } from '../../domain/api/types.ts';
import { ok, refuse, type Result } from '../../domain/result.ts';
import { checkPassphrase, createPinVerifier, type Keyring } from './keyring.ts';
import { finishJoining, joiningKey, readAccounts, withAccount, type OpenStation } from './openStation.ts';
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
    if (namesake && !isActive(namesake)) throw refused('account-disabled', { field: 'name', params: { name } });
    const account: Account = { id: namesake?.id ?? randomUUID(), name, role: input.role, ...(input.post && { post: input.post }), ...(input.phone && { phone: input.phone }) };
    await join(core, open, account, passphrase, 'account-added');
    return account;
  });

/** The row is announced, the key ring takes the passphrase, and the row joins the others with its line in the log. */
const join = async (core: StationCore, open: OpenStation, account: Account, passphrase: string, what: string): Promise<void> => {
  open.store.write((writer) => writer.setMeta(joiningKey, JSON.stringify(account)));
  try {
    await core.keyring.put({ id: account.id, name: account.name }, passphrase, open.dataKey);
  } finally {
    finishJoining(open.store, (id) => core.keyring.accounts().some((each) => each.id === id), (writer) => open.recorder.release(writer, open.author, `account:${account.id}`, what, `${account.name}; ${account.role}`));
  }
  core.pushes.send({ kind: 'status' });
};

/** The key ring as the list of people wants it. Called after every change of the list and at every opening: a cut-off in between is mended. */
export const followAccounts = (keyring: Keyring, store: Store): void =>
  keyring.follow(readAccounts(store).map((each) => ({ id: each.id, name: each.name, hasLeft: !isActive(each) })));

/** A person who stands in the list as wanted. The key ring may not, where a full disk cut the change off: asking again mends it. */
const standing = (core: StationCore, open: OpenStation, account: Account): Account => {
  followAccounts(core.keyring, open.store);
  return account;
};

/** One person of the list as he is now, its line in the log, then the key ring. */
const replace = (core: StationCore, open: OpenStation, account: Account, what: string, words: string): Account => {
  open.recorder.together((writer) => {
    writer.setMeta('accounts', JSON.stringify(withAccount(readAccounts(open.store), account)));
    if (!isActive(account)) writer.setMeta(`pin:${account.id}`, null);
    open.recorder.release(writer, open.author, `account:${account.id}`, what, words);
  });
  open.follow(account);
  followAccounts(core.keyring, open.store);
  core.pushes.send({ kind: 'status' });
  return account;
};

/** Name, role, post and phone of a person; what is the same already is not written. Refuses as {@link decideChange}. */
export const changeAccount = (core: StationCore, open: OpenStation, id: string, details: AccountDetails): Promise<Account> =>
  core.queue('accounts', async () => {
    const name = accepted(accountName(details.name));
    const accounts = readAccounts(open.store);
    const before = accounts.find((each) => each.id === id);
    const account = accepted(decideChange(accounts, id, { ...details, name }));
    if (!before || changeInWords(before, account) === before.name) return standing(core, open, account);
    return replace(core, open, account, 'account-changed', changeInWords(before, account));
  });

/** The person left: his key is taken out of the key ring, his row stays. Refuses as {@link decideLeaving}. */
export const disableAccount = (core: StationCore, open: OpenStation, id: string): Promise<Account> =>
  core.queue('accounts', async () => {
    const accounts = readAccounts(open.store);
    const account = accepted(decideLeaving(accounts, open.account.id, id, core.now()));
    if (accounts.some((each) => each.id === id && !isActive(each))) return standing(core, open, account);
    return replace(core, open, account, 'account-disabled', account.name);
  });

/** The person is back, under a new passphrase. Refuses `account-unknown`, `weak-passphrase`. */
export const enableAccount = (core: StationCore, open: OpenStation, input: { readonly id: string; readonly passphrase: string }): Promise<Account> =>
  core.queue('accounts', async () => {
    const passphrase = accepted(checkPassphrase(input.passphrase));
    const left = readAccounts(open.store).find((each) => each.id === input.id);
    if (!left) throw refused('account-unknown');
    if (isActive(left)) return left;
    const { disabledAt: _disabledAt, ...account } = left;
    await join(core, open, account, passphrase, 'account-enabled');
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
