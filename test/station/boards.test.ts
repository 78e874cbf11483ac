import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { readXlsx } from 'hucre/xlsx';
import { boardForms } from '../../domain/board/asked.ts';
import type { Board, BoardPanel, Selection } from '../../domain/board/board.ts';
import { fillRecords } from '../bench/report/fill.ts';
import { codesOf, createTestStation, passphrase, type TestStation } from './bench.ts';

/** A station in the middle of its first quarter with records of many forms, and the report of the same days as the independent count. */
let bench: TestStation;
let board: Board;
const clock = { at: 0 };
const [first, now] = ['2021-09-27T09:00:00+08:00', '2021-11-20T10:00:00+08:00'].map((at) => Date.parse(at)) as [number, number];
beforeAll(async () => {
  clock.at = first;
  bench = await createTestStation({ clock: { now: () => clock.at, mono: () => 0 } });
  await bench.setUp('projectManager');
  // weeks without anybody lock a station
  const { accounts } = await bench.client.station.lock();
  clock.at = now;
  await bench.client.station.unlock({ account: accounts![0]!.id, passphrase });
  fillRecords(bench.station.core.open().store, 400, { from: '2021-10-01', to: '2021-11-19' });
  board = await bench.client.boards.manager();
});
afterAll(() => bench?.remove());

const panel = (id: string): BoardPanel => board.panels.find((each) => each.id === id)!;
const idsBehind = async (records: Selection): Promise<string[]> => (await bench.client.boards.behind({ records: records as never, limit: 500 })).rows.map(({ id }) => id);

describe("the manager's board", () => {
  it('counts what the report of the same days counts', async () => {
    const { from, to } = board.span!;
    const report = await bench.client.reports.draft({ from, to });
    const figure = (id: string) => report.figures.find((each) => each.id === id)!;
    expect(from).toBe('2021-09-27');
    expect(to).toBe('2021-12-26');
    const columns = panel('weeks').columns.slice(1).map((_, i) => panel('weeks').rows.reduce((sum, cells) => sum + Number(cells[i + 1]!.value), 0));
    expect(columns).toEqual([figure('request.channel').value, figure('order.type').value, figure('incident.grade').value, figure('complaint.channel').value]);
    expect(panel('incident.grade').rows.map(([, n]) => n!.value)).toEqual(figure('incident.grade').shares.map(({ value }) => value));
    expect(board.figures.find(({ id }) => id === 'csat')!.value).toBe(figure('satisfaction.csat').value);
    const [met, missed] = ['met', 'missed'].map((key) => Number(figure('sla.all').shares.find((each) => each.key === key)!.value));
    expect(met! + missed!).toBeGreaterThan(0);
    expect(board.figures.find(({ id }) => id === 'sla')!.of).toBe(`${met} / ${met! + missed!}`);
    const rounds = figure('inspection.completion').shares.filter(({ value }) => value !== null).map(({ label, value }) => [label.zh, `${value}%`]);
    expect(rounds.length).toBeGreaterThan(2);
    const kept = panel('kept').rows.map((cells) => [(cells[0]!.value as { zh: string }).zh, cells[5]!.value]);
    for (const each of rounds) expect(kept).toContainEqual(each);
    for (const each of figure('backup.completion').shares.filter(({ value }) => value !== null)) expect(kept).toContainEqual([each.label.zh, `${each.value}%`]);
  });

  it('every number of a table opens exactly the records it counts', async () => {
    let opened = 0;
    for (const { id, rows } of board.panels) {
      for (const [row, { value, records }] of rows.flatMap((cells, i) => cells.map((cell) => [i, cell] as const))) {
        if (!records || typeof value !== 'number') continue;
        const { total, rows: papers } = await bench.client.boards.behind({ records: records as never, limit: 500 });
        expect(new Set(papers.map((paper) => paper.id)).size).toBe(total);
        opened += 1;
        if (id === 'satisfaction.marks') {
          // a survey gives several marks: its column says so, and each paper of the list gave this one
          const given = papers.map((paper) => Object.values(bench.station.core.open().store.read.record(paper.id)!.data).filter((mark) => mark === row + 1).length);
          expect([given.every((n) => n > 0), given.reduce((sum, n) => sum + n, 0)]).toEqual([true, value]);
          continue;
        }
        expect([id, records, total]).toEqual([id, records, value]);
      }
    }
    expect(opened).toBeGreaterThan(20);
    // a number of several clocks counts deadlines: its papers are those of the table's rows
    const heads = board.figures.flatMap(({ id, value, records }) => (typeof value === 'number' && records?.kind === 'clocks' ? [{ id, value, records }] : []));
    expect(heads.length).toBeGreaterThan(1);
    for (const { value, records } of heads.filter(({ records: { which } }) => which === 'open')) {
      const each = await Promise.all(records.clocks.map((clock) => idsBehind({ ...records, clocks: [clock] })));
      expect(each.reduce((sum, ids) => sum + ids.length, 0)).toBe(value);
      expect(new Set(await idsBehind(records))).toEqual(new Set(each.flat()));
    }
    const first = panel('weeks').rows.find((cells) => cells[1]!.records)![1]!.records!;
    const contacts = await idsBehind(first);
    expect(new Set(contacts).size).toBe(contacts.length);
  });

  it('of sheets that answer one round again none is counted or opened twice, nor is one handed in ahead', async () => {
    const { store } = bench.station.core.open();
    const rows = panel('kept').rows.filter((cells) => cells[3]!.records?.kind === 'rounds');
    expect(rows.length).toBeGreaterThan(1);
    const { from, to } = board.span!;
    const sheets = store.read.briefs({ form: 'inspection', field: 'day', from, to });
    for (const cells of rows) {
      const { duty } = cells[3]!.records as Extract<Selection, { kind: 'rounds' }>;
      const { template, rounds } = bench.station.core.open().profile.duties.find(({ id }) => id === duty)!;
      const opened = (await bench.client.boards.behind({ records: cells[3]!.records as never, limit: 500 })).rows.map(({ id }) => sheets.find((sheet) => sheet.id === id)!.data);
      expect(opened.every((data) => data['template'] === template && rounds.some(({ id }) => id === data['round']) && String(data['day']) <= '2021-11-20')).toBe(true);
      expect(new Set(opened.map((data) => `${data['day']} ${data['round']}`)).size).toBe(cells[3]!.value);
    }
    expect(sheets.length).toBeGreaterThan(rows.reduce((sum, cells) => sum + Number(cells[3]!.value), 0));
  });

  it('opens from the rate of recurring work exactly what it counted: what was done with its papers, and what was missed', async () => {
    const { of } = board.figures.find(({ id }) => id === 'kept')!;
    const all = await bench.client.boards.kept({ limit: 500 });
    expect(`${all.kept} / ${all.total}`).toBe(of);
    expect([all.total > 100, all.kept > 0, all.missed > 0]).toEqual([true, true, true]);
    const items = [...all.items];
    while (items.length < all.total) items.push(...(await bench.client.boards.kept({ offset: items.length, limit: 500 })).items);
    expect(items.filter((each) => each.kept).length).toBe(all.kept);
    expect(items.every(({ kept, record }) => kept === (record !== undefined))).toBe(true);
    expect(items.map(({ due }) => due)).toEqual(items.map(({ due }) => due).toSorted().toReversed());
    // the agenda of the same days says the same of each
    const { from } = board.span!;
    const agenda = (await bench.client.agenda.between({ from, to: '2021-11-20' })).items.filter(({ source, state }) => (source === 'round' || source === 'turn') && ['kept', 'keptLate', 'missed', 'late'].includes(state));
    const listed = (of: readonly { readonly due: string; readonly isKept: boolean; readonly rule: string }[]): readonly string[] => of.map(({ due, isKept, rule }) => `${due} ${rule} ${isKept}`).toSorted();
    expect(listed(items.map(({ due, kept, rule }) => ({ due, rule, isKept: kept })))).toEqual(listed(agenda.map(({ due, rule, state }) => ({ due, rule, isKept: state.startsWith('kept') }))));
    for (const cells of panel('kept').rows) {
      const [due, kept, missed] = [cells[2]!, cells[3]!, cells[4]!];
      const some = await bench.client.boards.kept({ ...due.kept, limit: 1 });
      expect([some.total, some.kept, some.missed]).toEqual([due.value, kept.value, missed.value]);
      expect(['round', 'turn']).toContain(due.kept?.source);
      if (missed.kept) expect((await bench.client.boards.kept({ ...missed.kept, limit: 500 })).items.map((each) => each.kept)).toEqual(Array.from({ length: Number(missed.value) }, () => false));
    }
    expect(await codesOf(bench.client.boards.kept({ site: 'BJ01' }))).toEqual(['unknown-field']);
  });

  it('papers thrown away and corrected ones do not count', async () => {
    const { store } = bench.station.core.open();
    const query = { form: 'contact', field: 'receivedAt', from: '2021-09-27', to: '2021-12-26', without: [] };
    const before = store.read.tallyDays(query).reduce((sum, { n }) => sum + n, 0);
    const state = store.read.tallied(query, null, { offset: 0, limit: 1 });
    const rec = store.read.record(state.ids[0]!)!;
    store.write((writer) => writer.putRecord({ ...rec, correctedBy: '0199c1d0-0000-7000-8000-00000000ffff' } as never, { headline: '', cells: { receivedAt: rec.data['receivedAt']! }, text: '', persons: [], links: [], clocks: [] }));
    expect(store.read.tallyDays(query).reduce((sum, { n }) => sum + n, 0)).toBe(before - 1);
    expect(store.read.tallyDays({ ...query, without: [rec.state] }).reduce((sum, { n }) => sum + n, 0)).toBe(0);
  });

  it('leaves as a file with its tables, and the log says for whom', async () => {
    const blob = await bench.client.boards.exportManager({ format: 'xlsx', lang: 'zh', receiver: '主管经理' });
    const { sheets } = await readXlsx(new Uint8Array(await blob.arrayBuffer()));
    expect(sheets.map(({ name }) => name)).toEqual(['指标', ...board.panels.map(({ title }) => title.zh)].map((name) => name.slice(0, 31)));
    const csv = await bench.client.boards.exportManager({ format: 'csv', lang: 'en', receiver: 'boss', panel: 'weeks' });
    expect(Buffer.from(await csv.arrayBuffer()).toString('utf8')).toMatch(/^\uFEFFWork by week/);
    expect(await codesOf(bench.client.boards.exportManager({ format: 'csv', lang: 'en', receiver: 'boss', panel: 'nowhere' }))).toEqual(['not-found']);
    const logged = bench.station.core.open().store.read.history('board:manager').map(({ event }) => event);
    expect(JSON.stringify(logged)).toContain('主管经理');
  });
});

describe("a person's day", () => {
  it('counts his own papers and opens them', async () => {
    const id = '0199c1d1-0000-7000-8000-000000000001';
    await bench.client.records.execute({ kind: 'create', id, form: 'service-order', data: { request: '检查' } });
    const day = await bench.client.boards.day();
    const figure = (name: string) => day.figures.find((each) => each.id === name)!;
    expect(figure('written').value).toBe(1);
    expect(await idsBehind(figure('written').records!)).toEqual([id]);
    expect(figure('open').value).toBe(1);
    expect(await idsBehind(figure('open').records!)).toEqual([id]);
    expect(day.panels[0]!.rows.reduce((sum, [, n]) => sum + Number(n!.value), 0)).toBe(1);
  });

  it('tells apart the papers of its quarter, as the report of the same days does', async () => {
    const { store, profile } = bench.station.core.open();
    const { from, to } = board.span!;
    const made = async (receivedAt: string, n: number): Promise<string> => {
      const id = `0199c1d2-0000-7000-8000-00000000000${n}`;
      await bench.client.records.execute({ kind: 'create', id, form: 'complaint', data: { receivedAt, channel: 'phone', complainant: '李建国', content: '无人回电' } });
      return id;
    };
    const [inside, disputed, before] = [await made('2021-11-19T09:00+08:00', 1), await made('2021-11-18T09:00+08:00', 2), await made('2021-09-20T09:00+08:00', 3)];
    // written above without the time it came in: it counts on the day it was made
    const undated = '0199c1d1-0000-7000-8000-000000000001';
    const uncounted = '0199c1d2-0000-7000-8000-000000000004';
    // no number of this board counts data requests
    await bench.client.records.execute({ kind: 'create', id: uncounted, form: 'data-request', data: {} });
    store.write((writer) => { for (const doc of [disputed, before, uncounted]) writer.putBranch(doc, { reason: 'late', record: store.read.record(doc)!, head: 'h' }); });
    const { apart } = await bench.client.boards.manager();
    const idsOf = (why: string) => [...(apart.find((each) => each.why === why)?.ids ?? [])].toSorted();
    expect(idsOf('unsent')).toEqual([undated, inside, disputed]);
    expect(idsOf('conflict')).toEqual([disputed]);
    const told = (await bench.client.reports.draft({ from, to })).figures.find(({ id }) => id === 'work.papers')!.apart;
    const forms = boardForms(profile, board.span!);
    for (const why of ['void', 'corrected', 'unsent', 'conflict']) {
      const counted = (told.find((each) => each.why === why)?.ids ?? []).filter((id) => forms.has(store.read.record(id)!.form));
      expect([why, idsOf(why)]).toEqual([why, counted.toSorted()]);
    }
    // a station far behind says how many operations of any time they are, instead of looking them all through
    const behind = vi.spyOn(store.read, 'unsentCount').mockReturnValue(1001);
    expect((await bench.client.boards.manager()).apart.filter(({ why }) => why === 'unsent' || why === 'unsentOps')).toEqual([{ why: 'unsentOps', n: 1001, ids: [] }]);
    behind.mockReturnValue(1000);
    expect((await bench.client.boards.manager()).apart.find(({ why }) => why === 'unsent')?.ids.toSorted()).toEqual([undated, inside, disputed]);
    behind.mockRestore();
    store.write((writer) => { for (const doc of [disputed, before, uncounted]) writer.putBranch(doc, null); });
  });

  it('the quality manager sees the board of the quarter and saves it, without what the contract may cost', async () => {
    const whole = await bench.client.boards.manager();
    const account = await bench.client.station.addAccount({ name: '周洁', role: 'qualityManager', passphrase: '第三个-口令-2021' });
    await bench.client.station.lock();
    await bench.client.station.unlock({ account: account.id, passphrase: '第三个-口令-2021' });
    const { client } = bench;
    expect((await client.station.status()).offers).toEqual(expect.arrayContaining(['boards.manager', 'boards.exportManager']));
    const seen = await client.boards.manager();
    const withoutMoney = ({ figures, panels }: Board) => [figures.flatMap(({ id, value }) => (id === 'money' ? [] : [[id, value]])), panels.flatMap(({ id }) => (id === 'money' ? [] : [id]))];
    expect([...seen.figures, ...seen.panels].map(({ id }) => id)).not.toContain('money');
    expect(withoutMoney(seen)).toEqual(withoutMoney(whole));
    expect(await (await client.boards.exportManager({ format: 'csv', lang: 'zh', receiver: '质量例会' })).text()).not.toContain('涉及金额');
    expect(await codesOf(client.processes.money({ month: '2021-11' }))).toEqual(['not-allowed']);
    const { accounts } = await bench.client.station.lock();
    await bench.client.station.unlock({ account: accounts!.find(({ name }) => name === '张晓明')!.id, passphrase });
  });

  it('only managers see the board of the quarter', async () => {
    const account = await bench.client.station.addAccount({ name: '王工', role: 'engineer', passphrase: '另一个-口令-2021' });
    await bench.client.station.lock();
    await bench.client.station.unlock({ account: account.id, passphrase: '另一个-口令-2021' });
    expect(await codesOf(bench.client.boards.manager())).toEqual(['not-allowed']);
    expect((await bench.client.boards.day()).figures.find(({ id }) => id === 'open')!.value).toBe(0);
  });
});

describe('a quarter that is over', () => {
  const quarter = { from: '2021-09-27', to: '2021-12-26' };
  let later: Board;
  beforeAll(async () => {
    const { accounts } = await bench.client.station.lock();
    clock.at = Date.parse('2022-02-10T10:00:00+08:00');
    await bench.client.station.unlock({ account: accounts![0]!.id, passphrase });
    later = await bench.client.boards.manager({ quarter });
  });

  it('is counted as its report counts it, and says nothing of what presses today', async () => {
    const report = await bench.client.reports.draft(quarter);
    const of = (id: string) => report.figures.find((each) => each.id === id)!;
    expect(later.span).toEqual(quarter);
    const [met, missed] = ['met', 'missed'].map((key) => Number(of('sla.all').shares.find((each) => each.key === key)!.value));
    expect(later.figures.find(({ id }) => id === 'sla')!.of).toBe(`${met} / ${met! + missed!}`);
    expect(later.figures.find(({ id }) => id === 'csat')!.value).toBe(of('satisfaction.csat').value);
    const at = (id: string): BoardPanel => later.panels.find((each) => each.id === id)!;
    expect(at('weeks').columns.slice(1).map((_, i) => at('weeks').rows.reduce((sum, cells) => sum + Number(cells[i + 1]!.value), 0))).toEqual(['request.channel', 'order.type', 'incident.grade', 'complaint.channel'].map((id) => of(id).value));
    const kept = at('kept').rows.map((cells) => [(cells[0]!.value as { zh: string }).zh, cells[5]!.value]);
    for (const id of ['inspection.completion', 'backup.completion']) for (const { label, value } of of(id).shares.filter((each) => each.value !== null)) expect(kept).toContainEqual([label.zh, `${value}%`]);
    const { total, kept: done } = await bench.client.boards.kept({ quarter });
    expect(`${done} / ${total}`).toBe(later.figures.find(({ id }) => id === 'kept')!.of);
    expect([...later.figures, ...later.panels].map(({ id }) => id).filter((id) => ['overdue', 'soon', 'money', 'risk'].includes(id))).toEqual([]);
    for (const { value, records } of later.panels.flatMap(({ id, rows }) => (id === 'satisfaction.marks' ? [] : rows.flat()))) {
      if (records && typeof value === 'number') expect((await bench.client.boards.behind({ records: records as never, limit: 500 })).total).toBe(value);
    }
  });

  it('leaves as a file of its own days; days that are no quarter have no board', async () => {
    const csv = Buffer.from(await (await bench.client.boards.exportManager({ format: 'csv', lang: 'zh', receiver: '主管经理', quarter })).arrayBuffer()).toString('utf8');
    expect(csv).toContain(`日期,${quarter.from} – ${quarter.to},`);
    expect(JSON.stringify(bench.station.core.open().store.read.history('board:manager').at(-1))).toContain(`csv manager ${quarter.from}`);
    expect((await bench.client.boards.manager()).span).toEqual({ from: '2021-12-27', to: '2022-03-26' });
    for (const wrong of [{ from: '2021-09-27', to: '2021-12-25' }, { from: '2022-03-27', to: '2022-06-26' }]) expect(await codesOf(bench.client.boards.manager({ quarter: wrong }))).toEqual(['not-an-option']);
  });
});
