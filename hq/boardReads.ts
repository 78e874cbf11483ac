import type { Known } from '../domain/record/around.ts';
import type { Rec } from '../domain/record/record.ts';
import type { Brief } from '../domain/report/brief.ts';
import { roundName } from './boardCounts.ts';
import type { Database } from './database.ts';
import { legible } from './legible.ts';
import type { Definitions } from './rpc/definitions.ts';

type Span = { readonly from: string; readonly to: string };
type At = { readonly site: string };
type Page = { readonly offset: number; readonly limit: number };
export type IdPage = { readonly ids: readonly string[]; readonly total: number };
/** Which deadlines: still running (the last second left out), kept in time, or not. */
export type ClocksAsked = Span & { readonly clocks: readonly string[]; readonly which: 'open' | 'met' | 'missed' };
export type PapersAsked = Span & { readonly form: string; readonly where?: { readonly name: string; readonly value: string } | undefined };

// a time begins with its day; no time has the sign that ends the last one
const within = `t.tenant = tenant() and t.form = $1 and t.at >= $2 and t.at < $3 || '~' and t.site = any($4) and t.counts`;
const counted = 'c.tenant = tenant() and c.form = any($1) and c.day between $2 and $3 and c.site = any($4) and c.n > 0';
const met = 'c.kept is not null and c.kept <= c.due';
const judged = { open: 'c.kept is null', met, missed: `not (${met})` } as const;

/** What the boards of headquarters count of the records of `sites`, from the index beside the log (boardIndex.ts). */
export const createBoardReads = (database: Database, definitions: Definitions) => {
  const rows = async <T extends object>(sql: string, params: readonly unknown[]): Promise<readonly T[]> => (await database.pool.query<T>(sql, [...params])).rows;
  return {
    /** How many papers of each day the forms have. */
    days: (sites: readonly string[], forms: readonly string[], { from, to }: Span) =>
      rows<At & { readonly form: string; readonly key: string; readonly n: number }>(`select c.site, c.form, c.day as key, c.n from record_count c where ${counted} and c.name = ''`, [forms, from, to, sites]),
    /** Papers of forms whose own time lies on the days and that are in no count, by why. */
    leftOut: (sites: readonly string[], forms: readonly string[], { from, to }: Span) =>
      rows<At & { readonly id: string; readonly why: 'void' | 'corrected' }>(
        `select t.site, t.id, t.why from record_tally t where t.tenant = tenant() and t.why is not null and t.form = any($1) and t.at >= $2 and t.at < $3 || '~' and t.site = any($4) order by t.at, t.id`, [forms, from, to, sites],
      ),
    /** How many papers have each value of a choice. */
    values: (sites: readonly string[], form: string, { from, to }: Span, name: string) =>
      rows<At & { readonly key: string; readonly n: number }>(`select c.site, c.value as key, sum(c.n) as n from record_count c where ${counted} and c.name = $5 group by 1, 2`, [[form], from, to, sites, name]),
    /** Clocks nothing has stopped yet and due before the last of the rising ISO seconds `edges`, by how many of these their deadline has reached. */
    openClocks: (sites: readonly string[], edges: readonly string[]) =>
      rows<At & { readonly clock: string; readonly edge: number; readonly n: number }>(
        `select c.site, c.clock, (select count(*) from unnest($1::text[]) e (at) where c.due >= e.at collate "C") as edge, sum(c.open) as n from record_due c where c.tenant = tenant() and c.open > 0 and c.due < $2 and c.site = any($3) group by 1, 2, 3`, [edges, edges.at(-1), sites],
      ),
    /** Of the clocks due within two ISO seconds, both included: how many were kept in time, and how many not. */
    judgedClocks: (sites: readonly string[], clocks: readonly string[], { from, to }: Span) =>
      rows<At & { readonly clock: string; readonly met: number; readonly missed: number }>(
        'select c.site, c.clock, sum(c.met) as met, sum(c.missed) as missed from record_due c where c.tenant = tenant() and c.clock = any($1) and c.due between $2 and $3 and c.site = any($4) group by 1, 2 having sum(c.met + c.missed) > 0', [clocks, from, to, sites],
      ),
    /** Rounds of the days that sheets of the forms answer, as the forms' index joins them (`roundKey`). */
    rounds: (sites: readonly string[], forms: readonly string[], { from, to }: Span) =>
      rows<At & { readonly round: string }>(`select distinct c.site, c.value as round from record_count c where ${counted} and c.name = '${roundName}'`, [forms, from, to, sites]),
    /** The day the first record of each site was made: duties before it are nobody's. */
    since: (sites: readonly string[]) =>
      rows<At & { readonly since: string }>('select s.site, (select min(t.created) from record_tally t where t.tenant = tenant() and t.site = s.site) as since from unnest($1::text[]) s (site)', [sites]),
    /** Papers of forms whose own time lies on the days, each from a first day of its own, in its order; those that were thrown away or corrected too. */
    briefs: async (sites: readonly string[], asked: ReadonlyMap<string, string>, to: string): Promise<ReadonlyMap<string, readonly (At & { readonly brief: Brief })[]>> => {
      const found = await rows<At & { readonly brief: Omit<Brief, 'readings'> }>(
        `select t.* from unnest($1::text[], $2::text[]) a (form, since)
           cross join lateral (select t.site, t.brief from record_tally t where t.tenant = tenant() and t.form = a.form and t.at >= a.since collate "C" and t.at < $3 || '~' and t.site = any($4) order by t.at, t.id) t`, [[...asked.keys()], [...asked.values()], to, sites],
      );
      return Map.groupBy(found.map(({ site, brief }) => ({ site, brief: { ...brief, readings: [] } })), ({ brief }) => brief.form);
    },
    /** Papers of a form from before a day that had not reached what `field` tells of when it began. */
    standing: async (sites: readonly string[], form: string, field: string, from: string): Promise<readonly (At & { readonly brief: Brief })[]> => {
      const found = await rows<At & { readonly brief: Omit<Brief, 'readings'> }>(
        `select t.site, t.brief from record_tally t where t.tenant = tenant() and t.form = $1 and t.at < $3 and t.site = any($4) and t.counts and coalesce(nullif(t.brief -> 'data' ->> $2, ''), '~') collate "C" >= $3 order by t.at, t.id`, [form, field, from, sites],
      );
      return found.map(({ site, brief }) => ({ site, brief: { ...brief, readings: [] } }));
    },
    /** The living papers of the forms, without their ink; `isWhole`: all of their times can be read. */
    papers: async (sites: readonly string[], forms: readonly string[]): Promise<readonly (Known & { readonly isWhole: boolean })[]> => {
      const found = await rows<{ body: Rec }>(`select r.body - 'signatures' as body from record_tally t join record r on r.id = t.id where t.tenant = tenant() and t.form = any($1) and t.site = any($2) and t.counts`, [forms, sites]);
      const defs = await definitions(found.map(({ body }) => body.def));
      return found.flatMap(({ body: rec }) => {
        const def = defs.get(rec.def);
        if (!def) return [];
        const read = legible(rec, def, database.log);
        return [{ rec: { ...read, signatures: [] }, def, isWhole: read === rec }];
      });
    },
    /** Records of which two versions wait for a decision; `at`: the time by which each is counted. */
    conflicts: (sites: readonly string[]) =>
      rows<At & { readonly doc: string; readonly form: string; readonly at: string; readonly isOut: boolean }>(
        `select distinct r.site, b.doc, r.form, coalesce(t.at, '') as at, t.why is not null as "isOut" from branch b join record r on r.tenant = b.tenant and r.id = b.doc left join record_tally t on t.tenant = b.tenant and t.id = b.doc
          where b.state = 'open' and r.site = any($1) order by 1, 2`, [sites],
      ),
    /** One sheet for each round that is answered at a site, the first written, in the order of the rounds. The time of a sheet is its round's day. */
    roundSheets: (asked: readonly { readonly site: string; readonly form: string; readonly round: string }[], { from, to }: Span) =>
      rows<At & { readonly round: string; readonly id: string }>(
        `select a.site, a.round, min(t.id) as id from jsonb_to_recordset($1::jsonb) as a (site text, form text, round text)
           join record_tally t on t.tenant = tenant() and t.form = a.form collate "C" and t.at >= $2 and t.at < $3 || '~' and t.site = a.site collate "C" and t.round = a.round collate "C" and t.counts group by a.site, a.round order by a.round, a.site`, [JSON.stringify(asked), from, to],
      ),
    /** The papers behind a count, in the order of their time. */
    tallied: async (sites: readonly string[], { form, from, to, where }: PapersAsked, { offset, limit }: Page): Promise<IdPage> => {
      const params = [form, from, to, sites, ...(where ? [where.name, where.value] : [])];
      const found = `from record_tally t where ${within}${where ? ' and t.cells ->> $5 = $6' : ''}`;
      const [page, [count]] = await Promise.all([
        rows<{ id: string }>(`select t.id ${found} order by t.at, t.id offset $${params.length + 1} limit $${params.length + 2}`, [...params, offset, limit]),
        rows<{ n: number }>(`select count(*) as n ${found}`, params),
      ]);
      return { ids: page.map(({ id }) => id), total: count?.n ?? 0 };
    },
    /** The papers behind a number of clocks, the first due first. */
    clockPapers: async (sites: readonly string[], { clocks, from, to, which }: ClocksAsked, { offset, limit }: Page): Promise<IdPage> => {
      const found = `from record_clock c where c.tenant = tenant() and c.clock = any($1) and c.due >= $2 and c.due ${which === 'open' ? '<' : '<='} $3 and c.site = any($4) and ${judged[which]}`;
      const params = [clocks, from, to, sites];
      const [page, [count]] = await Promise.all([
        rows<{ id: string }>(`select c.id ${found} group by c.id order by min(c.due), c.id offset $5 limit $6`, [...params, offset, limit]),
        rows<{ n: number }>(`select count(distinct c.id) as n ${found}`, params),
      ]);
      return { ids: page.map(({ id }) => id), total: count?.n ?? 0 };
    },
  };
};
export type BoardReads = ReturnType<typeof createBoardReads>;
