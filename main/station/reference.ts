import { z } from 'zod';
import type { Writer } from '../../db/store.ts';
import { createCalendar } from '../../domain/calendar/calendar.ts';
import { profileSchema, type ContractProfile } from '../../domain/contract/profile.ts';
import type { ReferenceKind } from '../../domain/record/op.ts';
import { nameToKey } from '../../domain/text/plainText.ts';
import { contractInLog, keepFormer, takeSent } from './contractForce.ts';
import { calendarKey, peopleHereKey, peopleKey, profileRefusedKey } from './stationKeys.ts';

/** Names and posts headquarters gives out, for the cells that ask for persons. */
const peopleSchema = z.array(z.object({ id: z.string().max(100), name: z.string().min(1).max(60), post: z.string().max(60).optional(), phone: z.string().max(40).optional(), party: z.string().max(40).optional() })).max(5000);
export type People = z.infer<typeof peopleSchema>;

const peopleHereSchema = z.record(z.string(), peopleSchema);
const readPeopleHere = (read: Pick<Writer, 'meta'>): z.infer<typeof peopleHereSchema> => {
  const here = peopleHereSchema.safeParse(JSON.parse(read.meta(peopleHereKey) ?? '{}'));
  return here.success ? here.data : {};
};

/** Those sent to all and those sent to this site or station beside them, each once; what was sent here says more about somebody. */
export const readPeople = (read: Pick<Writer, 'meta'>): People => {
  const all = peopleSchema.safeParse(JSON.parse(read.meta(peopleKey) ?? '[]'));
  return [...new Map([all.success ? all.data : [], ...Object.values(readPeopleHere(read))].flat().map((each) => [each.id, each])).values()];
};

/** The number of the one person of this name; null where nobody or several have it. */
export const phoneOf = (read: Pick<Writer, 'meta'>, name: string): string | null => {
  const [only, ...more] = readPeople(read).filter((person) => nameToKey(person.name) === nameToKey(name));
  return only && more.length === 0 ? (only.phone?.trim() || null) : null;
};

/**
 * Takes in what headquarters gives every station. A profile must still have this station's site and a higher version than the one headquarters' log has had so far:
 * otherwise two contracts would stand under one name. Why it was not taken stays under `profileRefusedKey`; a calendar file is laid over those there are;
 * people sent to some stations only (`audience`) stand beside those sent to all.
 * Throws when the body is not what it says it is: the operation then stays raw and the screens ask for an update.
 */
export const takeReference = (writer: Writer, what: ReferenceKind, body: unknown, standing: { readonly profile: ContractProfile; readonly site: string }, audience = 'all'): { readonly profile?: ContractProfile } => {
  switch (what) {
    case 'profile':
    case 'templates': {
      // what was signed here meanwhile is later in headquarters' log
      const inLog = contractInLog(writer, standing.profile);
      const profile = profileSchema.parse(what === 'profile' ? body : { ...inLog, version: inLog.version + 1, templates: body });
      if (!profile.sites.some((site) => site.code === standing.site)) throw new TypeError(`the profile has no site ${standing.site}`);
      if (profile.version <= inLog.version) {
        // a station set up after a renewal reads what was in force before it
        if (what === 'profile') keepFormer(writer, profile, standing.profile);
        writer.setMeta(profileRefusedKey, JSON.stringify({ reason: 'version-not-raised', version: profile.version, inForce: inLog.version }));
        throw new RangeError(`a profile of version ${profile.version} was sent where version ${inLog.version} is in force`);
      }
      writer.setMeta(profileRefusedKey, null);
      return { profile: takeSent(writer, standing.profile, profile) };
    }
    case 'calendar': {
      createCalendar([body]);
      const files = JSON.parse(writer.meta(calendarKey) ?? '[]') as unknown[];
      const text = JSON.stringify(body);
      writer.setMeta(calendarKey, JSON.stringify([...files.filter((file) => JSON.stringify(file) !== text), body]));
      return {};
    }
    case 'people': {
      const people = peopleSchema.parse(body);
      if (audience === 'all') writer.setMeta(peopleKey, JSON.stringify(people));
      else writer.setMeta(peopleHereKey, JSON.stringify({ ...readPeopleHere(writer), [audience]: people }));
      return {};
    }
  }
};
