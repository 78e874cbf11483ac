CREATE INDEX blob_unsent ON blob (sha256) WHERE acked = 0;
CREATE INDEX copy_by_time ON copy (at);
CREATE INDEX op_by_doc ON op (doc, seq);
CREATE INDEX outcome_by_doc ON outcome (doc, seq);
CREATE INDEX pulled_by_doc ON pulled (doc, n);
CREATE INDEX pulled_lost ON pulled (n) WHERE confirmed = 0;
CREATE INDEX pulled_proven ON pulled (n) WHERE proof IS NOT NULL;
CREATE INDEX pulled_raw ON pulled (n) WHERE state = 'raw';
CREATE INDEX record_away ON record (form) WHERE away = 1;
CREATE INDEX record_by_created ON record (form, created_at, state);
CREATE INDEX record_by_issued ON record (issued, rid) WHERE issued IS NOT NULL;
CREATE INDEX record_by_number ON record (form, number, state);
CREATE INDEX record_by_owner ON record (owner_id, form, state, updated_at);
CREATE INDEX record_by_state ON record (form, state, updated_at);
CREATE INDEX record_by_updated ON record (form, updated_at, state);
CREATE INDEX record_by_writer ON record (owner_id, created_at, form);
CREATE INDEX record_clock_by_due ON record_clock (clock, due, kept, started);
CREATE INDEX record_clock_open ON record_clock (due, rid) WHERE kept IS NULL;
CREATE INDEX record_clock_open_by_clock ON record_clock (clock, due) WHERE kept IS NULL;
CREATE INDEX record_corrected ON record (form) WHERE corrected = 1;
CREATE INDEX record_link_by_record ON record_link (rid);
CREATE INDEX record_voided ON record (form) WHERE voided = 1;
CREATE TABLE blob (sha256 TEXT NOT NULL PRIMARY KEY, size INTEGER NOT NULL, type TEXT NOT NULL, acked INTEGER NOT NULL DEFAULT 0) STRICT, WITHOUT ROWID;
CREATE TABLE branch (doc TEXT NOT NULL PRIMARY KEY, reason TEXT NOT NULL, body TEXT NOT NULL, head TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE clock_count (
  clock TEXT NOT NULL, due TEXT NOT NULL, open INTEGER NOT NULL, met INTEGER NOT NULL, missed INTEGER NOT NULL,
  PRIMARY KEY (clock, due)
) STRICT, WITHOUT ROWID;
CREATE TABLE command (id TEXT NOT NULL PRIMARY KEY, digest TEXT NOT NULL, doc TEXT NOT NULL, seq INTEGER NOT NULL, answer TEXT) STRICT, WITHOUT ROWID;
CREATE TABLE copy (id TEXT NOT NULL UNIQUE, rid INTEGER NOT NULL REFERENCES record (rid), at TEXT NOT NULL, body TEXT NOT NULL) STRICT;
CREATE TABLE definition (hash TEXT NOT NULL PRIMARY KEY, body TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE draft (
  record TEXT NOT NULL, account TEXT NOT NULL, base INTEGER NOT NULL, body TEXT NOT NULL, saved_at TEXT NOT NULL,
  PRIMARY KEY (record, account)
) STRICT, WITHOUT ROWID;
CREATE VIRTUAL TABLE file_search USING fts5(text, content='', contentless_delete=1, prefix='1', tokenize='ascii');
CREATE TABLE 'file_search_config'(k PRIMARY KEY, v) WITHOUT ROWID;
CREATE TABLE 'file_search_data'(id INTEGER PRIMARY KEY, block BLOB);
CREATE TABLE 'file_search_docsize'(id INTEGER PRIMARY KEY, sz BLOB, origin INTEGER);
CREATE TABLE 'file_search_idx'(segid, term, pgno, PRIMARY KEY(segid, term)) WITHOUT ROWID;
CREATE TABLE file_text (
  tid INTEGER PRIMARY KEY,
  sha256 TEXT NOT NULL,
  page INTEGER NOT NULL,
  body TEXT NOT NULL,
  UNIQUE (sha256, page)
) STRICT;
CREATE TABLE ink (record TEXT NOT NULL, role TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (record, role)) STRICT, WITHOUT ROWID;
CREATE TABLE meta (key TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE op (
  seq INTEGER PRIMARY KEY,
  hash TEXT NOT NULL,
  doc TEXT NOT NULL,
  bytes TEXT NOT NULL
) STRICT;
CREATE TABLE outcome (seq INTEGER PRIMARY KEY, doc TEXT NOT NULL, outcome TEXT NOT NULL, reason TEXT) STRICT;
CREATE TABLE pulled (
  station TEXT NOT NULL,
  seq INTEGER NOT NULL,
  n INTEGER NOT NULL,
  hash TEXT NOT NULL,
  doc TEXT NOT NULL,
  bytes TEXT NOT NULL,
  after_own INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('applied', 'branch', 'raw')),
  confirmed INTEGER NOT NULL DEFAULT 1, branch INTEGER NOT NULL DEFAULT 0, proof TEXT,
  PRIMARY KEY (station, seq)
) STRICT, WITHOUT ROWID;
CREATE TABLE record (
  rid INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  form TEXT NOT NULL,
  number TEXT NOT NULL,
  state TEXT NOT NULL,
  headline TEXT NOT NULL,
  owner_id TEXT NOT NULL,
  owner_name TEXT NOT NULL,
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  corrected INTEGER NOT NULL,
  cells TEXT NOT NULL
, issued TEXT, voided INTEGER NOT NULL DEFAULT 0, refused TEXT, away INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE TABLE record_body (rid INTEGER PRIMARY KEY REFERENCES record (rid), body TEXT NOT NULL) STRICT;
CREATE TABLE record_brief (rid INTEGER PRIMARY KEY REFERENCES record (rid), parts TEXT NOT NULL) STRICT;
CREATE TABLE record_clock (
  rid INTEGER NOT NULL REFERENCES record (rid),
  clock TEXT NOT NULL,
  started TEXT NOT NULL,
  due TEXT NOT NULL,
  kept TEXT,
  estimated INTEGER NOT NULL,
  PRIMARY KEY (rid, clock)
) STRICT, WITHOUT ROWID;
CREATE TABLE record_count (form TEXT NOT NULL, state TEXT NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (form, state)) STRICT, WITHOUT ROWID;
CREATE TABLE record_field (
  form TEXT NOT NULL,
  name TEXT NOT NULL,
  value ANY NOT NULL,
  rid INTEGER NOT NULL,
  PRIMARY KEY (form, name, value, rid)
) STRICT, WITHOUT ROWID;
CREATE TABLE record_file (sha256 TEXT NOT NULL, rid INTEGER NOT NULL REFERENCES record (rid), PRIMARY KEY (sha256, rid)) STRICT, WITHOUT ROWID;
CREATE TABLE record_link (target TEXT NOT NULL, rid INTEGER NOT NULL, rel TEXT NOT NULL, PRIMARY KEY (target, rid, rel)) STRICT, WITHOUT ROWID;
CREATE VIRTUAL TABLE search USING fts5(text, extra, content='', contentless_delete=1, prefix='1', tokenize='ascii');
CREATE TABLE serial (prefix TEXT NOT NULL, year TEXT NOT NULL, last INTEGER NOT NULL, PRIMARY KEY (prefix, year)) STRICT, WITHOUT ROWID;
CREATE TABLE words_due (rid INTEGER PRIMARY KEY REFERENCES record (rid)) STRICT;
CREATE TRIGGER clock_counts_delete AFTER DELETE ON record_clock BEGIN
  UPDATE clock_count SET open = open - (old.kept IS NULL), met = met - (old.kept IS NOT NULL AND old.kept <= old.due), missed = missed - (old.kept IS NULL OR old.kept > old.due)
    WHERE clock = old.clock AND due = old.due;
  DELETE FROM clock_count WHERE clock = old.clock AND due = old.due AND met + missed = 0;
END;
CREATE TRIGGER clock_counts_insert AFTER INSERT ON record_clock BEGIN
  INSERT INTO clock_count VALUES (new.clock, new.due, new.kept IS NULL, new.kept IS NOT NULL AND new.kept <= new.due, new.kept IS NULL OR new.kept > new.due)
    ON CONFLICT DO UPDATE SET open = open + excluded.open, met = met + excluded.met, missed = missed + excluded.missed;
END;
CREATE TRIGGER clock_is_not_changed BEFORE UPDATE ON record_clock BEGIN SELECT RAISE(ABORT, 'clocks are taken out and put in anew'); END;
CREATE TRIGGER op_is_not_changed BEFORE UPDATE ON op BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TRIGGER op_is_not_deleted BEFORE DELETE ON op BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TRIGGER record_counts_insert AFTER INSERT ON record BEGIN
  INSERT INTO record_count VALUES (new.form, new.state, 1) ON CONFLICT DO UPDATE SET n = n + 1;
END;
CREATE TRIGGER record_counts_move AFTER UPDATE OF state ON record WHEN old.state <> new.state BEGIN
  UPDATE record_count SET n = n - 1 WHERE form = old.form AND state = old.state;
  INSERT INTO record_count VALUES (new.form, new.state, 1) ON CONFLICT DO UPDATE SET n = n + 1;
END;
pragma user_version = 20;
