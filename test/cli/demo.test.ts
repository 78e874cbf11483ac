import { cpSync, mkdtempSync, openSync, closeSync, readSync, readdirSync, rmSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRouterClient } from '@orpc/server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demoPassphrase, demoPin, fillDemo, type DemoSummary } from '../../main/demo/fill.ts';
import { planOrders, planSheets } from '../../main/demo/month.ts';
import { createRandom } from '../../main/demo/random.ts';
import { lockFolder } from '../../main/shell/folderLock.ts';
import { readProfiles, readShippedCalendar } from '../../main/station/assets.ts';
import { createStation } from '../../main/station/station.ts';
import { quickKdf } from '../station/bench.ts';
import { assetsFolder, runSanlian } from './run.ts';

const folder = mkdtempSync(join(tmpdir(), 'sanlian-demo-'));
const data = join(folder, 'data');
const now = Date.parse('2026-05-20T20:00:00+08:00');
let summary: DemoSummary;
const said: string[] = [];

beforeAll(async () => {
  summary = await fillDemo({ dataFolder: data, assetsFolder, version: '0.0.0', orders: 6, sheets: 7, now, kdf: quickKdf, say: (line) => said.push(line) });
}, 600_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A copy of the demo folder to damage. */
const copyOf = (name: string): string => {
  const copy = join(folder, name);
  cpSync(data, copy, { recursive: true });
  return copy;
};
const doctor = (dir: string, ...more: string[]) => runSanlian(['doctor', '--data', dir, ...more], { SANLIAN_PASSPHRASE: demoPassphrase });
const linesOf = async (dir: string): Promise<{ code: number | null; lines: Record<string, boolean | null> }> => {
  const { code, out } = await doctor(dir, '--json');
  const { lines } = JSON.parse(out) as { lines: { check: string; ok: boolean | null }[] };
  return { code, lines: Object.fromEntries(lines.map((line) => [line.check, line.ok])) };
};

describe('the demo month', () => {
  it('has about sixty orders in every condition and every round the contract asks for', () => {
    const calendar = readShippedCalendar(assetsFolder);
    const profile = readProfiles(assetsFolder)[0]!;
    const orders = planOrders(62, now, calendar, createRandom(1));
    expect(orders).toHaveLength(62);
    expect(new Set(orders.map((order) => order.fate))).toEqual(new Set(['archived', 'corrected', 'refused-first', 'void', 'draft', 'dispatched', 'working', 'unsigned', 'engineer-signed']));
    expect(new Set(orders.map((order) => order.theCase)).size).toBe(24);
    for (const order of orders) expect(order.requested < order.arrived && order.arrived < order.finished && order.finished < now).toBe(true);
    expect(planOrders(62, now, calendar, createRandom(1))).toEqual(orders);
    const sheets = planSheets(profile, now, calendar, createRandom(1));
    expect(sheets.length).toBeGreaterThan(100);
    expect(new Set(sheets.map((s) => `${s.template} ${s.day} ${s.round}`)).size).toBe(sheets.length);
  });

  it('is a station that opens, with what it says it has', async () => {
    expect(summary).toMatchObject({ orders: 7, sheets: 7 });
    expect(summary.surveys).toBeGreaterThan(3);
    expect(said.at(-1)).toContain(demoPassphrase);
    const station = await createStation({ dataFolder: data, assetsFolder, shell: 'loopback', version: '0.0.0', autoSync: false, clock: { now: () => now, mono: () => 0 } });
    try {
      const client = createRouterClient(station.router, { context: {} });
      const account = station.status().accounts!.find((a) => a.name === '张伟')!;
      await client.station.unlock({ account: account.id, passphrase: demoPassphrase });
      const orders = await client.records.list({ form: 'service-order' });
      expect(orders.rows.map((row) => row.state)).toEqual(expect.arrayContaining(['archived', 'draft']));
      const corrected = orders.rows.filter((row) => row.corrected);
      expect(corrected).toHaveLength(1);
      const refused = await Promise.all(orders.rows.map((row) => client.records.get({ id: row.id })));
      expect(refused.filter((view) => view.record.refusals.length > 0)).toHaveLength(1);
      expect(refused.some((view) => view.record.attachments.length > 0)).toBe(true);
      expect((await client.papers.register({})).total).toBeGreaterThan(2);
      for (const { record } of refused) for (const at of [record.createdAt, record.updatedAt]) expect(Date.parse(at)).toBeLessThan(now);
      expect(station.core.open().store.check()).toEqual([]);
    } finally {
      await station.close();
    }
  });

  it('opens with the PIN it prints for whoever of its people hands the screen over', async () => {
    const station = await createStation({ dataFolder: data, assetsFolder, shell: 'loopback', version: '0.0.0', autoSync: false, clock: { now: () => now, mono: () => 0 } });
    try {
      const client = createRouterClient(station.router, { context: {} });
      const people = station.status().accounts!;
      expect(people.map(({ name }) => name).toSorted()).toEqual(['周凯', '孙丽', '张伟', '赵敏']);
      for (const { id } of people) {
        await client.station.unlock({ account: id, passphrase: demoPassphrase });
        // whatever the paper: only the way back is asked for
        station.core.handover = { record: id, pinFailures: 0 };
        await client.handover.end({ secret: demoPin });
        expect(station.core.handover).toBeNull();
      }
    } finally {
      await station.close();
    }
  });

  it('has a quarterly report signed by all, and the next one under review with its days running', async () => {
    const station = await createStation({ dataFolder: data, assetsFolder, shell: 'loopback', version: '0.0.0', autoSync: false, clock: { now: () => now, mono: () => 0 } });
    try {
      const client = createRouterClient(station.router, { context: {} });
      await client.station.unlock({ account: station.status().accounts!.find((a) => a.name === '张伟')!.id, passphrase: demoPassphrase });
      const { rows } = await client.records.list({ form: 'service-report' });
      const [newest, before] = await Promise.all(rows.toSorted((a, b) => (a.createdAt < b.createdAt ? 1 : -1)).map(async ({ id }) => client.records.get({ id })));
      expect(newest!.record).toMatchObject({ state: 'review', data: { kind: 'quarter', from: '2025-12-27', to: '2026-03-26' } });
      expect(before!.record).toMatchObject({ state: 'archived', data: { kind: 'quarter', from: '2025-09-27', to: '2025-12-26' } });
      expect(before!.record.signatures.map(({ role }) => role)).toEqual(['ownSupervisor', 'manager', 'receiver', 'deputyDirector', 'informationCentre']);
      for (const { record } of [newest!, before!]) expect(new Set(record.signatures.map(({ name }) => name)).size).toBe(record.signatures.length);
      const review = newest!.clocks.find(({ id }) => id === 'report-review')!;
      expect(review.kept).toBeUndefined();
      expect(Date.parse(review.due)).toBeGreaterThan(now);
    } finally {
      await station.close();
    }
  });

  it('is never put on top of a station', async () => {
    await expect(fillDemo({ dataFolder: data, assetsFolder, version: '0.0.0', orders: 1, sheets: 0, now })).rejects.toThrow('already-set-up');
  });
});

describe('sanlian doctor', () => {
  it('finds a sound folder sound', async () => {
    const { code, lines } = await linesOf(data);
    expect(lines).toEqual({ sqlite: true, space: true, keyring: true, database: true, store: true, numbers: true, files: true, unsent: true });
    expect(code).toBe(0);
    const inWords = await doctor(data);
    expect(inWords.out).toContain('✓ 附件齐全且与校验值一致');
  });

  it('says what it did not look at without a passphrase', async () => {
    const { code, out } = await runSanlian(['doctor', '--data', data]);
    expect(code).toBe(0);
    expect(out).toContain('– 数据库页面与操作链完好');
    expect(out).toContain('✓ 钥匙文件可读');
    expect(out.trim().split('\n').at(-1)).toBe('没有全部检查（没有口令）：5 项没有查。');
  });

  it('takes the passphrase from a file, and refuses a wrong one', async () => {
    const file = join(folder, 'passphrase');
    writeFileSync(file, `${demoPassphrase}\n`);
    expect((await runSanlian(['doctor', '--data', data, '--passphrase-file', file, '--account', '周凯'])).code).toBe(0);
    writeFileSync(file, 'not this one');
    const wrong = await runSanlian(['doctor', '--data', data, '--passphrase-file', file, '--lang', 'en', '--account', '周凯']);
    expect(wrong.code).toBe(4);
    expect(wrong.err).toContain('Wrong passphrase');
    expect((await doctor(data, '--account', '无此人')).code).toBe(4);
  });

  it('finds a byte that was turned in the database', async () => {
    const copy = copyOf('damaged');
    const file = join(copy, 'station.db');
    const at = Math.floor(statSync(file).size / 2 / 4096) * 4096 + 100;
    const handle = openSync(file, 'r+');
    const byte = Buffer.alloc(1);
    readSync(handle, byte, 0, 1, at);
    byte[0] = byte[0]! ^ 0x10;
    writeSync(handle, byte, 0, 1, at);
    closeSync(handle);
    const { code, lines } = await linesOf(copy);
    expect(lines['database'] === false || lines['store'] === false).toBe(true);
    expect(code).toBe(1);
  });

  it('names an attachment that is gone', async () => {
    const copy = copyOf('missing');
    const groups = readdirSync(join(copy, 'blobs')).filter((name) => /^[0-9a-f]{2}$/.test(name));
    rmSync(join(copy, 'blobs', groups[0]!), { recursive: true });
    const { code, out } = await doctor(copy);
    expect(out).toContain('not-found');
    expect(code).toBe(1);
  });

  it('finds a keyring that cannot be read', async () => {
    const copy = copyOf('keyring');
    writeFileSync(join(copy, 'keyring.json'), '{"v":1');
    expect((await linesOf(copy)).code).toBe(1);
  });

  it('keeps off a folder in use, and says when there is none', async () => {
    const copy = copyOf('busy');
    const lock = lockFolder(copy);
    if (!lock.ok) throw new Error('the copy is locked');
    expect((await doctor(copy)).code).toBe(3);
    lock.value.release();
    expect((await doctor(join(folder, 'nowhere'))).code).toBe(4);
    expect((await doctor(folder)).code).toBe(4);
  });
});
