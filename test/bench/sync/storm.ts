import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Pool } from 'pg';
import { Agent, fetch } from 'undici';
import { enterStation, epochOf } from '../../sync/bareStation.ts';
import { createdEvent, shortOrder } from './orders.ts';
import { curveOf, readProcessor, watchMemory } from './memory.ts';
import { openDesk, startHq } from './processes.ts';

/**
 * All stations come back at once: `node test/bench/sync/storm.ts [--stations 1000] [--ops 100] [--batch 20]` against two headquarters
 * processes on one database, each batch to either of them, asked again as a station would: later when headquarters is busy, and when the line
 * breaks; and how the memory of either process goes as the log grows. The stations are entered in the table of devices, because an address may enrol thirty a minute; all else is headquarters' own way.
 * Ends with 1 when an operation is lost or doubled.
 */
const { values } = parseArgs({ options: { stations: { type: 'string', default: '1000' }, ops: { type: 'string', default: '100' }, batch: { type: 'string', default: '20' } } });
const [stations, ops, batch] = [Number(values.stations), Number(values.ops), Number(values.batch)];
const data = mkdtempSync(join(tmpdir(), 'sanlian-bench-storm-'));
const first = await startHq(data);
const desk = await openDesk(data);
const second = await startHq(data, { DATABASE_URL: desk.url });
const addresses = [first.told.address, second.told.address];
const client = new Pool({ connectionString: desk.url, max: 4 });
const watches = addresses.map(watchMemory);
const dispatcher = new Agent({ connections: 200 });
const times: number[] = [];
/** ms from the first asking to the acknowledgement */
const waits: number[] = [];
let busy = 0;
let broken = 0;
let done = 0;
/** ms, spread so that the stations do not come back in one wave */
const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 500 + Math.random() * 2000));

const codeOf = (n: number): string => `T${n.toString(36).toUpperCase().padStart(4, '0')}`;
const rows = async <T extends object>(sql: string, params: readonly unknown[] = []): Promise<readonly T[]> => (await client.query<T>(sql, [...params])).rows;
const epoch = await epochOf(rows);

/** One station's batches, each sent until it is acknowledged. */
const storm = async (n: number): Promise<void> => {
  const station = await enterStation(rows, { code: codeOf(n), site: 'BJ01', epoch, ask: (address, init) => fetch(address, { ...init, dispatcher }) });
  for (let from = 0; from < ops; from += batch) {
    const sent = station.write(Array.from({ length: Math.min(batch, ops - from) }, (_, i) => ({ event: createdEvent(from + i + 1, codeOf(n)), at: shortOrder(from + i + 1).at })));
    const began = performance.now();
    for (let tries = 0; ; tries += 1) {
      const start = performance.now();
      const answer = await station.push(addresses[(n + from + tries) % 2]!, sent).then(async (got) => ({ status: got.status, said: (await got.json()) as { acked?: number } }), () => null);
      if (answer?.status === 200 && answer.said.acked === from + sent.length) {
        times.push(performance.now() - start);
        waits.push(performance.now() - began);
        break;
      }
      // 408: this process was too slow to send, and nothing of it was taken
      if (answer && answer.status !== 408) busy += 1;
      else broken += 1;
      if ((answer && ![408, 429, 503].includes(answer.status)) || tries > 100) throw new Error(`station ${n}: ${answer?.status ?? 'no answer'} ${JSON.stringify(answer?.said)}`);
      await pause();
    }
    done += sent.length;
  }
};

const telling = setInterval(() => console.error(`${done} of ${stations * ops} operations acknowledged, load ${loadavg()[0]!.toFixed(1)}`), 30_000);
try {
  const start = performance.now();
  await Promise.all(Array.from({ length: stations }, (_, n) => storm(n)));
  const seconds = (performance.now() - start) / 1000;
  const { rows: [there] } = await client.query<{ all: number; last: number; whole: number }>(
    `select (select count(*)::int from op) as all, (select max(server_seq)::int from op) as last, (select count(*)::int from device where last_seq = $1 and (select count(*) from op where op.station = device.station) = $1 and kind = 'station') as whole`, [ops],
  );
  const at = (q: number, of = times): string => `${of.toSorted((a, b) => a - b)[Math.min(of.length - 1, Math.floor(of.length * q))]!.toFixed(0)} ms`;
  console.log(`${stations} stations × ${ops} operations in batches of ${batch}, two processes, ${cpus().length} × ${cpus()[0]!.model}, load ${loadavg()[0]!.toFixed(1)}`);
  console.table({ 'operations there': `${there!.all} of ${stations * ops}`, 'stations whole': there!.whole, 'operations/s': (there!.all / seconds).toFixed(0), 'batch, median': at(0.5), 'batch, p99': at(0.99), 'batch with all its askings, p99': at(0.99, waits), seconds: seconds.toFixed(0), 'processor of the two, s': (await Promise.all(addresses.map(readProcessor))).map((each) => each.toFixed(0)).join(' + '), 'asked again, busy': busy, 'asked again, no answer': broken });
  const [one, two] = watches.map(({ points }) => curveOf(points));
  console.table(one!.map(({ log, rss, heap }, i) => ({ 'log entries': log, 'first, MB': rss, 'its heap': heap, 'second, MB': two![i]?.rss, 'its heap ': two![i]?.heap })));
  process.exitCode = there!.all === stations * ops && there!.last === there!.all && there!.whole === stations ? 0 : 1;
} finally {
  clearInterval(telling);
  for (const watch of watches) watch.stop();
  await client.end();
  await dispatcher.close();
  await desk.close();
  await second.stop();
  await first.stop();
  rmSync(data, { recursive: true, force: true });
}
