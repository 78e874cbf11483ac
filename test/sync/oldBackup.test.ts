import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { pino } from 'pino';
import { beforeEach, expect, it, vi } from 'vitest';
import { backUp, verifyBackup } from '../../hq/backup.ts';
import { derivedTables, manifestText, tableFile, type Manifest } from '../../hq/backupFormat.ts';
import { startHeadquarters } from '../../hq/index.ts';
import { restoreFrom } from '../../hq/restore.ts';
import { readHeadquarters } from '../../hq/wire.ts';
import type { TestHeadquarters } from './headquarters.ts';
import { backupForEach, connected } from './settings.ts';
import type { TestStation } from './station.ts';

vi.setConfig({ testTimeout: 120_000 });
const log = pino({ level: 'silent' });
let hq: TestHeadquarters;
let backup: string;
let fresh: string;
let station: TestStation;
/** the last place of a record in the log */
let size: number;

backupForEach('B1', (given) => { ({ hq, backup, fresh, station } = given); }, () => station);
beforeEach(async () => {
  station.writeRecords(12);
  await station.sync.now();
  size = Number((await hq.rows<{ n: number }>('select max(server_seq) as n from record'))[0]!.n);
  await countOnce(hq.rows);
}, 120_000);


/** The board's tables as the program before 0042 had them: without what that migration and 0043 added. */
const columnsThen: Readonly<Record<string, string>> = {
  record_tally: 'tenant, id, site, form, at, created, counts, round, cells', record_clock: 'tenant, id, clock, site, started, due, kept, estimated', board_state: 'tenant, indexed, day', board_site: 'tenant, site, basis, redo',
};
/** Makes the backup one of that program, which copied the board's tables too. */
const asWrittenThen = async (): Promise<void> => {
  // the one of then kept its note of the contract here
  await hq.rows(`insert into board_site (site, basis) values ('BJ01', 'then') on conflict do nothing`);
  const tables: Manifest['tables'] = [];
  for (const [name, columns] of Object.entries(columnsThen)) {
    const rows = await hq.rows<{ line: string }>(`select row_to_json(t)::text as line from (select ${columns} from ${name}) t`);
    const packed = gzipSync(rows.map(({ line }) => `${line}\n`).join(''));
    writeFileSync(tableFile(backup, name), packed);
    tables.push({ name, rows: rows.length, sha256: createHash('sha256').update(packed).digest('hex') });
  }
  expect(tables.every(({ name, rows }) => rows > 0 || name === 'record_clock')).toBe(true);
  const manifest = await verifyBackup(backup);
  const text = JSON.stringify({ ...manifest, tables: [...manifest.tables.filter(({ name }) => !(name in columnsThen)), ...tables].sort((a, b) => (a.name < b.name ? -1 : 1)) });
  const { sign } = await connected(hq.folder, ({ database }) => readHeadquarters(database));
  writeFileSync(join(backup, 'manifest.json'), JSON.stringify({ manifest: text, signature: sign(manifestText(text)) }));
};

type Rows = <T extends object>(sql: string) => Promise<readonly T[]>;
/** What the board counts and what it reads of each paper. */
const boardOf = async (rows: Rows) => ({
  counts: await rows('select form, name, day, site, value, n from record_count where n <> 0 order by form, name, day, site, value'),
  papers: await rows('select id, site, form, at, created, counts, round, cells, brief from record_tally order by id'),
});
const countOnce = async (rows: Rows): Promise<void> => {
  await expect.poll(async () => Number((await rows<{ indexed: number }>('select indexed from board_state where tenant = tenant()'))[0]?.indexed), { timeout: 60_000 }).toBe(size);
};

it('of the program before the board kept its numbers is restored, and the board counts everything from the log again', async () => {
  const before = await boardOf(hq.rows);
  expect(before.papers).toHaveLength(12);
  await connected(hq.folder, ({ database }) => backUp(database, hq.folder, backup));
  await asWrittenThen();
  await connected(fresh, (connection) => restoreFrom(connection, fresh, backup));
  const again = await startHeadquarters({ dataFolder: fresh, port: 0, log });
  try {
    await connected(fresh, async ({ database }) => {
      const rows: Rows = async <T extends object>(sql: string) => (await database.pool.query<T>(sql)).rows;
      await countOnce(rows);
      expect(await boardOf(rows)).toEqual(before);
    });
  } finally {
    await again.stop();
  }
});

it('holds nothing that is made again from the log, nor what an earlier program left of it in the folder', async () => {
  await connected(hq.folder, ({ database }) => backUp(database, hq.folder, backup));
  await asWrittenThen();
  await connected(hq.folder, ({ database }) => backUp(database, hq.folder, backup));
  const files = readdirSync(join(backup, 'tables'));
  expect(files).toContain('record.ndjson.gz');
  expect(files.filter((file) => derivedTables.includes(file.replace('.ndjson.gz', '')))).toEqual([]);
  expect(readFileSync(join(backup, 'manifest.json'), 'utf8')).not.toContain('record_tally');
});
