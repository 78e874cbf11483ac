/** Which round a sheet answers is looked up by its day, template and round together: a quarter's rounds are counted without reading its sheets. */
export const sql = `
INSERT OR IGNORE INTO record_field
  SELECT form, '#round', substr((cells ->> '$.day') || ' ' || (cells ->> '$.template') || ' ' || (cells ->> '$.round'), 1, 40), rid
  FROM record WHERE form = 'inspection' AND cells ->> '$.day' IS NOT NULL AND cells ->> '$.template' IS NOT NULL AND cells ->> '$.round' IS NOT NULL;
`;
