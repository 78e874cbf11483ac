/**
 * When a paper was issued is said by its form's declaration, so the station writes it beside the record; the register walks that column, of
 * every form at once. The rows that 0006 kept it in among the values are not read any more.
 */
export const sql = `
ALTER TABLE record ADD COLUMN issued TEXT;
UPDATE record SET issued = f.value FROM record_field f WHERE f.form = record.form AND f.name = '#issued' AND f.rid = record.rid;
DELETE FROM record_field WHERE name = '#issued';
CREATE INDEX record_by_issued ON record (issued, rid) WHERE issued IS NOT NULL;
`;
