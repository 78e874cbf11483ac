import { expect, it } from 'vitest';
import { headquartersHeader } from '../../domain/api/protocol.ts';
import { createExchange } from '../../main/sync/exchange.ts';

/** An answer of `pieces` times 20 kB, each after `late` ms on a clock that only moves with it. */
const answerOver = async (pieces: number, late: number): Promise<unknown> => {
  let now = 0;
  let left = pieces;
  const timers = new Set<{ readonly at: number; readonly work: () => void }>();
  const pass = (ms: number): void => {
    now += ms;
    for (const timer of timers) if (timer.at <= now && timers.delete(timer)) timer.work();
  };
  const exchange = createExchange({
    address: 'http://hq.example', epoch: 'e', identity: { station: 's', stationCode: 'S', key: '', sign: () => '' }, random: (size) => new Uint8Array(size), signal: new AbortController().signal, keyOf: () => null,
    clock: {
      now: () => now,
      after: (ms, work) => {
        const timer = { at: now + ms, work };
        timers.add(timer);
        return () => void timers.delete(timer);
      },
    },
    fetch: (_url, init) => {
      const body = new ReadableStream<Uint8Array>({
        pull: (controller) => {
          pass(late);
          if (init!.signal!.aborted) controller.error(init!.signal!.reason);
          else if (left === 0) controller.close();
          else controller.enqueue(new Uint8Array(20_000));
          left -= 1;
        },
      }, { highWaterMark: 0 });
      return Promise.resolve(new Response(body, { headers: { [headquartersHeader]: '1' } }));
    },
  });
  const answer = await exchange({ method: 'GET', path: '/v1/blobs/x' });
  return answer.ok ? answer.value.bytes.length : answer.error.detail;
};

it('an answer may take as long as the slowest line needs for its bytes, and no longer', async () => {
  // 8 kbit/s: a megabyte in a quarter of an hour
  expect(await answerOver(52, 20_000 * 0.7)).toBe(1_040_000);
  // a drip
  expect(await answerOver(52, 20_000)).toBe('no answer in time');
});
