import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createStore } from '../../db/createStore.ts';
import { isAtLeast, openDatabase } from '../../db/sqlite.ts';
import { firstPrev, sealOp } from '../../domain/record/op.ts';
import { serviceOrder } from '../../domain/forms/serviceOrder.ts';
import { apply, createSample, idOf, nextOp, person, sampleKey, withStore } from './sample.ts';

const edited = { kind: 'edited', set: { system: '公示网站' }, unset: [] } as const;

test('the log takes what follows the head and nothing else', () =>
  withStore((store) => {
    expect(store.read.head()).toEqual({ seq: 0, hash: firstPrev });
    createSample(store, 1);
    const head = store.read.head();
    const wrong = (change: object) => () => store.write((w) => w.append(sealOp({ ...nextOp(w, idOf(1), edited).op, ...change })));
    expect(wrong({ seq: 3 })).toThrow(/does not follow/);
    expect(wrong({ seq: 1 })).toThrow(/does not follow/);
    expect(wrong({ prev: 'a'.repeat(64) })).toThrow(/predecessor/);
    expect(store.read.head()).toEqual(head);
    apply(store, idOf(1), edited);
    expect(store.read.head().seq).toBe(2);
    expect(store.check()).toEqual([]);
  }));

test('SQL itself cannot change or delete an operation', () =>
  withStore((store, folder) => {
    createSample(store, 1);
    const db = openDatabase(join(folder, 'station.db'), sampleKey);
    expect(() => db.exec("UPDATE op SET bytes = '{}'")).toThrow(/append-only/);
    expect(() => db.exec('DELETE FROM op')).toThrow(/append-only/);
    // somebody with the key and without the triggers is found by the chain
    db.exec("DROP TRIGGER op_is_not_changed; UPDATE op SET bytes = replace(bytes, '\"draft\"', '\"signed\"')");
    db.close();
    expect(store.check()).toEqual(['chain: operation 1 is not what was hashed']);
  }));

test('what throws leaves nothing behind, and an async transaction is refused', () =>
  withStore((store) => {
    expect(() =>
      store.write((w) => {
        w.append(nextOp(w, idOf(1), edited));
        w.setMeta('station', 'BJ01');
        expect(w.meta('station')).toBe('BJ01');
        throw new Error('second thoughts');
      }),
    ).toThrow('second thoughts');
    expect(store.read.head().seq).toBe(0);
    expect(store.read.meta('station')).toBeNull();
    expect(() => store.write(async (w) => w.setMeta('a', 'b'))).toThrow(TypeError);
    expect(store.read.meta('a')).toBeNull();
  }));

test('serials have no gap, also when a transaction is taken back', () =>
  withStore((store) => {
    const take = (): number => store.write((w) => w.nextSerial('XC', '2021'));
    expect([take(), take()]).toEqual([1, 2]);
    expect(() =>
      store.write((w) => {
        expect(w.nextSerial('XC', '2021')).toBe(3);
        throw new Error('refused');
      }),
    ).toThrow('refused');
    expect(take()).toBe(3);
    expect(store.write((w) => [w.nextSerial('XC', '2022'), w.nextSerial('XJ', '2021')])).toEqual([1, 1]);
  }));

test('drafts and ink are kept per account and role until dropped', () =>
  withStore((store) => {
    const draft = { record: idOf(1), account: idOf(2), base: 4, set: { work: '重启', list: ['a'] }, unset: ['advice'], savedAt: '2021-10-12T09:00:00+08:00' };
    store.write((w) => w.putDraft(draft));
    store.write((w) => w.putDraft({ ...draft, account: idOf(3), base: 5, savedAt: '2021-10-12T09:00:01+08:00' }));
    store.write((w) => w.putDraft({ ...draft, base: 6 }));
    expect(store.read.draft(idOf(1), idOf(2))).toEqual({ ...draft, base: 6 });
    expect(store.read.draft(idOf(1), idOf(3))).toMatchObject({ base: 5 });
    store.write((w) => w.dropDraft(idOf(1), idOf(2)));
    expect(store.read.draft(idOf(1), idOf(2))).toBeNull();
    const ink = { width: 600, height: 200, dpr: 2, pointer: 'pen' as const, strokes: [[{ x: 1, y: 2, p: 0.5, t: 0 }]] };
    store.write((w) => w.putInk(idOf(1), 'client', ink));
    expect(store.read.ink(idOf(1), 'client')).toEqual(ink);
    expect(store.read.ink(idOf(1), 'engineer')).toBeNull();
    store.write((w) => w.putInk(idOf(1), 'client', null));
    expect(store.read.ink(idOf(1), 'client')).toBeNull();
  }));

test('the outbox is the log after the last acknowledgement', () =>
  withStore((store) => {
    for (const n of [1, 2, 3]) createSample(store, n, { work: '字'.repeat(500) });
    expect(store.read.unsentCount()).toBe(3);
    expect(store.read.opsAfter(0, 10, 1).map((op) => op.seq)).toEqual([1]);
    expect(store.read.opsAfter(1, 1, 1e6).map((op) => op.seq)).toEqual([2]);
    const all = store.read.opsAfter(0, 500, 1e6);
    expect(all.map((op) => op.seq)).toEqual([1, 2, 3]);
    expect(store.read.opsAfter(0, 10, Buffer.byteLength(all[0]!.bytes) * 2 + 10)).toHaveLength(2);
    expect(store.read.op(2)).toEqual(all[1]);
    expect(store.read.op(4)).toBeNull();
    store.write((w) => w.ackOps(2));
    store.write((w) => w.ackOps(1));
    expect(store.read.unsentCount()).toBe(1);
    expect([1, 2, 3].map((n) => store.read.isUnsent(idOf(n)))).toEqual([false, false, true]);
    apply(store, idOf(1), edited);
    expect(store.read.isUnsent(idOf(1))).toBe(true);
    expect(() => store.write((w) => w.ackOps(9))).toThrow(/acknowledged/);
  }));

test('a record, its history, links, copies, definition and files come back as given', () =>
  withStore((store) => {
    const first = createSample(store, 1, { system: '申报' });
    const second = createSample(store, 2, {}, { links: [{ rel: 'corrects', to: idOf(1) }] });
    expect(store.read.record(idOf(1))).toEqual(first);
    expect(store.read.record(idOf(9))).toBeNull();
    expect(store.read.linkedFrom(idOf(1))).toEqual([{ rel: 'corrects', id: second.id }]);
    apply(store, idOf(1), edited);
    expect(store.read.history(idOf(1)).map((h) => [h.seq, h.event.kind, h.by])).toEqual([[1, 'created', person], [3, 'edited', person]]);
    expect(store.read.opsOf(idOf(1)).map((op) => op.seq)).toEqual([1, 3]);
    const copy = (n: number) => ({
      kind: 'copied' as const,
      copy: { id: idOf(100 + n), no: n, holder: { zh: '甲方', en: 'Client' }, medium: 'pdf' as const, at: `2021-10-12T10:0${n}:00+08:00`, by: person, print: 1 },
    });
    apply(store, idOf(1), copy(1));
    apply(store, idOf(1), copy(2));
    const register = store.read.copies(0, 1);
    expect(register.total).toBe(2);
    expect(register.rows[0]).toMatchObject({ no: 2, record: idOf(1), number: first.number, form: 'service-order' });
    expect(store.read.copies(1, 5).rows.map((c) => c.no)).toEqual([1]);
    store.write((w) => w.putDefinition('d'.repeat(64), serviceOrder));
    expect(store.read.definition('d'.repeat(64))).toEqual(serviceOrder);
    const blob = { sha256: 'b'.repeat(64), size: 12, type: 'image/png' };
    store.write((w) => {
      w.putBlob(blob);
      w.putBlob(blob);
    });
    expect(store.read.unsentBlobs()).toEqual([{ ...blob, acked: false }]);
    store.write((w) => w.ackBlob(blob.sha256));
    expect(store.read.unsentBlobs()).toEqual([]);
    expect(store.read.blob(blob.sha256)?.acked).toBe(true);
  }));

test('records are found by their short fields, newest first, also after a change', () =>
  withStore((store) => {
    createSample(store, 1, { host: 'db01', side: 'private' });
    createSample(store, 2, { host: 'db01', side: 'internet' });
    createSample(store, 3, { host: 'db01', side: 'private' });
    createSample(store, 4, { host: 'db01' }, { form: 'inspection' });
    const ids = (equals: Record<string, string>, limit = 10) => store.read.recordsWhere('service-order', equals, limit).map((r) => r.id);
    expect(ids({ host: 'db01' })).toEqual([idOf(3), idOf(2), idOf(1)]);
    expect(ids({ host: 'db01', side: 'private' })).toEqual([idOf(3), idOf(1)]);
    expect(ids({ host: 'db01', side: 'private' }, 1)).toEqual([idOf(3)]);
    expect(ids({})).toHaveLength(3);
    apply(store, idOf(3), { kind: 'edited', set: { host: 'db02' }, unset: ['side'] });
    expect(ids({ host: 'db01' })).toEqual([idOf(2), idOf(1)]);
    expect(ids({ host: 'db02' })).toEqual([idOf(3)]);
    expect(ids({ side: 'private' })).toEqual([idOf(1)]);
    for (const host of ['x'.repeat(41), '', '2021-10-12T09:00+08:00']) expect(() => ids({ host })).toThrow(RangeError);
    createSample(store, 5, { day: '2021-10-12', about: idOf(1) }, { form: 'survey' });
    expect(store.read.recordsWhere('survey', { about: idOf(1), day: '2021-10-12' }, 1)).toHaveLength(1);
  }));

test('a full disk is a refusal and takes nothing with it', () =>
  withStore((store, folder) => {
    createSample(store, 1);
    store.close();
    const file = join(folder, 'station.db');
    const db = openDatabase(file, sampleKey);
    db.pragma(`max_page_count = ${(db.pragma('page_count', { simple: true }) as number) + 1}`);
    expect(() => db.transaction(() => db.prepare('INSERT INTO op VALUES (2, ?, ?, ?)').run('h', 'd', 'x'.repeat(100_000)))()).toThrow(expect.objectContaining({ code: 'SQLITE_FULL' }));
    db.close();
    const again = createStore(file, sampleKey);
    expect(again.read.head().seq).toBe(1);
    expect(again.check()).toEqual([]);
    again.close();
  }));

test('an operation that headquarters could not take is refused, and takes its whole transaction with it', () =>
  withStore((store) => {
    createSample(store, 1);
    expect(() => store.write((w) => {
      w.setMeta('before', 'half');
      w.append(nextOp(w, idOf(1), { kind: 'edited', set: { work: '字'.repeat(1_400_000) }, unset: [] }));
    })).toThrow(expect.objectContaining({ name: 'StoreError', code: 'operation-too-large' }));
    expect(store.read.head().seq).toBe(1);
    expect(store.read.meta('before')).toBeNull();
    createSample(store, 2);
    expect(store.check()).toEqual([]);
  }));

test('versions of SQLite are compared as numbers', () => {
  expect(isAtLeast('3.51.3', '3.51.3')).toBe(true);
  expect(isAtLeast('3.53.0', '3.51.3')).toBe(true);
  expect(isAtLeast('3.51.10', '3.51.3')).toBe(true);
  expect(isAtLeast('3.51.2', '3.51.3')).toBe(false);
  expect(isAtLeast('3.6.23', '3.51.3')).toBe(false);
});
