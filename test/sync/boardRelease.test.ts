import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { definitionHash } from '../../domain/forms/define.ts';
import { formsById } from '../../domain/forms/index.ts';
import type { BoardIndex } from '../../hq/boardIndex.ts';
import { ownRelease, type BoardRelease } from '../../hq/boardRelease.ts';
import { openDatabase, type Database } from '../../hq/database.ts';
import { createFolder, openHeadquarters, removeFolder, type TestHeadquarters } from './headquarters.ts';
import { openBoardIndex } from './settings.ts';
import { context, engineer, openStation, type TestStation } from './station.ts';

/** Two releases that serve one database, and one that takes the other's place (docs/decisions/0030). */
let hq: TestHeadquarters;
let database: Database;
let station: TestStation;
const folder = createFolder();
const complaint = formsById.get('complaint')!;
const hash = definitionHash(complaint);
const older: BoardRelease = ownRelease;
const newer: BoardRelease = { way: older.way + 1, shapes: { ...older.shapes, complaint: 'another' } };
const filed = { receivedAt: '2021-10-12T09:00+08:00', channel: 'phone', complainant: '李建国', content: '三次来电无人接听' };

const indexOf = (release: BoardRelease): Promise<BoardIndex> => openBoardIndex(database, { step: 3, release });
const write = async (): Promise<string> => {
  const id = randomUUID();
  station.write(id, { kind: 'created', form: complaint.id, def: hash, number: `${complaint.number.prefix}-BJ01-2021-${String(station.store.read.head().seq).padStart(6, '0')}`, state: complaint.lifecycle.initial, owner: engineer, context, data: filed, links: [] });
  return id;
};
const send = async (): Promise<void> => {
  await hq.resume(Number(new URL(hq.address).port));
  await station.sync.now();
  await hq.halt();
};
/** What was counted is marked by hand: a count made again has no mark. */
const mark = (): Promise<unknown> => hq.rows(`update record_tally set brief = '{"marked":true}'`);
const marked = async (): Promise<readonly string[]> => (await hq.rows<{ form: string }>(`select distinct form from record_tally where brief ? 'marked' order by 1`)).map(({ form }) => form);

beforeAll(async () => {
  hq = await openHeadquarters();
  station = await openStation(folder);
  expect(await station.sync.enrol(hq.address, await hq.createEnrolmentCode(15, 'BJ01'))).toMatchObject({ ok: true });
  station.writeRecords(4);
  station.write(hash, { kind: 'defined', def: complaint });
  for (let n = 0; n < 5; n += 1) await write();
  await station.sync.now();
  await hq.halt();
  database = await openDatabase(hq.databaseUrl, pino({ level: 'silent' }));
}, 120_000);
afterAll(async () => {
  await station?.close();
  await database?.close();
  await hq?.stop();
  removeFolder(folder);
});

it('the newer one counts again what it counts otherwise and nothing else; the older one undoes none of it', async () => {
  const old = await indexOf(older);
  await old.catchUp();
  await mark();
  const fresh = await indexOf(newer);
  await fresh.catchUp();
  expect(await marked()).toEqual(['survey']);
  await mark();
  for (let n = 0; n < 5; n += 1) await (await indexOf(older)).grow();
  await (await indexOf(older)).catchUp();
  expect(await marked()).toEqual(['complaint', 'survey']);
  // what the older one took in meanwhile is counted again by the newer, and that alone
  const late = await write();
  await send();
  await mark();
  await old.catchUp();
  await (await indexOf(newer)).catchUp();
  expect(await hq.rows('select id, way, shape from record_tally where not brief ? $1', ['marked'])).toEqual([{ id: late, way: newer.way, shape: 'another' }]);
}, 120_000);

it('a release that counts alike touches nothing, whatever its labels; nothing is left at nought', async () => {
  await (await indexOf(newer)).catchUp();
  await mark();
  await (await indexOf({ ...newer, way: newer.way + 1 })).catchUp();
  expect(await marked()).toEqual(['complaint', 'survey']);
  const id = await write();
  await send();
  const index = await indexOf({ ...newer, way: newer.way + 1 });
  await index.catchUp();
  const counted = () => hq.rows<{ n: number }>(`select n from record_count where name = '' and form = 'complaint'`);
  const before = await counted();
  station.write(id, { kind: 'edited', set: { receivedAt: '2021-11-02T10:00+08:00' }, unset: [] });
  await send();
  await index.catchUp();
  expect((await counted()).length).toBe(before.length + 1);
  station.write(id, { kind: 'edited', set: { receivedAt: filed.receivedAt }, unset: [] });
  await send();
  await index.catchUp();
  expect(await counted()).toEqual(before);
  expect(await hq.rows('select 1 from record_count where n = 0 union all select 1 from record_due where open = 0 and met = 0 and missed = 0')).toEqual([]);
}, 120_000);

/** As the release before ways were known writes its counts: way and shape are not named. */
const writeAsBefore = (id: string): Promise<unknown> =>
  hq.rows(
    `insert into record_tally (id, site, form, at, created, counts, why, round, cells, brief)
     select id, site, form, at, created, counts, why, round, cells, '{"marked":true}' from record_tally where id = $1
     on conflict (tenant, id) do update set site = excluded.site, form = excluded.form, at = excluded.at, created = excluded.created, counts = excluded.counts, why = excluded.why, round = excluded.round, cells = excluded.cells, brief = excluded.brief`,
    [id],
  );

it('what the release before any way was known counts over is counted again by this one', async () => {
  await (await indexOf(newer)).catchUp();
  const id = await write();
  await send();
  const index = await indexOf(newer);
  await index.catchUp();
  const standing = () => hq.rows(`select way, shape, brief ? 'marked' as marked from record_tally where id = $1`, [id]);
  expect(await standing()).toEqual([{ way: newer.way, shape: 'another', marked: false }]);
  await writeAsBefore(id);
  expect(await standing()).toEqual([{ way: 0, shape: '', marked: true }]);
  await (await indexOf(newer)).catchUp();
  expect(await standing()).toEqual([{ way: newer.way, shape: 'another', marked: false }]);
}, 120_000);
