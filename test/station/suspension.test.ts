import { afterEach, beforeEach, expect, it } from 'vitest';
import { v7 as uuidv7 } from 'uuid';
import { createTestStation, refusalsOf, type TestStation } from './bench.ts';

let bench: TestStation;
let time: number;
const goTo = (at: string): void => {
  time = Date.parse(at);
  bench.station.core.touch();
};
beforeEach(async () => {
  time = Date.parse('2021-10-12T10:00:00+08:00');
  bench = await createTestStation({ clock: { now: () => time, mono: () => time } });
  await bench.setUp('projectManager');
});
afterEach(() => bench.remove());

const storedDue = (id: string) => bench.station.core.open().store.read.openClocks(100).rows.find((row) => row.id === id && row.clock === 'complaint-reply')?.due;
const shownDue = async (id: string) => (await bench.client.records.get({ id })).clocks.find((clock) => clock.id === 'complaint-reply')?.due;

it('a suspension without an end moves the stored deadlines with every day, and lets them go when it names them no more (R33)', async () => {
  const { client } = bench;
  const id = uuidv7();
  const complaint = await client.records.execute({ kind: 'create', id, form: 'complaint', data: { receivedAt: '2021-10-12T09:00+08:00', channel: 'phone', complainant: '李建国', content: '三次来电无人接听' } });
  const stop = uuidv7();
  await client.records.execute({
    kind: 'create', id: stop, form: 'force-majeure',
    data: {
      event: '疫情封控', kind: 'epidemic', from: '2021-10-12', notifiedAt: '2021-10-12T09:30+08:00', proof: '街道通告', effect: '无法到场', author: '张晓明',
      papers: [{ id, form: 'complaint', number: complaint.number }], clocks: [{ clock: '投诉', from: '2021-10-12', reason: '封控' }],
    },
  });
  const { record } = await client.records.get({ id: stop });
  const ongoing = await client.records.execute({ kind: 'move', id: stop, base: record.rev, transition: 'notify' });
  const before = storedDue(id);
  expect(before).toBe(await shownDue(id));
  goTo('2021-10-20T10:00:00+08:00');
  const shown = await shownDue(id);
  expect(shown! > before!).toBe(true);
  expect(storedDue(id)).toBe(shown);
  expect((await client.today.sheet()).work.find((each) => each.record.id === id)?.due).toBe(shown);
  // the paper was named by mistake
  await client.records.execute({ kind: 'edit', id: stop, base: ongoing.rev, set: {}, unset: ['papers'] });
  expect(storedDue(id)).toBe('2021-10-15T23:59:59+08:00');
});

it('the clocks of a paper follow what is typed on it, before anything is handed in', async () => {
  const { client } = bench;
  const id = uuidv7();
  await client.records.execute({ kind: 'create', id, form: 'service-order', data: {} });
  const due = async () => (await client.records.get({ id })).clocks.find((clock) => clock.id === 'document-submit')?.due;
  expect(await due()).toBe('2021-10-12T23:59:59+08:00');
  await client.records.saveDraft({ id, base: 1, set: { requestedAt: '2021-10-09T09:00+08:00' }, unset: [] });
  expect(await due()).toBe('2021-10-09T23:59:59+08:00');
  await client.records.dropDraft({ id });
  expect(await due()).toBe('2021-10-12T23:59:59+08:00');
});

it('an open fault stands in its list with the grade it has now, whatever a step wrote down, until it is closed (R15)', async () => {
  const { client } = bench;
  const id = uuidv7();
  const data = { kind: 'internet-down', side: 'internet', foundAt: '2021-10-12T09:30+08:00', reportedAt: '2021-10-12T09:35+08:00', leader: '张晓明', symptom: '互联网端无法访问' };
  await client.records.execute({ kind: 'create', id, form: 'incident', data });
  const row = async () => (await client.records.list({ form: 'incident' })).rows[0]!;
  const move = async (transition: string, more: { reason?: string; times?: Record<string, string> } = {}) => client.records.execute({ kind: 'move', id, base: (await client.records.get({ id })).record.rev, transition, ...more });
  const grades: unknown[] = [(await row()).running?.['grade']];
  expect((await row()).cells['grade']).toBeUndefined();
  goTo('2021-10-12T13:00:00+08:00');
  grades.push((await row()).running?.['grade']);
  expect(grades).toEqual(['D', 'C']);
  await move('respond');
  expect(await row()).toMatchObject({ cells: { grade: 'C' }, running: { grade: 'C' } });
  // past four hours: the step wrote down what it was then, the fault goes on
  goTo('2021-10-12T14:00:00+08:00');
  expect(await row()).toMatchObject({ cells: { grade: 'C' }, running: { grade: 'B' } });
  // a list that leaves says what the screen says
  expect(await (await client.papers.exportList({ list: { form: 'incident' }, format: 'csv', lang: 'zh', to: '甲方' })).text()).toMatch(/B ?级/);
  // what is made of it takes over the grade of now
  const report = await client.records.execute({ kind: 'create', id: uuidv7(), form: 'fault-report', data: {}, from: id });
  expect(report.data['grade']).toBe('B');
  await move('restore', { times: { restoredAt: '2021-10-12T12:00+08:00' } });
  expect(await row()).toMatchObject({ cells: { grade: 'C' }, running: { grade: 'C' } });
  // open again, the end it had no longer holds: the clock runs from where it began
  goTo('2021-10-12T19:00:00+08:00');
  await move('reopen', { reason: '又中断了' });
  const open = (await client.records.get({ id })).record;
  expect([open.data['restoredAt'], open.data['grade']]).toEqual([undefined, undefined]);
  expect((await row()).running).toEqual({ grade: 'A' });
});

it('a step asks when its event happened: told earlier it counts from there, and when it was entered stays beside it', async () => {
  const { client } = bench;
  const id = uuidv7();
  goTo('2021-10-12T10:00:00+08:00');
  await client.records.execute({ kind: 'create', id, form: 'complaint', data: { receivedAt: '2021-10-12T09:30+08:00', channel: 'phone', complainant: '李建国', content: '无人接听', reply: '已致歉', repliedBy: '张晓明' } });
  // due at the end of 15 October; entered on the 18th, said on the 14th
  goTo('2021-10-18T09:00:00+08:00');
  const move = (times: Record<string, string>) => client.records.execute({ kind: 'move', id, base: 1, transition: 'reply', times });
  expect(await refusalsOf(move({ repliedAt: '2021-10-18T09:01+08:00' }))).toMatchObject([{ code: 'in-future', field: 'repliedAt' }]);
  expect(await refusalsOf(move({ repliedAt: '2021-10-12T09:00+08:00' }))).toMatchObject([{ code: 'before-other', field: 'repliedAt', params: { other: 'receivedAt' } }]);
  expect(await refusalsOf(move({ repliedAt: '改日' }))).toMatchObject([{ code: 'not-a-time', field: 'repliedAt' }]);
  expect(await refusalsOf(move({ receivedAt: '2021-10-11T09:00+08:00' }))).toMatchObject([{ code: 'unknown-field', field: 'receivedAt' }]);
  const replied = await move({ repliedAt: '2021-10-14T16:20+08:00' });
  expect(replied.data['repliedAt']).toBe('2021-10-14T16:20+08:00');
  const view = await client.records.get({ id });
  expect(view.clocks.find((clock) => clock.id === 'complaint-reply')).toMatchObject({ due: '2021-10-15T23:59:59+08:00', kept: '2021-10-14T16:20+08:00' });
  const entry = view.history.findLast((each) => each.event.kind === 'moved')!;
  expect(entry).toMatchObject({ at: '2021-10-18T09:00:00+08:00', event: { set: { repliedAt: '2021-10-14T16:20+08:00' } } });
});
