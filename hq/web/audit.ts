import type { Pool, PoolClient } from 'pg';
import { v7 as uuidv7 } from 'uuid';

/** What people do on headquarters' pages; each has a sentence in the pages' locale under `did.<what>`. */
const deeds = [
  'signed-in', 'sign-in-failed', 'signed-out', 'joined', 'password-changed', 'factor-on', 'factor-off', 'factor-recovered', 'account-made', 'account-reset', 'account-disabled', 'account-enabled',
  'role-changed', 'sites-changed', 'station-code', 'station-revoked', 'station-forked', 'station-unfrozen', 'dispatched', 'reassigned', 'voided', 'decided', 'record-read', 'recovery-entered', 'recovery-released', 'recovery-refused', 'recovery-key', 'station-key', 'wipe-ordered', 'wipe-withdrawn', 'wiped', 'sent-profile', 'sent-calendar', 'sent-people', 'sent-templates', 'report-exported', 'board-exported',
] as const;
export type Deed = (typeof deeds)[number];

export type Entry = { readonly account?: string | null; readonly who: string; readonly what: Deed; readonly subject?: string; readonly address: string };

/** One line of the audit log, which is never changed. With a transaction's client it stands or falls with what it tells of. */
export const writeAudit = async (client: Pool | PoolClient, { account = null, who, what, subject = '', address }: Entry): Promise<void> => {
  await client.query('insert into audit (id, account, who, what, subject, address) values ($1, $2, $3, $4, $5, $6)', [uuidv7(), account, who.slice(0, 200), what, subject.slice(0, 500), address]);
};

export type AuditLine = { readonly id: string; readonly at: Date; readonly who: string; readonly what: string; readonly subject: string; readonly address: string };

/** The newest lines before `before` (an id), newest first. Ids are in the order of time. */
export const readAudit = async (client: Pool, before: string | null, limit: number): Promise<readonly AuditLine[]> =>
  (await client.query<AuditLine>('select id, at, who, what, subject, address from audit where $1::uuid is null or id < $1 order by id desc limit $2', [before, limit])).rows;
