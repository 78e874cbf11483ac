/** Nothing is issued that is a draft, whatever time stands on it, or was thrown away as one, which sealed it: on payments that state is called `open`. */
export const sql = `
UPDATE record SET issued = NULL WHERE issued IS NOT NULL AND (
  state = 'draft' OR state IN ('void', 'canceled') AND NOT EXISTS (
    SELECT 1 FROM record_body b, json_each(b.body, '$.reached') r
    WHERE b.rid = record.rid AND r.key NOT IN ('draft', 'void', 'canceled') AND NOT (record.form = 'payment' AND r.key = 'open')
  )
);
`;
