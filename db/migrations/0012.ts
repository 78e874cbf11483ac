/** Records whose words are still to be put into the full-text index: written with the record, in its transaction, so that no search forgets one. */
export const sql = `
CREATE TABLE words_due (rid INTEGER PRIMARY KEY REFERENCES record (rid)) STRICT;
`;
