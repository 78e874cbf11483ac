import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createTestStation, passphrase } from '../station/bench.ts';
import { createFolder, openHeadquarters, removeFolder } from '../sync/headquarters.ts';
import { compileCache } from '../sync/headquartersProcess.ts';

const program = join(import.meta.dirname, '../bench/sync/stationProcess.ts');

/** A whole station in a process of its own; the signal that ended it. */
const live = (failpoint: string, ...args: readonly string[]): Promise<NodeJS.Signals | null> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, ...args], { env: { ...process.env, ...compileCache, FAILPOINT: failpoint }, stdio: ['ignore', 'ignore', 'inherit'] });
    child.once('close', (code, signal) => (signal !== null || code === 0 ? resolve(signal) : reject(new Error(`the station ended with ${code}`))));
  });

it('a station killed between a page and its words finds every record of the page afterwards', async () => {
  const hq = await openHeadquarters();
  const folders = [createFolder(), createFolder()] as const;
  try {
    const at = ['--address', hq.address] as const;
    await live('', '--folder', folders[0], '--code', 'KX1', '--to', '1200', ...at, '--enrolment', await hq.createEnrolmentCode(), '--do', 'fill,enrol,round');
    await live('', '--folder', folders[1], '--code', 'KX2', ...at, '--enrolment', await hq.createEnrolmentCode(), '--do', 'enrol');
    expect(await live('pull-after-store', '--folder', folders[1], '--code', 'KX2', ...at, '--do', 'round')).toBe('SIGKILL');

    const bench = await createTestStation({ dataFolder: folders[1] });
    try {
      const status = await bench.client.station.status();
      await bench.client.station.unlock({ account: status.accounts![0]!.id, passphrase });
      const { store, sync } = bench.station.core.open();
      const [stored] = Object.values(store.read.countByForm());
      expect(stored, 'the first page is here').toBeGreaterThan(300);
      expect(stored, 'and no more').toBeLessThan(1200);
      // one slice of the work the kill left: it was noted with the page
      expect(store.settleSearch(1)).toBe(1);
      const found = () => bench.client.records.list({ form: 'service-order', text: 'KX1', offset: 0, limit: 1 });
      expect((await found()).total).toBe(stored);
      expect(store.settleSearch(1), 'a search leaves nothing behind').toBe(0);
      await sync.now();
      expect(await bench.client.records.search({ text: 'KX1-2026-001200', limit: 5 })).toHaveLength(1);
      expect((await found()).total).toBe(1200);
      expect(store.check()).toEqual([]);
    } finally {
      await bench.station.close();
    }
  } finally {
    await hq.stop();
    for (const folder of folders) removeFolder(folder);
  }
}, 240_000);
