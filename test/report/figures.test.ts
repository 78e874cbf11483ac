import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mondayOf, addDays } from '../../domain/clocks/shanghai.ts';
import { formsById } from '../../domain/forms/index.ts';
import { buildReport } from '../../domain/report/build.ts';
import type { Figure } from '../../domain/report/figure.ts';
import { calendar, clocksArbitrary, daysOfPeriod, madeAt, period, profile, quarters, toInput, type Exported } from './generated.ts';

// Naive loops over what was exported: by epoch milliseconds and plain filters, sharing nothing with the product's own counting.
const first = Date.parse('2021-09-27T00:00:00+08:00');
const past = Date.parse('2021-12-27T00:00:00+08:00');
const msOf = (at: unknown): number => (String(at).length === 10 ? Date.parse(`${String(at)}T00:00:00+08:00`) : Date.parse(String(at)));
const inPeriod = ({ at }: Exported): boolean => msOf(at) >= first && msOf(at) < past;
const counts = ({ form, state, corrected, voided }: Exported): boolean => !corrected && !voided && (form === 'survey' || !['void', 'rejected', 'canceled'].includes(state));
const of = (exports: readonly Exported[], form: string): readonly Exported[] => exports.filter((each) => each.form === form && counts(each) && inPeriod(each));
const tally = (exports: readonly Exported[], field: string): Record<string, number> => {
  const out: Record<string, number> = {};
  for (const each of exports) out[String(each.data[field] ?? '')] = (out[String(each.data[field] ?? '')] ?? 0) + 1;
  return out;
};
const sharesOf = (figure: Figure): Record<string, unknown> => Object.fromEntries(figure.shares.filter(({ value }) => value !== 0).map(({ key, value }) => [key, value]));
const percent = (part: number, whole: number): number | null => (whole === 0 ? null : Math.round((part / whole) * 10_000) / 100);
const near = (value: unknown, expected: number | null, by = 0.06): void => (expected === null ? expect(value).toBeNull() : expect(Math.abs(Number(value) - expected)).toBeLessThanOrEqual(by));
const mean = (values: readonly number[]): number | null => (values.length === 0 ? null : values.reduce((a, b) => a + b, 0) / values.length);
const minutes = (each: Exported, from: string, to: string): number[] => (each.data[from] === undefined || each.data[to] === undefined ? [] : [(msOf(each.data[to]) - msOf(each.data[from])) / 60_000]);
const figuresOf = (exports: readonly Exported[], more = {}): ((id: string) => Figure) => {
  const byId = new Map(buildReport(toInput(exports, more)).figures.map((each) => [each.id, each]));
  return (id) => byId.get(id)!;
};
/** Hours after which a fault of the kind is C, B and A. */
const gradeHours = [['-slow', [6, 12, 24]], ['-down', [2, 4, 8]]] as const;
const check = (most: number, test: (exports: readonly Exported[], figure: (id: string) => Figure) => void, numRuns = 12): void =>
  void fc.assert(fc.property(quarters(most), (exports) => test(exports, figuresOf(exports))), { numRuns });

describe('every figure is what a naive count of the exported records says', () => {
  it('requests, orders and data requests', () => check(14, (exports, figure) => {
    const contacts = of(exports, 'contact');
    expect(figure('request.channel').value).toBe(contacts.length);
    expect(sharesOf(figure('request.channel'))).toEqual(tally(contacts, 'channel'));
    expect(sharesOf(figure('request.kind'))).toEqual(tally(contacts, 'kind'));
    const hours: Record<string, number> = {};
    for (const { at } of contacts) {
      const hour = String(new Date(msOf(at) + 8 * 3_600_000).getUTCHours()).padStart(2, '0');
      hours[hour] = (hours[hour] ?? 0) + 1;
    }
    expect(sharesOf(figure('request.hour'))).toEqual(hours);
    near(figure('request.handling').value, mean(contacts.flatMap((each) => minutes(each, 'receivedAt', 'endedAt'))));
    const orders = of(exports, 'service-order');
    expect(sharesOf(figure('order.type'))).toEqual(tally(orders, 'type'));
    expect(sharesOf(figure('order.result'))).toEqual(tally(orders, 'result'));
    const onSite = orders.flatMap((each) => minutes(each, 'arrivedAt', 'finishedAt'));
    near(figure('order.hours').value, onSite.length === 0 ? null : onSite.reduce((a, b) => a + b, 0) / 60);
    expect(figure('data-request.count').value).toBe(of(exports, 'data-request').length);
    expect(new Set(figure('request.channel').ids)).toEqual(new Set(contacts.map(({ id }) => id)));
  }));

  it('tells apart what was thrown away, at its desk or by headquarters, what was corrected, what headquarters has not and what two people wrote', () => check(14, (exports, figure) => {
    for (const [id, form] of [['request.channel', 'contact'], ['order.type', 'service-order'], ['incident.grade', 'incident'], ['satisfaction.csat', 'survey'], ['backup.result', 'backup']] as const) {
      const all = exports.filter((each) => each.form === form && inPeriod(each));
      const isThrown = (each: Exported): boolean => each.voided || (form !== 'survey' && ['void', 'rejected', 'canceled'].includes(each.state));
      const expected = {
        void: all.filter(isThrown), corrected: all.filter((each) => !isThrown(each) && each.corrected),
        unsent: all.filter((each) => counts(each) && each.unsent), conflict: all.filter((each) => counts(each) && each.conflict),
      };
      const { apart, ids } = figure(id);
      for (const [why, papers] of Object.entries(expected)) expect([id, why, new Set(apart.find((each) => each.why === why)?.ids)]).toEqual([id, why, new Set(papers.map((each) => each.id))]);
      for (const each of apart) expect([id, each.why, each.counted]).toEqual([id, each.why, each.why === 'unsent' || each.why === 'conflict']);
      for (const each of [...expected.void, ...expected.corrected]) expect(ids).not.toContain(each.id);
    }
  }));

  it('tells apart over all papers what it tells apart of each form, a survey somebody declined being an answer', () => void fc.assert(fc.property(quarters(10), (exports) => {
    const report = buildReport(toInput(exports));
    const all = exports.filter(inPeriod);
    const isThrown = (each: Exported): boolean => each.voided || (each.form !== 'survey' && ['void', 'rejected', 'canceled'].includes(each.state));
    const work = report.figures.find(({ id }) => id === 'work.papers')!;
    expect(work.value).toBe(all.filter(counts).length);
    expect(new Set(work.apart.find(({ why }) => why === 'void')?.ids)).toEqual(new Set(all.filter(isThrown).map(({ id }) => id)));
    expect(report.apart.find(({ why }) => why === 'void')?.ids.filter((id) => exports.some((each) => each.id === id && each.form === 'survey' && !each.voided)) ?? []).toEqual([]);
  }), { numRuns: 12 }));

  it('satisfaction', () => check(20, (exports, figure) => {
    const asked = exports.filter((each) => each.form === 'survey' && !each.corrected && !each.voided && inPeriod(each));
    const answered = asked.filter((each) => each.state === 'answered');
    const marks = answered.flatMap(({ data }) => ['promptness', 'skill', 'attitude', 'outcome', 'paperwork'].map((name) => Number(data[name])));
    expect(figure('satisfaction.n').value).toBe(answered.length);
    expect(figure('satisfaction.response').value).toBe(percent(answered.length, asked.length));
    expect(figure('satisfaction.csat').value).toBe(percent(marks.filter((mark) => mark > 3).length, marks.length));
    near(figure('satisfaction.mean').value, mean(marks), 0.006);
    for (const mark of [1, 2, 3, 4, 5]) expect(figure('satisfaction.marks').shares[mark - 1]!.value).toBe(marks.filter((each) => each === mark).length);
    expect(figure('satisfaction.csat').notes.length > 0).toBe(answered.length > 0 && answered.length < 30);
  }));

  it('complaints', () => check(14, (exports, figure) => {
    // a sheet begun and left blank is no complaint yet
    const complaints = of(exports, 'complaint').filter(({ data }) => String(data['content'] ?? '').trim() !== '');
    const replied = complaints.filter(({ data }) => data['repliedAt'] !== undefined && msOf(data['repliedAt']) < past);
    expect(sharesOf(figure('complaint.channel'))).toEqual(tally(complaints, 'channel'));
    expect(figure('complaint.rate').value).toBe(percent(complaints.length, of(exports, 'contact').length));
    expect(figure('complaint.reply-rate').value).toBe(percent(replied.length, complaints.length));
    const said = complaints.filter(({ data }) => data['satisfied'] !== undefined);
    expect(figure('complaint.content').value).toBe(percent(said.filter(({ data }) => data['satisfied'] === 'yes').length, said.length));
    expect(figure('complaint.raised').value).toBe(complaints.filter(({ data }) => data['raisedAt'] !== undefined).length);
  }));

  it('incidents, their means, and availability minute by minute', () => check(8, (exports, figure) => {
    const incidents = of(exports, 'incident');
    // closed it is as it was closed; open it is what the contract's table says by then (R15)
    const gradeOf = ({ state, data }: Exported): unknown => {
      const hours = gradeHours.find(([kind]) => String(data['kind']).endsWith(kind))?.[1];
      if (state === 'closed' || !hours) return data['grade'];
      const restored = data['restoredAt'] === undefined ? past : msOf(data['restoredAt']);
      const lasted = ((restored < past ? restored : past - 1000) - msOf(data['occurredAt'])) / 3_600_000;
      return ['D', 'C', 'B', 'A'][hours.filter((each) => lasted > each).length];
    };
    expect(sharesOf(figure('incident.grade'))).toEqual(tally(incidents.map((each) => ({ ...each, data: { ...each.data, grade: gradeOf(each) } })) as typeof incidents, 'grade'));
    for (const by of ['kind', 'side']) expect(sharesOf(figure(`incident.${by}`))).toEqual(tally(incidents, by));
    near(figure('incident.mtta').value, mean(incidents.flatMap((each) => minutes(each, 'reportedAt', 'respondedAt'))));
    near(figure('incident.mttr').value, mean(incidents.flatMap((each) => minutes(each, 'foundAt', 'restoredAt'))));
    expect(figure('incident.open').value).toBe(incidents.filter(({ data }) => data['restoredAt'] === undefined).length);
    const total = (past - first) / 60_000;
    const working = daysOfPeriod().map((day) => calendar.dayKind(day).working);
    const downOf = (wanted: readonly string[]): Uint8Array => {
      const down = new Uint8Array(total);
      for (const { data } of exports.filter((each) => each.form === 'incident' && counts(each) && wanted.includes(String(each.data['side'])))) {
        const stated = data['downMinutes'] as number | undefined;
        if (stated === undefined && !String(data['kind']).endsWith('-down')) continue;
        const start = (msOf(data['occurredAt']) - first) / 60_000;
        const restored = data['restoredAt'] === undefined ? total : (msOf(data['restoredAt']) - first) / 60_000;
        const end = stated === undefined ? restored : Math.min(restored, start + stated);
        for (let minute = Math.max(0, start); minute < Math.min(total, end); minute += 1) down[minute] = 1;
      }
      return down;
    };
    for (const side of ['private', 'internet']) {
      const down = downOf([side, 'both']);
      const lost = down.reduce((sum, each) => sum + each, 0);
      expect(figure(`availability.${side}.down`).value).toBe(lost);
      near(figure(`availability.${side}`).value, ((total - lost) / total) * 100, 0.0011);
      let [open, kept] = [0, 0];
      for (let minute = 0; minute < total; minute += 1) {
        const day = Math.floor(minute / 1440);
        const clock = minute % 1440;
        const isOpen = working[day]! && ((clock >= 510 && clock < 720) || (clock >= 780 && clock < 1050));
        if (isOpen) open += 1;
        if (isOpen && !down[minute]) kept += 1;
        // whole closed days are skipped
        if (clock === 0 && !working[day]!) minute += 1439;
      }
      near(figure(`availability.${side}`).shares.find(({ key }) => key === '5x8')!.value, (kept / open) * 100, 0.0011);
    }
  }, 6));

  it('problems, changes, releases, trainings, drills, special reports', () => check(10, (exports, figure) => {
    for (const [id, form, field] of [['problem.category', 'problem', 'category'], ['change.category', 'change', 'category'], ['release.kind', 'release', 'kind'], ['release.result', 'release-result', 'result'], ['change.success', 'change-result', 'result'], ['other.training', 'training', 'kind'], ['other.drill', 'drill', 'verdict']] as const) {
      expect(sharesOf(figure(id))).toEqual(tally(of(exports, form), field));
    }
    const results = of(exports, 'change-result');
    expect(figure('change.success').value).toBe(percent(results.filter(({ data }) => data['result'] === 'success').length, results.length));
    expect(figure('special-report.count').value).toBe(of(exports, 'special-report').length);
  }));

  it('inspection rounds and backups, day by day of the Chinese calendar', () => check(40, (exports, figure) => {
    const sheets = exports.filter((each) => each.form === 'inspection' && counts(each) && each.state === 'signed');
    let [due, done] = [0, 0];
    for (const day of daysOfPeriod()) {
      for (const [template, rounds, everyDay] of [['os-daily', ['am', 'pm'], false], ['db-daily', ['am', 'pm'], false], ['app-daily', ['day'], true]] as const) {
        if (!everyDay && !calendar.dayKind(day).working) continue;
        for (const round of rounds) {
          due += 1;
          if (sheets.some(({ at, data }) => at === day && data['template'] === template && data['round'] === round)) done += 1;
        }
      }
    }
    const weeks = new Set(daysOfPeriod().map(mondayOf)).size;
    expect(figure('inspection.completion').value).toBe(percent(done, due + weeks));
    expect(figure('inspection.missed').value).toBe(due + weeks - done);
    let abnormal = 0;
    for (const { data } of of(exports, 'inspection')) for (const reading of data['readings'] as unknown as readonly { value: number; warn?: number }[]) if (reading.warn !== undefined && reading.value >= reading.warn) abnormal += 1;
    expect(figure('inspection.abnormal').value).toBe(abnormal);
    const backups = exports.filter((each) => each.form === 'backup' && counts(each) && each.state === 'done');
    const made = (kind: string, from: string, to: string): boolean => backups.some(({ at, data }) => data['kind'] === kind && at.slice(0, 10) >= from && at.slice(0, 10) <= to);
    const days = daysOfPeriod();
    const kept = days.filter((day) => made('incremental', day, day)).length;
    const mondays = days.filter((day) => mondayOf(day) === day);
    const weekly = (kind: string): number => mondays.filter((monday) => made(kind, monday, days[days.indexOf(monday) + 6] ?? period.to)).length;
    expect(figure('backup.completion').value).toBe(percent(kept + weekly('full') + weekly('system'), days.length + 2 * mondays.length));
  }, 6));

  it('costs to the fen, copies nobody has, papers told apart', () => check(12, (exports, figure) => {
    const costs = of(exports, 'extra-cost');
    const fen = costs.reduce((sum, { data }) => sum + Math.round(Number(data['amount']) * 100), 0);
    expect(figure('cost.outside').value).toBe(costs.length === 0 ? null : (fen / 100).toFixed(2));
    const lacking = exports.filter((each) => each.form !== 'survey' && counts(each) && inPeriod(each) && each.sealed && formsById.get(each.form)!.copies === 'profile');
    const surveys = exports.filter((each) => each.form === 'survey' && each.state !== 'declined' && !each.corrected && !each.voided && inPeriod(each) && each.sealed);
    expect(figure('copy.outstanding').value).toBe([...lacking, ...surveys].reduce((sum, { printed }) => sum + 3 - printed.length, 0));
    const contacts = exports.filter((each) => each.form === 'contact' && inPeriod(each));
    const apart = new Map(figure('request.channel').apart.map(({ why, ids }) => [why, ids.length]));
    expect(apart.get('void') ?? 0).toBe(contacts.filter(({ state, voided }) => state === 'void' || voided).length);
    expect(apart.get('corrected') ?? 0).toBe(contacts.filter(({ state, corrected, voided }) => state !== 'void' && !voided && corrected).length);
    expect(apart.get('unsent') ?? 0).toBe(contacts.filter((each) => counts(each) && each.unsent).length);
    expect(figure('work.papers').value).toBe(exports.filter((each) => inPeriod(each) && counts(each)).length);
  }));

  it('service levels, each clock judged once by its deadline', () => {
    fc.assert(fc.property(clocksArbitrary, (clocks) => {
      const figure = figuresOf([], { clocks });
      for (const rule of ['complaint-reply', 'document-submit', 'document-archive']) {
        const due = clocks.filter((clock) => clock.clock === rule && Date.parse(clock.due) >= first && Date.parse(clock.due) < past);
        const met = due.filter(({ kept, due: until }) => kept !== undefined && Date.parse(kept) <= Date.parse(until));
        const running = clocks.filter((clock) => clock.clock === rule && Date.parse(clock.due) >= past && Date.parse(clock.started) < past);
        expect(figure(`sla.${rule}`).value).toBe(percent(met.length, due.length));
        expect(figure(`sla.${rule}`).shares.map(({ value }) => value)).toEqual([met.length, due.length - met.length, 0, running.length]);
      }
    }), { numRuns: 15 });
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
