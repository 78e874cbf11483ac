import { describe, expect, it } from 'vitest';
import { addDays } from '../../domain/clocks/shanghai.ts';
import { buildReport } from '../../domain/report/build.ts';
import { percentOf } from '../../domain/report/figure.ts';
import { figuresOf } from './asked.ts';
import { madeAt, profile, toInput, type Exported } from './generated.ts';

const paper = (form: string, id: string, at: string, data: Exported['data'], more: Partial<Exported> = {}): Exported => ({ id, form, number: id, state: 'signed', at, data, corrected: false, voided: false, unsent: false, conflict: false, sealed: false, printed: [], ...more });
/** What the report on these papers says is missing of one kind, found by a word of it: the ids it opens. */
const missingWith = (exports: readonly Exported[], word: string): readonly (readonly string[])[] => buildReport(toInput(exports)).missing.filter(({ what }) => what.zh.includes(word)).map(({ ids }) => ids);

describe('what the records do not say, or say against each other', () => {
  const [found, restored] = ['2021-11-01T08:00+08:00', '2021-11-01T20:00+08:00'];
  const outage = (id: string, data: Exported['data']): Exported => paper('incident', id, found, { foundAt: found, restoredAt: restored, ...data }, { state: 'restored' });

  it('an outage without an environment is down on the side its kind names, and told where its kind names none', () => {
    const known = [outage('a', { kind: 'private-down' })];
    expect(['availability.private.down', 'availability.internet.down'].map((id) => figuresOf(known)(id).value)).toEqual([720, 0]);
    expect(missingWith(known, '所属环境')).toEqual([]);
    // the word of the paper goes before its kind
    expect(figuresOf([outage('b', { kind: 'private-down', side: 'internet' })])('availability.private.down').value).toBe(0);
    const untold = [outage('c', { kind: 'data-error', downMinutes: 60 }), outage('d', { kind: 'data-error' })];
    const figure = figuresOf(untold);
    expect(['availability.private', 'availability.internet'].map((id) => [figure(id).value, figure(id).notes.some(({ zh }) => zh.includes('1 个造成中断的事件没有写明所属环境'))])).toEqual([[100, true], [100, true]]);
    expect(missingWith(untold, '所属环境')).toEqual([['c']]);
  });

  it('a paper without its own time counts on the day it was made, and is told', () => {
    // made on the first day of the period
    const exports = [paper('contact', 'a', found, { channel: 'phone' }), paper('extra-cost', 'b', found, { amount: '1200.00', payer: 'client' }), paper('survey', 'c', found, { promptness: 5 }, { state: 'answered' }), paper('survey', 'd', found, {}, { state: 'open' })];
    const figure = figuresOf(exports);
    expect(['request.channel', 'cost.outside', 'satisfaction.n', 'satisfaction.response'].map((id) => figure(id).value)).toEqual([1, '1200.00', 1, 50]);
    expect(figure('request.hour').shares.filter(({ value }) => value !== 0)).toMatchObject([{ key: '', value: 1, ids: ['a'] }]);
    // a survey that waits for its answer lacks nothing yet
    expect(missingWith(exports, '按制单日计入').map((ids) => ids.toSorted())).toEqual([['a', 'b', 'c']]);
  });

  it('times that contradict each other are in no mean and no sum, and told', () => {
    const exports = [
      outage('a', { kind: 'private-slow', restoredAt: '2021-11-01T07:00+08:00', reportedAt: found, respondedAt: '2021-11-01T08:10+08:00' }), outage('b', { kind: 'private-slow', restoredAt: '2021-11-01T09:00+08:00', reportedAt: found, respondedAt: '2021-11-01T07:50+08:00' }),
      paper('contact', 'c', found, { receivedAt: found, endedAt: '2021-11-01T07:00+08:00' }), paper('service-order', 'd', found, { requestedAt: found, arrivedAt: found, finishedAt: '2021-11-01T07:00+08:00' }, { state: 'draft' }),
    ];
    const figure = figuresOf(exports);
    expect(['incident.mttr', 'incident.mtta', 'request.handling', 'order.hours'].map((id) => [figure(id).value, figure(id).ids])).toEqual([[60, ['b']], [10, ['a']], [null, []], [null, []]]);
    expect(missingWith(exports, '先后矛盾')).toEqual([['c'], ['d'], ['a', 'b']]);
  });

  it('a draft is no cost yet, and stands in the list as a draft', () => {
    const cost = (id: string, state: string, amount: string): Exported => paper('extra-cost', id, '2021-11-01', { arisenAt: '2021-11-01', amount, payer: 'client' }, { state });
    const exports = [cost('a', 'draft', '1000.00'), cost('b', 'signing', '200.00'), cost('c', 'signed', '30.00'), cost('d', 'archived', '4.50')];
    const figure = figuresOf(exports)('cost.outside');
    expect([figure.value, figure.ids, figure.notes.map(({ zh }) => zh)]).toEqual(['234.50', ['b', 'c', 'd'], ['人民币贰佰叁拾肆元伍角整', '另有草稿 1 张，未计入。']]);
    const table = buildReport(toInput(exports)).chapters.find(({ id }) => id === 'costs')!.tables[0]!;
    expect(table.rows.map(({ cells }) => cells.at(-1))).toMatchObject([{ zh: '草稿' }, { zh: '待签认' }, { zh: '已签认' }, { zh: '已归档' }]);
    // a draft alone is no sum of nothing
    expect(figuresOf(exports.slice(0, 1))('cost.outside').value).toBeNull();
  });

  it('an incident begun and left blank is none yet', () => {
    const exports = [paper('incident', 'blank', found, { foundAt: found, reportedAt: found, leader: '张晓明', symptom: ' ' }, { state: 'open' }), outage('a', { kind: 'private-slow' })];
    expect(['incident.grade', 'incident.kind', 'incident.side', 'incident.open'].map((id) => figuresOf(exports)(id).value)).toEqual([1, 1, 1, 0]);
    expect(missingWith(exports, '没有响应时间')).toEqual([['a']]);
  });

  it('tells of a signed order without a survey, and of a change or release closed without its result', () => {
    const order = (id: string, sealed: boolean): Exported => paper('service-order', id, found, { requestedAt: found }, { sealed });
    const survey = (orderNumber: string, state: string, at = found): Exported => paper('survey', `of ${orderNumber}`, at, { orderNumber, answeredAt: at }, { state });
    const orders = [order('rated', true), order('declined', true), order('asked', true), order('later', true), order('never', true), order('unsigned', false)];
    expect(missingWith([...orders, survey('rated', 'answered'), survey('declined', 'declined'), survey('asked', 'open'), survey('later', 'answered', '2021-12-27T09:00+08:00')], '本次不评')).toEqual([['asked', 'never']]);
    const closed = (form: string, id: string, state = 'closed'): Exported => paper(form, id, found, { plannedFrom: found }, { state });
    const result = (form: string, id: string, state: string, field: string): Exported => paper(form, `result of ${id}`, found, { startedAt: found, [field]: [{ id, form: field, number: id }] }, { state });
    const exports = [closed('change', 'a'), closed('change', 'b'), closed('change', 'c', 'approved'), result('change-result', 'a', 'signed', 'change'), result('change-result', 'b', 'draft', 'change'), closed('release', 'r'), closed('release', 's'), result('release-result', 's', 'archived', 'release')];
    expect(missingWith(exports, '已关闭的')).toEqual([['b'], ['r']]);
  });
});

describe('edges', () => {
  it('an empty quarter has no rates and no hundred percent', () => {
    const report = buildReport(toInput([]));
    for (const { id, value, unit } of report.figures) {
      if (unit === 'count' || id.startsWith('availability')) continue;
      expect([id, value]).toEqual([id, id === 'inspection.completion' || id === 'backup.completion' ? 0 : null]);
    }
    expect(report.chapters.map(({ id }) => id)).toHaveLength(14);
    expect(report.missing.map(({ what }) => what.zh)).toContain('缺 91 次每日增量备份记录');
  });

  it('no rate is a clean hundred while one is missing, nor nought while one is there', () => {
    expect([percentOf(20_000, 20_001), percentOf(1, 20_001), percentOf(0, 20_001), percentOf(20_001, 20_001), percentOf(30_000, 20_001)]).toEqual([99.99, 0.01, 0, 100, 149.99]);
    expect([percentOf(2000, 2001, 1), percentOf(1, 2001, 1), percentOf(1, 3, 1), percentOf(1, 3, 3)]).toEqual([99.9, 0.1, 33.3, 33.333]);
    const clock = (n: number, kept: boolean) => ({ id: String(n), form: 'complaint', number: String(n), headline: '', clock: 'complaint-reply', started: '2021-11-01T09:00:00+08:00', due: '2021-11-12T23:59:59+08:00', ...(kept && { kept: '2021-11-10T10:00:00+08:00' }), estimated: false });
    const figure = figuresOf([], { clocks: Array.from({ length: 20_001 }, (_, n) => clock(n, n > 0)) });
    expect([figure('sla.all').value, figure('sla.complaint-reply').value]).toEqual([99.99, 99.99]);
  });

  it('what stood at the end is told of the end, however late the report is made', () => {
    const fault = (id: string, at: string, restoredAt?: string): Exported => ({ id, form: 'incident', number: id, state: restoredAt ? 'restored' : 'open', at, data: { kind: 'private-down', side: 'private', occurredAt: at, foundAt: at, ...(restoredAt && { restoredAt }) }, corrected: false, voided: false, unsent: false, conflict: false, sealed: false, printed: [] });
    const exports = [
      fault('restored after', '2021-12-26T23:00+08:00', '2021-12-28T09:00+08:00'), fault('never restored', '2021-12-20T09:00+08:00'), fault('found before, restored after', '2021-09-20T09:00+08:00', '2021-12-27T00:00+08:00'), fault('found before, never restored', '2021-09-20T09:00+08:00'),
      fault('restored within', '2021-12-26T22:00+08:00', '2021-12-26T23:59+08:00'), fault('found before, restored within', '2021-09-20T09:00+08:00', '2021-09-27T00:00+08:00'), fault('found after', '2021-12-27T00:00+08:00'), { ...fault('thrown away', '2021-12-20T09:00+08:00'), state: 'void' },
    ];
    const open = figuresOf(exports)('incident.open');
    expect([open.value, [...open.ids].sort()]).toEqual([4, ['found before, never restored', 'found before, restored after', 'never restored', 'restored after']]);
    // while the period lasts, now is its end
    expect(figuresOf(exports, { now: '2021-12-20T10:00:00+08:00' })('incident.open').ids).toEqual(['never restored', 'found before, restored after', 'found before, never restored']);
    expect(figuresOf(exports)('incident.mttr').value).toBe((34 * 60 + 119) / 2);
  });

  it('says of a period before the station was in use that its records are elsewhere', () => {
    const input = toInput([]);
    expect(buildReport({ ...input, since: addDays(input.period.to, 1) }).missing[0]?.what.zh).toMatch(/启用，没有本期的记录/);
    expect(buildReport({ ...input, since: addDays(input.period.from, 1) }).missing[0]?.what.zh).toMatch(/启用，没有此前的记录/);
  });

  it('claims no availability of time nobody watched, and says from when it is reckoned', () => {
    const fault = (at: string, data: Exported['data']): Exported => ({ id: at, form: 'incident', number: at, state: 'restored', at, data: { kind: 'private-down', side: 'private', occurredAt: at, foundAt: at, ...data }, corrected: false, voided: false, unsent: false, conflict: false, sealed: false, printed: [] });
    const asked = (exports: readonly Exported[], since: string) => {
      const report = buildReport(toInput(exports, { since }));
      const figure = (id: string) => report.figures.find((each) => each.id === id)!;
      return { missing: report.missing[0]!, values: ['availability.private', 'availability.internet', 'availability.private.down', 'incident.mtbf'].map((id) => figure(id).value), shares: figure('availability.internet').shares.map(({ value }) => value), notes: figure('availability.private').notes.map(({ zh }) => zh).join() };
    };
    // in use since after the period
    const none = asked([], '2022-01-01');
    expect([none.values, new Set(none.shares)]).toEqual([[null, null, null, null], new Set([null])]);
    expect(none.notes).toContain('本期没有本站记录');
    // in use for its last ten days, one of which it was down: 1 of 10
    const part = asked([fault('2021-12-20T00:00+08:00', { restoredAt: '2021-12-21T00:00+08:00' })], '2021-12-17');
    expect(part.values).toEqual([90, 100, 1440, 216]);
    expect([part.notes, part.missing.what.zh]).toEqual([expect.stringContaining('自 2021-12-17 起计'), '工作站自 2021-12-17 启用，没有此前的记录']);
    // a fault written down later is known all the same: the last two days, half a day down
    const later = asked([fault('2021-12-25T00:00+08:00', { restoredAt: '2021-12-25T12:00+08:00' })], '2022-01-01');
    expect(later.values).toEqual([75, 100, 720, 36]);
    expect([later.missing.what.zh, later.missing.ids]).toEqual(['工作站自 2022-01-01 启用，本期只有事后登记的 1 张单据', ['2021-12-25T00:00+08:00']]);
  });

  it('counts an event in the last second and none a second later, whatever the zone it was written in', () => {
    const survey = (at: string): Exported => ({ id: at, form: 'survey', number: at, state: 'answered', at, data: { promptness: 5, answeredAt: at }, corrected: false, voided: false, unsent: false, conflict: false, sealed: false, printed: [] });
    const figure = figuresOf([survey('2021-12-26T23:59:59+08:00'), survey('2021-12-27T00:00:00+08:00'), survey('2021-09-27T00:00:00+08:00'), survey('2021-09-26T23:59:59+08:00')]);
    expect(figure('satisfaction.n').ids).toEqual(['2021-12-26T23:59:59+08:00', '2021-09-27T00:00:00+08:00']);
  });

  it('speaks of a period that lasts only up to the moment it is made', () => {
    const report = buildReport(toInput([], { now: '2021-10-08T12:00:01+08:00' }));
    expect(report.unfinished).toBe(true);
    const due = report.chapters.find(({ id }) => id === 'inspections')!.tables[0]!.rows.map(({ cells }) => cells[1]);
    // 27 to 30 September and the morning of 8 October work; seven rest days between
    expect(due[0]).toBe(9);
    expect(buildReport(toInput([], { now: madeAt })).unfinished).toBe(false);
  });

  it('judges a clock saved by a suspension as exempt', () => {
    const clock = { id: 'a', form: 'complaint', number: 'TS-1', headline: '', clock: 'complaint-reply', started: '2021-11-01T09:00:00+08:00', due: '2021-11-12T23:59:59+08:00', kept: '2021-11-10T10:00:00+08:00', estimated: false };
    const paper = { id: 'f', form: 'force-majeure', number: 'BK-1', state: 'signed', headline: '', owner: '', createdAt: madeAt, reached: {}, data: { papers: [{ id: 'a', form: 'complaint', number: 'TS-1' }] }, readings: [], copies: [], corrected: false, voided: false, unsent: false, conflict: false };
    const report = buildReport(toInput([], { clocks: [clock], registers: new Map([['force-majeure', [paper]]]) }));
    expect(report.figures.find(({ id }) => id === 'sla.complaint-reply')!.shares.map(({ value }) => value)).toEqual([0, 0, 1, 0]);
  });

  it('names the response times as not agreed, and gives both numbers of engineers', () => {
    const report = buildReport(toInput([]));
    const cells = report.chapters.find(({ id }) => id === 'sla')!.tables[0]!.rows.at(-1)!.cells;
    expect(cells.at(-1)).toMatchObject({ zh: '合同未约定' });
    expect(report.chapters[0]!.paragraphs[1]!.zh).toContain(`${profile.statedPosts} 名`);
  });
});
