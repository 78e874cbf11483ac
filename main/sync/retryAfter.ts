/**
 * ms after which headquarters, or what stands in front of it, asks to be asked again: seconds or an HTTP date (RFC 9110, 10.2.3). A date is read against the answer's own
 * `date`, because this laptop's clock may be wrong. Undefined when nothing is said that can be read.
 */
export const readRetryAfter = (headers: Headers, now: number): number | undefined => {
  const said = headers.get('retry-after')?.trim() ?? '';
  if (/^\d+$/.test(said)) return Number(said) * 1000;
  // a word or a bare number of any other shape is no date, whatever `Date` makes of it
  const until = /\d:\d\d:\d\d/.test(said) ? Date.parse(said) : Number.NaN;
  if (Number.isNaN(until)) return undefined;
  const theirs = Date.parse(headers.get('date') ?? '');
  return Math.max(0, until - (Number.isNaN(theirs) ? now : theirs));
};

/** ms: headquarters is asked again at least so late and so early, whatever it said; a slip of a proxy does not keep a station away for a day */
const shortest = 1_000;
export const longestPause = 300_000;
/** ms: the least by which those told at once are spread */
const leastSpread = 2_000;

/** ms to wait for who was told `retryAfter`: never less than asked within bounds, and up to a quarter longer by `chance` (from 0 up to 1), so that stations told together do not come back in one wave. */
export const waitAsTold = (retryAfter: number, chance: number): number => {
  const told = Math.min(longestPause, Math.max(shortest, retryAfter));
  return Math.ceil(told + Math.max(leastSpread, told / 4) * chance);
};

/** ms, the longest a first failure is waited after */
const firstPause = 2_000;

/** ms to wait after so many failures in a row (1, 2, …): twice as long each time up to `longestPause`, and by `chance` (from 0 up to 1) down to half of it, so that stations that failed together do not come back in one wave. */
export const growingPause = (failures: number, chance: number): number => {
  const most = Math.min(longestPause, firstPause * 2 ** (failures - 1));
  return most / 2 + (most / 2) * chance;
};
