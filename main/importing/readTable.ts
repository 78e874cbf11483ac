import { parseCsv } from 'hucre/csv';
import { readXlsx } from 'hucre/xlsx';
import { ok, refuse, type Result } from '../../domain/result.ts';
import { decodePlain } from '../../domain/text/decodePlain.ts';

/** A sheet as text: its heads and the lines below, empty ones left in their places. */
export type FileTable = { readonly heads: readonly string[]; readonly rows: readonly (readonly string[])[]; /** number of the first of `rows` in the file, counted from 1 */ readonly firstLine: number };

/** Lines one import takes: more would hold up the typing for too long while they are written in one transaction. */
const mostLines = 3000;
/** bytes */
const largestFile = 20 * 1024 * 1024;
const mostColumns = 200;

const isZip = (bytes: Uint8Array): boolean => bytes[0] === 0x50 && bytes[1] === 0x4b;
/** What Excel wrote before 2007, and every encrypted workbook. */
const isOldOffice = (bytes: Uint8Array): boolean => bytes[0] === 0xd0 && bytes[1] === 0xcf;

/** A workbook's date has no zone: it is the day and clock the sheet shows. */
const dateText = (date: Date): string => {
  const iso = date.toISOString();
  return iso.slice(11, 16) === '00:00' ? iso.slice(0, 10) : `${iso.slice(0, 10)} ${iso.slice(11, 16)}`;
};
/** The apostrophe before what a spreadsheet would run as a formula is the exporter's, not the text's (see `rowToCsv`). */
export const cellText = (cell: unknown): string => (cell === null || cell === undefined ? '' : cell instanceof Date ? dateText(cell) : String(cell).replace(/^'(?='*[=+\-@\t\r])/, ''));

const rowsOf = async (bytes: Uint8Array): Promise<readonly (readonly unknown[])[] | null> => {
  try {
    if (!isZip(bytes)) return parseCsv(decodePlain(bytes));
    const { sheets } = await readXlsx(bytes, { sheets: [0] });
    return sheets[0]?.rows ?? null;
  } catch {
    // whatever the reader stumbled over, for the person it is one thing: this is no table
    return null;
  }
};

/**
 * Reads the first sheet of an XLSX workbook, or a CSV in UTF-8 or GBK, its first line being the heads. Refusals: `file-empty`,
 * `file-too-large`, `file-not-table`, `too-many-lines`.
 */
export const readTable = async (bytes: Uint8Array): Promise<Result<FileTable>> => {
  if (bytes.length === 0) return refuse('file-empty', { field: 'file' });
  if (bytes.length > largestFile) return refuse('file-too-large', { field: 'file', params: { max: largestFile / 1024 / 1024 } });
  const read = isOldOffice(bytes) || (!isZip(bytes) && bytes.includes(0)) ? null : await rowsOf(bytes);
  if (!read) return refuse('file-not-table', { field: 'file' });
  const rows = read.map((row) => row.map(cellText));
  const first = rows.findIndex((row) => row.some((cell) => cell.trim() !== ''));
  const heads = rows[first]?.map((cell) => cell.trim());
  if (!heads || heads.length > mostColumns) return refuse('file-not-table', { field: 'file' });
  const below = rows.slice(first + 1);
  const last = below.findLastIndex((row) => row.some((cell) => cell.trim() !== ''));
  if (last + 1 > mostLines) return refuse('too-many-lines', { field: 'file', params: { max: mostLines, n: last + 1 } });
  return ok({ heads, rows: below.slice(0, last + 1), firstLine: first + 2 });
};
