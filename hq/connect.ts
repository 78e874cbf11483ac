import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Logger } from 'pino';
import { openDatabase, type Database } from './database.ts';
import { startPostgres } from './postgres.ts';
import { StartError } from './words.ts';

export type Connection = { readonly database: Database; readonly url: string; readonly close: () => Promise<void> };

/** The address of the embedded server that a running headquarters keeps on this folder. */
const runningUrl = async (folder: string): Promise<string> => {
  const [pid, secret] = await Promise.all([readFile(join(folder, 'postgres', 'data', 'postmaster.pid'), 'utf8'), readFile(join(folder, 'postgres.secret'), 'utf8')]);
  return `postgres://sanlian:${secret.trim()}@127.0.0.1:${Number(pid.split('\n')[3])}/sanlian`;
};

/**
 * A connection for a command beside the server: to `DATABASE_URL`, to the embedded server of a headquarters that is running on the folder, or
 * to one started for the time being. `alone`: refused with StartError `folderInUse` while headquarters runs on the folder. `tenant`:
 * which of several headquarters in the database, the one the server of these surroundings serves by default.
 */
export const connectTo = async (dataFolder: string, log: Logger, { alone = false, tenant = process.env.SANLIAN_TENANT || undefined }: { readonly alone?: boolean; readonly tenant?: string | undefined } = {}): Promise<Connection> => {
  const given = process.env.DATABASE_URL;
  if (given) {
    const database = await openDatabase(given, log, tenant);
    return { database, url: given, close: database.close };
  }
  const folder = resolve(dataFolder);
  try {
    const postgres = await startPostgres(folder);
    try {
      const database = await openDatabase(postgres.url, log, tenant);
      return {
        database, url: postgres.url,
        close: async () => {
          await database.close();
          await postgres.stop();
        },
      };
    } catch (error) {
      await postgres.stop();
      throw error;
    }
  } catch (error) {
    if (alone || !(error instanceof StartError) || error.word !== 'folderInUse') throw error;
    const url = await runningUrl(folder);
    const database = await openDatabase(url, log, tenant);
    return { database, url, close: database.close };
  }
};
