import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createStore } from '../../db/createStore.ts';
import { nameToPinyin } from '../../db/pinyin.ts';
import { openDatabase } from '../../db/sqlite.ts';
import type { Draft, Store } from '../../db/store.ts';
import { createOrder, createRandom, fillOrders } from './orders.ts';

/**
 * Measures of the store: `node test/bench/db.bench.ts [--orders N] [--file FILE]`. With a file the orders stay for the next run; without,
 * everything happens in a temporary folder. Ratios compare within one run, in turns, so that a busy machine hits both sides alike.
 */
const { values } = parseArgs({ options: { orders: { type: 'string', default: '100000' }, file: { type: 'string' } } });
const orders = Number(values.orders);
const key = Buffer.alloc(32, 7);
const folder = mkdtempSync(join(tmpdir(), 'sanlian-bench-'));

const quantile = (times: readonly number[], q: number): number => times.toSorted((a, b) => a - b)[Math.min(times.length - 1, Math.floor(times.length * q))]!;
const timed = (work: () => unknown): number => {
  const start = performance.now();
  work();
  return performance.now() - start;
};

type Line = { readonly measure: string; readonly value: string; readonly limit: string };

/** The draft of one order, saved by the store and by a bare transaction: same cipher, pragmas, table and bytes. */
const benchDraft = (): Line[] => {
  const store = createStore(join(folder, 'draft.db'), key);
  const raw = openDatabase(join(folder, 'raw.db'), key);
  raw.exec('CREATE TABLE draft (record TEXT NOT NULL, account TEXT NOT NULL, base INTEGER NOT NULL, body TEXT NOT NULL, saved_at TEXT NOT NULL, PRIMARY KEY (record, account)) STRICT, WITHOUT ROWID');
  const save = raw.prepare('INSERT INTO draft VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET base = excluded.base, body = excluded.body, saved_at = excluded.saved_at');
  const saveRaw = raw.transaction((draft: Draft, body: string) => save.run(draft.record, draft.account, draft.base, body, draft.savedAt));
  const random = createRandom(3);
  const own: number[] = [];
  const bare: number[] = [];
  for (let n = 1; n <= 1_500; n++) {
    const order = createOrder(1 + (n % 40), random);
    const draft: Draft = { record: order.id, account: order.by.id, base: 1, set: order.data, unset: [], savedAt: order.at };
    const body = JSON.stringify({ set: draft.set, unset: draft.unset });
    const saveOwn = (): number => own.push(timed(() => store.write((w) => w.putDraft(draft))));
    const saveBare = (): number => bare.push(timed(() => saveRaw.immediate(draft, body)));
    for (const turn of n % 2 === 0 ? [saveOwn, saveBare] : [saveBare, saveOwn]) turn();
  }
  store.close();
  raw.close();
  const [a, b] = [quantile(own, 0.5), quantile(bare, 0.5)];
  return [{ measure: 'save a draft ÷ raw transaction (medians)', value: `${(a / b).toFixed(2)}  (${a.toFixed(3)} ms ÷ ${b.toFixed(3)} ms)`, limit: '≤ 1.5' }];
};

/** What people type, made from orders like the stored ones: words, their beginnings, names, initials, numbers, hosts; each query once. */
const queriesOf = (count: number): readonly string[] => {
  const random = createRandom(11);
  return Array.from({ length: count }, (_, i) => {
    const order = createOrder(1 + Math.floor(random() * orders), random);
    const words = `${String(order.data['request'])}${String(order.data['work'])}`.match(/\p{Script=Han}+|[A-Za-z]+|\d+/gu) ?? [];
    const word = words[Math.floor(random() * words.length)]!;
    const contact = String(order.data['contact']);
    const start = Math.floor(random() * Math.max(1, word.length - 2));
    return [
      word.slice(start, start + 2), word.slice(start, start + 4), word, word.slice(0, 1), contact, nameToPinyin(contact)[1]!, nameToPinyin(contact)[0]!, order.number, order.number.slice(-6), order.number.slice(0, 9),
      `${contact} ${word.slice(0, 2)}`, String(order.data['host']), String(order.data['host']).slice(0, 6),
    ][i % 13]!;
  });
};

const benchSearch = (store: Store): Line[] => {
  const times = queriesOf(650).map((text) => timed(() => store.read.search(text, 30)));
  const lists = queriesOf(325).map((text) => timed(() => store.read.list({ form: 'service-order', text, offset: 0, limit: 100 })));
  const line = (measure: string, all: readonly number[]): Line => ({ measure, value: `${quantile(all, 0.95).toFixed(1)} ms  (median ${quantile(all, 0.5).toFixed(1)}, worst ${quantile(all, 1).toFixed(1)})`, limit: '≤ 50 ms' });
  return [line('search, p95', times), line('list filtered by text, with its total, p95', lists)];
};

const benchList = (store: Store): Line[] => {
  const page = (more: object): number[] => Array.from({ length: 15 }, () => timed(() => store.read.list({ form: 'service-order', offset: 0, limit: 100, ...more })));
  const line = (measure: string, more: object): Line => {
    const times = page(more);
    return { measure, value: `${quantile(times, 0.5).toFixed(1)} ms  (worst ${quantile(times, 1).toFixed(1)})`, limit: '≤ 30 ms' };
  };
  return [
    line('first page', {}), line('first page, three states', { states: ['draft', 'working', 'signing'] }), line('first page, by number', { sort: { by: 'number', down: false } }),
    line('first page, by a column', { sort: { by: 'contact', down: false } }), line('page at the end', { offset: Math.max(0, orders - 100) }),
  ];
};

/** What the day sheet asks of the store (R10 …): running clocks by deadline, and the living papers by state. */
const benchDay = (store: Store): Line[] => {
  const times = Array.from({ length: 15 }, () => timed(() => {
    store.read.openClocks(200);
    store.read.rowsInStates('service-order', ['draft', 'dispatched', 'working', 'signing'], 200);
  }));
  return [{ measure: 'clocks and living papers of the day', value: `${quantile(times, 0.5).toFixed(1)} ms  (worst ${quantile(times, 1).toFixed(1)})`, limit: '≤ 30 ms' }];
};

try {
  const file = values.file ?? join(folder, 'orders.db');
  const isNew = !existsSync(file);
  let store: Store | undefined;
  const opening = timed(() => (store = createStore(file, key)));
  const there = store!.read.head().seq;
  const filling = there >= orders ? 0 : timed(() => fillOrders(store!, there + 1, orders));
  const lines: Line[] = [
    ...benchDraft(),
    ...benchSearch(store!),
    ...benchList(store!),
    ...benchDay(store!),
    { measure: isNew ? 'open an empty store' : `open a store of ${there}`, value: `${opening.toFixed(1)} ms`, limit: '' },
    ...(filling > 0 ? [{ measure: 'fill in an order', value: `${(filling / (orders - there)).toFixed(2)} ms`, limit: '' }] : []),
  ];
  store!.close();
  console.log(`store with ${orders} orders, SQLite encrypted, WAL, synchronous=FULL`);
  console.table(Object.fromEntries(lines.map(({ measure, value, limit }) => [measure, { value, limit }])));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
