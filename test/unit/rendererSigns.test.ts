import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createSignTeller, tellEvery, type SignTeller } from '../../renderer/desk/signs.ts';

let told: { readonly at: number; readonly ago: number }[];
let teller: SignTeller;
const every = 60_000;
beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000, toFake: ['setTimeout', 'clearTimeout', 'Date'] });
  told = [];
  teller = createSignTeller((ago) => told.push({ at: Date.now() - 1_000_000, ago }), every, () => Date.now());
});
afterEach(() => {
  teller.stop();
  vi.useRealTimers();
});

describe('signs of a person, told to the station', () => {
  it('tells the first at once and the others once a minute, with the age of the newest', () => {
    for (let second = 0; second < 150; second += 1) {
      if (second < 125) teller.sign();
      vi.advanceTimersByTime(1000);
    }
    expect(told).toEqual([{ at: 0, ago: 0 }, { at: 60_000, ago: 1000 }, { at: 120_000, ago: 1000 }]);
    vi.advanceTimersByTime(60_000);
    // the last move, at 124 s, is told when the minute is over, and nothing after it
    expect(told.slice(3)).toEqual([{ at: 180_000, ago: 56_000 }]);
    vi.advanceTimersByTime(3_600_000);
    expect(told.length).toBe(4);
    teller.sign();
    expect(told.at(-1)).toEqual({ at: 3_810_000, ago: 0 });
  });

  it('tells nothing when nobody gave a sign, and nothing after the end', () => {
    vi.advanceTimersByTime(600_000);
    expect(told).toEqual([]);
    teller.sign();
    teller.sign();
    teller.stop();
    vi.advanceTimersByTime(600_000);
    expect(told.length).toBe(1);
  });

  it('tells a short lock more often, so that it never reckons from a sign long past', () => {
    expect(tellEvery(1)).toBe(15_000);
    expect(tellEvery(4)).toBe(60_000);
    expect(tellEvery(60)).toBe(60_000);
  });
});
