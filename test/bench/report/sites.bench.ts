import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';
import type { FormDef } from '../../../domain/forms/form.ts';
import type { Rec } from '../../../domain/record/record.ts';
import { canonicalText } from '../../../domain/seal/canonical.ts';
import type { Store } from '../../../db/store.ts';
import { keepBoardIndex } from '../../../hq/boardIndex.ts';
import { createBoardReads } from '../../../hq/boardReads.ts';
import { openDatabase } from '../../../hq/database.ts';
import { createProfiles, firstDayOf } from '../../../hq/profiles.ts';
import { putRecords } from '../../../hq/records.ts';
import { createCalendarReader } from '../../../hq/reference.ts';
import { createBoards } from '../../../hq/rpc/boards.ts';
import { createDefinitions } from '../../../hq/rpc/definitions.ts';
import { openHeadquarters } from '../../sync/headquarters.ts';
import { fillRecords } from './fill.ts';

/**
 * The board of all sites with 100 000 records of one service year at four sites in PostgreSQL: within 150 ms, of all and of one. The day of the first of them: within 10 ms. The processor's time
 * counts this program and PostgreSQL's own processes. `node test/bench/report/sites.bench.ts [records]`.
 */
const records = Number(process.argv[2] ?? 100_000);
const now = Date.parse('2021-12-20T10:00:00+08:00');
const sites = ['BJ01', 'BJ02', 'BJ03', 'BJ04'];
const rounds = 9;
/** Records that are made one by one; the others are copies of them, made by the database. */
const seeds = Math.min(records, 2000);

const hq = await openHeadquarters();
const database = await openDatabase(hq.databaseUrl, pino({ level: 'silent' }));
/** ms of processor PostgreSQL has used, all its processes together. */
const postgresTime = (): number => {
  const postmaster = readFileSync(join(hq.folder, 'postgres', 'data', 'postmaster.pid'), 'utf8').split('\n')[0]!;
  const ticks = readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map((pid) => {
    try {
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
      return pid === postmaster || fields[1] === postmaster ? Number(fields[11]) + Number(fields[12]) : 0;
    } catch {
      return 0; // ended meanwhile
    }
  });
  return ticks.reduce((sum, each) => sum + each, 0) * 10;
};
try {
  const filled: Rec[] = [];
  const defs = new Map<string, FormDef>();
  const writer = { putDefinition: (hash: string, def: FormDef) => defs.set(hash, def), putRecord: (rec: Rec) => filled.push(rec) };
  fillRecords({ write: (work: (to: typeof writer) => void) => work(writer) } as unknown as Store, seeds, { from: '2021-09-27', to: '2022-09-26' });
  const station = '0199c1d0-0000-7000-8000-00000000aaaa';
  await hq.rows(`insert into device (station, code, key, epoch, kind, site) values ($1, 'BJ01', 'k', 'e', 'station', 'BJ01')`, [station]);
  for (const [hash, def] of defs) await hq.rows('insert into definition (hash, body) values ($1, $2)', [hash, canonicalText(def)]);
  // ink is no part of a board; a tenth of it keeps the filling short
  const thin = (rec: Rec): Rec['signatures'] => rec.signatures.map((each) => ({ ...each, ink: { ...each.ink, strokes: each.ink.strokes.map((stroke) => stroke.slice(0, 40)) } }));
  const placed = filled.map((rec, i): Rec => ({ ...rec, station, signatures: thin(rec), context: { ...rec.context, site: { code: sites[i % sites.length]!, name: rec.context.site.name } } }));
  for (let at = 0; at < placed.length; at += 200) {
    const some = placed.slice(at, at + 200);
    await database.transaction((client) => putRecords(client, station, some, new Map(some.map((rec, i) => [rec.id, at + i + 1]))));
  }
  await hq.rows(`update counter set value = $1 where name = 'op'`, [placed.length]);
  const [definitions, calendar, profiles] = [createDefinitions(database), createCalendarReader(database), createProfiles(database.log)];
  const index = keepBoardIndex(database, { definitions, calendar, profiles }, (error) => console.error(error));
  const boards = createBoards({ database, reads: createBoardReads(database, definitions), index, profiles, calendar, now: () => now });
  const began = performance.now();
  await index.catchUp();
  const counted = performance.now() - began;
  const copies = Math.ceil(records / seeds) - 1;
  await hq.rows(`insert into record (id, station, form, number, state, rev, updated_at, server_seq, body, site, holder, shared, words) select id || '-' || k, station, form, number, state, rev, updated_at, server_seq, body || jsonb_build_object('id', id || '-' || k), site, holder, shared, words from record, generate_series(1, ${copies}) k`);
  await hq.rows(`insert into record_tally (id, site, form, at, created, counts, why, round, cells, brief, way, shape) select id || '-' || k, site, form, at, created, counts, why, round, cells, brief, way, shape from record_tally, generate_series(1, ${copies}) k`);
  await hq.rows(`insert into record_clock (id, clock, site, started, due, kept, estimated) select id || '-' || k, clock, site, started, due, kept, estimated from record_clock, generate_series(1, ${copies}) k`);
  await hq.rows(`update record_count set n = n * ${copies + 1}`);
  await hq.rows(`update record_due set open = open * ${copies + 1}, met = met * ${copies + 1}, missed = missed * ${copies + 1}`);
  await hq.rows('vacuum analyze');
  const table: Record<string, unknown> = { records: { first: Number((await hq.rows<{ n: number }>('select count(*)::int as n from record'))[0]!.n) }, [`counting ${placed.length} once, s`]: { first: (counted / 1000).toFixed(0) } };
  const asked = [
    ['all sites, ms', () => boards.board({ within: null, money: true }), 150], ['one site, ms', () => boards.board({ site: 'BJ02', within: null, money: true }), 150], ['day of the first record, ms', () => firstDayOf(database.pool, null), 10],
  ] as const;
  for (const [name, ask, limit] of asked) {
    const times: number[] = [];
    const [cpu, postgres] = [process.cpuUsage(), postgresTime()];
    for (let n = 0; n < rounds; n += 1) {
      const start = performance.now();
      await ask();
      times.push(performance.now() - start);
    }
    const { user, system } = process.cpuUsage(cpu);
    table[name] = { first: times[0]!.toFixed(0), median: times.toSorted((a, b) => a - b)[4]!.toFixed(0), processor: ((user + system) / 1000 / rounds).toFixed(0), postgres: ((postgresTime() - postgres) / rounds).toFixed(0), limit: `≤ ${limit}` };
  }
  console.table(table);
  await index.stop();
} finally {
  await database.close();
  await hq.stop();
}
