import { randomUUID } from 'node:crypto';
import { parseArgs } from 'node:util';
import { definitionHash } from '../../../domain/forms/define.ts';
import { serviceOrder } from '../../../domain/forms/serviceOrder.ts';
import { openStation } from '../../sync/station.ts';
import { createdEvent } from './orders.ts';

/** The sync alone, with the steps of `stationProcess.ts`: encrypted log, records and cursor, without list columns, clocks and the text of the search index. What PouchDB does. */
const { values } = parseArgs({ options: { do: { type: 'string' }, folder: { type: 'string' }, code: { type: 'string', default: 'BJ01' }, address: { type: 'string' }, enrolment: { type: 'string' }, to: { type: 'string', default: '10000' } } });
const station = await openStation(values.folder!, values.code);
for (const step of (values.do ?? '').split(',')) {
  const start = performance.now();
  const cpu = process.cpuUsage();
  let said: object = {};
  if (step === 'fill') {
    station.write(definitionHash(serviceOrder), { kind: 'defined', def: serviceOrder });
    for (let from = 1; from <= Number(values.to); from += 1000) {
      station.store.write(() => {
        for (let n = from; n < from + 1000 && n <= Number(values.to); n += 1) station.write(randomUUID(), createdEvent(n, values.code));
      });
    }
    said = { json: station.store.read.opsAfter(0, 1_000_000, 1e9).reduce((sum, { bytes }) => sum + Buffer.byteLength(bytes), 0) };
  }
  if (step === 'enrol') {
    const enrolled = await station.sync.enrol(values.address!, values.enrolment!);
    if (!enrolled.ok) throw new Error(JSON.stringify(enrolled.error));
    await station.sync.stop();
  }
  if (step === 'round') {
    const after = await station.sync.now();
    if (after.state !== 'connected' || after.unsent > 0) throw new Error(JSON.stringify(after));
    said = { records: Object.values(station.store.read.countByForm()).reduce((sum, n) => sum + n, 0), unsentFiles: 0 };
  }
  const used = process.cpuUsage(cpu);
  console.log(JSON.stringify({ step, ms: performance.now() - start, cpu: (used.user + used.system) / 1000, rss: Math.round(process.memoryUsage.rss() / 1e6), ...said }));
}
await station.close();
process.exit(0);
