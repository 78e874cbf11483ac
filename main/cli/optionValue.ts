import { isInstant, msToSecond } from '../../domain/clocks/shanghai.ts';
import { parseTimeInput } from '../../domain/text/timeInput.ts';

/**
 * An instant typed at a terminal: ISO, or what a time cell takes (`14:05`, `10-12 14:05`, `昨天 8:30`). Without an offset it is Shanghai's, whatever the
 * laptop's zone (R37); other text is left as it is, to be refused.
 */
export const optionToInstant = (typed: string): string =>
  /T\d{2}:\d{2}(:\d{2}(\.\d+)?)?$/.test(typed) ? `${typed}+08:00` : isInstant(typed) ? typed : (parseTimeInput(typed, 'minute', msToSecond(Date.now())) ?? typed);

/** A number typed at a terminal; NaN when it is none. */
export const optionToNumber = (typed: string): number => (/^[+-]?\d+(\.\d+)?(e\d{1,2})?$/i.test(typed.trim()) ? Number(typed) : Number.NaN);
