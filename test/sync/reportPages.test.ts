import { pino } from 'pino';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Report } from '../../domain/report/report.ts';
import type { BoardIndex } from '../../hq/boardIndex.ts';
import { createReports, type Reports } from '../../hq/report.ts';
import { createProfiles } from '../../hq/profiles.ts';
import { createCalendarReader } from '../../hq/reference.ts';
import { openDatabase, type Database } from '../../hq/database.ts';
import { createDefinitions } from '../../hq/rpc/definitions.ts';
import { demoPassphrase } from '../../main/demo/fill.ts';
import { createTestStation, orderAtSigning, passphrase, signAs, type TestStation } from '../station/bench.ts';
import { createDemoFolder } from '../station/demoMonth.ts';
import { openHeadquarters, type TestHeadquarters } from './headquarters.ts';
import { openBoardIndex } from './settings.ts';
import { bringTo, sendAll } from './sites.ts';
import { joinAs, type Visitor } from './webVisitor.ts';

/** the second quarter of the demo's contract */
const span = { from: '2021-12-27', to: '2022-03-26' };
let hq: TestHeadquarters;
let database: Database;
const stations: TestStation[] = [];
let manager: Visitor;
/** a paper whose own time is not written */
let undated: { readonly id: string; readonly day: string };
let index: BoardIndex;
let reports: Reports;

const enrol = (bench: TestStation, site: string): Promise<void> => {
  stations.push(bench);
  return bringTo(hq, site, bench);
};

beforeAll(async () => {
  hq = await openHeadquarters();
  database = await openDatabase(hq.databaseUrl, pino({ level: 'silent' }));
  const dataFolder = await createDemoFolder();
  const full = await createTestStation({ dataFolder });
  const [first] = (await full.client.station.status()).accounts ?? [];
  await full.client.station.unlock({ account: first!.id, passphrase: demoPassphrase });
  const written = await full.client.records.execute({ kind: 'create', id: uuidv7(), form: 'extra-cost', data: { subject: '更换硬盘', amount: '1200.00' } });
  undated = { id: written.id, day: written.createdAt.slice(0, 10) };
  await enrol(full, 'BJ01');
  const small = await createTestStation();
  await small.client.station.setUp({ profile: 'jifenluohu', site: 'BJ02', stationCode: 'BJ02', account: { name: '张晓明', role: 'engineer', passphrase } });
  await orderAtSigning(small);
  await enrol(small, 'BJ02');
  manager = await joinAs(hq.address, hq.adminCode, '刘经理');
  index = await openBoardIndex(database, {});
  reports = createReports(database, createDefinitions(database), { calendar: createCalendarReader(database), profiles: createProfiles(database.log), index, blobs: { read: async () => null } });
}, 600_000);
afterAll(async () => {
  await index?.stop();
  await database?.close();
  for (const each of stations) await each.remove();
  await hq?.stop();
});

/** What a report says, whoever made it and in whatever order records were found. */
const said = ({ figures, missing, openPoints, apart }: Report) => ({
  figures: figures.map(({ id, value, ids, shares }) => ({ id, value, ids: [...ids].sort(), shares: shares.map((share) => [share.key, share.value, share.ids.length]) })),
  missing: missing.map(({ rule, count, days }) => ({ rule, count, days })), openPoints: openPoints.map(({ number }) => number).sort(), apart: apart.map(({ why, ids }) => [why, ids.length]),
});

describe('the service report at headquarters', () => {
  it('reckons for a site what its station reckons, figure by figure', async () => {
    const here = await reports.draft('BJ01', span.from, span.to);
    if (!here.ok) throw new Error(JSON.stringify(here.error));
    const there = await stations[0]!.client.reports.draft(span);
    expect(there.figures.filter(({ ids }) => ids.length > 0).length).toBeGreaterThan(10);
    expect(said(here.value)).toEqual(said(there));
    // its last day lies in the middle of the records: what was closed since was open then
    const cut = { from: span.from, to: '2022-01-14' };
    const asItEnded = await reports.draft('BJ01', cut.from, cut.to);
    expect(asItEnded.ok && said(asItEnded.value)).toEqual(said(await stations[0]!.client.reports.draft(cut)));
    expect(here.value.site).toEqual(there.site);
    const day = await reports.draft('BJ01', undated.day, undated.day);
    if (!day.ok) throw new Error(JSON.stringify(day.error));
    for (const report of [day.value, await stations[0]!.client.reports.draft({ from: undated.day, to: undated.day })]) {
      expect(report.figures.find(({ id }) => id === 'work.papers')?.ids).toContain(undated.id);
      expect(report.missing.find(({ what }) => what.zh.includes('按制单日计入'))?.ids).toEqual([undated.id]);
    }
    expect(await reports.draft('BJ09', span.from, span.to)).toMatchObject({ ok: false, error: [{ code: 'not-found' }] });
    expect(await reports.draft('BJ01', span.to, span.from)).toMatchObject({ ok: false, error: [{ code: 'before-other' }] });
  });

  it('counts papers that were written long after the period by what they tell of, as the station does', async () => {
    const late = { from: '2021-09-27', to: '2021-12-26' };
    const { client } = stations[1]!;
    await client.records.execute({ kind: 'create', id: uuidv7(), form: 'complaint', data: { receivedAt: '2021-12-20T09:00+08:00', channel: 'phone', complainant: '李建国', content: '三次来电无人接听', repliedAt: '2021-12-21T09:00+08:00' } });
    await client.records.execute({ kind: 'create', id: uuidv7(), form: 'document', data: { title: '备份恢复规程', eventAt: '2021-12-24T09:00+08:00', submittedAt: '2021-12-24T10:00+08:00' } });
    await sendAll(stations[1]!);
    const there = await client.reports.draft(late);
    const here = await reports.draft('BJ02', late.from, late.to);
    const of = (id: string) => there.figures.find((each) => each.id === id)!;
    expect([of('sla.complaint-reply').value, of('document.submitted').value]).toEqual([100, 1]);
    expect(of('sla.all').shares.map(({ value }) => value)).not.toEqual([0, 0, 0, 0]);
    expect(here.ok && said(here.value)).toEqual(said(there));
  });

  it('stands side by side for all sites; each leaves as a file, and who got it is written down', async () => {
    const period = `${span.from}_${span.to}`;
    const page = await manager.get(`/report?period=${period}&lang=zh`);
    expect(page.status).toBe(200);
    expect(page.text).toContain('BJ01 主机房（政务专网）');
    expect(page.text).toContain('BJ02 服务大厅');
    expect(page.text).not.toMatch(/undefined|NaN|\[object/);
    const refused = await manager.post('/report', { period, site: 'BJ01', format: 'pdf', receiver: ' ' });
    expect(refused.status).toBe(422);
    const pdf = await manager.post('/report', { period, site: 'BJ01', format: 'pdf', receiver: '甲方 王处长' });
    expect(pdf.headers.get('content-type')).toBe('application/pdf');
    expect(pdf.headers.get('content-disposition')).toContain(`report-BJ01-${period}.pdf`);
    expect(pdf.text.slice(0, 5)).toBe('%PDF-');
    const table = await manager.post('/report', { period, site: '', format: 'csv', receiver: '总经理' });
    const [heads = '', ...lines] = table.text.split('\r\n');
    expect(heads).toMatch(/BJ01 主机房（政务专网）,BJ02 服务大厅,合计$/);
    expect(lines.filter((line) => line !== '').length).toBeGreaterThan(10);
    expect((await manager.post('/report', { period, site: '', format: 'pdf', receiver: '总经理' })).status).toBe(422);
    expect((await hq.rows<{ subject: string }>(`select subject from audit where what = 'report-exported' order by id`)).map(({ subject }) => subject)).toEqual([`report-BJ01-${period}.pdf → 甲方 王处长`, `report-${period}-sites.csv → 总经理`]);
    // an address in nobody's confirmed book wants a reason, asked on the page beside what was typed (R39); the book is that of the site
    const [known, outside] = ['李建国 lijianguo@client.example.cn', '王工 someone@example.com'];
    for (const [site, receiver] of [['BJ01', outside], ['', outside], ['BJ02', known]] as const) {
      const asks = await manager.post('/report?lang=zh', { period, site, format: 'csv', receiver });
      expect([asks.status, asks.text]).toEqual([422, expect.stringMatching(/不在已确认的通讯录里[\s\S]*name="reason"/)]);
      expect(asks.text).toContain(`name="receiver" maxlength="200" required value="${receiver}"`);
      expect(asks.text).toContain(`<option value="${site}"${site === '' ? '' : ' selected'}>`);
    }
    const kept = await manager.post('/report?lang=zh', { period, site: 'BJ01', format: 'pdf', receiver: ' ', reason: '甲方来函指定' });
    expect(kept.text).toContain('value="甲方来函指定"');
    expect((await manager.post('/report', { period, site: 'BJ01', format: 'csv', receiver: outside, reason: '甲方来函指定' })).status).toBe(200);
    expect((await manager.post('/report', { period, site: 'BJ01', format: 'csv', receiver: known, reason: '' })).status).toBe(200);
    expect((await manager.post('/report', { period, site: '', format: 'csv', receiver: known })).status).toBe(200);
    expect((await hq.rows<{ subject: string }>(`select subject from audit where what = 'report-exported' order by id offset 2`)).map(({ subject }) => subject)).toEqual([`report-BJ01-${period}.csv → ${outside} (甲方来函指定)`, `report-BJ01-${period}.csv → ${known}`, `report-${period}-sites.csv → ${known}`]);
    expect((await manager.post('/report', { period, site: 'BJ09', format: 'csv', receiver: known })).status).toBe(404);
    const english = await manager.get(`/report?period=${period}&lang=en`);
    expect(english.text).toContain('Open points');
  });

  it('shows and saves of a site that has sent its report to be signed what was sent, with its number and who signed', async () => {
    const small = stations[1]!;
    const { client } = small;
    const { id, number } = await client.reports.start({ id: uuidv7(), ...span });
    await client.records.execute({ kind: 'move', id, base: (await client.records.get({ id })).record.rev, transition: 'submit' });
    await signAs(small, id, 'ownSupervisor', '张晓明');
    await client.records.execute({ kind: 'create', id: uuidv7(), form: 'contact', data: { receivedAt: '2022-01-12T09:00+08:00', channel: 'phone', kind: 'consultation' } });
    await sendAll(small);
    const requests = (report: Report): unknown => report.figures.find((each) => each.id === 'request.channel')!.value;
    const [sent, now] = [(await client.reports.sheet(span)).report, await client.reports.draft(span)];
    expect([requests(sent), requests(now)]).toEqual([0, 1]);
    const period = `${span.from}_${span.to}`;
    const page = await manager.get(`/report?period=${period}&lang=zh`);
    expect(page.text).toContain(`报告 ${number}`);
    expect(page.text).toMatch(/已签字：张晓明 20\d\d/);
    const saved = async (site: string): Promise<string> => (await manager.post('/report', { period, site, format: 'csv', receiver: '总经理' })).text;
    expect(await saved('BJ02')).toMatch(/request\.channel,[^\r]*,0,/);
    const row = (await saved('')).split('\r\n').find((line) => line.startsWith('request.channel,'))!;
    expect(row.split(',').at(-2)).toBe('0');
    // where the file of what was signed is not here, no other figures stand for it
    expect(await reports.standing('BJ02', span.from, span.to)).toMatchObject({ ok: false, error: [{ code: 'report-elsewhere', params: { number } }] });
  });
});
