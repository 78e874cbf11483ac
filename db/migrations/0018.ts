/** Files are read again, in the background: PDFs with Chinese fonts of the system's own and the headers and notes of DOCX had no text. */
export const sql = `
DELETE FROM file_search;
DELETE FROM file_text;
`;
