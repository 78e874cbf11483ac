import { afterEach, beforeEach, expect, it } from 'vitest';
import { v7 as uuidv7 } from 'uuid';
import { createTestStation, type TestStation } from './bench.ts';

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

it('an open fault stands in its list with the grade it has now, until a step writes it down (R15)', async () => {
  const { client } = bench;
  const id = uuidv7();
  const data = { kind: 'internet-down', side: 'internet', foundAt: '2021-10-12T09:30+08:00', reportedAt: '2021-10-12T09:35+08:00', leader: '张晓明', symptom: '互联网端无法访问' };
  await client.records.execute({ kind: 'create', id, form: 'incident', data });
  const row = async () => (await client.records.list({ form: 'incident' })).rows[0]!;
  const grades: unknown[] = [(await row()).running?.['grade']];
  expect((await row()).cells['grade']).toBeUndefined();
  goTo('2021-10-12T13:00:00+08:00');
  grades.push((await row()).running?.['grade']);
  expect(grades).toEqual(['D', 'C']);
  await client.records.execute({ kind: 'move', id, base: 1, transition: 'respond' });
  expect(await row()).toMatchObject({ cells: { grade: 'C' } });
  expect((await row()).running).toBeUndefined();
});
