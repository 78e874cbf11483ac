import { setTimeout as pause } from 'node:timers/promises';
import { Pool } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createdEvent, definedOrder, shortOrder } from '../bench/sync/orders.ts';
import { enterStation, epochOf, type BareStation, type Rows } from './bareStation.ts';
import { openHeadquarters, type TestHeadquarters } from './headquarters.ts';
import { startHeadquartersProcess, ended, type HeadquartersProcess } from './headquartersProcess.ts';
import { allHeld, connectionsSql, heldAt, listen, type Listener } from './heldQuestions.ts';

/** A hundred stations of five sites that all wait for news, at two processes, while stations of these sites write (docs/decisions/0029). */
const stations = 100;
const sites = 5;
let hq: TestHeadquarters;
const processes: HeadquartersProcess[] = [];
const all: { readonly bare: BareStation; readonly site: number; readonly code: string; readonly listener: Listener }[] = [];
let pool: Pool;
const rows: Rows = async <T extends object>(sql: string, params: readonly unknown[] = []) => (await pool.query<T>(sql, [...params])).rows;
const head = async (): Promise<number> => Number((await rows<{ value: number }>(`select value from counter where name = 'op'`))[0]!.value);
const addressOf = (n: number): string => processes[n % 2]!.told.address;
const enter = async (n: number, site: number) => {
  const code = `H${n.toString(36).toUpperCase().padStart(3, '0')}`;
  return { bare: await enterStation(rows, { code, site: `S${site}`, epoch: await epochOf(rows) }), site, code };
};
const heldByBoth = async (): Promise<number> => (await heldAt(addressOf(0))) + (await heldAt(addressOf(1)));

beforeAll(async () => {
  hq = await openHeadquarters();
  pool = new Pool({ connectionString: hq.databaseUrl, max: 2, application_name: 'looking' });
  for (let n = 0; n < 2; n += 1) processes.push(await startHeadquartersProcess(hq.folder, 0, { DATABASE_URL: hq.databaseUrl }));
  for (let n = 0; n < stations; n += 1) {
    const one = await enter(n, n % sites);
    all.push({ ...one, listener: listen(one.bare, addressOf(n >> 1), head, 0) });
  }
}, 120_000);
afterAll(async () => {
  for (const { child } of processes) if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
  await pool.end();
  await hq.stop();
});

it('who waits holds no connection of the database, and is told of what another writes through either process, and nobody else', async () => {
  await expect.poll(heldByBoth, { timeout: 60_000 }).toBe(stations);
  // questions end after 20 s and are asked again: looked at until both are quiet at the same moment
  await expect.poll(async () => (await rows<{ open: number; busy: number }>(connectionsSql))[0]!.busy, { timeout: 30_000 }).toBe(0);
  expect((await rows<{ open: number }>(connectionsSql))[0]!.open).toBeLessThan(stations);

  // what a form is, all are told; who is told last comes half a second after the first
  const first = await enter(999, 0);
  const told = Promise.all(all.map(({ listener }) => listener.next()));
  expect((await first.bare.push(addressOf(0), first.bare.write([definedOrder]))).status).toBe(200);
  expect(await Promise.race([told, pause(30_000, null)])).not.toBeNull();

  for (let site = 0; site < sites; site += 1) {
    await expect.poll(heldByBoth, { timeout: 60_000 }).toBe(stations);
    const writer = await enter(1000 + site, site);
    const others = all.filter((each) => each.site === site);
    const strangers = all.filter((each) => each.site !== site).map(({ listener }) => listener.answers.news);
    const told = Promise.all(others.map(({ listener }) => listener.next()));
    const answer = await writer.bare.push(addressOf(site), writer.bare.write([{ event: createdEvent(1, writer.code, `S${site}`), at: shortOrder(1).at }]));
    expect(answer.status).toBe(200);
    expect(await rows('select outcome, reason from op where station = $1', [writer.bare.station])).toEqual([{ outcome: 'applied', reason: null }]);
    const committed = performance.now();
    // told with the next look, not when the question would have ended by itself
    const times = await Promise.race([told, pause(30_000, null)]);
    expect(times).not.toBeNull();
    for (const at of times!) expect(at - committed).toBeLessThan(15_000);
    expect(all.filter((each) => each.site !== site).map(({ listener }) => listener.answers.news)).toEqual(strangers);
  }
  expect(all.map(({ listener }) => listener.answers.failed)).toEqual(all.map(() => 0));
}, 240_000);

it('of a client that goes away nothing is held any longer', async () => {
  await expect.poll(heldByBoth, { timeout: 60_000 }).toBe(stations);
  const gone = await enter(2000, 0);
  const leaving = Array.from({ length: 4 }, () => new AbortController());
  const after = await head();
  const questions = leaving.map(({ signal }) => gone.bare.get(addressOf(0), `/v1/news?after=${after}`, signal).catch(() => null));
  await expect.poll(heldByBoth, { timeout: 30_000 }).toBeGreaterThanOrEqual(stations + 3);
  for (const each of leaving) each.abort();
  await Promise.all(questions);
  await expect.poll(heldByBoth, { timeout: 15_000 }).toBeLessThanOrEqual(stations);
}, 180_000);

it('a process told to stop answers all it holds before it ends', async () => {
  for (const { child, told } of processes) {
    const there = all.filter((_, n) => addressOf(n >> 1) === told.address).map(({ listener }) => listener);
    const end = ended(child);
    // one that is between two questions when the signal comes would find a closed port
    await allHeld(told.address, there, 60_000);
    const answers = there.map((listener) => listener.end());
    child.kill('SIGTERM');
    expect(await Promise.all(answers)).toEqual(there.map(() => true));
    expect([await end, child.exitCode]).toEqual([null, 0]);
  }
}, 200_000);
