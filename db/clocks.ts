import { rowsOf } from './rows.ts';
import type { Sql } from './sqlite.ts';
import type { ClockRow, OpenClocks, StoredClock } from './store.ts';

/** Replaces what is known of a record's clocks; nothing is, of a new one. */
export const putClocks = (sql: Sql, rid: number, clocks: readonly ClockRow[], isNew = false): void => {
  if (!isNew) sql('DELETE FROM record_clock WHERE rid = ?').run(rid);
  for (const { clock, started, due, kept, estimated } of clocks) sql('INSERT INTO record_clock VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING').run(rid, clock, started, due, kept ?? null, estimated ? 1 : 0);
};

type Row = { readonly rid: number; readonly id: string; readonly form: string; readonly clock: string; readonly started: string; readonly due: string; readonly kept: string | null; readonly estimated: number };
const toStored = ({ id, form, clock, started, due, kept, estimated }: Row): StoredClock => ({ id, form, clock, started, due, ...(kept !== null && { kept }), estimated: estimated === 1 });
const columns = 'c.rid, r.id, r.form, c.clock, c.started, c.due, c.kept, c.estimated';

/** The clocks nothing has stopped yet, the first due first, and how many there are in all. Papers thrown away or corrected have none. */
export const openClocks = (sql: Sql, limit: number): OpenClocks => {
  const rows = sql(`SELECT ${columns} FROM record_clock c JOIN record r ON r.rid = c.rid WHERE c.kept IS NULL ORDER BY c.due, c.rid LIMIT ?`).all(limit) as Row[];
  const { n } = sql('SELECT count(*) AS n FROM record_clock WHERE kept IS NULL').get() as { n: number };
  const records = new Map(rowsOf(sql, [...new Set(rows.map((row) => row.rid))]).map((record) => [record.id, record]));
  return { rows: rows.map((row) => ({ ...toStored(row), record: records.get(row.id)! })), total: n };
};

/** Every clock whose deadline, start or end lies in the span of ISO seconds, both included. */
export const clocksBetween = (sql: Sql, from: string, to: string): readonly StoredClock[] =>
  (sql(`SELECT ${columns} FROM record_clock c JOIN record r ON r.rid = c.rid WHERE c.due BETWEEN :from AND :to OR c.started BETWEEN :from AND :to ORDER BY c.due, c.rid`).all({ from, to }) as Row[]).map(toStored);
