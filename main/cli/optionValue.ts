/** An instant typed at a terminal. Without an offset it is Shanghai's, whatever the laptop's zone (R37); other text is left as it is, to be refused. */
export const optionToInstant = (typed: string): string => (/T\d{2}:\d{2}(:\d{2}(\.\d+)?)?$/.test(typed) ? `${typed}+08:00` : typed);

/** A number typed at a terminal; NaN when it is none. */
export const optionToNumber = (typed: string): number => (/^[+-]?\d+(\.\d+)?(e\d{1,2})?$/i.test(typed.trim()) ? Number(typed) : Number.NaN);
