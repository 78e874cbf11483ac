import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import sample from '../../assets/profiles/jifenluohu.json' with { type: 'json' };
import { profileSchema } from '../../domain/contract/profile.ts';
import type { Reading, Verdict } from '../../domain/forms/form.ts';
import { createReadings, previousValues, sheetVerdict, verdictOf } from '../../domain/readings/verdict.ts';
import { text } from '../../domain/text/text.ts';

const base = { key: 'cpu', group: text('资源', 'Resources'), name: text('CPU', 'CPU') };
const high: Reading = { ...base, kind: 'number', worse: 'high', warn: 80, alarm: 90 };
const low: Reading = { ...base, kind: 'number', worse: 'low', warn: 30, alarm: 7 };
const state: Reading = { ...base, key: 'log', kind: 'state' };

const sheet = (day: string, ...readings: Reading[]) => ({ inspectedAt: `${day}T09:00+08:00`, readings });

describe('one reading', () => {
  test.each<[string, Reading, Verdict]>([
    ['below', { ...high, value: 79.9 }, 'normal'],
    ['at the warning', { ...high, value: 80 }, 'warning'],
    ['between', { ...high, value: 89.9 }, 'warning'],
    ['at the alarm', { ...high, value: 90 }, 'alarm'],
    ['low: above', { ...low, value: 31 }, 'normal'],
    ['low: at the warning', { ...low, value: 30 }, 'warning'],
    ['low: at the alarm', { ...low, value: 7 }, 'alarm'],
    ['high is the default', { ...high, worse: undefined, value: 95 }, 'alarm'],
    ['only an alarm limit', { ...high, warn: undefined, value: 85 }, 'normal'],
    ['no limits', { ...base, kind: 'number', value: 1e9 }, 'normal'],
    ['zero is a value', { ...high, value: 0 }, 'normal'],
    ['nothing', high, 'missing'],
    ['no number', { ...high, value: Number.NaN }, 'missing'],
    ['a word in a number', { ...high, value: 'normal' }, 'missing'],
    ['a number in a state', { ...state, value: 1 }, 'missing'],
    ['normal', { ...state, value: 'normal' }, 'normal'],
    ['abnormal', { ...state, value: 'abnormal' }, 'alarm'],
    ['not applicable', { ...high, value: 99, notApplicable: true, note: '已停用' }, 'not-applicable'],
  ])('%s', (_, reading, verdict) => expect(verdictOf(reading)).toBe(verdict));

  test('a worse value never has a better verdict', () => {
    const rank: readonly Verdict[] = ['normal', 'warning', 'alarm'];
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.double({ noNaN: true, noDefaultInfinity: true }), (a, b) => {
        const [less, more] = a < b ? [a, b] : [b, a];
        expect(rank.indexOf(verdictOf({ ...high, value: more }))).toBeGreaterThanOrEqual(rank.indexOf(verdictOf({ ...high, value: less })));
        expect(rank.indexOf(verdictOf({ ...low, value: less }))).toBeGreaterThanOrEqual(rank.indexOf(verdictOf({ ...low, value: more })));
      }),
    );
  });
});

describe('the sheet', () => {
  test('counts, worst, failed', () => {
    expect(sheetVerdict([{ ...high, value: 1 }, { ...high, value: 85 }, { ...high, notApplicable: true }, high])).toEqual({
      counts: { normal: 1, warning: 1, alarm: 0, 'not-applicable': 1, missing: 1 }, worst: 'warning', failed: false,
    });
    expect(sheetVerdict([{ ...high, value: 99 }])).toMatchObject({ worst: 'alarm', failed: false });
    expect(sheetVerdict([{ ...high, value: 1 }, { ...high, value: 99, critical: true }])).toMatchObject({ worst: 'alarm', failed: true });
    expect(sheetVerdict([{ ...high, value: 85, critical: true }])).toMatchObject({ worst: 'warning', failed: false });
    expect(sheetVerdict([{ ...high, value: 1 }, high]).worst).toBe('missing');
    expect(sheetVerdict([]).worst).toBe('missing');
  });
});

describe('a new sheet', () => {
  const template = profileSchema.parse(sample).templates[0]!;

  test('carries its own copy of the limits', () => {
    const readings = createReadings(template.items);
    expect(readings).toEqual(template.items);
    expect(sheetVerdict(readings)).toMatchObject({ worst: 'missing', counts: { missing: template.items.length } });
    const kept = structuredClone(readings);
    template.items[0]!.alarm = 1;
    expect(readings).toEqual(kept);
  });

  test('shows the latest earlier value measured the same way', () => {
    const percent: Reading = { ...high, unit: '%' };
    expect(
      previousValues([percent, state], [
        sheet('2021-10-10', { ...percent, value: 10 }, { ...state, value: 'normal' }),
        sheet('2021-10-12', { ...percent, value: 12, notApplicable: true }, state),
        sheet('2021-10-11', { ...percent, value: 11 }),
        sheet('2021-10-13', { ...percent, unit: 'MB', value: 13 }),
      ]),
    ).toEqual({ cpu: { value: 11, at: '2021-10-11T09:00+08:00' }, log: { value: 'normal', at: '2021-10-10T09:00+08:00' } });
    expect(previousValues([percent], [])).toEqual({});
  });
});
