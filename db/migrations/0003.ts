/** A paper's own links are replaced whenever it changes: they are found by the paper, not only by what they name. */
export const sql = `
CREATE INDEX record_link_by_record ON record_link (rid);
`;
