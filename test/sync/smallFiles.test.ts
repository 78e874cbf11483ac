import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { blobLengthHeader, blobOffsetHeader } from '../../domain/api/protocol.ts';
import { createFolder, openHeadquarters, removeFolder, type TestHeadquarters } from './headquarters.ts';
import { requestAs } from './request.ts';
import { openStation, sha256, type TestStation } from './station.ts';

/** A file of one piece goes without a question before it, and arrives once whatever happens. */
let hq: TestHeadquarters;
let folder: string;
let station: TestStation;
let asked: string[] = [];
/** answers to PATCH that get lost after headquarters gave them */
let lost = 0;
const counting: typeof fetch = async (input, init) => {
  const { pathname } = new URL(String(input));
  if (pathname.startsWith('/v1/blobs/')) asked.push(init?.method ?? 'GET');
  const answer = await fetch(input, init);
  if (init?.method === 'PATCH' && lost > 0) {
    lost -= 1;
    await answer.arrayBuffer();
    throw new TypeError('fetch failed');
  }
  return answer;
};
const count = (): Record<string, number> => Object.fromEntries([...Map.groupBy(asked, (method) => method)].map(([method, each]) => [method, each.length]));
const attach = async (n: number): Promise<readonly string[]> => {
  const [doc] = station.writeRecords(1);
  const files: string[] = [];
  for (let i = 0; i < n; i += 1) files.push(await station.attach(doc!, randomBytes(2000)));
  return files;
};
const startAgain = async (): Promise<void> => {
  await station.close();
  station = await openStation(folder, 'SF1', counting);
};
const expectThere = async (files: readonly string[]): Promise<void> => {
  expect(station.sync.status()).toMatchObject({ state: 'connected', unsent: 0, unsentFiles: 0 });
  expect(await hq.rows('select 1 from blob where verified and sha256 = any($1)', [files])).toHaveLength(files.length);
};

beforeAll(async () => { hq = await openHeadquarters(); }, 60_000);
afterAll(() => hq.stop());
beforeEach(async () => {
  lost = 0;
  folder = createFolder();
  station = await openStation(folder, 'SF1', counting);
  const enrolled = await station.sync.enrol(hq.address, await hq.createEnrolmentCode(), `SF${randomBytes(2).toString('hex').toUpperCase()}`);
  expect(enrolled).toMatchObject({ ok: true });
  asked = [];
});
afterEach(async () => {
  await station.close();
  removeFolder(folder);
});

it('two hundred photographs cost two hundred requests, and the same again costs nothing', async () => {
  const files = await attach(200);
  await station.sync.now();
  await expectThere(files);
  expect(count()).toEqual({ PATCH: 200 });
  await station.sync.now();
  expect(count()).toEqual({ PATCH: 200 });
});

it('where the answer got lost the next round asks before it sends again; a program that was ended meanwhile sends it once more, and it is there once', async () => {
  const files = await attach(1);
  lost = 1;
  await station.sync.now();
  expect(station.sync.status()).toMatchObject({ state: 'offline', unsentFiles: 1 });
  await station.sync.now();
  await expectThere(files);
  expect(asked).toEqual(['PATCH', 'HEAD']);

  const more = await attach(1);
  lost = 1;
  asked = [];
  await station.sync.now();
  await startAgain();
  await station.sync.now();
  await expectThere(more);
  expect(asked).toEqual(['PATCH', 'PATCH']);
});

it('goes on where a part of it lies already, and asks for a file of several pieces first', async () => {
  const [doc] = station.writeRecords(1);
  const bytes = randomBytes(5000);
  const file = await station.attach(doc!, bytes);
  const half = await requestAs(station, hq.address, `/v1/blobs/${sha256(bytes)}`, bytes.subarray(0, 2500), { method: 'PATCH', headers: { [blobOffsetHeader]: '0', [blobLengthHeader]: '5000' } });
  expect(half.status).toBe(204);
  await station.sync.now();
  await expectThere([file]);
  expect(asked).toEqual(['PATCH', 'PATCH']);

  asked = [];
  const large = await station.attach(doc!, randomBytes(1024 * 1024 + 1));
  await station.sync.now();
  await expectThere([large]);
  expect(asked).toEqual(['HEAD', 'PATCH', 'PATCH']);
});

it('after another enrolment all are asked for before any is sent, until all are known to be there', async () => {
  const files = await attach(5);
  await station.sync.now();
  expect(await station.sync.enrol(hq.address, await hq.createEnrolmentCode())).toMatchObject({ ok: true });
  asked = [];
  await station.sync.now();
  await expectThere(files);
  expect(count()).toEqual({ HEAD: 5 });
  asked = [];
  await expectThere(await attach(1).then(async (more) => { await station.sync.now(); return more; }));
  expect(asked).toEqual(['PATCH']);
});
