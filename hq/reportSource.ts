import { addDays, dayOf, msToSecond } from '../domain/clocks/shanghai.ts';
import type { Calendar } from '../domain/calendar/calendar.ts';
import { contractOfRecord } from '../domain/contract/inForce.ts';
import type { ContractProfile } from '../domain/contract/profile.ts';
import { forms } from '../domain/forms/index.ts';
import { headlineOf } from '../domain/forms/indexing.ts';
import type { Known } from '../domain/record/around.ts';
import { pausesOf, recordClocks } from '../domain/record/clocks.ts';
import type { Rec } from '../domain/record/record.ts';
import { isLiving } from '../domain/record/unique.ts';
import { createBriefs, timeField, type Brief } from '../domain/report/brief.ts';
import type { BriefQuery, ReportSource } from '../domain/report/source.ts';
import type { Database } from './database.ts';
import { legible, reckoned } from './legible.ts';
import type { Definitions } from './rpc/definitions.ts';

/** records read at a time for their clocks */
const page = 1000;
/** days a clock may have run before the span it is asked for: two years and some, longer than any of a yearly contract */
const longestClock = 800;

type Clocks = ReturnType<ReportSource['clocksBetween']>;
/** What a source is asked: each question by its own kind. */
export type ReportQuestion =
  | { readonly kind: 'briefs'; readonly query: BriefQuery }
  | { readonly kind: 'clocks'; readonly from: string; readonly to: string }
  | { readonly kind: 'rows'; readonly ids: readonly string[] }
  | { readonly kind: 'branches' };

type Line = Pick<Rec, 'id' | 'form' | 'number' | 'state' | 'createdAt' | 'reached' | 'data' | 'copies' | 'def'> & { readonly owner: string | null; readonly sealedAt: string | null; readonly corrected: boolean; readonly voided: boolean };
/** Ink is most of a record and no part of a figure: it stays where it is. */
const parts = `r.id, r.form, r.number, r.state, r.body ->> 'createdAt' as "createdAt", r.body -> 'reached' as reached, r.body -> 'data' as data, r.body -> 'copies' as copies, r.body ->> 'def' as def,
  r.body #>> '{owner,name}' as owner, r.body #>> '{seal,at}' as "sealedAt", r.body ? 'correctedBy' as corrected, r.body ? 'voided' as voided`;

const withoutInk = `select body - 'signatures' as body from record where id = any($1)`;

/** The records of one site as a report reads them, from PostgreSQL. `now`: ISO seconds. */
export const createSiteSource = (database: Database, definitions: Definitions, { site, contracts, calendar, now }: { readonly site: string; readonly contracts: readonly ContractProfile[]; readonly calendar: Calendar; readonly now: string }) => {
  const select = (query: BriefQuery): readonly [string, readonly unknown[]] => {
    if ('ids' in query) return [`select ${parts} from record r join unnest($2::text[]) with ordinality n (id, at) on n.id = r.id where r.site = $1 order by n.at`, [site, query.ids]];
    if ('states' in query) return [`select ${parts} from record r where r.site = $1 and r.form = $2 and r.state = any($3) and (r.body ->> 'updatedAt') collate "C" >= $4 order by r.id`, [site, query.form, query.states, query.since ?? '']];
    const made = `r.body ->> 'createdAt'`;
    const written = `r.body -> 'data' ->> $5`;
    const at = query.field === 'createdAt' ? made : query.field === timeField(query.form) ? `coalesce(nullif(${written}, ''), ${made})` : written;
    // a time begins with its day; no time has the sign that ends the last one
    return [
      `select ${parts} from record r where r.site = $1 and r.form = $2 and (${at}) collate "C" >= $3 and (${at}) collate "C" < $4 || '~' order by (${at}) collate "C", r.id`,
      [site, query.form, query.from, query.to, ...(query.field === 'createdAt' ? [] : [query.field])],
    ];
  };
  const briefs = async (query: BriefQuery): Promise<readonly Brief[]> => {
    const { rows } = await database.pool.query<Line>(...(select(query) as [string, unknown[]]));
    const defs = await definitions(rows.map(({ def }) => def));
    const toBrief = createBriefs();
    return rows.map(({ def, owner, sealedAt, ...line }) => {
      const known = defs.get(def);
      const read = legible(line, known, database.log);
      // what is here has reached headquarters; a file on its way changes no figure
      return toBrief({ ...read, headline: known ? headlineOf(known, read.data) : '', owner: owner ?? '', unsent: false, conflict: false, ...(sealedAt !== null && { sealedAt }) });
    });
  };

  const known = async (sql: string, params: readonly unknown[]): Promise<readonly Known[]> => {
    const { rows } = await database.pool.query<{ body: Rec }>(sql, [...params]);
    const defs = await definitions(rows.map(({ body }) => body.def));
    return rows.flatMap(({ body: rec }) => {
      const def = defs.get(rec.def);
      return def ? [{ rec: legible(rec, def, database.log), def }] : [];
    });
  };
  /** Headquarters keeps no clocks: they are reckoned from the papers when they are asked for. */
  const clocks = async (from: string, to: string): Promise<Clocks> => {
    const timed = forms.filter(({ deadlines }) => deadlines.length > 0).map(({ id }) => id);
    const suspending = await known('select body from record where site = $1 and form = any($2)', [site, forms.filter(({ suspends }) => suspends).map(({ id }) => id)]);
    const found: Clocks[number][] = [];
    let after = '';
    for (;;) {
      const { rows: ids } = await database.pool.query<{ id: string }>(
        `select id from record where site = $1 and form = any($2) and id > $3 and (body ->> 'createdAt') collate "C" between $4 and $5 order by id limit ${page}`, [site, timed, after, addDays(dayOf(from), -longestClock), to],
      );
      for (const { rec, def } of await known(withoutInk, [ids.map(({ id }) => id)])) {
        if (!isLiving(rec, def)) continue;
        const counted = new Set<string>();
        for (const { id: clock, started, due, kept, estimated } of reckoned(rec.id, () => recordClocks(rec, def, contractOfRecord(contracts, rec), calendar, pausesOf(rec.id, suspending, dayOf(now))), [], database.log)) {
          // of several starts of one clock on a paper the first counts, as in the stations' own table
          if (counted.has(clock)) continue;
          counted.add(clock);
          if ((due >= from && due <= to) || (started >= from && started <= to)) found.push({ id: rec.id, form: rec.form, clock, started, due, estimated, ...(kept !== undefined && { kept }) });
        }
      }
      if (ids.length < page) break;
      after = ids.at(-1)!.id;
    }
    return found.sort((a, b) => (a.due === b.due ? (a.id < b.id ? -1 : 1) : a.due < b.due ? -1 : 1));
  };

  return async (question: ReportQuestion): Promise<unknown> => {
    switch (question.kind) {
      case 'briefs':
        return briefs(question.query);
      case 'clocks':
        return clocks(question.from, question.to);
      case 'rows':
        return (await known(withoutInk, [question.ids])).map(({ rec, def }) => ({ id: rec.id, number: rec.number, headline: headlineOf(def, rec.data) }));
      case 'branches':
        return (await database.pool.query<{ doc: string }>(`select b.doc from branch b join record r on r.tenant = b.tenant and r.id = b.doc where b.state = 'open' and r.site = $1`, [site])).rows;
    }
  };
};

/** The moment a report is made, ISO seconds in Shanghai. */
export const reportNow = (): string => msToSecond(Date.now());
