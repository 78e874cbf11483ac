import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createTurns } from '../../hq/turns.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());
const roomy = { waitingEach: 10, waitingBytes: 1000, aheadBytes: 100 };
const after = (ms: number): Promise<void> => new Promise((resolve) => { setTimeout(resolve, ms); });

it('never more at a time than allowed, the oldest first, and a failure hands the turn on', async () => {
  const turns = createTurns({ ...roomy, most: 2, longest: 10_000 });
  let now = 0;
  let most = 0;
  const begun: number[] = [];
  const all = Promise.allSettled(Array.from({ length: 7 }, (_, n) => turns({ who: `${n}`, size: 1 }, async () => {
    begun.push(n);
    now += 1;
    most = Math.max(most, now);
    await after(100);
    now -= 1;
    if (n % 3 === 0) throw new Error(`${n}`);
    return n;
  })));
  await vi.advanceTimersByTimeAsync(1000);
  expect((await all).map((each) => (each.status === 'fulfilled' ? each.value : each.status))).toEqual(['rejected', { value: 1 }, { value: 2 }, 'rejected', { value: 4 }, { value: 5 }, 'rejected']);
  expect(most).toBe(2);
  expect(begun).toEqual([0, 1, 2, 3, 4, 5, 6]);
});

it('who waits too long is told so and takes no turn, and the next come as before', async () => {
  const turns = createTurns({ ...roomy, most: 1, longest: 500 });
  let begun = 0;
  const work = (ms: number) => turns({ who: `${ms}`, size: 1 }, async () => {
    begun += 1;
    await after(ms);
    return ms;
  });
  const answers = Promise.all([work(700), work(1), work(1)]);
  await vi.advanceTimersByTimeAsync(600);
  const late = work(2);
  await vi.advanceTimersByTimeAsync(200);
  expect(await answers).toEqual([{ value: 700 }, 'late', 'late']);
  expect(await late).toEqual({ value: 2 });
  expect(begun).toBe(2);
});

it('one of each at a time, the others’ turns kept free; who piles up is told to come back', async () => {
  const turns = createTurns({ most: 3, longest: 10_000, waitingEach: 2, waitingBytes: 1000, aheadBytes: 100 });
  const begun: string[] = [];
  const work = (who: string, size = 1) => turns({ who, size }, async () => {
    begun.push(who);
    await after(100);
    return who;
  });
  const pile = Promise.all([work('a'), work('a'), work('a'), work('a')]);
  const others = Promise.all([work('b'), work('c'), work('d')]);
  await vi.advanceTimersByTimeAsync(50);
  expect(begun, 'one of a runs, though it came four times first').toEqual(['a', 'b', 'c']);
  await vi.advanceTimersByTimeAsync(1000);
  expect(await pile).toEqual([{ value: 'a' }, { value: 'a' }, { value: 'a' }, 'busy']);
  expect(await others).toEqual([{ value: 'b' }, { value: 'c' }, { value: 'd' }]);
});

it('what waits is held in so many bytes and no more', async () => {
  const turns = createTurns({ most: 1, longest: 10_000, waitingEach: 2, waitingBytes: 1000, aheadBytes: 100 });
  const work = (who: string, size: number) => turns({ who, size }, async () => after(100).then(() => who));
  const answers = Promise.all([work('a', 5000), work('b', 600), work('c', 600), work('d', 400)]);
  await vi.advanceTimersByTimeAsync(1000);
  expect(await answers).toEqual([{ value: 'a' }, { value: 'b' }, 'busy', { value: 'd' }]);
});

it('what waits behind work of its own asker alone is made ready meanwhile; where others keep it waiting, it waits as it came', async () => {
  const turns = createTurns({ ...roomy, most: 2, longest: 10_000 });
  const ready: string[] = [];
  const work = (who: string, n: number) => turns({ who, size: 1 }, () => after(100), () => void ready.push(`${who}${n}`));
  const free = Promise.all([work('a', 1), work('a', 2)]);
  expect(ready).toEqual(['a2']);
  await vi.advanceTimersByTimeAsync(1000);
  await free;
  const crowded = Promise.all([work('a', 3), work('b', 1), work('a', 4), work('c', 1)]);
  await vi.advanceTimersByTimeAsync(1000);
  await crowded;
  expect(ready).toEqual(['a2']);
});

it('of one asker one at a time is made ready, and the next when that one has had its turn', async () => {
  const turns = createTurns({ ...roomy, most: 3, longest: 10_000 });
  const ready: string[] = [];
  const work = (who: string, n: number) => turns({ who, size: 1 }, () => after(100), () => void ready.push(`${who}${n}`));
  const pile = [1, 2, 3, 4].flatMap((n) => [work('a', n), work('b', n)]);
  expect(ready).toEqual(['a2', 'b2']);
  await vi.advanceTimersByTimeAsync(350);
  const behind = [work('a', 5), work('a', 6)];
  expect(ready).toEqual(['a2', 'b2', 'a5']);
  await vi.advanceTimersByTimeAsync(1000);
  expect(await Promise.all([...pile, ...behind])).toHaveLength(10);
});

it('what is large is not made ready before its turn', async () => {
  const turns = createTurns({ ...roomy, most: 2, longest: 10_000 });
  const ready: number[] = [];
  const work = (size: number) => turns({ who: 'a', size }, () => after(100), () => void ready.push(size));
  const large = [work(1), work(101)];
  await vi.advanceTimersByTimeAsync(250);
  expect(ready).toEqual([]);
  const small = [work(1), work(100)];
  await vi.advanceTimersByTimeAsync(250);
  expect(ready).toEqual([100]);
  expect(await Promise.all([...large, ...small])).toHaveLength(4);
});
