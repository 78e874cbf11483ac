import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { join } from 'node:path';
import { Client } from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { operationProofText } from '../../domain/api/protocol.ts';
import { sealOp, sectionOf } from '../../domain/record/op.ts';
import type { Data } from '../../domain/record/record.ts';
import { backUp } from '../../hq/backup.ts';
import { startHeadquarters, type RunningHeadquarters } from '../../hq/index.ts';
import { restoreFrom } from '../../hq/restore.ts';
import { readRestoreState } from '../../hq/restoreReport.ts';
import { createFolder, openFolderHeadquarters, removeFolder, type TestHeadquarters } from './headquarters.ts';
import { requestAs } from './request.ts';
import { connected } from './settings.ts';
import { openStation, type TestStation } from './station.ts';

const manager = { id: randomUUID(), name: '张经理' };
const order: Data = { type: 'fault', urgency: 'urgent', contact: '李主管', place: '二楼机房', channel: 'phone', requestedAt: '2021-11-22T09:00+08:00', engineer: '王工', request: '查询慢', system: '申报' };
let hq: TestHeadquarters;
let folder: string;
let fresh: string;
let backup: string;
let again: RunningHeadquarters | null;
let a: TestStation;
let b: TestStation;

const moved: typeof fetch = async (input, init) => fetch(String(input).replace(hq.address, again?.address ?? hq.address), init);
beforeEach(async () => {
  hq = await openFolderHeadquarters();
  [folder, fresh] = [createFolder(), createFolder()];
  backup = join(folder, 'backup');
  again = null;
  a = await openStation(join(folder, 'a'), 'A1', moved, 'BJ01');
  b = await openStation(join(folder, 'b'), 'B1', moved, 'BJ02');
  for (const station of [a, b]) expect(await station.sync.enrol(hq.address, await hq.createEnrolmentCode())).toMatchObject({ ok: true });
});
afterEach(async () => {
  await a.close();
  await b.close();
  await again?.stop();
  await hq.stop();
  removeFolder(folder);
  removeFolder(fresh);
});

const backUpNow = async (): Promise<void> => {
  for (const station of [a, b]) await station.sync.now();
  await connected(hq.folder, ({ database }) => backUp(database, hq.folder, backup));
};
const restoreNow = async (): Promise<void> => {
  await connected(fresh, (connection) => restoreFrom(connection, fresh, backup));
  again = await startHeadquarters({ dataFolder: fresh, port: 0, limits: { perAddress: 1e6, perStation: 1e6, enrolments: 1e6 } });
};
/** What the command says at the terminal. */
const told = async (lang: 'zh' | 'en'): Promise<string> => (await promisify(execFile)(process.execPath, ['hq/main.ts', 'restore-report', '--data', fresh], { env: { ...process.env, LC_ALL: '', LANG: lang === 'zh' ? 'zh_CN.UTF-8' : 'en_GB.UTF-8' } })).stdout;
const state = () => connected(fresh, ({ database }) => readRestoreState(database));
const rows = <T extends object>(sql: string, params: readonly unknown[] = []): Promise<readonly T[]> => connected(fresh, async ({ database }) => (await database.pool.query<T>(sql, [...params])).rows);
const dispatch = async (to: TestStation) => {
  const done = await hq.desk.dispatch(manager, { form: 'service-order', data: order, to: to.identity.station });
  if (!done.ok) throw new Error(JSON.stringify(done.error));
  return done.value;
};

describe('after a restore', () => {
  it('a station brings back the orders headquarters lost, and what was done on them applies', async () => {
    await backUpNow();
    const rec = await dispatch(a);
    expect(await hq.desk.send(manager, { what: 'people', body: [{ id: 'p1', name: '赵工' }] })).toMatchObject({ ok: true });
    await a.sync.now();
    a.write(rec.id, { kind: 'edited', set: { diagnosis: '索引失效' }, unset: [] });
    await a.sync.now();
    await hq.desk.void(manager, { id: rec.id, reason: '取消' });
    await a.sync.now();
    await restoreNow();
    expect(await rows('select 1 from record')).toEqual([]);
    expect(await a.sync.now()).toMatchObject({ state: 'connected', unsent: 0 });
    const [there] = await rows<{ number: string; holder: string; diagnosis: string; voided: boolean }>(`select number, holder, body #>> '{data,diagnosis}' as diagnosis, body ? 'voided' as voided from record where id = $1`, [rec.id]);
    expect(there).toEqual({ number: rec.number, holder: a.identity.station, diagnosis: '索引失效', voided: true });
    expect(await rows(`select 1 from op where outcome = 'quarantined'`)).toEqual([]);
    expect((await state())!.handedBack).toMatchObject([{ code: 'HQ', waiting: [], missing: [] }]);
    expect((await state())!.handedBack[0]!.taken).toBeGreaterThanOrEqual(4);
    // under the name of then, with the signature of then; both ends are equal, and nothing is handed back twice
    expect(await rows(`select 1 from op join device using (tenant, station) where device.kind = 'headquarters' and op.proof is null`)).toEqual([]);
    const before = (await rows<{ n: number }>('select count(*)::int as n from op'))[0]!.n;
    expect(await a.sync.now()).toMatchObject({ state: 'connected', unsent: 0 });
    expect(a.store.read.unconfirmedPulled(10)).toEqual([]);
    expect((await rows<{ n: number }>('select count(*)::int as n from op'))[0]!.n).toBe(before);
    expect(await rows('select audience from reference')).toEqual([{ audience: `station:${a.identity.station}` }]);
  });

  it('what was decided since stands: an older order of headquarters is kept, an order sent twice is no obstacle', async () => {
    const early = await dispatch(a);
    await backUpNow();
    const [call, made] = [uuidv7(), uuidv7()];
    expect(await hq.desk.void(manager, { id: early.id, reason: '取消', command: call })).toMatchObject({ ok: true });
    expect(await hq.desk.dispatch(manager, { form: 'service-order', data: order, to: a.identity.station, command: made })).toMatchObject({ ok: true });
    await a.sync.now();
    await restoreNow();
    // the window had lost its answers and sent one again; about the other somebody decided otherwise
    expect(await again!.desk.dispatch(manager, { form: 'service-order', data: order, to: a.identity.station, command: made })).toMatchObject({ ok: true });
    expect(await again!.desk.reassign(manager, { id: early.id, to: b.identity.station, reason: '改派' })).toMatchObject({ ok: true });
    a.write(early.id, { kind: 'edited', set: { diagnosis: '索引失效' }, unset: [] });
    expect(await a.sync.now()).toMatchObject({ state: 'connected', unsent: 0 });
    expect((await state())!.handedBack).toMatchObject([{ code: 'HQ', waiting: [], missing: [] }]);
    expect(await rows(`select holder, body ? 'voided' as voided from record where id = $1`, [early.id])).toEqual([{ holder: b.identity.station, voided: false }]);
    expect(await rows(`select outcome, reason from op where kind = 'voided'`)).toEqual([{ outcome: 'conflict', reason: 'stale-assignment' }]);
    expect(await rows(`select outcome from op where kind = 'created' order by server_seq`)).toEqual([{ outcome: 'applied' }, { outcome: 'applied' }, { outcome: 'applied' }]);
  });

  it('what cannot be taken in waits and keeps nobody from sending', async () => {
    await backUpNow();
    await dispatch(a);
    await a.sync.now();
    await restoreNow();
    await connected(fresh, async ({ url }) => {
      const client = new Client({ connectionString: url });
      await client.connect();
      await client.query(`create function refuse_created() returns trigger language plpgsql as $$ begin raise exception 'no'; end $$; create trigger refuse_created before insert on record for each row execute function refuse_created()`);
      await client.end();
    });
    a.writeRecords(0);
    expect(await a.sync.now()).toMatchObject({ state: 'connected', unsent: 0 });
    expect((await state())!.handedBack[0]!.waiting.length).toBeGreaterThan(0);
  });

  it('what has a gap before it waits as evidence, is named in the report, and is taken in when the gap is filled', async () => {
    await backUpNow();
    const first = await dispatch(a);
    const second = await dispatch(b);
    for (const station of [a, b]) await station.sync.now();
    await restoreNow();
    // b was given the later order only: what came before it is at a
    await b.sync.now();
    const between = (await state())!.handedBack[0]!;
    expect(between.waiting.length).toBeGreaterThan(0);
    expect(between.missing.length).toBeGreaterThan(0);
    expect(between.waiting.map(({ doc }) => doc)).toContain(second.id);
    expect(between.waiting.every(({ witness }) => witness === 'B1')).toBe(true);
    expect(await told('zh')).toContain(`另有 ${between.waiting.length} 条只作为证据保存，因为还缺第 ${between.missing.join('、')} 条\n`);
    expect(await told('en')).toContain(`kept as evidence only: ${between.waiting.length} (not brought back yet: no. ${between.missing.join(', ')})\n`);
    await a.sync.now();
    const whole = await told('zh');
    expect(whole).toMatch(/总部自己的操作（HQ）：已由工作站带回 \d+ 条\n/);
    expect(whole).not.toMatch(/–|缺第|作为证据/);
    expect((await state())!.handedBack[0]).toMatchObject({ waiting: [], missing: [] });
    expect((await rows<{ id: string }>('select id from record')).map(({ id }) => id).sort()).toEqual([first.id, second.id].sort());
  });

  it('nothing is taken that headquarters did not sign under an earlier name of its own', async () => {
    await backUpNow();
    await dispatch(a);
    await a.sync.now();
    const [proven] = a.store.read.provenPulled(0, 1);
    const all = a.store.read.provenPulled(0, 100);
    await restoreNow();
    await b.sync.now();
    const ask = async (op: object): Promise<number> => (await requestAs(b, again!.address, '/v1/handback', new TextEncoder().encode(JSON.stringify({ ops: [op] })))).status;
    const good = { station: proven!.station, seq: proven!.seq, hash: proven!.hash, bytes: proven!.bytes, proof: proven!.proof };
    const pair = generateKeyPairSync('ed25519').privateKey;
    const sealed = sealOp({ v: 1, station: proven!.station, seq: all.at(-1)!.seq + 1, prev: all.at(-1)!.hash, id: randomUUID(), doc: 'reference:people', section: sectionOf('published'), base: 0, by: manager, at: '2021-11-22T09:30:00+08:00', mono: 1, event: { kind: 'published', what: 'people', body: [] } });
    const forged = { station: sealed.op.station, seq: sealed.op.seq, hash: sealed.hash, bytes: sealed.bytes };
    expect(await ask({ ...good, proof: all.at(-1)!.proof })).toBe(400);
    expect(await ask({ ...good, bytes: good.bytes.replace('"v":1', '"v":1 ') })).toBe(400);
    expect(await ask({ ...good, seq: good.seq + 1 })).toBe(400);
    expect(await ask({ ...good, station: b.identity.station })).toBe(400);
    expect(await ask({ ...forged, proof: sign(null, Buffer.from(operationProofText(sealed.hash)), pair).toString('base64url') })).toBe(400);
    expect(await ask({ ...forged, proof: await b.identity.sign(operationProofText(sealed.hash)) })).toBe(400);
    expect(await rows('select 1 from handed_back')).toEqual([]);
    expect(await ask(good)).toBe(200);
  });
});
