import { pino } from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openDatabase, type Database } from '../../hq/database.ts';
import { takePull } from '../../hq/pull.ts';
import { readPush, takePush } from '../../hq/push.ts';
import { readHeadquarters } from '../../hq/wire.ts';
import { createFolder, openHeadquarters, removeFolder, type TestHeadquarters } from './headquarters.ts';
import { openStation, type TestStation } from './station.ts';

let hq: TestHeadquarters;
let database: Database;
let folder: string;
let station: TestStation;
beforeAll(async () => {
  hq = await openHeadquarters();
  database = await openDatabase(hq.databaseUrl, pino({ level: 'silent' }));
  folder = createFolder();
  station = await openStation(folder, 'KO');
  expect(await station.sync.enrol(hq.address, await hq.createEnrolmentCode())).toMatchObject({ ok: true });
});
afterAll(async () => {
  await station.close();
  await database.close();
  await hq.stop();
  removeFolder(folder);
});

/** Rows of the log and of the records that the database read for the work. It is done on one connection, which tells at once. */
const rowsFor = async (work: () => Promise<unknown>): Promise<number> => {
  const told = async (): Promise<number> => {
    await database.pool.query('select pg_stat_force_next_flush()');
    const [sum] = await hq.rows<{ read: number }>(`select sum(coalesce(idx_tup_fetch, 0) + seq_tup_read)::int as read from pg_stat_user_tables where relname in ('op', 'record')`);
    return sum!.read;
  };
  const before = await told();
  await work();
  return (await told()) - before;
};

it('a batch and a page cost what is in them, not what is in the log, also while the database has no statistics yet', async () => {
  for (const table of ['op', 'record']) await hq.rows(`alter table ${table} set (autovacuum_enabled = false)`);
  const port = Number(new URL(hq.address).port);
  const headquarters = await readHeadquarters(database);
  const { identity, store } = station;
  const [other] = await hq.rows<{ station: string }>(`select station from device where kind = 'headquarters'`);
  const measure = async () => {
    // headquarters' own indexes follow the log by themselves and would be counted too
    await hq.halt();
    await expect.poll(async () => (await hq.rows(`select 1 from pg_stat_activity where backend_type = 'client backend' and datname = current_database()`)).length, { timeout: 30_000 }).toBeLessThanOrEqual(2);
    const after = store.read.head().seq;
    station.writeRecords(160);
    const ops = store.read.opsAfter(after, 500, 1e7);
    const push = await rowsFor(async () => expect(await takePush(database, identity.station, await readPush(identity.station, { ops: ops.map(({ seq, hash, bytes }) => ({ seq, hash, bytes })) }), '')).toMatchObject({ kind: 'stored' }));
    const [place] = await hq.rows<{ n: number; chain: string }>('select server_seq::int as n, chain from op where station = $1 and seq = $2', [identity.station, after]);
    // whoever reads it is another station of the site
    await hq.rows(`update device set site = 'BJ01' where station = $1`, [other!.station]);
    const pull = await rowsFor(async () => expect(await takePull(database, headquarters, other!.station, place!.n, place!.chain, 500)).toMatchObject({ kind: 'page', answer: { more: false, entries: { length: ops.length } } }));
    await hq.resume(port);
    return { push, pull, size: ops.length };
  };
  station.writeRecords(20);
  await station.sync.now();
  const small = await measure();
  await station.sync.now();
  station.writeRecords(1_500);
  expect(await station.sync.now()).toMatchObject({ state: 'connected', unsent: 0 });
  const large = await measure();
  // an index is a step deeper by then
  // the page itself, or the record a batch goes on with: nothing else of the log is looked at, be it small or large
  for (const { push, pull, size } of [small, large]) expect({ push: push <= size, pull: pull <= size + 10 }, JSON.stringify({ small, large })).toEqual({ push: true, pull: true });
});
