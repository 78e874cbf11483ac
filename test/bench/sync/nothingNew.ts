import { randomUUID } from 'node:crypto';
import { cpus, loadavg } from 'node:os';
import { evolve } from '../../../domain/record/evolve.ts';
import { sealOp } from '../../../domain/record/op.ts';
import { createFolder, openHeadquarters, removeFolder } from '../../sync/headquarters.ts';
import { openStation, type TestStation } from '../../sync/station.ts';
import { createdEvent, shortOrder } from './orders.ts';
import { indexOrder } from '../orders.ts';
import { median } from './memory.ts';

/**
 * What a round costs by the records that are here already: one with nothing to send or to read, and one with ten new papers: `node
 * test/bench/sync/nothingNew.ts [1000,10000,100000]`. The records are in the station's own encrypted store, written operation by operation;
 * that headquarters has them is entered there, because only the round is measured. Ends with 1 when a round with nothing takes 50 ms or more,
 * or when either grows with the records.
 */
const sizes = (process.argv[2] ?? '1000,10000,100000').split(',').map(Number);
const write = (station: TestStation, code: string, from: number, to: number): void => {
  for (let first = from; first <= to; first += 5000) {
    station.store.write((writer) => {
      for (let n = first; n < first + 5000 && n <= to; n += 1) {
        const head = writer.head();
        const sealed = sealOp({ v: 1, station: station.identity.station, seq: head.seq + 1, prev: head.hash, id: randomUUID(), doc: randomUUID(), section: 'field', base: 0, by: { id: 'x', name: '王工' }, at: shortOrder(n).at, mono: n, event: createdEvent(n, code) });
        writer.append(sealed);
        const rec = evolve(null, sealed.op)!;
        writer.putRecord(rec, indexOrder(rec));
      }
    });
  }
};
/** ms of a round after which everything is sent, by the clock and by the processor (station and headquarters, without PostgreSQL): the second says the same on a busy machine */
type Cost = { readonly ms: number; readonly cpu: number };
const round = async (station: TestStation): Promise<Cost> => {
  const start = performance.now();
  const before = process.cpuUsage();
  const status = await station.sync.now();
  if (status.state !== 'connected' || status.unsent > 0) throw new Error(JSON.stringify(status));
  const used = process.cpuUsage(before);
  return { ms: performance.now() - start, cpu: (used.user + used.system) / 1000 };
};

const hq = await openHeadquarters();
const middle = (all: readonly Cost[]): Cost => ({ ms: median(all.map(({ ms }) => ms)), cpu: median(all.map(({ cpu }) => cpu)) });
const found: { readonly nothing: Cost; readonly ten: Cost }[] = [];
for (const [i, size] of sizes.entries()) {
  const folder = createFolder();
  const code = `NN${i}`;
  const station = await openStation(folder, code);
  await station.sync.enrol(hq.address, await hq.createEnrolmentCode());
  write(station, code, 1, size);
  const { seq, hash } = station.store.read.head();
  await hq.rows('update device set last_seq = $2, head = $3 where station = $1', [station.identity.station, seq, hash]);
  await round(station);
  const nothing: Cost[] = [];
  for (let n = 0; n < 25; n += 1) nothing.push(await round(station));
  const ten: Cost[] = [];
  for (let n = 0; n < 15; n += 1) {
    const next = size + n * 10;
    write(station, code, next + 1, next + 10);
    ten.push(await round(station));
  }
  found.push({ nothing: middle(nothing), ten: middle(ten) });
  console.error(`${size} records here: ${JSON.stringify(found.at(-1))}, load ${loadavg()[0]!.toFixed(1)}`);
  await station.close();
  removeFolder(folder);
}
await hq.stop();
console.log(`${cpus().length} × ${cpus()[0]!.model}, load ${loadavg()[0]!.toFixed(1)}`);
console.table(Object.fromEntries(sizes.map((size, i) => [`${size} records here`, { 'nothing new, median ms': found[i]!.nothing.ms.toFixed(1), limit: '< 50', 'processor, ms': found[i]!.nothing.cpu.toFixed(1), 'ten new, median ms': found[i]!.ten.ms.toFixed(1), 'processor, ms ': found[i]!.ten.cpu.toFixed(1) }])));
const isFlat = (of: (each: (typeof found)[number]) => Cost): boolean => of(found.at(-1)!).cpu < of(found[0]!).cpu * 2 + 2;
process.exit(found.every(({ nothing }) => nothing.ms < 50) && isFlat(({ nothing }) => nothing) && isFlat(({ ten }) => ten) ? 0 : 1);
