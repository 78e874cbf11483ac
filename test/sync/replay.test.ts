import { Writable } from 'node:stream';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { epochHeader, nonceHeader, signatureHeader, staleStatus, stationHeader, timeHeader } from '../../domain/api/protocol.ts';
import { isKeySignature } from '../../hq/deviceKey.ts';
import { freshFor } from '../../hq/wire.ts';
import { createFolder, openHeadquarters, removeFolder, type TestHeadquarters } from './headquarters.ts';
import { requestAs } from './request.ts';
import { openStation, sha256, type StationParts, type TestStation } from './station.ts';

type Sent = { readonly method: string; readonly path: string; readonly headers: Headers; readonly body: Uint8Array<ArrayBuffer> };
let hq: TestHeadquarters;
const lines: string[] = [];
const log = pino({ level: 'warn' }, new Writable({ write: (piece, _encoding, done) => { lines.push(String(piece)); done(); } }));
const opened: TestStation[] = [];
const folders: string[] = [];
const open = async (code: string, seen: Sent[] = [], clock?: StationParts['clock'], answered: (answer: Response) => void = () => undefined): Promise<TestStation> => {
  const folder = createFolder();
  folders.push(folder);
  const station = await openStation(folder, code, async (input, init) => {
    const url = new URL(String(input));
    seen.push({ method: init?.method ?? 'GET', path: url.pathname + url.search, headers: new Headers(init?.headers), body: new Uint8Array((init?.body as Uint8Array | undefined) ?? []) });
    const answer = await fetch(input, init);
    answered(answer);
    return answer;
  }, undefined, clock ? { clock } : {});
  opened.push(station);
  expect(await station.sync.enrol(hq.address, await hq.createEnrolmentCode())).toMatchObject({ ok: true });
  return station;
};
const again = ({ method, path, headers, body }: Sent, change: Readonly<Record<string, string | null>> = {}): Promise<Response> => {
  const sent = new Headers(headers);
  for (const [name, value] of Object.entries(change)) {
    if (value === null) sent.delete(name);
    else sent.set(name, value);
  }
  return fetch(hq.address + path, { method, headers: sent, ...(method === 'GET' || method === 'HEAD' ? {} : { body }) });
};
const rowOf = async ({ identity }: TestStation): Promise<unknown> => (await hq.rows('select * from device where station = $1', [identity.station]))[0];
const ask = (station: TestStation, path: string, time: number | null): Promise<Response> => requestAs(station, hq.address, path, new Uint8Array(), { method: 'GET', time });
const pull = `/v1/pull?after=0&h=${'0'.repeat(64)}`;

beforeAll(async () => {
  hq = await openHeadquarters({ log });
});
afterEach(() => vi.restoreAllMocks());
afterAll(async () => {
  for (const station of opened) await station.close();
  await hq.stop();
  folders.forEach(removeFolder);
});

it('a request kept and played later reads nothing that came after it, and the log says why', async () => {
  const seen: Sent[] = [];
  const reader = await open('RA1', seen);
  const writer = await open('RA2');
  await reader.sync.now();
  const kept = seen.findLast(({ path }) => path.startsWith('/v1/pull'))!;
  writer.writeRecords(1, '后来的内容');
  expect(await writer.sync.now()).toMatchObject({ state: 'connected', unsent: 0 });
  const before = await rowOf(reader);
  lines.length = 0;
  const later = Date.now() + freshFor + 60_000;
  vi.spyOn(Date, 'now').mockImplementation(() => later);
  for (const each of seen.filter(({ path }) => path !== '/v1/enrol' && path !== '/v1/epoch')) {
    const answer = await again(each);
    expect([each.path, answer.status, answer.headers.get(signatureHeader)]).toEqual([each.path, 425, expect.stringMatching(/./)]);
    expect(await answer.text()).toMatch(/^\{"error":"stale","time":"[^"]+"\}$/);
  }
  // no other time can be put to it, and it is none of a release that says no time
  const changes: readonly Readonly<Record<string, string | null>>[] = [{ [timeHeader]: String(later) }, { [timeHeader]: null }, { [timeHeader]: '' }, { [nonceHeader]: later.toString(16).padStart(12, '0') + kept.headers.get(nonceHeader)!.slice(12), [timeHeader]: String(later) }];
  for (const change of changes) expect([401, 425]).toContain((await again(kept, change)).status);
  vi.restoreAllMocks();
  expect(await rowOf(reader)).toEqual(before);
  await expect.poll(() => lines.map((line) => JSON.parse(line) as { reason: string; path: string }).filter(({ path }) => path === '/v1/pull').map(({ reason }) => reason)).toContain('stale');
  expect(await (await fetch(`${hq.address}/metrics`)).text()).toMatch(/sanlian_hq_refusals_total\{reason="stale"\} [1-9]/);
});

it('played at once it tells nothing of the station: what the manager sees is what it said last', async () => {
  const seen: Sent[] = [];
  const station = await open('RB1', seen);
  const [doc] = station.writeRecords(3);
  await station.attach(doc!, new Uint8Array(900).fill(7));
  expect(await station.sync.now()).toMatchObject({ state: 'connected', unsent: 0, unsentFiles: 0 });
  await station.sync.now();
  const before = await rowOf(station);
  expect(before).toMatchObject({ unsent: 0, unsent_files: 0 });
  expect(seen.some(({ path }) => /unsent=[1-9]/.test(path))).toBe(true);
  for (const each of seen.filter(({ path }) => path !== '/v1/enrol')) expect((await again(each)).status, each.path).toBeLessThan(300);
  expect(await rowOf(station)).toEqual(before);
});

it('a station of an earlier release says no time and is answered; once it has said one, what it signed before is not', async () => {
  const station = await open('RC1');
  expect((await ask(station, '/v1/position?unsent=4', null)).status).toBe(200);
  expect(await rowOf(station)).toMatchObject({ unsent: 4, asked_at: null });
  expect((await ask(station, '/v1/position?unsent=3', null)).status).toBe(200);
  expect((await ask(station, pull, null)).status).toBe(200);
  // the program is brought up to date
  expect(await station.sync.now()).toMatchObject({ state: 'connected' });
  const before = await rowOf(station);
  for (const path of ['/v1/position?unsent=4', pull]) {
    const answer = await ask(station, path, null);
    expect([answer.status, await answer.json()]).toEqual([425, { error: 'stale', time: expect.any(String) }]);
  }
  expect(await rowOf(station)).toEqual(before);
});

it('signs in the words a released headquarters reads', async () => {
  const seen: Sent[] = [];
  const station = await open('RD1', seen);
  station.writeRecords(1);
  await station.sync.now();
  expect(seen.length).toBeGreaterThan(3);
  for (const { method, path, headers, body } of seen) {
    const nonce = headers.get(nonceHeader)!;
    expect(nonce).toMatch(/^[0-9a-f]{32}$/);
    expect(isKeySignature(station.identity.key, `sanlian/request/1\n${method}\n${path}\n${headers.get(epochHeader)!}\n${nonce}\n${sha256(body)}`, headers.get(signatureHeader)!)).toBe(true);
    expect(headers.get(stationHeader)).toBe(station.identity.station);
  }
  expect(new Set(seen.map(({ headers }) => headers.get(nonceHeader))).size).toBe(seen.length);
});

it('a request from a time yet to come is refused, and a position heard late takes nothing back', async () => {
  const station = await open('RE1');
  const now = Date.now();
  expect((await ask(station, '/v1/position?unsent=1', now + freshFor + 60_000)).status).toBe(425);
  expect((await ask(station, '/v1/position?unsent=2', now)).status).toBe(200);
  // sent before and come after: two under way may overtake each other
  expect((await ask(station, '/v1/position?unsent=9', now - 60_000)).status).toBe(200);
  expect(await rowOf(station)).toMatchObject({ unsent: 2 });
  // headquarters' own clock was a day fast, and was set right
  await hq.rows(`update device set asked_at = asked_at + interval '1 day' where station = $1`, [station.identity.station]);
  expect((await ask(station, '/v1/position?unsent=5', Date.now())).status).toBe(200);
  expect(await rowOf(station)).toMatchObject({ unsent: 5 });
});

it.each([['a year fast', 365 * 86_400_000], ['forty years slow', -40 * 365 * 86_400_000], ['an hour slow', -3_600_000], ['at the beginning of time', -Date.now() - 86_400_000]])('a station whose clock is %s, also from one moment to the next, is refused nothing', async (_name, error) => {
  let wrong = error;
  const clock: StationParts['clock'] = {
    now: () => Date.now() + wrong,
    after: (ms, work) => {
      const timer = setTimeout(work, ms);
      return () => clearTimeout(timer);
    },
  };
  let jumps = false;
  const seen: Sent[] = [];
  // what was found not of its time is asked again at once: the clock jumps before the next question, anew for each
  const station = await open(`RF${opened.length}`, seen, clock, ({ status }) => {
    if (jumps && status !== staleStatus) wrong = wrong === 0 ? error : 0;
  });
  const [doc] = station.writeRecords(2);
  expect(await station.sync.now()).toMatchObject({ state: 'connected', unsent: 0 });
  jumps = true;
  station.writeRecords(1);
  // longer than one piece: the answer to its first question has no room for words
  await station.attach(doc!, new Uint8Array(1024 * 1024 + 900).fill(opened.length));
  const status = await station.sync.now();
  expect(status.lastError).toBeUndefined();
  expect(status).toMatchObject({ state: 'connected', unsent: 0, unsentFiles: 0 });
  expect(station.statuses.map(({ state }) => state).filter((state) => state === 'refused' || state === 'offline')).toEqual([]);
  expect(seen.filter(({ method }) => method === 'HEAD')).toHaveLength(2);
});
