import { createStore } from '../../db/createStore.ts';
import { createSample, idOf, sampleKey } from './sample.ts';

/** Writes until it is killed, and says each time what has been acknowledged: order, draft, order, draft … */
const store = createStore(process.argv[2]!, sampleKey);
for (let n = store.read.head().seq + 1; ; n++) {
  store.write((w) => w.nextSerial('XC', '2021'));
  createSample(store, n, { request: `第 ${n} 次` });
  store.write((w) => w.putDraft({ record: idOf(n), account: idOf(1), base: 1, set: { work: String(n) }, unset: [], savedAt: '2021-10-12T09:00:00+08:00' }));
  process.stdout.write(`${n}\n`);
}
