import { createHash, createPrivateKey, generateKeyPairSync, createPublicKey, randomBytes, randomUUID, sign } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createBlobStore, type BlobStore } from '../../db/blobStore.ts';
import { createStore } from '../../db/createStore.ts';
import type { Store, Writer } from '../../db/store.ts';
import type { SyncStatus } from '../../domain/api/types.ts';
import { survey } from '../../domain/forms/survey.ts';
import { text } from '../../domain/text/text.ts';
import { evolve } from '../../domain/record/evolve.ts';
import { sealOp, sectionOf, type Event } from '../../domain/record/op.ts';
import { canonicalText, taggedHash } from '../../domain/seal/canonical.ts';
import type { Context, Person, Rec } from '../../domain/record/record.ts';
import { createDownflow } from '../../main/station/downflow.ts';
import { createSync, type Clock, type Identity, type Sync } from '../../main/sync/index.ts';

export const engineer: Person = { id: '0197a5a0-0000-7000-8000-000000000001', name: '王工' };
const definitionHash = taggedHash('sanlian/definition/1', canonicalText(survey));
export const context: Context = {
  profile: 'sample', profileVersion: 1, project: text('积分落户', 'Points'), contractNo: 'HT-1', client: text('甲方', 'Client'), contractor: text('乙方', 'Contractor'),
  supervision: text('监理', 'Supervision'), site: { code: 'BJ01', name: text('北京', 'Beijing') }, copies: [],
};

/** A station's folder with its real store, key and sender; opened again on the same folder it goes on where it was. */
export type TestStation = {
  readonly identity: Identity;
  readonly store: Store;
  readonly blobs: BlobStore;
  readonly sync: Sync;
  readonly statuses: SyncStatus[];
  /** `n` records of three operations each (and the definition before the first) */
  readonly writeRecords: (n: number, comment?: string) => readonly string[];
  /** a file attached to a record */
  readonly attach: (doc: string, bytes: Uint8Array) => Promise<string>;
  /** one operation of any kind */
  readonly write: (doc: string, event: Event) => void;
  readonly references: readonly { readonly what: string; readonly body: unknown }[];
  readonly close: () => Promise<void>;
};

const readSecrets = (folder: string, code: string, newId: () => string): { station: string; code: string; key: string; dataKey: string } => {
  const file = join(folder, 'station.json');
  if (!existsSync(file)) {
    const key = generateKeyPairSync('ed25519').privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64url');
    writeFileSync(file, JSON.stringify({ station: newId(), code, key, dataKey: randomBytes(32).toString('hex') }));
  }
  return JSON.parse(readFileSync(file, 'utf8'));
};

export const createIdentity = (station: string, stationCode: string, pkcs8: string): Identity => {
  const key = createPrivateKey({ key: Buffer.from(pkcs8, 'base64url'), format: 'der', type: 'pkcs8' });
  return {
    station, stationCode,
    key: createPublicKey(key).export({ format: 'der', type: 'spki' }).toString('base64url'),
    sign: (signed) => sign(null, Buffer.from(signed), key).toString('base64url'),
  };
};

/** What a simulation has in its own hand. */
export type StationParts = {
  readonly clock: Clock;
  /** new ids, the same ones for the same story */
  readonly newId: () => string;
  /** the last step of the transaction that takes a page in */
  readonly beforeStored: () => void;
};
const ownParts: StationParts = {
  clock: {
    now: () => Date.now(),
    after: (ms, work) => {
      const timer = setTimeout(work, ms);
      return () => clearTimeout(timer);
    },
  },
  newId: randomUUID,
  beforeStored: () => undefined,
};

export const openStation = async (folder: string, stationCode = 'BJ01', fetchAs: typeof fetch = fetch, site = context.site.code, more: Partial<StationParts> = {}): Promise<TestStation> => {
  const { clock, newId, beforeStored } = { ...ownParts, ...more };
  mkdirSync(folder, { recursive: true });
  const secrets = readSecrets(folder, stationCode, newId);
  const identity = createIdentity(secrets.station, secrets.code, secrets.key);
  const dataKey = Buffer.from(secrets.dataKey, 'hex');
  const store = createStore(join(folder, 'station.db'), dataKey);
  const blobs = await createBlobStore(join(folder, 'blobs'), dataKey);
  const statuses: SyncStatus[] = [];
  const index = (rec: Rec) => ({ headline: rec.number, cells: {}, text: '', persons: [], links: [], clocks: [] });
  const references: { what: string; body: unknown }[] = [];
  const downflow = createDownflow({ station: identity.station, reach: () => undefined, settle: () => undefined, project: (writer, rec) => writer.putRecord(rec, index(rec)), refer: (_writer, what, body) => void references.push({ what, body }) });
  const sync = createSync({
    store, blobs, identity, fetch: fetchAs, random: (size) => randomBytes(size),
    clock,
    onStatus: (status) => statuses.push(status), site,
    receive: (page) => store.write((writer) => {
      downflow.apply(writer, page);
      beforeStored();
    }),
  });

  const writeWith = (writer: Writer, doc: string, event: Event): void => {
    const head = writer.head();
    const current = writer.record(doc);
    const seen = writer.lastSeen(doc);
    const sealed = sealOp({
      v: 1, station: identity.station, seq: head.seq + 1, prev: head.hash, id: newId(), doc, section: sectionOf(event.kind), base: current?.rev ?? 0, by: engineer, ...(seen === null ? {} : { seen }),
      at: '2021-11-22T09:30:00+08:00', mono: head.seq, event,
    });
    writer.append(sealed);
    if (event.kind === 'defined') writer.putDefinition(doc, event.def);
    const rec = evolve(current, sealed.op);
    if (rec) writer.putRecord(rec, index(rec));
  };

  return {
    identity, store, blobs, sync, statuses, references,
    write: (doc, event) => store.write((writer) => writeWith(writer, doc, event)),
    writeRecords: (n, comment = '服务很好') => store.write((writer) => {
      const write = (doc: string, event: Event): void => writeWith(writer, doc, event);
      if (writer.head().seq === 0) write(definitionHash, { kind: 'defined', def: survey });
      return Array.from({ length: n }, () => {
        const doc = newId();
        const number = `CP-${identity.stationCode}-2021-${String(writer.head().seq).padStart(6, '0')}`;
        write(doc, { kind: 'created', form: survey.id, def: definitionHash, number, state: 'open', owner: engineer, context, data: { orderNumber: 'FW-1', promptness: 5 }, links: [] });
        write(doc, { kind: 'edited', set: { comment, skill: 4 }, unset: ['promptness'] });
        write(doc, { kind: 'moved', transition: 'answer', from: 'open', to: 'answered', set: { answeredAt: '2021-11-22T09:30+08:00' } });
        return doc;
      });
    }),
    attach: async (doc, bytes) => {
      const { sha256, size } = await blobs.put(bytes);
      store.write((writer) => {
        writer.putBlob({ sha256, size, type: 'application/octet-stream' });
        writeWith(writer, doc, { kind: 'attached', attachment: { id: newId(), name: 'a.bin', type: 'application/octet-stream', size, sha256, addedAt: '2021-11-22T09:30:00+08:00', by: engineer } });
      });
      return sha256;
    },
    close: async () => {
      await sync.stop();
      store.close();
    },
  };
};

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
