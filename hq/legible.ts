import type { Logger } from 'pino';
import { isDay, isInstant } from '../domain/clocks/shanghai.ts';
import type { FormDef } from '../domain/forms/form.ts';
import type { Data } from '../domain/record/record.ts';

/** Where headquarters says which record it could not reckon with. */
export type Told = Pick<Logger, 'warn'>;

const isTime = (value: unknown): boolean => typeof value === 'string' && (isDay(value) || isInstant(value));

/** The record without those of its times that are none, each with a line in the log: headquarters takes what a station says, and reckons with what can be read (I7). */
export const legible = <R extends { readonly id: string; readonly data: Data }>(rec: R, def: Pick<FormDef, 'fields'> | undefined, log: Told): R => {
  const wrong = Object.keys(rec.data).filter((name) => def?.fields[name]?.kind === 'time' && !isTime(rec.data[name]));
  if (wrong.length === 0) return rec;
  log.warn({ record: rec.id, fields: wrong }, 'cells that hold no time are left out');
  return { ...rec, data: Object.fromEntries(Object.entries(rec.data).filter(([name]) => !wrong.includes(name))) };
};

/** What `work` reckons from the record `id`, or `otherwise` and a line in the log: one paper holds up no other (I7). */
export const reckoned = <T>(id: string, work: () => T, otherwise: T, log: Told): T => {
  try {
    return work();
  } catch (error) {
    log.warn({ record: id, error: String(error) }, 'a record could not be reckoned');
    return otherwise;
  }
};
