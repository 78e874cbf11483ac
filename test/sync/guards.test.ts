import { randomUUID } from 'node:crypto';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { readdirSync, readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { pino } from 'pino';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { openDatabase, type Database } from '../../hq/database.ts';
import { startHeadquarters } from '../../hq/index.ts';
import { startPostgres } from '../../hq/postgres.ts';
import type { Clock } from '../../main/sync/index.ts';
import { createFolder, openHeadquarters, removeFolder, type TestHeadquarters } from './headquarters.ts';
import { pushAs, requestAs } from './request.ts';
import { context, openStation, type TestStation } from './station.ts';

const here = join(import.meta.dirname, '../../hq');
let hq: TestHeadquarters;
let folder: string;
let station: TestStation;
const lines: string[] = [];
const log = pino({ level: 'trace' }, new Writable({ write: (piece, _encoding, done) => { lines.push(String(piece)); done(); } }));
/** Clients let go because their time was over, by headquarters' own word; the answer itself may be lost with the connection. */
const outOfTime = (since: number): number => lines.slice(since).filter((line) => line.includes('ERR_HTTP_REQUEST_TIMEOUT')).length;

beforeAll(async () => {
  hq = await openHeadquarters({ log, limits: { perAddress: 400, perStation: 60, enrolments: 5 }, version: '9.9.9', internalToken: 'let-me-in' });
  folder = createFolder();
  station = await openStation(folder, 'GU1');
  expect(await station.sync.enrol(hq.address, await hq.createEnrolmentCode())).toMatchObject({ ok: true });
});
afterAll(async () => {
  await station.close();
  await hq.stop();
  removeFolder(folder);
});

it('tells figures without names, and its protocol as a document made from the schemas', async () => {
  station.writeRecords(2);
  expect(await station.sync.now()).toMatchObject({ state: 'connected' });
  const figures = await (await fetch(`${hq.address}/metrics`)).text();
  expect(figures).toMatch(/sanlian_hq_log_head 7/);
  expect(figures).toMatch(/sanlian_hq_stations 1/);
  expect(figures).toMatch(/sanlian_hq_requests_total\{method="POST",route="\/v1\/push",status="200"\} 1/);
  expect(figures).not.toContain('王工');
  const document = (await (await fetch(`${hq.address}/openapi.json`)).json()) as { info: { version: string }; paths: Record<string, unknown> };
  expect(document.info.version).toBe('9.9.9');
  const sources = readdirSync(here).filter((name) => name.endsWith('.ts') && name !== 'openapi.ts').map((name) => readFileSync(join(here, name), 'utf8')).join('');
  const served = new Set([...sources.matchAll(/'(\/v1\/[\w/:]+)'[,;]/g)].map(([, path]) => path!.replace(/:(\w+)/, '{$1}')));
  expect(served.size).toBeGreaterThan(14);
  expect(new Set(Object.keys(document.paths))).toEqual(new Set([...served, '/healthz', '/metrics']));
  expect(JSON.stringify(document.paths)).toContain('bytes');
  expect(JSON.stringify(document.paths['/v1/proof/consistency'])).toMatch(/"name":"from","in":"query","required":true/);
});

it('carries out what its own programs ask for with its token, and nobody else', async () => {
  const ask = (name: string, body: unknown, token = 'let-me-in') => fetch(`${hq.address}/internal/v1/${name}`, { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` } });
  const by = { id: 'm', name: '张经理' };
  const input = { form: 'service-order', to: station.identity.station, data: { type: 'fault', urgency: 'urgent', contact: '李主管', place: '二楼机房', channel: 'phone', requestedAt: '2021-11-22T09:00+08:00', engineer: '王工', request: '查询慢', system: '申报' } };
  expect((await ask('dispatch', { by, input }, 'guess')).status).toBe(401);
  expect((await ask('dispatch', { by, input: { ...input, more: 1 } })).status).toBe(400);
  expect((await ask('dismiss', { by, input })).status).toBe(404);
  const refused = await ask('dispatch', { by, input: { ...input, data: {} } });
  expect([refused.status, ((await refused.json()) as { refusals: { code: string }[] }).refusals.length > 0]).toEqual([422, true]);
  const made = (await (await ask('dispatch', { by, input })).json()) as { value: { id: string; number: string } };
  expect(made.value.number).toMatch(/000001$/);
  expect((await ask('void', { by, input: { id: made.value.id, reason: '派错' } })).status).toBe(200);
  expect(await (await fetch(`${hq.address}/internal/v1/conflicts`, { headers: { authorization: 'Bearer let-me-in' } })).json()).toEqual([]);
  expect(await station.sync.now()).toMatchObject({ state: 'connected' });
  expect(station.store.read.record(made.value.id)).toMatchObject({ state: 'void', voided: { reason: '派错' } });
});

it('logs every refusal with its reason, from where and who', async () => {
  lines.length = 0;
  expect((await pushAs(station, hq.address, station.store.read.opsAfter(0, 1, 1), { epoch: randomUUID() })).status).toBe(409);
  expect((await fetch(`${hq.address}/v1/pull?after=0`)).status).toBe(401);
  const told = lines.map((line) => JSON.parse(line) as Record<string, unknown>).filter((line) => line.msg === 'refused');
  expect(told).toMatchObject([{ reason: 'epoch', status: 409, path: '/v1/push', station: station.identity.station, from: '127.0.0.1' }, { reason: 'station-unknown', status: 401, path: '/v1/pull' }]);
});

it('packs long answers after signing them', async () => {
  const other = createFolder();
  const reader = await openStation(other, 'GU2');
  expect(await reader.sync.enrol(hq.address, await hq.createEnrolmentCode())).toMatchObject({ ok: true });
  const answer = await requestAs(reader, hq.address, `/v1/pull?after=0&h=${'0'.repeat(64)}`, new Uint8Array(), { method: 'GET' });
  expect([answer.status, answer.headers.get('content-encoding')]).toEqual([200, 'gzip']);
  expect(await reader.sync.now()).toMatchObject({ state: 'connected' });
  await reader.close();
  removeFolder(other);
});

it('works under a role that cannot change evidence or another tenant, with a limit on every statement', async () => {
  const database = await openDatabase(hq.databaseUrl, pino({ level: 'silent' }));
  for (const sql of [`update op set outcome = 'applied'`, 'delete from op', 'truncate op', 'delete from notice', `update notice set reason = ''`, 'delete from record', 'delete from device', `insert into schema_migration values (99, 'x', 'x')`, 'drop table op', 'create table x ()']) {
    await expect(database.pool.query(sql), sql).rejects.toThrow(/permission denied|must be owner/);
  }
  expect((await database.pool.query('show statement_timeout')).rows).toEqual([{ statement_timeout: '30s' }]);
  await database.close();
  const elsewhere = await openDatabase(hq.databaseUrl, pino({ level: 'silent' }), 'other');
  expect((await elsewhere.pool.query('select * from op')).rows).toEqual([]);
  expect((await elsewhere.pool.query('select kind, code from device')).rows).toEqual([{ kind: 'headquarters', code: 'HQ' }]);
  await elsewhere.close();
  const owner = new Client({ connectionString: hq.databaseUrl });
  await owner.connect();
  const unkeyed = await owner.query(`select c.relname from pg_class c where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and c.relname <> 'schema_migration' and not exists (select 1 from pg_attribute a where a.attrelid = c.oid and a.attname = 'tenant')`);
  expect(unkeyed.rows).toEqual([]);
  await owner.end();
});

it('has the tenant in every key of every table, so that rows can be spread by it', async () => {
  const tables = await hq.rows<{ name: string }>(
    `select c.relname as name from pg_class c where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and not exists (select 1 from pg_attribute a where a.attrelid = c.oid and a.attname = 'tenant' and a.attnotnull)`,
  );
  // which migrations were done is said of the database, not of one headquarters in it
  expect(tables.map(({ name }) => name)).toEqual(['schema_migration']);
  const keys = await hq.rows<{ name: string }>(
    `select i.indexrelid::regclass::text as name from pg_index i join pg_class c on c.oid = i.indrelid where i.indisunique and c.relnamespace = 'public'::regnamespace
        and not exists (select 1 from pg_attribute a where a.attrelid = i.indrelid and a.attname = 'tenant' and a.attnum = any(i.indkey)) order by 1`,
  );
  expect(keys.map(({ name }) => name)).toEqual(['schema_migration_pkey']);
  const links = await hq.rows<{ name: string }>(
    `select conname as name from pg_constraint k where k.contype = 'f' and k.connamespace = 'public'::regnamespace and not exists (select 1 from pg_attribute a where a.attrelid = k.conrelid and a.attname = 'tenant' and a.attnum = any(k.conkey))`,
  );
  expect(links).toEqual([]);
});

it('gives every headquarters in a database what an owner who is no superuser has to bring up to date, and none sees what another counts', async () => {
  const admin = new Client({ connectionString: hq.databaseUrl });
  await admin.connect();
  await admin.query(`create role plain login createrole password 'plain'`);
  await admin.query('create database plain owner plain');
  await admin.end();
  const url = Object.assign(new URL(hq.databaseUrl), { username: 'plain', password: 'plain', pathname: '/plain' }).href;
  const on = async <T>(tenant: string, work: (database: Database) => Promise<T>): Promise<T> => {
    const database = await openDatabase(url, pino({ level: 'silent' }), tenant);
    try {
      return await work(database);
    } finally {
      await database.close();
    }
  };
  for (const tenant of ['main', 'other']) {
    await on(tenant, async ({ pool }) => {
      await pool.query(`insert into device (station, code, key, epoch, state) values ($1, 'R1', 'k', 'e', 'revoked')`, [randomUUID()]);
      await pool.query(`insert into record_tally (id, site, form, at, created, counts, cells, brief) values ($1, 'BJ01', 'complaint', '', '', true, '{}', '{"headline":"三次来电无人接听"}')`, [tenant]);
    });
  }
  // as the program before left it
  const owner = new Client({ connectionString: url });
  await owner.connect();
  await owner.query('drop policy own_tenant on record_tally; alter table record_tally disable row level security, no force row level security; delete from schema_migration where version = 45');
  await owner.end();
  for (const tenant of ['main', 'other']) {
    await on(tenant, async ({ pool }) => {
      expect((await pool.query(`select tenant, revoked_at is not null as dated from device where kind = 'station'`)).rows).toEqual([{ tenant, dated: true }]);
      expect((await pool.query('select id from record_tally')).rows).toEqual([{ id: tenant }]);
    });
  }
});

it('works under that role also where a headquarters in another database of the server is making it at that moment', async () => {
  const own = createFolder();
  const server = await startPostgres(own);
  const other = new Client({ connectionString: server.url });
  await other.connect();
  try {
    await other.query('begin; create role sanlian_hq nologin');
    const opening = openDatabase(server.url, pino({ level: 'silent' }));
    await expect.poll(async () => (await other.query('select 1 from pg_locks where not granted')).rowCount).toBe(1);
    await other.query('commit');
    const { pool, close } = await opening;
    expect((await pool.query('select current_user as is')).rows).toEqual([{ is: 'sanlian_hq' }]);
    await close();
  } finally {
    await other.end();
    await server.stop();
    removeFolder(own);
  }
});

it('lets a client go that does not say what it wants', async () => {
  const { hostname, port } = new URL(hq.address);
  const before = lines.length;
  const ended = await new Promise<string>((resolve) => {
    const socket = connect(Number(port), hostname, () => socket.write('GET /healthz HTTP/1.1\r\nHost: x\r\n'));
    let text = '';
    socket.on('data', (piece) => (text += String(piece)));
    socket.on('close', () => resolve(text));
    socket.on('error', () => undefined);
  });
  expect(ended).toMatch(/^HTTP\/1.1 408|^$/);
  expect(outOfTime(before)).toBe(1);
  expect((await fetch(`${hq.address}/healthz`)).status).toBe(200);
});

it('lets a client go that sends its request drop by drop, and goes on for the others', async () => {
  const slow = await startHeadquarters({ dataFolder: hq.folder, port: 0, databaseUrl: hq.databaseUrl, log, limits: { slowest: 2_000 } });
  const { hostname, port } = new URL(slow.address);
  const before = lines.length;
  const body = new Uint8Array(1000);
  const began = performance.now();
  let sent = 0;
  const ended = new Promise<{ text: string; took: number }>((resolve) => {
    const socket = connect(Number(port), hostname, () => socket.write(`POST /v1/enrol HTTP/1.1\r\nHost: x\r\nContent-Type: application/octet-stream\r\nContent-Length: ${body.length}\r\n\r\n`));
    const drip = setInterval(() => { socket.write(body.subarray(0, 1)); sent += 1; }, 100);
    let text = '';
    socket.on('data', (piece) => (text += String(piece)));
    socket.on('error', () => undefined);
    socket.on('close', () => { clearInterval(drip); resolve({ text, took: performance.now() - began }); });
  });
  try {
    expect((await fetch(`${slow.address}/healthz`)).status).toBe(200);
    const { text, took } = await ended;
    expect(text).toMatch(/^HTTP\/1.1 408|^$/);
    expect(outOfTime(before)).toBe(1);
    expect(took).toBeGreaterThan(1_900);
    // not when it was through: that would have taken as long as it likes
    expect(sent).toBeLessThan(body.length);
    expect((await fetch(`${slow.address}/healthz`)).status).toBe(200);
  } finally {
    await slow.stop();
  }
});

it('takes no client that has gone for a fault of its own', async () => {
  const { hostname, port } = new URL(hq.address);
  const before = lines.length;
  // no metric counts who is not answered: seen where the server begins with a request
  const seen = { begun: 0, gone: 0 };
  const see = (message: unknown): void => {
    const { request } = message as { readonly request: IncomingMessage };
    if (request.headers.host !== 'gone') return;
    seen.begun += 1;
    if (request.socket.remoteAddress === undefined) seen.gone += 1;
  };
  subscribe('http.server.request.start', see);
  try {
    for (let n = 0; n < 40; n += 1) {
      await new Promise<void>((resolve) => {
        const socket = connect(Number(port), hostname, () => socket.write('GET /healthz HTTP/1.1\r\nHost: gone\r\n\r\n'.repeat(4), () => socket.resetAndDestroy()));
        socket.on('close', () => resolve());
        socket.on('error', () => undefined);
      });
    }
    await expect.poll(() => seen.begun, { timeout: 20_000 }).toBe(160);
  } finally {
    unsubscribe('http.server.request.start', see);
  }
  expect(seen.gone).toBeGreaterThan(0);
  expect((await fetch(`${hq.address}/healthz`)).status).toBe(200);
  expect(lines.slice(before).filter((line) => line.includes('request failed'))).toEqual([]);
});

it('answers busy to a station that asks too often, and the station tries again by itself', async () => {
  // on a slow machine the minute may be over before the station asks
  await vi.waitFor(async () => {
    let busy = 0;
    for (let i = 0; i < 70; i += 1) {
      const answer = await requestAs(station, hq.address, '/v1/position', new Uint8Array(), { method: 'GET' });
      if (answer.status === 429) {
        busy += 1;
        expect(await answer.json()).toEqual({ error: 'busy' });
      }
    }
    expect(busy).toBeGreaterThan(5);
    expect(await station.sync.now()).toMatchObject({ state: 'busy', lastError: { code: 'headquarters-busy', detail: 'busy' }, againAt: expect.any(String) });
  }, { timeout: 100_000 });
  let codes = 0;
  for (let i = 0; i < 8; i += 1) codes += (await fetch(`${hq.address}/v1/enrol`, { method: 'POST', body: '{}', headers: { 'content-type': 'application/octet-stream' } })).status === 429 ? 1 : 0;
  expect(codes).toBeGreaterThan(1);
}, 120_000);

it('a station told to wait says until when, waits that long, keeps what it has brought and goes on by itself', async () => {
  const small = await openHeadquarters({ limits: { perStation: 25, window: 3_000 } });
  const waits: number[] = [];
  const mine = createFolder();
  const clock: Clock = {
    now: () => Date.now(),
    after: (ms, work) => {
      waits.push(ms);
      const timer = setTimeout(work, ms);
      return () => clearTimeout(timer);
    },
  };
  const asking = await openStation(mine, 'GU2', fetch, context.site.code, { clock });
  try {
    await asking.sync.enrol(small.address, await small.createEnrolmentCode());
    const [doc] = asking.writeRecords(1);
    for (let n = 0; n < 60; n += 1) await asking.attach(doc!, new TextEncoder().encode(`file ${n}`));
    asking.sync.start();
    await expect.poll(() => asking.sync.status().state, { timeout: 20_000 }).toBe('busy');
    const told = asking.sync.status();
    const left = Date.parse(told.againAt!) - Date.now();
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThanOrEqual(5_100);
    // the number that is waited for is the one that is shown, and nothing is tried before
    expect(waits.at(-1)).toBeGreaterThan(left - 500);
    expect(told).toMatchObject({ unsent: 0, lastError: { code: 'headquarters-busy' } });
    expect(told.unsentFiles).toBeGreaterThan(0);
    expect(told.unsentFiles).toBeLessThan(60);
    asking.sync.poke();
    await expect.poll(() => asking.sync.status().unsentFiles, { timeout: 60_000 }).toBe(0);
    await expect.poll(() => asking.sync.status().state, { timeout: 20_000 }).toBe('connected');
    expect(asking.sync.status()).not.toHaveProperty('againAt');
    const waited = asking.statuses.filter(({ state }) => state === 'busy');
    expect(waited.length).toBeGreaterThan(1);
    // what was brought stays brought
    expect(waited.map(({ unsentFiles }) => unsentFiles)).toEqual(waited.map(({ unsentFiles }) => unsentFiles).toSorted((a, b) => b - a));
    expect(asking.statuses.some(({ state }) => state === 'offline' || state === 'refused')).toBe(false);
  } finally {
    await asking.close();
    await small.stop();
    removeFolder(mine);
  }
}, 120_000);

it('a station told to wait does so while somebody goes on working', async () => {
  const own = await openHeadquarters();
  const mine = createFolder();
  const askedAt: number[] = [];
  let poke = (): void => undefined;
  const asking = await openStation(mine, 'GU3', async (input, init) => {
    if (!String(input).includes('/v1/position')) return fetch(input, init);
    askedAt.push(Date.now());
    // what is written in the middle of the round
    poke();
    return Response.json({}, { status: 429, headers: { 'retry-after': '60' } });
  });
  try {
    await asking.sync.enrol(own.address, await own.createEnrolmentCode());
    poke = () => {
      asking.writeRecords(1);
      asking.sync.poke();
    };
    asking.sync.start();
    await expect.poll(() => asking.sync.status().state, { timeout: 20_000 }).toBe('busy');
    await new Promise((resolve) => { setTimeout(resolve, 1500); });
    expect(askedAt).toHaveLength(1);
    expect(asking.sync.status().state).toBe('busy');
  } finally {
    await asking.close();
    await own.stop();
    removeFolder(mine);
  }
});
