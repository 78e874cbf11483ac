import { readFile, stat } from 'node:fs/promises';
import { z } from 'zod';
import { wipedReport, wipedRequest, type WipedReport } from '../domain/api/keys.ts';
import type { Database } from './database.ts';
import { takeWiped } from './deviceKeys.ts';
import { readHeadquarters } from './wire.ts';
import { StartError } from './words.ts';

/** bytes: a last word is at most 60 kB of text */
const longestFile = 1024 * 1024;
const fileSchema = z.object({ v: z.literal(1), stationCode: z.string(), word: wipedRequest.nullable() });

/** What a wiped folder keeps (`wiped.json`, main/station/wipe.ts), read from a file that was carried here; null for any other file. */
const readWipedFile = async (file: string): Promise<z.infer<typeof fileSchema> | null> => {
  try {
    return (await stat(file)).size > longestFile ? null : (fileSchema.safeParse(JSON.parse(await readFile(file, 'utf8'))).data ?? null);
  } catch {
    // no text, or not there: whoever takes parts in says what is wrong with it
    return null;
  }
};

export type WipedImport = { readonly code: string } & Pick<WipedReport, 'ops' | 'files' | 'records'>;

/**
 * Takes in the last word of a station that was wiped and never comes on line; null when the file is none. Taken in twice it changes nothing.
 * Throws StartError `ferryWordTold` for one that headquarters has heard from the station itself, `ferryWordRefused` for one that no order and no key bears out.
 */
export const importLastWord = async (database: Database, file: string): Promise<WipedImport | null> => {
  const found = await readWipedFile(file);
  if (!found) return null;
  const { word, stationCode: code } = found;
  if (word === null) throw new StartError('ferryWordTold', { file, code });
  const refused = await takeWiped(database, await readHeadquarters(database), word, { byFerry: true });
  if (refused !== null) throw new StartError('ferryWordRefused', { file, code, reason: refused });
  const { station, ops, files, records } = wipedReport.parse(JSON.parse(word.text));
  // nobody signed the code that the file itself names; a station that a restore lost has no other
  const { rows: [device] } = await database.pool.query<{ code: string }>('select code from device where station = $1', [station]);
  return { code: device?.code ?? code, ops, files, records };
};
