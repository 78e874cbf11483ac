import { createCipheriv, createDecipheriv, createHash, createPublicKey, diffieHellman, hkdfSync } from 'node:crypto';
import type { PoolClient } from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { answerInfo, boxInfo, boxLength, bytesToCode, codeToBytes, rawToSpki, spkiToRaw, textToCode } from '../domain/recovery/code.ts';
import { writeAudit } from './web/audit.ts';
import type { Doer } from './web/accounts.ts';
import type { Database } from './database.ts';
import type { RecoveryKey } from './recoveryKey.ts';

/** The key two parties agree on: HKDF over X25519, bound to both public keys and the station. */
const agree = (recovery: RecoveryKey, theirs: Uint8Array, info: string, station: string): Buffer => {
  const shared = diffieHellman({ privateKey: recovery.privateKey, publicKey: createPublicKey({ key: Buffer.from(rawToSpki(theirs)), format: 'der', type: 'spki' }) });
  const own = spkiToRaw(Buffer.from(recovery.publicKey, 'base64url'));
  const salt = createHash('sha256').update(theirs).update(own).update(station).digest();
  const key = Buffer.from(hkdfSync('sha256', shared, salt, info, 32));
  shared.fill(0);
  return key;
};
/** Every agreed key seals one thing, once. */
const nonce = Buffer.alloc(12);

/** The data key in a box; null when the box was not made for this key and station. */
export const openBox = (recovery: RecoveryKey, station: string, text: string): Buffer | null => {
  const box = Buffer.from(text, 'base64url');
  if (box.length !== boxLength) return null;
  try {
    const key = agree(recovery, box.subarray(0, 32), boxInfo, station);
    const decipher = createDecipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(station)).setAuthTag(box.subarray(64));
    key.fill(0);
    return Buffer.concat([decipher.update(box.subarray(32, 64)), decipher.final()]);
  } catch {
    return null;
  }
};

/** The data key for whoever asked: only the request's private key opens it, and only the recovery key can have made it. */
const sealAnswer = (recovery: RecoveryKey, station: string, request: Uint8Array, dataKey: Buffer): Uint8Array => {
  const key = agree(recovery, request, answerInfo, station);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(station));
  key.fill(0);
  return Buffer.concat([cipher.update(dataKey), cipher.final(), cipher.getAuthTag()]);
};

/** Keeps a station's newest box. False when it does not open, so that nobody finds out on the day it is needed. */
export const keepEscrow = async (database: Database, recovery: RecoveryKey, station: string, box: string): Promise<boolean> => {
  const dataKey = openBox(recovery, station, box);
  if (!dataKey) return false;
  dataKey.fill(0);
  await database.pool.query(`insert into escrow (station, box) values ($1, $2) on conflict (tenant, station) do update set box = excluded.box, former_box = '', received_at = now()`, [station, box]);
  return true;
};

/** Days in which an account that is new, came back by a code or got another role takes no part: whoever gave it that could be sitting at it. */
const coolDays = 7;

export type RecoveryFault = 'recoveryYoung' | 'recoveryCode' | 'recoveryNoBox' | 'recoveryOldBox' | 'recoveryRevoked' | 'recoverySame' | 'recoveryLate' | 'recoveryClosed' | 'recoveryBroken' | 'recoveryEmpty' | 'missing';

const left = 'select d.code, d.state, e.box, e.former_box as former from device d left join escrow e on e.tenant = d.tenant and e.station = d.station';
type Left = { readonly box: string | null; readonly former: string | null };
/**
 * The data key a station left, and the recovery key it is pinned to: the former one until it has sealed to the one that took its place. `recoveryOldBox` where
 * that one is lost: the station's next contact seals anew.
 */
const openLeft = (recovery: RecoveryKey, station: string, { box, former }: Left): { readonly key: RecoveryKey; readonly dataKey: Buffer } | { readonly fault: RecoveryFault } => {
  if (!box && !former) return { fault: 'recoveryNoBox' };
  const key = box ? recovery : recovery.former;
  if (!key) return { fault: 'recoveryOldBox' };
  const dataKey = openBox(key, station, box || former!);
  return dataKey ? { key, dataKey } : { fault: box ? 'recoveryBroken' : 'recoveryOldBox' };
};

export type RecoveryLine = {
  readonly id: string; readonly station: string; readonly code: string; readonly asked_for: string; readonly proof: string; readonly state: 'waiting' | 'released' | 'refused'; readonly entered_by: string; readonly entered_name: string;
  readonly entered_at: Date; readonly closed_name: string | null; readonly closed_at: Date | null; readonly reason: string | null; readonly answer: string | null;
};
const lines = `select r.id, r.station, d.code, r.asked_for, r.proof, r.state, r.entered_by, e.name as entered_name, r.entered_at, c.name as closed_name, r.closed_at, r.reason, r.answer
  from recovery r join device d on d.tenant = r.tenant and d.station = r.station join account e on e.tenant = r.tenant and e.id = r.entered_by left join account c on c.tenant = r.tenant and c.id = r.closed_by`;

/** Waiting ones first, then the newest. */
export const listRecoveries = async (database: Database): Promise<readonly RecoveryLine[]> => (await database.pool.query<RecoveryLine>(`${lines} order by r.state <> 'waiting', r.entered_at desc limit 200`)).rows;
export const readRecovery = async (database: Database, id: string): Promise<RecoveryLine | null> => (await database.pool.query<RecoveryLine>(`${lines} where r.id = $1`, [id])).rows[0] ?? null;

/** Whether the account was made, let in by a code or again, or given another role within `coolDays` before `at`, or since. */
const isYoung = async (client: PoolClient, account: string, at: Date): Promise<boolean> =>
  (await client.query('select 1 from account where id = $1 and greatest(created_at, changed_at) > $2::timestamptz - make_interval(days => $3)', [account, at, coolDays])).rowCount !== 0;

/**
 * The first of two people enters a request as it was read out or sent. Refused for an account that takes no part yet (`coolDays`), a mistyped code, another station's or one for another account than `askedFor`, a station that is
 * revoked, has never left a box or left one that does not open any more (nobody is to wait for a release that must fail), and without a word on who asks and how that was made sure of. The same request again is the same one.
 */
export const enterRecovery = (database: Database, recovery: RecoveryKey, by: Doer, asked: { readonly station: string; readonly code: string; readonly askedFor: string; readonly proof: string }): Promise<{ readonly id: string } | { readonly fault: RecoveryFault }> =>
  database.transaction(async (client) => {
    const device = (await client.query<Left & { readonly code: string; readonly state: string }>(`${left} where d.station = $1 and d.kind = 'station'`, [asked.station])).rows[0];
    if (!device) return { fault: 'missing' };
    if (device.state === 'revoked') return { fault: 'recoveryRevoked' };
    if (await isYoung(client, by.account.id, new Date())) return { fault: 'recoveryYoung' };
    const request = codeToBytes('request', device.code, textToCode(asked.code), asked.askedFor);
    if (!request) return { fault: 'recoveryCode' };
    const opened = openLeft(recovery, asked.station, device);
    if ('fault' in opened) return opened;
    opened.dataKey.fill(0);
    const [askedFor, proof] = [asked.askedFor.trim().slice(0, 60), asked.proof.trim().slice(0, 200)];
    if (askedFor === '' || proof === '') return { fault: 'recoveryEmpty' };
    const key = Buffer.from(request).toString('base64url');
    const known = (await client.query<{ id: string }>('select id from recovery where station = $1 and request = $2', [asked.station, key])).rows[0];
    if (known) return known;
    const id = uuidv7();
    await client.query('insert into recovery (id, station, request, asked_for, proof, entered_by) values ($1, $2, $3, $4, $5, $6)', [id, asked.station, key, askedFor, proof, by.account.id]);
    await writeAudit(client, { account: by.account.id, who: by.account.name, what: 'recovery-entered', subject: `${device.code}: ${askedFor} (${proof})`, address: by.address });
    return { id };
  });

/**
 * The second of two people releases it: another account, which was there and got no new password by a code and no other role for `coolDays` before the
 * request came, nor since (nobody makes himself a colleague for it, or lets himself in as one).
 * The data key is in memory while it is sealed anew, and nowhere else. Answers the code to read out.
 */
export const releaseRecovery = (database: Database, recovery: RecoveryKey, by: Doer, id: string): Promise<{ readonly answer: string } | { readonly fault: RecoveryFault }> =>
  database.transaction(async (client) => {
    const row = (await client.query<{ station: string; request: string; state: string; entered_by: string; entered_at: Date; asked_for: string }>('select station, request, state, entered_by, entered_at, asked_for from recovery where id = $1 for update', [id])).rows[0];
    if (!row) return { fault: 'missing' };
    if (row.state !== 'waiting') return { fault: 'recoveryClosed' };
    if (row.entered_by === by.account.id) return { fault: 'recoverySame' };
    if (await isYoung(client, by.account.id, row.entered_at)) return { fault: 'recoveryLate' };
    const device = (await client.query<Left & { readonly code: string; readonly state: string }>(`${left} where d.station = $1`, [row.station])).rows[0]!;
    if (device.state === 'revoked') return { fault: 'recoveryRevoked' };
    // lost since the request came
    const opened = openLeft(recovery, row.station, device);
    if ('fault' in opened) return opened;
    const { key, dataKey } = opened;
    const answer = bytesToCode('answer', device.code, sealAnswer(key, row.station, Buffer.from(row.request, 'base64url'), dataKey));
    dataKey.fill(0);
    await client.query(`update recovery set state = 'released', closed_by = $2, closed_at = now(), answer = $3 where id = $1`, [id, by.account.id, answer]);
    await writeAudit(client, { account: by.account.id, who: by.account.name, what: 'recovery-released', subject: `${device.code}: ${row.asked_for}`, address: by.address });
    return { answer };
  });

/** Either of them, or anybody who may enter one, turns it down with a reason. */
export const refuseRecovery = (database: Database, by: Doer, id: string, reason: string): Promise<{ readonly fault: RecoveryFault } | null> =>
  database.transaction(async (client) => {
    if (reason.trim() === '') return { fault: 'recoveryEmpty' };
    const { rows: [row] } = await client.query<{ station: string; asked_for: string }>(`update recovery set state = 'refused', closed_by = $2, closed_at = now(), reason = $3 where id = $1 and state = 'waiting' returning station, asked_for`, [id, by.account.id, reason.trim().slice(0, 200)]);
    if (!row) return { fault: 'recoveryClosed' };
    const { rows: [device] } = await client.query<{ code: string }>('select code from device where station = $1', [row.station]);
    await writeAudit(client, { account: by.account.id, who: by.account.name, what: 'recovery-refused', subject: `${device!.code}: ${row.asked_for} (${reason.trim()})`, address: by.address });
    return null;
  });
