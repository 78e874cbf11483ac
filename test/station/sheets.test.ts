import { v7 as uuidv7 } from 'uuid';
import { afterEach, expect, it } from 'vitest';
import type { Reading } from '../../domain/forms/form.ts';
import { codesOf, createTestStation, orderAtSigning, refusalsOf, signAs, type TestStation } from './bench.ts';

let bench: TestStation;
afterEach(() => bench.remove());

const sealed = async (order: string) => {
  await signAs(bench, order, 'engineer', '张晓明');
  await bench.client.handover.begin({ id: order });
  await signAs(bench, order, 'supervisor', '李建国');
};
const openWith = async (at: string) => {
  let time = Date.parse(at);
  bench = await createTestStation({ clock: { now: () => time, mono: () => 0 } });
  await bench.setUp();
  return (later: string) => {
    time = Date.parse(later);
    // the clock leaps, the person does not leave
    bench.station.core.touch();
  };
};
const firstOrder = { kind: 'create', form: 'service-order', data: {} } as const;

it('a correction carries the files over, with the mark on the old paper in the same transaction', async () => {
  await openWith('2026-10-12T12:00:00+08:00');
  const { client } = bench;
  const id = uuidv7();
  await client.records.execute({ ...firstOrder, id });
  const photo = await client.files.add({ record: id, file: new Blob([new Uint8Array([0x89, 0x50, 0x4e, 0x47])]), name: '机柜.png' });
  expect(photo.type).toBe('image/png');
  const full = await orderAtSigning(bench);
  const { record } = await client.records.get({ id: full });
  // take back, add the file, hand in again
  await client.records.execute({ kind: 'move', id: full, base: record.rev, transition: 'rework', reason: '补照片' });
  await client.files.add({ record: full, file: new Blob([new Uint8Array([0x89, 0x50, 0x4e, 0x47])]), name: '机柜.png' });
  const back = (await client.records.get({ id: full })).record;
  await client.records.execute({ kind: 'move', id: full, base: back.rev, transition: 'submit' });
  await sealed(full);
  await client.handover.end({ secret: '落户-2021-test' });

  const { store } = bench.station.core.open();
  const before = store.read.head().seq;
  const correction = uuidv7();
  const made = await client.records.execute({ kind: 'create', id: correction, form: 'service-order', data: { work: '更正后的步骤' }, corrects: full });
  expect(made.attachments.map(({ name, sha256 }) => ({ name, sha256 }))).toEqual([{ name: '机柜.png', sha256: photo.sha256 }]);
  expect(made.data).toMatchObject({ work: '更正后的步骤', place: '三楼机房' });
  expect((await client.records.get({ id: full })).record.correctedBy).toBe(correction);
  expect(store.read.head().seq).toBe(before + 3);
  expect(await codesOf(client.records.execute({ kind: 'create', id: uuidv7(), form: 'service-order', data: {}, corrects: full }))).toEqual(['already-corrected']);
  // one that is refused half way leaves nothing
  const other = uuidv7();
  expect(await codesOf(client.records.execute({ kind: 'create', id: other, form: 'service-order', data: { colour: 'red' }, corrects: correction }))).toEqual(['not-sealed']);
  expect(store.read.head().seq).toBe(before + 3);
});

it('a paper signed under an older rule of times can be corrected; what contradicts itself is asked about when the correction is handed in', async () => {
  await openWith('2026-10-12T12:00:00+08:00');
  const { client } = bench;
  const full = await orderAtSigning(bench);
  await sealed(full);
  await client.handover.end({ secret: '落户-2021-test' });
  const { store } = bench.station.core.open();
  const { record } = await client.records.get({ id: full });
  // nothing was asked then between the request and the arrival while nobody had written when they set out
  store.write((writer) => writer.putRecord({ ...record, data: { ...record.data, arrivedAt: '2026-10-12T08:00+08:00' } }, { headline: '', cells: {}, text: '', persons: [], links: [], clocks: [] } as never));
  const id = uuidv7();
  expect(await codesOf(client.records.execute({ kind: 'create', id, form: 'service-order', data: { arrivedAt: '2026-10-12T07:00+08:00' }, corrects: full }))).toEqual(['before-other']);
  const made = await client.records.execute({ kind: 'create', id, form: 'service-order', data: { advice: '补充' }, corrects: full });
  expect(made.data).toMatchObject({ arrivedAt: '2026-10-12T08:00+08:00', advice: '补充' });
  const step = async (transition: string) => {
    const { rev } = (await client.records.get({ id })).record;
    return client.records.execute({ kind: 'move', id, base: rev, transition });
  };
  expect(await codesOf(step('dispatch'))).toEqual(['before-other']);
  await client.records.execute({ kind: 'edit', id, base: made.rev, set: { arrivedAt: '2026-10-12T09:30+08:00' }, unset: [] });
  for (const transition of ['dispatch', 'start', 'submit']) await step(transition);
  expect((await client.records.get({ id })).record.state).toBe('signing');
});

it('a correction whose mark cannot be written is not made at all', async () => {
  await openWith('2026-10-12T12:00:00+08:00');
  const id = await orderAtSigning(bench);
  await sealed(id);
  await bench.client.handover.end({ secret: '落户-2021-test' });
  const open = bench.station.core.open();
  const before = open.store.read.head().seq;
  const change = open.recorder.change;
  Object.assign(open.recorder, { change: () => { throw new Error('the disk went away'); } });
  const correction = uuidv7();
  await expect(bench.client.records.execute({ kind: 'create', id: correction, form: 'service-order', data: {}, corrects: id })).rejects.toThrow();
  Object.assign(open.recorder, { change });
  expect(open.store.read.record(correction)).toBeNull();
  expect(open.store.read.head().seq).toBe(before);
  expect((await bench.client.records.execute({ kind: 'create', id: correction, form: 'service-order', data: {}, corrects: id })).number).toMatch(/-000002$/);
});

it('one round has one sheet, however it is asked for', async () => {
  await openWith('2026-10-12T09:00:00+08:00');
  const { client } = bench;
  const round = { template: 'os-daily', day: '2026-10-12' };
  const first = await client.records.startInspection({ id: uuidv7(), ...round, round: 'am' });
  const create = (data: Record<string, string>) => client.records.execute({ kind: 'create', id: uuidv7(), form: 'inspection', data });
  expect(await refusalsOf(create({ ...round, round: 'am' }))).toMatchObject([{ code: 'round-exists', params: { number: first.number } }]);
  const second = await create({ ...round, round: 'pm' });
  const edit = (set: Record<string, string>) => client.records.execute({ kind: 'edit', id: second.id, base: second.rev, set, unset: [] });
  expect(await codesOf(edit({ round: 'am' }))).toEqual(['round-exists']);
  await client.records.execute({ kind: 'move', id: first.id, base: first.rev, transition: 'void', reason: '填错' });
  expect((await edit({ round: 'am' })).data['round']).toBe('am');
  expect(await codesOf(client.records.startInspection({ id: uuidv7(), ...round, round: 'noon' }))).toEqual(['not-an-option']);
  // refused sheets took no number
  expect([first.number, second.number].map((n) => n.slice(-6))).toEqual(['000001', '000002']);
});

it('limits are the template\'s, whatever the window sends', async () => {
  await openWith('2026-10-12T09:00:00+08:00');
  const { client } = bench;
  const sheet = await client.records.startInspection({ id: uuidv7(), template: 'os-daily', day: '2026-10-12', round: 'am' });
  const readings = sheet.data['readings'] as readonly Reading[];
  const raised = readings.map((r, i) => (i === 0 ? { ...r, value: 99_999, alarm: 100_000 } : { ...r }));
  expect(await codesOf(client.records.execute({ kind: 'edit', id: sheet.id, base: sheet.rev, set: { readings: raised }, unset: [] }))).toEqual(['items-fixed']);
  const made = client.records.execute({ kind: 'create', id: uuidv7(), form: 'inspection', data: { template: 'os-daily', day: '2026-10-12', round: 'pm', readings: raised } });
  expect(await codesOf(made)).toEqual(['items-fixed']);
});

it('shows the values of the same round only', async () => {
  const at = await openWith('2026-10-12T09:00:00+08:00');
  const { client } = bench;
  const fill = async (round: string, value: number) => {
    const sheet = await client.records.startInspection({ id: uuidv7(), template: 'os-daily', day: '2026-10-12', round });
    const readings = (sheet.data['readings'] as readonly Reading[]).map((r) => ({ ...r, value: r.kind === 'number' ? value : ('normal' as const) }));
    await client.records.execute({ kind: 'edit', id: sheet.id, base: sheet.rev, set: { readings, inspectedAt: `2026-10-12T0${round === 'am' ? 8 : 9}:00+08:00` }, unset: [] });
    return readings.find((r) => r.kind === 'number')!.key;
  };
  const key = await fill('am', 11);
  await fill('pm', 22);
  at('2026-10-13T09:00:00+08:00');
  const next = await client.records.startInspection({ id: uuidv7(), template: 'os-daily', day: '2026-10-13', round: 'am' });
  expect((await client.records.previousReadings({ id: next.id }))[key]).toEqual({ yesterday: 11 });
});

it('a round done before a long holiday is not missed after it', async () => {
  // National Day 2026: 1 to 7 October rest. The fifth working day before Monday 12 October lies before it.
  const at = await openWith('2026-09-25T09:00:00+08:00');
  const { client } = bench;
  const days = ['2026-09-25', '2026-09-28', '2026-09-29', '2026-09-30'];
  for (const day of days) {
    at(`${day}T10:00:00+08:00`);
    for (const round of ['am', 'pm']) {
      const sheet = await client.records.startInspection({ id: uuidv7(), template: 'os-daily', day, round });
      const readings = (sheet.data['readings'] as readonly Reading[]).map((r) => ({ ...r, value: r.kind === 'number' ? undefined : ('normal' as const), notApplicable: true, note: '停机' }));
      const edited = await client.records.execute({ kind: 'edit', id: sheet.id, base: sheet.rev, set: { readings: readings.map(({ value: _value, ...r }) => r) }, unset: [] });
      await client.records.execute({ kind: 'move', id: sheet.id, base: edited.rev, transition: 'submit' });
    }
  }
  at('2026-10-12T09:00:00+08:00');
  const missed = (await client.today.sheet()).duties.filter((duty) => duty.state === 'missed' && duty.template === 'os-daily').map((duty) => duty.day);
  expect(missed.filter((day) => days.includes(day))).toEqual([]);
});

it('asks whether a file may be there before it reads the file', async () => {
  await openWith('2026-10-12T12:00:00+08:00');
  const id = await orderAtSigning(bench);
  const unread = new (class extends Blob {
    override stream(): never {
      throw new Error('it was read');
    }
    override arrayBuffer(): never {
      throw new Error('it was read');
    }
  })(['x']);
  expect(await codesOf(bench.client.files.add({ record: id, file: unread, name: 'a.txt' }))).toEqual(['not-editable']);
  const draft = uuidv7();
  await bench.client.records.execute({ ...firstOrder, id: draft });
  expect(await codesOf(bench.client.files.add({ record: draft, file: unread, name: 'a.txt' }))).toEqual(['file-unreadable']);
});

it('names of a signature: the account\'s own at the desk, nobody of the station for the client', async () => {
  await openWith('2026-10-12T12:00:00+08:00');
  const { client } = bench;
  await client.station.addAccount({ name: '王海', role: 'engineer', passphrase: '落户-2021-other' });
  const id = await orderAtSigning(bench);
  expect(await codesOf(signAs(bench, id, 'engineer', '王海'))).toEqual(['signer-not-account']);
  await signAs(bench, id, 'engineer', '张晓明');
  await client.handover.begin({ id });
  for (const name of ['王海', '王 海', '王　海', '张 晓明']) expect(await codesOf(signAs(bench, id, 'supervisor', name))).toEqual(['signer-is-engineer']);
  expect((await signAs(bench, id, 'supervisor', '李建国')).state).toBe('signed');
});

it('turns free text that cannot be kept down by its field and its fault, wherever it enters', async () => {
  await openWith('2026-10-12T12:00:00+08:00');
  const { client } = bench;
  const id = await orderAtSigning(bench);
  const { record } = await client.records.get({ id });
  const move = (reason: string) => client.records.execute({ kind: 'move', id, base: record.rev, transition: 'rework', reason });
  expect(await refusalsOf(move('错\u0000'))).toMatchObject([{ code: 'control-character', field: 'reason' }]);
  expect(await refusalsOf(move('错\uD800'))).toMatchObject([{ code: 'lone-surrogate', field: 'reason' }]);
  expect(await refusalsOf(signAs(bench, id, 'engineer', '张晓明', '工程师\u0007'))).toMatchObject([{ code: 'control-character', field: 'post' }]);
  expect(await refusalsOf(client.papers.export({ id, to: '监理\uE000' }))).toMatchObject([{ code: 'private-use-character', field: 'to' }]);
  await signAs(bench, id, 'engineer', '张晓明');
  await client.handover.begin({ id });
  expect(await refusalsOf(client.handover.refuse({ id, role: 'supervisor', name: '李\u0000', reason: '时间' }))).toMatchObject([{ code: 'control-character', field: 'name' }]);
  expect(await refusalsOf(client.handover.refuse({ id, role: 'supervisor', name: '李建国', reason: '\uD800' }))).toMatchObject([{ code: 'lone-surrogate', field: 'reason' }]);
  expect((await client.handover.refuse({ id, role: 'supervisor', name: '李建国', reason: '两行\n也行' })).refusals).toHaveLength(1);
});

it('the oldest work is on the day sheet, and the rest is counted', async () => {
  await openWith('2026-10-12T12:00:00+08:00');
  const { client } = bench;
  const oldest = uuidv7();
  await client.records.execute({ ...firstOrder, id: oldest, data: { requestedAt: '2026-10-01T08:00+08:00' } });
  for (let n = 0; n < 104; n += 1) await client.records.execute({ ...firstOrder, id: uuidv7() });
  const { work, more } = await client.today.sheet();
  expect(work[0]).toMatchObject({ record: { id: oldest }, due: '2026-10-01T23:59:59+08:00' });
  expect({ shown: work.length, more }).toEqual({ shown: 100, more: 5 });
});

it('the bar counts what is still to be done by the end of the day, and nothing that is done, missed or due later', async () => {
  const at = await openWith('2026-10-12T08:00:00+08:00');
  const { client } = bench;
  const due = async () => (await client.station.status()).due;
  // a Monday: rounds of the morning, the afternoon and the whole day, nothing begun, and the day's backup
  const { duties, turns } = await client.today.sheet();
  const today = duties.filter(({ state }) => state !== 'missed');
  const turnsToday = turns.filter((turn) => turn.due.startsWith('2026-10-12'));
  expect(today.map(({ state }) => state)).toContain('upcoming');
  expect(turnsToday.length).toBeGreaterThan(0);
  expect(turns.length).toBeGreaterThan(turnsToday.length);
  expect(await due()).toBe(today.length + turnsToday.length);
  // a paper that is due by 24:00 counts before it is overdue, one that is due tomorrow does not
  const [order, later] = [uuidv7(), uuidv7()];
  await client.records.execute({ ...firstOrder, id: order });
  await client.records.execute({ ...firstOrder, id: later, data: { wantedAt: '2026-10-13T09:00+08:00' } });
  const dueOf = async () => (await client.today.sheet()).work.map(({ record, due: until }) => [record.id, until?.slice(0, 10)]);
  expect(await dueOf()).toEqual(expect.arrayContaining([[order, '2026-10-12'], [later, '2026-10-13']]));
  expect(await due()).toBe(today.length + turnsToday.length + 1);
  // the next day it is overdue, and the rounds of yesterday are missed: no longer to be done
  at('2026-10-13T08:00:00+08:00');
  const next = await client.today.sheet();
  expect(next.duties.filter(({ state }) => state === 'missed').length).toBeGreaterThan(0);
  expect(await due()).toBe(next.duties.filter(({ state }) => state !== 'missed').length + next.turns.filter((turn) => turn.state !== 'kept' && turn.due < '2026-10-14').length + 2);
});
