import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, mondayOf, msToMinute, msToSecond } from '../../domain/clocks/shanghai.ts';
import { formsById } from '../../domain/forms/index.ts';
import { buildReport } from '../../domain/report/build.ts';
import type { Brief } from '../../domain/report/brief.ts';
import type { Figure } from '../../domain/report/figure.ts';
import { askedIds, figuresOf } from './asked.ts';
import { calendar, clocksArbitrary, daysOfPeriod, levelRules, madeAt, period, profile, quarters, toInput, type Exported } from './generated.ts';

// Naive loops over what was exported: by epoch milliseconds and plain filters, sharing nothing with the product's own counting.
const first = Date.parse('2021-09-27T00:00:00+08:00');
const past = Date.parse('2021-12-27T00:00:00+08:00');
const msOf = (at: unknown): number => (String(at).length === 10 ? Date.parse(`${String(at)}T00:00:00+08:00`) : Date.parse(String(at)));
const inPeriod = ({ at }: Exported): boolean => msOf(at) >= first && msOf(at) < past;
const counts = ({ form, state, corrected, voided }: Exported): boolean => !corrected && !voided && (form === 'survey' || !['void', 'rejected', 'canceled'].includes(state));
const of = (exports: readonly Exported[], form: string): readonly Exported[] => exports.filter((each) => each.form === form && counts(each) && inPeriod(each));
const sharesOf = (figure: Figure): Record<string, unknown> => Object.fromEntries(figure.shares.filter(({ value }) => value !== 0).map(({ key, value }) => [key, value]));
const tallied = (keys: readonly string[]): Record<string, number> => {
  const out: Record<string, number> = {};
  for (const key of keys) out[key] = (out[key] ?? 0) + 1;
  return out;
};
const tally = (exports: readonly Exported[], field: string): Record<string, number> => tallied(exports.map(({ data }) => String(data[field] ?? '')));
const percent = (part: number, whole: number): number | null => (whole === 0 ? null : Math.round((part / whole) * 10_000) / 100);
const near = (value: unknown, expected: number | null, by = 0.06): void => (expected === null ? expect(value).toBeNull() : expect(Math.abs(Number(value) - expected)).toBeLessThanOrEqual(by));
const mean = (values: readonly number[]): number | null => (values.length === 0 ? null : values.reduce((a, b) => a + b, 0) / values.length);
const minutes = (each: Exported, from: string, to: string): number[] => (each.data[from] === undefined || each.data[to] === undefined ? [] : [(msOf(each.data[to]) - msOf(each.data[from])) / 60_000]);
const moment = fc.oneof(fc.constantFrom(first - 1000, first, past - 1000, past), fc.integer({ min: first - 5 * 86_400_000, max: past + 5 * 86_400_000 }));
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
    const standing = exports.filter((each) => each.form === 'incident' && counts(each) && msOf(each.at) < past && (each.data['restoredAt'] === undefined || msOf(each.data['restoredAt']) >= past));
    expect([...figure('incident.open').ids].toSorted()).toEqual(standing.map(({ id }) => id).toSorted());
    expect(figure('incident.open').value).toBe(standing.length);
    const total = (past - first) / 60_000;
    const working = daysOfPeriod().map((day) => calendar.dayKind(day).working);
    const faults = exports.filter((each) => each.form === 'incident' && counts(each));
    /** Minutes of the period in which it was down, the second not included. */
    const downFrom = ({ data }: Exported): readonly [number, number] => {
      const stated = data['downMinutes'] as number | undefined;
      if (stated === undefined && !String(data['kind']).endsWith('-down')) return [0, 0];
      const start = (msOf(data['occurredAt']) - first) / 60_000;
      const restored = data['restoredAt'] === undefined ? total : (msOf(data['restoredAt']) - first) / 60_000;
      return [Math.max(0, start), Math.min(total, stated === undefined ? restored : Math.min(restored, start + stated))];
    };
    const downOf = (some: readonly Exported[]): Uint8Array => {
      const down = new Uint8Array(total);
      for (const [start, end] of some.map(downFrom)) for (let minute = start; minute < end; minute += 1) down[minute] = 1;
      return down;
    };
    const failures = incidents.filter((each) => downFrom(each)[0] < downFrom(each)[1]);
    const up = downOf(faults).reduce((sum, each) => sum - each, total);
    near(figure('incident.mtbf').value, failures.length === 0 ? null : up / failures.length / 60);
    expect([...figure('incident.mtbf').ids].toSorted()).toEqual(failures.map(({ id }) => id).toSorted());
    for (const side of ['private', 'internet']) {
      const down = downOf(faults.filter(({ data }) => [side, 'both'].includes(String(data['side']))));
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
    // what is still being written asks for no money
    const costs = of(exports, 'extra-cost').filter(({ state }) => state !== 'draft');
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
      for (const rule of levelRules) {
        const due = clocks.filter((clock) => clock.clock === rule && Date.parse(clock.due) >= first && Date.parse(clock.due) < past);
        const met = due.filter(({ kept, due: until }) => kept !== undefined && Date.parse(kept) <= Date.parse(until));
        const running = clocks.filter((clock) => clock.clock === rule && Date.parse(clock.due) >= past && Date.parse(clock.started) < past);
        expect(figure(`sla.${rule}`).value).toBe(percent(met.length, due.length));
        expect(figure(`sla.${rule}`).shares.map(({ value }) => value)).toEqual([met.length, due.length - met.length, 0, running.length]);
      }
    }), { numRuns: 15 });
  });
});

describe('every other figure is what a naive count says', () => {
  it('papers by their state, and other records of the period', () => {
    fc.assert(fc.property(quarters(10), (exports) => {
      const figure = figuresOf(exports);
      for (const [id, form] of [['problem.state', 'problem'], ['change.state', 'change']] as const) {
        const papers = exports.filter((each) => each.form === form && counts(each) && inPeriod(each));
        expect(sharesOf(figure(id))).toEqual(tallied(papers.map(({ state }) => state)));
        expect([...figure(id).ids].toSorted()).toEqual(papers.map((each) => each.id).toSorted());
      }
      for (const form of ['training', 'drill']) expect(figure(`other.${form}`).value).toBe(exports.filter((each) => each.form === form && counts(each) && inPeriod(each)).length);
      for (const form of ['restore-drill', 'assessment', 'routine-report']) expect(figure(`other.${form}`).value).toBe(0);
    }), { numRuns: 12 });
  });

  it('restore drills, assessments and routine reports by what they came to', () => {
    for (const [form, by] of [['restore-drill', 'result'], ['assessment', 'result'], ['routine-report', 'hidden']] as const) {
      const { happens = 'createdAt', fields } = formsById.get(form)!;
      const options = fields[by]?.kind === 'choice' ? fields[by].options.map(({ value }) => value) : [];
      const isDay = fields[happens]?.kind === 'time' && fields[happens].precision === 'day';
      const paper = (n: number, moment: string, more: Partial<Exported> = {}): Exported => {
        const at = isDay ? moment.slice(0, 10) : moment;
        return { id: `${form} ${n}`, form, number: String(n), state: 'signed', at, data: { [by]: options[n % options.length]!, ...(happens === 'createdAt' ? {} : { [happens]: at }) }, corrected: false, voided: false, unsent: false, conflict: false, sealed: true, printed: [], ...more };
      };
      const kept = [paper(0, '2021-09-27T00:00:00+08:00'), paper(1, '2021-12-26T23:59:00+08:00'), paper(2, '2021-11-01T09:00:00+08:00')];
      const figure = figuresOf([...kept, paper(3, '2021-12-27T00:00:00+08:00'), paper(4, '2021-09-26T23:59:00+08:00'), paper(5, '2021-11-01T09:00:00+08:00', { corrected: true }), paper(6, '2021-11-01T09:00:00+08:00', { voided: true })])(`other.${form}`);
      expect([form, figure.value, [...figure.ids].toSorted()]).toEqual([form, 3, kept.map(({ id }) => id)]);
      expect(sharesOf(figure)).toEqual(tallied(kept.map(({ data }) => String(data[by]))));
    }
  });

  it('configuration items in the register, and those that came and went in the period', () => {
    const item = fc.record({ id: fc.uuid(), type: fc.constantFrom('host', 'database', 'network'), made: moment, retired: fc.option(moment, { nil: undefined }), out: fc.integer({ min: 0, max: 5 }) });
    fc.assert(fc.property(fc.array(item, { maxLength: 20 }), (items) => {
      const briefs = items.map(({ id, type, made, retired, out }): Brief => ({ id, form: 'configuration-item', number: id, state: retired === undefined ? 'inUse' : 'retired', headline: '', owner: '', createdAt: msToSecond(made), reached: retired === undefined ? {} : { retired: msToSecond(retired) }, data: { type }, readings: [], copies: [], corrected: out === 0, voided: out === 1, unsent: false, conflict: false }));
      const figure = figuresOf([], { registers: new Map([['configuration-item', briefs]]) });
      const there = items.filter(({ out }) => out > 1);
      const standing = there.filter(({ made, retired }) => made < past && (retired === undefined || retired >= past));
      expect(figure('configuration.type').value).toBe(standing.length);
      expect(sharesOf(figure('configuration.type'))).toEqual(tallied(standing.map(({ type }) => type)));
      const within = (ms: number | undefined): boolean => ms !== undefined && ms >= first && ms < past;
      expect(figure('configuration.change').shares.map(({ value }) => value)).toEqual([there.filter(({ made }) => within(made)).length, there.filter(({ retired }) => within(retired)).length]);
    }), { numRuns: 12 });
  });

  it('documents submitted in the period and since the first day of the service year', () => {
    fc.assert(fc.property(fc.array(fc.record({ id: fc.uuid(), form: fc.constantFrom('incident', 'service-order'), started: moment }), { maxLength: 25 }), (papers) => {
      const submitted = papers.map(({ id, form, started }) => ({ id, form, number: id, headline: '', clock: 'document-archive', started: msToSecond(started), due: msToSecond(started + 86_400_000), estimated: false }));
      const figure = figuresOf([], { submitted });
      const within = papers.filter(({ started }) => started >= first && started < past);
      expect(figure('document.submitted').value).toBe(within.length);
      expect(sharesOf(figure('document.submitted'))).toEqual(tallied(within.map(({ form }) => form)));
      expect(figure('document.year').value).toBe(papers.length);
      expect(sharesOf(figure('document.year'))).toEqual(tallied(papers.map(({ form }) => form)));
    }), { numRuns: 12 });
  });

  it('complaints replied to within their clock, of those replied to or past it', () => {
    const complaint = fc.record({ id: fc.uuid(), received: fc.integer({ min: first, max: past - 60_000 }), lasts: fc.integer({ min: 1, max: 9000 }), took: fc.option(fc.integer({ min: 0, max: 20_000 }), { nil: undefined }), isBlank: fc.integer({ min: 0, max: 4 }).map((n) => n === 0) });
    fc.assert(fc.property(fc.array(complaint, { maxLength: 20 }), (all) => {
      const minuteOf = (ms: number): number => ms - (ms % 60_000);
      const exports = all.map(({ id, received, took, isBlank }): Exported => {
        const at = msToMinute(minuteOf(received));
        return { id, form: 'complaint', number: id, state: 'open', at, data: { channel: 'phone', receivedAt: at, content: isBlank ? ' ' : '无人回电', ...(took !== undefined && { repliedAt: msToMinute(minuteOf(received) + took * 60_000) }) }, corrected: false, voided: false, unsent: false, conflict: false, sealed: false, printed: [] };
      });
      const clocks = all.map(({ id, received, lasts, took }) => ({ id, form: 'complaint', number: id, headline: '', clock: 'complaint-reply', started: msToSecond(minuteOf(received)), due: msToSecond(minuteOf(received) + lasts * 60_000), estimated: false, ...(took !== undefined && { kept: msToSecond(minuteOf(received) + took * 60_000) }) }));
      const decided = all.filter(({ received, lasts, took, isBlank }) => !isBlank && (minuteOf(received) + lasts * 60_000 < past || (took !== undefined && minuteOf(received) + took * 60_000 < past)));
      expect(figuresOf(exports, { clocks })('complaint.in-time').value).toBe(percent(decided.filter(({ lasts, took }) => took !== undefined && took <= lasts).length, decided.length));
    }), { numRuns: 12 });
  });

  it('all service levels together', () => {
    fc.assert(fc.property(clocksArbitrary, (clocks) => {
      // how long something is kept is no service level
      const due = clocks.filter((clock) => clock.clock !== 'retention' && Date.parse(clock.due) >= first && Date.parse(clock.due) < past);
      const met = due.filter(({ kept, due: until }) => kept !== undefined && Date.parse(kept) <= Date.parse(until));
      const figure = figuresOf([], { clocks })('sla.all');
      expect(figure.value).toBe(percent(met.length, due.length));
      expect(figure.shares.slice(0, 2).map(({ value }) => value)).toEqual([met.length, due.length - met.length]);
    }), { numRuns: 15 });
  });

  it('capacities: the last value of each object, and the day its line meets the alarm', () => {
    const item = profile.templates.flatMap(({ items }) => items).find(({ unit, alarm, worse }) => unit === '%' && alarm !== undefined && worse !== 'low')!;
    const days = daysOfPeriod().slice(0, 10);
    const sheet = (target: string, day: string, value: number): Exported => ({ id: `${target} ${day}`, form: 'inspection', number: day, state: 'signed', at: day, data: { day, target, template: 'os-daily', round: 'am', inspectedAt: `${day}T09:00+08:00`, readings: [{ ...item, value }] as never }, corrected: false, voided: false, unsent: false, conflict: false, sealed: false, printed: [] });
    const alarm = Number(item.alarm);
    // one grows by a point a day from twenty below the alarm, one stands still, one was measured too seldom
    const figure = figuresOf([...days.flatMap((day, i) => [sheet('甲机', day, alarm - 20 + i), sheet('乙机', day, 10)]), ...days.slice(0, 3).map((day) => sheet('丙机', day, alarm - 1))]);
    expect(figure('capacity.last').value).toBe(3);
    expect(figure('capacity.last').shares.map(({ value }) => value).toSorted((a, b) => Number(a) - Number(b))).toEqual([10, alarm - 11, alarm - 1]);
    expect(figure('capacity.forecast').value).toBe(1);
    // it stands eleven points below on the tenth day
    expect(figure('capacity.forecast').shares.map(({ value }) => value)).toEqual([addDays(days[9]!, 11)]);
  });
});

it('no figure stands in a report that was not asked for above, to be counted by other means', () => {
  const ids = buildReport(toInput([], { now: madeAt, calendar })).figures.map(({ id }) => id);
  expect(ids.length).toBeGreaterThan(50);
  expect(ids.filter((id) => !askedIds.has(id))).toEqual([]);
});
