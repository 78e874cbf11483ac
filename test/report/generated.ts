import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { addDays, dayOf, endOfDay, msToMinute, msToSecond, startOfDay } from '../../domain/clocks/shanghai.ts';
import type { Reading } from '../../domain/forms/form.ts';
import { forms, formsById } from '../../domain/forms/index.ts';
import type { Data } from '../../domain/record/record.ts';
import { createBriefs, timeField } from '../../domain/report/brief.ts';
import type { PaperClock, ReportInput } from '../../domain/report/input.ts';
import { readProfiles, readShippedCalendar } from '../../main/station/assets.ts';

const assets = fileURLToPath(new URL('../../assets', import.meta.url));
export const profile = readProfiles(assets)[0]!;
export const calendar = readShippedCalendar(assets);

/** A record as it is exported: what the naive counts of the tests read, and nothing of the product's own reading. */
export type Exported = { readonly id: string; readonly form: string; readonly number: string; readonly state: string; readonly at: string; readonly data: Data; readonly corrected: boolean; /** by headquarters, beside a seal */ readonly voided: boolean; readonly unsent: boolean; readonly conflict: boolean; readonly sealed: boolean; readonly printed: readonly number[] };

export const period = { kind: 'quarter', no: 1, from: '2021-09-27', to: '2021-12-26' } as const;
export const madeAt = '2022-01-04T09:00:00+08:00';

const choice = (form: string, field: string): fc.Arbitrary<string> => {
  const found = formsById.get(form)?.fields[field];
  if (found?.kind === 'choice' && found.options.length > 0) return fc.constantFrom(...found.options.map(({ value }) => value));
  if (found?.kind === 'choice' && found.from === 'incidentKinds') return fc.constantFrom(...profile.grades.kinds.map(({ id }) => id));
  throw new Error(`${form}.${field} is no choice`);
};
const first = Date.parse(startOfDay(period.from));
const last = Date.parse(endOfDay(period.to)) + 1000;
/** Any minute from some days before the period to some days after, its edges often. */
const minute = fc.oneof(fc.constantFrom(first, first - 60_000, last - 60_000, last), fc.integer({ min: first - 3 * 86_400_000, max: last + 3 * 86_400_000 })).map((ms) => ms - (ms % 60_000));
const later = fc.option(fc.integer({ min: 0, max: 4000 }), { nil: undefined });
const after = (at: number, minutes: number | undefined): string | undefined => (minutes === undefined ? undefined : msToMinute(at + minutes * 60_000));
const present = (data: Readonly<Record<string, Data[string] | undefined>>): Data => Object.fromEntries(Object.entries(data).filter(([, value]) => value !== undefined)) as Data;
const money = fc.integer({ min: 0, max: 99_999_999 }).map((fen) => `${Math.floor(fen / 100)}.${String(fen % 100).padStart(2, '0')}`);
const mark = fc.integer({ min: 1, max: 5 });

type Made = { readonly data: Data; readonly state?: string };
const template = (id: string) => profile.templates.find((each) => each.id === id)!;
/** One paper of a form whose own time is `at`, ms. */
const made: Readonly<Record<string, (at: number) => fc.Arbitrary<Made>>> = {
  contact: (at) => fc.record({ channel: choice('contact', 'channel'), kind: choice('contact', 'kind'), took: later }).map(({ took, ...rest }) => ({ data: present({ ...rest, endedAt: after(at, took) }) })),
  complaint: (at) => fc.record({ channel: choice('complaint', 'channel'), took: later, satisfied: fc.option(choice('complaint', 'satisfied'), { nil: undefined }), raised: later, content: fc.constantFrom('无人回电', '排队过久', '答复不清', ' ', undefined) }).map(({ took, satisfied, raised, channel, content }) => ({ data: present({ channel, content, repliedAt: after(at, took), satisfied, raisedAt: after(at, raised) }) })),
  'data-request': () => fc.constant({ data: {} }),
  'service-order': (at) => fc.record({ type: choice('service-order', 'type'), result: fc.option(choice('service-order', 'result'), { nil: undefined }), arrives: later, works: later }).map(({ arrives, works, type, result }) => ({ data: present({ type, result, arrivedAt: after(at, arrives), finishedAt: arrives === undefined ? undefined : after(at + arrives * 60_000, works) }) })),
  survey: () => fc.record({ state: fc.constantFrom('answered', 'declined', 'open'), marks: fc.tuple(mark, mark, mark, mark, mark) }).map(({ state, marks: [promptness, skill, attitude, outcome, paperwork] }) => ({ state, data: (state === 'answered' ? { promptness, skill, attitude, outcome, paperwork } : {}) as Data })),
  incident: (at) => fc.record({ kind: choice('incident', 'kind'), side: choice('incident', 'side'), grade: fc.constantFrom('A', 'B', 'C', 'D'), before: fc.integer({ min: 0, max: 300 }), reports: fc.integer({ min: 0, max: 60 }), responds: later, restores: later, down: fc.option(fc.integer({ min: 0, max: 3000 }), { nil: undefined }) }).map(({ before, reports, responds, restores, down, ...rest }) => ({
    state: restores === undefined ? 'open' : 'restored',
    data: present({ ...rest, occurredAt: msToMinute(at - before * 60_000), reportedAt: after(at, reports), respondedAt: responds === undefined ? undefined : after(at + reports * 60_000, responds), restoredAt: after(at, restores), downMinutes: down }),
  })),
  problem: () => fc.record({ category: choice('problem', 'category') }).map((data) => ({ data })),
  change: () => fc.record({ category: choice('change', 'category') }).map((data) => ({ data })),
  'change-result': () => fc.record({ result: choice('change-result', 'result') }).map((data) => ({ data })),
  release: () => fc.record({ kind: choice('release', 'kind') }).map((data) => ({ data })),
  'release-result': () => fc.record({ result: choice('release-result', 'result') }).map((data) => ({ data })),
  inspection: (at) => fc.record({ template: fc.constantFrom('os-daily', 'db-daily', 'app-daily'), round: fc.constantFrom('am', 'pm', 'day'), value: fc.integer({ min: 0, max: 100 }), state: fc.constantFrom('draft', 'signed') }).map(({ template: id, round, value, state }) => ({
    state, data: { template: id, round, target: id, inspectedAt: msToMinute(at), readings: template(id).items.filter((item) => item.unit === '%').map((item): Reading => ({ ...item, value })) },
  })),
  backup: () => fc.record({ kind: choice('backup', 'kind'), result: choice('backup', 'result') }).map((data) => ({ data, state: data.result === 'failed' ? 'failed' : 'done' })),
  training: () => fc.record({ kind: choice('training', 'kind') }).map((data) => ({ data })),
  drill: () => fc.record({ verdict: choice('drill', 'verdict') }).map((data) => ({ data })),
  'extra-cost': () => fc.record({ amount: money, payer: choice('extra-cost', 'payer'), state: fc.constantFrom('draft', 'signing', 'signed', 'archived') }).map(({ state, ...data }) => ({ state, data })),
  'special-report': () => fc.constant({ data: {} }),
};

const voidStateOf = (form: string): string | undefined => Object.entries(formsById.get(form)!.lifecycle.states).find(([, { tone }]) => tone === 'void')?.[0];

const exported = (form: string): fc.Arbitrary<Exported> =>
  minute.chain((ms) =>
    fc.record({ paper: made[form]!(ms), id: fc.uuid(), thrown: fc.integer({ min: 0, max: 9 }), corrected: fc.integer({ min: 0, max: 9 }), voided: fc.integer({ min: 0, max: 9 }), unsent: fc.boolean(), conflict: fc.integer({ min: 0, max: 9 }), sealed: fc.boolean(), printed: fc.subarray([1, 2, 3]) }).map(({ paper, id, thrown, corrected, voided, conflict, ...rest }) => {
      const field = formsById.get(form)!.fields[timeField(form)];
      const at = timeField(form) === 'createdAt' ? msToSecond(ms) : field?.kind === 'time' && field.precision === 'day' ? dayOf(msToMinute(ms)) : msToMinute(ms);
      const state = thrown === 0 && form !== 'survey' ? (voidStateOf(form) ?? 'open') : (paper.state ?? formsById.get(form)!.lifecycle.initial);
      return { ...rest, id, form, number: `${form}-${id.slice(0, 8)}`, at, state, corrected: corrected === 0, voided: voided === 0 && rest.sealed, conflict: conflict === 0, data: timeField(form) === 'createdAt' ? paper.data : { ...paper.data, [timeField(form)]: at } };
    }),
  );

/** Papers of every form that is counted, and of each some outside the period. */
export const quarters = (most: number): fc.Arbitrary<readonly Exported[]> => fc.tuple(...Object.keys(made).map((form) => fc.array(exported(form), { maxLength: most }))).map((lists) => lists.flat());

/** What the station would hand to the report. */
export const toInput = (exports: readonly Exported[], more: Partial<ReportInput> = {}): ReportInput => {
  const toBrief = createBriefs();
  const briefs = exports.map(({ id, form, number, state, at, data, corrected, voided, unsent, conflict, sealed, printed }) => toBrief({
    id, form, number, state, headline: number, owner: '张晓明', createdAt: at.length > 16 && at.includes('T') && timeField(form) === 'createdAt' ? at : startOfDay(period.from), reached: {}, data, corrected, voided, unsent, conflict,
    copies: printed.map((no) => ({ id: `${id}${no}`, no, holder: { zh: '', en: '' }, medium: 'pdf' as const, at: madeAt, by: { id: '', name: '' }, print: 1 })), ...(sealed && { sealedAt: madeAt }),
  }));
  return {
    profile, calendar, period, now: madeAt, site: { code: 'BJ01', name: { zh: '主机房', en: 'Machine room' } }, since: period.from, papers: new Map(forms.map(({ id }) => [id, briefs.filter((brief) => brief.form === id)])), registers: new Map(),
    clocks: [], submitted: [], open: [], carried: [], notes: [], ...more,
  };
};

/** The contract's clocks that say how well it is kept: not those of a notice before, or of how long something is kept. */
export const levelRules: readonly string[] = profile.rules.flatMap(({ id, direction }) => (direction === undefined || direction === 'within' ? [id] : []));
/** Clocks of any papers, due around the period. */
export const clocksArbitrary: fc.Arbitrary<readonly PaperClock[]> = fc.array(
  fc.record({ id: fc.uuid(), rule: fc.constantFrom(...levelRules, 'retention'), due: minute, lasts: fc.integer({ min: 1, max: 20_000 }), kept: fc.option(fc.integer({ min: -5000, max: 5000 }), { nil: undefined }) }).map(({ id, rule, due, lasts, kept }) => ({
    id, form: 'complaint', number: id, headline: '', clock: rule, started: msToSecond(due - lasts * 60_000), due: msToSecond(due), estimated: false, ...(kept !== undefined && { kept: msToSecond(due + kept * 60_000) }),
  })),
  { maxLength: 120 },
);

export const daysOfPeriod = (): readonly string[] => {
  const days: string[] = [];
  for (let day: string = period.from; day <= period.to; day = addDays(day, 1)) days.push(day);
  return days;
};
