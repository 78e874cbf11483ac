import type { RecordRow } from '../domain/api/types.ts';
import type { Refused, Value } from '../domain/record/record.ts';
import type { Sql } from './sqlite.ts';

/** Values longer than this are not looked up, and sorted by this much of their beginning (UTF-16 units). */
export const longestLookup = 40;

/**
 * Whether recordsWhere can be asked for the value. Each one costs a page of its own at every write, so long texts and moments, which
 * nobody asks to be equal, are left out.
 */
export const isLookup = (value: string): boolean => value !== '' && value.length <= longestLookup && !/^\d{4}-\d\d-\d\dT/.test(value);

/** How a line of a file is looked up as `#importedLine`. `sha256`: hex hash of the file. */
export const importedLineKey = (sha256: string, line: number): string => `${sha256.slice(0, 24)}:${line}`;

/** The key in `meta` under which the newest acknowledged sequence number stands. */
export const ackedKey = 'acked-seq';

/**
 * Set in `meta` while headquarters may have files that count as unsent here: receipts were forgotten, or files were carried by hand. Until all are known to be there each is asked
 * for before it is sent.
 */
export const askFilesKey = 'blobs.ask';

export const ackedSeq = (sql: Sql): number => Number((sql('SELECT value FROM meta WHERE key = ?').get(ackedKey) as { value: string } | undefined)?.value ?? 0);

/** Typing that is no operation yet, by record and account. A sealed record takes none any more. */
export const typedRecords = (sql: Sql): readonly { readonly record: string; readonly account: string }[] =>
  sql("SELECT d.record, d.account FROM draft d JOIN record r ON r.id = d.record JOIN record_brief b ON b.rid = r.rid WHERE b.parts ->> '$[3]' IS NULL").all() as { readonly record: string; readonly account: string }[];

type StoredRow = {
  readonly id: string; readonly form: string; readonly number: string; readonly state: string; readonly headline: string; readonly owner_id: string;
  readonly owner_name: string; readonly created_at: string; readonly updated_at: string; readonly corrected: number; readonly voided: number; readonly away: number; readonly cells: string; readonly last: number | null; readonly files: number; readonly trouble: number; readonly refused: string | null;
};

/** The list rows of the given records, in the given order. */
export const rowsOf = (sql: Sql, rids: readonly number[]): readonly RecordRow[] => {
  if (rids.length === 0) return [];
  const acked = ackedSeq(sql);
  // the bodies are looked into only while a file waits
  const waiting = sql('SELECT 1 FROM blob WHERE acked = 0 LIMIT 1').get() === undefined ? 0 : 1;
  const stored = sql(
    `SELECT r.*, (SELECT max(o.seq) FROM op o WHERE o.doc = r.id) AS last,
       (EXISTS (SELECT 1 FROM branch v WHERE v.doc = r.id) OR EXISTS (SELECT 1 FROM outcome t WHERE t.doc = r.id AND t.outcome = 'quarantined')) AS trouble,
       (${waiting} AND EXISTS (SELECT 1 FROM record_body b, json_each(b.body, '$.attachments') a JOIN blob f ON f.sha256 = a.value ->> 'sha256' WHERE b.rid = r.rid AND f.acked = 0)) AS files
     FROM json_each(?) AS wanted JOIN record r ON r.rid = wanted.value ORDER BY wanted.key`,
  ).all(JSON.stringify(rids)) as StoredRow[];
  return stored.map((row) => ({
    id: row.id, form: row.form, number: row.number, state: row.state, headline: row.headline, owner: { id: row.owner_id, name: row.owner_name },
    updatedAt: row.updated_at, createdAt: row.created_at, cells: JSON.parse(row.cells) as Readonly<Record<string, Value>>,
    unsent: (row.last ?? 0) > acked || row.files === 1, ...(row.trouble === 1 ? { trouble: true } : {}), corrected: row.corrected === 1, ...(row.voided === 1 ? { voided: true } : {}), ...(row.away === 1 ? { away: true } : {}),
    ...(row.refused !== null ? { refused: JSON.parse(row.refused) as Refused } : {}),
  }));
};
