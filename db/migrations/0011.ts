/** Headquarters' signature of its own operations stays with them: after headquarters lost some, only what carries it is taken back. */
export const sql = `
ALTER TABLE pulled ADD COLUMN proof TEXT;
CREATE INDEX pulled_proven ON pulled (n) WHERE proof IS NOT NULL;
`;
