/**
 * A list tells which papers somebody would not sign, and why, without reading their bodies. Papers that were refused before have it from the last refusal
 * since they came to the state they stand in; it is written anew with their next operation.
 */
export const sql = `
ALTER TABLE record ADD COLUMN refused TEXT;
UPDATE record SET refused = (
  SELECT f.value FROM record_body b, json_each(b.body, '$.refusals') f
  WHERE b.rid = record.rid AND julianday(f.value ->> 'at') >= julianday(coalesce(b.body ->> ('$.reached.' || record.state), record.created_at))
    AND NOT EXISTS (SELECT 1 FROM json_each(b.body, '$.signatures') s WHERE s.value ->> 'role' = f.value ->> 'role' AND julianday(s.value ->> 'at') >= julianday(f.value ->> 'at'))
  ORDER BY f.key DESC LIMIT 1
) WHERE rid IN (SELECT rid FROM record_body WHERE body ->> '$.refusals[0]' IS NOT NULL AND body ->> '$.seal' IS NULL);
`;
