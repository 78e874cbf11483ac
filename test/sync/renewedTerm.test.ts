import { pino } from 'pino';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openDatabase } from '../../hq/database.ts';
import { firstDayOf } from '../../hq/profiles.ts';
import type { StationClient } from '../../renderer/client.ts';
import type { TestStation } from '../station/bench.ts';
import { openHeadquarters, type TestHeadquarters } from './headquarters.ts';
import { deskClientOf, openSite, sendAll } from './sites.ts';
import { joinAs, type Visitor } from './webVisitor.ts';

/** Headquarters sent the contract of the next term: the quarters before it are still reported on, by the contract they were kept under (docs/decisions/0034). */
let hq: TestHeadquarters;
let manager: Visitor;
let desk: StationClient;
let site: TestStation;
const fault = uuidv7();
const last = { from: '2026-06-27', to: '2026-09-26' };

beforeAll(async () => {
  hq = await openHeadquarters();
  site = await openSite(hq, 'BJ01', 'A1', 'projectManager', { clock: { now: () => Date.parse('2026-09-20T09:00:00+08:00'), mono: () => 0 } });
  manager = await joinAs(hq.address, hq.adminCode, '刘经理');
  desk = deskClientOf(hq, manager);
  await site.client.records.execute({ kind: 'create', id: uuidv7(), form: 'complaint', data: { receivedAt: '2026-09-20T08:30+08:00', channel: 'phone', complainant: '李建国', content: '答复太慢' } });
  await site.client.records.execute({ kind: 'create', id: fault, form: 'incident', data: { kind: 'functional', side: 'internet', foundAt: '2026-09-20T08:30+08:00', reportedAt: '2026-09-20T08:30+08:00', people: 50, leader: '张晓明', symptom: '审核页面出错' } });
  await sendAll(site);
}, 240_000);
afterAll(async () => {
  await site?.remove();
  await hq?.stop();
});

it('lists both terms in the window and on the page, and reckons the earlier one by its own contract', async () => {
  const shipped = await desk.station.profile();
  // the shipped one was over before anything was written
  const before = { ...shipped, version: shipped.version + 1, contractNo: 'HT-今', term: { from: '2025-09-27', to: last.to } };
  expect(await hq.desk.send({ id: 'a', name: '刘经理' }, { what: 'profile', body: before })).toMatchObject({ ok: true });
  const figure = (await desk.reports.draft(last)).figures.find(({ id }) => id === 'complaint.in-time');
  expect(figure?.value).toBe(0);
  const term = { from: '2026-09-27', to: '2027-09-26' };
  const rules = before.rules.map((rule) => (rule.id === 'complaint-reply' ? { ...rule, figure: 60 } : rule));
  expect(await hq.desk.send({ id: 'a', name: '刘经理' }, { what: 'profile', body: { ...before, version: before.version + 1, contractNo: 'HT-续', term, rules } })).toMatchObject({ ok: true });
  const periods = (await desk.reports.periods()).filter(({ kind }) => kind === 'quarter').map(({ no, from, term: of }) => [no, from, of.from]);
  expect(periods).toEqual([[1, term.from, term.from], [4, last.from, before.term.from]]);
  const report = await desk.reports.draft(last);
  expect([report.period.no, report.contractNo]).toEqual([4, before.contractNo]);
  expect(report.figures.find(({ id }) => id === 'complaint.in-time')).toEqual(figure);
  expect((await desk.reports.draft({ from: term.from, to: '2026-12-26' })).contractNo).toBe('HT-续');
  const { text: page } = await manager.get(`/report?period=${last.from}_${last.to}&lang=zh`);
  expect(page).toContain(`服务期 ${term.from} – ${term.to}`);
  expect(page).toContain(`服务期 ${before.term.from} – ${before.term.to}`);
  expect(page).not.toContain(`服务期 ${shipped.term.from}`);
});

it('keeps board, contract and grades of the running term while the next contract is there before its term begins', async () => {
  const running = await desk.station.profile();
  const before = await desk.boards.sites({});
  const kinds = running.grades.kinds.map((kind) => (kind.id === 'functional' ? { ...kind, bands: [{ grade: 'D', max: 500 }, { grade: 'A', min: 501 }] } : kind)) as typeof running.grades.kinds;
  expect(before.span).not.toBeNull();
  expect(await hq.desk.send({ id: 'a', name: '刘经理' }, { what: 'profile', body: { ...running, version: running.version + 1, contractNo: 'HT-远', grades: { ...running.grades, kinds }, term: { from: '2099-01-01', to: '2099-12-31' } } })).toMatchObject({ ok: true });
  expect([(await desk.boards.sites({})).span, (await desk.boards.sites({ site: 'BJ01' })).span]).toEqual([before.span, before.span]);
  const contracts = [await desk.station.profile(), await desk.station.profile({ record: fault }), await desk.station.profile({ latest: true })];
  expect(contracts.map(({ contractNo }) => contractNo)).toEqual([running.contractNo, 'HT-今', 'HT-远']);
  expect((await desk.station.status()).contract?.contractNo).toBe(running.contractNo);
  expect((await desk.records.list({ form: 'incident', offset: 0, limit: 10 })).rows.map(({ running: of }) => of)).toEqual([{ grade: 'C' }]);
});

it('knows the first day from the counts of the boards, and from the records where these have not come', async () => {
  const database = await openDatabase(hq.databaseUrl, pino({ level: 'silent' }));
  try {
    await desk.boards.sites({});
    const first = () => Promise.all([['BJ01'], null, ['BJ09']].map((sites) => firstDayOf(database.pool, sites)));
    const made = '2026-09-20T09:00:00+08:00';
    expect(await first()).toEqual([made, made, null]);
    await hq.rows(`update record_tally set created = '2026-09-01T09:00:00+08:00'`);
    expect(await first()).toEqual(['2026-09-01T09:00:00+08:00', '2026-09-01T09:00:00+08:00', null]);
    await hq.rows(`with gone as (delete from record_tally) update board_state set indexed = 0`);
    expect(await first()).toEqual([made, made, null]);
  } finally {
    await database.close();
  }
});
