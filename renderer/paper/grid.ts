import type { Column, Row } from '../../domain/forms/form.ts';
import { textToCell } from '../../domain/forms/textToCell.ts';

/**
 * Cells of a table copied from a spreadsheet: rows by line, cells by tab, a cell with either in quotes. Null for a text that is no table: one
 * cell alone is pasted as any text is.
 */
export const textToGrid = (text: string): readonly (readonly string[])[] | null => {
  const rows: string[][] = [[]];
  let cell = '';
  let quoted = false;
  const source = text.replaceAll(/\r\n?/g, '\n').replace(/\n$/, '');
  if (!/[\t\n]/.test(source)) return null;
  for (let i = 0; i < source.length; i += 1) {
    const c = source[i]!;
    if (quoted) {
      if (c !== '"') cell += c;
      else if (source[i + 1] === '"') {
        cell += c;
        i += 1;
      } else quoted = false;
    } else if (c === '"' && cell === '') quoted = true;
    else if (c === '\t' || c === '\n') {
      rows.at(-1)!.push(cell);
      cell = '';
      if (c === '\n') rows.push([]);
    } else cell += c;
  }
  rows.at(-1)!.push(cell);
  return rows;
};

type Unread = { readonly row: number; readonly column: string; readonly text: string };
export type Pasted = { readonly rows: readonly Row[]; readonly unread: readonly Unread[]; /** rows there was no room for */ readonly cut: number };

/**
 * Puts a copied grid onto a table's rows from the given cell on. A first line that repeats the columns' labels is left out; what cannot be read
 * leaves its cell as it was and is told, rows counted from 1.
 */
export const pasteGrid = (
  table: { readonly columns: Readonly<Record<string, Column>>; readonly maxRows: number },
  rows: readonly Row[],
  at: { readonly row: number; readonly column: string },
  grid: readonly (readonly string[])[],
  now: string,
): Pasted => {
  const names = Object.keys(table.columns).slice(Object.keys(table.columns).indexOf(at.column));
  const isHead = (line: readonly string[]): boolean => line.every((cell, i) => names[i] !== undefined && [table.columns[names[i]]!.label.zh, table.columns[names[i]]!.label.en].includes(cell.trim()));
  const lines = grid[0] && isHead(grid[0]) ? grid.slice(1) : grid;
  const room = Math.max(0, table.maxRows - at.row);
  const unread: Unread[] = [];
  const next: Row[] = [...rows];
  while (next.length < Math.min(table.maxRows, at.row + lines.length)) next.push({});
  for (const [i, line] of lines.slice(0, room).entries()) {
    const row: Record<string, string | number> = { ...next[at.row + i] };
    for (const [k, typed] of line.entries()) {
      const name = names[k];
      if (name === undefined) break;
      const cell = textToCell(table.columns[name]!, typed, now);
      if (cell === null) unread.push({ row: at.row + i + 1, column: name, text: typed.trim() });
      else if (cell === undefined) delete row[name];
      else row[name] = cell;
    }
    next[at.row + i] = row;
  }
  return { rows: next, unread, cut: Math.max(0, lines.length - room) };
};
