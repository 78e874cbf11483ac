import { describe, expect, it } from 'vitest';
import { addDays } from '../../domain/clocks/shanghai.ts';
import { buildReport } from '../../domain/report/build.ts';
import { figuresOf } from './asked.ts';
import { madeAt, profile, toInput, type Exported } from './generated.ts';

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
    const survey = (at: string): Exported => ({ id: at, form: 'survey', number: at, state: 'answered', at, data: { promptness: 5 }, corrected: false, voided: false, unsent: false, conflict: false, sealed: false, printed: [] });
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
