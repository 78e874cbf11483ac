/** Commands carried out, so that one sent again is answered and not done again. `seq`: head of the log when it was done; `answer`: what the log does not hold of it. */
export const sql = `
CREATE TABLE command (id TEXT NOT NULL PRIMARY KEY, digest TEXT NOT NULL, doc TEXT NOT NULL, seq INTEGER NOT NULL, answer TEXT) STRICT, WITHOUT ROWID;
`;
