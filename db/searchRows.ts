import { recordToIndex } from '../domain/forms/indexing.ts';
import type { Rec } from '../domain/record/record.ts';
import { formToken, textToWords } from './bigrams.ts';
import { nameToPinyin } from './pinyin.ts';
import type { Database, Sql } from './sqlite.ts';
import type { Reader, RecordIndex } from './store.ts';
import { isUnwritable } from './storeError.ts';

/** What the full-text index is to hold of a record. */
export type SearchRow = { readonly rid: number; readonly text: string; readonly extra: string };

export const toSearchRow = (rid: number, rec: Rec, { headline, text, persons }: Pick<RecordIndex, 'headline' | 'text' | 'persons'>): SearchRow => {
  const { tokens, extras } = textToWords(`${rec.number}\n${headline}\n${text}`);
  return { rid, text: tokens.join(' '), extra: [formToken(rec.form), ...extras, ...persons.flatMap(nameToPinyin)].join(' ') };
};

/** Where a search looks: statements that answer `rid` (and `rank`) of what `:match` finds. */
export type Words = { readonly found: string; readonly ranked: string };
const indexed: Words = { found: 'SELECT rowid AS rid FROM search WHERE search MATCH :match', ranked: 'SELECT rowid AS rid, rank FROM search WHERE search MATCH :match' };
/** The index as it is, without what it has to learn anew, and beside it in memory the words that are due. */
const isIndexed = 'rowid NOT IN (SELECT rid FROM words_due)';
const withDue: Words = {
  found: `${indexed.found} AND ${isIndexed} UNION ALL SELECT rowid AS rid FROM temp.search_due WHERE search_due MATCH :match`,
  ranked: `${indexed.ranked} AND ${isIndexed} UNION ALL SELECT rowid AS rid, rank FROM temp.search_due WHERE search_due MATCH :match`,
};

/** Puts the rows into the full-text index, or what stands in for it in memory, and empties the list. */
export const putSearch = (sql: Sql, rows: SearchRow[], table: 'search' | 'temp.search_due' = 'search'): void => {
  for (const { rid, text, extra } of rows.splice(0)) sql(`INSERT OR REPLACE INTO ${table} (rowid, text, extra) VALUES (?, ?, ?)`).run(rid, text, extra);
};

/** Notes that the record's words are still to be put in. It stands until they are, whatever becomes of the process. */
export const dueSearch = (sql: Sql, rid: number): void => void sql('INSERT INTO words_due VALUES (?) ON CONFLICT DO NOTHING').run(rid);

/** Records put in by one transaction when all that are left go in at once. */
const atOnce = 1_000;

/**
 * The words that are due: made from the records as they stand now, a slice to a transaction that also strikes them off. `beside`: a search leaves that to
 * the process that has the store open.
 */
export const createSearchDebt = (db: Database, sql: Sql, definition: Reader['definition'], beside: boolean) => {
  const dueRows = (after: number, most: number): SearchRow[] => {
    const found = sql('SELECT d.rid, b.body FROM words_due d JOIN record_body b ON b.rid = d.rid WHERE d.rid > ? ORDER BY d.rid LIMIT ?').all(after, most) as { rid: number; body: string }[];
    return found.map(({ rid, body }): SearchRow => {
      const rec = JSON.parse(body) as Rec;
      const def = definition(rec.def);
      // nothing is projected without its definition; should it be gone, the number still finds the paper
      return toSearchRow(rid, rec, def ? recordToIndex(rec, def) : { headline: '', text: '', persons: [rec.owner.name] });
    });
  };
  const work = db.transaction((most: number): number => {
    const rows = dueRows(0, most);
    const [count, last] = [rows.length, rows.at(-1)?.rid];
    putSearch(sql, rows);
    if (last !== undefined) sql('DELETE FROM words_due WHERE rid <= ?').run(last);
    return count;
  });
  const isDue = (): boolean => sql('SELECT 1 FROM words_due LIMIT 1').get() !== undefined;
  const settle = (most: number): number => (isDue() ? work.immediate(most) : 0);

  /** Changes with every write, of this connection and of others. */
  const standing = (): string => `${db.pragma('data_version', { simple: true })} ${(sql('SELECT total_changes() AS n').get() as { n: number }).n}`;
  let remembered = '';
  const remember = db.transaction((): void => {
    sql("INSERT INTO temp.search_due (search_due) VALUES ('delete-all')").run();
    for (let rows = dueRows(0, atOnce); rows.length > 0; ) {
      const last = rows.at(-1)!.rid;
      putSearch(sql, rows, 'temp.search_due');
      rows = dueRows(last, atOnce);
    }
  });
  /** The words that are due into memory: nothing of it goes to the disk (`temp_store`). */
  const inMemory = (): Words => {
    if (remembered === standing()) return withDue;
    if (remembered === '') db.exec("CREATE VIRTUAL TABLE IF NOT EXISTS temp.search_due USING fts5(text, extra, content='', contentless_delete=1, prefix='1', tokenize='ascii')");
    remember();
    remembered = standing();
    return withDue;
  };
  return {
    settle,
    /** Where a search finds every record: the index after all that was due went in, or, where nothing can be written, with it in memory. */
    words: (): Words => {
      if (!isDue()) return indexed;
      if (beside) return inMemory();
      const isWriting = db.inTransaction;
      try {
        while (settle(atOnce) > 0);
        return indexed;
      } catch (error) {
        // a write under way may have been undone with it: it must not go on
        if (isWriting || !isUnwritable(error)) throw error;
        return inMemory();
      }
    },
  };
};
