/**
 * How many clocks are due at a second and how they stand is counted as they are written: a board then reads some hundred rows where it walked every
 * deadline of the quarter, and its first look after a start had nearly a thousand pages to decrypt. `missed`: not kept in time, whether it still runs or not.
 */
export const sql = `
CREATE TABLE clock_count (
  clock TEXT NOT NULL, due TEXT NOT NULL, open INTEGER NOT NULL, met INTEGER NOT NULL, missed INTEGER NOT NULL,
  PRIMARY KEY (clock, due)
) STRICT, WITHOUT ROWID;
INSERT INTO clock_count SELECT clock, due, sum(kept IS NULL), sum(kept IS NOT NULL AND kept <= due), sum(kept IS NULL OR kept > due) FROM record_clock GROUP BY clock, due;
CREATE TRIGGER clock_counts_insert AFTER INSERT ON record_clock BEGIN
  INSERT INTO clock_count VALUES (new.clock, new.due, new.kept IS NULL, new.kept IS NOT NULL AND new.kept <= new.due, new.kept IS NULL OR new.kept > new.due)
    ON CONFLICT DO UPDATE SET open = open + excluded.open, met = met + excluded.met, missed = missed + excluded.missed;
END;
CREATE TRIGGER clock_counts_delete AFTER DELETE ON record_clock BEGIN
  UPDATE clock_count SET open = open - (old.kept IS NULL), met = met - (old.kept IS NOT NULL AND old.kept <= old.due), missed = missed - (old.kept IS NULL OR old.kept > old.due)
    WHERE clock = old.clock AND due = old.due;
  DELETE FROM clock_count WHERE clock = old.clock AND due = old.due AND met + missed = 0;
END;
CREATE TRIGGER clock_is_not_changed BEFORE UPDATE ON record_clock BEGIN SELECT RAISE(ABORT, 'clocks are taken out and put in anew'); END;
`;
