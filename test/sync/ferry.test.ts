import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { copyFileSync, existsSync, readFileSync, readdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { rotationText } from '../../domain/api/keys.ts';
import { openDatabase, type Database } from '../../hq/database.ts';
import { importFerry } from '../../hq/ferry.ts';
import { exportFerry } from '../../main/ferry/exportFerry.ts';
import { takeReceipt } from '../../main/ferry/takeReceipt.ts';
import { createFolder, openHeadquarters, removeFolder, type TestHeadquarters } from './headquarters.ts';
import { openStation, sha256, type TestStation } from './station.ts';

let hq: TestHeadquarters;
let database: Database;
let folder: string;
let station: TestStation;
let code = 0;

beforeAll(async () => {
  hq = await openHeadquarters();
  database = await openDatabase(hq.databaseUrl, pino({ level: 'silent' }));
});
afterAll(async () => {
  await database.close();
  await hq.stop();
});
beforeEach(async () => {
  folder = createFolder();
  code += 1;
  station = await openStation(join(folder, 'station'), `F${code}`);
  await station.sync.enrol(hq.address, await hq.createEnrolmentCode());
  await station.sync.now();
});
afterEach(async () => {
  await station.close();
  removeFolder(folder);
});

const out = (): string => join(folder, 'usb', 'out');
const identity = () => ({ ...station.identity, sign: station.identity.sign as (text: string) => string });
const exportAll = (partBytes?: number, signal?: AbortSignal) => exportFerry({ store: station.store, blobs: station.blobs, identity: identity(), now: Date.now }, { out: out(), ...(partBytes ? { partBytes } : {}), ...(signal ? { signal } : {}) });
const partsOf = async (partBytes?: number): Promise<readonly string[]> => {
  const done = await exportAll(partBytes);
  if (!done.ok) throw new Error(JSON.stringify(done.error));
  return done.value.parts;
};
const receiptFile = (): string => join(folder, 'usb', 'out.receipt.json');
const bring = (parts: readonly string[]) => importFerry(database, hq.folder, parts, receiptFile());
const receive = () => takeReceipt(station.store, identity(), readFileSync(receiptFile(), 'utf8'), Date.now());
const work = async (): Promise<string[]> => {
  const [doc = ''] = station.writeRecords(5);
  return [await station.attach(doc, randomBytes(300_000)), await station.attach(doc, randomBytes(2_500_000)), await station.attach(doc, new Uint8Array())];
};

describe('a ferry', () => {
  it('carries operations and files in parts, and the receipt acknowledges all of it', async () => {
    const files = await work();
    const parts = await partsOf(1_000_000);
    expect(parts.length).toBeGreaterThan(2);
    // nobody but headquarters can read it
    expect(parts.some((part) => readFileSync(part).includes('服务很好'))).toBe(false);
    const head = station.store.read.head();
    expect(await bring(parts)).toMatchObject({ acked: head.seq, fresh: head.seq, blobs: 3 });
    expect(receive()).toEqual({ ok: true, value: { ops: head.seq, files: 3, acked: head.seq, unsent: 0, unsentFiles: 0 } });
    expect((await station.sync.compare())).toEqual({ ok: true, value: [] });
    for (const file of files) expect(sha256(readFileSync(join(hq.folder, 'blobs', file.slice(0, 2), file)))).toBe(file);
    expect(await exportAll()).toMatchObject({ ok: false, error: [{ code: 'ferry-nothing' }] });
    // online again, nothing is sent a second time
    expect(await station.sync.now()).toMatchObject({ state: 'connected', unsent: 0, unsentFiles: 0 });
  });

  it('carried over before its receipt is back spares the line its files: they are asked for, and not sent again', async () => {
    await station.close();
    const methods: string[] = [];
    station = await openStation(join(folder, 'station'), `F${code}`, (input, init) => {
      if (String(input).includes('/v1/blobs/')) methods.push(init?.method ?? 'GET');
      return fetch(input, init);
    });
    await work();
    await bring(await partsOf());
    expect(await station.sync.now()).toMatchObject({ state: 'connected', unsent: 0, unsentFiles: 0 });
    expect(methods).toEqual(['HEAD', 'HEAD', 'HEAD']);
  });

  it('goes on where it was broken off, at both ends, and changes nothing when it comes twice', async () => {
    await work();
    const parts = await partsOf(1_000_000);
    const before = parts.map((part) => sha256(readFileSync(part)));
    truncateSync(parts[1]!, 5_000);
    expect(await exportAll(1_000_000)).toMatchObject({ ok: true, value: { kept: parts.length - 1 } });
    expect(parts.map((part) => sha256(readFileSync(part)) === before[parts.indexOf(part)])).toEqual(parts.map((_, i) => i !== 1));
    await bring(parts.slice(0, 2));
    const half = receive();
    expect(half).toMatchObject({ ok: true, value: { unsent: 0 } });
    await bring(parts);
    const dump = await hq.dump();
    expect(await bring(parts)).toMatchObject({ fresh: 0, blobs: 3 });
    expect(await hq.dump()).toBe(dump);
    expect(receive()).toMatchObject({ ok: true, value: { unsentFiles: 0 } });
    expect(receive()).toMatchObject({ ok: true, value: { ops: 0, files: 0 } });
  });

  it('is refused by name when a byte differs, when it is cut off, and when it is none', async () => {
    await work();
    const [part = ''] = await partsOf();
    const sound = readFileSync(part);
    const bent = join(folder, 'usb', 'bent');
    const before = await hq.dump();
    for (const at of [0, 20, 400, Math.floor(sound.length / 2), sound.length - 30]) {
      const bytes = Buffer.from(sound);
      bytes[at] = bytes[at]! ^ 1;
      writeFileSync(bent, bytes);
      await expect(bring([bent])).rejects.toMatchObject({ word: expect.stringMatching(/^ferry(Unreadable|Damaged|Foreign|StationUnknown)$/) });
    }
    for (const size of [0, 7, 100, sound.length - 1]) {
      writeFileSync(bent, sound.subarray(0, size));
      await expect(bring([bent])).rejects.toMatchObject({ word: 'ferryUnreadable' });
    }
    writeFileSync(bent, Buffer.concat([sound, Buffer.from([0])]));
    await expect(bring([bent])).rejects.toMatchObject({ word: 'ferryUnreadable' });
    await expect(bring([join(folder, 'nothing')])).rejects.toMatchObject({ word: 'ferryUnreadable' });
    expect(await hq.dump()).toBe(before);
    expect(existsSync(receiptFile())).toBe(false);
  });

  it('is taken in though its station changed its key while the stick was on its way', async () => {
    await work();
    const parts = await partsOf();
    const pair = generateKeyPairSync('ed25519');
    const said = { station: station.identity.station, old: station.identity.key, key: pair.publicKey.export({ format: 'der', type: 'spki' }).toString('base64url') };
    const text = rotationText(said);
    const rotation = { ...said, byOld: station.identity.sign(text), byNew: sign(null, Buffer.from(text), pair.privateKey).toString('base64url') };
    expect((await fetch(`${hq.address}/v1/rotate`, { method: 'POST', headers: { 'content-type': 'application/octet-stream' }, body: JSON.stringify(rotation) })).status).toBe(200);
    expect(await bring(parts)).toMatchObject({ acked: station.store.read.head().seq, blobs: 3 });
  });

  it('says which part or operation is missing', async () => {
    await work();
    const parts = await partsOf(1_000_000);
    await bring([parts[0]!]);
    await expect(bring([parts.at(-1)!])).rejects.toMatchObject({ word: 'ferryPartMissing' });
    receive();
    const early = parts[0]!;
    copyFileSync(early, `${early}.kept`);
    station.writeRecords(2);
    const late = await partsOf(1_000_000);
    expect(late).toContain(early);
    await bring(late);
    // a part of before is all there: nothing new, nothing lost
    expect(await bring([`${early}.kept`])).toMatchObject({ fresh: 0 });
  });

  it('is for one headquarters and from one station, and so is the receipt', async () => {
    await work();
    const parts = await partsOf();
    const other = await openStation(join(folder, 'other'), `G${code}`);
    try {
      await other.sync.enrol(hq.address, await hq.createEnrolmentCode());
      await bring(parts);
      expect(takeReceipt(other.store, { ...other.identity, sign: identity().sign }, readFileSync(receiptFile(), 'utf8'), Date.now())).toMatchObject({ error: [{ code: 'ferry-receipt-foreign' }] });
      const text = readFileSync(receiptFile(), 'utf8');
      const forged = JSON.parse(text) as { receipt: string; signature: string };
      expect(takeReceipt(station.store, identity(), JSON.stringify({ ...forged, receipt: forged.receipt.replace(/"acked":\d+/, '"acked":1') }), Date.now())).toMatchObject({ error: [{ code: 'ferry-receipt-foreign' }] });
      expect(takeReceipt(station.store, identity(), text.slice(0, -20), Date.now())).toMatchObject({ error: [{ code: 'ferry-receipt-unreadable' }] });
      const old = readFileSync(receiptFile(), 'utf8');
      station.writeRecords(1);
      await bring(await partsOf());
      receive();
      expect(takeReceipt(station.store, identity(), old, Date.now())).toMatchObject({ error: [{ code: 'ferry-receipt-old' }] });
    } finally {
      await other.close();
    }
  });

  it('stops when told, leaves no half part under the name of a whole one, and begins again', async () => {
    const [doc = ''] = station.writeRecords(1);
    await station.attach(doc, randomBytes(40_000_000));
    const stop = new AbortController();
    const broken = exportFerry({ store: station.store, blobs: station.blobs, identity: identity(), now: Date.now }, { out: out(), signal: stop.signal, onProgress: ({ bytes }) => { if (bytes > 5_000_000) stop.abort(); } });
    expect(await broken).toMatchObject({ ok: false, error: [{ code: 'canceled' }] });
    expect(readdirSync(join(folder, 'usb')).filter((name) => !name.endsWith('.part'))).toEqual([]);
    const done = await exportAll();
    expect(done).toMatchObject({ ok: true, value: { files: 1 } });
    expect(await bring((done as { value: { parts: readonly string[] } }).value.parts)).toMatchObject({ blobs: 1 });
  });
});
