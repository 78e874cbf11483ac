import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, chownSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, type TestContext } from 'vitest';
import { isDiskFull } from '../../hq/diskFull.ts';
import { startHeadquarters, type RunningHeadquarters } from '../../hq/index.ts';
import { createFolder, openFolderHeadquarters, removeFolder, type TestHeadquarters } from './headquarters.ts';
import { openStation, type TestStation } from './station.ts';

/** Disks of a few MiB: one for headquarters' files, one for its table of operations. */
let hq: TestHeadquarters;
let small: RunningHeadquarters | null = null;
let station: TestStation;
let folder: string;
const disks: string[] = [];

const run = (command: string, ...args: readonly string[]): void => void execFileSync(command, [...args], { stdio: 'ignore' });
/** Null where this machine lets no test mount one. */
const mountDisk = (mebibytes: number): string | null => {
  const disk = mkdtempSync(join(tmpdir(), 'sanlian-disk-'));
  try {
    run('mount', '-t', 'tmpfs', '-o', `size=${mebibytes}m`, 'none', disk);
    disks.push(disk);
    return disk;
  } catch {
    rmSync(disk, { recursive: true });
    return null;
  }
};
const grow = (disk: string, mebibytes: number): void => run('mount', '-o', `remount,size=${mebibytes}m`, disk);
const skip = (context: TestContext): void => {
  console.warn('full disk: this machine lets no test mount a small disk; not checked here');
  context.skip();
};

beforeAll(async () => {
  hq = await openFolderHeadquarters();
  folder = createFolder();
}, 240_000);
afterAll(async () => {
  await station?.close();
  await small?.stop();
  await hq?.stop();
  for (const disk of disks) {
    run('umount', '-l', disk);
    rmSync(disk, { recursive: true, force: true });
  }
  removeFolder(folder);
});

describe('a full disk at headquarters', () => {
  it('is told from every other failure, however deep it lies', () => {
    expect(isDiskFull(Object.assign(new Error('write'), { code: 'ENOSPC' }))).toBe(true);
    expect(isDiskFull(new Error('push', { cause: Object.assign(new Error('could not extend file'), { code: '53100' }) }))).toBe(true);
    expect(isDiskFull(Object.assign(new Error('down'), { code: 'ECONNREFUSED' }))).toBe(false);
    expect(isDiskFull('ENOSPC')).toBe(false);
  });

  it('refuses a file with 507, keeps no half of a piece, and has it whole when there is room; records go on', async (context) => {
    const disk = mountDisk(5);
    if (!disk) return skip(context);
    small = await startHeadquarters({ dataFolder: disk, port: 0, databaseUrl: hq.databaseUrl });
    station = await openStation(join(folder, 's'), 'BJ01');
    await station.sync.enrol(small.address, await small.createEnrolmentCode());
    const [doc = ''] = station.writeRecords(1);
    const bytes = randomBytes(9 * 1024 * 1024);
    const sha256 = await station.attach(doc, bytes);
    await station.sync.now();
    expect(station.sync.status()).toMatchObject({ state: 'offline', unsent: 0, unsentFiles: 1, lastError: { code: 'headquarters-full' } });
    const kept = statSync(join(disk, 'blobs', 'parts', readdirSync(join(disk, 'blobs', 'parts'))[0]!)).size;
    // whole pieces only: what is there is what headquarters says is there
    expect(kept % (1024 * 1024)).toBe(0);
    expect(kept).toBeLessThan(5 * 1024 * 1024);
    expect(await hq.rows('select 1 from blob where verified and sha256 = $1', [sha256])).toEqual([]);
    station.writeRecords(1);
    await station.sync.now();
    expect(station.sync.status()).toMatchObject({ unsent: 0, unsentFiles: 1 });
    grow(disk, 40);
    await station.sync.now();
    expect(station.sync.status()).toMatchObject({ state: 'connected', unsentFiles: 0 });
    expect(await hq.rows('select size from blob where verified and sha256 = $1', [sha256])).toEqual([{ size: bytes.length }]);
    return undefined;
  }, 240_000);

  it('refuses operations with 507 where the database has no room, stores none of them, and takes them later', async (context) => {
    if (!small) return skip(context);
    const disk = mountDisk(2);
    if (!disk) return skip(context);
    // the embedded server may run as another account
    const owner = statSync(join(hq.folder, 'postgres', 'data'));
    chownSync(disk, owner.uid, owner.gid);
    chmodSync(disk, 0o700);
    await hq.rows(`create tablespace small location '${disk}'`);
    await hq.rows('alter table op set tablespace small');
    const before = Number((await hq.rows<{ n: number }>('select count(*)::int as n from op'))[0]!.n);
    for (let i = 0; i < 8; i += 1) station.writeRecords(50, `${randomBytes(4000).toString('base64')}`);
    const unsent = station.store.read.unsentCount();
    for (let round = 0; round < 3; round += 1) await station.sync.now();
    const status = station.sync.status();
    expect(status).toMatchObject({ state: 'offline', lastError: { code: 'headquarters-full' } });
    const stored = Number((await hq.rows<{ n: number }>('select count(*)::int as n from op'))[0]!.n) - before;
    // what was acknowledged is what is there, to the operation
    expect(status.unsent).toBe(unsent - stored);
    expect(stored).toBeLessThan(unsent);
    grow(disk, 120);
    for (let round = 0; round < 5 && station.store.read.unsentCount() > 0; round += 1) await station.sync.now();
    expect(station.store.read.unsentCount()).toBe(0);
    expect(Number((await hq.rows<{ n: number }>('select count(*)::int as n from op'))[0]!.n) - before).toBe(unsent);
    await hq.rows('alter table op set tablespace pg_default');
    await hq.rows('drop tablespace small');
    return undefined;
  }, 240_000);
});
