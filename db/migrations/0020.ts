/**
 * A paper whose own time is not written is counted by the day it was made, found under a name no column has. The forms and their times are those of
 * this release; papers of others have it from their next operation on.
 */
const timed = `('assessment', 'month'), ('backup', 'startedAt'), ('change', 'plannedFrom'), ('change-result', 'startedAt'), ('complaint', 'receivedAt'), ('contact', 'receivedAt'), ('data-request', 'requestedAt'), ('document', 'submittedAt'), ('drill', 'startedAt'), ('extra-cost', 'arisenAt'), ('fault-report', 'foundAt'), ('force-majeure', 'from'), ('incident', 'foundAt'), ('inspection', 'day'), ('key-period', 'from'), ('problem', 'registeredAt'), ('release', 'plannedFrom'), ('release-result', 'startedAt'), ('restore-drill', 'startedAt'), ('routine-report', 'to'), ('service-order', 'requestedAt'), ('survey', 'answeredAt'), ('training', 'startedAt'), ('training-plan', 'from')`;
export const sql = `
INSERT OR IGNORE INTO record_field (form, name, value, rid)
SELECT r.form, '#undated', r.created_at, r.rid FROM (VALUES ${timed}) t JOIN record r ON r.form = t.column1 WHERE coalesce(r.cells ->> t.column2, '') = '';
`;
