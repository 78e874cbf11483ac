import { ClockError } from './clockError.ts';
import { isWithinReach } from './reach.ts';
import { addDays, dayMs, isDay, isInstant, isoToMs, startOfDay } from './shanghai.ts';

/**
 * A stretch in which a clock stands still: force majeure (R33), waiting for the customer. `from` and `to` are days, both included, or
 * instants, `to` not included. A pause that still lasts is given up to now.
 */
export type Pause = {
  readonly from: string;
  readonly to: string;
  readonly reason: string;
  /** The paper that shows it: a record's number, a file's name. */
  readonly evidence?: string;
};

/** A pause as milliseconds, its end not included. */
export type Stretch = { readonly from: number; readonly to: number; readonly reason: string; readonly evidence?: string };

const isMoment = (text: string): boolean => (isDay(text) || isInstant(text)) && isWithinReach(text);

/** Checks pauses and orders them by their beginning. Throws ClockError that names the field. */
export const pausesToStretches = (pauses: readonly Pause[]): readonly Stretch[] =>
  pauses
    .map((pause, i): Stretch => {
      for (const end of ['from', 'to'] as const) if (!isMoment(pause[end])) throw new ClockError('not-an-instant', `pauses.${i}.${end}`, `neither a day nor an instant from 1992 to 2199: ${pause[end]}`);
      if (pause.reason.trim() === '') throw new ClockError('pause-reason', `pauses.${i}.reason`, 'a pause needs a reason');
      const from = isoToMs(isDay(pause.from) ? startOfDay(pause.from) : pause.from);
      const to = isDay(pause.to) ? isoToMs(startOfDay(addDays(pause.to, 1))) : isoToMs(pause.to);
      if (to <= from) throw new ClockError('pause-order', `pauses.${i}.to`, `${pause.to} is not after ${pause.from}`);
      return { from, to, reason: pause.reason, ...(pause.evidence && { evidence: pause.evidence }) };
    })
    .sort((a, b) => a.from - b.from);

/** The pause that touches a day, if one does: a day on which the work was held up for any part does not count. */
export const pauseOn = (stretches: readonly Stretch[], day: string): Stretch | undefined => {
  const start = isoToMs(startOfDay(day));
  return stretches.find((stretch) => stretch.from < start + dayMs && stretch.to > start);
};

/** What is left of an open stretch of time once the pauses are cut out of it, in order. */
export const withoutPauses = (from: number, to: number, stretches: readonly Stretch[]): readonly { readonly from: number; readonly to: number }[] => {
  const left: { from: number; to: number }[] = [];
  let at = from;
  for (const stretch of stretches) {
    if (stretch.to <= at) continue;
    if (stretch.from >= to) break;
    if (stretch.from > at) left.push({ from: at, to: stretch.from });
    at = stretch.to;
  }
  if (at < to) left.push({ from: at, to });
  return left;
};
