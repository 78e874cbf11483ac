export type CellText = string | number;

/** Spreadsheets run a text that begins like a formula; the apostrophe makes it text again, and Excel hides it in the cell. One that stands there already gets one more, so that
 * whoever reads the file takes away the one put there. */
const isFormula = (text: string): boolean => /^'*[=+\-@\t\r]/.test(text);

/** One line of a CSV file (RFC 4180), its end included. Numbers stand as they are; texts that begin like a formula get an apostrophe. */
export const rowToCsv = (cells: readonly CellText[]): string =>
  `${cells
    .map((cell) => {
      if (typeof cell === 'number') return String(cell);
      const text = isFormula(cell) ? `'${cell}` : cell;
      return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
    })
    .join(',')}\r\n`;
