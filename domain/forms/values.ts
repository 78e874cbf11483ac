import { z } from 'zod';
import { isDay } from '../clocks/shanghai.ts';
import type { Data, Value } from '../record/record.ts';
import type { Refusal } from '../result.ts';
import { checkFigure } from '../readings/bounds.ts';
import { lastRead, verdictOf } from '../readings/verdict.ts';
import { patternFault } from '../text/patterns.ts';
import { textFault } from '../text/plainText.ts';
import { holds } from './condition.ts';
import { isRoundLate } from './round.ts';
import type { Column, Field, FormDef, Reading, ReadingItem, Row } from './form.ts';
import { readingItemSchema } from '../contract/profile.ts';

/** Yuan with fen, no leading zeros, up to a hundred billion (R4). */
const moneyPattern = /^(0|[1-9]\d{0,11})\.\d{2}$/;
const refSchema = z.strictObject({ id: z.uuid(), form: z.string().min(1).max(60), number: z.string().min(1).max(100) });
const rowSchema = z.record(z.string().max(60), z.union([z.string().max(4000), z.number()]));

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

/** Refusals of the rows of a table, each naming its cell: `steps.2.who`, rows counted from 1. */
const checkRows = (name: string, columns: Readonly<Record<string, Column>>, rows: readonly Row[]): Refusal[] =>
  rows.flatMap((row, i) => {
    const at = `${name}.${i + 1}`;
    return Object.entries(row).flatMap(([column, cell]): Refusal[] => {
      const field = Object.hasOwn(columns, column) ? columns[column] : undefined;
      return field ? checkValue(`${at}.${column}`, field, cell) : [{ code: 'unknown-field', field: `${at}.${column}` }];
    });
  });

/** Refusals of one value as it stands, whether or not the record is complete. `stood`: the value before the change; figures that stand in it already are not told again. */
export const checkValue = (name: string, field: Field, value: Value, stood?: Value): Refusal[] => {
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
      return Number(value.toFixed(field.decimals)) === value ? [] : field.decimals === 0 ? no('not-whole', { below: Math.floor(value), above: Math.ceil(value) }) : no('wrong-type');
    case 'rating':
      return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= field.words.length ? [] : no('not-an-option');
    case 'hours':
      return no('unknown-field');
    case 'grade':
      return typeof value === 'string' && value.length > 0 && value.length <= 20 && !textFault(value) ? [] : no('wrong-type');
    case 'money':
      if (typeof value !== 'string' || !moneyPattern.test(value)) return no('not-money');
      return field.max !== undefined && isMoreMoney(value, field.max) ? no('too-large', { max: field.max }) : [];
    case 'table': {
      const parsed = z.array(rowSchema).safeParse(value);
      if (!parsed.success) return no('wrong-type');
      return parsed.data.length > field.maxRows ? no('too-many-rows', { max: field.maxRows }) : checkRows(name, field.columns, parsed.data);
    }
    case 'record': {
      const parsed = z.array(refSchema).max(field.many ? 50 : 1).safeParse(value);
      if (!parsed.success) return no('wrong-type');
      return new Set(parsed.data.map((ref) => ref.id)).size === parsed.data.length ? [] : no('link-twice');
    }
    case 'readings': {
      const parsed = readingsSchema.safeParse(value);
      if (!parsed.success) return no('wrong-type');
      const figures = new Map((readingsSchema.safeParse(stood).data ?? []).map((r) => [r.key, r.value]));
      return parsed.data.flatMap((r): Refusal[] => {
        const fault = textsOf(r).map(textFault).find((each) => each !== null);
        if (fault) return [{ code: fault, field: `${name}.${r.key.toWellFormed()}` }];
        const wrong = typeof r.value === 'number' && r.value !== figures.get(r.key) ? checkFigure(`${name}.${r.key}`, r as ReadingItem, r.value) : [];
        if (wrong.length > 0) return [...wrong];
        return r.notApplicable && !r.note?.trim() ? [{ code: 'na-needs-reason', field: `${name}.${r.key}` }] : [];
      });
    }
  }
};

/** Both are money as `moneyPattern` has it, so the longer is more and equal lengths compare as text. */
const isMoreMoney = (a: string, b: string): boolean => (a.length === b.length ? a > b : a.length > b.length);

export const isEmpty = (value: Value | undefined): boolean => value === undefined || (typeof value === 'string' && value.trim() === '') || (Array.isArray(value) && value.length === 0);

export const isRequired = (field: Field, data: Data): boolean =>
  typeof field.required === 'object' ? holds(field.required, data) : field.required === true;

type TimeField = Extract<Field, { kind: 'time' }>;
/** `stood`: the values before the change that is checked. */
type Beside = { readonly fields: Readonly<Record<string, Field>>; readonly values: Readonly<Record<string, unknown>>; readonly stood?: Readonly<Record<string, unknown>> | undefined };
/** The nearest time before this one that is filled in: an empty member of a chain hides none before it. Readings stand for the last the machine gave. */
const timeBefore = (field: TimeField, { fields, values }: Beside): { readonly other: string; readonly at: string } | null => {
  const seen = new Set<string>();
  for (let other = field.notBefore; other !== undefined && !seen.has(other); ) {
    seen.add(other);
    const [of, value] = [Object.hasOwn(fields, other) ? fields[other] : undefined, values[other]];
    const at = of?.kind === 'readings' ? lastRead(value) : value;
    if (typeof at === 'string' && at !== '') return { other, at };
    other = of?.kind === 'time' ? of.notBefore : undefined;
  }
  return null;
};

/** Whether a time stands as it stood, and so does the time it is compared with. */
const isAsBefore = (name: string, field: TimeField, at: string, { fields, stood }: Beside, before: { readonly other: string; readonly at: string }): boolean => {
  if (stood?.[name] !== at) return false;
  const then = timeBefore(field, { fields, values: stood });
  return then?.other === before.other && then.at === before.at;
};

/** The order of times, and whether a thing can have happened yet. `beside` holds the times around it. */
const checkTime = (name: string, column: string, field: TimeField, at: string, beside: Beside, now: string): Refusal[] => {
  const out: Refusal[] = [];
  const before = timeBefore(field, beside);
  // a day and a minute compare by their day
  const length = before ? Math.min(before.at.length, at.length) : 0;
  if (before && at.slice(0, length) < before.at.slice(0, length) && !isAsBefore(column, field, at, beside, before)) {
    out.push(beside.fields[before.other]?.kind === 'readings' ? { code: 'before-reading', field: name, params: { at: before.at.slice(0, 16).replace('T', ' ') } } : { code: 'before-other', field: name, params: { other: before.other } });
  }
  if (!field.mayBeFuture && at > now.slice(0, at.length === 10 ? 10 : 16) + (at.length === 10 ? '' : '+08:00')) out.push({ code: 'in-future', field: name });
  return out;
};

/**
 * Types, limits and order of times. A draft may be incomplete but never wrong. `now`: minute ISO in Asia/Shanghai. `stood`: the data before the change that is
 * checked; times that contradicted each other there already, written under another rule, are not told again.
 */
export const checkData = (def: FormDef, data: Data, now: string, stood?: Data): Refusal[] => {
  const out: Refusal[] = [];
  for (const [name, value] of Object.entries(data)) {
    const field = Object.hasOwn(def.fields, name) ? def.fields[name] : undefined;
    if (!field) {
      out.push({ code: 'unknown-field', field: name });
      continue;
    }
    const found = checkValue(name, field, value, stood?.[name]);
    out.push(...found);
    if (found.length > 0) continue;
    if (field.kind === 'time') out.push(...checkTime(name, name, field, value as string, { fields: def.fields, values: data, stood }, now));
    if (field.kind !== 'table') continue;
    // a row stands wherever it stands
    const rowsThen = new Map((Array.isArray(stood?.[name]) ? (stood[name] as readonly Row[]) : []).map((row) => [JSON.stringify(row), row] as const));
    for (const [i, row] of (value as readonly Row[]).entries()) {
      for (const [column, cell] of Object.entries(row)) {
        const of = field.columns[column];
        if (of?.kind === 'time') out.push(...checkTime(`${name}.${i + 1}.${column}`, column, of, cell as string, { fields: field.columns, values: row, stood: rowsThen.get(JSON.stringify(row)) }, now));
      }
    }
  }
  return out;
};

/** Cells that a row begun must have and has not. */
const emptyCells = (name: string, columns: Readonly<Record<string, Column>>, rows: readonly Row[]): Refusal[] =>
  rows.flatMap((row, i) =>
    Object.entries(columns).flatMap(([column, field]): Refusal[] => (isRequired(field, row) && isEmpty(row[column]) ? [{ code: 'required', field: `${name}.${i + 1}.${column}` }] : [])),
  );

/** What is still missing before a step that asks for a complete paper. */
export const checkComplete = (def: FormDef, data: Data, only?: readonly string[]): Refusal[] => {
  const out: Refusal[] = [];
  for (const [name, field] of Object.entries(def.fields)) {
    if (only ? !only.includes(name) : !isRequired(field, data) && !(name === def.round?.late && isRoundLate(def, data))) continue;
    if (isEmpty(data[name])) out.push({ code: 'required', field: name });
    else if (field.kind === 'table') out.push(...emptyCells(name, field.columns, data[name] as readonly Row[]));
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

/** Hours between two minute times, one decimal; null while one is missing or they are the wrong way round. */
export const hoursBetween = (from: Value | undefined, to: Value | undefined): number | null => {
  if (typeof from !== 'string' || typeof to !== 'string' || !isMinute(from) || !isMinute(to)) return null;
  const ms = Date.parse(to) - Date.parse(from);
  // the cells themselves are told what is wrong; no paper says that work took less than nothing
  return ms < 0 ? null : Math.round(ms / 360_000) / 10;
};
