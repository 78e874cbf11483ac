import { existsSync, readFileSync, renameSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bytesToCode, codeToBytes, codeToFile } from '../../domain/recovery/code.ts';
import { connectTo } from '../../hq/connect.ts';
import { renewRecoveryKey } from '../../hq/renewRecovery.ts';
import { codesOf, createTestStation, passphrase, type TestStation } from '../station/bench.ts';
import { openFolderHeadquarters, type TestHeadquarters } from './headquarters.ts';
import { joinAs, type Visitor } from './webVisitor.ts';

const fresh = '新的口令-2026';
let hq: TestHeadquarters;
let bench: TestStation;
let first: Visitor;
let second: Visitor;
let account: string;
let dataKey: Buffer;

/** The second administrator is there from the start; others come when they are needed. */
const addColleague = async (role: string, name: string): Promise<Visitor> => {
  const made = await first.post('/accounts', { name, role });
  return joinAs(hq.address, /class="code">([A-Z2-9]+)</.exec(made.text)![1]!, name);
};
/** Accounts as they are when nobody has touched them for a while. */
const age = () => hq.rows(`update account set created_at = now() - interval '8 days', changed_at = null`);
const station = (): string => bench.station.core.open().identity.station;
const enter = (code: string, more: Readonly<Record<string, string>> = {}) => first.post('/recovery', { station: id, code, askedFor: '张晓明', proof: '回拨手机 138', ...more });
let id: string;

beforeAll(async () => {
  hq = await openFolderHeadquarters();
  bench = await createTestStation();
  account = (await bench.setUp()).accounts![0]!.id;
  first = await joinAs(hq.address, hq.adminCode, 'First');
  second = await addColleague('administrator', 'Second');
  await age();
  await first.get('/me');
}, 120_000);
afterAll(async () => {
  await bench?.remove();
  await hq?.stop();
});

describe('a recovery code', () => {
  it('comes back whole however it is typed, and a wrong letter, two letters changed about or another station are found', () => {
    fc.assert(fc.property(fc.constantFrom<'request' | 'answer'>('request', 'answer'), fc.uint8Array({ minLength: 48, maxLength: 48 }), fc.nat(), (kind, bytes, n) => {
      const body = kind === 'request' ? bytes.slice(0, 32) : bytes;
      const code = bytesToCode(kind, 'BJ01', body);
      expect(code.replaceAll('-', '')).toHaveLength(kind === 'request' ? 56 : 80);
      expect(codeToBytes(kind, 'BJ01', code.toLowerCase().replaceAll('-', ' '))).toEqual(body);
      expect(codeToBytes(kind, 'BJ02', code)).toBeNull();
      // for one account only, however its name is typed
      const named = bytesToCode(kind, 'BJ01', body, '张 Ming');
      expect(codeToBytes(kind, 'BJ01', named, '张ming ')).toEqual(body);
      expect(codeToBytes(kind, 'BJ01', named, '李 Ming')).toBeNull();
      const letters = [...code.replaceAll('-', '')];
      const at = n % (letters.length - 1);
      const swapped = [...letters];
      [swapped[at], swapped[at + 1]] = [swapped[at + 1]!, swapped[at]!];
      if (swapped.join('') !== letters.join('')) expect(codeToBytes(kind, 'BJ01', swapped.join(''))).toBeNull();
      letters[at] = letters[at] === 'A' ? 'B' : 'A';
      expect(codeToBytes(kind, 'BJ01', letters.join(''))).toBeNull();
      expect(codeToBytes(kind, 'BJ01', code.slice(0, -1))).toBeNull();
    }), { numRuns: 60 });
  });
});

describe('a forgotten passphrase', () => {
  it('cannot be recovered before headquarters has the sealed key', async () => {
    expect(await bench.client.station.recovery()).toEqual({ possible: false });
    expect(await codesOf(bench.client.station.askRecovery({ account, passphrase: fresh }))).toEqual(['recovery-unprepared']);
    await bench.client.sync.enrol({ address: hq.address, code: await hq.createEnrolmentCode() });
    await bench.client.sync.now();
    id = station();
    dataKey = Buffer.from(bench.station.core.open().dataKey);
    expect(await bench.client.station.recovery()).toMatchObject({ possible: true });
    expect(await hq.rows('select station from escrow')).toEqual([{ station: id }]);
  });

  it('takes two people at headquarters and a new passphrase that only the asker knows', async () => {
    await bench.client.station.lock();
    const { request } = await bench.client.station.askRecovery({ account, passphrase: fresh });
    const code = request!.code;
    // mistyped, another kind of person, nothing said about who asks
    await first.get('/recovery?lang=en');
    expect((await enter(`${code.slice(0, -1)}${code.endsWith('A') ? 'B' : 'A'}`)).text).toMatch(/mistyped/);
    expect((await enter(code, { proof: ' ' })).status).toBe(422);
    // what is approved is the passphrase of the account the caller names, nobody else's
    expect((await enter(code, { askedFor: '李四' })).text).toMatch(/account of another name/);
    const entered = await enter(codeToFile('request', 'BJ01', code));
    expect(entered.location).toMatch(/^\/recovery\/[0-9a-f-]{36}$/);
    const path = entered.location!;
    // who entered it may not release it, whatever he sends
    await first.get(path);
    const alone = await first.post(`${path}/release`);
    expect([alone.status, alone.text]).toEqual([409, expect.stringMatching(/may not release/)]);
    // neither may an account that is younger than the request, nor a manager
    await first.get('/me');
    const young = await addColleague('administrator', 'Young');
    await young.get(path);
    expect((await young.post(`${path}/release`)).text).toMatch(/within 7 days before it/);
    const manager = await addColleague('manager', 'Manager');
    await manager.get(path);
    expect((await manager.post(`${path}/release`)).status).toBe(403);
    expect(await hq.rows('select state, answer from recovery')).toEqual([{ state: 'waiting', answer: null }]);

    await second.get(path);
    expect((await second.post(`${path}/release`)).location).toBe(path);
    const answer = /class="code">([A-Z2-9-]+)</.exec((await first.get(path)).text)![1]!;
    expect((await first.get(`${path}/answer.txt`)).text).toBe(codeToFile('answer', 'BJ01', answer));
    expect((await second.post(`${path}/release`)).text).toMatch(/already been dealt with/);

    expect(await codesOf(bench.client.station.recover({ answer: answer.slice(0, -2), passphrase: fresh }))).toEqual(['recovery-code']);
    expect(await codesOf(bench.client.station.recover({ answer, passphrase: 'some other one' }))).toEqual(['wrong-passphrase']);
    expect((await bench.client.station.status()).phase).toBe('locked');
    expect((await bench.client.station.recover({ answer, passphrase: fresh })).phase).toBe('open');
    expect((await bench.client.station.recovery()).request).toBeUndefined();
    await bench.client.sync.now();
    await bench.client.station.lock();
    expect(await codesOf(bench.client.station.unlock({ account, passphrase }))).toEqual(['wrong-passphrase']);
    expect((await bench.client.station.unlock({ account, passphrase: fresh })).phase).toBe('open');
    // an answer is good once: its request is gone
    expect(await codesOf(bench.client.station.recover({ answer, passphrase: fresh }))).toEqual(['recovery-none']);
    // both ends have written down what happened
    expect((await hq.rows<{ what: string; who: string }>(`select what, who from audit where what like 'recovery-%' order by id`))).toEqual([{ what: 'recovery-entered', who: 'First' }, { what: 'recovery-released', who: 'Second' }]);
    expect(await hq.rows(`select outcome from op where kind = 'released' and bytes like '%passphrase-recovered%'`)).toEqual([{ outcome: 'applied' }]);
  });

  it('never shows the data key to headquarters database, folder or log', async () => {
    const tables = await hq.rows<{ name: string }>(`select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`);
    let everything = '';
    for (const { name } of tables) everything += JSON.stringify(await hq.rows(`select row_to_json(t)::text as row from "${name}" t`));
    for (const shape of ['hex', 'base64', 'base64url'] as const) expect(everything.includes(dataKey.toString(shape))).toBe(false);
    // nor does the database hold what would open a box
    const key = readFileSync(join(hq.folder, 'recovery.key'), 'utf8').trim();
    expect(everything.includes(key)).toBe(false);
    expect((await readdir(hq.folder)).filter((name) => name.startsWith('recovery.key'))).toEqual(['recovery.key']);
  });

  it('is answered for this request only: a later request shuts out the answer to an earlier one', async () => {
    await bench.client.station.lock();
    const old = (await bench.client.station.askRecovery({ account, passphrase: fresh })).request!.code;
    const { location } = await enter(old);
    await second.get(location!);
    await second.post(`${location}/release`);
    const answer = /class="code">([A-Z2-9-]+)</.exec((await second.get(location!)).text)![1]!;
    await bench.client.station.askRecovery({ account, passphrase: fresh });
    expect(await codesOf(bench.client.station.recover({ answer, passphrase: fresh }))).toEqual(['recovery-foreign']);
    await bench.client.station.unlock({ account, passphrase: fresh });
  });

  it('is not released by who was let into an account since the request came', async () => {
    await first.get('/me');
    await addColleague('administrator', 'Third');
    const [{ account: colleague }] = (await hq.rows<{ account: string }>(`select id as account from account where name = 'Third'`)) as [{ account: string }];
    const { location } = await enter((await bench.client.station.askRecovery({ account, passphrase: fresh })).request!.code);
    // the same person sets his colleague's password anew, comes back as the colleague
    await first.get('/accounts?lang=en');
    const reset = /class="code">([A-Z2-9]+)</.exec((await first.post(`/accounts/${colleague}/reset`)).text)![1]!;
    const twice = await joinAs(hq.address, reset, 'Third');
    await twice.get(location!);
    expect((await twice.post(`${location}/release`)).text).toMatch(/given a new password by a code/);
    await age();
    for (const role of ['manager', 'administrator']) {
      await first.get('/accounts?lang=en');
      await first.post(`/accounts/${colleague}/role`, { role });
    }
    await twice.get(location!);
    expect((await twice.post(`${location}/release`)).text).toMatch(/given another role/);
    await second.get(location!);
    expect((await second.post(`${location}/release`)).location).toBe(location);
  });

  it('is not released by a colleague whose password was set anew, or who was made, shortly before the request came', async () => {
    await age();
    await bench.client.station.lock();
    await first.get('/accounts?lang=en');
    const colleagueOf = async (name: string): Promise<string> => (await hq.rows<{ id: string }>(`select id from account where name = $1`, [name]))[0]!.id;
    const reset = /class="code">([A-Z2-9]+)</.exec((await first.post(`/accounts/${await colleagueOf('Third')}/reset`)).text)![1]!;
    const twice = await joinAs(hq.address, reset, 'Third');
    await first.get('/me');
    const made = await addColleague('administrator', 'Fourth');
    await first.get('/recovery?lang=en');
    // nor does such an account enter one: a third person could sit at both
    const { request } = await bench.client.station.askRecovery({ account, passphrase: fresh });
    await made.get('/recovery?lang=en');
    expect((await made.post('/recovery', { station: id, code: request!.code, askedFor: '张晓明', proof: '回拨' })).text).toMatch(/may not enter a recovery/);
    const { location } = await enter(request!.code);
    for (const barred of [twice, made]) {
      await barred.get(location!);
      expect((await barred.post(`${location}/release`)).text).toMatch(/within 7 days before it/);
    }
    // what is long ago bars nobody
    await hq.rows(`update account set created_at = now() - interval '30 days', changed_at = now() - interval '7 days 1 hour' where name in ('Third', 'Fourth')`);
    await twice.get(location!);
    expect((await twice.post(`${location}/release`)).location).toBe(location);
    await bench.client.station.unlock({ account, passphrase: fresh });
  }, 180_000);

  it('is turned down with a reason, and for a revoked station at once', async () => {
    const { request } = await bench.client.station.askRecovery({ account, passphrase: fresh });
    const { location } = await enter(request!.code);
    await first.get(location!);
    expect((await first.post(`${location}/refuse`, { reason: '不认得来电' })).location).toContain('said=recovery-refused');
    await second.get(location!);
    expect((await second.post(`${location}/release`)).text).toMatch(/already been dealt with/);
    await hq.rows(`update device set state = 'revoked' where station = $1`, [id]);
    const again = (await bench.client.station.askRecovery({ account, passphrase: fresh })).request!.code;
    expect((await enter(again)).text).toMatch(/is revoked/);
    await hq.rows(`update device set state = 'active' where station = $1`, [id]);
  });

  it('keeps to the key it was pinned to: another one named later is shown and not used', async () => {
    const { store } = bench.station.core.open();
    const { hearRecoveryKey, readRecoveryKey } = await import('../../main/sync/escrow.ts');
    const pinned = readRecoveryKey(store.read).key;
    hearRecoveryKey(store, 'another');
    expect(readRecoveryKey(store.read)).toEqual({ key: pinned, changed: true });
    hearRecoveryKey(store, pinned!);
    expect(readRecoveryKey(store.read)).toEqual({ key: pinned, changed: false });
    // another key under headquarters' name that headquarters has not signed, or with another's signature
    hearRecoveryKey(store, 'another', { key: 'another', at: new Date().toISOString(), proof: 'AAAA' }, store.read.meta('hq.key') ?? '');
    expect(readRecoveryKey(store.read)).toEqual({ key: pinned, changed: true });
    hearRecoveryKey(store, pinned!);
  });

  it('has a new recovery key where the first is lost and in no backup: stations seal to it, and recover again', async () => {
    const run = async (isSure = true): Promise<{ readonly fingerprint: string; readonly stations: number }> => {
      const connection = await connectTo(hq.folder, pino({ level: 'silent' }));
      try {
        return await renewRecoveryKey(connection.database, hq.folder, isSure);
      } finally {
        await connection.close();
      }
    };
    await expect(run()).rejects.toMatchObject({ word: 'recoveryKeyThere' });
    const { readRecoveryKey } = await import('../../main/sync/escrow.ts');
    const lost = readRecoveryKey(bench.station.core.open().store.read).key;
    const port = Number(new URL(hq.address).port);
    await hq.halt();
    const aside = join(hq.folder, 'found-later');
    renameSync(join(hq.folder, 'recovery.key'), aside);
    // as in a folder typed wrong: told what it would give up, and nothing changed
    await expect(run(false)).rejects.toMatchObject({ word: 'recoveryKeySure', holes: { stations: 1 } });
    expect(existsSync(join(hq.folder, 'recovery.key'))).toBe(false);
    expect(await run()).toMatchObject({ stations: 1 });
    expect(await hq.rows(`select box, (select count(*)::int from audit where what = 'recovery-key') as told from escrow`)).toEqual([{ box: '', told: 1 }]);
    // the lost key turns up before the station has sealed to the new one: what it left before opens again
    const recoverWith = async (chosen: string): Promise<string> => {
      await age();
      await bench.client.station.lock();
      const { location } = await enter((await bench.client.station.askRecovery({ account, passphrase: chosen })).request!.code);
      await second.get(location!);
      await second.post(`${location}/release`);
      const answer = /class="code">([A-Z2-9-]+)</.exec((await second.get(location!)).text)?.[1];
      return answer === undefined ? 'none' : (await bench.client.station.recover({ answer, passphrase: chosen })).phase;
    };
    await hq.resume(port);
    await age();
    await bench.client.station.lock();
    // nobody waits for a release that must fail: it is told where the request is entered, with the way out
    const told = await enter((await bench.client.station.askRecovery({ account, passphrase: fresh })).request!.code);
    expect([told.status, told.text]).toEqual([422, expect.stringMatching(/unlock the station on line.*recovery\.key\.former/)]);
    expect(await hq.rows(`select 1 from recovery where state = 'waiting'`)).toEqual([]);
    await bench.client.station.forgetRecovery();
    await hq.halt();
    renameSync(aside, join(hq.folder, 'recovery.key.former'));
    await hq.resume(port);
    expect(await recoverWith(fresh)).toBe('open');
    // the station asks seldom what headquarters' keys are; a start asks at once
    await bench.client.station.lock();
    await bench.client.station.unlock({ account, passphrase: fresh });
    await bench.client.sync.now();
    await bench.client.sync.now();
    const followed = readRecoveryKey(bench.station.core.open().store.read);
    expect(followed.changed).toBe(false);
    expect(followed.key).not.toBe(lost);
    expect((await hq.rows<{ box: string }>('select box from escrow'))[0]!.box).toHaveLength(107);
    expect(await hq.rows('select former_box from escrow')).toEqual([{ former_box: '' }]);
    expect(await recoverWith(passphrase)).toBe('open');
  }, 240_000);
});
