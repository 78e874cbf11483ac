import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createStore } from '../../../db/createStore.ts';
import { buildReport } from '../../../domain/report/build.ts';
import { periodOfDays } from '../../../domain/report/period.ts';
import { gatherReport } from '../../../main/report/gather.ts';
import { calendar, madeAt, period, profile } from '../../report/generated.ts';
import { fillRecords } from './fill.ts';

/** A quarter with 20 000 records, signed with ink: gathered and built within 3 s and 400 MB. `node --expose-gc test/bench/report/report.bench.ts [records]`. */
const records = Number(process.argv[2] ?? 20_000);
const folder = mkdtempSync(join(tmpdir(), 'sanlian-report-bench-'));
const store = createStore(join(folder, 'bench.db'), Buffer.alloc(32, 7));
try {
  const serial = fillRecords(store, records, period);
  globalThis.gc?.();
  const before = process.memoryUsage().rss;
  let most = before;
  const watch = setInterval(() => (most = Math.max(most, process.memoryUsage().rss)), 5);
  const start = performance.now();
  const cpu = process.cpuUsage();
  const input = gatherReport({ read: store.read, profile, calendar, site: profile.sites[0]!, since: period.from }, { period: periodOfDays([profile], calendar, period.from, period.to)!, now: madeAt, carried: [], notes: [] });
  const gathered = performance.now() - start;
  most = Math.max(most, process.memoryUsage().rss);
  const report = buildReport(input);
  const whole = performance.now() - start;
  const { user, system } = process.cpuUsage(cpu);
  most = Math.max(most, process.memoryUsage().rss);
  clearInterval(watch);
  console.table({
    'records of the quarter': { value: String(serial), limit: '' },
    'report gathered and built, s': { value: (whole / 1000).toFixed(2), limit: '≤ 3' },
    'processor time of it, s': { value: ((user + system) / 1e6).toFixed(2), limit: '' },
    'of it gathering, s': { value: (gathered / 1000).toFixed(2), limit: '' },
    'memory of the whole process, MB': { value: (most / 1e6).toFixed(0), limit: '' },
    'memory of the report, MB': { value: ((most - before) / 1e6).toFixed(0), limit: '≤ 400' },
    'papers counted': { value: String(report.figures[0]!.value), limit: '' },
  });
} finally {
  store.close();
  rmSync(folder, { recursive: true, force: true });
}
