import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Database } from '../../hq/database.ts';
import { followLog } from '../../hq/follow.ts';

/** What follows the log works while nothing else comes in, and rests while a station sends much. */
beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => void vi.useRealTimers());

/** a step that takes 100 ms and always leaves more */
const countSteps = async (head: () => number, ms: number): Promise<number> => {
  let steps = 0;
  const database = { pool: { query: async () => ({ rows: [{ value: head() }] }) } } as unknown as Pick<Database, 'pool'>;
  const work = async (): Promise<boolean> => {
    steps += 1;
    await new Promise((resolve) => setTimeout(resolve, 100));
    return true;
  };
  const stop = followLog(database, work, { rest: 4, onError: (error) => { throw error; } });
  await vi.advanceTimersByTimeAsync(ms);
  const ended = stop();
  await vi.advanceTimersByTimeAsync(100);
  await ended;
  return steps;
};

it('takes a step every 500 ms while the log stands still', async () => {
  expect(await countSteps(() => 7, 10_000)).toBe(21);
});

it('takes one every 2.1 s while it grows, and is back at its pace when it stands still again', async () => {
  let head = 1;
  expect(await countSteps(() => (head += 1), 21_000)).toBeLessThanOrEqual(12);
  const began = performance.now();
  expect(await countSteps(() => (performance.now() - began < 10_000 ? (head += 1) : head), 20_000)).toBeGreaterThanOrEqual(20);
});
