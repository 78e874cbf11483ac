import { gunzipSync, gzipSync } from 'node:zlib';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { enrolAnswer, positionAnswer, protocolVersion, pullAnswer, pushAnswer } from '../../domain/api/protocol.ts';
import { schemaVersion } from '../../domain/record/op.ts';
import { createFolder, openHeadquarters, removeFolder, type TestHeadquarters } from './headquarters.ts';
import { createDownflow } from '../../main/station/downflow.ts';
import { requestAs } from './request.ts';
import { openStation, type TestStation } from './station.ts';

/**
 * What stations and headquarters of a release said to each other, in their own words: `test/fixtures/wire-v1.json`. Requests as a released
 * station sends them must be taken by headquarters of today, and answers as a released headquarters gives them by a station of today. A
 * release adds its own file (`WIRE=test/fixtures/wire-vN.json vitest run test/sync/wire.test.ts` writes one that is not there yet); none is
 * ever changed.
 */
type Exchange = { readonly method: string; readonly path: string; readonly headers: readonly string[]; readonly said: unknown; readonly status: number; readonly answer: unknown };
type Wire = { readonly station: object; readonly protocol: string; readonly schema: number; readonly exchanges: readonly Exchange[] };
const fixtures = join(import.meta.dirname, '../fixtures');
const file = join(import.meta.dirname, '../..', process.env['WIRE'] ?? 'test/fixtures/wire-v1.json');

let hq: TestHeadquarters;
const folders: string[] = [];
const open = async (code: string, fetchAs: typeof fetch = fetch, folder = createFolder()): Promise<TestStation> => {
  folders.push(folder);
  return openStation(folder, code, fetchAs);
};
beforeAll(async () => {
  hq = await openHeadquarters();
});
afterAll(async () => {
  await hq.stop();
  for (const folder of folders) removeFolder(folder);
});

const epochNow = async (): Promise<string> => (await hq.rows<{ value: string }>(`select value from meta where name = 'epoch'`))[0]!.value;

/** The words of one round, without what changes from one time to the next: nonces and signatures. */
const record = async (): Promise<Wire> => {
  const exchanges: Exchange[] = [];
  const writer = await open('W1');
  await writer.sync.enrol(hq.address, await hq.createEnrolmentCode());
  writer.writeRecords(1);
  await writer.sync.now();
  const folder = createFolder();
  const station = await open('W2', async (input, init) => {
    const answer = await fetch(input, init);
    const url = new URL(String(input));
    const body = init?.body as Uint8Array | undefined;
    const isZipped = new Headers(init?.headers).get('content-encoding') === 'gzip';
    const text = await answer.clone().text();
    const said: unknown = body === undefined || init?.method === 'PATCH' ? (body?.length ?? null) : JSON.parse(Buffer.from(isZipped ? gunzipSync(body) : body).toString());
    exchanges.push({ method: init?.method ?? 'GET', path: url.pathname + url.search, headers: [...new Headers(init?.headers).keys()].sort(), said, status: answer.status, answer: text === '' ? null : JSON.parse(text) });
    return answer;
  }, folder);
  await station.sync.enrol(hq.address, await hq.createEnrolmentCode());
  const [doc] = station.writeRecords(1);
  await station.attach(doc!, new Uint8Array(900).fill(7));
  expect(await station.sync.now()).toMatchObject({ state: 'connected', unsent: 0 });
  await station.close();
  await writer.close();
  return { station: JSON.parse(readFileSync(join(folder, 'station.json'), 'utf8')) as object, protocol: protocolVersion, schema: schemaVersion, exchanges };
};

const read = async (): Promise<Wire> => {
  if (!existsSync(file)) writeFileSync(file, `${JSON.stringify(await record(), null, 1)}\n`);
  return JSON.parse(readFileSync(file, 'utf8')) as Wire;
};

describe('a released station with headquarters of today', () => {
  it('is enrolled, its operations are taken byte for byte and applied, its file is verified, and it reads what others wrote', async () => {
    const { station: secrets, exchanges } = await read();
    // the station of then, by its key: what it sent is signed anew and sent as it was
    const folder = createFolder();
    writeFileSync(join(folder, 'station.json'), JSON.stringify(secrets));
    const old = await open('W2', fetch, folder);
    for (const { method, path, said, status } of exchanges) {
      if (method === 'PATCH') {
        const body = new Uint8Array(Number(said)).fill(7);
        const answer = await requestAs(old, hq.address, path, body, { method, time: null, epoch: await epochNow(), headers: { 'upload-offset': '0', 'upload-length': String(said) } });
        expect([path, answer.status]).toEqual([path, status]);
      }
      if (method !== 'POST') continue;
      const body = path === '/v1/enrol' ? { ...(said as object), code: await hq.createEnrolmentCode() } : said;
      const epoch = path === '/v1/enrol' ? '' : await epochNow();
      const bytes = new TextEncoder().encode(JSON.stringify(body));
      const answer = await requestAs(old, hq.address, path, path === '/v1/push' ? new Uint8Array(gzipSync(bytes)) : bytes, { epoch, time: null, ...(path === '/v1/push' ? { headers: { 'content-encoding': 'gzip' } } : {}) });
      expect([path, answer.status]).toEqual([path, status]);
    }
    const sent = exchanges.flatMap(({ path, said }) => (path === '/v1/push' ? (said as { ops: { seq: number; bytes: string }[] }).ops : []));
    expect(await hq.rows('select seq::int as seq, bytes, outcome from op where station = $1 order by seq', [old.identity.station])).toEqual(sent.map(({ seq, bytes }) => ({ seq, bytes, outcome: 'applied' })));
    expect(exchanges.some(({ method }) => method === 'PATCH')).toBe(true);
    const asked = exchanges.filter(({ method }) => method === 'GET');
    expect(asked.length).toBeGreaterThan(2);
    for (const { path } of asked) {
      // its questions are still questions: the place in the log is another one here
      const now = path.replace(/after=\d+&h=[0-9a-f]{64}/, `after=0&h=${'0'.repeat(64)}`).replace(/(from|to|size)=\d+/g, '$1=1');
      const answer = await requestAs(old, hq.address, now, new Uint8Array(), { method: 'GET', time: null, epoch: await epochNow() });
      expect([now, answer.status]).toEqual([now, 200]);
    }
    await old.close();
  });
});

describe('a released station that headquarters knows under another code', () => {
  it('is refused in the words it knows, and stays what headquarters has', async () => {
    const { exchanges } = await read();
    const asked = exchanges.find(({ path }) => path === '/v1/enrol')!.said as object;
    const old = await open('O1');
    const ask = async (code: string, stationCode: string): Promise<{ readonly status: number; readonly answer: unknown }> => {
      const said = { ...asked, code, station: old.identity.station, key: old.identity.key, stationCode };
      const answer = await requestAs(old, hq.address, '/v1/enrol', new TextEncoder().encode(JSON.stringify(said)), { epoch: '', time: null });
      return { status: answer.status, answer: await answer.json() };
    };
    const code = await hq.createEnrolmentCode();
    expect(await ask(code, 'O1')).toMatchObject({ status: 200 });
    // it reads no code in an answer: told 200, it would number under O2 while headquarters has O1
    expect(await ask(code, 'O2')).toMatchObject({ status: 403, answer: { error: 'code' } });
    const fresh = await hq.createEnrolmentCode();
    expect(await ask(fresh, 'O2')).toMatchObject({ status: 409, answer: { error: 'station-code' } });
    expect(await ask(code, 'O1')).toMatchObject({ status: 200 });
    // the refusal used nothing up
    expect(await ask(fresh, 'O1')).toMatchObject({ status: 200 });
    expect(await hq.rows('select code from device where station = $1', [old.identity.station])).toEqual([{ code: 'O1' }]);
    await old.close();
  });
});

describe('a station of today with a released headquarters', () => {
  it('reads its answers, members it does not know included, and needs no member it did not send', async () => {
    const { exchanges } = await read();
    const readers = { '/v1/enrol': enrolAnswer, '/v1/push': pushAnswer, '/v1/position': positionAnswer, '/v1/pull': pullAnswer } as const;
    const seen = new Set<string>();
    for (const { path, status, answer } of exchanges) {
      const name = path.split('?')[0] as keyof typeof readers;
      if (!(name in readers) || status !== 200) continue;
      seen.add(name);
      expect(readers[name].safeParse(answer).success, path).toBe(true);
      expect(readers[name].safeParse({ ...(answer as object), later: { anything: 1 } }).success, `${path} of a later headquarters`).toBe(true);
    }
    expect([...seen].sort()).toEqual(Object.keys(readers).sort());
  });

  it('takes in the page it gave, and stands where it says', async () => {
    const { exchanges } = await read();
    const pages = exchanges.filter(({ path, status }) => path.startsWith('/v1/pull') && status === 200).map(({ answer }) => pullAnswer.parse(answer));
    const station = await open('W9');
    const downflow = createDownflow({ station: station.identity.station, reach: () => undefined, settle: () => undefined, refer: () => undefined, project: (writer, rec) => writer.putRecord(rec, { headline: '', cells: {}, text: '', persons: [], links: [], clocks: [] }) });
    for (const page of pages) station.store.write((writer) => downflow.apply(writer, page));
    expect(station.store.read.meta('pull.n')).toBe(String(pages.at(-1)!.next.n));
    expect(station.store.read.rawPulled(10)).toEqual([]);
    expect(station.store.read.list({ form: 'survey', offset: 0, limit: 10 }).total + station.store.read.list({ form: 'satisfaction-survey', offset: 0, limit: 10 }).total).toBeGreaterThan(0);
    await station.close();
  });
});

/** What the first release takes as the query of a pull, in its own words: `limit` has grown since. Never changed. */
const pullQueryV1 = z.object({ after: z.coerce.number().int().min(0).max(2 ** 52), h: z.string().regex(/^[0-9a-f]{64}$/), limit: z.coerce.number().int().min(1).max(500).default(500) });

describe('a station of today that pulls from a released headquarters', () => {
  it('asks nothing that one refuses: at the beginning, in the middle of the log, ahead of its time, and when it begins again', async () => {
    const writer = await open('L1');
    await writer.sync.enrol(hq.address, await hq.createEnrolmentCode());
    writer.writeRecords(400);
    expect(await writer.sync.now()).toMatchObject({ state: 'connected', unsent: 0 });
    const asked: string[] = [];
    const station = await open('L2', async (input, init) => {
      const { pathname, search } = new URL(String(input));
      if (pathname === '/v1/pull') asked.push(search);
      return fetch(input, init);
    });
    await station.sync.enrol(hq.address, await hq.createEnrolmentCode());
    expect(await station.sync.now()).toMatchObject({ state: 'connected' });
    const first = asked.length;
    expect(first).toBeGreaterThan(1);
    station.store.write((put) => put.setMeta('pull.h', 'f'.repeat(64)));
    expect(await station.sync.now()).toMatchObject({ state: 'connected' });
    expect(asked.length).toBeGreaterThan(first * 2);
    expect(asked.filter((search) => !pullQueryV1.safeParse(Object.fromEntries(new URLSearchParams(search))).success)).toEqual([]);
    await station.close();
    await writer.close();
  });
});

it('every released wire has its fixture', () => {
  for (let version = 1; version <= Number(protocolVersion); version += 1) expect(existsSync(join(fixtures, `wire-v${version}.json`))).toBe(true);
});
