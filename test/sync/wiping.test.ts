import { generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { wipedText, wipeText } from '../../domain/api/keys.ts';
import { formatFormalTime } from '../../domain/text/timeFormat.ts';
import { receiptText } from '../../domain/ferry/format.ts';
import { openDatabase, type Database } from '../../hq/database.ts';
import { importFerry } from '../../hq/ferry.ts';
import { importLastWord } from '../../hq/ferryWiped.ts';
import { readHeadquarters } from '../../hq/wire.ts';
import { orderMoment, readOrder } from '../../hq/wipeOrder.ts';
import { announceWipe, forgetWipe, readWiped, wordToLeave } from '../../main/station/wipe.ts';
import { setLine } from '../../main/sync/line.ts';
import { runSanlian } from '../cli/run.ts';
import { codesOf, createTestStation, orderAtSigning, passphrase } from '../station/bench.ts';
import { useCutStation } from './cutStation.ts';
import { createFolder, removeFolder } from './headquarters.ts';

const { here, through, open, device, reopen, accountOf } = useCutStation('K');

describe('a stolen laptop', () => {
  const order = async (reason = '被盗'): Promise<void> => {
    const { identity } = open();
    await here.admin.get(`/stations/${identity.station}/wipe`);
    expect((await here.admin.post(`/stations/${identity.station}/wipe`, { reason, confirm: 'XX' })).status).toBe(409);
    expect((await here.admin.post(`/stations/${identity.station}/wipe`, { reason, confirm: `${here.code.toLowerCase()}` })).location).toContain('said=wipe-ordered');
  };
  const wiped = async (): Promise<void> => {
    await expect.poll(async () => (await here.bench.client.station.status()).phase, { timeout: 20_000 }).toBe('wiped');
    await expect.poll(async () => (await here.bench.client.station.status()).wiped?.told, { timeout: 20_000 }).toBe(true);
  };
  const left = (): string[] => readdirSync(here.bench.dataFolder).filter((name) => !name.startsWith('station.lock')).sort();

  it('is wiped at its next contact, whatever that is, and what it had not sent is told as lost', async () => {
    await orderAtSigning(here.bench);
    await here.bench.client.sync.now();
    const late = uuidv7();
    await here.bench.client.records.execute({ kind: 'create', id: late, form: 'service-order', data: { request: '申报页面打开缓慢' } });
    const { number } = (await here.bench.client.records.get({ id: late })).record;
    await here.bench.client.files.add({ record: late, file: new Blob(['x'.repeat(1000)]), name: 'a.txt' });
    const unsent = (await here.bench.client.sync.status()).unsent;
    const { station } = open().identity;
    await order();
    await here.bench.client.sync.now();
    await wiped();
    expect(await here.bench.client.station.status()).toMatchObject({ phase: 'wiped', wiped: { ops: unsent, files: 1, told: true } });
    expect(left()).toEqual(['wiped.json']);
    expect(readFileSync(join(here.bench.dataFolder, 'wiped.json'), 'utf8')).not.toContain(number);
    expect(await device()).toMatchObject({ state: 'revoked', wiped: { ops: unsent, files: 1, records: [number] } });
    expect((await here.admin.get(`/stations/${station}/wipe`)).text).toContain(number);
    expect((await here.hq.rows<{ what: string }>(`select what from audit where subject like $1 order by id`, [`${here.code}%`])).map(({ what }) => what)).toEqual(['wipe-ordered', 'wiped']);
    // nothing opens it any more; after the last word it may become another station
    await here.bench.client.station.beginAnew();
    expect((await here.bench.client.station.status()).phase).toBe('new');
    await here.bench.setUp();
    expect((await here.bench.client.station.status()).phase).toBe('open');
  });

  it('that is only reached by ferry gets the order in the receipt, and no other receipt wipes', async () => {
    const usb = createFolder();
    const receipt = join(usb, 'receipt.json');
    const database = await openDatabase(here.hq.databaseUrl, pino({ level: 'silent' }));
    try {
      await here.bench.client.sync.now();
      await orderAtSigning(here.bench);
      // from here on there is no line at all
      here.cut = () => Promise.reject(new TypeError('fetch failed'));
      const { parts } = await here.bench.client.ferry.export({ folder: usb });
      await importFerry(database, here.hq.folder, parts, receipt);
      const receive = (wipe?: boolean) => here.bench.client.ferry.receive({ file: new Blob([readFileSync(receipt)]), ...(wipe === undefined ? {} : { wipe }) });
      expect(await receive()).toMatchObject({ unsent: 0 });
      const { number } = await here.bench.client.records.execute({ kind: 'create', id: uuidv7(), form: 'service-order', data: { request: '申报页面打开缓慢' } });
      const { unsent } = await here.bench.client.sync.status();
      await order();
      const before = await here.hq.dump();
      const { parts: late } = await here.bench.client.ferry.export({ folder: usb });
      await expect(importFerry(database, here.hq.folder, late, receipt)).rejects.toMatchObject({ word: 'ferryWipe', holes: { receipt } });
      expect(await here.hq.dump()).toBe(before);
      // altered, or the order of another put into it, it is not headquarters' word
      const signed = JSON.parse(readFileSync(receipt, 'utf8')) as { receipt: string; signature: string };
      const bent = signed.receipt.replace(/"wipe":\{"at":"20/, '"wipe":{"at":"19');
      expect(bent).not.toBe(signed.receipt);
      expect(await codesOf(here.bench.client.ferry.receive({ file: new Blob([JSON.stringify({ ...signed, receipt: bent })]) }))).toEqual(['ferry-receipt-foreign']);
      const headquarters = await readHeadquarters(database);
      const resigned = JSON.stringify({ receipt: bent, signature: headquarters.sign(receiptText(bent)) });
      expect(await codesOf(here.bench.client.ferry.receive({ file: new Blob([resigned]) }))).toEqual(['ferry-receipt-foreign']);
      expect((await here.bench.client.station.status()).phase).toBe('open');
      // whoever brings it sees first what would be lost, and nothing is
      expect(await receive()).toMatchObject({ unsent, wipe: { ops: unsent, files: 0, records: [number] } });
      await here.bench.client.records.execute({ kind: 'create', id: uuidv7(), form: 'service-order', data: { request: '还在' } });
      expect((await here.bench.client.station.status()).phase).toBe('open');
      const { unsent: lost } = await here.bench.client.sync.status();
      await receive(true);
      await expect.poll(async () => (await here.bench.client.station.status()).phase, { timeout: 20_000 }).toBe('wiped');
      await expect.poll(left, { timeout: 20_000 }).toEqual(['wiped.json']);
      expect(await here.bench.client.station.status()).toMatchObject({ wiped: { ops: lost, told: false } });
      // its last word comes by ferry too, and only its own
      const word = join(usb, 'wiped.json');
      const said = JSON.parse(readFileSync(join(here.bench.dataFolder, 'wiped.json'), 'utf8')) as { word: { text: string } };
      writeFileSync(word, JSON.stringify({ ...said, word: { ...said.word, text: said.word.text.replace(`"ops":${lost}`, '"ops":0') } }));
      await expect(importLastWord(database, word)).rejects.toMatchObject({ word: 'ferryWordRefused' });
      expect(await importLastWord(database, parts[0]!)).toBeNull();
      // the code the file names is nobody's word
      writeFileSync(word, JSON.stringify({ ...said, stationCode: 'X9' }));
      expect(await importLastWord(database, word)).toMatchObject({ code: here.code, ops: lost });
      await importLastWord(database, word);
      expect(await device()).toMatchObject({ state: 'revoked', wiped: { ops: lost } });
      expect((await here.admin.get('/stations?lang=zh')).text).toContain('回报由摆渡文件带回。');
      // a line after all: headquarters learns of it
      here.cut = (_url, answer) => answer();
      await reopen();
      await wiped();
      expect(await device()).toMatchObject({ state: 'revoked', wiped: { ops: lost } });
      expect((await here.hq.rows<{ what: string }>(`select what from audit where subject like $1 and what = 'wiped'`, [`${here.code}:%`]))).toHaveLength(1);
    } finally {
      await database.close();
      removeFolder(usb);
    }
  });

  it.each([1, 2])('that is ordered while its files are being taken in is not held to be withdrawn by the receipt of that hour (order after reading %i)', async (reading) => {
    const usb = createFolder();
    const database = await openDatabase(here.hq.databaseUrl, pino({ level: 'silent' }));
    try {
      await here.bench.client.sync.now();
      await orderAtSigning(here.bench);
      here.cut = () => Promise.reject(new TypeError('fetch failed'));
      const { parts } = await here.bench.client.ferry.export({ folder: usb });
      let readings = 0;
      const query = async (text: string, values: unknown[]): Promise<unknown> => {
        const answer: unknown = await database.pool.query(text, values);
        if (/from device/.test(text)) readings += 1;
        if (/from device/.test(text) && readings === reading) await order();
        return answer;
      };
      const raced = new Proxy(database.pool, { get: (pool, name) => (name === 'query' ? query : Reflect.get(pool, name)) as unknown });
      const importing = importFerry({ ...database, pool: raced } satisfies Database, here.hq.folder, parts, join(usb, 'first.json'));
      // before the operations were in: nothing of them is, and there is no receipt
      if (reading === 1) await expect(importing).rejects.toMatchObject({ word: 'ferryRevoked' });
      else await here.bench.client.ferry.receive({ file: new Blob([(await importing, readFileSync(join(usb, 'first.json')))]) });
      await expect(importFerry(database, here.hq.folder, parts, join(usb, 'second.json'))).rejects.toMatchObject({ word: 'ferryWipe' });
      expect(await here.bench.client.ferry.receive({ file: new Blob([readFileSync(join(usb, 'second.json'))]) })).toHaveProperty('wipe');
    } finally {
      await database.close();
      removeFolder(usb);
    }
  });

  it('whose station asks while the order is being given hears of it, or is told a time before it', async () => {
    const { station, key } = open().identity;
    const database = await openDatabase(here.hq.databaseUrl, pino({ level: 'silent' }));
    try {
      await here.hq.rows(`update device set state = 'revoked' where station = $1`, [station]);
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
  });

  it('is not wiped by a receipt with an order that was withdrawn, once it has heard so by line or by ferry', async () => {
    const usb = createFolder();
    const database = await openDatabase(here.hq.databaseUrl, pino({ level: 'silent' }));
    const { station } = open().identity;
    const withdraw = async (): Promise<void> => {
      await here.admin.get(`/stations/${station}/wipe`);
      expect((await here.admin.post(`/stations/${station}/wipe/withdraw`, {})).location).toContain('said=wipe-withdrawn');
    };
    try {
      await here.bench.client.sync.now();
      await here.bench.client.records.execute({ kind: 'create', id: uuidv7(), form: 'service-order', data: { request: '申报页面打开缓慢' } });
      here.cut = () => Promise.reject(new TypeError('fetch failed'));
      const { parts } = await here.bench.client.ferry.export({ folder: usb });
      const orderedIn = async (name: string): Promise<Blob> => {
        await order();
        await expect(importFerry(database, here.hq.folder, parts, join(usb, name))).rejects.toMatchObject({ word: 'ferryWipe' });
        await withdraw();
        return new Blob([readFileSync(join(usb, name))]);
      };
      const first = await orderedIn('first.json');
      // by ferry: what comes from a station that is revoked and not to be wiped is answered by a receipt that says so
      await expect(importFerry(database, here.hq.folder, parts, join(usb, 'spared.json'))).rejects.toMatchObject({ word: 'ferrySpared' });
      expect(await here.bench.client.ferry.receive({ file: new Blob([readFileSync(join(usb, 'spared.json'))]) })).not.toHaveProperty('wipe');
      expect(await codesOf(here.bench.client.ferry.receive({ file: first, wipe: true }))).toEqual(['wipe-withdrawn']);
      // an order of later holds, until that one is withdrawn too and the station hears of it on line
      const second = await orderedIn('second.json');
      expect(await here.bench.client.ferry.receive({ file: second })).toMatchObject({ wipe: { files: 0 } });
      here.cut = (_url, answer) => answer();
      await here.bench.client.sync.now();
      expect(await codesOf(here.bench.client.ferry.receive({ file: second, wipe: true }))).toEqual(['wipe-withdrawn']);
      expect((await here.bench.client.station.status()).phase).toBe('open');
    } finally {
      await database.close();
      removeFolder(usb);
    }
  });

  it('is wiped by the command that takes the receipt in, and says so', async () => {
    const usb = createFolder();
    const receipt = join(usb, 'receipt.json');
    const database = await openDatabase(here.hq.databaseUrl, pino({ level: 'silent' }));
    try {
      await here.bench.client.sync.now();
      await here.bench.client.records.execute({ kind: 'create', id: uuidv7(), form: 'service-order', data: { request: '申报页面打开缓慢' } });
      const { unsent } = await here.bench.client.sync.status();
      const { parts } = await here.bench.client.ferry.export({ folder: usb });
      await order();
      await expect(importFerry(database, here.hq.folder, parts, receipt)).rejects.toMatchObject({ word: 'ferryWipe' });
      await here.bench.station.close();
      const asked = await runSanlian(['ferry', 'receipt', receipt, '--data', here.bench.dataFolder], { SANLIAN_PASSPHRASE: passphrase });
      expect(asked.code).toBe(5);
      const [ordered] = await here.hq.rows<{ wipe_at: string }>('select wipe_at from device where code = $1', [here.code]);
      // Chinese time, whatever the computer's zone (R37)
      expect(asked.err).toContain(`总部 ${formatFormalTime(ordered!.wipe_at, 'zh')} 的清除令`);
      expect(asked.err).toContain(`没有到总部的：操作 ${unsent} 条、附件 0 个`);
      expect(left()).toContain('station.db');
      const ran = await runSanlian(['ferry', 'receipt', receipt, '--wipe', '--data', here.bench.dataFolder], { SANLIAN_PASSPHRASE: passphrase });
      expect(ran).toMatchObject({ code: 0, out: `回执里带着总部的清除令：本机数据已清除；没有到总部的：操作 ${unsent} 条、附件 0 个。\n` });
      expect(left()).toEqual(['wiped.json']);
      expect(await device()).toMatchObject({ wiped: { ops: unsent } });
    } finally {
      await database.close();
      removeFolder(usb);
      here.bench = await createTestStation({ dataFolder: here.bench.dataFolder, fetch: through });
    }
  });

  it('goes on wiping after a kill in the middle, and tells headquarters once it is reached', async () => {
    await order();
    here.cut = (url, answer) => (url.includes('/v1/wiped') ? Promise.reject(new TypeError('fetch failed')) : answer());
    await here.bench.client.sync.now();
    await expect.poll(async () => (await here.bench.client.station.status()).phase, { timeout: 20_000 }).toBe('wiped');
    expect(await here.bench.client.station.status()).toMatchObject({ wiped: { told: false } });
    expect(await codesOf(here.bench.client.station.beginAnew())).toEqual(['station-wiped']);
    expect(await codesOf(here.bench.client.station.setUp({ profile: 'jifenluohu', site: 'BJ01', stationCode: 'ZZ', account: { name: '王', role: 'engineer', passphrase } }))).toEqual(['station-wiped']);
    // as if it was killed before anything was destroyed
    const marker = JSON.parse(readFileSync(join(here.bench.dataFolder, 'wiped.json'), 'utf8')) as object;
    await here.bench.station.close();
    writeFileSync(join(here.bench.dataFolder, 'wiped.json'), JSON.stringify({ ...marker, isDone: false }));
    writeFileSync(join(here.bench.dataFolder, 'keyring.json'), '{}');
    writeFileSync(join(here.bench.dataFolder, 'station.db'), 'x');
    here.cut = (_url, answer) => answer();
    here.bench = await createTestStation({ dataFolder: here.bench.dataFolder, fetch: through });
    await wiped();
    expect(existsSync(join(here.bench.dataFolder, 'station.db'))).toBe(false);
    expect(left()).toEqual(['wiped.json']);
    expect((await device()).wiped_at).not.toBeNull();
  });

  it('is set up anew where there is no line, by the screen or the terminal, with its last word left to be carried or told', async () => {
    const usb = createFolder();
    const database = await openDatabase(here.hq.databaseUrl, pino({ level: 'silent' }));
    try {
      await order();
      here.cut = (url, answer) => (url.includes('/v1/wiped') ? Promise.reject(new TypeError('fetch failed')) : answer());
      await here.bench.client.sync.now();
      await expect.poll(async () => (await here.bench.client.station.status()).wiped?.leaves, { timeout: 20_000 }).toMatch(/^wiped-K\d+-[0-9a-f]{8}\.json$/);
      const { leaves } = (await here.bench.client.station.status()).wiped!;
      const before = readFileSync(join(here.bench.dataFolder, 'wiped.json'), 'utf8');
      await here.bench.station.close();
      const out = join(usb, 'word.json');
      expect((await runSanlian(['ferry', 'anew', '--out', join(usb, 'none', 'word.json'), '--data', here.bench.dataFolder])).code).not.toBe(0);
      expect(left()).toEqual(['wiped.json']);
      expect(await runSanlian(['ferry', 'anew', '--out', out, '--data', here.bench.dataFolder])).toMatchObject({ code: 0, out: expect.stringContaining(out) });
      expect(left()).toEqual([leaves]);
      // the stick carries what headquarters reads, and nothing of how this computer reached it
      const { stationCode, word } = JSON.parse(before) as { stationCode: string; word: object };
      expect(JSON.parse(readFileSync(out, 'utf8'))).toEqual({ v: 1, stationCode, word });
      expect((await runSanlian(['ferry', 'anew', '--out', out, '--data', here.bench.dataFolder])).code).not.toBe(0);
      // the other way of the same, by the window
      writeFileSync(join(here.bench.dataFolder, 'wiped.json'), before);
      here.bench = await createTestStation({ dataFolder: here.bench.dataFolder, fetch: through });
      await here.bench.client.station.beginAnew({ leaveWord: true });
      expect(left()).toEqual([leaves]);
      expect((await here.bench.setUp()).phase).toBe('open');
      // a start of the new station neither destroys it nor forgets the word
      await here.bench.station.close();
      here.bench = await createTestStation({ dataFolder: here.bench.dataFolder, fetch: through });
      expect((await here.bench.client.station.status()).phase).toBe('locked');
      expect(left()).toContain(leaves);
      expect((await device()).wiped_at).toBeNull();
      // carried by hand, and told again when the line is there: it counts once, and goes
      expect(await importLastWord(database, out)).toMatchObject({ code: here.code });
      expect((await device()).wiped_at).not.toBeNull();
      await here.bench.station.close();
      here.cut = (_url, answer) => answer();
      here.bench = await createTestStation({ dataFolder: here.bench.dataFolder, fetch: through });
      await expect.poll(left, { timeout: 20_000 }).not.toContain(leaves);
      expect(await here.hq.rows(`select 1 from audit where subject like $1 and what = 'wiped'`, [`${here.code}:%`])).toHaveLength(1);
      expect(left()).toContain('station.db');
    } finally {
      await database.close();
      removeFolder(usb);
    }
  });

  it('keeps the name and password at its proxy out of what is left of it, also of a release that wrote them down', async () => {
    const folder = createFolder();
    try {
      expect(setLine(open().store, { proxy: 'http://zhang:secret@127.0.0.1:3128', ca: '', metered: false }).ok).toBe(true);
      announceWipe(folder, open(), { at: '2026-11-23T09:00:00+08:00', proof: 'p'.repeat(86) }, '2026-11-23T09:00:00+08:00');
      setLine(open().store, { proxy: '', ca: '', metered: false });
      const file = join(folder, 'wiped.json');
      const marker = readFileSync(file, 'utf8');
      expect(marker).not.toMatch(/zhang|secret/);
      expect(readWiped(folder)?.line.proxy).toBe('http://127.0.0.1:3128');
      writeFileSync(file, marker.replace('"proxy": "http://', '"proxy": "http://zhang:secret@').replace('"isDone": false', '"isDone": true'));
      const leaves = wordToLeave(readWiped(folder)!)!;
      expect(forgetWipe(folder, true)).toBe(true);
      expect(readFileSync(join(folder, leaves), 'utf8')).not.toMatch(/zhang|secret/);
    } finally {
      removeFolder(folder);
    }
  });

  it('names a last word that cannot be read any more, and keeps it', async () => {
    const torn = 'wiped-BJ09-0123abcd.json';
    writeFileSync(join(here.bench.dataFolder, torn), '{"v":1,"word":');
    await reopen();
    await expect.poll(async () => (await here.bench.client.station.status()).tornWords, { timeout: 20_000 }).toEqual([torn]);
    expect(left()).toContain(torn);
    await here.bench.client.station.unlock({ account: await accountOf(), passphrase });
    expect((await here.bench.client.station.status()).tornWords).toEqual([torn]);
  });

  it('gives up its keys also when its last word cannot be written down', async () => {
    mkdirSync(join(here.bench.dataFolder, 'wiped.json.new'));
    await order();
    await here.bench.client.sync.now();
    await expect.poll(async () => (await here.bench.client.station.status()).phase, { timeout: 20_000 }).toBe('new');
    expect(left().filter((name) => /^(keyring|recovery|unlock)/.test(name))).toEqual([]);
    expect(left()).not.toContain('wiped.json');
  });

  it('tells of its end also when the order was withdrawn, given anew or forgotten meanwhile', async () => {
    const { station } = open().identity;
    await order();
    here.cut = (url, answer) => (url.includes('/v1/wiped') ? Promise.reject(new TypeError('fetch failed')) : answer());
    await here.bench.client.sync.now();
    await expect.poll(async () => (await here.bench.client.station.status()).phase, { timeout: 20_000 }).toBe('wiped');
    const marker = JSON.parse(readFileSync(join(here.bench.dataFolder, 'wiped.json'), 'utf8')) as { word: { text: string; signature: string } };
    const say = async (word: object): Promise<number> => (await fetch(`${here.hq.address}/v1/wiped`, { method: 'POST', headers: { 'content-type': 'application/octet-stream' }, body: JSON.stringify(word) })).status;
    await here.hq.rows(`update device set state = 'active', wipe_at = null, wipe_proof = null where station = $1`, [station]);
    // a word about an order that headquarters never gave, or not signed, counts for nothing
    expect(await say({ ...marker.word, text: marker.word.text.replace(/"at":"20/, '"at":"19') })).toBe(403);
    expect(await say({ ...marker.word, signature: 'AAAA' })).toBe(401);
    expect(await say(marker.word)).toBe(200);
    expect(await device()).toMatchObject({ state: 'revoked' });
    expect((await device()).wiped_at).not.toBeNull();
    here.cut = (_url, answer) => answer();
    await reopen();
    await wiped();
  });

  it('is not wiped by an order nobody signed, another headquarters signed, or that is for another station', async () => {
    const { identity } = open();
    const at = new Date().toISOString();
    const stranger = generateKeyPairSync('ed25519').privateKey;
    const forged = (text: string): string => sign(null, Buffer.from(text), stranger).toString('base64url');
    // an order headquarters really signed, for somebody else
    const other = randomUUID();
    await here.hq.rows(`insert into device (station, code, key, epoch) values ($1, $2, 'k', 'e')`, [other, `O${here.code}`]);
    await here.admin.get(`/stations/${other}/wipe`);
    await here.admin.post(`/stations/${other}/wipe`, { reason: '测试', confirm: `O${here.code}` });
    const [real] = await here.hq.rows<{ wipe_at: string; wipe_proof: string }>('select wipe_at, wipe_proof from device where station = $1', [other]);
    for (const [when, proof] of [[at, ''], [at, forged(wipeText(identity.station, identity.key, at))], [at, identity.sign(wipeText(identity.station, identity.key, at))], [real!.wipe_at, real!.wipe_proof]] as const) {
      await here.hq.rows(`update device set state = 'revoked', wipe_at = $2, wipe_proof = $3 where station = $1`, [identity.station, when, proof]);
      expect(await here.bench.client.sync.now()).toMatchObject({ state: 'refused', lastError: { detail: 'wipe: not signed for this station' } });
      expect((await here.bench.client.station.status()).phase).toBe('open');
    }
    // one put into the answer on its way is not even read: the answer is not signed then
    await here.hq.rows(`update device set wipe_at = null, wipe_proof = null where station = $1`, [identity.station]);
    here.cut = async (url, answer) => {
      const given = await answer();
      return url.includes('/v1/position') ? new Response(JSON.stringify({ error: 'revoked', wipe: { at: real!.wipe_at, proof: real!.wipe_proof } }), { status: 403, headers: given.headers }) : given;
    };
    expect(await here.bench.client.sync.now()).toMatchObject({ state: 'offline', lastError: { code: 'not-headquarters' } });
    expect((await here.bench.client.station.status()).phase).toBe('open');
    // nor does headquarters believe a last word that the station did not sign
    here.cut = (_url, answer) => answer();
    const text = JSON.stringify({ station: other, order: real!.wipe_proof, at, ops: 0, files: 0, records: [] });
    const said = await fetch(`${here.hq.address}/v1/wiped`, { method: 'POST', headers: { 'content-type': 'application/octet-stream' }, body: JSON.stringify({ text, signature: forged(wipedText(text)) }) });
    expect(said.status).toBe(401);
  });

  it('is spared when the order is withdrawn in time, and stays revoked', async () => {
    const { identity } = open();
    await order();
    await here.admin.get(`/stations/${identity.station}/wipe`);
    expect((await here.admin.post(`/stations/${identity.station}/wipe/withdraw`)).location).toContain('said=wipe-withdrawn');
    expect(await here.bench.client.sync.now()).toMatchObject({ state: 'refused', lastError: { detail: 'revoked' } });
    expect((await here.bench.client.station.status()).phase).toBe('open');
  });
});
