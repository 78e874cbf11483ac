import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { PoolClient } from 'pg';
import { createCalendar } from '../domain/calendar/calendar.ts';
import { profileSchema, readingItemSchema, type ContractProfile } from '../domain/contract/profile.ts';
import type { ReferenceKind } from '../domain/record/op.ts';
import type { Person } from '../domain/record/record.ts';
import { ok, refuse, type Result } from '../domain/result.ts';
import type { Database } from './database.ts';
import { toAll } from './log.ts';
import { appendOwn, TooLongError } from './ownLog.ts';
import type { Headquarters } from './wire.ts';

const profilesFolder = join(import.meta.dirname, '../assets/profiles');
const isCalendar = (body: unknown): boolean => {
  try {
    createCalendar([body]);
    return true;
  } catch {
    return false;
  }
};

/** Whether a station could read it: what is sent cannot be taken back. */
const isReference = (what: ReferenceKind, body: unknown): boolean => {
  switch (what) {
    case 'profile':
      return profileSchema.safeParse(body).success;
    case 'calendar':
      return isCalendar(body);
    case 'people':
      return Array.isArray(body) && body.every((person: unknown) => typeof person === 'object' && person !== null && 'id' in person && 'name' in person && typeof person.name === 'string' && person.name !== '');
    case 'templates':
      return Array.isArray(body) && body.length > 0 && body.every((template: { items?: unknown } | null) => Array.isArray(template?.items) && template.items.every((item) => readingItemSchema.safeParse(item).success));
  }
};

/**
 * Sends a contract profile, a holiday calendar file, people or inspection templates to an audience (`all`, `site:CODE`, `station:ID`) as an
 * operation of headquarters. Refused with `wrong-type` when it is not what it says it is, `operation-too-large`.
 */
export const sendReference = async (database: Database, headquarters: Headquarters, by: Person, what: ReferenceKind, body: unknown, audience = toAll): Promise<Result<null>> => {
  if (!isReference(what, body)) return refuse('wrong-type', { field: what });
  try {
    await database.transaction(async (client) => {
      await appendOwn(client, headquarters, by, new Map(), [{ doc: `reference:${what}`, event: { kind: 'published', what, body }, audience }]);
      await client.query(
        `insert into reference (what, audience, body, server_seq) select $1, $2, $3, value from counter where name = 'op'
         on conflict (tenant, what, audience) do update set body = excluded.body, server_seq = excluded.server_seq, at = now()`,
        [what, audience, JSON.stringify(body)],
      );
    });
    return ok(null);
  } catch (error) {
    if (error instanceof TooLongError) return refuse('operation-too-large');
    throw error;
  }
};

/** The contract whose names and choices headquarters' own papers carry: the last one sent to all, else the first that ships. Null when there is none. */
export const readProfile = async (client: Pick<PoolClient, 'query'>): Promise<ContractProfile | null> => {
  const { rows } = await client.query<{ body: unknown }>(`select body from reference where what = 'profile' and audience = 'all'`);
  if (rows[0]) return profileSchema.parse(rows[0].body);
  const [name] = (await readdir(profilesFolder)).filter((file) => file.endsWith('.json')).sort();
  return name === undefined ? null : profileSchema.parse(JSON.parse(await readFile(join(profilesFolder, name), 'utf8')));
};
