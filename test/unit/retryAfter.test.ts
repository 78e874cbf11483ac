import { expect, it } from 'vitest';
import { headquartersHeader } from '../../domain/api/protocol.ts';
import { createExchange, faultOf } from '../../main/sync/exchange.ts';
import { growingPause, readRetryAfter, waitAsTold } from '../../main/sync/retryAfter.ts';

const now = Date.parse('2026-03-02T08:00:00Z');
const read = (said: Record<string, string>): number | undefined => readRetryAfter(new Headers(said), now);

it('reads seconds and dates, a date against the clock of who answers', () => {
  expect(read({ 'retry-after': '12' })).toBe(12_000);
  expect(read({ 'retry-after': '0' })).toBe(0);
  expect(waitAsTold(read({ 'retry-after': '9'.repeat(400) })!, 0)).toBe(300_000);
  expect(read({ 'retry-after': 'Mon, 02 Mar 2026 08:00:30 GMT' })).toBe(30_000);
  // this laptop's clock is years off; theirs is not
  expect(read({ 'retry-after': 'Tue, 02 Mar 2021 08:01:00 GMT', date: 'Tue, 02 Mar 2021 08:00:00 GMT' })).toBe(60_000);
  expect(read({ 'retry-after': 'Mon, 02 Mar 2026 07:00:00 GMT' })).toBe(0);
  for (const none of ['', '-1', '1.5', '1e3', 'soon',]) expect(read({ 'retry-after': none }), none).toBeUndefined();
  expect(read({})).toBeUndefined();
});

it('never comes back sooner than told, nor with all the others, nor only tomorrow', () => {
  expect([waitAsTold(12_000, 0), waitAsTold(12_000, 0.5)]).toEqual([12_000, 13_500]);
  expect([waitAsTold(0, 0), waitAsTold(0, 0.5)]).toEqual([1000, 2000]);
  expect([waitAsTold(86_400_000, 0), waitAsTold(86_400_000, 0.999)]).toEqual([300_000, 374_925]);
});

it('waits twice as long after each failure, never longer than five minutes, and no two stations the same', () => {
  expect([1, 2, 3, 8, 9, 1000].map((failures) => growingPause(failures, 0))).toEqual([1000, 2000, 4000, 128_000, 150_000, 150_000]);
  for (let failures = 1; failures < 60; failures += 1) {
    const [soonest, half, latest] = [growingPause(failures, 0), growingPause(failures, 0.5), growingPause(failures, 0.999_999)];
    expect(soonest < half && half < latest && latest <= 300_000 && latest > 1.9 * soonest, String(failures)).toBe(true);
    expect(growingPause(failures + 1, 0.5)).toBeGreaterThanOrEqual(half);
  }
});

it.each([
  ['headquarters asked too often', 429, { [headquartersHeader]: '1' }, { state: 'busy', code: 'headquarters-busy' }],
  ['headquarters without a turn', 503, { [headquartersHeader]: '1', 'retry-after': '5' }, { state: 'busy', code: 'headquarters-busy', retryAfter: 5000 }],
  ['headquarters without its database', 503, { [headquartersHeader]: '1' }, { state: 'offline', code: 'headquarters-unreachable' }],
  ['a full disk', 507, { [headquartersHeader]: '1', 'retry-after': '300' }, { state: 'offline', retryAfter: 300_000 }],
  ['a gateway that holds back', 429, {}, { state: 'busy', code: 'headquarters-busy' }],
  ['a gateway in maintenance', 503, { 'retry-after': '60' }, { state: 'busy', code: 'headquarters-busy', retryAfter: 60_000 }],
  ['a gateway without headquarters behind it', 503, {}, { state: 'offline', code: 'headquarters-unreachable' }],
  ['a portal', 200, { 'retry-after': '60' }, { state: 'offline', code: 'not-headquarters' }],
] as const)('tells apart: %s', async (_name, status, headers, wanted) => {
  for (const method of ['GET', 'HEAD'] as const) {
    const exchange = createExchange({
      address: 'http://hq.example', epoch: 'e', identity: { station: 's', stationCode: 'S', key: '', sign: () => '' }, random: (size) => new Uint8Array(size), signal: new AbortController().signal, keyOf: () => null,
      clock: { now: () => now, after: () => () => undefined },
      fetch: () => Promise.resolve(new Response(null, { status, headers })),
    });
    const answer = await exchange({ method, path: '/v1/position' });
    expect(answer.ok ? faultOf(answer.value, [200]) : answer.error, method).toMatchObject(wanted);
  }
});
