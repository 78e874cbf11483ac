import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createStationAt, orderAtSigning, passphrase, signAs, type TestStation } from './bench.ts';

let bench: TestStation;
let openAt: (time: string) => Promise<void>;
const problem = async (title: string, registeredAt: string): Promise<string> => {
  const id = uuidv7();
  await bench.client.records.execute({ kind: 'create', id, form: 'problem', data: { title, category: 'database', registeredAt, description: '夜间批处理偶发超时', priority: 'medium', leader: '张晓明', rootCause: '统计信息过期', solution: '每周收集统计信息' } });
  return id;
};
const close = async (id: string): Promise<void> => {
  const base = async (): Promise<number> => (await bench.client.records.get({ id })).record.rev;
  await bench.client.records.execute({ kind: 'move', id, base: await base(), transition: 'investigate' });
  await bench.client.records.execute({ kind: 'move', id, base: await base(), transition: 'resolve' });
  await bench.client.records.execute({ kind: 'move', id, base: await base(), transition: 'close' });
};
const openIn = async (from: string, to: string): Promise<readonly string[]> => (await bench.client.reports.draft({ from, to })).openPoints.map(({ what }) => what);

beforeAll(async () => {
  ({ bench, openAt } = await createStationAt('2026-09-05T09:00:00+08:00'));
  await bench.setUp('engineer');
  const [done, late] = [await problem('期内关闭', '2026-09-05T08:00+08:00'), await problem('期后关闭', '2026-09-05T08:30+08:00')];
  await problem('至今未关闭', '2026-09-05T08:40+08:00');
  await openAt('2026-09-20T09:00:00+08:00');
  await close(done);
  await openAt('2026-10-05T09:00:00+08:00');
  await close(late);
  await openAt('2026-11-03T09:00:00+08:00');
  await problem('十一月登记', '2026-11-03T08:00+08:00');
});
afterAll(() => bench.remove());

describe('a report made long after its period', () => {
  it('lists what was open when the period ended: closed since or not, and nothing begun since', async () => {
    expect(await openIn('2026-06-27', '2026-09-26')).toEqual(['期后关闭', '至今未关闭']);
    expect(await openIn('2026-09-27', '2026-12-26')).toEqual(['至今未关闭', '十一月登记']);
  });
});

describe('what is told apart', () => {
  it('is the same in the report and on the board: a declined survey is an answer, a voided paper is none', async () => {
    const { client } = bench;
    const order = await orderAtSigning(bench);
    await signAs(bench, order, 'engineer', '张晓明');
    await client.handover.begin({ id: order });
    await signAs(bench, order, 'supervisor', '李建国');
    await client.handover.declineSurvey({ id: order, reason: '没有时间' });
    await client.handover.end({ secret: passphrase });
    const thrown = await orderAtSigning(bench);
    const { record } = await client.records.get({ id: thrown });
    await client.records.execute({ kind: 'move', id: thrown, base: record.rev, transition: 'void', reason: '重复' });
    const ofBoard = (await client.boards.manager()).apart.find(({ why }) => why === 'void');
    const report = await client.reports.draft({ from: '2026-09-27', to: '2026-12-26' });
    expect([ofBoard?.n, ofBoard?.ids]).toEqual([1, [thrown]]);
    expect(report.apart.find(({ why }) => why === 'void')?.ids).toEqual([thrown]);
    expect(report.figures.find(({ id }) => id === 'satisfaction.response')!.shares.map(({ value }) => value)).toEqual([0, 1, 0]);
  });
});
