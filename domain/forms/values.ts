import { z } from 'zod';
import { isDay } from '../clocks/shanghai.ts';
import type { Data, Value } from '../record/record.ts';
import type { Refusal } from '../result.ts';
import { verdictOf } from '../readings/verdict.ts';
import { patternFault } from '../text/patterns.ts';
import { textFault } from '../text/plainText.ts';
import type { Field, FormDef, Reading } from './form.ts';
import { readingItemSchema } from '../contract/profile.ts';

const minute = /^\d{4}-\d{2}-\d{2}T([01]\d|2[0-3]):[0-5]\d\+08:00$/;

/** A day a paper may carry: the years are those of the contract's world, not slips of the finger. */
const isRealDay = (value: string): boolean => isDay(value) && value >= '1949-01-01' && value <= '2199-12-31';
const isMinute = (value: string): boolean => minute.test(value) && isRealDay(value.slice(0, 10));

const readingSchema = readingItemSchema.extend({
  value: z.union([z.number(), z.enum(['normal', 'abnormal'])]).optional(),
  notApplicable: z.boolean().optional(),
  note: z.string().max(500).optional(),
  action: z.string().max(500).optional(),
  source: z.strictObject({ kind: z.literal('machine'), at: z.string().max(40) }).optional(),
});
const readingsSchema = z.array(readingSchema).max(500);
const textsOf = (r: z.infer<typeof readingSchema>): string[] =>
  [r.key, r.group.zh, r.group.en, r.name.zh, r.name.en, r.unit, r.collector, r.note, r.action, r.source?.at].filter((each) => each !== undefined);

/** Refusals of one value as it stands, whether or not the record is complete. */
const checkValue = (name: string, field: Field, value: Value): Refusal[] => {
  const no = (code: Refusal['code'], params?: Refusal['params']): Refusal[] => [{ code, field: name, params }];
  switch (field.kind) {
    case 'text':
    case 'person': {
      if (typeof value !== 'string') return no('wrong-type');
      const fault = textFault(value);
      if (fault) return no(fault);
      // code units bound code points from above: long texts are counted only when they may be too long
      if (value.length > field.max && [...value].length > field.max) return no('too-long', { max: field.max });
      const unlike = field.kind === 'text' && field.pattern && value.trim() !== '' ? patternFault(field.pattern, value) : null;
      return unlike ? no(unlike) : [];
    }
    case 'choice': {
      const options = new Set(field.options.map((o) => o.value));
      const values = field.many ? value : [value];
      if (!Array.isArray(values)) return no('wrong-type');
      return values.every((v) => typeof v === 'string' && options.has(v)) ? [] : no('not-an-option');
    }
    case 'time':
      return typeof value === 'string' && (field.precision === 'minute' ? isMinute(value) : isRealDay(value)) ? [] : no('not-a-time');
    case 'number':
      if (typeof value !== 'number' || !Number.isFinite(value)) return no('wrong-type');
      if (field.min !== undefined && value < field.min) return no('too-small', { min: field.min });
      if (field.max !== undefined && value > field.max) return no('too-large', { max: field.max });
      return Number(value.toFixed(field.decimals)) === value ? [] : no('wrong-type');
    case 'rating':
      return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= field.words.length ? [] : no('not-an-option');
    case 'hours':
      return no('unknown-field');
    case 'readings': {
      const parsed = readingsSchema.safeParse(value);
      if (!parsed.success) return no('wrong-type');
      return parsed.data.flatMap((r): Refusal[] => {
        const fault = textsOf(r).map(textFault).find((each) => each !== null);
        if (fault) return [{ code: fault, field: `${name}.${r.key.toWellFormed()}` }];
        if (typeof r.value === 'number' && r.min !== undefined && r.value < r.min) return [{ code: 'too-small', field: `${name}.${r.key}`, params: { min: r.min } }];
        return r.notApplicable && !r.note?.trim() ? [{ code: 'na-needs-reason', field: `${name}.${r.key}` }] : [];
      });
    }
  }
};

const isEmpty = (value: Value | undefined): boolean => value === undefined || (typeof value === 'string' && value.trim() === '') || (Array.isArray(value) && value.length === 0);

export const isRequired = (field: Field, data: Data): boolean =>
  typeof field.required === 'object' ? field.required.in.includes(String(data[field.required.field] ?? '')) : field.required === true;

/** Types, limits and order of times. A draft may be incomplete but never wrong. `now`: minute ISO in Asia/Shanghai. */
export const checkData = (def: FormDef, data: Data, now: string): Refusal[] => {
  const out: Refusal[] = [];
  for (const [name, value] of Object.entries(data)) {
    const field = Object.hasOwn(def.fields, name) ? def.fields[name] : undefined;
    if (!field) {
      out.push({ code: 'unknown-field', field: name });
      continue;
    }
    const found = checkValue(name, field, value);
    out.push(...found);
    if (found.length > 0 || field.kind !== 'time') continue;
    const at = value as string;
    const before = field.notBefore ? data[field.notBefore] : undefined;
    if (typeof before === 'string' && at < before) out.push({ code: 'before-other', field: name, params: { other: field.notBefore! } });
    if (!field.mayBeFuture && at > now.slice(0, at.length === 10 ? 10 : 16) + (at.length === 10 ? '' : '+08:00')) out.push({ code: 'in-future', field: name });
  }
  return out;
};

/** What is still missing before a step that asks for a complete paper. */
export const checkComplete = (def: FormDef, data: Data, only?: readonly string[]): Refusal[] => {
  const out: Refusal[] = [];
  for (const [name, field] of Object.entries(def.fields)) {
    if (only ? !only.includes(name) : !isRequired(field, data)) continue;
    if (isEmpty(data[name])) out.push({ code: 'required', field: name });
    else if (field.kind === 'readings') {
      for (const r of data[name] as readonly Reading[]) {
        const verdict = verdictOf(r);
        if (verdict === 'missing') out.push({ code: 'required', field: `${name}.${r.key}` });
        else if (verdict === 'alarm' && !r.action?.trim()) out.push({ code: 'alarm-needs-action', field: `${name}.${r.key}` });
      }
    }
  }
  return out;
};

/** Hours between two minute times, one decimal; null while one is missing. */
export const hoursBetween = (from: Value | undefined, to: Value | undefined): number | null => {
  if (typeof from !== 'string' || typeof to !== 'string' || !isMinute(from) || !isMinute(to)) return null;
  return Math.round((Date.parse(to) - Date.parse(from)) / 360_000) / 10;
};
