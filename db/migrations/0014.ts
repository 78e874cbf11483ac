/**
 * A sealed record that headquarters voided keeps its state: that it is void stands in a column of its own, or it would be counted. Its clocks stop,
 * as those of every paper that was thrown away.
 */
export const sql = `
ALTER TABLE record ADD COLUMN voided INTEGER NOT NULL DEFAULT 0;
UPDATE record SET voided = 1 WHERE rid IN (SELECT rid FROM record_body WHERE instr(body, '"voided":') > 0 AND body ->> '$.voided' IS NOT NULL);
CREATE INDEX record_voided ON record (form) WHERE voided = 1;
DELETE FROM record_clock WHERE rid IN (SELECT rid FROM record WHERE voided = 1);
`;
