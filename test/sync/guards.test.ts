import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { Writable } from 'node:stream';
import { pino } from 'pino';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { openDatabase, type Database } from '../../hq/database.ts';
import { startPostgres } from '../../hq/postgres.ts';
import { createFolder, openHeadquarters, removeFolder, type TestHeadquarters } from './headquarters.ts';
import { pushAs, requestAs } from './request.ts';
import { openStation, type TestStation } from './station.ts';

let hq: TestHeadquarters;
let folder: string;
let station: TestStation;
const lines: string[] = [];
const log = pino({ level: 'info' }, new Writable({ write: (piece, _encoding, done) => { lines.push(String(piece)); done(); } }));

beforeAll(async () => {
  hq = await openHeadquarters({ log, limits: { perAddress: 400, perStation: 60, enrolments: 5 }, version: '9.9.9', internalToken: 'let-me-in' });
  folder = createFolder();
  station = await openStation(folder, 'GU1');
  expect(await station.sync.enrol(hq.address, await hq.createEnrolmentCode())).toMatchObject({ ok: true });
}, 60_000);
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
  expect(Object.keys(document.paths)).toEqual(['/v1/enrol', '/v1/position', '/v1/push', '/v1/pull', '/v1/news', '/v1/digest', '/v1/blobs/{sha256}', '/healthz', '/metrics']);
  expect(JSON.stringify(document.paths)).toContain('bytes');
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
  const ended = await new Promise<string>((resolve) => {
    const socket = connect(Number(port), hostname, () => socket.write('GET /healthz HTTP/1.1\r\nHost: x\r\n'));
    let text = '';
    socket.on('data', (piece) => (text += String(piece)));
    socket.on('close', () => resolve(text));
    socket.on('error', () => resolve('reset'));
  });
  expect(ended).toMatch(/408|reset/);
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
    expect(await station.sync.now()).toMatchObject({ state: 'offline', lastError: { code: 'headquarters-unreachable', detail: 'busy' } });
  }, { timeout: 100_000 });
  let codes = 0;
  for (let i = 0; i < 8; i += 1) codes += (await fetch(`${hq.address}/v1/enrol`, { method: 'POST', body: '{}', headers: { 'content-type': 'application/octet-stream' } })).status === 429 ? 1 : 0;
  expect(codes).toBeGreaterThan(1);
}, 120_000);
