import { setTimeout as wait } from 'node:timers/promises';
import { expect, it } from 'vitest';
import type { Store } from '../../db/store.ts';
import { keepReading } from '../../main/documents/readFiles.ts';

it('goes on after a round that failed, and says what went wrong', async () => {
  let rounds = 0;
  const warnings: string[] = [];
  const hear = (warning: Error): void => void warnings.push(warning.message);
  process.on('warning', hear);
  const read = {
    unreadFiles: () => {
      rounds += 1;
      if (rounds === 1) throw new Error('the disk is full');
      return [];
    },
  } as unknown as Store['read'];
  const reading = keepReading({ store: { read } as Store, blobs: { get: () => Promise.reject(new Error('none')) } }, { read: () => Promise.resolve({ pages: [] }), close: () => Promise.resolve() }, 5);
  try {
    for (let tries = 0; rounds < 3 && tries < 200; tries += 1) await wait(5);
    expect(rounds).toBeGreaterThanOrEqual(3);
    expect(warnings).toContain('the disk is full');
  } finally {
    await reading.stop();
    process.off('warning', hear);
  }
});
