import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { startHeadquarters, type HeadquartersOptions, type RunningHeadquarters } from '../../hq/index.ts';
import { startPostgres, type EmbeddedPostgres } from '../../hq/postgres.ts';
import { openTestDatabase } from '../postgres.ts';

/** A real headquarters on a real PostgreSQL in a folder of its own, and a way to look at its rows. */
export type TestHeadquarters = RunningHeadquarters & {
  readonly folder: string;
  readonly databaseUrl: string;
  readonly rows: <T extends object>(sql: string, params?: readonly unknown[]) => Promise<readonly T[]>;
  /** everything evidence is made of, as one text: two equal ones are byte-identical */
  readonly dump: () => Promise<string>;
  /** The program ends and starts again at its port, over the same folder and database. */
  readonly halt: () => Promise<void>;
  readonly resume: (port: number) => Promise<void>;
};

const evidence = [
  'select * from op order by server_seq', 'select id, station, form, number, state, rev, updated_at, server_seq, body::text from record order by id', 'select * from blob order by sha256',
  'select station, code, key, last_seq, head, state from device order by station', 'select * from counter', 'select hash, body::text from definition order by hash',
];

export const createFolder = (): string => mkdtempSync(join(tmpdir(), 'sanlian-sync-'));
export const removeFolder = (folder: string): void => rmSync(folder, { recursive: true, force: true });

const openIn = async (folder: string, postgres: EmbeddedPostgres, more: Partial<HeadquartersOptions>): Promise<TestHeadquarters> => {
  const headquarters = await startHeadquarters({ dataFolder: folder, port: 0, databaseUrl: postgres.url, ...more });
  let running: RunningHeadquarters | null = headquarters;
  const client = new Client({ connectionString: postgres.url });
  await client.connect();
  const rows = async <T extends object>(sql: string, params: readonly unknown[] = []): Promise<readonly T[]> => (await client.query<T>(sql, [...params])).rows;
  return {
    ...headquarters, folder, databaseUrl: postgres.url, rows,
    dump: async () => {
      const tables = [];
      for (const sql of evidence) tables.push(await rows(sql));
      return JSON.stringify(tables);
    },
    halt: async () => {
      await running?.stop();
      running = null;
    },
    resume: async (port) => {
      running = await startHeadquarters({ dataFolder: folder, databaseUrl: postgres.url, ...more, port });
    },
    stop: async () => {
      await running?.stop();
      await client.end();
      await postgres.stop();
      removeFolder(folder);
    },
  };
};

export const openHeadquarters = async (more: Partial<HeadquartersOptions> = {}): Promise<TestHeadquarters> => {
  const folder = createFolder();
  return openIn(folder, await openTestDatabase(folder), more);
};

/** One with a PostgreSQL of its own in its folder, as `npm run hq` makes it: for commands that are given the folder. */
export const openFolderHeadquarters = async (more: Partial<HeadquartersOptions> = {}): Promise<TestHeadquarters> => {
  const folder = createFolder();
  return openIn(folder, await startPostgres(folder), more);
};
