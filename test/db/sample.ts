import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3-multiple-ciphers';
import { createStore } from '../../db/createStore.ts';
import { keyConnection, type Cipher } from '../../db/sqlite.ts';
import type { RecordIndex, Store, Writer } from '../../db/store.ts';
import { evolve } from '../../domain/record/evolve.ts';
import { sealOp, sectionOf, type Event, type Op, type SealedOp } from '../../domain/record/op.ts';
import type { Data, Link, Rec } from '../../domain/record/record.ts';
import { indexOrder, sampleContext } from '../bench/orders.ts';

export const sampleKey = Buffer.alloc(32, 0x5a);
/** SQL that takes a database back to before its rows told of a refusal (0016), and to before its clocks were counted (0015). */
export const withoutRefusals = 'DROP INDEX record_away; ALTER TABLE record DROP COLUMN away; ALTER TABLE record DROP COLUMN refused;';
export const withoutClockCounts = `${withoutRefusals} DROP TRIGGER clock_counts_insert; DROP TRIGGER clock_counts_delete; DROP TRIGGER clock_is_not_changed; DROP TABLE clock_count;`;
export const person = { id: '01900000-0000-7000-8000-0000000000aa', name: '李工' };
export const idOf = (n: number): string => `01900000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;

/** An empty database as a release before left it: ChaCha20-Poly1305. */
export const createUnderOldCipher = (file: string): void => {
  const db = new Sqlite(file);
  keyConnection(db, sampleKey, 'chacha20');
  db.exec('CREATE TABLE kept (word TEXT); DROP TABLE kept');
  db.close();
};

/** Whether a store's file is read under the cipher. */
export const isUnder = (file: string, cipher: Cipher): boolean => {
  const db = new Sqlite(file, { readonly: true });
  try {
    keyConnection(db, sampleKey, cipher);
    return db.prepare('SELECT count(*) FROM record').get() !== undefined;
  } catch {
    return false;
  } finally {
    db.close();
  }
};

/** A folder of its own that goes away with the test. */
export const withFolder = async <T>(work: (folder: string) => T | Promise<T>): Promise<T> => {
  const folder = mkdtempSync(join(tmpdir(), 'sanlian-db-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

export const withStore = <T>(work: (store: Store, folder: string) => T | Promise<T>): Promise<T> =>
  withFolder(async (folder) => {
    const store = createStore(join(folder, 'station.db'), sampleKey);
    try {
      return await work(store, folder);
    } finally {
      store.close();
    }
  });

/** The next link of the store's chain. */
export const nextOp = (writer: Writer, doc: string, event: Event, minute = 0): SealedOp => {
  const head = writer.head();
  const at = new Date(Date.UTC(2021, 9, 12, 1, minute)).toISOString().replace(/\.\d+Z$/, '+08:00');
  const op: Op = { v: 1, station: 'BJ01', seq: head.seq + 1, prev: head.hash, id: idOf(0x9_0000 + head.seq), doc, section: sectionOf(event.kind), base: head.seq, by: person, at, mono: head.seq, event };
  return sealOp(op);
};

/** Applies one event the way the station does: the operation and the record's new row in one transaction. */
export const apply = (store: Store, doc: string, event: Event, index: (rec: Rec) => RecordIndex = indexOrder, minute = 0): Rec =>
  store.write((writer) => {
    const sealed = nextOp(writer, doc, event, minute);
    const rec = evolve(writer.record(doc), sealed.op)!;
    writer.append(sealed);
    writer.putRecord(rec, index(rec));
    return rec;
  });

/** A new service order with the given cells; its number is its n. */
export const createSample = (store: Store, n: number, data: Data = {}, more: { readonly state?: string; readonly form?: string; readonly links?: readonly Link[]; readonly minute?: number; readonly index?: (rec: Rec) => RecordIndex } = {}): Rec =>
  apply(
    store, idOf(n),
    {
      kind: 'created', form: more.form ?? 'service-order', def: 'd'.repeat(64), number: `XC-BJ01-2021-${String(n).padStart(6, '0')}`, state: more.state ?? 'draft', owner: person,
      context: sampleContext, data, links: more.links ?? [],
    },
    more.index ?? indexOrder, more.minute ?? n,
  );
