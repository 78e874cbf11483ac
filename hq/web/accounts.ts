import type { PoolClient } from 'pg';
import { v7 as uuidv7 } from 'uuid';
import type { Database } from '../database.ts';
import { createCode } from '../enrolment.ts';
import { writeAudit, type Deed } from './audit.ts';
import { hashPassword, hashSecret, isLongEnough } from './passwords.ts';

/**
 * What accounts may do: `read` whatever stations sent; `release` boards and reports to others (R35); `manage`, dispatch, void, decide, send down and
 * see sums; `audit`, read the log of this; `administer` accounts, stations and codes.
 */
export type Right = 'read' | 'release' | 'manage' | 'audit' | 'administer';
const rights = {
  reader: ['read'],
  qualityManager: ['read', 'release', 'audit'],
  manager: ['read', 'release', 'manage'],
  administrator: ['read', 'release', 'manage', 'audit', 'administer'],
} as const satisfies Readonly<Record<string, readonly Right[]>>;
export type Role = keyof typeof rights;
export const roles = Object.keys(rights) as readonly Role[];
export const isRole = (value: unknown): value is Role => (roles as readonly unknown[]).includes(value);
/** An account of a later release's role may do nothing. */
export const mayAs = (role: Role, right: Right): boolean => (rights[role] as readonly Right[] | undefined)?.includes(right) ?? false;

/** `sites`: those the account may see; null: all of them. */
export type Account = { readonly id: string; readonly name: string; readonly role: Role; readonly hasFactor: boolean; readonly sites: readonly string[] | null };
/** Who does it, from where: for the audit log. */
export type Doer = { readonly account: Pick<Account, 'id' | 'name'>; readonly address: string };

export const nameKey = (name: string): string => name.normalize('NFKC').trim().toLowerCase();
const longestName = 60;
const isName = (name: string): boolean => name.trim() !== '' && [...name].length <= longestName && !/\p{Cc}/u.test(name);

/** hours a code is good for: the one printed at the start, and one given to a colleague */
export const startCodeHours = 24;
export const invitationHours = 72;

const tidy = (code: string): string => code.trim().toUpperCase();
/** Keeps a code that makes an account of the role, or gives `account` a new password. */
export const keepInvitation = async (client: Pick<PoolClient, 'query'>, code: string, role: Role, account: string | null, hours: number): Promise<void> => {
  await client.query('insert into invitation (code_hash, account, role, expires_at) values ($1, $2, $3, now() + make_interval(hours => $4))', [hashSecret('invitation', code), account, role, hours]);
};

export type JoinFault = 'code' | 'name' | 'nameTaken' | 'passwordShort' | 'passwordDiffers';
export type Joining = { readonly code: string; readonly name: string; readonly password: string; readonly again: string; readonly address: string };

/** Takes a code: a new account with a name of its own, or a new password (and no second factor any more) for the account it was made for. Sessions of before end. */
export const join = async (database: Database, { code, name, password, again, address }: Joining): Promise<{ readonly id: string } | { readonly fault: JoinFault }> => {
  if (!isLongEnough(password)) return { fault: 'passwordShort' };
  if (password !== again) return { fault: 'passwordDiffers' };
  const hash = await hashPassword(password);
  return database.transaction(async (client) => {
    const row = (await client.query<{ account: string | null; role: Role }>('select account, role from invitation where code_hash = $1 and used_at is null and expires_at > now() for update', [hashSecret('invitation', tidy(code))])).rows[0];
    if (!row) return { fault: 'code' };
    let id = row.account;
    if (id === null) {
      if (!isName(name)) return { fault: 'name' };
      id = uuidv7();
      const { rowCount } = await client.query('insert into account (id, name, name_key, role, password) values ($1, $2, $3, $4, $5) on conflict do nothing', [id, name.trim(), nameKey(name), row.role, hash]);
      if (rowCount === 0) return { fault: 'nameTaken' };
    } else {
      await client.query('update account set password = $2, totp_secret = null, totp_step = null, changed_at = now() where id = $1', [id, hash]);
      await client.query('update recovery_code set used_at = now() where account = $1 and used_at is null', [id]);
      await client.query('update session set ended_at = now() where account = $1 and ended_at is null', [id]);
    }
    await client.query('update invitation set used_at = now() where code_hash = $1', [hashSecret('invitation', tidy(code))]);
    const said = (await client.query<{ name: string }>('select name from account where id = $1', [id])).rows[0]!;
    await writeAudit(client, { account: id, who: said.name, what: 'joined', subject: row.role, address });
    return { id };
  });
};

export type AccountLine = { readonly id: string; readonly name: string; readonly role: Role; readonly sites: readonly string[] | null; readonly factor: boolean; readonly joined: boolean; readonly disabled: boolean; readonly seen_at: Date | null };

export const listAccounts = async (database: Database): Promise<readonly AccountLine[]> =>
  (await database.pool.query<AccountLine>(
    `select a.id, a.name, a.role, a.sites, a.totp_secret is not null as factor, a.password is not null as joined, a.disabled_at is not null as disabled, (select max(s.seen_at) from session s where s.account = a.id) as seen_at
       from account a order by a.name_key`,
  )).rows;

/** No site named is no limit. */
const keptSites = (sites: readonly string[]): readonly string[] | null => (sites.length === 0 ? null : sites);

/** A colleague's account, kept to some sites or to none, and the code he chooses his password with; null when the name cannot be used. */
export const inviteAccount = (database: Database, by: Doer, name: string, role: Role, sites: readonly string[]): Promise<{ readonly code: string } | null> =>
  database.transaction(async (client) => {
    if (!isName(name)) return null;
    const id = uuidv7();
    const { rowCount } = await client.query('insert into account (id, name, name_key, role, sites) values ($1, $2, $3, $4, $5) on conflict do nothing', [id, name.trim(), nameKey(name), role, keptSites(sites)]);
    if (rowCount === 0) return null;
    const code = createCode();
    await keepInvitation(client, code, role, id, invitationHours);
    await writeAudit(client, { account: by.account.id, who: by.account.name, what: 'account-made', subject: `${name.trim()} (${role})`, address: by.address });
    if (sites.length > 0) await writeAudit(client, { account: by.account.id, who: by.account.name, what: 'sites-changed', subject: `${name.trim()} (${sites.join(', ')})`, address: by.address });
    return { code };
  });

/** A change to somebody's account and its line in the log; false when there is no such account, or nobody would be left to administer. */
const changeAccount = (database: Database, by: Doer, id: string, what: Deed, change: (client: PoolClient) => Promise<string>): Promise<boolean> =>
  database.transaction(async (client) => {
    // one at a time: two administrators who demote each other at once would leave none
    await client.query(`select pg_advisory_xact_lock(hashtext('account of ' || tenant()))`);
    const before = (await client.query<{ name: string }>('select name from account where id = $1', [id])).rows[0];
    if (!before) return false;
    const detail = await change(client);
    const { rows } = await client.query(`select 1 from account where role = 'administrator' and disabled_at is null and password is not null limit 1`);
    if (rows.length === 0) throw new LastAdministratorError();
    await writeAudit(client, { account: by.account.id, who: by.account.name, what, subject: detail === '' ? before.name : `${before.name} (${detail})`, address: by.address });
    return true;
  }).catch((error: unknown) => {
    if (error instanceof LastAdministratorError) return false;
    throw error;
  });
class LastAdministratorError extends Error {}

const endSessions = (client: PoolClient, id: string) => client.query('update session set ended_at = now() where account = $1 and ended_at is null', [id]);

export const disableAccount = (database: Database, by: Doer, id: string): Promise<boolean> =>
  changeAccount(database, by, id, 'account-disabled', async (client) => {
    await client.query('update account set disabled_at = now() where id = $1', [id]);
    await endSessions(client, id);
    return '';
  });

export const enableAccount = (database: Database, by: Doer, id: string): Promise<boolean> =>
  changeAccount(database, by, id, 'account-enabled', async (client) => {
    await client.query('update account set disabled_at = null, changed_at = now() where id = $1', [id]);
    return '';
  });

export const changeRole = (database: Database, by: Doer, id: string, role: Role): Promise<boolean> =>
  changeAccount(database, by, id, 'role-changed', async (client) => {
    await client.query('update account set role = $2, changed_at = now() where id = $1', [id, role]);
    return role;
  });

/** Keeps the account to some sites; none: it may see all of them. An administrator may see all: he could give himself the others. */
export const changeSites = (database: Database, by: Doer, id: string, sites: readonly string[]): Promise<boolean> =>
  changeAccount(database, by, id, 'sites-changed', async (client) => {
    await client.query('update account set sites = $2 where id = $1', [id, keptSites(sites)]);
    return sites.join(', ');
  });

/** A code with which the account chooses a new password; its second factor goes with the old one. Null when there is no such account. */
export const resetAccount = async (database: Database, by: Doer, id: string): Promise<{ readonly code: string } | null> => {
  const code = createCode();
  const done = await changeAccount(database, by, id, 'account-reset', async (client) => {
    const { role } = (await client.query<{ role: Role }>('select role from account where id = $1', [id])).rows[0]!;
    await client.query('update invitation set used_at = now() where account = $1 and used_at is null', [id]);
    await keepInvitation(client, code, role, id, invitationHours);
    return '';
  });
  return done ? { code } : null;
};
