import { renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';
import { makeFolder } from './dataFolder.ts';
import type { ShellLog } from './shellLog.ts';

const largestBytes = 8 * 1024 * 1024;

/** The shell's log in the data folder, one JSON object a line; at a start the grown one moves aside, the one before it goes. */
export const openLog = (dataFolder: string): ShellLog => {
  const folder = join(dataFolder, 'logs');
  makeFolder(folder);
  const file = join(folder, 'station.jsonl');
  if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > largestBytes) {
    rmSync(`${file}.1`, { force: true });
    renameSync(file, `${file}.1`);
  }
  // Written at once: what happened just before a crash is what the log is for.
  return pino({ base: undefined, timestamp: pino.stdTimeFunctions.isoTime, serializers: { err: pino.stdSerializers.err } }, pino.destination({ dest: file, sync: true, mode: 0o600 }));
};
