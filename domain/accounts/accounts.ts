import type { Account } from '../api/types.ts';
import type { Role } from '../forms/form.ts';
import { ok, refuse, type Result } from '../result.ts';

/** What may be changed of a person at a station. `post` is the contract's name of the work, as it stands below a signature. */
export type AccountDetails = { readonly name: string; readonly role: Role; readonly post?: string | undefined; readonly phone?: string | undefined };

/** Whether the person still works here; whoever left stays in the list, since his papers name him. */
export const isActive = (account: Account): boolean => account.disabledAt === undefined;

/** Whether a project manager works here: where there is none, what is his is everybody's (R2). */
export const hasManager = (accounts: readonly Account[]): boolean => accounts.some((each) => isActive(each) && each.role === 'projectManager');

/** A person after a change. Refuses `account-unknown`, `account-exists` (namesakes cannot be told apart on paper), `last-manager`. */
export const decideChange = (accounts: readonly Account[], id: string, { name, role, post, phone }: AccountDetails): Result<Account> => {
  const account = accounts.find((each) => each.id === id);
  if (!account) return refuse('account-unknown');
  if (accounts.some((each) => each.id !== id && each.name === name)) return refuse('account-exists', { field: 'name' });
  const changed: Account = { id, name, role, ...(post && { post }), ...(phone && { phone }), ...(account.disabledAt && { disabledAt: account.disabledAt }) };
  const after = accounts.map((each) => (each.id === id ? changed : each));
  return hasManager(accounts) && !hasManager(after) ? refuse('last-manager', { params: { name: account.name } }) : ok(changed);
};

/** A person who has left at `now`. Refuses `account-unknown`, `last-manager`, and `own-account`: nobody locks himself out. */
export const decideLeaving = (accounts: readonly Account[], own: string, id: string, now: string): Result<Account> => {
  const account = accounts.find((each) => each.id === id);
  if (!account) return refuse('account-unknown');
  if (!isActive(account)) return ok(account);
  const left: Account = { ...account, disabledAt: now };
  if (hasManager(accounts) && !hasManager(accounts.map((each) => (each.id === id ? left : each)))) return refuse('last-manager', { params: { name: account.name } });
  return id === own ? refuse('own-account') : ok(left);
};

/** What a change of a person says in the log: each part as it was and as it is, without the phone's digits. */
export const changeInWords = (before: Account, after: Account): string =>
  [
    before.name === after.name ? after.name : `${before.name} → ${after.name}`,
    ...(before.role === after.role ? [] : [`${before.role} → ${after.role}`]),
    ...(before.post === after.post ? [] : [`${before.post ?? '-'} → ${after.post ?? '-'}`]),
    ...(before.phone === after.phone ? [] : ['phone']),
  ].join('; ');
