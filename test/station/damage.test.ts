import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { v7 as uuidv7 } from 'uuid';
import { afterEach, describe, expect, it } from 'vitest';
import { codesOf, createTestStation, passphrase, type TestStation } from './bench.ts';

let bench: TestStation | null = null;
afterEach(async () => {
  await bench?.remove();
  bench = null;
});

/** A closed station with some records, and the account that opens it. */
const closedStation = async (records = 30) => {
  const made = await createTestStation();
  const status = await made.setUp();
  for (let n = 0; n < records; n += 1) await made.client.records.execute({ kind: 'create', id: uuidv7(), form: 'service-order', data: { request: `记录 ${n} ${'内容'.repeat(200)}` } });
  await made.station.close();
  return { dataFolder: made.dataFolder, account: status.accounts![0]!.id };
};

describe('damage and bad surroundings', () => {
  it('says that the database is damaged, and writes nothing over it', async () => {
    const { dataFolder, account } = await closedStation();
    const file = join(dataFolder, 'station.db');
    const bytes = readFileSync(file);
    for (let at = 4096 + 100; at < bytes.length; at += 4096) bytes[at]! ^= 0xff;
    writeFileSync(file, bytes);
    bench = await createTestStation({ dataFolder });
    expect(await codesOf(bench.client.station.unlock({ account, passphrase }))).toEqual(['database-damaged']);
    expect(readFileSync(file).equals(bytes)).toBe(true);
  });

  it('says so when the key ring is damaged', async () => {
    const { dataFolder } = await closedStation(1);
    writeFileSync(join(dataFolder, 'keyring.json'), '{"v":1,"accounts":[');
    bench = await createTestStation({ dataFolder });
    expect(await codesOf(bench.client.station.status())).toEqual(['database-damaged']);
  });

  it('sets a database without key ring aside, never over it', async () => {
    const { dataFolder } = await closedStation(1);
    rmSync(join(dataFolder, 'keyring.json'));
    bench = await createTestStation({ dataFolder });
    await bench.setUp();
    const names = execFileSync('ls', [dataFolder], { encoding: 'utf8' });
    expect(names).toMatch(/station\.db\.orphan-/);
    expect((await bench.client.records.list({ form: 'service-order' })).total).toBe(0);
  });

  it('refuses a data folder that is none', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sanlian-damage-'));
    const file = join(folder, 'file');
    writeFileSync(file, '');
    await expect(createTestStation({ dataFolder: join(file, 'data') })).rejects.toThrow('read-only-folder');
    rmSync(folder, { recursive: true });
  });

  it('says that a file of the record is damaged', async () => {
    bench = await createTestStation();
    await bench.setUp();
    const id = uuidv7();
    await bench.client.records.execute({ kind: 'create', id, form: 'service-order', data: {} });
    const added = await bench.client.files.add({ record: id, file: new Blob(['日志'.repeat(1000)]), name: 'a.log' });
    const files = execFileSync('find', [join(bench.dataFolder, 'blobs'), '-type', 'f'], { encoding: 'utf8' }).trim().split('\n');
    for (const file of files) {
      const bytes = readFileSync(file);
      bytes[bytes.length - 30]! ^= 1;
      writeFileSync(file, bytes);
    }
    expect(await codesOf(bench.client.files.read({ sha256: added.sha256 }))).toEqual(['file-damaged']);
  });

  it('on a full disk refuses loudly, keeps what was saved, and goes on when there is space', (context) => {
    const folder = mkdtempSync(join(tmpdir(), 'sanlian-full-'));
    const script = fileURLToPath(new URL('fullDisk.ts', import.meta.url));
    const command = `mount -t tmpfs -o size=12m none ${folder} && exec ${process.execPath} ${script} ${folder}`;
    const ran = [['-m'], ['-r', '-m']].map((flags) => spawnSync('unshare', [...flags, 'sh', '-c', command], { encoding: 'utf8', timeout: 60_000 })).find((each) => each.status === 0 || each.stdout?.includes('started'));
    rmSync(folder, { recursive: true, force: true });
    if (!ran) {
      console.warn('full disk: this machine lets no test mount a small disk; not checked here');
      context.skip();
      return;
    }
    expect(ran.stderr).toBe('');
    expect(ran.stdout.trim().split('\n').at(-1)).toBe('went on');
  });
});
