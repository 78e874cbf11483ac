import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Pool } from 'pg';
import { Agent, fetch } from 'undici';
import { enterStation, epochOf, type Rows } from '../../sync/bareStation.ts';
import { connectionsSql, heldAt, listen } from '../../sync/heldQuestions.ts';
import { median, readMemory } from './memory.ts';
import { createdEvent, definedOrder, shortOrder } from './orders.ts';
import { openDesk, startHq } from './processes.ts';

/**
 * Stations that all wait for news: `node test/bench/sync/held.ts [--stations 1000] [--sites 50] [--seconds 60]`, two headquarters processes on one database, while a
 * station of each site writes every few seconds. Prints the memory a held question costs, how soon a site hears of what was committed, and how long a stop takes.
 * Ends with 1 when a station was not told, was answered by no headquarters, or a stop takes longer than ten seconds.
 */
const { values } = parseArgs({ options: { stations: { type: 'string', default: '1000' }, sites: { type: 'string', default: '50' }, seconds: { type: 'string', default: '60' } } });
const [stations, sites, seconds] = [Number(values.stations), Number(values.sites), Number(values.seconds)];
/** ms a station rests between being told and asking again: its round (main/sync/index.ts) */
const rest = (): number => 3000 + Math.random() * 2000;
const data = mkdtempSync(join(tmpdir(), 'sanlian-bench-held-'));
const first = await startHq(data);
const desk = await openDesk(data);
const second = await startHq(data, { DATABASE_URL: desk.url });
const addresses = [first.told.address, second.told.address];
const pool = new Pool({ connectionString: desk.url, max: 4, application_name: 'looking' });
const rows: Rows = async <T extends object>(sql: string, params: readonly unknown[] = []) => (await pool.query<T>(sql, [...params])).rows;
const dispatcher = new Agent({ connections: stations * 2, headersTimeout: 60_000 });
const epoch = await epochOf(rows);
const codeOf = (n: number): string => `H${n.toString(36).toUpperCase().padStart(4, '0')}`;
const enter = (n: number) => enterStation(rows, { code: codeOf(n), site: `S${n % sites}`, epoch, ask: (address, init) => fetch(address, { ...init, dispatcher }) });
const head = async (): Promise<number> => Number((await rows<{ value: number }>(`select value from counter where name = 'op'`))[0]!.value);
const sum = async (of: (address: string) => Promise<number>): Promise<number> => (await Promise.all(addresses.map(of))).reduce((all, each) => all + each, 0);
const mb = async (): Promise<{ readonly rss: number; readonly heap: number }> => ({ rss: await sum(async (address) => (await readMemory(address)).rss), heap: await sum(async (address) => (await readMemory(address)).heap) });
const until = async (is: () => Promise<boolean>): Promise<void> => {
  while (!(await is())) await pause(200);
};
try {
  const writers = await Promise.all(Array.from({ length: sites }, async (_, site) => ({ site, code: codeOf(site), station: await enter(site), written: 0 })));
  await writers[0]!.station.push(addresses[0]!, writers[0]!.station.write([definedOrder]));
  const bare = await Promise.all(Array.from({ length: stations }, async (_, n) => ({ site: (n + sites) % sites, station: await enter(n + sites) })));
  await pause(3000);
  const before = await mb();
  const began = performance.now();
  const all = bare.map(({ site, station }, n) => ({ site, listener: listen(station, addresses[Math.floor(n / sites) % 2]!, head, rest()) }));
  await until(async () => (await sum(heldAt)) === stations);
  const gathered = performance.now() - began;
  await pause(5000);
  const held = await mb();
  const [quiet] = await rows<{ open: number; busy: number }>(connectionsSql);

  const waits: number[] = [];
  let missed = 0;
  const end = performance.now() + seconds * 1000;
  await Promise.all(writers.map(async (writer) => {
    for (await pause(Math.random() * 6000); performance.now() < end; await pause(6000 + Math.random() * 2000)) {
      const others = all.filter(({ site, listener }) => site === writer.site && listener.holds());
      const told = others.map(({ listener }) => listener.next());
      writer.written += 1;
      const answer = await writer.station.push(addresses[writer.written % 2]!, writer.station.write([{ event: createdEvent(writer.written, writer.code, `S${writer.site}`), at: shortOrder(writer.written).at }]));
      const committed = performance.now();
      if (answer.status !== 200) throw new Error(`push: ${answer.status} ${JSON.stringify(await answer.json())}`);
      await answer.json();
      const times = await Promise.all(told.map((each) => Promise.race([each, pause(30_000, null)])));
      for (const at of times) {
        if (at === null) missed += 1;
        else waits.push(Math.max(0, at - committed));
      }
    }
  }));
  const busy = await mb();
  const failed = all.reduce((n, { listener }) => n + listener.answers.failed, 0);
  await until(async () => (await sum(heldAt)) >= stations * 0.95);
  const stopping = performance.now();
  const answers = all.map(({ listener }) => listener.end());
  await second.stop();
  const stopped = performance.now() - stopping;
  // the questions at the other process end by themselves
  const answered = (await Promise.all(answers)).filter(Boolean).length;
  const at = (q: number): string => `${(waits.toSorted((a, b) => a - b)[Math.min(waits.length - 1, Math.floor(waits.length * q))]! / 1000).toFixed(2)} s`;
  console.log(`${stations} questions held by two processes, ${sites} sites, ${cpus().length} × ${cpus()[0]!.model}, load ${loadavg()[0]!.toFixed(1)}`);
  console.table({
    'until all were held': `${(gathered / 1000).toFixed(1)} s`, 'a held question, resident': `${(((held.rss - before.rss) * 1000) / stations).toFixed(0)} kB`, 'a held question, heap': `${(((held.heap - before.heap) * 1000) / stations).toFixed(0)} kB`,
    'both processes, resident before, held, told': `${before.rss}, ${held.rss}, ${busy.rss} MB`, 'connections of the database, at work': `${quiet!.open}, ${quiet!.busy}`,
    'told after, median': `${(median(waits) / 1000).toFixed(2)} s`, 'told after, p99': at(0.99), 'told after, longest': at(1), 'told': waits.length, 'not told': missed, 'no answer of headquarters': failed, 'stop of a process': `${(stopped / 1000).toFixed(1)} s`, 'answered at the stop': `${answered} of ${stations}`,
  });
  process.exitCode = missed === 0 && failed === 0 && stopped < 10_000 ? 0 : 1;
} finally {
  await pool.end();
  await dispatcher.destroy();
  await desk.close().catch(() => undefined);
  await second.stop();
  await first.stop();
  rmSync(data, { recursive: true, force: true });
}
