import { textToQuery, textToTokens } from './bigrams.ts';
import type { Sql } from './sqlite.ts';
import type { FileHit, FileText } from './store.ts';

/** Characters of a page shown around what was found. */
const around = 40;

export const dropFileText = (sql: Sql, sha256: string): void => {
  for (const { tid } of sql('SELECT tid FROM file_text WHERE sha256 = ?').all(sha256) as { tid: number }[]) sql('DELETE FROM file_search WHERE rowid = ?').run(tid);
  sql('DELETE FROM file_text WHERE sha256 = ?').run(sha256);
};

export const putFileText = (sql: Sql, sha256: string, { pages, fault }: FileText): void => {
  dropFileText(sql, sha256);
  sql('INSERT INTO file_text (sha256, page, body) VALUES (?, 0, ?)').run(sha256, fault ?? '');
  for (const [i, body] of pages.entries()) {
    if (body.trim() === '') continue;
    const { tid } = sql('INSERT INTO file_text (sha256, page, body) VALUES (?, ?, ?) RETURNING tid').get(sha256, i + 1, body) as { tid: number };
    sql('INSERT INTO file_search (rowid, text) VALUES (?, ?)').run(tid, textToTokens(body).join(' '));
  }
};

const excerptOf = (body: string, words: readonly string[]): string => {
  const plain = body.replaceAll(/\s+/g, ' ');
  const lower = plain.toLowerCase();
  const at = Math.max(0, ...words.map((word) => lower.indexOf(word)).filter((found) => found >= 0).slice(0, 1));
  const from = Math.max(0, at - around);
  return `${from > 0 ? '…' : ''}${plain.slice(from, at + 2 * around)}${plain.length > at + 2 * around ? '…' : ''}`;
};

/** Pages of files in which every word stands as typed, the last-read first; none for a text without letters or digits. */
export const fileTexts = (sql: Sql, text: string, limit: number): readonly FileHit[] => {
  const match = textToQuery(text);
  if (match === null) return [];
  const words = text.toLowerCase().split(/\s+/).filter((word) => word !== '');
  const rows = sql('SELECT t.sha256, t.page, t.body FROM (SELECT rowid AS tid FROM file_search WHERE file_search MATCH ? ORDER BY rowid DESC LIMIT ?) f JOIN file_text t ON t.tid = f.tid ORDER BY t.tid DESC')
    .all(match, limit) as { sha256: string; page: number; body: string }[];
  return rows.map(({ sha256, page, body }) => ({ sha256, page, excerpt: excerptOf(body, words) }));
};
