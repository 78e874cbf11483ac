import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { restorePath } from '../domain/witness/checkpoint.ts';
import { writeDurably } from './backupFormat.ts';
import type { Database } from './database.ts';
import { StartError } from './words.ts';

/** Kept outside the database: a database that was put back by hand does not know that it was. */
const schema = z.object({
  epoch: z.string(), size: z.number().int().min(0),
  /** stations that may not come back, whatever backup is restored here */
  revoked: z.array(z.object({ station: z.string(), reason: z.string(), /** since when, ISO; not kept by earlier programs, nor known of stations that came revoked out of their backups */ at: z.string().nullish() })).default([]),
});
export type Incarnation = z.infer<typeof schema>;

const fileOf = (dataFolder: string): string => join(dataFolder, 'incarnation.json');
/** ms: how much of the log a kill may leave unnoted; stations' checkpoints find what this misses */
const noteEvery = 60_000;

/** What was last noted; null in a folder nothing was served from. Throws StartError `incarnationUnreadable`. */
export const readIncarnation = async (dataFolder: string): Promise<Incarnation | null> => {
  try {
    return schema.parse(JSON.parse(await readFile(fileOf(dataFolder), 'utf8')));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new StartError('incarnationUnreadable', { file: fileOf(dataFolder) }, error);
  }
};

/** Notes how far the log of this epoch has come, and which stations are revoked. */
export const noteIncarnation = async (database: Database, dataFolder: string): Promise<void> => {
  const { rows } = await database.pool.query<{ value: number; epoch: string }>(`select value, (select value from meta where name = 'epoch') as epoch from counter where name = 'op'`);
  const { rows: revoked } = await database.pool.query<Incarnation['revoked'][number]>(`select station, coalesce(revoked_reason, '') as reason, to_char(revoked_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at from device where state = 'revoked' order by station`);
  await writeDurably(fileOf(dataFolder), `${JSON.stringify({ epoch: rows[0]!.epoch, size: rows[0]!.value, revoked } satisfies Incarnation)}\n`);
};

/**
 * Refuses to serve a database that is older than what was served from this folder, unless `restore` made it so: stations would take what it
 * forgot for forgery. Throws StartError `databaseOlder` or `restoreUnfinished`. The answer notes the last state and stops noting.
 */
export const guardIncarnation = async (database: Database, dataFolder: string): Promise<() => Promise<void>> => {
  const { rows } = await database.pool.query<{ name: string; value: string }>(`select name, value from meta where name in ('epoch', 'restoring')`);
  const meta = new Map(rows.map((row) => [row.name, row.value]));
  if (meta.get('restoring')) throw new StartError('restoreUnfinished', {});
  const before = await readIncarnation(dataFolder);
  const epoch = meta.get('epoch') ?? '';
  if (before) {
    const { rows: steps } = await database.pool.query<{ from: string; to: string }>('select from_epoch as "from", to_epoch as "to" from restored');
    const path = restorePath(steps.map((step) => ({ ...step, size: 0, root: '', time: '' })), before.epoch, epoch);
    const { rows: [counter] } = await database.pool.query<{ value: number }>(`select value from counter where name = 'op'`);
    if (!path || (path.length === 0 && counter!.value < before.size)) throw new StartError('databaseOlder', { here: counter!.value, served: before.size });
  }
  await noteIncarnation(database, dataFolder);
  // a missed note is made good by the next one
  const timer = setInterval(() => void noteIncarnation(database, dataFolder).catch((error: unknown) => process.emitWarning(String(error))), noteEvery);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await noteIncarnation(database, dataFolder);
  };
};
