import type { Rec } from '../domain/record/record.ts';
import type { Sql } from './sqlite.ts';

/**
 * Records of a form by a day, or a time that stands in its list, within a span of days: walked from the index of values, where a day stands under
 * its own name and a list column under `#`. A time begins with its day, so the text order is the order of time.
 */
export const recordsBetween = (sql: Sql, form: string, field: string, from: string, to: string, limit: number): readonly Rec[] => {
  const found = 'SELECT DISTINCT rid, value FROM record_field WHERE form = :form AND name IN (:field, :column) AND value >= :from AND value < :end ORDER BY value, rid LIMIT :limit';
  // every time of the last day is below the day's text with a sign behind it that no time has
  const rows = sql(`SELECT b.body FROM (${found}) n JOIN record_body b ON b.rid = n.rid ORDER BY n.value, n.rid`).all({ form, field, column: `#${field}`, from, end: `${to}~`, limit }) as { body: string }[];
  return rows.map(({ body }) => JSON.parse(body) as Rec);
};
