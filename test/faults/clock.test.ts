import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { SyncStatus } from '../../domain/api/types.ts';
import { createFolder, openHeadquarters, removeFolder, type TestHeadquarters } from '../sync/headquarters.ts';
import { joinAs, type Visitor } from '../sync/webVisitor.ts';

/** Debian's `libfaketime`: the process's own clock is wrong then, for the program and everything below it. Without it the station is given a wrong clock. */
const library = ['x86_64', 'aarch64'].map((machine) => `/usr/lib/${machine}-linux-gnu/faketime/libfaketimeMT.so.1`).find(existsSync) ?? null;
if (library === null) console.log('libfaketime is not on this machine: the stations get a wrong clock from inside');

let hq: TestHeadquarters;
let admin: Visitor;
const folders: string[] = [];
beforeAll(async () => {
  hq = await openHeadquarters();
  admin = await joinAs(hq.address, hq.adminCode, 'Admin');
}, 120_000);
afterAll(async () => {
  await hq?.stop();
  for (const folder of folders) removeFolder(folder);
});

type Said = { readonly now: number; readonly status: SyncStatus; readonly unsentFiles: number; readonly differs: unknown; readonly heard: number };
const live = async (code: string, error: number): Promise<Said> => {
  const folder = createFolder();
  folders.push(folder);
  const seconds = Math.round(error / 1000);
  const faked = library === null ? {} : { LD_PRELOAD: library, FAKETIME: `${seconds < 0 ? '' : '+'}${seconds}`, FAKETIME_DONT_FAKE_MONOTONIC: '1', DONT_FAKE_MONOTONIC: '1' };
  const child = spawn(process.execPath, [join(import.meta.dirname, 'clockProcess.ts'), folder, code, hq.address, await hq.createEnrolmentCode(), library === null ? String(error) : '0'], { env: { ...process.env, ...faked }, stdio: ['ignore', 'pipe', 'inherit'] });
  let out = '';
  child.stdout.on('data', (piece: Buffer) => (out += piece.toString()));
  await new Promise((resolve) => child.once('close', resolve));
  return JSON.parse(out) as Said;
};

const day = 24 * 60 * 60 * 1000;
it.each([
  ['three days fast', 3 * day, 'fast', '3 d'],
  ['400 days slow', -400 * day, 'slow', '400 d'],
  ['twenty years fast', 7305 * day, 'fast', '7305 d'],
  ['in 1971', Date.UTC(1971, 0, 2) - Date.now(), 'slow', ' d'],
] as const)(`a station whose clock is %s syncs all it has, is refused nothing, and both ends say how wrong it is${library === null ? ' (clock from inside: no libfaketime)' : ''}`, async (_name, error, ...words) => {
  const code = `T${folders.length}`;
  const before = await hq.rows<{ n: number }>('select count(*)::int as n from record');
  const said = await live(code, error);
  // the clock really was wrong
  expect(Math.abs(said.now - Date.now() - error)).toBeLessThan(120_000);
  expect(said.status).toMatchObject({ state: 'connected', unsent: 0 });
  expect(said.status.lastError).toBeUndefined();
  expect(Math.abs(said.status.clockOffset! + error)).toBeLessThan(120_000);
  expect(said).toMatchObject({ unsentFiles: 0, differs: { ok: true, value: [] } });
  // its own paper and those of the stations before it
  expect(said.heard).toBeGreaterThan(before[0]!.n);
  expect(await hq.rows('select outcome, count(*)::int as n from op join device using (station) where code = $1 group by outcome', [code])).toEqual([{ outcome: 'applied', n: expect.any(Number) }]);
  const page = (await admin.get('/stations')).text;
  const row = page.slice(page.indexOf(`<th scope="row">${code}</th>`));
  for (const word of words) expect(row.slice(0, row.indexOf('</tr>'))).toContain(word);
}, 180_000);
