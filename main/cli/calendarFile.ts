import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createCalendar, textToCalendar, type Calendar } from '../../domain/calendar/calendar.ts';
import { cannotOpen } from './exitCodes.ts';
import { fileRefusals } from './refusalSentence.ts';

const readText = (file: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw cannotOpen(`--calendar ${file}`, error);
  }
};

/**
 * The calendar that ships, with update files over it: each replaces the years it names (R37). Throws CliError `cannotOpen` when a file
 * cannot be read, has holes or overlaps, or is no calendar; then every faulty entry is named with its line.
 */
export const readCalendarWith = (updates: readonly string[], assetsFolder: string): Calendar => {
  const folder = join(assetsFolder, 'calendars');
  const files = readdirSync(folder).filter((name) => name.endsWith('.json')).sort().map((name): unknown => JSON.parse(readText(join(folder, name))));
  for (const file of updates) {
    const read = textToCalendar(readText(file), files);
    if (!read.ok) throw fileRefusals(file, read.error, assetsFolder);
    files.push(read.value);
  }
  return createCalendar(files);
};
