import { randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { pino } from 'pino';
import { recordHash } from '../../domain/api/protocol.ts';
import type { ContractProfile } from '../../domain/contract/profile.ts';
import type { Rec } from '../../domain/record/record.ts';
import { openDatabase } from '../../hq/database.ts';
import { appendOwn } from '../../hq/ownLog.ts';
import { readHeadquarters } from '../../hq/wire.ts';
import { isKeySignature } from '../../main/sync/keySignature.ts';
import { exportSchema, verifyExport } from '../../domain/seal/export.ts';
import { runSanlian } from '../cli/run.ts';
import { assetsFolder, codesOf, createTestStation, newKey, signAs, type TestStation } from '../station/bench.ts';
import { readPeople } from '../../main/station/reference.ts';
import { openHeadquarters, type TestHeadquarters } from './headquarters.ts';
import { openSite } from './sites.ts';

/** The station as its window sees it, with a real headquarters. */
let hq: TestHeadquarters;
let station: TestStation;
const manager = { id: randomUUID(), name: '张经理' };
const order = { type: 'fault', urgency: 'urgent', contact: '李建国', place: '二楼机房', channel: 'phone', requestedAt: '2021-11-22T09:00+08:00', engineer: '张晓明', request: '查询慢', system: '申报' };
const hashThere = async (id: string): Promise<string> => recordHash((await hq.rows<{ body: Rec }>('select body from record where id = $1', [id]))[0]!.body);

beforeAll(async () => {
  hq = await openHeadquarters();
});
afterAll(() => hq.stop());
beforeEach(async () => {
  station = await createTestStation();
  await station.client.station.setUp({ profile: 'jifenluohu', site: 'BJ01', stationCode: `S${Math.floor(Math.random() * 1e6)}`, account: { name: '张晓明', role: 'projectManager', passphrase: '落户-2021-test' } });
  expect(await station.client.sync.enrol({ address: hq.address, code: await hq.createEnrolmentCode() })).toMatchObject({ state: 'connected' });
});
afterEach(() => station.remove());
const round = async (): Promise<void> => {
  expect(await station.client.sync.now()).toMatchObject({ state: 'connected', unsent: 0 });
};

describe('a record shows where it stands', () => {
  it('unsent, then at headquarters when its operations and all its files are there', async () => {
    const { client } = station;
    const id = uuidv7();
    await client.records.execute({ kind: 'create', id, form: 'service-order', data: order });
    expect((await client.records.get({ id })).sync).toMatchObject({ state: 'unsent', mine: true, files: {} });
    const file = await client.files.add({ record: id, file: new Blob([new Uint8Array(3000).fill(7)]), name: 'a.bin' });
    // as when the line breaks between operations and files
    station.station.core.open().store.write((writer) => writer.ackOps(writer.head().seq));
    expect((await client.records.get({ id })).sync).toMatchObject({ state: 'unsent', files: { [file.sha256]: { state: 'unsent' } } });
    const list = () => client.records.list({ form: 'service-order', offset: 0, limit: 10 });
    expect((await list()).rows[0]).toMatchObject({ unsent: true });
    await round();
    expect((await client.records.get({ id })).sync).toMatchObject({ state: 'at-headquarters', files: { [file.sha256]: { state: 'at-headquarters' } } });
    expect((await list()).rows[0]).toMatchObject({ unsent: false });
  });
});

describe('what headquarters sends', () => {
  it('an order is listed, worked on, signed, and its export holds; given to another, it can be read only', async () => {
    const { client } = station;
    const own = station.station.core.open().identity.station;
    const made = await hq.desk.dispatch(manager, { form: 'service-order', data: order, to: own, owner: { id: randomUUID(), name: '张晓明' } });
    if (!made.ok) throw new Error(JSON.stringify(made.error));
    const { id } = made.value;
    await round();
    const seen = await client.records.get({ id });
    expect(seen).toMatchObject({ editable: true, sync: { state: 'at-headquarters', mine: true }, record: { number: made.value.number, state: 'dispatched' } });
    const listed = async () => (await client.records.list({ form: 'service-order', offset: 0, limit: 10 })).rows.filter((row) => row.id === id);
    expect(await listed()).toHaveLength(1);
    expect(seen.history.map(({ event }) => event.kind)).toEqual(['created', 'moved', 'granted']);
    // the same cell on both sides: both versions stand side by side until headquarters decides
    expect(await hq.desk.direct(manager, { id, set: { place: '一楼机房' }, unset: [] })).toMatchObject({ ok: true });
    await client.records.execute({ kind: 'edit', id, base: seen.record.rev, set: { place: '三楼机房' }, unset: [] });
    await round();
    const both = await client.records.get({ id });
    expect(both).toMatchObject({ record: { data: { place: '一楼机房' } }, sync: { state: 'conflict', reason: 'same-section', branch: { data: { place: '三楼机房' } } } });
    expect(await listed()).toMatchObject([{ trouble: true }]);
    expect(await hq.desk.decide(manager, { doc: id, station: own, took: 'merged', set: { place: '三楼机房' }, unset: [] })).toMatchObject({ ok: true });
    await round();
    const decided = await client.records.get({ id });
    expect(decided).toMatchObject({ record: { data: { place: '三楼机房' } }, sync: { state: 'at-headquarters' } });
    expect(recordHash(decided.record)).toBe(await hashThere(id));
    expect(await hq.desk.reassign(manager, { id, to: null, reason: '改日再去' })).toMatchObject({ ok: true });
    // work done here meanwhile is a version of its own: whose the order was, headquarters decides alone
    await client.records.execute({ kind: 'edit', id, base: decided.record.rev, set: { place: '四楼机房' }, unset: [] });
    await round();
    const away = await client.records.get({ id });
    expect(away).toMatchObject({ editable: false, transitions: [], sync: { mine: false, state: 'conflict', reason: 'stale-assignment' } });
    expect(away.sync).not.toHaveProperty('decides');
    expect(await codesOf(client.records.decide({ id, cells: [] }))).toEqual(['decided-at-headquarters']);
    expect(await codesOf(client.records.execute({ kind: 'edit', id, base: away.record.rev, set: { place: 'x' }, unset: [] }))).toEqual(['held-elsewhere']);
  });

  it('what two stations wrote into one cell is decided at the one that holds it, by an operation headquarters and the other take over', async () => {
    const { client } = station;
    const own = station.station.core.open().identity.station;
    const other = await createTestStation();
    try {
      await other.client.station.setUp({ profile: 'jifenluohu', site: 'BJ01', stationCode: `T${Math.floor(Math.random() * 1e6)}`, account: { name: '周凯', role: 'engineer', passphrase: '落户-2021-test' } });
      await other.client.sync.enrol({ address: hq.address, code: await hq.createEnrolmentCode() });
      const id = uuidv7();
      const made = await client.records.execute({ kind: 'create', id, form: 'service-order', data: order });
      await round();
      // out of range here; there it is worked on, and given back
      await client.records.execute({ kind: 'edit', id, base: made.rev, set: { place: '三楼机房', system: '审核' }, unset: [] });
      expect(await hq.desk.reassign(manager, { id, to: other.station.core.open().identity.station, reason: '先去看看' })).toMatchObject({ ok: true });
      await other.client.sync.now();
      const there = (await other.client.records.get({ id })).record;
      await other.client.records.execute({ kind: 'edit', id, base: there.rev, set: { place: '一楼机房' }, unset: [] });
      await other.client.sync.now();
      expect(await hq.desk.reassign(manager, { id, to: own, reason: '还是原来的人去' })).toMatchObject({ ok: true });
      await round();
      const both = await client.records.get({ id });
      expect(both).toMatchObject({ record: { data: { place: '一楼机房', system: '申报' } }, sync: { state: 'conflict', mine: true, decides: true, branch: { data: { place: '三楼机房', system: '审核' } } } });
      // the other station reads it and decides nothing
      await other.client.sync.now();
      expect(await codesOf(other.client.records.decide({ id, cells: ['place'] }))).toEqual(['not-found']);
      expect(await codesOf(client.records.decide({ id, cells: ['nothing-like-it'] }))).toEqual(['unknown-field']);
      const decided = await client.records.decide({ id, cells: ['place'] });
      expect(decided.data).toMatchObject({ place: '三楼机房', system: '申报' });
      expect((await client.records.get({ id })).sync).not.toHaveProperty('branch');
      await round();
      expect((await hq.desk.conflicts()).filter(({ doc }) => doc === id)).toEqual([]);
      expect((await hq.rows<{ outcome: string; station: string; bytes: string }>(`select outcome, station, bytes from op where doc = $1 and kind = 'resolved'`, [id])).map(({ bytes, ...row }) => ({ ...row, took: JSON.parse(bytes).event.took }))).toEqual([{ outcome: 'applied', station: own, took: 'merged' }]);
      await other.client.sync.now();
      const [here, away] = [(await client.records.get({ id })).record, (await other.client.records.get({ id })).record];
      expect(away.data).toMatchObject({ place: '三楼机房', system: '申报' });
      expect([recordHash(here), recordHash(away)]).toEqual([await hashThere(id), await hashThere(id)]);
      // and work goes on
      await client.records.execute({ kind: 'edit', id, base: here.rev, set: { system: '审核' }, unset: [] });
      await round();
      expect((await client.records.get({ id })).sync).toMatchObject({ state: 'at-headquarters' });
      expect(await codesOf(client.records.decide({ id, cells: [] }))).toEqual(['not-found']);
    } finally {
      await other.remove();
    }
  });

  it('keeping the agreed version of an order that was sealed meanwhile ends its conflict', async () => {
    const engineer = await openSite(hq, 'BJ01', `E${Math.floor(Math.random() * 1e6)}`);
    const { client } = engineer;
    const round = async (): Promise<void> => expect(await client.sync.now()).toMatchObject({ state: 'connected', unsent: 0 });
    const { identity, author } = engineer.station.core.open();
    const made = await hq.desk.dispatch(manager, { form: 'service-order', data: order, to: identity.station, owner: author.person });
    const { id } = made.ok ? made.value : { id: uuidv7() };
    await round();
    expect(await hq.desk.direct(manager, { id, set: { place: '一楼机房' }, unset: [] })).toMatchObject({ ok: true });
    const edit = async (set: Record<string, string>) => client.records.execute({ kind: 'edit', id, base: (await client.records.get({ id })).record.rev, set, unset: [] });
    const move = async (transition: string) => client.records.execute({ kind: 'move', id, base: (await client.records.get({ id })).record.rev, transition });
    await edit({ place: '三楼机房' });
    await round();
    expect((await client.records.get({ id })).sync).toMatchObject({ state: 'conflict', reason: 'same-section', decides: true });
    await move('start');
    await edit({ arrivedAt: '2021-11-22T10:00+08:00', finishedAt: '2021-11-22T11:00+08:00', work: '重建索引', dataTouched: 'no', result: 'solved' });
    await move('submit');
    await signAs(engineer, id, 'engineer', '张晓明', '');
    await client.handover.begin({ id });
    const signed = await signAs(engineer, id, 'supervisor', '李建国');
    expect(signed.seal).toBeDefined();
    await client.handover.end({ secret: '落户-2021-test' });
    await round();
    expect((await client.records.get({ id })).sync).toMatchObject({ state: 'conflict', decides: true });
    expect(await codesOf(client.records.decide({ id, cells: ['place'] }))).toEqual(['sealed']);
    await client.records.decide({ id, cells: [] });
    await round();
    await round();
    expect(await hq.rows(`select outcome, reason from op where doc = $1 and kind = 'resolved'`, [id])).toEqual([{ outcome: 'applied', reason: null }]);
    expect((await hq.desk.conflicts()).filter(({ doc }) => doc === id)).toEqual([]);
    const after = await client.records.get({ id });
    expect(after).toMatchObject({ record: { data: { place: '一楼机房' } }, sync: { state: 'at-headquarters' } });
    expect(after.sync).not.toHaveProperty('branch');
    expect(recordHash(after.record)).toBe(await hashThere(id));
    expect(after.record.seal).toEqual(signed.seal);
    await engineer.remove();
  });

  it('an order signed on site is whole at headquarters and proves itself', async () => {
    const engineer = await createTestStation();
    await engineer.client.station.setUp({ profile: 'jifenluohu', site: 'BJ01', stationCode: `E${Math.floor(Math.random() * 1e6)}`, account: { name: '张晓明', role: 'engineer', passphrase: '落户-2021-test' } });
    const { client } = engineer;
    await client.sync.enrol({ address: hq.address, code: await hq.createEnrolmentCode() });
    const made = await hq.desk.dispatch(manager, { form: 'service-order', data: order, to: engineer.station.core.open().identity.station });
    const { id } = made.ok ? made.value : { id: uuidv7() };
    await client.sync.now();
    const move = async (transition: string): Promise<void> => {
      const { record } = await client.records.get({ id });
      await client.records.execute({ kind: 'move', id, base: record.rev, transition });
    };
    await move('start');
    const { record } = await client.records.get({ id });
    await client.records.execute({ kind: 'edit', id, base: record.rev, set: { arrivedAt: '2021-11-22T10:00+08:00', finishedAt: '2021-11-22T11:00+08:00', work: '重建索引', dataTouched: 'no', result: 'solved' }, unset: [] });
    await move('submit');
    await signAs(engineer, id, 'engineer', '张晓明', '');
    await client.handover.begin({ id });
    const signed = await signAs(engineer, id, 'supervisor', '李建国');
    expect(signed.seal).toBeDefined();
    await client.handover.end({ secret: '落户-2021-test' });
    expect(await client.sync.now()).toMatchObject({ state: 'connected', unsent: 0 });
    const after = await client.records.get({ id });
    expect(after.sync).toMatchObject({ state: 'at-headquarters' });
    expect(recordHash(after.record)).toBe(await hashThere(id));
    const file = exportSchema.parse(JSON.parse(await (await client.papers.export({ id, to: '监理' })).text()));
    expect(verifyExport(file, isKeySignature)).toMatchObject({ valid: true });

    // in a process of its own that knows nothing but the file and headquarters' key
    const key = engineer.station.core.open().store.read.meta('hq.key')!;
    const inLog = async (content: unknown, pinned: string) => {
      const at = join(engineer.dataFolder, 'record.json');
      writeFileSync(at, JSON.stringify(content));
      const { code, out } = await runSanlian(['verify', at, '--key', pinned, '--json']);
      const { lines } = JSON.parse(out) as { lines: readonly { readonly check: string; readonly ok: boolean | null }[] };
      return [code, lines.find(({ check }) => check === 'log')?.ok];
    };
    expect(await inLog(file, key)).toEqual([0, true]);
    expect(await inLog(file, newKey())).toEqual([1, false]);
    const [first, ...others] = file.witness!.inclusions;
    expect(await inLog({ ...file, witness: { ...file.witness, inclusions: [{ ...first, index: first!.index + 1 }, ...others] } }, key)).toEqual([1, false]);
    // an operation that can no longer be read at all is no seal, and no error
    for (const damaged of [file.ops[0]!.bytes.replace(':', '1'), 'null']) expect((await inLog({ ...file, ops: file.ops.map((op, i) => (i === 0 ? { ...op, bytes: damaged } : op)) }, key))[0]).toBe(1);
    const { witness: _, ...unproven } = file;
    expect(await inLog(unproven, key)).toEqual([0, null]);
    await engineer.remove();
  });

  it('a contract profile, a calendar and names come into force and the screens are told', async () => {
    const { client } = station;
    const profile = JSON.parse(readFileSync(join(assetsFolder, 'profiles/jifenluohu.json'), 'utf8')) as ContractProfile;
    expect(await hq.desk.send(manager, { what: 'profile', body: { ...profile, version: 7, contractNo: 'HT-新' } })).toMatchObject({ ok: true });
    expect(await hq.desk.send(manager, { what: 'people', body: [{ id: 'p1', name: '赵工', post: '应用软件工程师' }] })).toMatchObject({ ok: true });
    await round();
    expect(await client.station.profile()).toMatchObject({ version: 7, contractNo: 'HT-新' });
    // those sent to this site stand beside those sent to all
    const { site } = station.station.core.open();
    expect(await hq.desk.send(manager, { what: 'people', body: [{ id: 'p2', name: '钱工' }], audience: `site:${site.code}` })).toMatchObject({ ok: true });
    await round();
    expect(readPeople(station.station.core.open().store.read).map(({ name }) => name)).toEqual(['赵工', '钱工']);
    // headquarters does not send such a one itself; an earlier release did
    expect(await hq.desk.send(manager, { what: 'profile', body: { ...profile, version: 8, sites: [] } })).toMatchObject({ ok: false, error: [{ code: 'site-missing' }] });
    const database = await openDatabase(hq.databaseUrl, pino({ level: 'silent' }));
    const headquarters = await readHeadquarters(database);
    await database.transaction((client) => appendOwn(client, headquarters, manager, new Map(), [{ doc: 'reference:profile', event: { kind: 'published', what: 'profile', body: { ...profile, version: 8, sites: [] } }, audience: 'all' }]));
    await database.close();
    await round();
    // a profile without this site cannot be read here: kept raw, nothing else held up
    expect(await client.station.profile()).toMatchObject({ version: 7 });
    expect(station.station.core.open().store.read.rawPulled(10)).toHaveLength(1);
  });
});
