import { getDocument, VerbosityLevel } from 'pdfjs-dist/legacy/build/pdf.mjs';

/** Text of each page as a reader of the file would copy it, without spaces and line ends (they are only positions in a PDF). */
export const readPages = async (bytes: Uint8Array): Promise<string[]> => {
  const task = getDocument({ data: bytes.slice(), verbosity: VerbosityLevel.ERRORS });
  const pdf = await task.promise;
  const pages: string[] = [];
  for (let i = 1; i <= pdf.numPages; i += 1) {
    const { items } = await (await pdf.getPage(i)).getTextContent();
    pages.push(items.map((item) => ('str' in item ? item.str : '')).join('').replace(/\s/g, ''));
  }
  await task.destroy();
  return pages;
};
