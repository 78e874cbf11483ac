/** What is asked of one person's papers and of the deadlines still running is counted from an index alone: a first look decrypts few pages. */
export const sql = `
CREATE INDEX record_by_owner ON record (owner_id, form, state, updated_at);
CREATE INDEX record_by_writer ON record (owner_id, created_at, form);
CREATE INDEX record_clock_open_by_clock ON record_clock (clock, due) WHERE kept IS NULL;
`;
