import { randomBytes } from 'node:crypto';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { longestOp, sealOp } from '../../domain/record/op.ts';
import { createFolder, openHeadquarters, removeFolder, type TestHeadquarters } from './headquarters.ts';
import { openStation, sha256, type TestStation } from './station.ts';

let first: TestHeadquarters;
let second: TestHeadquarters;
let folder: string;
let station: TestStation;
let code = 0;

beforeAll(async () => {
  [first, second] = await Promise.all([openHeadquarters(), openHeadquarters()]);
}, 120_000);
afterAll(() => Promise.all([first.stop(), second.stop()]));
beforeEach(async () => {
  folder = createFolder();
  code += 1;
  station = await openStation(folder, `E${code}`);
});
afterEach(async () => {
  await station.close();
  removeFolder(folder);
});

const enrolAt = async (hq: TestHeadquarters): Promise<void> => {
  expect(await station.sync.enrol(hq.address, await hq.createEnrolmentCode())).toMatchObject({ ok: true });
};
const blobAt = (hq: TestHeadquarters, name: string): string => join(hq.folder, 'blobs', name.slice(0, 2), name);
/** Everything is there, files too, and both ends say so. */
const expectAllAt = async (hq: TestHeadquarters, files: readonly string[]): Promise<void> => {
  expect(await station.sync.now()).toMatchObject({ state: 'connected', unsent: 0, unsentFiles: 0, address: hq.address });
  expect(await station.sync.compare()).toEqual({ ok: true, value: [] });
  for (const name of files) expect(existsSync(blobAt(hq, name))).toBe(true);
  const [row] = await hq.rows<{ last_seq: number }>('select last_seq from device where station = $1', [station.identity.station]);
  expect(Number(row?.last_seq)).toBe(station.store.read.head().seq);
};

describe('a station that enrols again', () => {
  it('brings another headquarters every operation and every file', async () => {
    const [doc] = station.writeRecords(3);
    const file = await station.attach(doc!, randomBytes(20_000));
    await enrolAt(first);
    await expectAllAt(first, [file]);
    await enrolAt(second);
    expect(station.sync.status()).toMatchObject({ unsent: 11, unsentFiles: 1 });
    await expectAllAt(second, [file]);
  });

  it('brings the same headquarters the files that it lost', async () => {
    const [doc] = station.writeRecords(1);
    const file = await station.attach(doc!, randomBytes(20_000));
    await enrolAt(first);
    await expectAllAt(first, [file]);
    rmSync(blobAt(first, file));
    await station.sync.now();
    expect(existsSync(blobAt(first, file))).toBe(false);
    await enrolAt(first);
    await expectAllAt(first, [file]);
  });

  it('takes no receipt of the headquarters before for one of the new', async () => {
    const bytes = randomBytes(20_000);
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    let reached = false;
    const slow: typeof fetch = async (input, init) => {
      const answer = await fetch(input, init);
      if (init?.method === 'PATCH' && String(input).startsWith(first.address)) {
        reached = true;
        await held;
      }
      return answer;
    };
    await station.close();
    station = await openStation(folder, `E${code}`, slow);
    const [doc] = station.writeRecords(1);
    const file = await station.attach(doc!, bytes);
    await enrolAt(first);
    const round = station.sync.now();
    await expect.poll(() => reached).toBe(true);
    const enrolling = enrolAt(second);
    await expect.poll(async () => (await second.rows('select 1 from device where station = $1', [station.identity.station])).length).toBe(1);
    await new Promise((resolve) => {
      setTimeout(resolve, 200);
    });
    release();
    await Promise.all([round, enrolling]);
    expect(file).toBe(sha256(bytes));
    await expectAllAt(second, [file]);
  });
});

describe('the longest operation', () => {
  it('gets through, however little it shrinks', async () => {
    const [doc] = station.writeRecords(1);
    const empty = (comment: string, seq: number, prev: string) => sealOp({
      v: 1, station: station.identity.station, seq, prev, id: '0197a5a0-0000-4000-8000-00000000000f', doc: doc!, section: 'field', base: 3,
      by: { id: '0197a5a0-0000-7000-8000-000000000001', name: '王工' }, at: '2021-11-22T09:30:00+08:00', mono: 1, event: { kind: 'edited', set: { comment }, unset: [] },
    });
    station.store.write((writer) => {
      const { seq, hash } = writer.head();
      const room = longestOp - Buffer.byteLength(empty('', seq + 1, hash).bytes);
      const han = Math.floor(room / 3);
      // 16,384 characters in any order
      const noise = new Uint16Array(randomBytes(2 * han).buffer).map((word) => 0x4e00 + (word & 0x3fff));
      const comment = new TextDecoder('utf-16le').decode(noise).padEnd(han + (room % 3), 'x');
      const longest = empty(comment, seq + 1, hash);
      expect(Buffer.byteLength(longest.bytes)).toBe(longestOp);
      writer.append(longest);
      const over = empty('x', seq + 2, longest.hash);
      const oversize = { ...over, bytes: over.bytes.replace('"x"', `"${'x'.repeat(longestOp)}"`) };
      expect(() => writer.append(oversize)).toThrow(expect.objectContaining({ code: 'operation-too-large' }));
    });
    await enrolAt(first);
    expect(await station.sync.now()).toMatchObject({ state: 'connected', unsent: 0 });
    const [row] = await first.rows<{ outcome: string }>('select outcome from op where station = $1 order by seq desc limit 1', [station.identity.station]);
    expect(row).toEqual({ outcome: 'applied' });
  });
});
