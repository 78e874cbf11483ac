import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codesOf, createTestStation, orderAtSigning, type TestStation } from './bench.ts';

const now = Date.parse('2026-10-13T09:00:00+08:00');
let bench: TestStation;
let order: string;
beforeAll(async () => {
  bench = await createTestStation({ clock: { now: () => now, mono: () => 0 } });
  await bench.setUp('engineer');
  order = await orderAtSigning(bench);
  for (const channel of ['phone', 'phone', 'email']) {
    await bench.client.records.execute({ kind: 'create', id: uuidv7(), form: 'contact', data: { channel, kind: 'consultation', receivedAt: '2026-10-12T23:59+08:00', caller: '李建国', what: '如何补交材料', handledBy: '张晓明' } });
  }
});
afterAll(() => bench.remove());
const days = { from: '2026-09-27', to: '2026-12-26' };

describe('reports at the station', () => {
  it('are of the quarters and years that have begun, by the service', async () => {
    const periods = await bench.client.reports.periods();
    expect(periods[0]).toMatchObject({ from: '2026-09-27' });
    expect(periods.filter(({ kind }) => kind === 'quarter').at(-1)).toMatchObject({ no: 1, from: '2021-09-27', to: '2021-12-26' });
  });

  it('count what the station holds, and every number opens its records', async () => {
    const report = await bench.client.reports.draft(days);
    const channels = report.figures.find(({ id }) => id === 'request.channel')!;
    expect(report.unfinished).toBe(true);
    expect(channels.value).toBe(3);
    expect(channels.apart).toMatchObject([{ why: 'unsent', counted: true }]);
    const phone = await bench.client.reports.behind({ ...days, figure: 'request.channel', share: 'phone' });
    expect([phone.total, phone.rows.map(({ form }) => form)]).toEqual([2, ['contact', 'contact']]);
    expect((await bench.client.reports.behind({ ...days, figure: 'order.type' })).rows.map(({ id }) => id)).toEqual([order]);
    expect(await codesOf(bench.client.reports.behind({ ...days, figure: 'nothing' }))).toEqual(['not-found']);
    expect(await codesOf(bench.client.reports.draft({ from: '2026-10-02', to: '2026-10-01' }))).toEqual(['before-other']);
  });

  it('leave as a file for somebody, and the log says so', async () => {
    const { head, op } = bench.station.core.open().store.read;
    const before = head().seq;
    const pdf = await bench.client.reports.exportFile({ ...days, format: 'pdf', lang: 'zh', receiver: '甲方运维主管' });
    expect(new TextDecoder('latin1').decode((await pdf.arrayBuffer()).slice(0, 5))).toBe('%PDF-');
    expect(head().seq).toBe(before + 1);
    expect(op(before + 1)!.bytes).toContain('甲方运维主管');
    expect(await codesOf(bench.client.reports.exportFile({ ...days, format: 'pdf', lang: 'zh', receiver: ' ' }))).toEqual(['wrong-type']);
  });
});
