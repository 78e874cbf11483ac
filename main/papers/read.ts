import { inflateSync } from 'node:zlib';
import { openPdf } from './openPdf.ts';
import { recordFileName } from './render.ts';

/** Bytes: far above any record, far below what would fill the memory of a small laptop. */
const largest = 64 * 1024 * 1024;

const dictionaryAround = (file: string, at: number): string => {
  const start = file.lastIndexOf(' obj', at);
  const end = file.indexOf('endobj', at);
  return start < 0 || end < 0 ? '' : file.slice(start, end);
};

/** Finds the record in a file whose objects stand plain, as the station writes them. */
const readPlain = (bytes: Uint8Array): string | null => {
  const raw = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const file = raw.toString('latin1');
  for (let at = file.indexOf(`(${recordFileName})`); at >= 0; at = file.indexOf(`(${recordFileName})`, at + 1)) {
    const reference = /\/EF\s*<<[^>]*?\/F\s+(\d+)\s+(\d+)\s+R/.exec(dictionaryAround(file, at));
    if (!reference) continue;
    const head = `\n${reference[1]} ${reference[2]} obj`;
    // the last object of this number is the one in force
    const object = file.lastIndexOf(head);
    const stream = object < 0 ? -1 : file.indexOf('stream', object);
    if (stream < 0) continue;
    const dictionary = file.slice(object, stream);
    const length = /\/Length\s+(\d+)(?!\s+\d+\s+R)/.exec(dictionary);
    if (!/\/EmbeddedFile/.test(dictionary) || !length) continue;
    const from = stream + 'stream'.length + (file[stream + 6] === '\r' ? 2 : 1);
    const data = raw.subarray(from, from + Number(length[1]));
    const plain = dictionary.includes('/FlateDecode') ? inflateSync(data, { maxOutputLength: largest }) : data;
    return new TextDecoder('utf-8', { fatal: true }).decode(plain);
  }
  return null;
};

/** Files saved again by another program may pack their objects away: pdf.js knows all the ways. */
const readPacked = async (bytes: Uint8Array): Promise<string | null> => {
  const task = await openPdf(new Uint8Array(bytes));
  try {
    const pdf = await task.promise;
    if (!(await pdf.getAttachments())?.has(recordFileName)) return null;
    const content = await pdf.getAttachmentContent(recordFileName);
    if (!content) return null;
    if (content.length > largest) throw new RangeError('the record in this file is too large');
    return new TextDecoder('utf-8', { fatal: true }).decode(content);
  } finally {
    await task.destroy();
  }
};

/**
 * The record that a paper carries inside (`record.json`, an associated file of PDF/A-3), as text; null when the file is no PDF or has none.
 * Throws RangeError for one beyond 64 MiB, Error when the file is damaged.
 */
export const readEmbeddedRecord = async (bytes: Uint8Array): Promise<string | null> => {
  if (!Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, 1024)).toString('latin1').includes('%PDF-')) return null;
  return readPlain(bytes) ?? readPacked(bytes);
};
