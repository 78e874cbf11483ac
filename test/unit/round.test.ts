import { describe, expect, it } from 'vitest';
import sample from '../../assets/profiles/jifenluohu.json' with { type: 'json' };
import { profileSchema } from '../../domain/contract/profile.ts';
import { inspection } from '../../domain/forms/inspection.ts';
import { resolveForm } from '../../domain/forms/resolve.ts';
import { checkComplete, checkData } from '../../domain/forms/values.ts';
import { createReadings, withMachine } from '../../domain/readings/verdict.ts';
import type { Data } from '../../domain/record/record.ts';

const profile = profileSchema.parse(sample);
const form = resolveForm(inspection, profile);
const now = '2026-11-23T15:00:00+08:00';
const empty = createReadings(profile.templates[0]!.items);
const read = withMachine(empty, { at: '2026-11-23T13:15+08:00', values: Object.fromEntries(empty.flatMap(({ collector }) => (collector ? [[collector, 1]] : []))) });
const sheet = (more: Data): Data => ({ template: 'os-daily', day: '2026-11-23', round: 'am', readings: empty, ...more });
const lacks = (data: Data) => checkComplete(form, data).map(({ field }) => field).filter((field) => field === 'lateReason');

describe('the time of an inspection', () => {
  it('is not before the values it was filled with were read from the machine', () => {
    expect(checkData(form, sheet({ readings: read, inspectedAt: '2026-11-23T11:30+08:00' }), now)).toEqual([{ code: 'before-reading', field: 'inspectedAt', params: { at: '2026-11-23 13:15' } }]);
    expect(checkData(form, sheet({ readings: read, inspectedAt: '2026-11-23T13:15+08:00' }), now)).toEqual([]);
    expect(checkData(form, sheet({ inspectedAt: '2026-11-23T11:30+08:00' }), now)).toEqual([]);
  });
  it('after the end of its round asks why, until it is said', () => {
    expect(lacks(sheet({ inspectedAt: '2026-11-23T12:00+08:00' }))).toEqual([]);
    expect(lacks(sheet({ inspectedAt: '2026-11-23T12:01+08:00' }))).toEqual(['lateReason']);
    expect(lacks(sheet({ inspectedAt: '2026-11-23T12:01+08:00', lateReason: '上午在外处理故障' }))).toEqual([]);
    expect(lacks(sheet({ round: 'pm', inspectedAt: '2026-11-23T17:30+08:00' }))).toEqual([]);
    expect(lacks(sheet({ template: 'app-daily', round: 'day', inspectedAt: '2026-11-23T23:59+08:00' }))).toEqual([]);
    expect(lacks(sheet({ template: 'app-daily', round: 'day', inspectedAt: '2026-11-24T00:00+08:00' }))).toEqual(['lateReason']);
  });
  it('asks nothing of a sheet made before its form knew when rounds end', () => {
    expect(checkComplete(inspection, sheet({ inspectedAt: '2026-11-23T14:00+08:00' })).some(({ field }) => field === 'lateReason')).toBe(false);
  });
});
