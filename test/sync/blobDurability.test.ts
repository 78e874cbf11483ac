import type * as Promises from 'node:fs/promises';
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { basename } from 'node:path';
import { pino } from 'pino';
import { expect, it, vi } from 'vitest';

/** What reaches the disk, in order: the real file system, looked over its shoulder. A kill cannot show a missing fsync, only the order can. */
const order: string[] = [];
vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof Promises>();
  return {
    ...real,
    open: async (...args: Parameters<typeof real.open>) => {
      const handle = await real.open(...args);
      const name = basename(String(args[0]));
      const [sync, writeFile] = [handle.sync.bind(handle), handle.writeFile.bind(handle)];
      handle.sync = async () => {
        await sync();
        order.push(`synced ${name}`);
      };
      handle.writeFile = async (...data) => {
        await writeFile(...data);
        order.push(`wrote ${name}`);
      };
      return handle;
    },
    rename: async (from: string, to: string) => {
      await real.rename(from, to);
      order.push(`renamed ${basename(from)} ${basename(to)}`);
    },
  };
});
const { createBlobs } = await import('../../hq/blobs.ts');
const { openDatabase } = await import('../../hq/database.ts');
const { createFolder, openHeadquarters, removeFolder } = await import('./headquarters.ts');

it('a file’s row comes after its bytes, its name and its folder are on the disk (I13)', async () => {
  const hq = await openHeadquarters();
  const database = await openDatabase(hq.databaseUrl, pino({ level: 'silent' }));
  const seen = (sql: unknown): void => void (/insert into blob/.test(String(sql)) && order.push('row'));
  const folder = createFolder();
  const watched: typeof database = {
    ...database,
    transaction: (work) => database.transaction((client) => work(new Proxy(client, { get: (target, name) => (name !== 'query' ? Reflect.get(target, name) : (sql: string, params: unknown[]) => (seen(sql), target.query(sql, params))) }))),
    pool: new Proxy(database.pool, { get: (target, name) => (name !== 'query' ? Reflect.get(target, name) : (sql: string, params: unknown[]) => (seen(sql), target.query(sql, params))) }),
  };
  const blobs = await createBlobs(watched, folder);
  const bytes = randomBytes(3000);
  const name = createHash('sha256').update(bytes).digest('hex');
  const station = randomUUID();
  const part = `${station}-${name}`;
  order.length = 0;
  expect(await blobs.append(station, name, 0, 3000, bytes.subarray(0, 2000))).toEqual({ kind: 'appended', offset: 2000 });
  expect(await blobs.append(station, name, 2000, 3000, bytes.subarray(2000))).toEqual({ kind: 'verified' });
  expect(order).toEqual([`wrote ${part}`, `synced ${part}`, `wrote ${part}`, `synced ${part}`, `renamed ${part} ${name}`, `synced ${name.slice(0, 2)}`, 'synced blobs', 'row']);
  await database.close();
  await hq.stop();
  removeFolder(folder);
});
