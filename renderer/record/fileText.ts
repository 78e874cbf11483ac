import { docxBody, isAroundPages } from '../../domain/documents/docxParts.ts';
import { decodePlain } from '../../domain/text/decodePlain.ts';

/** The parts of a ZIP file that tell where one entry lies (PKWARE APPNOTE 4.3); sizes in bytes. */
const endSignature = 0x06054b50;
const directorySignature = 0x02014b50;
const directoryHead = 46;
const endHead = 22;
const localHead = 30;
/** bytes, characters of a DOCX: more text than anybody reads in a dialog */
const longestText = 2_000_000;

const inflated = async (bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> =>
  new Uint8Array(await new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'))).arrayBuffer());

type Entry = { readonly name: string; readonly read: () => Promise<Uint8Array> };

/** What a ZIP holds; throws RangeError where it is none or is damaged. */
const zipEntries = (bytes: Uint8Array<ArrayBuffer>): readonly Entry[] => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let end = bytes.length - endHead;
  while (end >= 0 && view.getUint32(end, true) !== endSignature) end -= 1;
  if (end < 0) throw new RangeError('this is no ZIP file');
  const entries: Entry[] = [];
  let at = view.getUint32(end + 16, true);
  for (let n = view.getUint16(end + 10, true); n > 0; n -= 1) {
    if (at + directoryHead > bytes.length || view.getUint32(at, true) !== directorySignature) throw new RangeError('the directory of the ZIP file is damaged');
    const [method, size, nameLength, local] = [view.getUint16(at + 10, true), view.getUint32(at + 20, true), view.getUint16(at + 28, true), view.getUint32(at + 42, true)];
    entries.push({
      name: new TextDecoder().decode(bytes.subarray(at + directoryHead, at + directoryHead + nameLength)),
      read: async () => {
        const start = local + localHead + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
        const data = bytes.slice(start, start + size);
        return method === 0 ? data : inflated(data);
      },
    });
    at += directoryHead + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return entries;
};

/** The words of a WordprocessingML document, a line for each paragraph. */
const wordXmlToText = (xml: string): string => {
  const page = new DOMParser().parseFromString(xml, 'application/xml');
  const paragraphs = [...page.getElementsByTagName('w:p')];
  return paragraphs
    .map((paragraph) => [...paragraph.getElementsByTagName('*')].map(({ tagName, textContent }) => (tagName === 'w:t' ? textContent : tagName === 'w:tab' ? '\t' : tagName === 'w:br' ? '\n' : '')).join(''))
    .join('\n');
};

/** The words of a DOCX: of its pages, then of its headers, footers and notes. */
const docxToText = async (bytes: Uint8Array<ArrayBuffer>): Promise<string> => {
  const entries = zipEntries(bytes);
  const body = entries.find(({ name }) => name === docxBody);
  if (!body) throw new RangeError('there is no document in the file');
  const parts = await Promise.all([body, ...entries.filter(({ name }) => isAroundPages(name))].map(async ({ read }) => wordXmlToText(new TextDecoder().decode(await read())).trim()));
  return parts.filter((words) => words !== '').join('\n\n');
};

const word = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
export const isWordFile = (type: string): boolean => type === word;
/** Whether a file's words can be shown without its own program. */
export const isReadable = (type: string): boolean => type.startsWith('text/') || isWordFile(type) || type === 'application/json' || type === 'application/xml';

/** `isCut`: the file goes on. */
export type FileText = { readonly text: string; readonly isCut: boolean };

/** The words of a text or a DOCX file (Unicode, or GBK as old Chinese programs wrote); null when they cannot be read. */
export const fileToText = async (bytes: Uint8Array<ArrayBuffer>, type: string): Promise<FileText | null> => {
  try {
    if (isWordFile(type)) {
      const text = await docxToText(bytes);
      return { text: text.slice(0, longestText), isCut: text.length > longestText };
    }
    const isCut = bytes.length > longestText;
    return { text: decodePlain(bytes.subarray(0, longestText), isCut), isCut };
  } catch {
    // damaged in whatever way: there is nothing to show of it
    return null;
  }
};
