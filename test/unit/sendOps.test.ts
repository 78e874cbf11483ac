import { randomBytes } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { headquartersHeader } from '../../domain/api/protocol.ts';
import { firstPrev } from '../../domain/record/op.ts';
import type { Store, StoredOp, Writer } from '../../db/store.ts';
import { createExchange, type Clock, type Exchange } from '../../main/sync/exchange.ts';
import { createPace, sendOps } from '../../main/sync/sendOps.ts';

const epoch = '0199c1d0-0000-7000-8000-000000000001';
const time = '2026-03-02T08:00:00.000Z';

const hashOf = (seq: number): string => (seq === 0 ? firstPrev : seq.toString(16).padStart(64, '0'));

/** Operations that hardly shrink, and how many of them are acknowledged: what the sender asks of a store. */
const createOutbox = (count: number) => {
  const ops = Array.from({ length: count }, (_, i): StoredOp => ({ seq: i + 1, hash: hashOf(i + 1), bytes: randomBytes(24 * 1024).toString('base64') }));
  let acked = 0;
  let forgotten = 0;
  const read = {
    head: () => ({ seq: count, hash: hashOf(count) }),
    meta: () => null,
    unsentCount: () => count - acked,
    op: (seq: number) => ops[seq - 1] ?? null,
    opsAfter: (after: number, maxOps: number, maxBytes: number) => ops.slice(after, after + Math.min(maxOps, Math.max(1, Math.floor(maxBytes / (32 * 1024))))),
  };
  const writer: Pick<Writer, 'ackOps' | 'forgetAcks'> = { ackOps: (seq) => { acked = seq; }, forgetAcks: () => { forgotten += 1; } };
  const store = { read, write: (work: (to: typeof writer) => unknown) => work(writer) } as unknown as Store;
  return { store, acked: () => acked, forgotten: () => forgotten };
};

/** A line that carries `speed` bytes a millisecond, in equal parts to all bodies on it; its time passes only as it is told. */
const createLine = (speed: number, answer: (method: string) => unknown) => {
  let now = 0;
  let most = 0;
  const timers = new Set<{ readonly at: number; readonly work: () => void }>();
  const bodies = new Set<{ left: number; readonly arrived: () => void }>();
  const clock: Clock = {
    now: () => now,
    after: (ms, work) => {
      const timer = { at: now + ms, work };
      timers.add(timer);
      return () => void timers.delete(timer);
    },
  };
  const carry: typeof fetch = (_url, init) =>
    new Promise((resolve, reject) => {
      const body = { left: init?.body instanceof Uint8Array ? init.body.length : 0, arrived: () => resolve(Response.json(answer(init?.method ?? ''), { headers: { [headquartersHeader]: '1' } })) };
      bodies.add(body);
      most = Math.max(most, bodies.size);
      init!.signal!.addEventListener('abort', () => {
        bodies.delete(body);
        reject(init!.signal!.reason as Error);
      });
    });
  return {
    clock, carry, most: () => most,
    pass: (ms: number): void => {
      now += ms;
      const share = (speed * ms) / Math.max(1, bodies.size);
      for (const body of bodies) {
        body.left -= share;
        if (body.left <= 0 && bodies.delete(body)) body.arrived();
      }
      for (const timer of timers) if (timer.at <= now && timers.delete(timer)) timer.work();
    },
  };
};

const sendOver = async (speed: number, step: number) => {
  const outbox = createOutbox(128);
  let taken = 0;
  const line = createLine(speed, (method) => {
    // headquarters takes what a push holds: 32 operations of 32 kB are a megabyte
    if (method === 'POST') taken += 32;
    return { epoch, acked: taken, head: hashOf(taken), time, outcomes: [] };
  });
  const exchange = createExchange({
    address: 'http://hq.example', epoch, identity: { station: 's', stationCode: 'S', key: '', sign: () => '' }, random: (size) => new Uint8Array(size), signal: new AbortController().signal, keyOf: () => null, clock: line.clock, fetch: line.carry,
  });
  let isDone = false;
  const sent = sendOps(outbox.store, exchange, line.clock, epoch, createPace(), () => undefined, () => undefined, '').finally(() => { isDone = true; });
  while (!isDone) {
    // what is packed meanwhile may join what is on the line
    await new Promise((resolve) => { setTimeout(resolve, 4); });
    line.pass(step);
  }
  return { result: await sent, acked: outbox.acked(), most: line.most() };
};

it('a slow line carries one batch at a time, and each gets through within its patience', async () => {
  // 9.6 kbit/s: a megabyte that hardly shrinks takes eleven minutes alone, and two at once longer than either may
  const { result, acked, most } = await sendOver(1.2, 5_000);
  expect(result).toEqual({ ok: true, value: null });
  expect(acked).toBe(128);
  expect(most).toBe(1);
});

it('a quick line has the next batch on its way before the last is answered', async () => {
  // in small steps: the next batch has a second of a real clock to be packed while the first is on the line
  const { result, acked, most } = await sendOver(1_000, 4);
  expect(result).toEqual({ ok: true, value: null });
  expect(acked).toBe(128);
  expect(most).toBe(2);
});

it('a batch that overtakes the one before it is sent again, and nothing that was acknowledged is doubted', async () => {
  const outbox = createOutbox(160);
  let taken = 0;
  let pushes = 0;
  let gaps = 0;
  let passed = (): void => undefined;
  const overtaken = new Promise<void>((resolve) => { passed = resolve; });
  const answerOf = (status: number, json: object) => ({ ok: true as const, value: { status, json, bytes: new Uint8Array(), headers: new Headers({ [headquartersHeader]: '1' }) } });
  const exchange: Exchange = async ({ method, body }) => {
    if (method === 'POST') {
      pushes += 1;
      // a small batch behind a large one on a slow line is there before it
      if (pushes === 2) await overtaken;
      const [first, ...more] = (JSON.parse(gunzipSync(body!).toString('utf8')) as { readonly ops: readonly { readonly seq: number }[] }).ops;
      if (first!.seq > taken + 1) {
        gaps += 1;
        passed();
        return answerOf(409, { error: 'gap', needFrom: taken + 1 });
      }
      taken = Math.max(taken, (more.at(-1) ?? first)!.seq);
    }
    return answerOf(200, { epoch, acked: taken, head: hashOf(taken), time, outcomes: [] });
  };
  expect(await sendOps(outbox.store, exchange, { now: () => 0 }, epoch, createPace(), () => undefined, () => undefined, '')).toEqual({ ok: true, value: null });
  expect(gaps).toBeGreaterThan(0);
  expect([outbox.acked(), outbox.forgotten()]).toEqual([160, 0]);
});
