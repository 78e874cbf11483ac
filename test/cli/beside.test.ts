import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lockFolder, type FolderLock } from '../../main/shell/folderLock.ts';
import { createTestStation, passphrase, type TestStation } from '../station/bench.ts';
import { runSanlian, type Ran } from './run.ts';

const folder = mkdtempSync(join(tmpdir(), 'sanlian-beside-'));
const data = join(folder, 'data');
let bench: TestStation;
let lock: FolderLock;
const run = (...args: readonly string[]): Promise<Ran> => runSanlian([...args, '--data', data], { SANLIAN_PASSPHRASE: passphrase });
const write = (request: string) => bench.client.records.execute({ kind: 'create', id: uuidv7(), form: 'service-order', data: { request } });

/** A station as the window's process has it: the folder is locked, the database open, somebody works. */
beforeAll(async () => {
  bench = await createTestStation({ dataFolder: data });
  const taken = lockFolder(data);
  if (!taken.ok) throw new Error('the folder is taken');
  lock = taken.value;
  await bench.setUp();
  await write('申报页面打开缓慢');
});
afterAll(async () => {
  lock.release();
  await bench.station.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('commands beside an open station', () => {
  it('report, agenda and export read what the station has written, and the station goes on', async () => {
    expect(await run('report', '--from', '2021-09-27', '--to', '2021-12-26', '--out', join(folder, 'report'), '--json')).toMatchObject({ code: 0 });
    expect(readdirSync(join(folder, 'report')).length).toBeGreaterThan(0);
    expect(bench.station.core.open().store.read.history('report:2021-09-27').map(({ event }) => event)).toMatchObject([{ kind: 'released', what: 'report-2021-09-27_2021-12-26', to: join(folder, 'report') }]);
    const agenda = await run('agenda', '--from', '2022-08-20', '--to', '2022-08-31', '--json');
    expect([agenda.code, (JSON.parse(agenda.out) as { source: string }).source]).toEqual([0, 'station']);
    const list = await run('export', '--form', 'service-order', '--to', '甲方信息中心');
    expect(list).toMatchObject({ code: 0, err: '' });
    expect(list.out.trim().split('\n').map((line) => (JSON.parse(line) as { data: { request: string } }).data.request)).toEqual(['申报页面打开缓慢']);
    await write('打印机脱机');
    expect(bench.station.core.open().store.check()).toEqual([]);
  });

  it('what left stands in the log the station goes on with (R35), however the writes of both fall', async () => {
    const { store } = bench.station.core.open();
    const before = store.read.history('list:service-order').length;
    const exporting = Promise.all([run('export', '--form', 'service-order', '--to', '监理'), run('export', '--form', 'service-order', '--to', '监理')]);
    let ended = false;
    void exporting.finally(() => { ended = true; });
    for (let n = 0; !ended; n += 1) {
      await write(`期间第 ${n} 张`);
      await new Promise((resolve) => { setTimeout(resolve, 20); });
    }
    expect((await exporting).map(({ code }) => code)).toEqual([0, 0]);
    expect(store.read.history('list:service-order').slice(before).map(({ event }) => event)).toMatchObject([{ kind: 'released', to: '监理' }, { kind: 'released', to: '监理' }]);
    expect(store.check()).toEqual([]);
  });

  it('what changes papers waits until the station is closed, and a wrong passphrase opens nothing', async () => {
    expect(await run('import', join(folder, 'none.csv'), '--form', 'service-order')).toMatchObject({ code: 3, err: expect.stringContaining('先关掉它') });
    expect(await runSanlian(['export', '--form', 'service-order', '--data', data], { SANLIAN_PASSPHRASE: 'not the one' })).toMatchObject({ code: 4, out: '' });
  });
});
