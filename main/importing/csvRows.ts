import { refused } from '../../domain/refused.ts';

/** A quote that is never closed would swallow the rest of the file: no cell is this long. UTF-16 units. */
const longestCell = 1_000_000;

/** What parts the cells: whichever of the usual separators stands most often in the first line. */
const separatorOf = (line: string): string => [',', ';', '\t'].toSorted((a, b) => line.split(b).length - line.split(a).length)[0]!;

/**
 * Rows of a CSV text (RFC 4180) as it comes, piece by piece; a row without a cell is one empty cell. Throws RefusedError `file-not-table` where
 * a cell does not end.
 */
export async function* csvRows(text: AsyncIterable<string>): AsyncGenerator<readonly string[]> {
  let separator: string | null = null;
  let head = '';
  let row: string[] = [];
  let cell = '';
  let state = 'plain' as 'plain' | 'quoted' | 'quote' | 'return';
  const endCell = (): void => {
    row.push(cell);
    cell = '';
  };
  const read = function* (piece: string, by: string): Generator<readonly string[]> {
    for (const c of piece) {
      if (state === 'return') {
        state = 'plain';
        if (c === '\n') continue;
      }
      if (state === 'quoted') {
        if (c === '"') state = 'quote';
        else cell += c;
        if (cell.length > longestCell) throw refused('file-not-table', { field: 'file' });
        continue;
      }
      if (state === 'quote' && c === '"') {
        cell += c;
        state = 'quoted';
        continue;
      }
      if (c === '"' && cell === '' && state === 'plain') state = 'quoted';
      else if (c === by) {
        endCell();
        state = 'plain';
      } else if (c === '\n' || c === '\r') {
        endCell();
        const done = row;
        row = [];
        state = c === '\r' ? 'return' : 'plain';
        yield done;
      } else {
        cell += c;
        if (cell.length > longestCell) throw refused('file-not-table', { field: 'file' });
      }
    }
  };
  for await (const piece of text) {
    if (separator !== null) {
      yield* read(piece, separator);
      continue;
    }
    head += piece;
    const end = head.search(/[\r\n]/);
    if (end < 0 && head.length < longestCell) continue;
    separator = separatorOf(end < 0 ? head : head.slice(0, end));
    yield* read(head, separator);
  }
  if (separator === null) yield* read(head, separatorOf(head));
  if (state === 'quoted') throw refused('file-not-table', { field: 'file' });
  if (cell !== '' || row.length > 0) {
    endCell();
    yield row;
  }
}
