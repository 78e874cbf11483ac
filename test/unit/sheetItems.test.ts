import { describe, expect, it } from 'vitest';
import sample from '../../assets/profiles/jifenluohu.json' with { type: 'json' };
import { profileSchema } from '../../domain/contract/profile.ts';
import type { Reading } from '../../domain/forms/form.ts';
import { inspection } from '../../domain/forms/inspection.ts';
import { serviceOrder } from '../../domain/forms/serviceOrder.ts';
import { checkData } from '../../domain/forms/values.ts';
import { fieldsSchema } from '../../domain/record/command.ts';
import { decide, decideCreate } from '../../domain/record/decide.ts';
import type { Attachment, Data, Rec } from '../../domain/record/record.ts';
import { clashing, takesUniqueValues, uniqueValues } from '../../domain/record/unique.ts';
import { createReadings, withMachine } from '../../domain/readings/verdict.ts';
import { completeOrder, createSampleLog, engineer, sampleContext } from './sampleRecords.ts';

const id = '0199c1d0-0000-7000-8000-0000000000f1';
const { items } = profileSchema.parse(sample).templates[0]!;
const keys = { template: 'os-daily', day: '2021-10-12', round: 'am' };

const making = (more: Partial<Parameters<typeof decideCreate>[1]> = {}) => ({
  ...createSampleLog().setting(inspection, 'engineer' as const), number: 'XJ-BJ01-2021-000001', context: sampleContext, links: [], items, ...more,
});
const create = (data: Data, more: Partial<Parameters<typeof decideCreate>[1]> = {}) =>
  decideCreate({ kind: 'create', id, form: inspection.id, data: data as Record<string, string> }, making(more));
const sheet = () => {
  const log = createSampleLog();
  return { log, rec: log.create(inspection, id, { ...keys, readings: createReadings(items) }) };
};
const edit = (rec: Rec, set: Data, unset: string[] = []) => {
  const log = createSampleLog();
  return decide(rec, { kind: 'edit', id, base: rec.rev, set: set as Record<string, string>, unset }, log.setting(inspection, 'engineer'));
};
const refusal = (field: string, code = 'items-fixed') => ({ ok: false, error: [{ code, field }] });
const change = (more: Partial<Reading>): Reading[] => createReadings(items).map((reading, i) => (i === 0 ? { ...reading, ...more } : reading));
const first = items[0]!.key;

describe('the items of a sheet (R10)', () => {
  it('are the template\'s: a new sheet takes them, and no others', () => {
    const made = create(keys);
    expect(made.ok && made.value[0]).toMatchObject({ kind: 'created', data: { readings: items } });
    expect(create({ ...keys, readings: change({ alarm: 100_000 }) })).toEqual(refusal(`readings.${first}`));
    expect(create({ ...keys, readings: createReadings(items.slice(1)) })).toEqual(refusal('readings'));
    expect(create({}, { items: undefined })).toEqual(refusal('template', 'required'));
  });

  it.each<[string, Partial<Reading>]>([
    ['alarm', { alarm: 100_000 }], ['warn', { warn: undefined }], ['worse', { worse: 'low' }], ['kind', { kind: 'state', value: 'normal' }],
    ['unit', { unit: 'MB' }], ['name', { name: { zh: '别的', en: 'Other' } }], ['critical', { critical: true }], ['key', { key: 'other' }],
  ])('keep their %s in an edit', (_, more) => {
    const { rec } = sheet();
    expect(edit(rec, { readings: change(more) })).toEqual(refusal(`readings.${first}`));
  });

  it('are not dropped, swapped or emptied, and the template stays', () => {
    const { rec } = sheet();
    const readings = createReadings(items);
    expect(edit(rec, { readings: readings.slice(0, -1) })).toEqual(refusal('readings'));
    expect(edit(rec, { readings: [readings[1]!, readings[0]!, ...readings.slice(2)] })).toEqual(refusal(`readings.${first}`));
    expect(edit(rec, {}, ['readings'])).toEqual(refusal('readings'));
    expect(edit(rec, { template: 'db-daily' })).toEqual(refusal('template'));
  });

  it('take a value, a note, an action, a source and 不适用', () => {
    const { rec } = sheet();
    expect(edit(rec, { readings: change({ value: 99, note: '高峰', action: '观察', source: { kind: 'machine', at: '2021-10-12T09:00+08:00' } }) }).ok).toBe(true);
    expect(edit(rec, { readings: change({ notApplicable: true, note: '停用' }) }).ok).toBe(true);
    expect(edit(rec, { finding: '无' }).ok).toBe(true);
  });

  it('are never less than can be measured', () => {
    const { rec } = sheet();
    const result = edit(rec, { readings: change({ value: -5 }) });
    expect(result).toEqual({ ok: false, error: [{ code: 'too-small', field: `readings.${first}`, params: { min: 0 } }] });
  });

  it.each<[string, number, object]>([
    ['cpu', 250, { code: 'too-large', params: { max: 100 } }], ['processes', 12.7, { code: 'not-whole', params: { below: 12, above: 13 } }],
  ])('are refused where %s cannot be %s', (key, value, refused) => {
    const { rec } = sheet();
    const readings = createReadings(items).map((reading) => (reading.key === key ? { ...reading, value } : reading));
    expect(edit(rec, { readings })).toEqual({ ok: false, error: [{ ...refused, field: `readings.${key}` }] });
    // written under another rule: it stands until the sheet is handed in, and the rest can be filled in
    const old: Rec = { ...rec, data: { ...rec.data, readings } };
    expect(edit(old, { finding: '无' }).ok).toBe(true);
    expect(checkData(inspection, old.data, '2021-10-12T10:00:00+08:00')).toMatchObject([refused]);
  });

  it('are a full share, a fraction of a load, and a count the machine gave in fractions', () => {
    const { rec } = sheet();
    const read = withMachine(createReadings(items), { at: '2021-10-12T09:00+08:00', values: { 'cpu.load': 100, 'load.avg1': 3.25, 'processes.count': 311.6 } });
    expect(read.flatMap(({ key, value }) => (value === undefined ? [] : [[key, value]]))).toEqual([['cpu', 100], ['load', 3.25], ['processes', 312]]);
    expect(edit(rec, { readings: read }).ok).toBe(true);
  });

  it('have notes that can be written down', () => {
    const { rec } = sheet();
    expect(edit(rec, { readings: change({ note: 'a\u0000' }) })).toEqual(refusal(`readings.${first}`, 'control-character'));
    expect(edit(rec, { readings: change({ action: '\uD800' }) })).toEqual(refusal(`readings.${first}`, 'lone-surrogate'));
    expect(edit(rec, { finding: '\u{F0001}' })).toEqual(refusal('finding', 'private-use-character'));
  });

  it('are bounded, so that an operation fits the wire', () => {
    const { rec } = sheet();
    for (const more of [{ unit: '长'.repeat(21) }, { name: { zh: '长'.repeat(201), en: 'x' } }, { key: 'k'.repeat(61) }, { collector: 'c'.repeat(61) }]) {
      expect(edit(rec, { readings: change(more) })).toEqual(refusal('readings', 'wrong-type'));
    }
    expect(fieldsSchema.safeParse({ readings: createReadings(items) }).success).toBe(true);
  });
});

describe('one living sheet per round', () => {
  const at = (n: number, more: Partial<Rec> = {}): Rec => ({ ...sheet().rec, id: `${id.slice(0, -1)}${n}`, ...more });

  it('asks when the values are new, and not again while they stay', () => {
    const rec = at(1);
    expect(uniqueValues(rec, inspection)).toEqual(keys);
    expect(takesUniqueValues(null, rec, inspection)).toEqual(keys);
    expect(takesUniqueValues(rec, { ...rec, rev: 2 }, inspection)).toBeNull();
    expect(takesUniqueValues(rec, { ...rec, data: { ...rec.data, round: 'pm' } }, inspection)).toEqual({ ...keys, round: 'pm' });
    expect(takesUniqueValues(null, { ...rec, data: {} }, inspection)).toBeNull();
    expect(takesUniqueValues(null, { ...rec, state: 'void' }, inspection)).toBeNull();
    expect(takesUniqueValues(null, createSampleLog().create(serviceOrder, id, completeOrder), serviceOrder)).toBeNull();
  });

  it('is stood in the way of by a living sheet only, and never by the one it corrects', () => {
    const other = at(2);
    expect(clashing(at(1), inspection, [at(1), other])).toEqual(other);
    expect(clashing(at(1), inspection, [at(2, { state: 'void' }), at(3, { correctedBy: 'x' })])).toBeUndefined();
    expect(clashing(at(1, { links: [{ rel: 'corrects', to: other.id }] }), inspection, [other])).toBeUndefined();
  });
});

it('a correction begins with the files of the paper it replaces', () => {
  const photo: Attachment = { id: 'a', name: '照片.png', type: 'image/png', size: 3, sha256: 'f'.repeat(64), addedAt: '2021-10-12T10:00:00+08:00', by: engineer };
  const made = create(keys, { attachments: [photo] });
  expect(made.ok && made.value.slice(1)).toEqual([{ kind: 'attached', attachment: photo }]);
});
