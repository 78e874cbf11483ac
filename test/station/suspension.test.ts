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
