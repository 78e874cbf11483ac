import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createTurns } from '../../hq/turns.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());
const after = (ms: number): Promise<void> => new Promise((resolve) => { setTimeout(resolve, ms); });

it('never more at a time than allowed, the oldest first, and a failure hands the turn on', async () => {
  const turns = createTurns(2, 10_000);
  let now = 0;
  let most = 0;
  const begun: number[] = [];
  const all = Promise.allSettled(Array.from({ length: 7 }, (_, n) => turns(async () => {
    begun.push(n);
    now += 1;
    most = Math.max(most, now);
    await after(100);
    now -= 1;
    if (n % 3 === 0) throw new Error(`${n}`);
    return n;
  })));
  await vi.advanceTimersByTimeAsync(1000);
  expect((await all).map((each) => (each.status === 'fulfilled' ? each.value : each.status))).toEqual(['rejected', 1, 2, 'rejected', 4, 5, 'rejected']);
  expect(most).toBe(2);
  expect(begun).toEqual([0, 1, 2, 3, 4, 5, 6]);
});

it('who waits too long is told so and takes no turn, and the next come as before', async () => {
  const turns = createTurns(1, 500);
  let begun = 0;
  const work = (ms: number) => turns(async () => {
    begun += 1;
    await after(ms);
    return ms;
  });
  const answers = Promise.all([work(700), work(1), work(1)]);
  await vi.advanceTimersByTimeAsync(600);
  const late = work(2);
  await vi.advanceTimersByTimeAsync(200);
  expect(await answers).toEqual([700, null, null]);
  expect(await late).toBe(2);
  expect(begun).toBe(2);
});
