import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createTestStation } from '../../station/bench.ts';
import { fillRecords, leaveUnsent } from './fill.ts';

/**
 * Both boards with 100 000 records of one service year: each within 150 ms of the processor, the first one after a start too, asked for as soon as the station is
 * open (each start is a process of its own). The station is offline and has `unsent` operations, each on a paper of its own: by default as
 * many as the board looks through, more are only counted. `node test/bench/report/board.bench.ts [records] [starts] [unsent]`.
 */
const [records, starts, unsent] = [Number(process.argv[2] ?? 100_000), Number(process.argv[3] ?? 5), Number(process.argv[4] ?? 1000)];
const at = '2021-12-20T10:00:00+08:00';
const folder = mkdtempSync(join(tmpdir(), 'sanlian-board-bench-'));
type Turn = { readonly clock: number; readonly processor: number };
const child = fileURLToPath(new URL('firstBoard.ts', import.meta.url));
try {
  const began = performance.now();
  const bench = await createTestStation({ dataFolder: folder, clock: { now: () => Date.parse(at), mono: () => performance.now() - began } });
  await bench.setUp('projectManager');
  const count = fillRecords(bench.station.core.open().store, records, { from: '2021-09-27', to: '2022-09-26' });
  if (unsent > 0) leaveUnsent(bench.station.core.open().store, unsent, { from: '2021-09-27', to: '2021-12-20' });
  await bench.station.close();
  const runs = Array.from({ length: starts }, (): Record<'manager' | 'day', readonly Turn[]> => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [child, folder, at], { encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr);
    return JSON.parse(stdout) as Record<'manager' | 'day', readonly Turn[]>;
  });
  const sorted = (numbers: readonly number[]): readonly number[] => numbers.toSorted((a, b) => a - b);
  const median = (numbers: readonly number[]): string => sorted(numbers)[Math.floor(numbers.length / 2)]!.toFixed(0);
  const rows: Record<string, unknown> = { records: { 'first, least': count }, unsent: { 'first, least': unsent } };
  for (const [name, key] of [["manager's board, ms of processor", 'manager'], ['my day, ms of processor', 'day']] as const) {
    const firsts = runs.map((run) => run[key][0]!);
    const later = runs.flatMap((run) => run[key].slice(1));
    rows[name] = { 'first, least': sorted(firsts.map(({ processor }) => processor))[0]!.toFixed(0), 'first, median': median(firsts.map(({ processor }) => processor)), 'first by the clock, median': median(firsts.map(({ clock }) => clock)), 'later, median': median(later.map(({ processor }) => processor)), limit: '≤ 150' };
  }
  console.table(rows);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
