import { decodePlain } from '../../domain/text/decodePlain.ts';

/** The parts of a ZIP file that tell where one entry lies (PKWARE APPNOTE 4.3); sizes in bytes. */
const endSignature = 0x06054b50;
const directorySignature = 0x02014b50;
const directoryHead = 46;
const endHead = 22;
const localHead = 30;
/** bytes: more text than anybody reads in a dialog */
const longestText = 2_000_000;

const inflated = async (bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> =>
  new Uint8Array(await new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'))).arrayBuffer());

/** The bytes of one entry of a ZIP; null when there is none of that name, or the file is no ZIP. */
const zipEntry = async (bytes: Uint8Array<ArrayBuffer>, wanted: string): Promise<Uint8Array | null> => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let end = bytes.length - endHead;
  while (end >= 0 && view.getUint32(end, true) !== endSignature) end -= 1;
  if (end < 0) return null;
  let at = view.getUint32(end + 16, true);
  for (let n = view.getUint16(end + 10, true); n > 0; n -= 1) {
    if (at + directoryHead > bytes.length || view.getUint32(at, true) !== directorySignature) return null;
    const [method, size, nameLength] = [view.getUint16(at + 10, true), view.getUint32(at + 20, true), view.getUint16(at + 28, true)];
    const name = new TextDecoder().decode(bytes.subarray(at + directoryHead, at + directoryHead + nameLength));
    if (name === wanted) {
      const local = view.getUint32(at + 42, true);
      const start = local + localHead + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
      const data = bytes.slice(start, start + size);
      return method === 0 ? data : await inflated(data);
    }
    at += directoryHead + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return null;
};

/** The words of a WordprocessingML document, a line for each paragraph. */
const wordXmlToText = (xml: string): string => {
  const page = new DOMParser().parseFromString(xml, 'application/xml');
  const paragraphs = [...page.getElementsByTagName('w:p')];
  return paragraphs
    .map((paragraph) => [...paragraph.getElementsByTagName('*')].map(({ tagName, textContent }) => (tagName === 'w:t' ? textContent : tagName === 'w:tab' ? '\t' : tagName === 'w:br' ? '\n' : '')).join(''))
    .join('\n');
};

const word = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
/** Whether a file's words can be shown without its own program. */
export const isReadable = (type: string): boolean => type.startsWith('text/') || type === word || type === 'application/json' || type === 'application/xml';

/** The words of a text or a DOCX file (Unicode, or GBK as old Chinese programs wrote); null when they cannot be read. */
export const fileToText = async (bytes: Uint8Array<ArrayBuffer>, type: string): Promise<string | null> => {
  try {
    if (type === word) {
      const xml = await zipEntry(bytes, 'word/document.xml');
      return xml && wordXmlToText(new TextDecoder().decode(xml)).slice(0, longestText);
    }
    return decodePlain(bytes.subarray(0, longestText), bytes.length > longestText);
  } catch {
    // damaged in whatever way: there is nothing to show of it
    return null;
  }
};
