import { generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { isRotation, keyFingerprint, keysBefore, rotationText, wipedText, wipeText, type Rotation } from '../../domain/api/keys.ts';
import { formatFormalTime } from '../../domain/text/timeFormat.ts';
import { exportSchema, verifyExport } from '../../domain/seal/export.ts';
import { backUp } from '../../hq/backup.ts';
import { connectTo, type Connection } from '../../hq/connect.ts';
import { receiptText } from '../../domain/ferry/format.ts';
import { openDatabase, type Database } from '../../hq/database.ts';
import { orderWipe } from '../../hq/deviceKeys.ts';
import { importFerry } from '../../hq/ferry.ts';
import { importLastWord } from '../../hq/ferryWiped.ts';
import { startHeadquarters, type RunningHeadquarters } from '../../hq/index.ts';
import { restoreFrom } from '../../hq/restore.ts';
import { readHeadquarters } from '../../hq/wire.ts';
import { orderMoment, readOrder } from '../../hq/wipeOrder.ts';
import { isKeySignature } from '../../main/sync/keySignature.ts';
import { readRotations } from '../../main/station/identity.ts';
import { runSanlian } from '../cli/run.ts';
import { codesOf, createTestStation, orderAtSigning, passphrase, signAs, type TestStation } from '../station/bench.ts';
import { createFolder, openFolderHeadquarters, removeFolder, type TestHeadquarters } from './headquarters.ts';
import { joinAs, type Visitor } from './webVisitor.ts';

let hq: TestHeadquarters;
let admin: Visitor;
let bench: TestStation;
let cut: (url: string, answer: () => Promise<Response>) => Promise<Response>;
let n = 0;
const through: typeof fetch = async (input, init) => cut(String(input), () => fetch(input, init));

beforeAll(async () => {
  hq = await openFolderHeadquarters();
  admin = await joinAs(hq.address, hq.adminCode, 'Admin');
}, 120_000);
afterAll(() => hq?.stop());
beforeEach(async () => {
  cut = (_url, answer) => answer();
  n += 1;
  bench = await createTestStation({ fetch: through });
  await bench.client.station.setUp({ profile: 'jifenluohu', site: 'BJ01', stationCode: `K${n}`, account: { name: '张晓明', role: 'engineer', passphrase } });
  await bench.client.sync.enrol({ address: hq.address, code: await hq.createEnrolmentCode() });
}, 60_000);
afterEach(() => bench.remove());

const open = () => bench.station.core.open();
const device = async () => (await hq.rows<{ key: string; former: string[]; state: string; wiped_at: Date | null; wiped: { ops: number; files: number; records: string[] } | null }>('select key, former, state, wiped_at, wiped from device where code = $1', [`K${n}`]))[0]!;
const reopen = async (): Promise<void> => {
  await bench.station.close();
  bench = await createTestStation({ dataFolder: bench.dataFolder, fetch: through });
};
const accountOf = async (): Promise<string> => (await bench.client.station.status()).accounts![0]!.id;

describe('a new station key', () => {
  it('is signed by the old one, shown at both ends, and what was signed before stays good', async () => {
    const before = open().identity.key;
    const order = await orderAtSigning(bench);
    await signAs(bench, order, 'engineer', '张晓明', '应用软件工程师');
    const { keys } = await bench.client.sync.rotate();
    const after = open().identity.key;
    expect(after).not.toBe(before);
    expect(keys).toMatchObject({ own: keyFingerprint(after) });
    expect(keys!.waiting).toBeUndefined();
    const stored = await device();
    expect(stored).toMatchObject({ key: after, former: [before] });
    const page = (await admin.get('/stations?lang=en')).text;
    expect(page).toContain(keyFingerprint(after));
    expect(page).toContain('key changed');
    // the rest of the paper is signed with the new key, and all of it applies at headquarters
    await bench.client.handover.begin({ id: order });
    await signAs(bench, order, 'supervisor', '李建国');
    await bench.client.handover.end({ secret: passphrase });
    await bench.client.sync.now();
    expect(await bench.client.sync.status()).toMatchObject({ state: 'connected', unsent: 0 });
    expect(await hq.rows(`select seq, reason from op join device using (tenant, station) where device.code = $1 and outcome <> 'applied'`, [`K${n}`])).toEqual([]);
    const rec = (await bench.client.records.get({ id: order })).record;
    expect(new Set(rec.signatures.map((each) => each.key))).toEqual(new Set([before, after]));
    const file = exportSchema.parse(JSON.parse(await (await bench.client.papers.export({ id: order, to: '核验' })).text()));
    expect(verifyExport(file, isKeySignature)).toMatchObject({ valid: true });
    // without the proof that one key follows from the other it is another station's signature
    expect(verifyExport({ ...file, rotations: [] }, isKeySignature)).toMatchObject({ valid: false });
  }, 60_000);

  it('loses nothing that is on its way: a round under way ends with the old key, the next goes on with the new one', async () => {
    for (let i = 0; i < 4; i += 1) await orderAtSigning(bench);
    let held: (() => void) | null = null;
    const reached = new Promise<void>((resolve) => {
      cut = async (url, answer) => {
        const given = await answer();
        if (url.includes('/v1/push') && !held) await new Promise<void>((go) => { held = go; resolve(); });
        return given;
      };
    });
    const sending = bench.client.sync.now();
    await reached;
    const rotating = bench.client.sync.rotate();
    held!();
    await Promise.all([sending, rotating]);
    expect(await bench.client.sync.now()).toMatchObject({ state: 'connected', unsent: 0 });
    expect((await device()).former).toHaveLength(1);
    expect(await hq.rows(`select 1 from op join device using (tenant, station) where device.code = $1 and outcome <> 'applied'`, [`K${n}`])).toEqual([]);
  }, 60_000);

  it('is asked for again when the answer got lost, also after a kill, and headquarters says the same', async () => {
    const before = open().identity.key;
    cut = async (url, answer) => {
      const given = await answer();
      if (url.includes('/v1/rotate')) throw new TypeError('fetch failed');
      return given;
    };
    expect(await codesOf(bench.client.sync.rotate())).toEqual(['headquarters-unreachable']);
    expect(open().identity.key).toBe(before);
    expect((await device()).former).toEqual([before]);
    expect((await bench.client.sync.status()).keys).toMatchObject({ waiting: true });
    await reopen();
    cut = (_url, answer) => answer();
    await bench.client.station.unlock({ account: await accountOf(), passphrase });
    await orderAtSigning(bench);
    expect(await bench.client.sync.now()).toMatchObject({ state: 'connected', unsent: 0 });
    expect((await device()).key).toBe(open().identity.key);
    expect(open().identity.key).not.toBe(before);
  }, 60_000);

  it('is kept when headquarters took it, its answer got lost and it refuses the next question', async () => {
    cut = async (url, answer) => {
      const given = await answer();
      if (url.includes('/v1/rotate')) throw new TypeError('fetch failed');
      return given;
    };
    await codesOf(bench.client.sync.rotate());
    cut = (_url, answer) => answer();
    for (const state of ['frozen', 'active'] as const) {
      await hq.rows('update device set state = $2 where code = $1', [`K${n}`, state]);
      await bench.client.sync.now();
    }
    expect(await bench.client.sync.now()).toMatchObject({ state: 'connected', unsent: 0 });
    expect(open().identity.key).toBe((await device()).key);
    // one that headquarters finds not signed, and never had, is given up
    await hq.rows('update device set key = $2, former = $3 where code = $1', [`K${n}`, 'another', []]);
    await codesOf(bench.client.sync.rotate());
    expect((await bench.client.sync.status()).keys!.waiting).toBeUndefined();
  }, 60_000);

  it('is not taken from who does not have the old one, nor an old one again', async () => {
    const { identity, store } = open();
    const first = identity.key;
    await bench.client.sync.rotate();
    const [used] = readRotations(store.read);
    await bench.client.sync.rotate();
    const pair = generateKeyPairSync('ed25519');
    const key = pair.publicKey.export({ format: 'der', type: 'spki' }).toString('base64url');
    const own = (text: string): string => sign(null, Buffer.from(text), pair.privateKey).toString('base64url');
    const ask = async (rotation: Rotation): Promise<number> => (await fetch(`${hq.address}/v1/rotate`, { method: 'POST', headers: { 'content-type': 'application/octet-stream' }, body: JSON.stringify(rotation) })).status;
    const said = { station: identity.station, old: identity.key, key };
    const text = rotationText(said);
    expect(await ask({ ...said, byOld: own(text), byNew: own(text) })).toBe(401);
    expect(await ask({ ...said, byOld: identity.sign(text), byNew: identity.sign(text) })).toBe(401);
    expect(await ask({ ...said, station: randomUUID(), byOld: identity.sign(text), byNew: own(text) })).toBe(401);
    // a rotation of before, replayed, and one back to a key that was given up
    expect(await ask(used!)).toBe(401);
    expect(await ask({ station: identity.station, old: identity.key, key: first, byOld: 'x', byNew: 'x' })).toBe(401);
    expect((await device()).key).toBe(identity.key);
    const chain = readRotations(store.read);
    expect(chain.every((each) => isRotation(each, isKeySignature))).toBe(true);
    expect(keysBefore(identity.key, chain, isKeySignature)).toEqual(new Set([first, used!.key, identity.key]));
    expect(keysBefore(identity.key, chain.map((each) => ({ ...each, byOld: each.byNew })), isKeySignature)).toEqual(new Set([identity.key]));
  }, 60_000);
});

describe('a headquarters restored from before a new key', () => {
  let folder: string;
  let fresh: string;
  let again: RunningHeadquarters | null = null;
  const on = async <T>(data: string, work: (connection: Connection) => Promise<T>): Promise<T> => {
    const connection = await connectTo(data, pino({ level: 'silent' }));
    return work(connection).finally(connection.close);
  };
  beforeEach(() => { [folder, fresh] = [createFolder(), createFolder()]; });
  afterEach(async () => {
    await again?.stop();
    again = null;
    removeFolder(folder);
    removeFolder(fresh);
  });

  it('is led to it by the rotations of then, follows the station into the new epoch, and its order over an old key wipes', async () => {
    const backup = join(folder, 'backup');
    await bench.client.sync.now();
    const before = open().identity.key;
    await on(hq.folder, ({ database }) => backUp(database, hq.folder, backup));
    await bench.client.sync.rotate();
    await bench.client.sync.rotate();
    const after = open().identity.key;
    await on(fresh, (connection) => restoreFrom(connection, fresh, backup));
    again = await startHeadquarters({ dataFolder: fresh, port: 0 });
    const restored = again.address;
    const deviceThere = async () => on(fresh, async ({ database }) => (await database.pool.query<{ key: string; former: string[]; wiped_at: Date | null }>('select key, former, wiped_at from device where code = $1', [`K${n}`])).rows[0]!);
    expect((await deviceThere()).key).toBe(before);
    open().store.write((writer) => writer.setMeta('hq.address', restored));
    await orderAtSigning(bench);
    expect(await bench.client.sync.now()).toMatchObject({ state: 'connected', unsent: 0, restored: {} });
    expect((await deviceThere()).key).toBe(after);
    expect((await deviceThere()).former).toHaveLength(2);
    // as if it had not been heard of since: the order is over the first key, and the last word is signed with the third
    const { station } = open().identity;
    await on(fresh, async ({ database }) => {
      await database.pool.query(`update device set key = $2, former = '{}' where station = $1`, [station, before]);
      expect(await orderWipe(database, await readHeadquarters(database), { account: { id: (await database.pool.query<{ id: string }>('select id from account limit 1')).rows[0]!.id, name: 'Admin' }, address: '::1' }, station, '被盗')).not.toBeNull();
    });
    await bench.client.sync.now();
    await expect.poll(async () => (await bench.client.station.status()).wiped?.told, { timeout: 20_000 }).toBe(true);
    expect((await deviceThere()).wiped_at).not.toBeNull();
  }, 90_000);
});

describe('a stolen laptop', () => {
  const order = async (reason = '被盗'): Promise<void> => {
    const { identity } = open();
    await admin.get(`/stations/${identity.station}/wipe`);
    expect((await admin.post(`/stations/${identity.station}/wipe`, { reason, confirm: 'XX' })).status).toBe(409);
    expect((await admin.post(`/stations/${identity.station}/wipe`, { reason, confirm: `k${n}` })).location).toContain('said=wipe-ordered');
  };
  const wiped = async (): Promise<void> => {
    await expect.poll(async () => (await bench.client.station.status()).phase, { timeout: 20_000 }).toBe('wiped');
    await expect.poll(async () => (await bench.client.station.status()).wiped?.told, { timeout: 20_000 }).toBe(true);
  };
  const left = (): string[] => readdirSync(bench.dataFolder).filter((name) => !name.startsWith('station.lock')).sort();

  it('is wiped at its next contact, whatever that is, and what it had not sent is told as lost', async () => {
    await orderAtSigning(bench);
    await bench.client.sync.now();
    const late = uuidv7();
    await bench.client.records.execute({ kind: 'create', id: late, form: 'service-order', data: { request: '申报页面打开缓慢' } });
    const { number } = (await bench.client.records.get({ id: late })).record;
    await bench.client.files.add({ record: late, file: new Blob(['x'.repeat(1000)]), name: 'a.txt' });
    const unsent = (await bench.client.sync.status()).unsent;
    const { station } = open().identity;
    await order();
    await bench.client.sync.now();
    await wiped();
    expect(await bench.client.station.status()).toMatchObject({ phase: 'wiped', wiped: { ops: unsent, files: 1, told: true } });
    expect(left()).toEqual(['wiped.json']);
    expect(readFileSync(join(bench.dataFolder, 'wiped.json'), 'utf8')).not.toContain(number);
    expect(await device()).toMatchObject({ state: 'revoked', wiped: { ops: unsent, files: 1, records: [number] } });
    expect((await admin.get(`/stations/${station}/wipe`)).text).toContain(number);
    expect((await hq.rows<{ what: string }>(`select what from audit where subject like $1 order by id`, [`K${n}%`])).map(({ what }) => what)).toEqual(['wipe-ordered', 'wiped']);
    // nothing opens it any more; after the last word it may become another station
    await bench.client.station.beginAnew();
    expect((await bench.client.station.status()).phase).toBe('new');
    await bench.setUp();
    expect((await bench.client.station.status()).phase).toBe('open');
  }, 60_000);

  it('that is only reached by ferry gets the order in the receipt, and no other receipt wipes', async () => {
    const usb = createFolder();
    const receipt = join(usb, 'receipt.json');
    const database = await openDatabase(hq.databaseUrl, pino({ level: 'silent' }));
    try {
      await bench.client.sync.now();
      await orderAtSigning(bench);
      // from here on there is no line at all
      cut = () => Promise.reject(new TypeError('fetch failed'));
      const { parts } = await bench.client.ferry.export({ folder: usb });
      await importFerry(database, hq.folder, parts, receipt);
      const receive = (wipe?: boolean) => bench.client.ferry.receive({ file: new Blob([readFileSync(receipt)]), ...(wipe === undefined ? {} : { wipe }) });
      expect(await receive()).toMatchObject({ unsent: 0 });
      const { number } = await bench.client.records.execute({ kind: 'create', id: uuidv7(), form: 'service-order', data: { request: '申报页面打开缓慢' } });
      const { unsent } = await bench.client.sync.status();
      await order();
      const before = await hq.dump();
      const { parts: late } = await bench.client.ferry.export({ folder: usb });
      await expect(importFerry(database, hq.folder, late, receipt)).rejects.toMatchObject({ word: 'ferryWipe', holes: { receipt } });
      expect(await hq.dump()).toBe(before);
      // altered, or the order of another put into it, it is not headquarters' word
      const signed = JSON.parse(readFileSync(receipt, 'utf8')) as { receipt: string; signature: string };
      const bent = signed.receipt.replace(/"wipe":\{"at":"20/, '"wipe":{"at":"19');
      expect(bent).not.toBe(signed.receipt);
      expect(await codesOf(bench.client.ferry.receive({ file: new Blob([JSON.stringify({ ...signed, receipt: bent })]) }))).toEqual(['ferry-receipt-foreign']);
      const headquarters = await readHeadquarters(database);
      const resigned = JSON.stringify({ receipt: bent, signature: headquarters.sign(receiptText(bent)) });
      expect(await codesOf(bench.client.ferry.receive({ file: new Blob([resigned]) }))).toEqual(['ferry-receipt-foreign']);
      expect((await bench.client.station.status()).phase).toBe('open');
      // whoever brings it sees first what would be lost, and nothing is
      expect(await receive()).toMatchObject({ unsent, wipe: { ops: unsent, files: 0, records: [number] } });
      await bench.client.records.execute({ kind: 'create', id: uuidv7(), form: 'service-order', data: { request: '还在' } });
      expect((await bench.client.station.status()).phase).toBe('open');
      const { unsent: lost } = await bench.client.sync.status();
      await receive(true);
      await expect.poll(async () => (await bench.client.station.status()).phase, { timeout: 20_000 }).toBe('wiped');
      await expect.poll(left, { timeout: 20_000 }).toEqual(['wiped.json']);
      expect(await bench.client.station.status()).toMatchObject({ wiped: { ops: lost, told: false } });
      // its last word comes by ferry too, and only its own
      const word = join(usb, 'wiped.json');
      const said = JSON.parse(readFileSync(join(bench.dataFolder, 'wiped.json'), 'utf8')) as { word: { text: string } };
      writeFileSync(word, JSON.stringify({ ...said, word: { ...said.word, text: said.word.text.replace(`"ops":${lost}`, '"ops":0') } }));
      await expect(importLastWord(database, word)).rejects.toMatchObject({ word: 'ferryWordRefused' });
      expect(await importLastWord(database, parts[0]!)).toBeNull();
      // the code the file names is nobody's word
      writeFileSync(word, JSON.stringify({ ...said, stationCode: 'X9' }));
      expect(await importLastWord(database, word)).toMatchObject({ code: `K${n}`, ops: lost });
      await importLastWord(database, word);
      expect(await device()).toMatchObject({ state: 'revoked', wiped: { ops: lost } });
      expect((await admin.get('/stations?lang=zh')).text).toContain('回报由摆渡文件带回。');
      // a line after all: headquarters learns of it
      cut = (_url, answer) => answer();
      await reopen();
      await wiped();
      expect(await device()).toMatchObject({ state: 'revoked', wiped: { ops: lost } });
      expect((await hq.rows<{ what: string }>(`select what from audit where subject like $1 and what = 'wiped'`, [`K${n}:%`]))).toHaveLength(1);
    } finally {
      await database.close();
      removeFolder(usb);
    }
  }, 90_000);

  it.each([1, 2])('that is ordered while its files are being taken in is not held to be withdrawn by the receipt of that hour (order after reading %i)', async (reading) => {
    const usb = createFolder();
    const database = await openDatabase(hq.databaseUrl, pino({ level: 'silent' }));
    try {
      await bench.client.sync.now();
      await orderAtSigning(bench);
      cut = () => Promise.reject(new TypeError('fetch failed'));
      const { parts } = await bench.client.ferry.export({ folder: usb });
      let readings = 0;
      const query = async (text: string, values: unknown[]): Promise<unknown> => {
        const answer: unknown = await database.pool.query(text, values);
        if (/from device/.test(text)) readings += 1;
        if (/from device/.test(text) && readings === reading) await order();
        return answer;
      };
      const raced = new Proxy(database.pool, { get: (pool, name) => (name === 'query' ? query : Reflect.get(pool, name)) as unknown });
      const importing = importFerry({ ...database, pool: raced } satisfies Database, hq.folder, parts, join(usb, 'first.json'));
      // before the operations were in: nothing of them is, and there is no receipt
      if (reading === 1) await expect(importing).rejects.toMatchObject({ word: 'ferryRevoked' });
      else await bench.client.ferry.receive({ file: new Blob([(await importing, readFileSync(join(usb, 'first.json')))]) });
      await expect(importFerry(database, hq.folder, parts, join(usb, 'second.json'))).rejects.toMatchObject({ word: 'ferryWipe' });
      expect(await bench.client.ferry.receive({ file: new Blob([readFileSync(join(usb, 'second.json'))]) })).toHaveProperty('wipe');
    } finally {
      await database.close();
      removeFolder(usb);
    }
  }, 60_000);

  it('whose station asks while the order is being given hears of it, or is told a time before it', async () => {
    const { station, key } = open().identity;
    const database = await openDatabase(hq.databaseUrl, pino({ level: 'silent' }));
    try {
      await hq.rows(`update device set state = 'revoked' where station = $1`, [station]);
      const headquarters = await readHeadquarters(database);
      const before = await readOrder(database, station);
      let said = null as ReturnType<typeof readOrder> | null;
      const given = await database.transaction(async (client) => {
        await client.query('select 1 from device where station = $1 for update', [station]);
        const at = await orderMoment(client);
        said = readOrder(database, station);
        await client.query('select pg_sleep(0.2)');
        await client.query('update device set wipe_at = $2, wipe_proof = $3 where station = $1', [station, at, headquarters.sign(wipeText(station, key, at))]);
        return at;
      });
      expect(await said!).toMatchObject({ wipe: { at: given } });
      expect(Date.parse((before as { time: string }).time)).toBeLessThan(Date.parse(given));
    } finally {
      await database.close();
    }
  }, 60_000);

  it('is not wiped by a receipt with an order that was withdrawn, once it has heard so by line or by ferry', async () => {
    const usb = createFolder();
    const database = await openDatabase(hq.databaseUrl, pino({ level: 'silent' }));
    const { station } = open().identity;
    const withdraw = async (): Promise<void> => {
      await admin.get(`/stations/${station}/wipe`);
      expect((await admin.post(`/stations/${station}/wipe/withdraw`, {})).location).toContain('said=wipe-withdrawn');
    };
    try {
      await bench.client.sync.now();
      await bench.client.records.execute({ kind: 'create', id: uuidv7(), form: 'service-order', data: { request: '申报页面打开缓慢' } });
      cut = () => Promise.reject(new TypeError('fetch failed'));
      const { parts } = await bench.client.ferry.export({ folder: usb });
      const orderedIn = async (name: string): Promise<Blob> => {
        await order();
        await expect(importFerry(database, hq.folder, parts, join(usb, name))).rejects.toMatchObject({ word: 'ferryWipe' });
        await withdraw();
        return new Blob([readFileSync(join(usb, name))]);
      };
      const first = await orderedIn('first.json');
      // by ferry: what comes from a station that is revoked and not to be wiped is answered by a receipt that says so
      await expect(importFerry(database, hq.folder, parts, join(usb, 'spared.json'))).rejects.toMatchObject({ word: 'ferrySpared' });
      expect(await bench.client.ferry.receive({ file: new Blob([readFileSync(join(usb, 'spared.json'))]) })).not.toHaveProperty('wipe');
      expect(await codesOf(bench.client.ferry.receive({ file: first, wipe: true }))).toEqual(['wipe-withdrawn']);
      // an order of later holds, until that one is withdrawn too and the station hears of it on line
      const second = await orderedIn('second.json');
      expect(await bench.client.ferry.receive({ file: second })).toMatchObject({ wipe: { files: 0 } });
      cut = (_url, answer) => answer();
      await bench.client.sync.now();
      expect(await codesOf(bench.client.ferry.receive({ file: second, wipe: true }))).toEqual(['wipe-withdrawn']);
      expect((await bench.client.station.status()).phase).toBe('open');
    } finally {
      await database.close();
      removeFolder(usb);
    }
  }, 90_000);

  it('is wiped by the command that takes the receipt in, and says so', async () => {
    const usb = createFolder();
    const receipt = join(usb, 'receipt.json');
    const database = await openDatabase(hq.databaseUrl, pino({ level: 'silent' }));
    try {
      await bench.client.sync.now();
      await bench.client.records.execute({ kind: 'create', id: uuidv7(), form: 'service-order', data: { request: '申报页面打开缓慢' } });
      const { unsent } = await bench.client.sync.status();
      const { parts } = await bench.client.ferry.export({ folder: usb });
      await order();
      await expect(importFerry(database, hq.folder, parts, receipt)).rejects.toMatchObject({ word: 'ferryWipe' });
      await bench.station.close();
      const asked = await runSanlian(['ferry', 'receipt', receipt, '--data', bench.dataFolder], { SANLIAN_PASSPHRASE: passphrase });
      expect(asked.code).toBe(5);
      const [ordered] = await hq.rows<{ wipe_at: string }>('select wipe_at from device where code = $1', [`K${n}`]);
      // Chinese time, whatever the computer's zone (R37)
      expect(asked.err).toContain(`总部 ${formatFormalTime(ordered!.wipe_at, 'zh')} 的清除令`);
      expect(asked.err).toContain(`没有到总部的：操作 ${unsent} 条、附件 0 个`);
      expect(left()).toContain('station.db');
      const ran = await runSanlian(['ferry', 'receipt', receipt, '--wipe', '--data', bench.dataFolder], { SANLIAN_PASSPHRASE: passphrase });
      expect(ran).toMatchObject({ code: 0, out: `回执里带着总部的清除令：本机数据已清除；没有到总部的：操作 ${unsent} 条、附件 0 个。\n` });
      expect(left()).toEqual(['wiped.json']);
      expect(await device()).toMatchObject({ wiped: { ops: unsent } });
    } finally {
      await database.close();
      removeFolder(usb);
      bench = await createTestStation({ dataFolder: bench.dataFolder, fetch: through });
    }
  }, 90_000);

  it('goes on wiping after a kill in the middle, and tells headquarters once it is reached', async () => {
    await order();
    cut = (url, answer) => (url.includes('/v1/wiped') ? Promise.reject(new TypeError('fetch failed')) : answer());
    await bench.client.sync.now();
    await expect.poll(async () => (await bench.client.station.status()).phase, { timeout: 20_000 }).toBe('wiped');
    expect(await bench.client.station.status()).toMatchObject({ wiped: { told: false } });
    expect(await codesOf(bench.client.station.beginAnew())).toEqual(['station-wiped']);
    expect(await codesOf(bench.client.station.setUp({ profile: 'jifenluohu', site: 'BJ01', stationCode: 'ZZ', account: { name: '王', role: 'engineer', passphrase } }))).toEqual(['station-wiped']);
    // as if it was killed before anything was destroyed
    const marker = JSON.parse(readFileSync(join(bench.dataFolder, 'wiped.json'), 'utf8')) as object;
    await bench.station.close();
    writeFileSync(join(bench.dataFolder, 'wiped.json'), JSON.stringify({ ...marker, isDone: false }));
    writeFileSync(join(bench.dataFolder, 'keyring.json'), '{}');
    writeFileSync(join(bench.dataFolder, 'station.db'), 'x');
    cut = (_url, answer) => answer();
    bench = await createTestStation({ dataFolder: bench.dataFolder, fetch: through });
    await wiped();
    expect(existsSync(join(bench.dataFolder, 'station.db'))).toBe(false);
    expect(left()).toEqual(['wiped.json']);
    expect((await device()).wiped_at).not.toBeNull();
  }, 60_000);

  it('is set up anew where there is no line, by the screen or the terminal, with its last word left to be carried or told', async () => {
    const usb = createFolder();
    const database = await openDatabase(hq.databaseUrl, pino({ level: 'silent' }));
    try {
      await order();
      cut = (url, answer) => (url.includes('/v1/wiped') ? Promise.reject(new TypeError('fetch failed')) : answer());
      await bench.client.sync.now();
      await expect.poll(async () => (await bench.client.station.status()).wiped?.leaves, { timeout: 20_000 }).toMatch(/^wiped-K\d+-[0-9a-f]{8}\.json$/);
      const { leaves } = (await bench.client.station.status()).wiped!;
      const before = readFileSync(join(bench.dataFolder, 'wiped.json'), 'utf8');
      await bench.station.close();
      const out = join(usb, 'word.json');
      expect((await runSanlian(['ferry', 'anew', '--out', join(usb, 'none', 'word.json'), '--data', bench.dataFolder])).code).not.toBe(0);
      expect(left()).toEqual(['wiped.json']);
      expect(await runSanlian(['ferry', 'anew', '--out', out, '--data', bench.dataFolder])).toMatchObject({ code: 0, out: expect.stringContaining(out) });
      expect(left()).toEqual([leaves]);
      expect(readFileSync(out, 'utf8')).toBe(before);
      expect((await runSanlian(['ferry', 'anew', '--out', out, '--data', bench.dataFolder])).code).not.toBe(0);
      // the other way of the same, by the window
      writeFileSync(join(bench.dataFolder, 'wiped.json'), before);
      bench = await createTestStation({ dataFolder: bench.dataFolder, fetch: through });
      await bench.client.station.beginAnew({ leaveWord: true });
      expect(left()).toEqual([leaves]);
      expect((await bench.setUp()).phase).toBe('open');
      // a start of the new station neither destroys it nor forgets the word
      await bench.station.close();
      bench = await createTestStation({ dataFolder: bench.dataFolder, fetch: through });
      expect((await bench.client.station.status()).phase).toBe('locked');
      expect(left()).toContain(leaves);
      expect((await device()).wiped_at).toBeNull();
      // carried by hand, and told again when the line is there: it counts once, and goes
      expect(await importLastWord(database, out)).toMatchObject({ code: `K${n}` });
      expect((await device()).wiped_at).not.toBeNull();
      await bench.station.close();
      cut = (_url, answer) => answer();
      bench = await createTestStation({ dataFolder: bench.dataFolder, fetch: through });
      await expect.poll(left, { timeout: 20_000 }).not.toContain(leaves);
      expect(await hq.rows(`select 1 from audit where subject like $1 and what = 'wiped'`, [`K${n}:%`])).toHaveLength(1);
      expect(left()).toContain('station.db');
    } finally {
      await database.close();
      removeFolder(usb);
    }
  }, 90_000);

  it('gives up its keys also when its last word cannot be written down', async () => {
    mkdirSync(join(bench.dataFolder, 'wiped.json.new'));
    await order();
    await bench.client.sync.now();
    await expect.poll(async () => (await bench.client.station.status()).phase, { timeout: 20_000 }).toBe('new');
    expect(left().filter((name) => /^(keyring|recovery|unlock)/.test(name))).toEqual([]);
    expect(left()).not.toContain('wiped.json');
  }, 60_000);

  it('tells of its end also when the order was withdrawn, given anew or forgotten meanwhile', async () => {
    const { station } = open().identity;
    await order();
    cut = (url, answer) => (url.includes('/v1/wiped') ? Promise.reject(new TypeError('fetch failed')) : answer());
    await bench.client.sync.now();
    await expect.poll(async () => (await bench.client.station.status()).phase, { timeout: 20_000 }).toBe('wiped');
    const marker = JSON.parse(readFileSync(join(bench.dataFolder, 'wiped.json'), 'utf8')) as { word: { text: string; signature: string } };
    const say = async (word: object): Promise<number> => (await fetch(`${hq.address}/v1/wiped`, { method: 'POST', headers: { 'content-type': 'application/octet-stream' }, body: JSON.stringify(word) })).status;
    await hq.rows(`update device set state = 'active', wipe_at = null, wipe_proof = null where station = $1`, [station]);
    // a word about an order that headquarters never gave, or not signed, counts for nothing
    expect(await say({ ...marker.word, text: marker.word.text.replace(/"at":"20/, '"at":"19') })).toBe(403);
    expect(await say({ ...marker.word, signature: 'AAAA' })).toBe(401);
    expect(await say(marker.word)).toBe(200);
    expect(await device()).toMatchObject({ state: 'revoked' });
    expect((await device()).wiped_at).not.toBeNull();
    cut = (_url, answer) => answer();
    await reopen();
    await wiped();
  }, 60_000);

  it('is not wiped by an order nobody signed, another headquarters signed, or that is for another station', async () => {
    const { identity } = open();
    const at = new Date().toISOString();
    const stranger = generateKeyPairSync('ed25519').privateKey;
    const forged = (text: string): string => sign(null, Buffer.from(text), stranger).toString('base64url');
    // an order headquarters really signed, for somebody else
    const other = randomUUID();
    await hq.rows(`insert into device (station, code, key, epoch) values ($1, $2, 'k', 'e')`, [other, `O${n}`]);
    await admin.get(`/stations/${other}/wipe`);
    await admin.post(`/stations/${other}/wipe`, { reason: '测试', confirm: `O${n}` });
    const [real] = await hq.rows<{ wipe_at: string; wipe_proof: string }>('select wipe_at, wipe_proof from device where station = $1', [other]);
    for (const [when, proof] of [[at, ''], [at, forged(wipeText(identity.station, identity.key, at))], [at, identity.sign(wipeText(identity.station, identity.key, at))], [real!.wipe_at, real!.wipe_proof]] as const) {
      await hq.rows(`update device set state = 'revoked', wipe_at = $2, wipe_proof = $3 where station = $1`, [identity.station, when, proof]);
      expect(await bench.client.sync.now()).toMatchObject({ state: 'refused', lastError: { detail: 'wipe: not signed for this station' } });
      expect((await bench.client.station.status()).phase).toBe('open');
    }
    // one put into the answer on its way is not even read: the answer is not signed then
    await hq.rows(`update device set wipe_at = null, wipe_proof = null where station = $1`, [identity.station]);
    cut = async (url, answer) => {
      const given = await answer();
      return url.includes('/v1/position') ? new Response(JSON.stringify({ error: 'revoked', wipe: { at: real!.wipe_at, proof: real!.wipe_proof } }), { status: 403, headers: given.headers }) : given;
    };
    expect(await bench.client.sync.now()).toMatchObject({ state: 'offline', lastError: { code: 'not-headquarters' } });
    expect((await bench.client.station.status()).phase).toBe('open');
    // nor does headquarters believe a last word that the station did not sign
    cut = (_url, answer) => answer();
    const text = JSON.stringify({ station: other, order: real!.wipe_proof, at, ops: 0, files: 0, records: [] });
    const said = await fetch(`${hq.address}/v1/wiped`, { method: 'POST', headers: { 'content-type': 'application/octet-stream' }, body: JSON.stringify({ text, signature: forged(wipedText(text)) }) });
    expect(said.status).toBe(401);
  }, 60_000);

  it('is spared when the order is withdrawn in time, and stays revoked', async () => {
    const { identity } = open();
    await order();
    await admin.get(`/stations/${identity.station}/wipe`);
    expect((await admin.post(`/stations/${identity.station}/wipe/withdraw`)).location).toContain('said=wipe-withdrawn');
    expect(await bench.client.sync.now()).toMatchObject({ state: 'refused', lastError: { detail: 'revoked' } });
    expect((await bench.client.station.status()).phase).toBe('open');
  }, 60_000);
});
