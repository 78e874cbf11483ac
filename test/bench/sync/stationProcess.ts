import { parseArgs } from 'node:util';
import { createTestStation, passphrase } from '../../station/bench.ts';
import { attachFiles, fillStation } from './orders.ts';

/**
 * A whole station (encrypted store, list and search index, clocks) in a process of its own, measured from inside: `--do
 * fill,files:5000,enrol,round,words,add:10,round` in this order (`words`: what came down is put into the search, which a station at rest does by itself); each step says on a line of JSON how long it took.
 */
const { values } = parseArgs({ options: { do: { type: 'string' }, folder: { type: 'string' }, code: { type: 'string', default: 'BJ01' }, address: { type: 'string' }, enrolment: { type: 'string' }, from: { type: 'string', default: '1' }, to: { type: 'string', default: '10000' } } });

const bench = await createTestStation({ dataFolder: values.folder });
const status = await bench.client.station.status();
if (status.phase === 'new') await bench.client.station.setUp({ profile: 'jifenluohu', site: 'BJ01', stationCode: values.code, account: { name: '张晓明', role: 'engineer', passphrase } });
else await bench.client.station.unlock({ account: status.accounts![0]!.id, passphrase });
const open = bench.station.core.open();
// nobody sits here, and a first sync may take longer than the idle lock waits
open.store.write((writer) => writer.setMeta('idle', '1440'));
let peak = 0;
const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 20);
for (const step of (values.do ?? '').split(',')) {
  const start = performance.now();
  const cpu = process.cpuUsage();
  let said: object = {};
  const [what, count = '0'] = step.split(':');
  if (what === 'add') fillStation(open, values.code, open.store.read.head().seq, open.store.read.head().seq + Number(count) - 1);
  if (what === 'files') await attachFiles(open, Number(count));
  if (step === 'fill') said = { json: fillStation(open, values.code, Number(values.from), Number(values.to)) };
  if (step === 'words') while (open.store.settleSearch(1000) > 0);
  if (step === 'enrol') {
    const enrolled = await open.sync.enrol(values.address!, values.enrolment!);
    if (!enrolled.ok) throw new Error(JSON.stringify(enrolled.error));
  }
  if (step === 'round') {
    const after = await open.sync.now();
    if (after.state !== 'connected' || after.unsent > 0) throw new Error(JSON.stringify(after));
    said = { records: Object.values(open.store.read.countByForm()).reduce((sum, n) => sum + n, 0), unsentFiles: after.unsentFiles };
  }
  const used = process.cpuUsage(cpu);
  console.log(JSON.stringify({ step, ms: performance.now() - start, cpu: (used.user + used.system) / 1000, rss: Math.round(Math.max(peak, process.memoryUsage.rss()) / 1e6), ...said }));
  peak = 0;
}
clearInterval(watch);
await bench.station.close();
process.exit(0);
