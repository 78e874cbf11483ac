import { recordToIndex } from '../domain/forms/indexing.ts';
import type { Rec } from '../domain/record/record.ts';
import { formToken, textToWords } from './bigrams.ts';
import { nameToPinyin } from './pinyin.ts';
import type { Database, Sql } from './sqlite.ts';
import type { Reader, RecordIndex } from './store.ts';

/** What the full-text index is to hold of a record. */
export type SearchRow = { readonly rid: number; readonly text: string; readonly extra: string };

export const toSearchRow = (rid: number, rec: Rec, { headline, text, persons }: Pick<RecordIndex, 'headline' | 'text' | 'persons'>): SearchRow => {
  const { tokens, extras } = textToWords(`${rec.number}\n${headline}\n${text}`);
  return { rid, text: tokens.join(' '), extra: [formToken(rec.form), ...extras, ...persons.flatMap(nameToPinyin)].join(' ') };
};

/** Puts the rows into the full-text index and empties the list. */
export const putSearch = (sql: Sql, rows: SearchRow[]): void => {
  for (const { rid, text, extra } of rows.splice(0)) sql('INSERT OR REPLACE INTO search (rowid, text, extra) VALUES (?, ?, ?)').run(rid, text, extra);
};

/** Notes that the record's words are still to be put in. It stands until they are, whatever becomes of the process. */
export const dueSearch = (sql: Sql, rid: number): void => void sql('INSERT INTO words_due VALUES (?) ON CONFLICT DO NOTHING').run(rid);

/** Records put in by one transaction when all that are left go in at once. */
const atOnce = 1_000;

/** The words that are due: made from the records as they stand now, a slice to a transaction that also strikes them off. */
export const createSearchDebt = (db: Database, sql: Sql, definition: Reader['definition']) => {
  const work = db.transaction((most: number): number => {
    const found = sql('SELECT d.rid, b.body FROM words_due d JOIN record_body b ON b.rid = d.rid ORDER BY d.rid LIMIT ?').all(most) as { rid: number; body: string }[];
    const rows = found.map(({ rid, body }): SearchRow => {
      const rec = JSON.parse(body) as Rec;
      const def = definition(rec.def);
      // nothing is projected without its definition; should it be gone, the number still finds the paper
      return toSearchRow(rid, rec, def ? recordToIndex(rec, def) : { headline: '', text: '', persons: [rec.owner.name] });
    });
    const last = rows.at(-1)?.rid;
    putSearch(sql, rows);
    if (last !== undefined) sql('DELETE FROM words_due WHERE rid <= ?').run(last);
    return found.length;
  });
  const settle = (most: number): number => (sql('SELECT 1 FROM words_due LIMIT 1').get() === undefined ? 0 : work.immediate(most));
  return {
    settle,
    settleAll: (): void => {
      while (settle(atOnce) > 0);
    },
  };
};
