import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codesOf, createTestStation, orderAtSigning, refusalsOf, type TestStation } from './bench.ts';

let now = Date.parse('2026-10-13T09:00:00+08:00');
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
    expect(await refusalsOf(bench.client.reports.draft({ from: '2026-10-02', to: '2026-10-01' }))).toEqual([{ code: 'before-other', field: 'lastDay', params: { other: 'firstDay' } }]);
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

  it('tell of what headquarters has not, how much is of the period and how much a register holds from before', async () => {
    for (const name of ['核心交换机', '应用服务器']) await bench.client.records.execute({ kind: 'create', id: uuidv7(), form: 'configuration-item', data: { name, type: 'host', inUseSince: '2025-01-01' } });
    const unsentOf = async (period: typeof days) => {
      const { figures, missing } = await bench.client.reports.draft(period);
      return { papers: figures.find(({ id }) => id === 'work.papers')!.value, line: missing.find(({ what }) => what.zh.includes('尚未上传总部'))! };
    };
    const first = await unsentOf(days);
    expect(first.line.what).toEqual({ zh: `${first.papers} 张单据尚未上传总部，已计入，都是期内单据`, en: `${first.papers} records have not reached headquarters; counted all the same, all of the period` });
    now = Date.parse('2027-01-05T09:00:00+08:00');
    const { client } = bench;
    await client.records.execute({ kind: 'create', id: uuidv7(), form: 'contact', data: { channel: 'phone', kind: 'consultation', receivedAt: '2027-01-05T08:40+08:00', caller: '李建国', what: '如何补交材料', handledBy: '张晓明' } });
    const next = await unsentOf({ from: '2026-12-27', to: '2027-03-26' });
    expect(next.papers).toBe(1);
    expect(next.line).toMatchObject({ count: 3, what: { zh: '3 张单据尚未上传总部，已计入（期内单据 1 张，登记册条目等期外单据 2 张）', en: '3 records have not reached headquarters; counted all the same (1 of the period, 2 from outside it, such as register entries)' } });
    expect(next.line.ids).toHaveLength(3);
  });
});
