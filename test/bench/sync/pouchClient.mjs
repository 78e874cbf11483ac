import { readFileSync } from 'node:fs';
import PouchDB from 'pouchdb';

/** `push FILE` loads the documents of the file (not timed) and replicates them; `pull N` replicates into an empty database until it has N. */
const [step, folder, address, what, batch] = process.argv.slice(2);
const local = new PouchDB(folder);
const remote = new PouchDB(`${address}/bench`);
if (step === 'push') {
  const docs = readFileSync(what, 'utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line));
  for (let i = 0; i < docs.length; i += 1000) await local.bulkDocs(docs.slice(i, i + 1000));
}
let peak = 0;
const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 20);
const cpu = process.cpuUsage();
const start = performance.now();
const options = { batch_size: Number(batch) };
await (step === 'push' ? local.replicate.to(remote, options) : local.replicate.from(remote, options));
const ms = performance.now() - start;
const used = process.cpuUsage(cpu);
clearInterval(watch);
const { doc_count: records } = await (step === 'push' ? remote : local).info();
const again = performance.now();
await (step === 'push' ? local.replicate.to(remote, options) : local.replicate.from(remote, options));
console.log(JSON.stringify({ step, ms, cpu: (used.user + used.system) / 1000, rss: Math.round(peak / 1e6), records }));
console.log(JSON.stringify({ step: 'again', ms: performance.now() - again, cpu: 0, rss: 0 }));
process.exit(0);
