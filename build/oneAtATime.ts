import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { lockFolder } from '../main/shell/folderLock.ts';

/** Builds wait for each other: two starts, or several test files, must not write the same output at once. */
export const oneAtATime = async <Made>(home: string, build: () => Promise<Made>): Promise<Made> => {
  const dist = join(home, 'dist');
  mkdirSync(dist, { recursive: true });
  for (;;) {
    const locked = lockFolder(dist);
    if (locked.ok) {
      try {
        return await build();
      } finally {
        locked.value.release();
      }
    }
    await pause(200);
  }
};
