import type { PoolClient } from 'pg';
import { z } from 'zod';
import calendarFile from '../assets/calendars/cn.json' with { type: 'json' };
import { referenceDoc } from '../domain/api/protocol.ts';
import { createCalendar, type Calendar } from '../domain/calendar/calendar.ts';
import { isTemplatesOf, profileSchema } from '../domain/contract/profile.ts';
import type { ReferenceKind } from '../domain/record/op.ts';
import type { Person } from '../domain/record/record.ts';
import { ok, refuse, type Result } from '../domain/result.ts';
import type { Database } from './database.ts';
import { toAll, toSite } from './log.ts';
import { appendOwn, TooLongError } from './ownLog.ts';
import { createProfiles, readSites } from './profiles.ts';
import type { Headquarters } from './wire.ts';

/** As the stations read it (main/station/reference.ts). */
const peopleSchema = z.array(z.object({ id: z.string().max(100), name: z.string().min(1).max(60), post: z.string().max(60).optional(), phone: z.string().max(40).optional(), party: z.string().max(40).optional() })).max(5000);
export type SentPerson = z.infer<typeof peopleSchema>[number];
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
      return peopleSchema.safeParse(body).success;
    case 'templates':
      return Array.isArray(body);
  }
};

/** The sites a contract sent to the audience comes into force at; null stands for those that have none of their own yet. */
const sitesReached = async (client: PoolClient, audience: string): Promise<readonly (string | null)[]> => {
  const sites = await readSites(client);
  if (audience === toAll) return [null, ...sites];
  const { rows: [station] } = await client.query<{ site: string | null }>(`select site from device where 'station:' || station = $1`, [audience]);
  return station ? [station.site] : sites.filter((site) => toSite(site) === audience);
};

/** What a contract must be beside being one: newer than what is in force where it goes, signed or sent, with the site of every station that works by it. Otherwise stations keep it unread. */
const profileFault = async (client: PoolClient, body: unknown, audience: string, log: Database['log']): Promise<Result<null>> => {
  const profile = profileSchema.parse(body);
  const profiles = createProfiles(log);
  let inForce = 0;
  for (const site of await sitesReached(client, audience)) inForce = Math.max(inForce, (await profiles.of(client, site))?.profile.version ?? 0);
  if (profile.version <= inForce) return refuse('version-not-raised', { field: 'version', params: { version: profile.version, inForce } });
  const { rows: [missing] } = await client.query<{ site: string }>(`select site from device where kind = 'station' and state = 'active' and site is not null and not site = any($1) order by site limit 1`, [profile.sites.map(({ code }) => code)]);
  return missing ? refuse('site-missing', { field: 'sites', params: { site: missing.site } }) : ok(null);
};

/** What templates must be beside being some: those of the contract of every site they go to. */
const templatesFault = async (client: PoolClient, body: unknown, audience: string, log: Database['log']): Promise<Result<null>> => {
  const profiles = createProfiles(log);
  for (const site of await sitesReached(client, audience)) {
    const standing = await profiles.of(client, site);
    if (standing && !isTemplatesOf(standing.profile, body)) return refuse('templates-faults', { field: 'templates', params: { n: 1 } });
  }
  return ok(null);
};

/**
 * Sends a contract profile, a holiday calendar file, people or inspection templates to an audience (`all`, `site:CODE`, `station:ID`) as an
 * operation of headquarters. Refused with `wrong-type` when it is not what it says it is, `version-not-raised` and `site-missing` for a contract,
 * `templates-faults` for templates stations could not take, `operation-too-large`.
 */
export const sendReference = async (database: Database, headquarters: Headquarters, by: Person, what: ReferenceKind, body: unknown, audience = toAll): Promise<Result<null>> => {
  if (!isReference(what, body)) return refuse('wrong-type', { field: what });
  try {
    return await database.transaction(async (client): Promise<Result<null>> => {
      // two senders at once would both raise the same version
      await client.query(`select pg_advisory_xact_lock(hashtext('reference of ' || tenant()))`);
      const fault = what === 'profile' ? await profileFault(client, body, audience, database.log) : what === 'templates' ? await templatesFault(client, body, audience, database.log) : ok(null);
      if (!fault.ok) return fault;
      await appendOwn(client, headquarters, by, new Map(), [{ doc: referenceDoc(what, audience), event: { kind: 'published', what, body }, audience }]);
      await client.query(
        `insert into reference (what, audience, body, server_seq) select $1, $2, $3, value from counter where name = 'op'
         on conflict (tenant, what, audience) do update set body = excluded.body, server_seq = excluded.server_seq, at = now()`,
        [what, audience, JSON.stringify(body)],
      );
      return ok(null);
    });
  } catch (error) {
    if (error instanceof TooLongError) return refuse('operation-too-large');
    throw error;
  }
};

/** What shipped, with the years published since (R37); read again when another file was sent. */
export const createCalendarReader = (database: Database): (() => Promise<Calendar>) => {
  let last: { readonly at: number; readonly calendar: Calendar } | undefined;
  return async () => {
    const { rows } = await database.pool.query<{ body: unknown; server_seq: number }>(`select body, server_seq from reference where what = 'calendar' and audience = 'all'`);
    const at = rows[0]?.server_seq ?? 0;
    if (last?.at !== at) last = { at, calendar: createCalendar([calendarFile, ...rows.map(({ body }) => body)]) };
    return last.calendar;
  };
};
