import { msToSecond } from '../domain/clocks/shanghai.ts';
import { headlineOf } from '../domain/forms/indexing.ts';
import type { Known } from '../domain/record/around.ts';
import type { Rec } from '../domain/record/record.ts';
import { createBriefs, timeField, type Brief } from '../domain/report/brief.ts';
import type { BriefQuery, ReportSource } from '../domain/report/source.ts';
import type { BoardIndex } from './boardIndex.ts';
import type { Database } from './database.ts';
import { legible } from './legible.ts';
import type { Definitions } from './rpc/definitions.ts';

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

/** The records of one site as a report reads them, from PostgreSQL. */
export const createSiteSource = (database: Database, definitions: Definitions, index: Pick<BoardIndex, 'catchUp'>, site: string) => {
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
  /** As the index beside the log has them for the boards: by their start and deadline, whenever their papers were written. */
  const clocks = async (from: string, to: string): Promise<Clocks> => {
    await index.catchUp();
    const { rows } = await database.pool.query<Omit<Clocks[number], 'kept'> & { readonly kept: string | null }>(
      `select c.id, t.form, c.clock, c.started, c.due, c.kept, c.estimated from record_clock c join record_tally t on t.tenant = c.tenant and t.id = c.id
        where c.tenant = tenant() and c.site = $1 and (c.due between $2 and $3 or c.started between $2 and $3) order by c.due, c.id, c.clock`, [site, from, to],
    );
    return rows.map(({ kept, ...clock }) => ({ ...clock, ...(kept !== null && { kept }) }));
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
