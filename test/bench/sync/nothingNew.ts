import { randomUUID } from 'node:crypto';
import { cpus, loadavg } from 'node:os';
import { evolve } from '../../../domain/record/evolve.ts';
import { sealOp } from '../../../domain/record/op.ts';
import { createFolder, openHeadquarters, removeFolder } from '../../sync/headquarters.ts';
import { openStation } from '../../sync/station.ts';
import { createdEvent, shortOrder } from './orders.ts';
import { indexOrder } from '../orders.ts';

/**
 * A round with nothing to send or to read, with few records here and with many: `node test/bench/sync/nothingNew.ts [100000]`. The records are
 * in the station's own encrypted store; that headquarters has them is entered there, because only the round is measured. Ends with 1 when a
 * round takes 50 ms or more, or grows with the records.
 */
const sizes = [100, Number(process.argv[2] ?? 100_000)];
const hq = await openHeadquarters();
const medians: number[] = [];
for (const [i, size] of sizes.entries()) {
  const folder = createFolder();
  const station = await openStation(folder, `NN${i}`);
  await station.sync.enrol(hq.address, await hq.createEnrolmentCode());
  for (let from = 1; from <= size; from += 5000) {
    station.store.write((writer) => {
      for (let n = from; n < from + 5000 && n <= size; n += 1) {
        const head = writer.head();
        const sealed = sealOp({ v: 1, station: station.identity.station, seq: head.seq + 1, prev: head.hash, id: randomUUID(), doc: randomUUID(), section: 'field', base: 0, by: { id: 'x', name: '王工' }, at: shortOrder(n).at, mono: n, event: createdEvent(n, `NN${i}`) });
        writer.append(sealed);
        const rec = evolve(null, sealed.op)!;
        writer.putRecord(rec, indexOrder(rec));
      }
    });
  }
  const { seq, hash } = station.store.read.head();
  await hq.rows('update device set last_seq = $2, head = $3 where station = $1', [station.identity.station, seq, hash]);
  const times = [];
  for (let n = 0; n < 25; n += 1) {
    const start = performance.now();
    const status = await station.sync.now();
    times.push(performance.now() - start);
    if (status.state !== 'connected' || status.unsent > 0) throw new Error(JSON.stringify(status));
  }
  medians.push(times.toSorted((a, b) => a - b)[12]!);
  await station.close();
  removeFolder(folder);
}
await hq.stop();
console.log(`${cpus().length} × ${cpus()[0]!.model}, load ${loadavg()[0]!.toFixed(1)}`);
console.table(Object.fromEntries(sizes.map((size, i) => [`${size} records here`, { 'nothing new, median ms': medians[i]!.toFixed(1), limit: '< 50' }])));
process.exit(medians.every((ms) => ms < 50) && medians[1]! < medians[0]! * 3 + 5 ? 0 : 1);
