import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { dayOf, msToSecond } from '../../domain/clocks/shanghai.ts';
import { definitionHash } from '../../domain/forms/define.ts';
import { formsById } from '../../domain/forms/index.ts';
import type { Data } from '../../domain/record/record.ts';
import { keepBoardIndex, type BoardIndex } from '../../hq/boardIndex.ts';
import { openDatabase, type Database } from '../../hq/database.ts';
import { createProfiles } from '../../hq/profiles.ts';
import { createCalendarReader } from '../../hq/reference.ts';
import { createDefinitions } from '../../hq/rpc/definitions.ts';
import { createFolder, openHeadquarters, removeFolder, type TestHeadquarters } from './headquarters.ts';
import { openBoardIndex } from './settings.ts';
import { context, engineer, openStation, type TestStation } from './station.ts';

/** What a suspension without an end holds up is reckoned anew every day (R33): a few papers at a time. */
let hq: TestHeadquarters;
let database: Database;
let station: TestStation;
let index: BoardIndex;
const folder = createFolder();
const held: { readonly id: string; readonly form: string; readonly number: string }[] = [];

beforeAll(async () => {
  hq = await openHeadquarters();
  station = await openStation(folder);
  expect(await station.sync.enrol(hq.address, await hq.createEnrolmentCode(15, 'BJ01'))).toMatchObject({ ok: true });
  const write = (form: string, data: Data, state?: string) => {
    const def = formsById.get(form)!;
    const hash = definitionHash(def);
    station.write(hash, { kind: 'defined', def });
    const id = randomUUID();
    const number = `${def.number.prefix}-BJ01-2021-${String(station.store.read.head().seq).padStart(6, '0')}`;
    station.write(id, { kind: 'created', form, def: hash, number, state: state ?? def.lifecycle.initial, owner: engineer, context, data, links: [] });
    return { id, form, number };
  };
  for (let n = 0; n < 5; n += 1) held.push(write('complaint', { receivedAt: '2021-10-12T09:00+08:00', channel: 'phone', complainant: '李建国', content: '三次来电无人接听' }));
  write('force-majeure', {
    event: '疫情封控', kind: 'epidemic', from: '2021-10-12', notifiedAt: '2021-10-12T09:30+08:00', proof: '街道通告', effect: '无法到场', author: '张晓明', papers: held, clocks: [{ clock: '投诉', from: '2021-10-12', reason: '封控' }],
  } as unknown as Data, 'ongoing');
  await station.sync.now();
  // headquarters' own index would be at it too
  await hq.halt();
  database = await openDatabase(hq.databaseUrl, pino({ level: 'silent' }));
  index = await openBoardIndex(database, { step: 2 }, () => undefined);
  await index.catchUp();
}, 120_000);
afterAll(async () => {
  await station?.close();
  await database?.close();
  await hq?.stop();
  removeFolder(folder);
});

const dues = () => hq.rows<{ id: string; due: string }>(`select id, due from record_clock where clock = 'complaint-reply' order by id`);
const stale = async (): Promise<number> => (await hq.rows<{ n: number }>(`select count(*)::int as n from record_clock where clock = 'complaint-reply' and started = 'stale'`))[0]!.n;
const dayThere = async (): Promise<string> => (await hq.rows<{ day: string }>('select day from board_state'))[0]!.day;
const yesterday = (): Promise<unknown> => hq.rows(`with old as (update record_clock set started = 'stale' where clock = 'complaint-reply') update board_state set day = '2021-01-01'`);

it('begins a day in steps, each in a transaction of its own, and goes on where one was broken off', async () => {
  const today = dayOf(msToSecond(Date.now()));
  const whole = await dues();
  expect(whole).toHaveLength(5);
  expect(await dayThere()).toBe(today);
  await yesterday();
  const left: number[] = [];
  for (let more = true; more && left.length < 20; left.push(await stale())) more = await index.grow();
  expect(left.slice(0, 3)).toEqual([3, 1, 0]);
  expect(await dayThere()).toBe(today);
  expect(await dues()).toEqual(whole);

  // another process goes on with the day; a board waits until all of it is there
  await yesterday();
  await index.grow();
  const other = keepBoardIndex(database, { definitions: createDefinitions(database), calendar: createCalendarReader(database), profiles: createProfiles(database.log), step: 2 }, () => undefined);
  await other.catchUp();
  await other.stop();
  expect([await stale(), await dayThere()]).toEqual([0, today]);
  expect(await dues()).toEqual(whole);
}, 120_000);
