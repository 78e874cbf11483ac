import { randomBytes } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';
import type { Database } from '../database.ts';
import { createCode } from '../enrolment.ts';
import { nameKey, type Account, type Doer, type Role } from './accounts.ts';
import { writeAudit } from './audit.ts';
import { hashPassword, hashSecret, isPassword } from './passwords.ts';

/** A session ends after these, whichever comes first. */
export const sessionHours = 12;
export const idleMinutes = 60;
/** minutes between the password and the second factor */
const factorMinutes = 10;
/** Wrong tries without a wait; each one more doubles the wait, from seconds to the longest. */
const freeTries = 4;
/** The same for one name from all addresses together: a stranger does not lock its owner out, and many strangers do not guess for ever. */
const freeTriesTogether = 200;
const firstWait = 5;
const longestWait = 900;
const recoveryCodes = 10;

export type Session = { readonly tokenHash: string; readonly stage: 'factor' | 'in'; readonly account: Account };

/**
 * Counts a try before it is looked at, so that tries sent side by side are counted too. Null when it may be made, else the seconds to wait. A day
 * without a try forgets the ones before.
 */
const countTry = async (database: Database, key: string, free = freeTries): Promise<number | null> => {
  const { rows } = await database.pool.query(
    `insert into attempt (key, failures, until) values ($1, 1, now())
     on conflict (tenant, key) do update set
       failures = case when attempt.last_at < now() - interval '1 day' then 1 else attempt.failures + 1 end, last_at = now(),
       until = now() + make_interval(secs => case when attempt.last_at < now() - interval '1 day' or attempt.failures < $2 then 0 else least($4::float8, $3::float8 * 2 ^ least(attempt.failures - $2, 20)) end)
     where attempt.until <= now() returning failures`,
    [key, free - 1, firstWait, longestWait],
  );
  if (rows.length > 0) return null;
  const left = (await database.pool.query<{ left: number }>('select ceil(extract(epoch from until - now()))::integer as left from attempt where key = $1', [key])).rows[0]?.left ?? 1;
  return Math.max(1, left);
};
/** Those of a day ago count no more (`countTry`): their rows go too. */
const forgetTries = async (database: Database, ...keys: readonly string[]): Promise<void> => {
  await database.pool.query('update attempt set failures = 0, until = now() where key = any($1)', [keys]);
  await database.pool.query(`delete from attempt where last_at < now() - interval '1 day'`);
};

const open = async (database: Database, account: string, stage: Session['stage'], minutes: number): Promise<string> => {
  const token = randomBytes(32).toString('base64url');
  await database.pool.query('insert into session (token_hash, account, stage, expires_at) values ($1, $2, $3, now() + make_interval(mins => $4))', [hashSecret('session', token), account, stage, minutes]);
  return token;
};

export type SignedIn = { readonly kind: 'in' | 'factor'; readonly token: string } | { readonly kind: 'wrong' } | { readonly kind: 'wait'; readonly seconds: number };

/** A session for whoever knows the password; with a second factor it opens nothing but the question for it. Wrong tries wait longer and longer. */
export const signIn = async (database: Database, name: string, password: string, address: string): Promise<SignedIn> => {
  const together = `name/${hashSecret('form', nameKey(name))}`;
  const here = `${together}/${hashSecret('form', address)}`;
  const seconds = (await countTry(database, here)) ?? (await countTry(database, together, freeTriesTogether));
  if (seconds !== null) return { kind: 'wait', seconds };
  const row = (await database.pool.query<{ id: string; name: string; password: string | null; factor: boolean }>('select id, name, password, totp_secret is not null as factor from account where name_key = $1 and disabled_at is null', [nameKey(name)])).rows[0];
  if (!(await isPassword(password, row?.password ?? null)) || !row) {
    await writeAudit(database.pool, { who: row?.name ?? '—', account: row?.id ?? null, what: 'sign-in-failed', address });
    return { kind: 'wrong' };
  }
  await forgetTries(database, here, together);
  if (row.factor) return { kind: 'factor', token: await open(database, row.id, 'factor', factorMinutes) };
  await writeAudit(database.pool, { account: row.id, who: row.name, what: 'signed-in', address });
  return { kind: 'in', token: await open(database, row.id, 'in', sessionHours * 60) };
};

/** A session right after a code was taken. */
export const openSession = (database: Database, account: string): Promise<string> => open(database, account, 'in', sessionHours * 60);

type SessionRow = { readonly stage: Session['stage']; readonly id: string; readonly name: string; readonly role: Role; readonly sites: readonly string[] | null; readonly factor: boolean };
const columns = 's.stage, a.id, a.name, a.role, a.sites, a.totp_secret is not null as factor';
const stands = `s.token_hash = $1 and a.tenant = s.tenant and a.id = s.account and a.disabled_at is null and s.ended_at is null and s.expires_at > now() and s.seen_at > now() - make_interval(mins => $2)`;
const rowToSession = (tokenHash: string, row: SessionRow | undefined): Session | null => (row ? { tokenHash, stage: row.stage, account: { id: row.id, name: row.name, role: row.role, hasFactor: row.factor, sites: row.role === 'administrator' ? null : row.sites } } : null);

/** Whose session the token is; null when it is none, has ended or stood idle. Being asked for keeps it. */
export const findSession = async (database: Database, token: string): Promise<Session | null> => {
  const tokenHash = hashSecret('session', token);
  return rowToSession(tokenHash, (await database.pool.query<SessionRow>(`update session s set seen_at = now() from account a where ${stands} returning ${columns}`, [tokenHash, idleMinutes])).rows[0]);
};

/** The same for what a window asks by itself: it keeps nothing, so that a window left open is no person at it. */
export const peekSession = async (database: Database, token: string): Promise<Session | null> => {
  const tokenHash = hashSecret('session', token);
  return rowToSession(tokenHash, (await database.pool.query<SessionRow>(`select ${columns} from session s, account a where ${stands}`, [tokenHash, idleMinutes])).rows[0]);
};

/** A person gave a sign, `ago` ms before. */
export const keepSession = async (database: Database, tokenHash: string, ago: number): Promise<void> => {
  await database.pool.query(`update session set seen_at = greatest(seen_at, now() - make_interval(secs => $2)) where token_hash = $1 and ended_at is null`, [tokenHash, ago / 1000]);
};

export const endSession = (database: Database, tokenHash: string) => database.pool.query('update session set ended_at = now() where token_hash = $1', [tokenHash]);

const totpOf = (secret: string, name = ''): TOTP => new TOTP({ issuer: 'Sanlian', label: name, secret: Secret.fromBase32(secret), digits: 6, period: 30, algorithm: 'SHA1' });

/** The step a code is for, a step of 30 s early or late allowed; null when it is for none. */
const stepOf = (secret: string, code: string): number | null => {
  const now = Date.now();
  const delta = /^\d{6}$/.test(code) ? totpOf(secret).validate({ token: code, timestamp: now, window: 1 }) : null;
  return delta === null ? null : Math.floor(now / 30_000) + delta;
};

/** The second factor: a code of the app, each good once, or one of the recovery codes. The session gets a new name. */
export const passFactor = async (database: Database, session: Session, said: string, address: string): Promise<SignedIn> => {
  const { id, name } = session.account;
  const key = `factor/${id}`;
  const seconds = await countTry(database, key);
  if (seconds !== null) return { kind: 'wait', seconds };
  const code = said.replaceAll(/[\s-]/g, '').toUpperCase();
  const secret = (await database.pool.query<{ totp_secret: string | null }>('select totp_secret from account where id = $1', [id])).rows[0]?.totp_secret;
  const step = secret ? stepOf(secret, code) : null;
  const byApp = step !== null && (await database.pool.query('update account set totp_step = $2 where id = $1 and (totp_step is null or totp_step < $2)', [id, step])).rowCount === 1;
  const recovered = !byApp && (await database.pool.query('update recovery_code set used_at = now() where account = $1 and code_hash = $2 and used_at is null', [id, hashSecret('recovery', code)])).rowCount === 1;
  if (!byApp && !recovered) {
    await writeAudit(database.pool, { account: id, who: name, what: 'sign-in-failed', address });
    return { kind: 'wrong' };
  }
  await forgetTries(database, key);
  await endSession(database, session.tokenHash);
  await writeAudit(database.pool, { account: id, who: name, what: recovered ? 'factor-recovered' : 'signed-in', address });
  return { kind: 'in', token: await openSession(database, id) };
};

/** The secret offered to this session, the same until it is taken; as an `otpauth:` address for the app. */
export const offerFactor = async (database: Database, session: Session): Promise<{ readonly secret: string; readonly address: string }> => {
  const fresh = new Secret({ size: 20 }).base32;
  const { rows } = await database.pool.query<{ pending_secret: string }>('update session set pending_secret = coalesce(pending_secret, $2) where token_hash = $1 returning pending_secret', [session.tokenHash, fresh]);
  const secret = rows[0]?.pending_secret ?? fresh;
  return { secret, address: totpOf(secret, session.account.name).toString() };
};

/** Turns the second factor on once the app shows a right code; answers the recovery codes, shown once. Null when the code is wrong. */
export const turnFactorOn = (database: Database, session: Session, code: string, by: Doer): Promise<readonly string[] | null> =>
  database.transaction(async (client) => {
    const secret = (await client.query<{ pending_secret: string | null }>('select pending_secret from session where token_hash = $1 for update', [session.tokenHash])).rows[0]?.pending_secret;
    const step = secret ? stepOf(secret, code.replaceAll(/\s/g, '')) : null;
    if (!secret || step === null) return null;
    await client.query('update account set totp_secret = $2, totp_step = $3 where id = $1', [by.account.id, secret, step]);
    await client.query('update session set pending_secret = null where token_hash = $1', [session.tokenHash]);
    await client.query('update recovery_code set used_at = now() where account = $1 and used_at is null', [by.account.id]);
    const codes = Array.from({ length: recoveryCodes }, () => createCode().slice(0, 16));
    await client.query('insert into recovery_code (account, code_hash) select $1, unnest($2::text[])', [by.account.id, codes.map((each) => hashSecret('recovery', each))]);
    await writeAudit(client, { account: by.account.id, who: by.account.name, what: 'factor-on', address: by.address });
    return codes;
  });

/** Who changes how he is known has to show the password again; wrong ones count like those of the sign-in. */
const knows = async (database: Database, account: string, password: string): Promise<boolean> => {
  const key = `again/${account}`;
  if ((await countTry(database, key)) !== null) return false;
  const stored = (await database.pool.query<{ password: string | null }>('select password from account where id = $1', [account])).rows[0]?.password ?? null;
  const right = await isPassword(password, stored);
  if (right) await forgetTries(database, key);
  return right;
};

/** False when the password is wrong. */
export const turnFactorOff = async (database: Database, password: string, by: Doer): Promise<boolean> => {
  if (!(await knows(database, by.account.id, password))) return false;
  await database.pool.query('update account set totp_secret = null, totp_step = null where id = $1', [by.account.id]);
  await writeAudit(database.pool, { account: by.account.id, who: by.account.name, what: 'factor-off', address: by.address });
  return true;
};

/** A new password ends every other session of the account. False when the old one is wrong. */
export const changePassword = async (database: Database, session: Session, old: string, fresh: string, by: Doer): Promise<boolean> => {
  if (!(await knows(database, by.account.id, old))) return false;
  await database.pool.query('update account set password = $2 where id = $1', [by.account.id, await hashPassword(fresh)]);
  await database.pool.query('update session set ended_at = now() where account = $1 and token_hash <> $2 and ended_at is null', [by.account.id, session.tokenHash]);
  await writeAudit(database.pool, { account: by.account.id, who: by.account.name, what: 'password-changed', address: by.address });
  return true;
};
