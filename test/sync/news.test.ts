import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { pino } from 'pino';
import { answerText, headquartersHeader, nonceHeader, signatureHeader } from '../../domain/api/protocol.ts';
import { openDatabase } from '../../hq/database.ts';
import { startHeadquarters, type RunningHeadquarters } from '../../hq/index.ts';
import { readHeadquarters } from '../../hq/wire.ts';
import { createTestStation, type TestStation } from '../station/bench.ts';
import { openHeadquarters, type TestHeadquarters } from './headquarters.ts';
import { openProxy } from './proxy.ts';
import { requestAs } from './request.ts';
import { openStation, sha256 } from './station.ts';

/** How soon a station that is on line hears what headquarters does: two processes on one database, stations that sync by themselves. */
let hq: TestHeadquarters;
let second: RunningHeadquarters;
const stations: TestStation[] = [];
const manager = { id: randomUUID(), name: '张经理' };
const order = { type: 'fault', urgency: 'urgent', contact: '李建国', place: '二楼机房', channel: 'phone', requestedAt: '2021-11-22T09:00+08:00', engineer: '张晓明', request: '查询慢', system: '申报' };
/** ms: below what a question waits, and far below the minute between two rounds of a station that only looks */
const soon = 15_000;

beforeAll(async () => {
  hq = await openHeadquarters();
  second = await startHeadquarters({ dataFolder: hq.folder, port: 0, databaseUrl: hq.databaseUrl });
});
afterEach(async () => {
  for (const station of stations.splice(0)) await station.remove();
});
afterAll(async () => {
  await second.stop();
  await hq.stop();
});

/** A station at work, enrolled, with `paths` of what it asked. */
const openOnLine = async (code: string, through: typeof fetch = fetch) => {
  const paths: string[] = [];
  const station = await createTestStation({ autoSync: true, fetch: (input, init) => {
    paths.push(new URL(String(input)).pathname);
    return through(input, init);
  } });
  stations.push(station);
  await station.client.station.setUp({ profile: 'jifenluohu', site: 'BJ01', stationCode: code, account: { name: '张晓明', role: 'projectManager', passphrase: '落户-2021-test' } });
  await station.client.sync.enrol({ address: hq.address, code: await hq.createEnrolmentCode() });
  return { ...station, paths, own: station.station.core.open().identity.station };
};
const dispatchTo = async (by: RunningHeadquarters, to: string): Promise<string> => {
  const made = await by.desk.dispatch(manager, { form: 'service-order', data: order, to, owner: { id: randomUUID(), name: '张晓明' } });
  if (!made.ok) throw new Error(JSON.stringify(made.error));
  return made.value.id;
};
const asked = (paths: readonly string[], path: string): number => paths.filter((each) => each === path).length;

it('an order and a void decided at any process are shown in seconds, and nothing is asked meanwhile but to be told', async () => {
  const { client, own, paths } = await openOnLine('NW01');
  await expect.poll(() => asked(paths, '/v1/news'), { timeout: soon }).toBeGreaterThan(0);
  const id = await dispatchTo(second, own);
  await expect.poll(async () => (await client.records.list({ form: 'service-order', offset: 0, limit: 10 })).rows.some((row) => row.id === id), { timeout: soon }).toBe(true);
  expect(await second.desk.void(manager, { id, reason: '派错了' })).toMatchObject({ ok: true });
  await expect.poll(async () => (await client.records.get({ id })).record.state, { timeout: soon }).toBe('void');
  expect(asked(paths, '/v1/position')).toBeLessThan(12);
}, 120_000);

it('a station that is told at every write rounds no more often than every few seconds', async () => {
  const { client, own, paths } = await openOnLine('NW06');
  await expect.poll(() => asked(paths, '/v1/news'), { timeout: soon }).toBeGreaterThan(0);
  const [before, began] = [asked(paths, '/v1/news'), performance.now()];
  const ids: string[] = [];
  for (let n = 0; n < 8; n += 1) {
    ids.push(await dispatchTo(second, own));
    await pause(900);
  }
  await expect.poll(async () => (await client.records.list({ form: 'service-order', offset: 0, limit: 20 })).rows.filter((row) => ids.includes(row.id)).length, { timeout: soon }).toBe(ids.length);
  // it listens again after each round
  expect(asked(paths, '/v1/news') - before).toBeLessThanOrEqual(1 + Math.ceil((performance.now() - began) / 3000));
}, 120_000);

it('a proxy that cuts what is held is no state of the line and no reason to ask at once again', async () => {
  const proxy = await openProxy(hq.address);
  proxy.usual({ kind: 'impatient', ms: 1000 });
  try {
    const { client, paths } = await openOnLine('NW07', (input, init) => fetch(String(input).replace(hq.address, proxy.address), init));
    await expect.poll(() => asked(paths, '/v1/news'), { timeout: soon }).toBe(1);
    await pause(6000);
    expect(asked(paths, '/v1/news')).toBe(1);
    expect(await client.sync.status()).toMatchObject({ state: 'connected' });
    expect((await client.sync.status()).lastError).toBeUndefined();
  } finally {
    await proxy.close();
  }
}, 120_000);

it('headquarters stops without waiting for who waits, and an older one without the path is left in peace', async () => {
  const third = await startHeadquarters({ dataFolder: hq.folder, port: 0, databaseUrl: hq.databaseUrl });
  const reader = await openStation(`${hq.folder}/reader`, 'NW03');
  await reader.sync.enrol(third.address, await third.createEnrolmentCode());
  await reader.sync.now();
  const after = reader.store.read.meta('pull.n') ?? '0';
  const waiting = requestAs(reader, third.address, `/v1/news?after=${after}`, new Uint8Array(), { method: 'GET' });
  // the others of the same station find no place once four wait
  const more = await Promise.race([0, 1, 2, 3, 4].map(() => requestAs(reader, third.address, `/v1/news?after=${after}`, new Uint8Array(), { method: 'GET' })));
  expect(more.status).toBe(429);
  const began = performance.now();
  await third.stop();
  expect(performance.now() - began).toBeLessThan(10_000);
  expect(await (await waiting).json()).toMatchObject({ news: false });
  await reader.close();

  const database = await openDatabase(hq.databaseUrl, pino({ level: 'silent' }));
  const { sign } = await readHeadquarters(database);
  await database.close();
  const { paths } = await openOnLine('NW04', async (input, init) => {
    const { pathname, search } = new URL(String(input));
    if (pathname !== '/v1/news') return fetch(input, init);
    const nonce = new Headers(init?.headers).get(nonceHeader) ?? '';
    const body = '{"error":"not-found"}';
    return new Response(body, { status: 404, headers: { [headquartersHeader]: '1', [signatureHeader]: sign(answerText('GET', pathname + search, nonce, 404, '', sha256(new TextEncoder().encode(body)))) } });
  });
  await expect.poll(() => asked(paths, '/v1/news'), { timeout: soon }).toBe(1);
  const station = stations.at(-1)!;
  await station.client.sync.now();
  await station.client.sync.now();
  expect(asked(paths, '/v1/news')).toBe(1);
  expect((await station.client.sync.now()).state).toBe('connected');
}, 120_000);
