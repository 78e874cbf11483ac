import type { Rec } from '../domain/record/record.ts';
import type { Reader } from './store.ts';
import type { Sql } from './sqlite.ts';

/** One page of the papers issued in a span of days, the newest first: walked from the index of that column. */
export const issuedRecords = (sql: Sql, { from, to, form, offset, limit }: Parameters<Reader['issued']>[0]): ReturnType<Reader['issued']> => {
  // a moment of the last day is below its text with a sign behind it that no time has
  const within = `record WHERE issued >= :from AND issued < :end ${form === undefined ? '' : 'AND form = :form'}`;
  const bound = { from, end: `${to}~`, ...(form !== undefined && { form }) };
  const rows = sql(`SELECT b.body FROM (SELECT rid, issued FROM ${within} ORDER BY issued DESC, rid DESC LIMIT :limit OFFSET :offset) n JOIN record_body b ON b.rid = n.rid ORDER BY n.issued DESC, n.rid DESC`)
    .all({ ...bound, limit, offset }) as { body: string }[];
  const { n } = sql(`SELECT count(*) AS n FROM ${within}`).get(bound) as { n: number };
  return { records: rows.map(({ body }) => JSON.parse(body) as Rec), total: n };
};

/** Papers issued in a span of days, the newest first, that stand behind the mark of the page before: no page is walked twice. */
export const issuedAfter = (sql: Sql, { from, to, form, mark, limit }: Parameters<Reader['issuedAfter']>[0]): ReturnType<Reader['issuedAfter']> => {
  const behind = mark === null ? '' : 'AND (issued, rid) < (:issued, :rid)';
  const keys = `SELECT rid, issued FROM record WHERE issued >= :from AND issued < :end ${form === undefined ? '' : 'AND form = :form'} ${behind} ORDER BY issued DESC, rid DESC LIMIT :limit`;
  const rows = sql(`SELECT b.body, n.rid, n.issued FROM (${keys}) n JOIN record_body b ON b.rid = n.rid ORDER BY n.issued DESC, n.rid DESC`)
    .all({ from, end: `${to}~`, limit, ...(form !== undefined && { form }), ...mark }) as { body: string; rid: number; issued: string }[];
  const last = rows.length < limit ? undefined : rows.at(-1);
  return { records: rows.map(({ body }) => JSON.parse(body) as Rec), mark: last ? { issued: last.issued, rid: last.rid } : null };
};

/** What was issued in a span of days, the first issued first, without the papers' bodies. */
export const issuedNames = (sql: Sql, { from, to }: Parameters<Reader['issuedNames']>[0]): ReturnType<Reader['issuedNames']> =>
  sql('SELECT id, form, number FROM record WHERE issued >= :from AND issued < :end ORDER BY issued, rid').all({ from, end: `${to}~` }) as { id: string; form: string; number: string }[];
