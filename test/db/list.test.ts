import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ListQuery } from '../../domain/api/contract.ts';
import type { RecordRow } from '../../domain/api/types.ts';
import type { Event } from '../../domain/record/op.ts';
import type { Value } from '../../domain/record/record.ts';
import { fillOrders } from '../bench/orders.ts';
import { apply, createSample, idOf, person, withStore } from './sample.ts';

const ask = (query: Partial<ListQuery>): ListQuery => ({ form: 'service-order', offset: 0, limit: 100, ...query });

test('a list shows its form alone, newest first, with what each row carries', () =>
  withStore((store) => {
    createSample(store, 1, { system: '申报', contact: '王芳' });
    createSample(store, 2, {}, { form: 'inspection' });
    createSample(store, 3, {});
    store.write((w) => w.ackOps(1));
    const { rows, total } = store.read.list(ask({}));
    expect(total).toBe(2);
    expect(rows.map((row) => row.id)).toEqual([idOf(3), idOf(1)]);
    expect(rows[1]).toMatchObject({ number: 'XC-BJ01-2021-000001', state: 'draft', owner: person, unsent: false, corrected: false });
    expect(rows[0]).toMatchObject({ unsent: true });
    apply(store, idOf(1), { kind: 'corrected', by: idOf(3) });
    const [first] = store.read.list(ask({ states: ['draft'], limit: 1 })).rows;
    expect(first).toMatchObject({ id: idOf(3) });
    expect(store.read.list(ask({ offset: 1 })).rows[0]).toMatchObject({ id: idOf(1), corrected: true, unsent: true });
    expect(store.read.countByForm()).toEqual({ 'service-order': 2, inspection: 1 });
  }));

test('totals and states follow a record as it moves', () =>
  withStore((store) => {
    for (const n of [1, 2, 3]) createSample(store, n);
    apply(store, idOf(2), { kind: 'moved', transition: 'dispatch', from: 'draft', to: 'dispatched' });
    expect(store.read.list(ask({ states: ['draft'] })).total).toBe(2);
    expect(store.read.list(ask({ states: ['dispatched', 'void'] })).rows.map((r) => r.id)).toEqual([idOf(2)]);
    expect(store.read.list(ask({})).total).toBe(3);
    // the oldest is the one that must not be forgotten
    const { rows, total } = store.read.rowsInStates('service-order', ['draft'], 1);
    expect({ ids: rows.map((r) => r.id), total }).toEqual({ ids: [idOf(1)], total: 2 });
    expect(store.read.rowsInStates('service-order', ['draft', 'dispatched'], 10).rows.map((r) => r.id)).toEqual([idOf(1), idOf(2), idOf(3)]);
  }));

const sealedTo = (to: string): Event => ({ kind: 'sealed', to, seal: { contentHash: 'c'.repeat(64), signatures: [], chainHead: '0'.repeat(64), chainSeq: 0, key: 'k', proof: 'p', at: '2021-10-12T09:00:00+08:00' } });

test('what headquarters voided stands among the void ones, also a sealed one that keeps its state, in any order and once', () =>
  withStore((store) => {
    for (const n of [1, 2, 3, 4, 5]) createSample(store, n, { contact: `王${n}`, system: '申报' });
    const move = (n: number, to: string) => apply(store, idOf(n), { kind: 'moved', transition: to, from: 'draft', to });
    for (const n of [1, 2, 5]) apply(store, idOf(n), sealedTo('archived'));
    move(3, 'void');
    for (const n of [1, 2, 4]) apply(store, idOf(n), { kind: 'voided', to: 'void', reason: '张冠李戴' });
    const void4 = [1, 2, 3, 4].map(idOf);
    for (const by of sortKeys) {
      for (const text of [undefined, '申报']) {
        const found = store.read.list(ask({ states: ['void'], sort: { by, down: false }, ...(text ? { text } : {}) }));
        expect([found.total, found.rows.map((row) => row.id).toSorted()], by).toEqual([4, void4]);
      }
    }
    expect(store.read.list(ask({ states: ['void'], limit: 1, offset: 3 })).rows).toHaveLength(1);
    expect(store.read.list(ask({ states: ['void', 'archived'] })).total).toBe(5);
    // its own state is still that of a paper that was archived
    expect(store.read.list(ask({ states: ['archived'] })).rows.map((row) => [row.id, row.voided ?? false])).toEqual([[idOf(5), false], [idOf(2), true], [idOf(1), true]]);
  }));

const sortKeys = ['updatedAt', 'createdAt', 'number', 'state', 'headline', 'owner', '@number', 'contact', 'hours', 'affected', 'nothing'];
const keyOf = (row: RecordRow, by: string): Value | undefined => {
  const name = by.replace('@', '');
  if (name === 'owner') return row.owner.name;
  if (name === 'headline') return row.headline;
  const envelope: Readonly<Record<string, string>> = { updatedAt: row.updatedAt, createdAt: row.createdAt, number: row.number, state: row.state };
  return envelope[name] ?? row.cells[name];
};
const inOrder = (a: Value | undefined, b: Value | undefined, down: boolean): boolean => {
  if (b === undefined) return true;
  if (a === undefined) return false;
  if (typeof a === 'number' && typeof b === 'number') return down ? a >= b : a <= b;
  // SQLite compares text by its UTF-8 bytes
  const order = Buffer.compare(Buffer.from(String(a)), Buffer.from(String(b)));
  return down ? order >= 0 : order <= 0;
};

test('any column, any filter, any page: the pages together are the whole list in order', () =>
  withStore((store) => {
    fillOrders(store, 1, 2_600);
    // sealed papers that were voided stand under their own state and among the void ones
    for (const { id } of store.read.list(ask({ states: ['draft'], limit: 3 })).rows) {
      apply(store, id, sealedTo('signed'));
      apply(store, id, { kind: 'voided', to: 'void', reason: '张冠李戴' });
    }
    const shape = fc.record({
      by: fc.constantFrom(...sortKeys), down: fc.boolean(), states: fc.constantFrom<string[] | undefined>(undefined, ['archived'], ['draft', 'signed', 'working'], ['no-such'], ['archived', 'draft', 'dispatched', 'working', 'signing', 'void']),
      text: fc.constantFrom(undefined, '积分', '宕机', 'tomcat 磁盘', '数据库'), limit: fc.constantFrom(100, 333, 500),
    });
    fc.assert(
      fc.property(shape, ({ by, down, states, text, limit }) => {
        const query = ask({ sort: { by, down }, limit, ...(states ? { states } : {}), ...(text ? { text } : {}) });
        const { total } = store.read.list(query);
        const rows: RecordRow[] = [];
        for (let offset = 0; offset < total; offset += limit) {
          const page = store.read.list({ ...query, offset });
          expect(page.total).toBe(total);
          rows.push(...page.rows);
        }
        expect(rows).toHaveLength(total);
        expect(new Set(rows.map((row) => row.id)).size).toBe(total);
        // a file of the whole list has the very same order
        expect(store.read.listIds(query, 10_000)).toEqual(rows.map((row) => row.id));
        if (states) expect(rows.every((row) => states.includes(row.state) || (row.voided === true && states.includes('void')))).toBe(true);
        if (states?.includes('void') && !text) expect(rows.filter((row) => row.voided)).toHaveLength(3);
        for (let i = 1; i < rows.length; i++) expect(inOrder(keyOf(rows[i - 1]!, by), keyOf(rows[i]!, by), down)).toBe(true);
        expect(store.read.list({ ...query, offset: total }).rows).toEqual([]);
      }),
      { numRuns: 40 },
    );
  }));
