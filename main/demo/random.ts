/** Chance with a seed, so that the demo is the same month every time (mulberry32 by Tommy Ettinger, public domain). */
export type Random = () => number;

export const createRandom = (seed: number): Random => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

export const between = (random: Random, low: number, high: number): number => low + random() * (high - low);
export const wholeBetween = (random: Random, low: number, high: number): number => Math.floor(between(random, low, high + 1));
/** One of the list; throws RangeError when it is empty. */
export const oneOf = <T>(random: Random, list: readonly T[]): T => {
  if (list.length === 0) throw new RangeError('nothing to choose from');
  return list[Math.floor(random() * list.length)] as T;
};
