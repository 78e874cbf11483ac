/**
 * What a figure counts of a record stands beside its body: the ink, most of a signed paper, is not read to count it. Deadlines are judged from
 * their index, and the few papers a correction replaced are found without walking the others.
 */
export const sql = `
CREATE TABLE record_brief (rid INTEGER PRIMARY KEY REFERENCES record (rid), parts TEXT NOT NULL) STRICT;
INSERT INTO record_brief SELECT rid, json_extract(body, '$.data', '$.reached', '$.copies', '$.seal.at') FROM record_body;
CREATE INDEX record_corrected ON record (form) WHERE corrected = 1;
DROP INDEX record_clock_by_due;
CREATE INDEX record_clock_by_due ON record_clock (clock, due, kept, started);
`;
