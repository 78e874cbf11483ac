import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import { codesOf, createTestStation } from './bench.ts';

/** Runs on a small disk of its own (damage.test.ts mounts it) and fills it up. Ends with 0 and "went on" when all held. */
const [disk] = process.argv.slice(2);
console.log('started');
const bench = await createTestStation({ dataFolder: join(disk!, 'data') });
await bench.setUp();
const { client } = bench;
const first = uuidv7();
await client.records.execute({ kind: 'create', id: first, form: 'service-order', data: { request: '满盘之前' } });
writeFileSync(join(disk!, 'ballast'), Buffer.alloc(3_000_000));
let saved = 1;
let codes: string[] = [];
for (let n = 0; n < 5000 && codes.length === 0; n += 1) {
  const id = uuidv7();
  const call = client.records.execute({ kind: 'create', id, form: 'service-order', data: { request: `${n} ${'满'.repeat(3900)}` } });
  codes = await call.then(() => [], () => codesOf(client.records.execute({ kind: 'create', id, form: 'service-order', data: { request: `${n} ${'满'.repeat(3900)}` } })));
  if (codes.length === 0) saved += 1;
}
if (codes[0] !== 'disk-full') throw new Error(`expected disk-full, got ${codes.join()}`);
const file = await codesOf(client.files.add({ record: first, file: new Blob([Buffer.alloc(4_000_000)]), name: 'a' }));
if (file[0] !== 'disk-full') throw new Error(`a file on a full disk: ${file.join()}`);
const { total } = await client.records.list({ form: 'service-order' });
if (total !== saved) throw new Error(`${total} records, ${saved} were answered for`);
rmSync(join(disk!, 'ballast'));
await client.records.execute({ kind: 'create', id: uuidv7(), form: 'service-order', data: { request: '有空间了' } });
const faults = bench.station.core.open().store.check();
if (faults.length > 0) throw new Error(faults.join());
await bench.station.close();
console.log('went on');
process.exit(0);
