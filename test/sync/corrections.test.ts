import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pino } from 'pino';
import { recordToIndex } from '../../domain/forms/indexing.ts';
import { evolve } from '../../domain/record/evolve.ts';
import { sealOp, sectionOf, type Event } from '../../domain/record/op.ts';
import type { Rec } from '../../domain/record/record.ts';
import type { Settled } from '../../hq/corrections.ts';
import { openDatabase, type Database } from '../../hq/database.ts';
import { createOldCorrections } from '../../hq/oldCorrections.ts';
import { appendOwn } from '../../hq/ownLog.ts';
import { readHeadquarters, type Headquarters } from '../../hq/wire.ts';
import { rereadKey } from '../../main/station/afterUpdate.ts';
import type { StationClient } from '../../renderer/client.ts';
import { codesOf, orderAtSigning, passphrase, signAs, type TestStation } from '../station/bench.ts';
import { openHeadquarters, type TestHeadquarters } from './headquarters.ts';
import { deskClientOf, openSite, sendAll } from './sites.ts';
import { joinAs } from './webVisitor.ts';

/** A paper is corrected as long as a correction of it stands: at the station, at headquarters and at whoever pulls. */
let hq: TestHeadquarters;
let station: TestStation;
let colleague: TestStation;
let visitor: Awaited<ReturnType<typeof joinAs>>;
let manager: StationClient;
const days = { from: '2026-10-01', to: '2026-12-31' };

beforeAll(async () => {
  hq = await openHeadquarters();
  station = await openSite(hq, 'BJ01', 'BJ01', 'engineer');
  colleague = await openSite(hq, 'BJ01', 'BJ03', 'engineer');
  visitor = await joinAs(hq.address, hq.adminCode, '刘经理');
  manager = deskClientOf(hq, visitor);
}, 180_000);
afterAll(async () => {
  await station?.remove();
  await colleague?.remove();
  await hq?.stop();
});

const sign = async (id: string): Promise<void> => {
  await signAs(station, id, 'engineer', '张晓明', '运维工程师');
  await station.client.handover.begin({ id });
  await signAs(station, id, 'supervisor', '李建国');
  await station.client.handover.end({ secret: passphrase });
};
const move = async ({ client }: TestStation, id: string, transition: string, reason?: string): Promise<void> => {
  const { record } = await client.records.get({ id });
  await client.records.execute({ kind: 'move', id, base: record.rev, transition, ...(reason === undefined ? {} : { reason }) });
};
const correct = (id: string, data = {}): Promise<Rec> => station.client.records.execute({ kind: 'create', id: uuidv7(), form: 'service-order', data, corrects: id });
const exchange = async (): Promise<void> => {
  await sendAll(station);
  await sendAll(colleague);
  await station.client.sync.now();
  await colleague.client.sync.now();
};

/** An operation of the station as a release of before wrote it: nothing follows from it. */
const append = (doc: string, eventOf: (rec: Rec) => Event): void => {
  const { store, identity } = station.station.core.open();
  store.write((writer) => {
    const rec = writer.record(doc)!;
    const event = eventOf(rec);
    const { seq, hash } = writer.head();
    const seen = writer.lastSeen(rec.id);
    const sealed = sealOp({ v: 1, station: identity.station, seq: seq + 1, prev: hash, id: uuidv7(), doc: rec.id, section: sectionOf(event.kind), base: rec.rev, ...(seen === null ? {} : { seen }), by: rec.owner, at: '2026-10-12T12:00:00+08:00', mono: 1, event });
    writer.append(sealed);
    const next = evolve(rec, sealed.op)!;
    writer.putRecord(next, { ...recordToIndex(next, writer.definition(next.def)!), clocks: [] });
  });
};
/** Headquarters threw it away, and nothing followed. */
const voidAsBefore = async (database: Database, id: string): Promise<void> => {
  const headquarters = await readHeadquarters(database);
  await database.transaction(async (client) => {
    const rec = (await client.query<{ body: Rec }>('select body from record where id = $1 for update', [id])).rows[0]!.body;
    await appendOwn(client, headquarters, { id: 'a', name: '刘经理' }, new Map([[rec.id, rec]]), [{ doc: rec.id, event: { kind: 'voided', to: 'void', reason: '不必更正' } }]);
  });
};

/** As an updated headquarters does by itself, all of it at once. */
const settleAll = async (database: Database, headquarters: Headquarters, page?: number): Promise<Settled> => {
  const next = createOldCorrections(database, headquarters, page);
  const pages: Settled[] = [];
  for (let done = await next(); done; done = await next()) pages.push(done);
  return { settled: pages.reduce((sum, { settled }) => sum + settled, 0), kept: pages.flatMap(({ kept }) => kept) };
};

const medium = (label: string) => station.client.records.execute({ kind: 'create', id: uuidv7(), form: 'backup-medium', data: { label } });
/** A paper whose correction is not thrown away yet, and which no step of either will put right. */
const stuckMedium = async (label: string, corrected = `${label}（更正）`): Promise<Rec> => {
  const [original, correction] = [await medium(label), await medium(corrected)];
  replace(original, correction);
  return { ...original, correctedBy: correction.id };
};
const replace = (original: Rec, correction: Rec): void => {
  append(correction.id, () => ({ kind: 'linked', link: { rel: 'corrects', to: original.id } }));
  append(original.id, () => ({ kind: 'corrected', by: correction.id }));
};

/** From the records alone, by the way back from the corrections: no mark on the original is asked. */
const countable = async (client: StationClient): Promise<number> => {
  const { rows } = await client.records.list({ form: 'service-order', text: '', offset: 0, limit: 100 });
  const recs = await Promise.all(rows.map(async ({ id }) => (await client.records.get({ id })).record));
  const stands = (rec: Rec): boolean => (!rec.voided && rec.state !== 'void') || replacedBy(rec);
  const replacedBy = (rec: Rec): boolean => recs.some((other) => other.links.some(({ rel, to }) => rel === 'corrects' && to === rec.id) && stands(other));
  return recs.filter((rec) => !rec.voided && rec.state !== 'void' && !replacedBy(rec)).length;
};
const counted = async (): Promise<readonly number[]> => {
  const reports = [(await manager.reports.sheet({ ...days, site: 'BJ01' })).report, await station.client.reports.draft(days), await colleague.client.reports.draft(days)];
  return reports.map(({ figures }) => Number(figures.find(({ id }) => id === 'order.type')!.value));
};
const expectAlike = async (original: string, correctedBy: string | undefined): Promise<void> => {
  await exchange();
  for (const client of [manager, station.client, colleague.client]) expect((await client.records.get({ id: original })).record.correctedBy).toBe(correctedBy);
  const wanted = await Promise.all([manager, station.client, colleague.client].map(countable));
  expect(await counted()).toEqual(wanted);
  expect(new Set(wanted).size).toBe(1);
};

describe('a correction that is thrown away', () => {
  it('leaves its original in force, wherever it is thrown away, and another one may follow', async () => {
    const original = await orderAtSigning(station);
    await sign(original);
    const first = await correct(original);
    await expectAlike(original, first.id);
    expect(await codesOf(correct(original))).toEqual(['already-corrected']);

    // a paper of its own, due on the day it is made, here and there
    const made = first.createdAt.slice(0, 10);
    const dues = async (client: StationClient | TestStation['client']) => (await client.records.get({ id: first.id })).clocks.map(({ id, due }) => [id, due]);
    expect([await dues(station.client), await dues(manager)]).toEqual(Array.from({ length: 2 }, () => [['document-submit', `${made}T23:59:59+08:00`]]));
    const late = (await manager.boards.behind({ records: { kind: 'clocks', clocks: ['document-submit'], from: '2026-10-01T00:00:00+08:00', to: `${made}T00:00:00+08:00`, which: 'open' }, offset: 0, limit: 100 })).rows;
    expect(late.map(({ id }) => id)).not.toContain(first.id);

    // at the desk, before anybody heard of it: another one at once
    await move(station, first.id, 'void', '开错了');
    expect((await station.client.records.get({ id: original })).record.correctedBy).toBeUndefined();
    const second = await correct(original);
    await expectAlike(original, second.id);

    // by headquarters, not signed yet
    await manager.headquarters.void({ id: second.id, reason: '不必更正' });
    await expectAlike(original, undefined);

    // by headquarters, sealed: and its own correction stands in its place until that is void too
    const third = await correct(original, { advice: '补充' });
    for (const transition of ['dispatch', 'start', 'submit']) await move(station, third.id, transition);
    await sign(third.id);
    const fourth = await correct(third.id);
    await expectAlike(original, third.id);
    await manager.headquarters.void({ id: third.id, reason: '张冠李戴' });
    await expectAlike(original, third.id);
    await move(station, fourth.id, 'void', '不要了');
    await expectAlike(original, undefined);

    // at the desk of another station, which may not write the original
    const fifth = await correct(original);
    await exchange();
    const { id: to } = (await manager.headquarters.stations()).find(({ code }) => code === 'BJ03')!;
    await manager.headquarters.reassign({ id: fifth.id, to, reason: '换人' });
    await exchange();
    await move(colleague, fifth.id, 'void', '现场已改');
    await expectAlike(original, undefined);
  }, 240_000);

  it('is one fact when desk and headquarters throw it away without knowing of each other, and the next correction stands', async () => {
    const original = await orderAtSigning(station);
    await sign(original);
    const first = await correct(original);
    await exchange();
    await manager.headquarters.void({ id: first.id, reason: '不必更正' });
    await move(station, first.id, 'void', '开错了');
    const second = await correct(original);
    await expectAlike(original, second.id);
    for (const id of [original, first.id, second.id]) expect((await manager.records.get({ id })).sync?.state).toBe('at-headquarters');
  }, 120_000);

  it('by a release that did not know of it is settled after the update by itself, at the station and at headquarters', async () => {
    const stuck = async (): Promise<{ readonly original: string; readonly correction: string }> => {
      const original = await orderAtSigning(station);
      await sign(original);
      return { original, correction: (await correct(original)).id };
    };
    const correctedBy = async (client: StationClient, id: string): Promise<string | undefined> => (await client.records.get({ id })).record.correctedBy;
    const here = await stuck();
    const there = await stuck();
    await exchange();

    // thrown away at the desk, nothing further written
    append(here.correction, (rec) => ({ kind: 'moved', transition: 'void', from: rec.state, to: 'void', reason: '开错了' }));
    station.station.core.open().store.write((writer) => writer.setMeta(rereadKey, null));
    expect(await correctedBy(station.client, here.original)).toBe(here.correction);

    // thrown away by headquarters, nothing further written
    const database = await openDatabase(hq.databaseUrl, pino({ level: 'silent' }));
    try {
      const headquarters = await readHeadquarters(database);
      await voidAsBefore(database, there.correction);
      await hq.rows(`delete from meta where name = 'corrections.settled'`);
      await colleague.client.sync.now();
      expect(await correctedBy(colleague.client, there.original)).toBe(there.correction);
      // both processes of an updated headquarters start at once
      expect(Math.max(...(await Promise.all([settleAll(database, headquarters), settleAll(database, headquarters)])).map(({ settled }) => settled))).toBeGreaterThan(0);
      expect(await settleAll(database, headquarters)).toEqual({ settled: 0, kept: [] });
      expect(await hq.rows(`select 1 from op where kind = 'reinstated' and doc = $1`, [there.original])).toHaveLength(1);
    } finally {
      await database.close();
    }
    await expectAlike(there.original, undefined);

    const accounts = (await station.client.station.status()).accounts!;
    await station.client.station.lock();
    await station.client.station.unlock({ account: accounts[0]!.id, passphrase });
    expect(await correctedBy(station.client, here.original)).toBeUndefined();
    await expectAlike(here.original, undefined);
    expect((await manager.records.get({ id: here.original })).history.filter(({ event }) => event.kind === 'reinstated')).toHaveLength(1);
    await expectAlike(here.original, undefined);
  }, 240_000);

  it('under a release that did not know of it stays as it is where another paper of the site has its place by now: headquarters says which, and a person decides', async () => {
    const [taken, free] = [await stuckMedium('磁带一'), await stuckMedium('磁带二')];
    await exchange();
    const database = await openDatabase(hq.databaseUrl, pino({ level: 'silent' }));
    try {
      for (const { correctedBy } of [taken, free]) await voidAsBefore(database, correctedBy!);
      const instead = await medium('磁带一');
      await exchange();
      await hq.rows(`delete from meta where name = 'corrections.settled'`);
      const kept = [{ number: taken.number, by: { id: instead.id, form: 'backup-medium', number: instead.number } }];
      expect(await settleAll(database, await readHeadquarters(database))).toEqual({ settled: 1, kept });
      await expectAlike(taken.id, taken.correctedBy);
      await expectAlike(free.id, undefined);
      expect((await visitor.get(`/records/${taken.id}`)).text).toContain(`${instead.number} has been written for the same meanwhile`);
      expect((await visitor.get(`/records/${free.id}`)).text).not.toContain('has been written for the same meanwhile');
    } finally {
      await database.close();
    }
  }, 240_000);

  it('by a release that did not know of it leaves the place to the paper that counted last, however many there are', async () => {
    const [first, last] = [await stuckMedium('磁带十一'), await stuckMedium('磁带十一', '磁带十二')];
    await exchange();
    const database = await openDatabase(hq.databaseUrl, pino({ level: 'silent' }));
    try {
      for (const { correctedBy } of [first, last]) await voidAsBefore(database, correctedBy!);
      await hq.rows(`delete from meta where name = 'corrections.settled'`);
      const kept = { number: first.number, by: { id: last.id, form: 'backup-medium', number: last.number } };
      expect(await settleAll(database, await readHeadquarters(database), 1)).toEqual({ settled: 1, kept: expect.arrayContaining([kept]) });
    } finally {
      await database.close();
    }
    await expectAlike(last.id, undefined);
    await expectAlike(first.id, first.correctedBy);
  }, 240_000);

  it('goes also where another paper has the place of its original by now: that one stays replaced and names the other, and is in force again once the place is free', async () => {
    const [here, there] = [await stuckMedium('磁带四'), await stuckMedium('磁带五')];
    await exchange();
    const [insteadHere, insteadThere] = [await medium('磁带四'), await medium('磁带五')];
    await move(station, here.correctedBy!, 'void', '不必更正');
    await exchange();
    expect(await hq.desk.void({ id: 'a', name: '刘经理' }, { id: there.correctedBy!, reason: '不必更正' })).toMatchObject({ ok: true });
    for (const [original, instead] of [[here, insteadHere], [there, insteadThere]] as const) {
      await expectAlike(original.id, original.correctedBy);
      for (const client of [station.client, colleague.client, manager]) expect((await client.records.get({ id: original.id })).placeTaken).toEqual({ id: instead.id, form: 'backup-medium', number: instead.number });
      expect((await manager.records.get({ id: instead.id })).placeTaken).toBeUndefined();
      expect((await visitor.get(`/records/${original.id}`)).text).toContain(`${instead.number} has been written for the same meanwhile`);
    }
    await move(station, insteadHere.id, 'void', '重复');
    expect((await station.client.records.get({ id: here.id })).record.correctedBy).toBeUndefined();
    expect(await hq.desk.void({ id: 'a', name: '刘经理' }, { id: insteadThere.id, reason: '重复' })).toMatchObject({ ok: true });
    for (const original of [here, there]) {
      await expectAlike(original.id, undefined);
      for (const client of [station.client, manager]) expect((await client.records.get({ id: original.id })).placeTaken).toBeUndefined();
    }
    // it has its place again
    expect(await codesOf(medium('磁带四'))).toEqual(['round-exists']);
  }, 240_000);

  it('gives the place back to the paper it replaced, not to one that waits for the place since long before', async () => {
    const places = ['磁带七', '磁带八'] as const;
    const old = [await stuckMedium(places[0]), await stuckMedium(places[1])];
    const held = [await medium(places[0]), await medium(places[1])];
    for (const { correctedBy } of old) await move(station, correctedBy!, 'void', '不必更正');
    const corrections: string[] = [];
    for (const [at, place] of places.entries()) {
      const correction = await medium(`${place}（再更正）`);
      replace(held[at]!, correction);
      const { record } = await station.client.records.get({ id: correction.id });
      await station.client.records.execute({ kind: 'edit', id: record.id, base: record.rev, set: { label: place }, unset: [] });
      corrections.push(record.id);
    }
    await expectAlike(held[0]!.id, corrections[0]);
    await expectAlike(old[1]!.id, old[1]!.correctedBy);
    await move(station, corrections[0]!, 'void', '不必更正');
    expect(await hq.desk.void({ id: 'a', name: '刘经理' }, { id: corrections[1]!, reason: '不必更正' })).toMatchObject({ ok: true });
    for (const each of held) await expectAlike(each.id, undefined);
    for (const each of old) await expectAlike(each.id, each.correctedBy);
  }, 240_000);

  it('is found by an index among all sheets of the site', async () => {
    const waiting = await stuckMedium('磁带十');
    const instead = await medium('磁带十');
    await move(station, waiting.correctedBy!, 'void', '不必更正');
    await expectAlike(waiting.id, waiting.correctedBy);
    await hq.rows(`insert into record (id, station, form, number, state, rev, updated_at, server_seq, body, site, holder, shared, words)
      select id || '-' || k, station, form, number || '-' || k, state, rev, updated_at, server_seq, jsonb_set(body, '{data,label}', to_jsonb(k::text)), site, holder, shared, words from record, generate_series(1, 3000) k where id = $1`, [instead.id]);
    await hq.rows('analyze record');
    const scans = async (): Promise<number> => {
      await hq.rows('select pg_stat_clear_snapshot()');
      return (await hq.rows<{ n: number }>(`select coalesce(sum(idx_scan), 0)::int as n from pg_stat_user_indexes where indexrelname = 'record_corrected'`))[0]!.n;
    };
    const before = await scans();
    expect(await hq.desk.void({ id: 'a', name: '刘经理' }, { id: instead.id, reason: '重复' })).toMatchObject({ ok: true });
    await expect.poll(scans, { timeout: 30_000 }).toBeGreaterThan(before);
    await hq.rows(`delete from record where id like $1`, [`${instead.id}-%`]);
    await expectAlike(waiting.id, undefined);
  }, 240_000);

  it('is settled at the next start where headquarters was ended before it said what the freed place gives back', async () => {
    const waiting = await stuckMedium('磁带九');
    const instead = await medium('磁带九');
    await move(station, waiting.correctedBy!, 'void', '不必更正');
    await expectAlike(waiting.id, waiting.correctedBy);
    // headquarters has looked through its log up to here
    await expect.poll(() => hq.rows(`select 1 from meta m join counter c on c.tenant = m.tenant where m.name = 'corrections.settled' and c.name = 'op' and m.value::bigint >= c.value`), { timeout: 60_000 }).toHaveLength(1);
    await hq.halt();
    const database = await openDatabase(hq.databaseUrl, pino({ level: 'silent' }));
    try {
      await voidAsBefore(database, instead.id);
    } finally {
      await database.close();
    }
    await hq.resume(Number(new URL(hq.address).port));
    await expect.poll(() => hq.rows(`select 1 from op where kind = 'reinstated' and doc = $1`, [waiting.id]), { timeout: 30_000 }).toHaveLength(1);
    await expectAlike(waiting.id, undefined);
  }, 240_000);

  it('by a step headquarters had taken in when it was ended is settled at its next start', async () => {
    const left = await stuckMedium('磁带六');
    await exchange();
    await hq.halt();
    const database = await openDatabase(hq.databaseUrl, pino({ level: 'silent' }));
    try {
      await voidAsBefore(database, left.correctedBy!);
    } finally {
      await database.close();
    }
    await hq.resume(Number(new URL(hq.address).port));
    await expect.poll(() => hq.rows(`select 1 from op where kind = 'reinstated' and doc = $1`, [left.id]), { timeout: 30_000 }).toHaveLength(1);
    await expectAlike(left.id, undefined);
  }, 240_000);

  it('by a release that did not know of it keeps no headquarters from starting: it answers meanwhile, and tries again after an error', async () => {
    const left = await stuckMedium('磁带三');
    await exchange();
    const database = await openDatabase(hq.databaseUrl, pino({ level: 'silent' }));
    try {
      await voidAsBefore(database, left.correctedBy!);
    } finally {
      await database.close();
    }
    const isSettled = async (): Promise<boolean> => (await hq.rows(`select 1 from op where kind = 'reinstated' and doc = $1`, [left.id])).length > 0;
    await hq.halt();
    await hq.rows(`delete from meta where name = 'corrections.settled'`);
    await hq.rows('create sequence attempts');
    await hq.rows(`create function refuse_it() returns trigger language plpgsql security definer as $$ begin perform nextval('attempts'); raise exception 'not now'; end $$`);
    await hq.rows(`create trigger refuse_it before insert on op for each row when (new.kind = 'reinstated') execute function refuse_it()`);
    await hq.resume(Number(new URL(hq.address).port));
    await expect.poll(async () => (await hq.rows<{ is_called: boolean }>('select is_called from attempts'))[0]?.is_called, { timeout: 60_000 }).toBe(true);
    expect((await fetch(`${hq.address}/healthz`)).status).toBe(200);
    expect(await isSettled()).toBe(false);
    await hq.rows('drop trigger refuse_it on op');
    await expect.poll(isSettled, { timeout: 60_000 }).toBe(true);
    await expect.poll(() => hq.rows(`select value from meta where name = 'corrections.settled'`), { timeout: 60_000 }).toHaveLength(1);
  }, 240_000);
});
