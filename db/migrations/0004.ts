/** Every clock that runs, or ran, on a record: the day sheet and the figures ask by deadline, not by paper. `kept`: when it was stopped. */
export const sql = `
CREATE TABLE record_clock (
  rid INTEGER NOT NULL REFERENCES record (rid),
  clock TEXT NOT NULL,
  started TEXT NOT NULL,
  due TEXT NOT NULL,
  kept TEXT,
  estimated INTEGER NOT NULL,
  PRIMARY KEY (rid, clock)
) STRICT, WITHOUT ROWID;
CREATE INDEX record_clock_open ON record_clock (due, rid) WHERE kept IS NULL;
CREATE INDEX record_clock_by_due ON record_clock (clock, due);
`;
