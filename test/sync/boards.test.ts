import { readXlsx } from 'hucre/xlsx';
import { pino } from 'pino';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { boardApartWords } from '../../domain/board/apart.ts';
import type { Board, BoardCell, BoardPanel, Selection } from '../../domain/board/board.ts';
import { keepBoardIndex, type BoardIndex } from '../../hq/boardIndex.ts';
import { createBoardReads } from '../../hq/boardReads.ts';
import { openDatabase, type Database } from '../../hq/database.ts';
import { createProfiles } from '../../hq/profiles.ts';
import { createCalendarReader } from '../../hq/reference.ts';
import { createBoards, type Boards } from '../../hq/rpc/boards.ts';
import { createDefinitions } from '../../hq/rpc/definitions.ts';
import { demoPassphrase } from '../../main/demo/fill.ts';
import type { StationClient } from '../../renderer/client.ts';
import { createTestStation, passphrase, refusalsOf, type TestStation } from '../station/bench.ts';
import { createDemoFolder, demoNow } from '../station/demoMonth.ts';
import { openHeadquarters, type TestHeadquarters } from './headquarters.ts';
import { bringTo, deskClientOf } from './sites.ts';
import { joinAs } from './webVisitor.ts';

/** The middle of the second quarter of the demo's contract; headquarters' and the stations' clocks stand there. */
const now = demoNow;
const clock = { now: () => now, mono: () => 0 };
const span = { from: '2021-12-27', to: '2022-03-26' };
let hq: TestHeadquarters;
let database: Database;
let index: BoardIndex;
let boards: Boards;
let manager: StationClient;
let reader: StationClient;
let quality: StationClient;
const stations: TestStation[] = [];

const enrol = (bench: TestStation, site: string): Promise<void> => {
  stations.push(bench);
  return bringTo(hq, site, bench);
};

beforeAll(async () => {
  hq = await openHeadquarters();
  const dataFolder = await createDemoFolder();
  const full = await createTestStation({ dataFolder, clock });
  for (const { id } of (await full.client.station.status()).accounts!) {
    const { account } = await full.client.station.unlock({ account: id, passphrase: demoPassphrase });
    if (account!.role === 'projectManager') break;
    await full.client.station.lock();
  }
  await enrol(full, 'BJ01');
  const small = await createTestStation({ clock });
  await small.client.station.setUp({ profile: 'jifenluohu', site: 'BJ02', stationCode: 'BJ02', account: { name: '张晓明', role: 'projectManager', passphrase } });
  for (const [kind, foundAt] of [['internet-down', '2022-01-27T09:00+08:00'], ['functional', '2022-01-20T09:00+08:00'], ['internet-slow', '2021-12-20T09:00+08:00']]) {
    await small.client.records.execute({ kind: 'create', id: uuidv7(), form: 'incident', data: { kind: kind!, side: 'internet', foundAt: foundAt!, reportedAt: foundAt!, symptom: '服务停止', leader: '张晓明' } });
  }
  for (const receivedAt of ['2022-01-10T09:00+08:00', '2021-12-15T09:00+08:00']) await small.client.records.execute({ kind: 'create', id: uuidv7(), form: 'complaint', data: { receivedAt, channel: 'phone', complainant: '李建国', content: '三次来电无人接听' } });
  await enrol(small, 'BJ02');
  const administrator = await joinAs(hq.address, hq.adminCode, '刘经理');
  const clientAs = async (name: string, role: string): Promise<StationClient> => deskClientOf(hq, await joinAs(hq.address, /class="code">([A-Z2-9]{26})</.exec((await administrator.post('/accounts', { name, role })).text)![1]!, ''));
  manager = deskClientOf(hq, administrator);
  reader = await clientAs('查阅', 'reader');
  quality = await clientAs('孙丽', 'qualityManager');
  database = await openDatabase(hq.databaseUrl, pino({ level: 'silent' }));
  const [definitions, calendar, profiles] = [createDefinitions(database), createCalendarReader(database), createProfiles(database.log)];
  index = keepBoardIndex(database, { definitions, calendar, profiles }, () => undefined);
  boards = createBoards({ database, reads: createBoardReads(database, definitions), index, profiles, calendar, now: clock.now });
}, 900_000);
afterAll(async () => {
  await index?.stop();
  await database?.close();
  for (const each of stations) await each.remove();
  await hq?.stop();
});

const values = ({ rows }: BoardPanel) => rows.map((cells) => cells.map(({ value }) => value));
const panel = (board: Board, id: string): BoardPanel => board.panels.find((each) => each.id === id)!;
const figure = (board: Board, id: string) => board.figures.find((each) => each.id === id)!;
const asking = { within: null, money: true };
const boardIds = (records: Selection | undefined): readonly string[] => (records?.kind === 'ids' ? records.ids : []);

describe('the board of all sites', () => {
  it('says of one site what its own station says', async () => {
    for (const [i, site] of ['BJ01', 'BJ02'].entries()) {
      const here = await boards.board({ ...asking, site });
      const there = await stations[i]!.client.boards.manager();
      expect(here.span).toEqual(there.span);
      for (const each of there.figures) expect([site, each.id, figure(here, each.id).value, figure(here, each.id).of]).toEqual([site, each.id, each.value, each.of]);
      for (const each of there.panels) expect([site, each.id, panel(here, each.id).note, values(panel(here, each.id))]).toEqual([site, each.id, each.note, values(each)]);
      for (const { value, records } of panel(there, 'kept').rows.flat()) {
        if (records?.kind !== 'rounds') continue;
        const [ours, theirs] = [await boards.behind({ ...records, site }, null, { offset: 0, limit: 500 }), await stations[i]!.client.boards.behind({ records, limit: 500 })];
        expect([ours.total, ours.ids]).toEqual([value, theirs.rows.map(({ id }) => id)]);
      }
    }
    const busy = await boards.board({ ...asking, site: 'BJ02' });
    expect(figure(busy, 'overdue').value).toBeGreaterThan(0);
    expect(values(panel(busy, 'incident.grade')).map(([, n]) => n)).toContain(1);
    // two faults of this quarter, and one of the last that still stands
    expect(panel(busy, 'incident.grade').note.zh).toContain('期末未恢复的事件 3 ');
  }, 120_000);

  it('says of a quarter that is over what the stations and their reports say, and nothing of today', async () => {
    const quarter = { from: '2021-09-27', to: '2021-12-26' };
    for (const [i, site] of ['BJ01', 'BJ02'].entries()) {
      const here = await boards.board({ ...asking, site, quarter });
      const there = await stations[i]!.client.boards.manager({ quarter });
      expect([here.span, there.span]).toEqual([quarter, quarter]);
      for (const each of there.figures) expect([site, each.id, figure(here, each.id).value, figure(here, each.id).of]).toEqual([site, each.id, each.value, each.of]);
      for (const each of there.panels) expect([site, each.id, panel(here, each.id).note, values(panel(here, each.id))]).toEqual([site, each.id, each.note, values(each)]);
      expect([here, there].flatMap(({ figures, panels }) => [...figures, ...panels].map(({ id }) => id)).filter((id) => ['overdue', 'soon', 'money', 'risk', 'stations', 'conflicts'].includes(id))).toEqual([]);
    }
    // the one complaint of that quarter, whose deadline was in it, and the fault
    const { figures } = await stations[1]!.client.reports.draft(quarter);
    const all = await boards.board({ ...asking, quarter });
    const added = values(panel(all, 'weeks')).reduce((sum, [, ...counts]) => sum + counts.reduce((of: number, n) => of + Number(n), 0), 0);
    expect([added, figures.find((each) => each.id === 'complaint.channel')!.value, figure(all, 'replies').of]).toEqual([2, 1, '0 / 1']);
    expect((await boards.behind(figure(all, 'replies').records!, null, { offset: 0, limit: 10 })).total).toBe(1);
    expect(panel(all, 'sites').columns.map(({ label }) => label.zh)).not.toEqual(expect.arrayContaining(['超期']));
    for (const wrong of [{ from: '2021-09-28', to: '2021-12-26' }, { from: '2022-03-27', to: '2022-06-26' }, { from: '2021-06-27', to: '2021-09-26' }]) {
      await expect(boards.board({ ...asking, quarter: wrong })).rejects.toMatchObject({ refusals: [{ code: 'not-an-option', field: 'quarter' }] });
      expect(await refusalsOf(stations[0]!.client.boards.manager({ quarter: wrong }))).toMatchObject([{ code: 'not-an-option', field: 'quarter' }]);
    }
    const { name } = await boards.file({ ...asking, quarter }, { format: 'csv', lang: 'zh' });
    expect(name).toBe('board sites 2021-09-27.csv');
  }, 120_000);

  it('opens from the rate of recurring work exactly what it counted, of all sites and of one', async () => {
    const page = { offset: 0, limit: 500 };
    for (const more of [{}, { quarter: { from: '2021-09-27', to: '2021-12-26' } }]) {
      const all = await boards.board({ ...asking, ...more });
      const whole = await boards.kept({ within: null, ...more }, page);
      expect([whole.kept, whole.total].join(' / ')).toBe(figure(all, 'kept').of);
      const of: number[] = [];
      for (const [i, site] of ['BJ01', 'BJ02'].entries()) {
        const here = await boards.kept({ within: null, site, ...more }, page);
        const there = await stations[i]!.client.boards.kept({ ...more, limit: 500 });
        expect([here.total, here.kept, here.items.map(({ due, rule, kept, record }) => [due, rule, kept, record])]).toEqual([there.total, there.kept, there.items.map(({ due, rule, kept, record }) => [due, rule, kept, record?.id])]);
        of.push(here.total);
      }
      expect(of.reduce((sum, n) => sum + n, 0)).toBe(whole.total);
    }
    const { kept } = await boards.kept({ within: null }, page);
    expect(kept).toBeGreaterThan(0);
    expect((await boards.kept({ within: ['BJ02'] }, page)).items.every(({ site }) => site === 'BJ02')).toBe(true);
    await expect(boards.kept({ within: ['BJ02'], site: 'BJ01' }, page)).rejects.toMatchObject({ refusals: [{ code: 'not-found' }] });
  }, 120_000);

  it('adds the sites up, and shows them side by side', async () => {
    const all = await boards.board(asking);
    const each = await Promise.all(['BJ01', 'BJ02'].map((site) => boards.board({ ...asking, site })));
    for (const id of ['overdue', 'soon', 'conflicts']) expect([id, figure(all, id).value]).toEqual([id, each.reduce((sum, board) => sum + Number(figure(board, id).value), 0)]);
    // a site without a fault has no rows
    const none = values(panel(all, 'incident.grade')).map(() => 0);
    const grades = (board: Board): number[] => none.map((_, i) => Number(values(panel(board, 'incident.grade'))[i]?.[1] ?? 0));
    const added = grades(each[0]!).map((n, i) => n + (grades(each[1]!)[i] ?? 0));
    expect(grades(all)).toEqual(added);
    const kept = (board: Board): [number, number] => figure(board, 'kept').of!.split(' / ').map(Number) as [number, number];
    expect(kept(all)).toEqual(kept(each[0]!).map((n, i) => n + kept(each[1]!)[i]!));
    const sites = panel(all, 'sites');
    expect(sites.rows.map(([first]) => first!.site)).toEqual(['BJ01', 'BJ02']);
    expect(sites.rows.map((cells) => cells[1]!.value)).toEqual(each.map((board) => figure(board, 'overdue').value));
    expect(values(panel(all, 'stations')).map(([code]) => code)).toEqual(['BJ01', 'BJ02']);
    expect(figure(all, 'stations').of).toMatch(/ \/ 2$/);
  }, 120_000);

  it('leaves out a signed paper that headquarters voids, and says so here and there', async () => {
    const station = stations[0]!;
    const { rows } = await manager.records.list({ form: 'service-order', text: '', offset: 0, limit: 100 });
    const signed = rows.find((row) => row.state === 'archived')!;
    const inspection = (await manager.records.list({ form: 'inspection', text: '', offset: 0, limit: 200 })).rows.find((row) => row.cells['template'] === 'app-daily')!;
    const days = { from: '2021-09-27', to: '2022-03-26' };
    const drafts = async () => [await manager.reports.sheet({ ...days, site: 'BJ01' }).then(({ report }) => report), await station.client.reports.draft(days)];
    // the survey about the order goes with it
    const survey = (await manager.records.get({ id: signed.id })).linked.find(({ form }) => form === 'survey')!;
    const before = await drafts();
    const countOf = (report: (typeof before)[number], id: string): number => Number(report.figures.find((each) => each.id === id)!.value);
    for (const { id } of [signed, inspection]) await manager.headquarters.void({ id, reason: '张冠李戴' });
    await station.client.sync.now();
    expect((await station.client.records.get({ id: signed.id })).record).toMatchObject({ state: signed.state, voided: { reason: '张冠李戴' } });
    for (const [i, report] of (await drafts()).entries()) {
      expect([i, countOf(report, 'order.type')]).toEqual([i, countOf(before[i]!, 'order.type') - 1]);
      expect([i, countOf(report, 'work.papers')]).toEqual([i, countOf(before[i]!, 'work.papers') - [signed, inspection, survey].length]);
      const apart = (id: string) => report.figures.find((each) => each.id === id)!.apart.find(({ why }) => why === 'void')?.ids;
      expect([i, apart('order.type')]).toEqual([i, expect.arrayContaining([signed.id])]);
      expect([i, apart('inspection.completion')]).toEqual([i, expect.arrayContaining([inspection.id])]);
      expect(report.figures.filter(({ id }) => id.startsWith('sla.')).flatMap(({ ids }) => ids)).not.toContain(signed.id);
    }
    for (const board of [await boards.board({ ...asking, site: 'BJ01' }), await boards.board(asking), await station.client.boards.manager()]) {
      const { ids } = await (board.apart.find(({ why }) => why === 'void') ?? { ids: [] });
      // what happened before the quarter is no part of it
      const inQuarter = [signed, inspection].filter((row) => String(row.cells['requestedAt'] ?? row.cells['day']) >= span.from).map(({ id }) => id);
      expect(inQuarter.length).toBeGreaterThan(0);
      expect(ids).toEqual(expect.arrayContaining(inQuarter));
    }
    expect((await station.client.boards.manager()).apart.find(({ why }) => why === 'void')).toEqual((await boards.board({ ...asking, site: 'BJ01' })).apart.find(({ why }) => why === 'void'));
  }, 120_000);

  it('opens behind every number as many records as it says', async () => {
    let opened = 0;
    for (const site of [undefined, 'BJ01', 'BJ02']) {
      const board = await boards.board({ ...asking, ...(site !== undefined && { site }) });
      const cells: readonly (Pick<BoardCell, 'records'> & { readonly value: unknown })[] = [...board.figures, ...board.panels.flatMap(({ rows }) => rows.flat())];
      for (const { value, records } of cells) {
        if (!records || typeof value !== 'number') continue;
        const { total, ids } = await boards.behind(records, null, { offset: 0, limit: 500 });
        expect(ids.length).toBe(Math.min(total, 500));
        if (records.kind === 'papers' || records.kind === 'rounds') expect([records, total]).toEqual([records, value]);
        if (records.kind === 'clocks') expect(total).toBeGreaterThan(0);
        opened += 1;
      }
    }
    expect(opened).toBeGreaterThan(30);
    const own: Selection = { kind: 'own' };
    await expect(boards.behind(own, null, { offset: 0, limit: 10 })).rejects.toThrow();
  }, 240_000);

  it('shows an account only the sites it may see', async () => {
    const within = await boards.board({ ...asking, within: ['BJ02'] });
    expect(panel(within, 'sites').rows.map(([first]) => first!.site)).toEqual(['BJ02']);
    await expect(boards.board({ ...asking, within: ['BJ02'], site: 'BJ01' })).rejects.toMatchObject({ refusals: [{ code: 'not-found', field: 'site' }] });
  }, 120_000);

  it('counts what came in since, and what another contract makes of it', async () => {
    const before = Number(figure(await boards.board({ ...asking, site: 'BJ02' }), 'overdue').value);
    await stations[1]!.client.records.execute({ kind: 'create', id: uuidv7(), form: 'complaint', data: { receivedAt: '2022-01-11T09:00+08:00', channel: 'phone', complainant: '王芳', content: '无人回电' } });
    await stations[1]!.client.sync.now();
    const after = await boards.board({ ...asking, site: 'BJ02' });
    expect(Number(figure(after, 'overdue').value)).toBeGreaterThan(before);
    const profile = await manager.station.profile();
    const rules = profile.rules.map((rule) => (rule.id === 'complaint-reply' ? { ...rule, figure: 60 } : rule));
    expect(await hq.desk.send({ id: 'a', name: '刘经理' }, { what: 'profile', body: { ...profile, version: profile.version + 1, rules } })).toMatchObject({ ok: true });
    const again = await boards.board({ ...asking, site: 'BJ02' });
    expect(Number(figure(again, 'overdue').value)).toBeLessThan(Number(figure(after, 'overdue').value));
    await stations[1]!.client.sync.now();
    expect(figure(again, 'overdue').value).toBe(figure(await stations[1]!.client.boards.manager(), 'overdue').value);
  }, 120_000);

  it('tells apart the conflicts of its quarter as its report does, and says what stations have not sent is of any time and not counted', async () => {
    const written = async (receivedAt: string): Promise<{ readonly id: string }> => {
      const id = uuidv7();
      await stations[1]!.client.records.execute({ kind: 'create', id, form: 'complaint', data: { receivedAt, channel: 'phone', complainant: '王芳', content: '无人回电' } });
      return { id };
    };
    const [before, inside] = [await written('2021-12-01T09:00+08:00'), await written('2022-01-12T09:00+08:00')];
    await stations[1]!.client.sync.now();
    const both = [before.id, inside.id];
    const params = [both] as const;
    await hq.rows(`insert into branch (doc, station, reason, head, ops, body) select id, gen_random_uuid(), 'late', '', 1, body from record where id = any($1)`, params);
    await hq.rows(`update device set unsent = 7 where code = 'BJ02'`);
    const [board, { report }] = [await boards.board({ ...asking, site: 'BJ02' }), await manager.reports.sheet({ ...span, site: 'BJ02' })];
    const told = (why: string) => board.apart.find((each) => each.why === why);
    expect(told('conflict')?.ids).toEqual([inside.id]);
    expect(report.figures.find(({ id }) => id === 'work.papers')!.apart.find(({ why }) => why === 'conflict')?.ids).toEqual([inside.id]);
    expect(new Set(boardIds(figure(board, 'conflicts').records))).toEqual(new Set(both));
    expect([told('unsent'), told('notHere')?.n]).toEqual([undefined, 7]);
    expect(boardApartWords('notHere')).toEqual({ zh: expect.stringMatching(/不限本季度.*未计入/), en: expect.stringMatching(/of any time.*not counted/) });
    await hq.rows('delete from branch where doc = any($1)', params);
    await hq.rows(`update device set unsent = 0 where code = 'BJ02'`);
  }, 120_000);

  it('has kept its counts as its rows are, whatever was changed and reckoned anew', async () => {
    const counted = await hq.rows(`select form, name, day, site, value, n from record_count where n <> 0 order by form, name, day, site, value`);
    expect(counted).toEqual(await hq.rows(
      `select form, name, day, site, value, count(*)::int as n from (
         select form, '' as name, left(at, 10) as day, site, '' as value from record_tally where counts and at <> ''
         union all select form, c.key, left(at, 10), site, c.value from record_tally, jsonb_each_text(cells) c where counts and at <> ''
         union all select form, '~round', left(round, 10), site, round from record_tally where counts and round is not null) t
       group by form, name, day, site, value order by form, name, day, site, value`,
    ));
    expect(counted.length).toBeGreaterThan(50);
    expect(await hq.rows('select clock, due, site, open, met, missed from record_due where open <> 0 or met <> 0 or missed <> 0 order by clock, due, site')).toEqual(await hq.rows(
      `select clock, due, site, count(*) filter (where kept is null)::int as open, count(*) filter (where kept <= due)::int as met, count(*) filter (where kept is null or kept > due)::int as missed
       from record_clock group by clock, due, site order by clock, due, site`,
    ));
    const [none] = await hq.rows<{ n: number }>('select (select count(*) from record) - (select count(*) from record_tally) as n');
    expect(Number(none!.n)).toBe(0);
  }, 120_000);
});

describe('in the window', () => {
  it('offers the board to readers without sums, to managers with them, and a file of it to managers', async () => {
    expect((await manager.station.status()).offers).toEqual(expect.arrayContaining(['boards.sites', 'boards.behind', 'boards.exportSites', 'reports.sheet', 'reports.exportFile']));
    expect((await manager.boards.sites({})).panels.map(({ id }) => id)).toContain('money');
    const read = await reader.boards.sites({});
    expect([read.panels.map(({ id }) => id), read.figures.map(({ id }) => id)].flat()).not.toContain('money');
    expect(await refusalsOf(reader.boards.exportSites({ format: 'csv', lang: 'zh', receiver: '甲方' }))).toEqual([{ code: 'not-allowed' }]);
    const csv = await (await manager.boards.exportSites({ format: 'csv', lang: 'zh', receiver: '总经理', panel: 'sites' })).text();
    expect(csv).toContain('各现场');
    expect(csv).toContain('BJ02');
    const book = await readXlsx(new Uint8Array(await (await manager.boards.exportSites({ format: 'xlsx', lang: 'en', receiver: '总经理', site: 'BJ01' })).arrayBuffer()));
    expect(book.sheets.map(({ name }) => name)).toContain('Stations');
    expect((await hq.rows<{ subject: string }>(`select subject from audit where what = 'board-exported' order by id`)).map(({ subject }) => subject)).toEqual([expect.stringMatching(/^board sites sites .*\.csv → 总经理$/), expect.stringMatching(/^board BJ01 .*\.xlsx → 总经理$/)]);
    // a station has its own board, and no sites to choose among
    expect(await refusalsOf(stations[0]!.client.boards.sites({}))).toEqual([{ code: 'not-allowed' }]);
    expect(await refusalsOf(stations[0]!.client.boards.behind({ records: { kind: 'papers', form: 'complaint', ...span, site: 'BJ01' } }))).toMatchObject([{ code: 'unknown-field' }]);
    expect(await refusalsOf(stations[0]!.client.reports.draft({ ...span, site: 'BJ01' }))).toMatchObject([{ code: 'unknown-field' }]);
  }, 120_000);

  it('lets the quality manager see and hand out boards without sums and reports, and change nothing (R2)', async () => {
    const { offers, account } = await quality.station.status();
    expect(account).toMatchObject({ name: '孙丽', role: 'qualityManager' });
    expect(offers).toEqual(expect.arrayContaining(['boards.sites', 'boards.exportSites', 'reports.sheet', 'reports.exportFile', 'documents.unconfirmed']));
    expect(offers?.filter((name) => name.startsWith('headquarters.'))).toEqual([]);
    for (const site of [{}, { site: 'BJ01' }]) {
      const board = await quality.boards.sites(site);
      expect([board.panels.map(({ id }) => id), board.figures.map(({ id }) => id)].flat()).not.toContain('money');
      const sheet = await (await quality.boards.exportSites({ ...site, format: 'csv', lang: 'zh', receiver: '质量例会' })).text();
      expect(sheet).toContain('例行工作完成率');
      expect(sheet).not.toMatch(/涉及金额/);
    }
    expect((await quality.reports.sheet({ ...span, site: 'BJ01' })).report.figures.length).toBeGreaterThan(10);
    expect((await quality.reports.exportFile({ ...span, site: 'BJ01', format: 'csv', lang: 'zh', receiver: '质量例会' })).size).toBeGreaterThan(100);
    const id = uuidv7();
    const change = { form: 'service-order', to: id, data: {} };
    for (const order of [
      () => quality.headquarters.stations(), () => quality.headquarters.dispatch(change), () => quality.headquarters.reassign({ id, to: null, reason: '人手' }), () => quality.headquarters.void({ id, reason: '重复' }),
      () => quality.headquarters.decide({ id, station: id, took: 'main', cells: [] } as never), () => quality.records.execute({ kind: 'create', id, form: 'complaint', data: {} }),
    ]) expect(await refusalsOf(order()), order.toString()).toEqual([{ code: 'not-allowed' }]);
  }, 120_000);

  it('warns of an address no book of the sites has confirmed, and writes down why it went there all the same (R39)', async () => {
    const [known, outside] = ['李建国 lijianguo@client.example.cn', '王工 someone@example.com'];
    const why = '甲方来函指定';
    expect([await manager.documents.unconfirmed({ to: known }), await manager.documents.unconfirmed({ to: known, site: 'BJ01' }), await manager.documents.unconfirmed({ to: known, site: 'BJ02' }), await manager.documents.unconfirmed({ to: outside })]).toEqual([[], [], ['lijianguo@client.example.cn'], ['someone@example.com']]);
    expect(await refusalsOf(reader.documents.unconfirmed({ to: outside }))).toEqual([{ code: 'not-allowed' }]);
    const [board, report] = [{ format: 'csv', lang: 'zh' }, { ...span, format: 'csv', lang: 'zh' }] as const;
    for (const leave of [
      () => manager.boards.exportSites({ ...board, receiver: outside }), () => manager.boards.exportSites({ ...board, site: 'BJ01', receiver: outside, reason: ' ' }),
      () => manager.reports.exportFile({ ...report, receiver: outside }), () => manager.reports.exportFile({ ...report, site: 'BJ01', receiver: outside }),
    ]) expect(await refusalsOf(leave()), leave.toString()).toMatchObject([{ code: 'address-unconfirmed', field: 'to', params: { address: 'someone@example.com' } }]);
    expect(await refusalsOf(manager.reports.exportFile({ ...report, site: 'BJ02', receiver: known }))).toMatchObject([{ code: 'address-unconfirmed' }]);
    await manager.boards.exportSites({ ...board, receiver: outside, reason: why });
    await manager.reports.exportFile({ ...report, site: 'BJ02', receiver: known, reason: why });
    await manager.reports.exportFile({ ...report, site: 'BJ01', receiver: known, reason: why });
    const left = await hq.rows<{ what: string; subject: string }>(`select what, subject from audit where what in ('board-exported', 'report-exported') order by id desc limit 3`);
    expect(left.map(({ what, subject }) => [what, subject.split(' → ')[1]]).reverse()).toEqual([['board-exported', `${outside} (${why})`], ['report-exported', `${known} (${why})`], ['report-exported', known]]);
  }, 120_000);

  it('has the report of one site and over all of them, with the records behind each number, in every format', async () => {
    const [one, two, all] = [await manager.reports.sheet({ ...span, site: 'BJ01' }), await manager.reports.sheet({ ...span, site: 'BJ02' }), await manager.reports.sheet(span)];
    expect([one.report.site.code, all.report.site]).toEqual(['BJ01', { code: 'ALL', name: { zh: '全部现场', en: 'All sites' } }]);
    const of = ({ report }: typeof one, id: string) => report.figures.find((each) => each.id === id)!;
    for (const id of ['work.papers', 'incident.grade', 'complaint.channel', 'inspection.missed']) expect([id, of(all, id).value]).toEqual([id, Number(of(one, id).value) + Number(of(two, id).value)]);
    const behind = await manager.reports.behind({ ...span, figure: 'work.papers', limit: 500 });
    expect(behind.total).toBe(of(all, 'work.papers').ids.length);
    expect(new Set(behind.rows.map(({ site }) => site))).toEqual(new Set(['BJ01', 'BJ02']));
    for (const [format, begins] of [['pdf', '%PDF'], ['summary', '%PDF'], ['docx', 'PK'], ['xlsx', 'PK'], ['csv', '\uFEFF']] as const) {
      const bytes = new Uint8Array(await (await manager.reports.exportFile({ ...span, format, lang: 'zh', receiver: '甲方 王处长' })).arrayBuffer());
      expect([format, new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes.subarray(0, 64)).startsWith(begins)]).toEqual([format, true]);
    }
    await manager.reports.exportFile({ ...span, site: 'BJ02', format: 'csv', lang: 'en', receiver: '监理' });
    expect((await hq.rows<{ subject: string }>(`select subject from audit where what = 'report-exported' order by id offset 3`)).map(({ subject }) => subject)).toEqual([...['.pdf', '-summary.pdf', '.docx', '.xlsx', '.csv'].map((end) => `report-all-${span.from}_${span.to}${end} → 甲方 王处长`), `report-BJ02-${span.from}_${span.to}.csv → 监理`]);
    expect(await refusalsOf(reader.reports.exportFile({ ...span, format: 'csv', lang: 'zh', receiver: '甲方' }))).toEqual([{ code: 'not-allowed' }]);
    expect(await refusalsOf(manager.reports.sheet({ ...span, site: 'BJ09' }))).toMatchObject([{ code: 'not-found' }]);
  }, 240_000);
});
