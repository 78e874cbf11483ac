import { openStation } from './station.ts';

/** A station as a process of its own, to be killed: enrols when it has not, sends until nothing is left, says how it ended. */
const [folder = '', address = '', code = ''] = process.argv.slice(2);
const station = await openStation(folder);
if (station.store.read.meta('hq.address') === null) {
  const enrolled = await station.sync.enrol(address, code);
  if (!enrolled.ok) throw new Error(JSON.stringify(enrolled.error));
}
let status = await station.sync.now();
for (let tries = 0; status.state === 'offline' && tries < 100; tries += 1) {
  await new Promise((resolve) => setTimeout(resolve, 100));
  status = await station.sync.now();
}
await station.close();
process.stdout.write(JSON.stringify(status));
process.exit(0);
