import { createBriefs, timeField, type Brief, type RawBrief } from '../domain/report/brief.ts';
import type { BriefQuery } from '../domain/report/source.ts';
import { ackedSeq } from './rows.ts';
import type { Sql } from './sqlite.ts';
import { undatedName } from './tally.ts';

type Found = {
  readonly id: string; readonly form: string; readonly number: string; readonly state: string; readonly headline: string; readonly owner_name: string; readonly created_at: string; readonly corrected: number; readonly voided: number;
  readonly last: number | null; readonly parts: string;
};

/** The rids wanted, and how they are bound. A time begins with its day, so the text order is the order of time. */
const sourceOf = (query: BriefQuery): { readonly rids: string; readonly bound: Readonly<Record<string, string>> } => {
  if ('ids' in query) return { rids: 'SELECT r.rid, j.key AS at FROM json_each(:ids) j JOIN record r ON r.id = j.value', bound: { ids: JSON.stringify(query.ids) } };
  if ('states' in query) return { rids: 'SELECT rid, rid AS at FROM record WHERE form = :form AND state IN (SELECT value FROM json_each(:states)) AND updated_at >= :since', bound: { form: query.form, states: JSON.stringify(query.states), since: query.since ?? '' } };
  const { form, field, from } = query;
  const bound = { form, from, end: `${query.to}~` };
  // every time of the last day is below the day's text with a sign behind it that no time has
  if (field === 'createdAt') return { rids: 'SELECT rid, created_at AS at FROM record WHERE form = :form AND created_at >= :from AND created_at < :end', bound };
  const names = field === timeField(form) ? `:column, '${undatedName}'` : ':column';
  return { rids: `SELECT rid, value AS at FROM record_field WHERE form = :form AND name IN (${names}) AND value >= :from AND value < :end`, bound: { ...bound, column: `#${field}` } };
};

/** Records as a report needs them, read one after the other: the ink, which is most of a record, is not touched. */
export const briefsOf = (sql: Sql, query: BriefQuery): readonly Brief[] => {
  const toBrief = createBriefs();
  const acked = ackedSeq(sql);
  const { rids, bound } = sourceOf(query);
  const found = sql(
    `SELECT r.id, r.form, r.number, r.state, r.headline, r.owner_name, r.created_at, r.corrected, r.voided, (SELECT max(o.seq) FROM op o WHERE o.doc = r.id) AS last, b.parts
     FROM (${rids}) n JOIN record r ON r.rid = n.rid JOIN record_brief b ON b.rid = n.rid ORDER BY n.at, n.rid`,
  ).iterate(bound) as IterableIterator<Found>;
  const out: Brief[] = [];
  for (const row of found) {
    const [data, reached, copies, sealedAt] = JSON.parse(row.parts) as [RawBrief['data'], RawBrief['reached'], RawBrief['copies'], string | null];
    out.push(toBrief({
      id: row.id, form: row.form, number: row.number, state: row.state, headline: row.headline, owner: row.owner_name, createdAt: row.created_at, corrected: row.corrected === 1, voided: row.voided === 1, unsent: (row.last ?? 0) > acked, conflict: false,
      data, reached, copies, ...(sealedAt !== null && { sealedAt }),
    }));
  }
  return out;
};
