import { extname } from 'node:path';
import type { FileText } from '../../db/store.ts';
import { docxBody, isAroundPages } from '../../domain/documents/docxParts.ts';
import { noTextLayer } from '../../domain/documents/noTextLayer.ts';
import { decodePlain } from '../../domain/text/decodePlain.ts';
import { openPdf } from '../papers/openPdf.ts';
import { readZip } from '../zip/readZip.ts';

/** What of a file is read at most: a damaged or hostile one costs no more. */
const mostPages = 2000;
const mostCharacters = 5_000_000;
const longestPage = 200_000;
/** bytes of a DOCX's text part, unpacked */
const largestPart = 64 * 1024 * 1024;

const cut = (pages: readonly string[]): readonly string[] => {
  let left = mostCharacters;
  return pages.slice(0, mostPages).map((page) => {
    const kept = page.slice(0, Math.min(longestPage, left));
    left -= kept.length;
    return kept;
  });
};

const pdfPages = async (bytes: Uint8Array): Promise<string[]> => {
  const task = await openPdf(bytes);
  try {
    const pdf = await task.promise;
    const pages: string[] = [];
    for (let i = 1; i <= Math.min(pdf.numPages, mostPages); i += 1) {
      const page = await pdf.getPage(i);
      const { items } = await page.getTextContent();
      pages.push(items.map((item) => ('str' in item ? item.str + (item.hasEOL ? '\n' : '') : '')).join(''));
      page.cleanup();
    }
    return pages;
  } finally {
    await task.destroy();
  }
};

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };
const plainXml = (xml: string): string =>
  xml.replaceAll(/<[^>]*>/g, '').replaceAll(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(\w{2,4}));/gi, (whole, hex: string | undefined, decimal: string | undefined, name: string | undefined) => {
    if (name !== undefined) return entities[name] ?? whole;
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
    return code <= 0x10_ff_ff ? String.fromCodePoint(code) : '';
  });

const wordsOf = (xml: string): string => plainXml(xml.replaceAll(/<\/w:p>|<w:br\/>/g, '\n').replaceAll('<w:tab/>', '\t'));

/**
 * The text of a word processor's file (ECMA-376 WordprocessingML); its pages are where it was last printed, when it says so. Headers,
 * footers and notes are read with the first page.
 */
const docxPages = (bytes: Uint8Array): string[] => {
  const parts = readZip(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
  const body = parts.find((file) => file.name === docxBody);
  if (!body) throw new RangeError('there is no document in the file');
  const [first = '', ...rest] = body.read(largestPart).toString('utf8').split(/<w:(?:lastRenderedPageBreak|br [^>]*w:type="page"[^>]*)\/>/).map(wordsOf);
  const around = parts.filter(({ name }) => isAroundPages(name)).map((part) => wordsOf(part.read(largestPart).toString('utf8')));
  return [[first, ...around].join('\n'), ...rest];
};

const plainPages = (bytes: Uint8Array): string[] => {
  const text = decodePlain(bytes);
  if (text.slice(0, 4096).includes('\0')) throw new RangeError('this is no text');
  return [text];
};

const isPdf = (bytes: Uint8Array): boolean => Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 1024)).includes('%PDF-');
const plainNames = new Set(['.txt', '.md', '.csv', '.log', '.text']);

/** Whether a file of this name may have text in it; its bytes decide. */
export const mayHaveText = (name: string): boolean => ['.pdf', '.docx'].includes(extname(name).toLowerCase()) || plainNames.has(extname(name).toLowerCase());

/** The text of a PDF, DOCX or plain file, page by page. What cannot be read has no text and a reason; nothing is thrown. */
export const fileText = async (name: string, bytes: Uint8Array): Promise<FileText> => {
  try {
    const kind = extname(name).toLowerCase();
    if (isPdf(bytes)) {
      const pages = cut(await pdfPages(bytes));
      // a scan is pictures of pages: nothing of it can be found
      return pages.some((page) => page.trim() !== '') ? { pages } : { pages: [], fault: noTextLayer };
    }
    if (kind === '.docx') return { pages: cut(docxPages(bytes)) };
    return plainNames.has(kind) ? { pages: cut(plainPages(bytes)) } : { pages: [], fault: 'no text' };
  } catch (error) {
    return { pages: [], fault: error instanceof Error ? error.message.slice(0, 200) : 'unreadable' };
  }
};
