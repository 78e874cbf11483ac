/** What is kept raw says whether it stands in its writer's version only: read after an update it must not become part of the agreed one. */
export const sql = `
ALTER TABLE pulled ADD COLUMN branch INTEGER NOT NULL DEFAULT 0;
UPDATE pulled SET branch = 1 WHERE state = 'branch';
`;
