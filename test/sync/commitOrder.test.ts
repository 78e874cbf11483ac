import { Client } from 'pg';
import { expect, it } from 'vitest';
import { createFolder, openHeadquarters, removeFolder } from './headquarters.ts';
import { openStation, type TestStation } from './station.ts';

it('nobody reads past a commit that is still under way: the log is in commit order (I5)', async () => {
  const hq = await openHeadquarters();
  const folders = [createFolder(), createFolder(), createFolder()];
  const stations: TestStation[] = [];
  for (const [i, folder] of folders.entries()) {
    stations.push(await openStation(folder, `CO${i}`));
    expect(await stations[i]!.sync.enrol(hq.address, await hq.createEnrolmentCode())).toMatchObject({ ok: true });
  }
  const [owner, slow, reader] = stations as [TestStation, TestStation, TestStation];
  const [doc] = owner.writeRecords(1);
  await owner.sync.now();
  await slow.sync.now();
  slow.write(doc!, { kind: 'edited', set: { comment: '一' }, unset: [] });
  await slow.sync.now();
  // the next one in conflict has its numbers and then waits for the row of the other version
  const holder = new Client({ connectionString: hq.databaseUrl });
  await holder.connect();
  await holder.query('begin');
  expect((await holder.query('select 1 from branch where doc = $1 for update', [doc])).rowCount).toBe(1);
  slow.write(doc!, { kind: 'edited', set: { comment: '二' }, unset: [] });
  const waiting = slow.sync.now();
  await expect.poll(async () => (await hq.rows(`select 1 from pg_stat_activity where wait_event_type = 'Lock' and query like 'insert into branch%'`)).length, { timeout: 30_000 }).toBe(1);

  owner.writeRecords(2);
  const other = owner.sync.now();
  // it waits its turn, or it is through: either way nothing of the log may be passed over
  let isThrough = false;
  const through = other.then(() => (isThrough = true));
  await expect.poll(async () => isThrough || (await hq.rows(`select 1 from pg_stat_activity where wait_event_type = 'Lock' and query like '%counter%'`)).length === 1, { timeout: 30_000 }).toBe(true);
  await reader.sync.now();
  await holder.query('commit');
  await holder.end();
  await through;
  expect(await waiting).toMatchObject({ state: 'connected' });
  expect(await other).toMatchObject({ state: 'connected' });
  await reader.sync.now();
  const log = await hq.rows<{ station: string; seq: number; hash: string }>('select station, seq::int as seq, hash from op where audience is not null order by server_seq');
  expect(log.filter((op) => reader.store.read.pulledHash(op.station, op.seq) !== op.hash)).toEqual([]);
  for (const station of stations) await station.close();
  await hq.stop();
  for (const folder of folders) removeFolder(folder);
});
