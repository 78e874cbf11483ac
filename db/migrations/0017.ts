/** What headquarters gave to another site is no work here: that it was stands in a column of its own. Papers given away before have it from their next operation on. */
export const sql = `
ALTER TABLE record ADD COLUMN away INTEGER NOT NULL DEFAULT 0;
CREATE INDEX record_away ON record (form) WHERE away = 1;
`;
