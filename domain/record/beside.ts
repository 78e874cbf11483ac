import { holds } from '../forms/condition.ts';
import type { Transition } from '../forms/form.ts';
import type { Refusal } from '../result.ts';
import type { Around } from './around.ts';
import { isLiving } from './unique.ts';
import type { Rec } from './record.ts';

/** The papers a step demands and that do not stand beside the record yet (R14, R21, R23). */
export const checkDemands = (step: Transition, rec: Rec, around: Around): Refusal[] =>
  (step.demands ?? []).flatMap((demand): Refusal[] => {
    if (!holds(demand.when, rec.data)) return [];
    const there = around.linked(rec.id).some((other) => other.rec.form === demand.form && isLiving(other.rec, other.def) && (demand.states?.includes(other.rec.state) ?? true));
    return there ? [] : [{ code: 'demands-record', params: { form: demand.form } }];
  });

/** Whether two spans of ISO times meet; days count whole. */
const meet = (a: readonly [string, string], b: readonly [string, string]): boolean => {
  const until = (text: string): string => (text.length === 10 ? `${text}T23:59` : text);
  return a[0] <= until(b[1]) && b[0] <= until(a[1]);
};

/** A step planned into a time that another paper keeps closed (R13). */
export const checkAvoidance = (step: Transition, rec: Rec, around: Around): Refusal[] => {
  const avoids = step.avoids;
  if (!avoids || (avoids.unless && holds(avoids.unless, rec.data))) return [];
  const { [avoids.start]: start, [avoids.end]: end } = rec.data;
  if (typeof start !== 'string') return [];
  const span = [start, typeof end === 'string' ? end : start] as const;
  return around.ofForm(avoids.form, avoids.states).flatMap((other): Refusal[] => {
    const { [avoids.from]: from, [avoids.to]: to } = other.data;
    if (typeof from !== 'string' || typeof to !== 'string' || other.correctedBy !== undefined || !meet(span, [from, to])) return [];
    return [{ code: 'in-closed-time', field: avoids.start, params: { number: other.number, span: `${from} – ${to}` } }];
  });
};
