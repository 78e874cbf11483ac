import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createStore } from '../../db/createStore.ts';
import { createUnderOldCipher, idOf, isUnder, sampleKey, withFolder } from './sample.ts';

const writer = join(import.meta.dirname, 'writerProcess.ts');

/** Lets the writer run until it has said so many numbers, kills it between two instructions, and answers the last one said. */
const killAfter = async (file: string, lines: number, pause: number): Promise<number> => {
  const child = spawn(process.execPath, [writer, file], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.setEncoding('utf8');
  await new Promise<void>((resolve) => {
    child.stdout.on('data', (piece: string) => {
      said += piece;
      if (said.split('\n').length > lines) resolve();
    });
  });
  await new Promise((resolve) => setTimeout(resolve, pause));
  child.kill('SIGKILL');
  await once(child, 'close');
  return Number(said.slice(0, said.lastIndexOf('\n')).split('\n').at(-1));
};

/** What the opened file says of everything up to `last`. */
const openedAt = (file: string, last: number) => {
  const store = createStore(file, sampleKey);
  const { seq } = store.read.head();
  const said = {
    beyond: seq - last, faults: store.check(), unlisted: seq - store.read.list({ form: 'service-order', offset: 0, limit: 1 }).total,
    draft: store.read.draft(idOf(last), idOf(1))?.set, isFound: store.read.search(String(last), 500).some((row) => row.id === idOf(last)),
  };
  store.close();
  return said;
};
/** Everything acknowledged is there, at most one more than was said, and the file is sound. */
const wholeAt = (last: number) => ({ beyond: expect.toBeOneOf([0, 1]), faults: [], unlisted: 0, draft: { work: String(last) }, isFound: true });

test('what was acknowledged before kill -9 is there, whole, time after time', () =>
  withFolder(async (folder) => {
    const file = join(folder, 'station.db');
    for (let round = 0; round < 6; round++) {
      const last = await killAfter(file, 3 + round, (round * 7) % 11);
      expect(openedAt(file, last)).toEqual(wholeAt(last));
    }
  }));

test('under the cipher of before, too, though today\'s is tried on the file and its log first; with and without the index of the log', () =>
  withFolder(async (folder) => {
    const file = join(folder, 'station.db');
    createUnderOldCipher(file);
    for (const [round, hasIndex] of [true, false, true, false].entries()) {
      const last = await killAfter(file, 3 + round, (round * 7) % 11);
      // what was acknowledged stands in the log alone: the file by itself does not have it
      const alone = join(folder, `alone-${round}.db`);
      copyFileSync(file, alone);
      const without = createStore(alone, sampleKey);
      expect(without.read.head().seq).toBeLessThan(last);
      without.close();
      if (!hasIndex) rmSync(`${file}-shm`);
      expect(openedAt(file, last)).toEqual(wholeAt(last));
      expect([isUnder(file, 'chacha20'), isUnder(file, 'aegis')]).toEqual([true, false]);
    }
  }));
