/**
 * What came down from headquarters: operations of others with their place in headquarters' log, what became of our own, and the version of a
 * record that did not become everybody's. `after_own`: our newest operation when it came, the order in which this station saw things.
 */
export const sql = `
CREATE TABLE pulled (
  station TEXT NOT NULL,
  seq INTEGER NOT NULL,
  n INTEGER NOT NULL,
  hash TEXT NOT NULL,
  doc TEXT NOT NULL,
  bytes TEXT NOT NULL,
  after_own INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('applied', 'branch', 'raw')),
  confirmed INTEGER NOT NULL DEFAULT 1,
  PRIMARY KEY (station, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX pulled_by_doc ON pulled (doc, n);
CREATE INDEX pulled_raw ON pulled (n) WHERE state = 'raw';
CREATE INDEX pulled_lost ON pulled (n) WHERE confirmed = 0;
CREATE TABLE outcome (seq INTEGER PRIMARY KEY, doc TEXT NOT NULL, outcome TEXT NOT NULL, reason TEXT) STRICT;
CREATE INDEX outcome_by_doc ON outcome (doc, seq);
CREATE TABLE branch (doc TEXT NOT NULL PRIMARY KEY, reason TEXT NOT NULL, body TEXT NOT NULL, head TEXT NOT NULL) STRICT, WITHOUT ROWID;
`;
