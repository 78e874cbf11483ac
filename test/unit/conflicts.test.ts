import { describe, expect, it } from 'vitest';
import type { Event } from '../../domain/record/op.ts';
import type { Rec } from '../../domain/record/record.ts';
import { branchView, mainView, type Placed } from '../../domain/sync/branch.ts';
import { ruleOn, signaturesDiffer, type Placing } from '../../domain/sync/conflicts.ts';
import { evolve } from '../../domain/record/evolve.ts';
import type { Op } from '../../domain/record/op.ts';
import { canonicalText } from '../../domain/seal/canonical.ts';
import { text } from '../../domain/text/text.ts';

const hq = '00000000-0000-7000-8000-000000000000';
const a = '00000000-0000-7000-8000-00000000000a';
const b = '00000000-0000-7000-8000-00000000000b';
const by = { id: 'x', name: '王工' };
const context = { profile: 'p', profileVersion: 1, project: text('', ''), contractNo: '', client: text('', ''), contractor: text('', ''), supervision: text('', ''), site: { code: 'BJ01', name: text('', '') }, copies: [] };
let n = 0;
const op = (station: string, event: Event, seen?: string): Op => ({ v: 1, station, seq: (n += 1), prev: '', id: String(n), doc: 'd', section: 'field', base: 0, by, at: `2021-11-22T09:30:${String(n % 60).padStart(2, '0')}+08:00`, mono: 0, event, ...(seen === undefined ? {} : { seen }) });
const created: Event = { kind: 'created', form: 'f', def: '', number: 'XC-HQ-2021-000001', state: 'dispatched', owner: by, context, data: {}, links: [] };
const edit = (set: Record<string, string>): Event => ({ kind: 'edited', set, unset: [] });
const granted = (to: string): Event => ({ kind: 'granted', to });
const revoked: Event = { kind: 'revoked', from: a, reason: '' };
const direct = (set: Record<string, string>): Event => ({ kind: 'directed', set, unset: [] });
const voided: Event = { kind: 'voided', to: 'void', reason: '' };
const sealed = { kind: 'sealed', to: 'signed', seal: { at: '', contentHash: '', signatures: [], chainHead: '', chainSeq: 0, key: '', proof: '' } } as const satisfies Event;
const moved = (to: string): Event => ({ kind: 'moved', transition: to, from: 'dispatched', to });
const record = (...events: readonly (readonly [string, Event])[]): Rec => events.reduce<Rec | null>((rec, [station, event]) => evolve(rec, op(station, event)), null)!;

const others = (...events: readonly Event[]): Placing['others'] => events.map((event, i) => ({ station: hq, event, hash: `h${i}` }));
const held = record([hq, created], [hq, granted(a)]);
const rule = (event: Event, change: Partial<Placing> & { base?: number; seen?: string } = {}) => {
  const placing: Placing = { current: held, own: 0, others: others(created, granted(a)), otherContent: false, ...change };
  return ruleOn({ event, station: a, base: change.base ?? placing.own + 2, seen: 'seen' in change ? change.seen : 'h1' }, placing);
};

describe('the table of conflicts (§4.6)', () => {
  it('headquarters changes its part while the engineer changes his: no conflict', () => {
    expect(rule(edit({ work: 'x' }), { others: others(created, granted(a), direct({ place: 'y' })) })).toEqual({ kind: 'applies' });
    expect(rule(edit({ place: 'x' }), { others: others(created, granted(a), direct({ place: 'y' })) })).toEqual({ kind: 'conflict', reason: 'same-section' });
  });
  it('given to another while the first works offline: his work is a version', () => {
    const current = record([hq, created], [hq, granted(a)], [hq, revoked], [hq, granted(b)]);
    expect(rule(edit({ work: 'x' }), { current, others: others(created, granted(a), revoked, granted(b)) })).toEqual({ kind: 'conflict', reason: 'stale-assignment' });
    expect(rule(edit({ work: 'x' }), { current, others: others(created, granted(a), revoked, granted(b)), seen: 'h3', base: 4 })).toEqual({ kind: 'conflict', reason: 'other-station' });
  });
  it('two write the same part: the second, who had not seen the first, is a version', () => {
    expect(rule(edit({ work: 'x' }), { others: others(created, granted(a), edit({ other: 'y' })) })).toEqual({ kind: 'conflict', reason: 'same-section' });
    expect(rule(edit({ work: 'x' }), { others: others(created, granted(a), edit({ other: 'y' })), seen: 'h2', base: 3 })).toEqual({ kind: 'applies' });
  });
  it('an edit of a signed record is a version; its life goes on', () => {
    const current = record([hq, created], [hq, granted(a)], [a, sealed]);
    expect(rule(edit({ work: 'x' }), { current, own: 1 })).toEqual({ kind: 'conflict', reason: 'sealed' });
    expect(rule(moved('archived'), { current, own: 1 })).toEqual({ kind: 'applies' });
  });
  it('that the agreed version stays ends the conflict of a sealed record too; what would write its content does not', () => {
    const decided = (took: 'main' | 'merged', set: Record<string, string> = {}): Event => ({ kind: 'resolved', parents: ['x', 'y'], took, set, unset: [] });
    const current = record([hq, created], [hq, granted(a)], [a, sealed]);
    expect(rule(decided('main'), { current, own: 1 })).toEqual({ kind: 'applies' });
    expect(rule(decided('merged', { work: 'x' }), { current, own: 1 })).toEqual({ kind: 'conflict', reason: 'sealed' });
    // a decision for the agreed version that writes is none
    expect(rule(decided('main', { work: 'x' }), { current, own: 1 })).toEqual({ kind: 'conflict', reason: 'sealed' });
    // whatever came to the agreed version meanwhile, it stays
    expect(rule(decided('main'), { others: others(created, granted(a), edit({ work: 'y' })) })).toEqual({ kind: 'applies' });
    expect(rule(decided('merged', { work: 'x' }), { others: others(created, granted(a), edit({ work: 'y' })) })).toEqual({ kind: 'conflict', reason: 'same-section' });
  });
  it('a signature over what had changed meanwhile is a version; two signatures of one role differ', () => {
    const signed = { kind: 'signed', signature: {} } as unknown as Event;
    expect(rule(signed, { others: others(created, granted(a), direct({ place: 'y' })), otherContent: true })).toEqual({ kind: 'conflict', reason: 'other-content' });
    const of = (strokesHash: string): Pick<Rec, 'signatures'> => ({ signatures: [{ role: 'client', strokesHash, contentHash: 'c' }] as unknown as Rec['signatures'] });
    expect([signaturesDiffer(of('1'), of('1')), signaturesDiffer(of('1'), of('2'))]).toEqual([false, true]);
  });
  it('voided while the engineer works: kept and flagged', () => {
    const current = record([hq, created], [hq, granted(a)], [hq, voided]);
    expect(rule(edit({ work: 'x' }), { current, others: others(created, granted(a), voided) })).toEqual({ kind: 'applies', flag: 'voided' });
  });
  it('what was made on own operations that do not stand is a version too, and what left a station is always true', () => {
    expect(rule(edit({ work: 'x' }), { base: 5 })).toEqual({ kind: 'conflict', reason: 'branch' });
    expect(rule(edit({ work: 'x' }), { seen: 'unknown' })).toEqual({ kind: 'conflict', reason: 'base' });
    expect(rule({ kind: 'released', what: 'export', to: 'x' }, { current: record([hq, created], [hq, granted(b)]) })).toEqual({ kind: 'applies' });
  });
});

describe('operations of different parts', () => {
  const orders = <T>(items: readonly T[], more: readonly T[]): readonly (readonly T[])[] => {
    // every way of laying the two sequences into one another
    if (items.length === 0) return [more];
    if (more.length === 0) return [items];
    return [...orders(items.slice(1), more).map((rest) => [items[0]!, ...rest]), ...orders(items, more.slice(1)).map((rest) => [more[0]!, ...rest])];
  };
  it.each([
    ['a void and a signing', [moved('working'), edit({ work: 'x' }), moved('signing'), sealed], [voided]],
    ['a void and work', [moved('working'), edit({ work: 'x' })], [voided]],
    ['a change of the dispatch, a new holder and work', [moved('working'), edit({ work: 'x' })], [direct({ place: 'y' }), revoked, granted(b)]],
  ] as const)('end alike in either order: %s', (_name, work, above) => {
    const mine = work.map((event) => op(a, event));
    const theirs = above.map((event) => op(hq, event));
    const ends = orders(mine, theirs).map((order) => canonicalText(order.reduce<Rec | null>(evolve, held)));
    expect(new Set(ends).size).toBe(1);
  });
});

describe('two versions', () => {
  it('are the agreed one and what the writer saw', () => {
    const place = (made: Op, outcome: Placed['outcome'] = 'applied'): Placed => ({ op: made, hash: `hash ${made.id}`, outcome });
    const make = place(op(hq, created));
    const give = place(op(hq, granted(a)));
    const first = place(op(a, edit({ work: '甲' }), give.hash));
    const change = place(op(hq, revoked));
    const late = place(op(a, edit({ work: '甲又' }), give.hash), 'conflict');
    const log = [make, give, first, change, late];
    expect(mainView(log)).toMatchObject({ data: { work: '甲' }, holder: hq });
    expect(branchView(log, a)).toMatchObject({ data: { work: '甲又' }, holder: a });
    expect(branchView(log, b)).toBeNull();
  });
});
