import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createStore } from '../../db/createStore.ts';
import type { Store, Writer } from '../../db/store.ts';
import { recordHash, type PullAnswer } from '../../domain/api/protocol.ts';
import { evolve } from '../../domain/record/evolve.ts';
import { firstPrev, isKnownEvent, opHash, sealOp, type Event, type Op } from '../../domain/record/op.ts';
import type { Rec } from '../../domain/record/record.ts';
import { canonicalText } from '../../domain/seal/canonical.ts';
import { eventKinds } from '../../hq/eventSchemas.ts';
import { readOp } from '../../hq/outcome.ts';
import { createDownflow } from '../../main/station/downflow.ts';
import { readUnmade } from '../../main/sync/unmade.ts';
import { createFolder, removeFolder } from './headquarters.ts';

/** Operations as a release wrote them, one of every kind: what was once released is read for ever. */
const fixture = readFileSync(join(import.meta.dirname, '../fixtures/ops-v1.jsonl'), 'utf8').trimEnd().split('\n');

describe('operations of the first schema', () => {
  const ops = fixture.map((bytes) => JSON.parse(bytes) as Op);
  it('are one of every kind, in their own bytes', () => {
    expect(new Set(ops.map((op) => op.event.kind))).toEqual(new Set(eventKinds));
    for (const bytes of fixture) expect(canonicalText(JSON.parse(bytes))).toBe(bytes);
    expect(ops.every((op) => isKnownEvent(op.event.kind))).toBe(true);
  });
  it('are read by headquarters', () => {
    for (const bytes of fixture) expect(readOp(bytes)).toEqual({ op: JSON.parse(bytes) });
  });
  it('make the record they made', () => {
    const doc = ops.find((op) => op.event.kind === 'created')!.doc;
    const rec = ops.filter((op) => op.doc === doc).reduce<Rec | null>(evolve, null);
    expect(rec).toMatchObject({ number: 'XC-HQ-2021-000001', rev: ops.filter((op) => op.doc === doc).length, state: 'signed', voided: { to: 'void' } });
    expect(opHash(fixture.join('\n'))).toMatchSnapshot('hash of the file');
    expect(rec).toMatchSnapshot('record');
    // an end of a release that read less from these operations has the same record
    const { movedAt, holderSite, ...asBefore } = rec!;
    expect([movedAt, holderSite]).toEqual(['2021-11-22T09:30:00+08:00', '']);
    expect(recordHash(rec!)).toBe(recordHash(asBefore));
  });
});

describe('an operation of a newer program', () => {
  let folder: string;
  let store: Store;
  const far = randomUUID();
  const doc = randomUUID();
  beforeEach(() => {
    folder = createFolder();
    store = createStore(join(folder, 'station.db'), Buffer.alloc(32, 7));
  });
  afterEach(() => {
    store.close();
    removeFolder(folder);
  });
  const chain = (events: readonly unknown[]): PullAnswer['entries'] => {
    let prev = firstPrev;
    return events.map((event, i) => {
      const sealed = sealOp({ v: 1, station: far, seq: i + 1, prev, id: randomUUID(), doc, section: 'field', base: i, by: { id: 'x', name: '王工' }, at: '2021-11-22T09:30:00+08:00', mono: i, event: event as Event });
      prev = sealed.hash;
      return { n: i + 1, kind: 'op', station: far, seq: i + 1, hash: sealed.hash, bytes: sealed.bytes };
    });
  };
  const page = (entries: PullAnswer['entries'], n: number): PullAnswer => ({ epoch: 'e', time: '', headquarters: randomUUID(), entries, next: { n, h: 'a'.repeat(64) }, more: false });
  const created = fixture.map((bytes) => (JSON.parse(bytes) as Op).event).find((event) => event.kind === 'created')!;
  const edited: Event = { kind: 'edited', set: { work: '二' }, unset: [] };
  const project = (writer: Writer, rec: Rec): void =>
    writer.putRecord(rec, { headline: '', cells: {}, text: '', persons: [], links: [], clocks: [] });

  it('is stored as it is and passed over; the cursor goes on; a poison operation blocks nothing (I7, I10)', () => {
    const downflow = createDownflow({ station: randomUUID(), project, reach: () => undefined, settle: () => undefined, refer: () => undefined });
    const entries = chain([created, { kind: 'dreamt', of: 1 }, { kind: 'published', what: 'profile', body: null }, edited]);
    const failing = createDownflow({ station: randomUUID(), project, reach: () => undefined, settle: () => undefined, refer: () => { throw new TypeError('not a profile'); } });
    store.write((writer) => failing.apply(writer, page(entries, 4)));
    expect(store.read.record(doc)?.data).toMatchObject({ work: '二' });
    expect(store.read.rawPulled(10).map(({ seq }) => seq)).toEqual([2, 3]);
    expect(store.read.meta('pull.n')).toBe('4');
    // after the update of the program what was kept is read
    expect(store.write((writer) => downflow.readRaw(writer))).toBe(1);
    expect(store.read.rawPulled(10).map(({ seq }) => seq)).toEqual([2]);
  });

  it('read after an update stands where it came, and what only its writer holds stays out of the agreed version', () => {
    // a program of the next schema wrote the first two: this one keeps them raw, and reads them when it has learnt to
    const later: Event = { kind: 'edited', set: { work: '二', place: '二楼' }, unset: [] };
    const entries = chain([created, { kind: 'edited', set: { work: '一', contact: '李主管' }, unset: [] }, { kind: 'edited', set: { work: '旁' }, unset: [] }, later]);
    const raw = entries.map((entry) => (entry.kind === 'op' && entry.n === 3 ? { ...entry, branch: true } : entry));
    const downflow = createDownflow({ station: randomUUID(), project, reach: () => undefined, settle: () => undefined, refer: () => undefined });
    store.write((writer) => downflow.apply(writer, page(raw, 4)));
    store.write((writer) => {
      // as the older program left it: the second and third unread, the record made of the others
      for (const n of [2, 3]) writer.putPulled({ ...writer.pulled(far, n)!, doc: '', state: 'raw' });
      const { contact: _contact, ...data } = writer.record(doc)!.data;
      project(writer, { ...writer.record(doc)!, data, rev: 2 });
    });
    expect(store.read.rawPulled(10).map(({ seq, branch }) => [seq, branch])).toEqual([[2, false], [3, true]]);
    store.write((writer) => downflow.readRaw(writer));
    expect(store.read.record(doc)).toMatchObject({ rev: 3, data: { work: '二', place: '二楼', contact: '李主管' } });
    expect(store.read.rawPulled(10)).toEqual([]);
    expect(store.read.pulled(far, 3)?.state).toBe('branch');
  });

  it('a record that cannot be made holds up neither its page nor itself for good', () => {
    let fails = true;
    const other = randomUUID();
    const careful = createDownflow({
      station: randomUUID(), reach: () => undefined, settle: () => undefined, refer: () => undefined,
      project: (writer, rec) => {
        if (fails && rec.id === doc) throw new RangeError('no such day');
        project(writer, rec);
      },
    });
    const [first, second, third] = chain([created, edited, { kind: 'edited', set: { work: '三' }, unset: [] }]);
    const beside = sealOp({ v: 1, station: other, seq: 1, prev: firstPrev, id: randomUUID(), doc: other, section: 'field', base: 0, by: { id: 'x', name: '王工' }, at: '2021-11-22T09:30:00+08:00', mono: 1, event: created });
    // a conflict on the record: it is made again from the beginning
    store.write((writer) => writer.putBranch(doc, { reason: 'held', head: 'h', record: evolve(null, JSON.parse((first as { bytes: string }).bytes) as Op)! }));
    store.write((writer) => careful.apply(writer, page([first!, second!, { n: 3, kind: 'op', station: other, seq: 1, hash: beside.hash, bytes: beside.bytes }], 3)));
    expect(store.read.meta('pull.n')).toBe('3');
    expect(store.read.record(other)).not.toBeNull();
    expect([store.read.record(doc), store.read.pulled(far, 2)?.state, readUnmade(store.read)]).toEqual([null, 'applied', [doc]]);
    store.write((writer) => careful.apply(writer, page([{ ...third!, n: 4 }], 4)));
    expect(readUnmade(store.read)).toEqual([doc]);
    fails = false;
    store.write((writer) => careful.readRaw(writer));
    expect(store.read.record(doc)?.data).toMatchObject({ work: '三' });
    expect(readUnmade(store.read)).toEqual([]);
  });

  it('with another hash under a known number is refused with its whole page: nothing of it is stored', () => {
    const downflow = createDownflow({ station: randomUUID(), project, reach: () => undefined, settle: () => undefined, refer: () => undefined });
    store.write((writer) => downflow.apply(writer, page(chain([created]), 1)));
    const [, second] = chain([created, edited]);
    const broken = [{ ...second!, n: 2 }];
    expect(() => store.write((writer) => downflow.apply(writer, page(broken, 2)))).toThrow(/does not follow/);
    expect([store.read.meta('pull.n'), store.read.pulled(far, 2)]).toEqual(['1', null]);
  });
});
