import { generateKeyPairSync, randomBytes, randomUUID, sign } from 'node:crypto';
import { Writable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { answerText, epochHeader, headquartersHeader, nonceHeader, refusalAnswer, signatureHeader, stationHeader, timeHeader } from '../../domain/api/protocol.ts';
import { firstPrev, opHash } from '../../domain/record/op.ts';
import { createFolder, openHeadquarters, removeFolder, type TestHeadquarters } from '../sync/headquarters.ts';
import { packOps, pushAs, requestAs } from '../sync/request.ts';
import { createIdentity, openStation, sha256, type TestStation } from '../sync/station.ts';

/** `RUNS=20000 SEED=1` for the long run. */
const runs = Number(process.env['RUNS'] ?? 150);
const seed = Number(process.env['SEED'] ?? 20_211);
const many = { numRuns: runs, seed };

const lines: string[] = [];
const log = pino({ level: 'warn' }, new Writable({ write: (piece, _encoding, done) => { lines.push(String(piece)); done(); } }));
type Recorded = { readonly method: string; readonly path: string; readonly headers: Headers; readonly body: Uint8Array<ArrayBuffer> };
const traffic: Recorded[] = [];
let hq: TestHeadquarters;
let station: TestStation;
const folders: string[] = [];
const folder = (): string => {
  const made = createFolder();
  folders.push(made);
  return made;
};

beforeAll(async () => {
  console.log(`fuzz seed ${seed}`);
  const unlimited = 1_000_000_000;
  hq = await openHeadquarters({ log, limits: { perAddress: unlimited, perStation: unlimited, enrolments: unlimited } });
  const recording: typeof fetch = (input, init) => {
    const url = new URL(String(input));
    traffic.push({ method: init?.method ?? 'GET', path: url.pathname + url.search, headers: new Headers(init?.headers), body: new Uint8Array((init?.body as Uint8Array | undefined) ?? []) });
    return fetch(input, init);
  };
  station = await openStation(folder(), 'FZ1', recording);
  expect(await station.sync.enrol(hq.address, await hq.createEnrolmentCode())).toMatchObject({ ok: true });
  const [doc] = station.writeRecords(5);
  await station.attach(doc!, randomBytes(4000));
  expect(await station.sync.now()).toMatchObject({ state: 'connected', unsent: 0, unsentFiles: 0 });
});
afterAll(async () => {
  await station.close();
  await hq.stop();
  for (const each of folders) removeFolder(each);
});

/** An answer, or a refusal with one of the protocol's words; anything else is a hole in the border. */
const expectTyped = async (answer: Response, what: string): Promise<void> => {
  const text = await answer.text();
  // what is no HTTP at all is ended below the protocol
  if (answer.headers.get(headquartersHeader) === null) expect(answer.status, what).toBe(400);
  else if (answer.status >= 400 && text !== '') {
    expect(answer.status, `${what}: ${text}`).toBeLessThan(500);
    expect(refusalAnswer.safeParse(JSON.parse(text)).success, `${what}: ${text}`).toBe(true);
  } else expect(answer.status, what).toBeLessThan(500);
};
/** The log is 1, 2, 3 …, every chain is whole, and headquarters works (I2, I7). */
const expectWhole = async (): Promise<void> => {
  const log = (await hq.rows<{ n: number }>('select server_seq::int as n from op union all select n::int from notice order by n')).map(({ n }) => n);
  expect(log).toEqual(log.map((_, i) => i + 1));
  const devices = await hq.rows<{ last: number; count: number; top: number }>('select last_seq::int as last, (select count(*)::int from op where op.station = device.station) as count, (select coalesce(max(seq), 0)::int from op where op.station = device.station) as top from device');
  for (const { last, count, top } of devices) expect([count, top]).toEqual([last, last]);
  station.writeRecords(1);
  expect(await station.sync.now()).toMatchObject({ state: 'connected', unsent: 0 });
};

type Cut = { readonly at: number; readonly kind: 'flip' | 'drop' | 'repeat' | 'cut' | 'insert'; readonly with: number };
const cut = fc.record({ at: fc.nat(), kind: fc.constantFrom<Cut['kind']>('flip', 'drop', 'repeat', 'cut', 'insert'), with: fc.integer({ min: 0, max: 255 }) });
const bend = (bytes: Uint8Array, cuts: readonly Cut[]): Uint8Array<ArrayBuffer> =>
  new Uint8Array(cuts.reduce<Buffer>((now, { at, kind, with: byte }) => {
    if (now.length === 0) return Buffer.from([byte]);
    const i = at % now.length;
    if (kind === 'flip') return Buffer.concat([now.subarray(0, i), Buffer.from([now[i]! ^ (byte || 1)]), now.subarray(i + 1)]);
    if (kind === 'drop') return Buffer.concat([now.subarray(0, i), now.subarray(i + 1 + (byte % 16))]);
    if (kind === 'repeat') return Buffer.concat([now, now.subarray(i)]);
    if (kind === 'cut') return now.subarray(0, i);
    return Buffer.concat([now.subarray(0, i), Buffer.from([byte, byte]), now.subarray(i)]);
  }, Buffer.from(bytes)));
const asPath = (bytes: Uint8Array): string => `/${Buffer.from(bytes).toString('latin1').replaceAll(/[^\x21-\x7e]/g, '%').replace(/^\/+/, '')}`;

describe('recorded traffic with bytes altered', () => {
  it('is refused in words when its signature is the old one', async () => {
    let answered = 0;
    await fc.assert(fc.asyncProperty(fc.nat(), fc.array(cut, { minLength: 1, maxLength: 4 }), fc.constantFrom('body', 'path', 'signature', 'nonce', 'time', 'station', 'epoch'), async (which, cuts, where) => {
      const { method, path, headers, body } = traffic[which % traffic.length]!;
      const part = (name: string): string => Buffer.from(bend(Buffer.from(headers.get(name) ?? ''), cuts)).toString('latin1').replaceAll(/[^\x21-\x7e]/g, '.');
      const sent = new Headers(headers);
      for (const [word, name] of [['signature', signatureHeader], ['nonce', nonceHeader], ['time', timeHeader], ['station', stationHeader], ['epoch', epochHeader]] as const) if (where === word) sent.set(name, part(name));
      const newBody = where === 'body' ? bend(body, cuts) : body;
      const answer = await fetch(hq.address + (where === 'path' ? asPath(bend(Buffer.from(path), cuts)) : path), { method, headers: sent, ...(method === 'GET' || method === 'HEAD' ? {} : { body: newBody }) });
      await expectTyped(answer, `${method} ${path} ${where}`);
      answered += 1;
      if (where === 'body' && method !== 'GET' && method !== 'HEAD' && !Buffer.from(newBody).equals(body)) expect(answer.status).toBeGreaterThanOrEqual(400);
    }), many);
    expect(answered).toBe(runs);
    await expectWhole();
  });

  it('is refused in words when it is signed as it stands', async () => {
    const stranger = await openStation(folder(), 'FZ2');
    await stranger.sync.enrol(hq.address, await hq.createEnrolmentCode());
    let answered = 0;
    await fc.assert(fc.asyncProperty(fc.nat(), fc.array(cut, { minLength: 0, maxLength: 4 }), fc.boolean(), async (which, cuts, isPath) => {
      const { method, path, headers, body } = traffic[which % traffic.length]!;
      const extra = Object.fromEntries(['content-encoding', 'upload-offset', 'upload-length'].flatMap((name) => (headers.has(name) ? [[name, headers.get(name)!]] : [])));
      await expectTyped(await requestAs(stranger, hq.address, isPath ? new URL(asPath(bend(Buffer.from(path), cuts)), hq.address).href.slice(hq.address.length) : path, isPath ? body : bend(body, cuts), { method, headers: extra }), `${method} ${path}`);
      answered += 1;
    }), many);
    expect(answered).toBe(runs);
    await stranger.close();
    await expectWhole();
  });
});

const nasty = fc.oneof(
  fc.constantFrom('', '\u0000', '\ud800', 'a'.repeat(5000), "'; drop table op; --", '__proto__', '2021-02-30', '-1', '1e400', 0, -0, -1, 1.5, 1e300, 2 ** 53, null, true, [], {}, [[]]),
  fc.string({ unit: 'binary', maxLength: 30 }), fc.jsonValue(),
);

describe('every field of the protocol', () => {
  it('of an operation: it is kept with a reason or refused, and what comes after it gets through (I7, I10)', async () => {
    const device = await openStation(folder(), 'FZ3');
    await device.sync.enrol(hq.address, await hq.createEnrolmentCode());
    const sample = JSON.parse(station.store.read.op(2)!.bytes) as Record<string, unknown> & { event: Record<string, unknown> };
    const kinds = [...new Set(station.store.read.opsAfter(0, 500, 1e7).map((op) => (JSON.parse(op.bytes) as { event: object }).event))] as Record<string, unknown>[];
    let seq = 0;
    let prev = firstPrev;
    const outcomes: Record<string, number> = {};
    await fc.assert(fc.asyncProperty(
      fc.constantFrom(...kinds), fc.dictionary(fc.constantFrom('v', 'id', 'doc', 'section', 'base', 'seen', 'by', 'at', 'mono', 'event', 'more'), nasty, { maxKeys: 2 }),
      fc.dictionary(fc.constantFrom('kind', 'form', 'def', 'number', 'state', 'owner', 'context', 'data', 'links', 'set', 'unset', 'transition', 'from', 'to', 'attachment', 'signature', 'seal', 'record', 'parents', 'what', 'body', 'reason'), nasty, { maxKeys: 3 }),
      async (event, fields, inEvent) => {
        // the link is right: whatever else it says, it is this station's next operation
        const op = { ...sample, id: randomUUID(), event: { ...event, ...inEvent }, ...fields, station: device.identity.station, seq: seq + 1, prev };
        const bytes = JSON.stringify(op);
        const answer = await pushAs(device, hq.address, [{ seq: seq + 1, hash: opHash(bytes), bytes }]);
        if (answer.status === 200) {
          const { acked, outcomes: [outcome] } = (await answer.json()) as { acked: number; outcomes: { outcome: string }[] };
          expect(acked).toBe(seq + 1);
          outcomes[outcome!.outcome] = (outcomes[outcome!.outcome] ?? 0) + 1;
          seq += 1;
          prev = opHash(bytes);
        } else await expectTyped(answer, bytes);
      },
    ), many);
    expect(outcomes['quarantined']).toBeGreaterThan(5);
    await device.close();
    await expectWhole();
  });

  it('of a request: the list, its members, the query and the headers', async () => {
    await fc.assert(fc.asyncProperty(fc.oneof(nasty, fc.record({ ops: fc.oneof(nasty, fc.array(fc.oneof(nasty, fc.record({ seq: nasty, hash: nasty, bytes: nasty }, { requiredKeys: [] })), { maxLength: 3 })) }, { requiredKeys: [] })), async (body) => {
      const text = new TextEncoder().encode(JSON.stringify(body) ?? '');
      const answer = await requestAs(station, hq.address, '/v1/push', text);
      expect(answer.status).toBe(400);
      await expectTyped(answer, 'push');
    }), many);
    const words = fc.oneof(fc.string({ maxLength: 20 }), fc.constantFrom('-1', '1e9', '9'.repeat(400), 'NaN', '0x10', '', '1.5', 'a'.repeat(64), '0'.repeat(64)));
    await fc.assert(fc.asyncProperty(fc.constantFrom('/v1/pull', '/v1/news', '/v1/position', '/v1/digest', '/v1/proof/consistency', '/v1/proof/inclusion', '/v1/epoch', '/v1/horizon'), fc.dictionary(fc.constantFrom('after', 'h', 'limit', 'unsent', 'files', 'version', 'at', 'from', 'to', 'size', 'seqs'), words), async (path, query) => {
      await expectTyped(await requestAs(station, hq.address, `${path}?${new URLSearchParams(query)}`, new Uint8Array(), { method: 'GET' }), path + JSON.stringify(query));
    }), many);
    const member = fc.oneof(nasty, fc.constantFrom(randomUUID(), 'FZ9', station.identity.key));
    await fc.assert(fc.asyncProperty(fc.record({ code: member, station: member, stationCode: member, key: member, schema: member, site: member }, { requiredKeys: [] }), async (asked) => {
      const answer = await requestAs(station, hq.address, '/v1/enrol', new TextEncoder().encode(JSON.stringify(asked)), { epoch: '' });
      expect(answer.status).toBeGreaterThanOrEqual(400);
      await expectTyped(answer, 'enrol');
    }), many);
    await fc.assert(fc.asyncProperty(fc.constantFrom('HEAD', 'PATCH'), fc.oneof(fc.constant(sha256(new Uint8Array(3))), fc.string({ maxLength: 70 })), words, words, async (method, name, offset, length) => {
      const clean = (text: string): string => text.replaceAll(/[^\x21-\x7e]/g, '.');
      await expectTyped(await requestAs(station, hq.address, new URL(`/v1/blobs/${encodeURIComponent(name.isWellFormed() ? name : 'x')}`, hq.address).pathname, new Uint8Array(7), { method, headers: { 'upload-offset': clean(offset), 'upload-length': clean(length) } }), `${method} ${name}`);
    }), many);
    await expectWhole();
  });

  it('of an answer, though headquarters’ own key signed it: the station ends its round with a word, and nothing of it is half stored', async () => {
    const { privateKey } = generateKeyPairSync('ed25519');
    const key = createIdentity(randomUUID(), 'HQ', privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64url')).key;
    let body: unknown = {};
    let status = 200;
    const lying: typeof fetch = async (input, init) => {
      const { pathname, search } = new URL(String(input));
      const text = pathname === '/v1/position' && init?.method === 'GET' && calm ? JSON.stringify({ epoch: 'e', acked: 0, head: firstPrev, time: new Date().toISOString() }) : (JSON.stringify(body) ?? '');
      const nonce = new Headers(init?.headers).get(nonceHeader) ?? '';
      const signature = sign(null, Buffer.from(answerText(init?.method ?? 'GET', pathname + search, nonce, status, '', sha256(Buffer.from(text)))), privateKey).toString('base64url');
      return new Response(init?.method === 'HEAD' ? null : text, { status, headers: { [headquartersHeader]: '1', [signatureHeader]: signature } });
    };
    let calm = true;
    const victim = await openStation(folder(), 'FZ4', lying);
    victim.store.write((writer) => {
      writer.setMeta('hq.address', 'http://127.0.0.1:1');
      writer.setMeta('hq.key', key);
      writer.setMeta('hq.epoch', 'e');
    });
    const op = fc.record({ n: fc.oneof(fc.integer({ min: 1, max: 9 }), nasty), kind: fc.constantFrom('op', 'outcome', 'x'), station: fc.oneof(fc.constant(randomUUID()), nasty), seq: fc.oneof(fc.integer({ min: 1, max: 9 }), nasty), hash: fc.oneof(fc.constant(opHash('{}')), nasty), bytes: fc.oneof(fc.constantFrom('{}', 'null', '[]', '{"prev":1}'), nasty), outcome: fc.oneof(fc.constant('applied'), nasty), reason: nasty }, { requiredKeys: [] });
    const page = fc.record({ epoch: fc.oneof(fc.constant('e'), nasty), time: fc.constant('2026-10-12T00:00:00Z'), headquarters: fc.oneof(fc.constant(randomUUID()), nasty), entries: fc.oneof(fc.array(op, { maxLength: 3 }), nasty), next: fc.oneof(fc.record({ n: fc.oneof(fc.nat(9), nasty), h: fc.oneof(fc.constant('a'.repeat(64)), nasty) }), nasty), more: fc.oneof(fc.constant(false), nasty) });
    await fc.assert(fc.asyncProperty(fc.oneof(page, nasty), fc.constantFrom(200, 200, 200, 400, 401, 403, 404, 409, 413, 429, 500, 503), fc.boolean(), async (answer, code, isCalm) => {
      [body, status, calm] = [answer, isCalm ? 200 : code, isCalm];
      const before = victim.store.read.meta('pull.n');
      const after = await victim.sync.now();
      expect(['connected', 'busy', 'offline', 'refused']).toContain(after.state);
      if (after.state !== 'connected') expect(after.lastError?.code).toBeTruthy();
      if (after.state === 'refused') expect(victim.store.read.meta('pull.n')).toBe(before);
    }), many);
    expect(victim.store.check()).toEqual([]);
    await victim.close();
  });
});

describe('a request that may not be', () => {
  it.each<readonly [string, string, number, () => Promise<Response>]>([
    ['unsigned', 'signature', 401, async () => requestAs(station, hq.address, '/v1/push', packOps([]), { headers: { [signatureHeader]: '' } })],
    ['signed by another device', 'signature', 401, async () => {
      const key = generateKeyPairSync('ed25519').privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64url');
      return pushAs({ ...station, identity: createIdentity(station.identity.station, 'FZ1', key) }, hq.address, station.store.read.opsAfter(0, 1, 1));
    }],
    ['of a device nobody knows', 'station-unknown', 401, async () => pushAs({ ...station, identity: { ...station.identity, station: randomUUID() } }, hq.address, station.store.read.opsAfter(0, 1, 1))],
    ['sent eleven minutes ago', 'stale', 425, async () => pushAs(station, hq.address, station.store.read.opsAfter(0, 1, 1), { time: Date.now() - 660_000 })],
    ['of a time yet to come', 'stale', 425, async () => pushAs(station, hq.address, station.store.read.opsAfter(0, 1, 1), { time: Date.now() + 660_000 })],
    ['that says no time, of a station that says it', 'stale', 425, async () => pushAs(station, hq.address, station.store.read.opsAfter(0, 1, 1), { time: null })],
    ['with another time put to it', 'signature', 401, async () => pushAs(station, hq.address, station.store.read.opsAfter(0, 1, 1), { time: Date.now() - 660_000, headers: { [timeHeader]: String(Date.now()) } })],
    ['of another epoch', 'epoch', 409, async () => pushAs(station, hq.address, station.store.read.opsAfter(0, 1, 1), { epoch: randomUUID() })],
    ['with an expired code', 'code', 403, async () => {
      const { station: id, key } = createIdentity(randomUUID(), 'FZ5', generateKeyPairSync('ed25519').privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64url'));
      return requestAs(station, hq.address, '/v1/enrol', new TextEncoder().encode(JSON.stringify({ code: await hq.createEnrolmentCode(-1), station: id, stationCode: 'FZ5', key: key && station.identity.key, schema: 1 })), { epoch: '' });
    }],
    ['oversized', 'too-large', 413, async () => requestAs(station, hq.address, '/v1/push', new Uint8Array(8 * 1024 * 1024 + 1))],
    ['a gzip bomb', 'too-large', 413, async () => requestAs(station, hq.address, '/v1/push', new Uint8Array(gzipSync(Buffer.alloc(64 * 1024 * 1024))), { headers: { 'content-encoding': 'gzip' } })],
  ])('%s is refused as %s, and the log says so', async (_name, word, status, ask) => {
    lines.length = 0;
    const answer = await ask();
    expect([answer.status, await answer.json()]).toMatchObject([status, { error: word }]);
    await expect.poll(() => lines.map((line) => JSON.parse(line) as { msg: string; reason: string }).filter(({ msg }) => msg === 'refused').map(({ reason }) => reason)).toEqual([word]);
  });

  it('and one that is played again, byte for byte, changes nothing and gives away no more than it did', async () => {
    const everything = async (): Promise<string> => (await hq.dump()) + JSON.stringify(await hq.rows('select * from device order by station'));
    const before = await everything();
    for (const { method, path, headers, body } of traffic) {
      if (path === '/v1/enrol') continue;
      await expectTyped(await fetch(hq.address + path, { method, headers, ...(method === 'GET' || method === 'HEAD' ? {} : { body }) }), path);
    }
    expect(await everything()).toBe(before);
    const other = await openStation(folder(), 'FZ6');
    await other.sync.enrol(hq.address, await hq.createEnrolmentCode());
    other.writeRecords(1, '后来的内容');
    expect(await other.sync.now()).toMatchObject({ state: 'connected', unsent: 0 });
    await other.close();
    const since = await everything();
    const later = Date.now() + 660_000;
    const clock = vi.spyOn(Date, 'now').mockImplementation(() => later);
    for (const { method, path, headers } of traffic) {
      if (method !== 'GET' || path === '/v1/epoch') continue;
      const answer = await fetch(hq.address + path, { method, headers });
      expect([path, answer.status, await answer.json()]).toEqual([path, 425, { error: 'stale', time: expect.any(String) }]);
    }
    clock.mockRestore();
    expect(await everything()).toBe(since);
  });
});
