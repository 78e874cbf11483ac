import { v7 as uuidv7 } from 'uuid';
import { afterEach, describe, expect, it } from 'vitest';
import { createTestStation, type TestStation } from './bench.ts';

let bench: TestStation;
afterEach(() => bench.remove());

describe('a complaint (R6)', () => {
  it('counts, and its clock runs, from when it was received, once something was complained of', async () => {
    bench = await createTestStation({ clock: { now: () => Date.parse('2021-10-13T10:00:00+08:00'), mono: () => 0 } });
    await bench.setUp();
    const { client } = bench;
    const id = uuidv7();
    const { rev } = await client.records.execute({ kind: 'create', id, form: 'complaint', data: { receivedAt: '2021-10-12T09:00+08:00', repliedBy: '张晓明' } });
    const clocks = async () => (await client.records.get({ id })).clocks.map(({ id: clock, due }) => `${clock} ${due}`);
    const figure = async () => (await client.reports.draft({ from: '2021-09-27', to: '2021-12-26' })).figures.find((each) => each.id === 'complaint.channel')?.value;
    expect(await clocks()).toEqual([]);
    expect(await client.desk.figures()).toMatchObject({ waiting: [], received: 0 });
    expect(await figure()).toBe(0);
    await client.records.execute({ kind: 'edit', id, base: rev, set: { content: '等了两天没有人来' }, unset: [] });
    expect(await clocks()).toEqual(['complaint-reply 2021-10-15T23:59:59+08:00']);
    expect((await client.desk.figures()).waiting).toHaveLength(1);
    expect(await client.desk.figures()).toMatchObject({ received: 1 });
    expect(await figure()).toBe(1);
  });
});
