import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createCalendar, type Calendar } from '../../domain/calendar/calendar.ts';
import { profileSchema, type ContractProfile } from '../../domain/contract/profile.ts';

const readJson = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'));
const jsonFiles = (folder: string): string[] => readdirSync(folder).filter((name) => name.endsWith('.json')).sort().map((name) => join(folder, name));

/** Contract profiles that ship with the product. A file that does not fit the schema stops the start: it is a mistake of the release. */
export const readProfiles = (assetsFolder: string): ContractProfile[] => jsonFiles(join(assetsFolder, 'profiles')).map((file) => profileSchema.parse(readJson(file)));

/** Calendars that ship with the product, as files. */
export const readCalendarFiles = (assetsFolder: string): readonly unknown[] => jsonFiles(join(assetsFolder, 'calendars')).map(readJson);
export const readShippedCalendar = (assetsFolder: string): Calendar => createCalendar(readCalendarFiles(assetsFolder));
