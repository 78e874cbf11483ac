import { createHash, generateKeyPairSync, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { pino } from 'pino';
import { expect, it, vi } from 'vitest';
import { startHeadquarters } from '../../hq/index.ts';
import { openTestDatabase } from '../postgres.ts';
import { createFolder, removeFolder } from './headquarters.ts';
import { openStation } from './station.ts';

vi.setConfig({ testTimeout: 120_000 });
const log = pino({ level: 'silent' });

it('a log written before stations could pull is read by another station to its end, and stands as it was', async () => {
  const folder = createFolder();
  const a = await openStation(join(folder, 'a'), 'A1');
  const b = await openStation(join(folder, 'b'), 'B1');
  const docs = a.writeRecords(300);
  const ops = a.store.read.opsAfter(0, 2000, 50_000_000);
  const postgres = await openTestDatabase(folder);
  const client = new Client({ connectionString: postgres.url });
  await client.connect();
  try {
    // the database as the first release left it
    const sql = readFileSync('hq/migrations/0001_first.sql', 'utf8');
    await client.query('create table schema_migration (version integer primary key, name text not null, sha256 text not null, applied_at timestamptz not null default now())');
    await client.query(sql);
    await client.query('insert into schema_migration (version, name, sha256) values (1, $1, $2)', ['0001_first.sql', createHash('sha256').update(sql).digest('hex')]);
    const epoch = randomUUID();
    const key = generateKeyPairSync('ed25519').privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64url');
    await client.query(`insert into meta values ('epoch', $1), ('key', $2)`, [epoch, key]);
    const head = a.store.read.head();
    await client.query('insert into device (station, code, key, epoch, last_seq, head) values ($1, $2, $3, $4, $5, $6)', [a.identity.station, 'A1', a.identity.key, epoch, head.seq, head.hash]);
    for (const { seq, hash, bytes } of ops) {
      const { id, doc, event } = JSON.parse(bytes) as { id: string; doc: string; event: { kind: string; def: unknown } };
      await client.query(`insert into op (station, seq, server_seq, op_id, doc, kind, hash, bytes, outcome) values ($1, $2, $2, $3, $4, $5, $6, $7, 'applied')`, [a.identity.station, seq, id, doc, event.kind, hash, bytes]);
      if (event.kind === 'defined') await client.query('insert into definition values ($1, $2)', [doc, JSON.stringify(event.def)]);
    }
    for (const doc of docs) {
      const rec = a.store.read.record(doc)!;
      await client.query('insert into record values ($1, $2, $3, $4, $5, $6, $7, $8, $9)', [doc, rec.station, rec.form, rec.number, rec.state, rec.rev, rec.updatedAt, ops.length, JSON.stringify(rec)]);
    }
    await client.query(`update counter set value = $1 where name = 'op'`, [ops.length]);

    const hq = await startHeadquarters({ dataFolder: folder, port: 0, databaseUrl: postgres.url, log });
    await b.sync.enrol(hq.address, await hq.createEnrolmentCode(15, 'BJ01'));
    expect(await b.sync.now()).toMatchObject({ state: 'connected' });
    expect(docs.filter((doc) => b.store.read.record(doc)?.rev === 3)).toHaveLength(docs.length);
    await hq.stop();
    // evidence is guarded again, and a second start finds nothing to do
    await expect(client.query(`update op set reason = 'x'`)).rejects.toThrow(/never changed/);
    const sum = 'select md5(string_agg(chain, server_seq::text order by server_seq)) as sum, (select chain from counter) as head from op';
    const before = (await client.query(sum)).rows;
    const again = await startHeadquarters({ dataFolder: folder, port: 0, databaseUrl: postgres.url, log });
    await again.stop();
    expect((await client.query(sum)).rows).toEqual(before);
  } finally {
    await client.end();
    await a.close();
    await b.close();
    await postgres.stop();
    removeFolder(folder);
  }
});
