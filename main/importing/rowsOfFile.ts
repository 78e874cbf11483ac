import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { streamXlsxRows } from 'hucre/xlsx';
import { refused } from '../../domain/refused.ts';
import { csvRows } from './csvRows.ts';
import { cellText } from './readTable.ts';

/** One row of a file: the cells of a table, or what a line of JSON says; null for a line that is no JSON. */
export type FileRow = { readonly line: number; readonly cells: readonly string[] } | { readonly line: number; readonly json: unknown };
export type RowFile = { readonly kind: 'csv' | 'xlsx' | 'jsonl'; /** hex */ readonly sha256: string; /** Read anew, a piece at a time, each time it is called. */ readonly rows: () => AsyncGenerator<FileRow> };

/** A line of JSON lines is one record; what is longer is none. Characters. */
const longestLine = 4_000_000;

/** The bytes of a file, read anew each time. */
type Source = () => AsyncIterable<Uint8Array>;
type Looked = { readonly sha256: string; readonly isUtf8: boolean; readonly hasZero: boolean };
/** One pass over the bytes: their hash, and how they can be read. */
const lookThrough = async (file: Source): Promise<Looked> => {
  const hash = createHash('sha256');
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let isUtf8 = true;
  let hasZero = false;
  for await (const piece of file()) {
    hash.update(piece);
    hasZero ||= piece.includes(0);
    if (!isUtf8) continue;
    try {
      decoder.decode(piece, { stream: true });
    } catch {
      // Chinese Excel saves CSV in the system's code page (GBK) unless it is told otherwise
      isUtf8 = false;
    }
  }
  return { sha256: hash.digest('hex'), isUtf8, hasZero };
};

async function* textOf(file: Source, encoding: string): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding);
  for await (const piece of file()) yield decoder.decode(piece, { stream: true });
  yield decoder.decode();
}

async function* linesOf(text: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = '';
  for await (const piece of text) {
    const lines = (rest + piece).split('\n');
    rest = lines.pop()!;
    if (rest.length > longestLine) throw refused('file-not-table', { field: 'file' });
    yield* lines;
  }
  if (rest !== '') yield rest;
}

async function* jsonRows(text: AsyncIterable<string>): AsyncGenerator<FileRow> {
  let line = 0;
  for await (const each of linesOf(text)) {
    line += 1;
    if (each.trim() === '') continue;
    try {
      yield { line, json: JSON.parse(each) as unknown };
    } catch {
      yield { line, json: null };
    }
  }
}

async function* tableRows(text: AsyncIterable<string>): AsyncGenerator<FileRow> {
  let line = 0;
  for await (const cells of csvRows(text)) {
    line += 1;
    yield { line, cells: cells.map(cellText) };
  }
}

async function* workbookRows(file: Source): AsyncGenerator<FileRow> {
  const input = Readable.toWeb(Readable.from(file())) as ReadableStream<Uint8Array>;
  try {
    for await (const { index, values } of streamXlsxRows(input, { sheet: 0 })) yield { line: index + 1, cells: values.map(cellText) };
  } catch {
    // whatever the reader stumbled over, for the person it is one thing: this is no table, or not from here on
    throw refused('file-not-table', { field: 'file' });
  }
}

const firstBytes = async (file: Source): Promise<Buffer> => {
  let first = Buffer.alloc(0);
  for await (const piece of file()) {
    first = Buffer.concat([first, piece]);
    if (first.length >= 64) break;
  }
  return first.subarray(0, 64);
};

const rowsOfSource = async (file: Source): Promise<RowFile> => {
  const first = await firstBytes(file);
  const { sha256, isUtf8, hasZero } = await lookThrough(file);
  if (first[0] === 0x50 && first[1] === 0x4b) return { kind: 'xlsx', sha256, rows: () => workbookRows(file) };
  // what Excel wrote before 2007 has zeros in it, like every other file that is no text
  if (hasZero) throw refused('file-not-table', { field: 'file' });
  const encoding = isUtf8 ? 'utf-8' : 'gb18030';
  const isJson = first.toString('utf8').replace(/^\uFEFF/, '').trimStart().startsWith('{');
  return { kind: isJson ? 'jsonl' : 'csv', sha256, rows: () => (isJson ? jsonRows : tableRows)(textOf(file, encoding)) };
};

/**
 * Opens an XLSX workbook (its first sheet), a CSV in UTF-8 or GBK, or JSON lines, told apart by their bytes. Throws RefusedError `file-empty`,
 * `file-not-table`, and the system's error when the file cannot be read.
 */
export const openRows = async (file: string): Promise<RowFile> => {
  const { size } = await stat(file);
  if (size === 0) throw refused('file-empty', { field: 'file' });
  return rowsOfSource(() => createReadStream(file) as AsyncIterable<Buffer>);
};

/** The same of a file a window hands over; it is never written to the disk. */
export const rowsOfBlob = async (file: Blob): Promise<RowFile> => {
  if (file.size === 0) throw refused('file-empty', { field: 'file' });
  return rowsOfSource(() => file.stream() as unknown as AsyncIterable<Uint8Array>);
};
