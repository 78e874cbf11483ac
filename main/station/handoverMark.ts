import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileDurably } from './durableFile.ts';
import { refused } from '../../domain/refused.ts';

/** Whether the screen is, or was when the station closed, in a customer's hands. */
export type HandoverMark = { readonly isSet: () => boolean; readonly set: () => void; readonly clear: () => void };

/**
 * `handover.mark` in the data folder. It outlives a lock, a crash and a restart, which all end the hand-over without the engineer: as long
 * as it stands, only a typed PIN or passphrase opens the desk, never a key store that asks nobody. Beside the database and not in it,
 * because it is asked for while the station is locked. `set` throws `disk-full` or `read-only-folder`.
 */
export const createHandoverMark = (folder: string): HandoverMark => {
  const file = join(folder, 'handover.mark');
  return {
    isSet: () => existsSync(file),
    set: () => {
      try {
        writeFileDurably(file, Buffer.from('handed over\n'));
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        throw refused(code === 'ENOSPC' || code === 'EDQUOT' ? 'disk-full' : 'read-only-folder', { params: { folder } });
      }
    },
    clear: () => rmSync(file, { force: true }),
  };
};
