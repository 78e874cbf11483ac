/**
 * The document register walks issued papers by the time of their seal, which stood in the body alone. The text of files stands page by page
 * beside the index of its words, cut as records are (db/bigrams.ts); page 0 of a file says that it was looked at, and why it has no text.
 * Which papers have a file is asked by its hash.
 */
export const sql = `
INSERT OR IGNORE INTO record_field
  SELECT r.form, '#issued', substr(coalesce(b.body ->> '$.seal.at', b.body ->> '$.data.submittedAt'), 1, 40), r.rid
  FROM record r JOIN record_body b ON b.rid = r.rid
  WHERE b.body ->> '$.seal.at' IS NOT NULL OR (r.form = 'document' AND b.body ->> '$.data.submittedAt' IS NOT NULL AND b.body ->> '$.voided' IS NULL);
CREATE TABLE record_file (sha256 TEXT NOT NULL, rid INTEGER NOT NULL REFERENCES record (rid), PRIMARY KEY (sha256, rid)) STRICT, WITHOUT ROWID;
INSERT OR IGNORE INTO record_file SELECT a.value ->> '$.sha256', b.rid FROM record_body b, json_each(b.body, '$.attachments') a;
CREATE TABLE file_text (
  tid INTEGER PRIMARY KEY,
  sha256 TEXT NOT NULL,
  page INTEGER NOT NULL,
  body TEXT NOT NULL,
  UNIQUE (sha256, page)
) STRICT;
CREATE VIRTUAL TABLE file_search USING fts5(text, content='', contentless_delete=1, prefix='1', tokenize='ascii');
`;
