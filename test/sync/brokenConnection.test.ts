import { Client } from 'pg';
import { pino } from 'pino';
import { expect, it } from 'vitest';
import { openDatabase } from '../../hq/database.ts';
import { openTestDatabase } from '../postgres.ts';
import { createFolder, removeFolder } from './headquarters.ts';

it('a transaction whose connection the database ends between two queries is refused, and headquarters goes on', async () => {
  const folder = createFolder();
  const server = await openTestDatabase(folder);
  const owner = new Client({ connectionString: server.url });
  await owner.connect();
  const database = await openDatabase(server.url, pino({ level: 'silent' }));
  try {
    const cut = database.transaction(async (client) => {
      const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
      // not by node:events, whose `once` would hear the error as well
      const ended = new Promise<void>((resolve) => { client.once('end', resolve); });
      await owner.query('select pg_terminate_backend($1)', [rows[0]!.pid]);
      await ended;
      await client.query(`update counter set value = 99 where name = 'op'`);
    });
    await expect(cut).rejects.toThrow('not queryable');
    // the broken one is not given out again
    for (let n = 0; n < 25; n += 1) expect(await database.transaction(async (client) => (await client.query<{ value: number }>(`select value from counter where name = 'op'`)).rows)).toEqual([{ value: 0 }]);
  } finally {
    await database.close();
    await owner.end();
    await server.stop();
    removeFolder(folder);
  }
});
