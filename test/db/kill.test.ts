import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createStore } from '../../db/createStore.ts';
import { idOf, sampleKey, withFolder } from './sample.ts';

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

test('what was acknowledged before kill -9 is there, whole, time after time', () =>
  withFolder(async (folder) => {
    const file = join(folder, 'station.db');
    for (let round = 0; round < 6; round++) {
      const last = await killAfter(file, 3 + round, (round * 7) % 11);
      const store = createStore(file, sampleKey);
      const { seq } = store.read.head();
      expect(seq).toBeGreaterThanOrEqual(last);
      expect(seq).toBeLessThanOrEqual(last + 1);
      expect(store.check()).toEqual([]);
      expect(store.read.list({ form: 'service-order', offset: 0, limit: 1 }).total).toBe(seq);
      expect(store.read.draft(idOf(last), idOf(1))?.set).toEqual({ work: String(last) });
      expect(store.read.search(String(last), 500).map((row) => row.id)).toContain(idOf(last));
      store.close();
    }
  }));
