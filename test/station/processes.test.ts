import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Data, Rec } from '../../domain/record/record.ts';
import { codesOf, createTestStation, passphrase, type TestStation } from './bench.ts';

let bench: TestStation;
let now = Date.parse('2022-04-15T10:00:00+08:00');
beforeAll(async () => {
  bench = await createTestStation({ clock: { now: () => now, mono: () => now } });
  await bench.setUp('projectManager');
});
afterAll(() => bench.remove());

const create = (form: string, data: Data) => bench.client.records.execute({ kind: 'create', id: uuidv7(), form, data: data as never });
const ref = ({ id, form, number }: Rec) => [{ id, form, number }];

describe('the manager’s board of money', () => {
  it('reckons what the papers put at stake, and tells the paper it cannot reckon', async () => {
    const fee = await create('payment', { subject: '年服务费', kind: 'fee', payer: 'client', amount: '1039000.00', invoiceNo: '1', invoiceAt: '2022-03-01T09:00+08:00', handler: '张晓明' });
    const wrong = await create('payment', { subject: '预付', kind: 'fee', payer: 'client', amount: '10.00', invoiceNo: '2', invoiceAt: '2022-03-10T09:00+08:00', paidAt: '2022-03-01T09:00+08:00', handler: '张晓明' });
    const bond = await create('payment', { subject: '保证金', kind: 'bond', payer: 'contractor', amount: '103900.00', signedAt: '2021-09-27', handler: '张晓明' });
    const board = await bench.client.processes.money();
    const of = (rec: Rec) => board.stakes.find((stake) => stake.record?.id === rec.id);
    // from the 30th working day, 13 April: three days by the 15th (see test/unit/money.test.ts)
    expect(of(fee)).toMatchObject({ status: 'running', payer: 'client', byMonthEnd: '51950.00', answer: { amount: '31170.00', capitals: '叁万壹仟壹佰柒拾元整' } });
    expect(of(bond)).toMatchObject({ status: 'overdue', answer: { amount: '103900.00' } });
    expect(board.unread).toMatchObject([{ id: wrong.id, form: 'payment', refusals: [{ code: 'before-other' }] }]);
    expect(board.totals.contractor).toMatchObject({ now: '103900.00', capitals: '壹拾万叁仟玖佰元整' });
    expect(board.stakes.filter(({ status }) => status === 'possible').map(({ payer }) => payer)).toEqual(['contractor', 'contractor', 'contractor']);
  });
  it('is refused to everybody else', async () => {
    const { client } = bench;
    const [manager] = await client.station.accounts();
    const engineer = await client.station.addAccount({ name: '周凯', role: 'engineer', passphrase });
    await client.station.unlock({ account: engineer.id, passphrase });
    expect(await codesOf(client.processes.money())).toEqual(['not-allowed']);
    await client.station.unlock({ account: manager!.id, passphrase });
    expect((await client.processes.money()).stakes.length).toBeGreaterThan(0);
  });
});

describe('the configuration database', () => {
  it('tells what stands on an item, what is open about it, and what touched it', async () => {
    const host = await create('configuration-item', { name: 'HOST-01', type: 'host', owner: '赵强' });
    const db = await create('configuration-item', { name: 'DB-01', type: 'database', owner: '王芳', standsOn: ref(host) });
    const incident = await create('incident', { kind: 'private-down', side: 'private', foundAt: '2022-04-15T09:00+08:00', reportedAt: '2022-04-15T09:00+08:00', leader: '王芳', symptom: '宕机', items: ref(db) });
    const impact = await bench.client.processes.impact({ id: host.id });
    expect(impact.nodes.map(({ name, steps }) => [name, steps])).toEqual([['HOST-01', 0], ['DB-01', 1]]);
    expect(impact.open[db.id]!.map(({ id }) => id)).toEqual([incident.id]);
    expect(impact.touched).toEqual([]);
    expect((await bench.client.processes.impact({ id: db.id })).touched.map(({ id }) => id)).toEqual([incident.id]);
    expect(await codesOf(bench.client.processes.impact({ id: incident.id }))).toEqual(['not-found']);
  });
  it('compares baselines with each other and with the register, and writes down who got the file', async () => {
    const { client } = bench;
    const first = await create('configuration-baseline', { name: '一', reason: '合同', takenAt: '2022-04-15T09:00+08:00', takenBy: '张晓明' });
    const [row] = (await client.records.list({ form: 'configuration-item', text: 'DB-01' })).rows;
    const { record: db } = await client.records.get({ id: row!.id });
    await client.records.execute({ kind: 'edit', id: db.id, base: db.rev, set: { version: '=1+1', parameters: [{ name: 'max', value: '500' }] }, unset: [] });
    await create('configuration-item', { name: 'NET-01', type: 'network', owner: '王芳' });
    const second = await create('configuration-baseline', { name: '二', reason: '合同', takenAt: '2022-04-15T09:30+08:00', takenBy: '张晓明' });
    const { changes } = await client.processes.compareBaselines({ before: first.id, after: null });
    expect(changes.map(({ what, cells }) => [what, cells.map(({ column }) => column).toSorted()])).toEqual([['changed', ['parameters', 'version']], ['added', ['name', 'type']]]);
    expect((await client.processes.compareBaselines({ before: second.id, after: null })).changes).toEqual([]);
    const head = bench.station.core.open().store.read.head().seq;
    const csv = await (await client.processes.exportComparison({ before: first.id, after: second.id, lang: 'zh', to: '甲方信息中心' })).text();
    expect(csv).toContain("变化,版本,,'=1+1");
    const op = bench.station.core.open().store.read.op(head + 1);
    expect(op?.bytes).toContain('甲方信息中心');
    expect(await codesOf(client.processes.compareBaselines({ before: db.id, after: null }))).toEqual(['not-found']);
  });
});

describe('questions about the processes', () => {
  it('refuse a calendar that ends before it begins', async () => {
    expect(await codesOf(bench.client.processes.calendar({ from: '2022-04-30', to: '2022-04-01' }))).toEqual(['before-other']);
    expect(await bench.client.processes.calendar({ from: '2022-04-01', to: '2022-04-30' })).toEqual([]);
  });
  it('are answered by an empty station', async () => {
    expect(await bench.client.processes.response({ kind: 'private-down' })).toEqual({ people: [], pages: [] });
    expect(await bench.client.processes.knownErrors({})).toEqual([]);
    now += 1000;
  });
});

describe('known errors', () => {
  it('are looked for by the index of words: only those that can fit are read', async () => {
    const open = bench.station.core.open();
    const known = await create('problem', { title: '连接池耗尽', symptomKey: '申报页面打开缓慢 pool timeout ORA12c', workaround: '重启服务', registeredAt: '2022-04-15T09:00+08:00', leader: '王芳' });
    for (let i = 0; i < 30; i += 1) await create('problem', { title: `日志写满磁盘${i}`, symptomKey: '磁盘空间不足', workaround: '清理日志', registeredAt: '2022-04-15T09:00+08:00', leader: '王芳' });
    const found = async (text: string) => (await bench.client.processes.knownErrors({ text, limit: 50 })).map(({ id }) => id);
    const whole = vi.spyOn(open.store.read, 'record');
    expect(await found('今天上午来电，申报页面打开很缓慢，点了几次才进去')).toEqual([known.id]);
    expect(await found('Pool Timeout')).toEqual([known.id]);
    expect(await found('ora12c')).toEqual([known.id]);
    expect(await found('打印机卡纸')).toEqual([]);
    expect(await found('磁盘')).toHaveLength(30);
    expect(whole).not.toHaveBeenCalled();
    whole.mockRestore();
    expect(await found('')).toHaveLength(31);
    expect(open.store.read.alike('problem', ['磁盘', '连接'], 5)).toHaveLength(5);
    expect(open.store.read.alike('change', ['磁盘'], 5)).toEqual([]);
  });
});
