import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { curveOf, median, watchMemory, type Point } from './memory.ts';
import { openDesk, runSteps, startHq, type Step } from './processes.ts';

/**
 * What a sync costs as the database grows and as the change grows, the first sync of a large station, and headquarters' memory while it takes
 * and gives: `node test/bench/sync/scale.ts [--records 1000,10000,100000] [--files 0]`, the files with the last number of records. The station
 * fills itself as it would by its own work (operation, record, list, index), a thousand records to a transaction instead of one. Ends with 1
 * when something is missing at the other end, when headquarters' memory at the end is more than a fifth over that at ten thousand records, or
 * when a sync with nothing to send takes 50 ms or more.
 */
const { values } = parseArgs({ options: { records: { type: 'string', default: '1000,10000,100000' }, files: { type: 'string', default: '0' } } });
const changes = [1, 10, 100, 1000];
const folder = mkdtempSync(join(tmpdir(), 'sanlian-bench-scale-'));
/** MB: the most a process ever had in memory */
const peakOf = (pid: number): number => Math.round(Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024);
const secondsOf = ({ ms }: Step): string => (ms / 1000).toFixed(1);

type Row = { readonly push: string; readonly pull: string; readonly 'headquarters, MB': number; readonly 'station pulling, MB': number; readonly nothing: number; readonly curve: readonly number[]; readonly memory: readonly Point[] };

const measure = async (records: number, files: number): Promise<Row> => {
  const data = mkdtempSync(join(tmpdir(), 'sanlian-bench-hq-'));
  const hq = await startHq(data);
  const desk = await openDesk(data);
  const watch = watchMemory(hq.told.address);
  try {
    const stationOf = (code: string, enrolment: string, steps: string): Promise<readonly Step[]> =>
      runSteps('stationProcess.ts', ['--folder', join(folder, `${code}${records}`), '--code', code, '--to', String(records), '--address', hq.told.address, '--enrolment', enrolment, '--do', steps]);
    await stationOf('AAA1', await desk.code(), `fill,${files > 0 ? `files:${files},` : ''}enrol`);
    const [pushed, ...more] = await stationOf('AAA1', '', ['round', ...changes.flatMap((n) => [`add:${n}`, 'round']), ...Array.from({ length: 9 }, () => 'round')].join());
    const rounds = more.filter(({ step }) => step === 'round').map(({ ms }) => ms);
    const [there] = await desk.rows<{ ops: number; records: number; files: number }>(`select (select count(*)::int from op) as ops, (select count(*)::int from record) as records, (select count(*)::int from blob where verified) as files`);
    const wanted = records + changes.reduce((sum, n) => sum + n, 0);
    if (there!.records !== wanted || there!.files !== files) throw new Error(`${JSON.stringify(there)} at headquarters, sent ${wanted} and ${files} files`);
    const memory = curveOf(watch.points);
    await stationOf('BBB1', await desk.code(), 'enrol');
    const [pulled] = await stationOf('BBB1', '', 'round');
    if (pulled!.records !== wanted) throw new Error(`${pulled!.records} of ${wanted} came down`);
    return { push: secondsOf(pushed!), pull: secondsOf(pulled!), 'headquarters, MB': peakOf(hq.child.pid!), 'station pulling, MB': pulled!.rss, nothing: median(rounds.slice(changes.length)), curve: rounds.slice(0, changes.length), memory };
  } finally {
    watch.stop();
    await desk.close();
    await hq.stop();
    rmSync(data, { recursive: true, force: true });
  }
};

try {
  const sizes = values.records.split(',').map(Number);
  const found: Row[] = [];
  for (const [i, records] of sizes.entries()) {
    const row = await measure(records, i === sizes.length - 1 ? Number(values.files) : 0);
    found.push(row);
    // said at once: the next size may take an hour
    console.log(`${records} records: pushed in ${row.push} s, pulled in ${row.pull} s, load ${loadavg()[0]!.toFixed(1)}`);
    console.table(row.memory.map(({ log, rss, heap }) => ({ 'log entries': log, 'headquarters, MB': rss, 'heap, MB': heap })));
  }
  console.log(`${values.files} files, ${cpus().length} × ${cpus()[0]!.model}, load ${loadavg()[0]!.toFixed(1)}`);
  console.table(Object.fromEntries(found.map(({ curve, nothing, memory: _memory, ...row }, i) => [`${sizes[i]} records`, { ...row, 'nothing new, ms': nothing.toFixed(0), ...Object.fromEntries(changes.map((n, k) => [`+${n}, ms`, curve[k]!.toFixed(0)])) }])));
  // below ten thousand records the program itself is still warming up
  const memory = found.flatMap((row, i) => (sizes[i]! >= 10_000 ? [row['headquarters, MB']] : []));
  const isFlat = Math.max(...memory) <= Math.min(...memory) * 1.2;
  const isQuick = found.every(({ nothing }) => nothing < 50);
  if (!isFlat) console.log(`headquarters' memory grows: ${memory.join(', ')} MB`);
  if (!isQuick) console.log('nothing new takes 50 ms or more');
  process.exitCode = isFlat && isQuick ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
