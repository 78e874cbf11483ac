import { v7 as uuidv7 } from 'uuid';
import { describe, expect, it } from 'vitest';
import { resolveForm } from '../../domain/forms/resolve.ts';
import { serviceReport } from '../../domain/forms/serviceReport.ts';
import { recordClocks } from '../../domain/record/clocks.ts';
import { openTransitions } from '../../domain/record/decide.ts';
import type { Rec } from '../../domain/record/record.ts';
import { schemaVersion, sectionOf, type Event } from '../../domain/record/op.ts';
import { decideSilence, isRefusedLate, silenceAt } from '../../domain/record/silence.ts';
import { keepingPapers, turnsBetween } from '../../domain/today/turns.ts';
import { clashing, uniqueValues } from '../../domain/record/unique.ts';
import { silenceText } from '../../domain/paper/signoff.ts';
import { judge } from '../../hq/outcome.ts';
import { calendar, profile } from '../report/generated.ts';
import { engineer, sampleContext, sampleStation } from './sampleRecords.ts';

const def = resolveForm(serviceReport, profile);
const received = '2022-01-04T09:00:00+08:00';
/** The client signed for it on Tuesday; the 15 days end on Wednesday 2022-01-19. */
const due = '2022-01-19T23:59:59+08:00';
const paper = (more: Partial<Rec> = {}): Rec => ({
  id: '0199c1d0-0000-7000-8000-0000000000aa', form: def.id, def: 'd', number: 'JB-BJ01-2022-000001', state: 'review', rev: 9, owner: engineer, station: sampleStation, context: sampleContext,
  createdAt: '2021-12-28T09:00:00+08:00', updatedAt: received, reached: { draft: '2021-12-28T09:00:00+08:00', signing: '2021-12-29T09:00:00+08:00', review: received },
  data: { kind: 'quarter', from: '2021-09-27', to: '2021-12-26', approver: 'deputyDirector' }, attachments: [], signatures: [], refusals: [], copies: [], links: [], ...more,
});
const decideAt = (now: string, rec = paper()) => decideSilence(rec, def, recordClocks(rec, def, profile, calendar), now, calendar);

describe('silence until the end of a clock', () => {
  it('is taken after the last second, not in it', () => {
    expect(decideAt(due)).toEqual([]);
    expect(decideAt('2022-01-20T00:00:00+08:00')).toMatchObject([
      { kind: 'moved', transition: 'deem', from: 'review', to: 'deemed', silence: { clock: 'report-review', rule: 'R26', started: received, due } },
      { kind: 'sealed', to: 'deemed' },
    ]);
  });

  it('is none of what was answered, returned, or never delivered', () => {
    const late = '2022-03-01T08:00:00+08:00';
    expect(decideAt(late, paper({ state: 'approved', reached: { ...paper().reached, approved: '2022-01-10T09:00:00+08:00' } }))).toEqual([]);
    expect(decideAt(late, paper({ state: 'returned', reached: { ...paper().reached, returned: '2022-01-10T09:00:00+08:00' } }))).toEqual([]);
    expect(decideAt(late, paper({ state: 'signing', reached: { signing: '2021-12-29T09:00:00+08:00' } }))).toEqual([]);
  });

  it('leaves a working day to enter the answer that came with a receipt on paper, however late that was entered', () => {
    const onPaper = (at: string) => paper({ signatures: [{ role: 'receiver', at, paper: { day: '2022-01-04' } } as Rec['signatures'][number]] });
    // entered on a Friday; the days of the Spring Festival after Sunday the 30th are none
    const before = '2022-01-28T17:00:00+08:00';
    expect(decideAt('2022-01-29T23:59:59+08:00', onPaper(before))).toEqual([]);
    expect(decideAt('2022-01-30T00:00:00+08:00', onPaper(before))).toHaveLength(2);
    const inFeast = '2022-01-30T23:59:59+08:00';
    expect(decideAt('2022-02-07T23:59:59+08:00', onPaper(inFeast))).toEqual([]);
    expect(decideAt('2022-02-08T00:00:00+08:00', onPaper(inFeast))).toHaveLength(2);
    // entered in time, the clock alone counts
    expect(decideAt('2022-01-20T00:00:00+08:00', onPaper('2022-01-05T09:00:00+08:00'))).toHaveLength(2);
  });

  it('counts at headquarters from 24 hours after a paper was entered, the least that a station waits', () => {
    const entered = paper({ signatures: [{ role: 'receiver', at: '2022-01-28T17:00:00+08:00', paper: { day: '2022-01-04' } } as Rec['signatures'][number]] });
    const event: Event = { kind: 'moved', transition: 'deem', from: 'review', to: 'deemed', silence: { clock: 'report-review', rule: 'R26', started: received, due } };
    const judgedAt = (at: string, current: Rec) =>
      judge({ v: schemaVersion, station: sampleStation, seq: 10, prev: '', id: uuidv7(), doc: current.id, section: sectionOf('moved'), base: current.rev, by: engineer, at, mono: 0, event }, current, { key: '', code: 'BJ01' }, { own: current.rev, others: [] });
    expect(judgedAt('2022-01-29T16:59:59+08:00', entered)).toMatchObject({ outcome: 'conflict', reason: 'silence-early' });
    expect(judgedAt('2022-01-29T17:00:00+08:00', entered)).toMatchObject({ outcome: 'applied', record: { state: 'deemed' } });
    expect(judgedAt('2022-01-20T00:00:00+08:00', paper())).toMatchObject({ outcome: 'applied' });
  });

  it('waits while the deadline rests on holidays nobody knows yet', () => {
    expect(decideAt('2032-03-01T08:00:00+08:00', paper({ reached: { review: '2032-01-05T09:00:00+08:00' } }))).toEqual([]);
  });

  it('keeps the clock at its last second, whenever it was written down', () => {
    const deemed = paper({ state: 'deemed', reached: { ...paper().reached, deemed: '2022-02-11T08:00:00+08:00' } });
    expect(recordClocks(deemed, def, profile, calendar).find(({ id }) => id === 'report-review')).toMatchObject({ due, kept: due });
    // filing runs from when it was written down
    expect(recordClocks(deemed, def, profile, calendar).find(({ id }) => id === 'document-archive')).toMatchObject({ started: '2022-02-11T08:00:00+08:00' });
  });

  it('is no clock any more once the client refused: his answer stopped it, and a refusal of before it began does not', () => {
    const refusedAt = (at: string) => paper({ refusals: [{ role: 'deputyDirector', name: '王处长', reason: '数字不符', at } as Rec['refusals'][number]] });
    const review = (rec: Rec) => recordClocks(rec, def, profile, calendar).find(({ id }) => id === 'report-review');
    expect(review(refusedAt('2022-01-10T09:00:00+08:00'))).toMatchObject({ due, kept: '2022-01-10T09:00:00+08:00' });
    expect(review(refusedAt('2021-12-30T09:00:00+08:00'))).toMatchObject({ due, kept: undefined });
    expect(decideAt('2022-03-01T08:00:00+08:00', refusedAt('2022-01-10T09:00:00+08:00'))).toEqual([]);
    const returned = { ...refusedAt('2022-01-10T09:00:00+08:00'), state: 'returned', reached: { ...paper().reached, returned: '2022-01-12T09:00:00+08:00' } };
    expect(review(returned)).toMatchObject({ kept: '2022-01-10T09:00:00+08:00' });
    // the last second is still in time; one later the 15 days went by in silence, whenever it is written down
    expect(review(refusedAt(due))).toMatchObject({ kept: due });
    expect(decideAt('2022-01-20T00:00:01+08:00', refusedAt(due))).toEqual([]);
    const late = refusedAt('2022-01-20T00:00:00+08:00');
    expect(review(late)).toMatchObject({ due, kept: undefined });
    expect(decideAt('2022-03-01T08:00:00+08:00', late)).toMatchObject([{ transition: 'deem' }, { kind: 'sealed' }]);
    expect(review({ ...late, state: 'deemed', reached: { ...late.reached, deemed: '2022-03-01T08:00:00+08:00' } })).toMatchObject({ kept: due });
    const clocks = recordClocks(late, def, profile, calendar);
    expect([due, '2022-01-20T00:00:00+08:00'].map((at) => isRefusedLate(def, 'review', clocks, at))).toEqual([false, true]);
    expect(isRefusedLate(def, 'signing', clocks, '2022-01-20T00:00:00+08:00')).toBe(false);
    // a clock no silence ends is not stopped by a refusal
    const filing = { ...refusedAt('2022-01-20T09:00:00+08:00'), state: 'approved', reached: { ...paper().reached, approved: '2022-01-19T09:00:00+08:00' } };
    expect(recordClocks(filing, def, profile, calendar).find(({ id }) => id === 'document-archive')).toMatchObject({ kept: undefined });
  });

  it('stands on the paper where the signature is missing, and nowhere else', () => {
    const deemed = paper({ state: 'deemed', reached: { ...paper().reached, deemed: '2022-02-11T08:00:00+08:00' }, signatures: [{ role: 'receiver', name: '李建国' } as Rec['signatures'][number]] });
    expect(silenceAt(def, deemed)).toBe('2022-02-11T08:00:00+08:00');
    const said = (role: string, rec: Rec) => silenceText(def.signers.find((each) => each.role === role)!, def, rec, 'zh');
    expect(said('deputyDirector', deemed)).toContain('逾期未提出意见，视为通过');
    expect([said('receiver', deemed), said('deputyDirector', paper())]).toEqual([null, null]);
  });

  it('is pressed by nobody', () => {
    for (const actor of ['engineer', 'projectManager', 'qualityManager', 'inspector', 'customer'] as const) {
      expect(openTransitions(def, paper(), actor).map(({ id }) => id)).not.toContain('deem');
      expect(openTransitions(def, paper({ state: 'signing' }), actor).map(({ id }) => id)).not.toContain('receive');
    }
  });
});

describe('a paper answered with no', () => {
  it('gives its values free for the next version', () => {
    const returned = paper({ id: 'a', state: 'returned' });
    expect(uniqueValues(returned, def)).toBeNull();
    expect(clashing(paper({ id: 'b' }), def, [returned])).toBeUndefined();
    expect(clashing(paper({ id: 'b' }), def, [paper({ id: 'a' })])?.id).toBe('a');
  });
});

describe('the turn of a quarterly report (R24)', () => {
  const row = profile.recurring.find(({ id }) => id === 'report-quarterly')!;
  const turnWith = (rec: Rec) => {
    const span = { from: '2021-12-27', to: '2022-01-31', keyPeriods: [] };
    return turnsBetween(profile, calendar, span, keepingPapers(row, [rec], def), '2022-01-04T10:00:00+08:00').find((turn) => turn.row.id === row.id && turn.period.from === '2021-09-27');
  };

  it('is kept by the sheet that was delivered, in time by the day of its receipt', () => {
    expect(turnWith(paper({ state: 'draft', reached: { draft: '2021-12-28T09:00:00+08:00' } }))?.state).toBe('late');
    expect(turnWith(paper())).toMatchObject({ state: 'keptLate', last: { number: 'JB-BJ01-2022-000001' } });
    expect(turnWith(paper({ reached: { review: '2021-12-31T09:00:00+08:00' } }))?.state).toBe('kept');
    expect(turnWith(paper({ data: { ...paper().data, kind: 'year' } }))?.last).toBeUndefined();
    expect(turnWith(paper({ state: 'returned' }))?.last).toBeUndefined();
  });
});
