import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PDFDocumentLoadingTask } from 'pdfjs-dist';

/** pdf.js wants the folder with a slash at its end, on Windows too. */
const cMapFolder = (): string => {
  // a bundle has it beside itself
  const beside = fileURLToPath(new URL('cmaps', import.meta.url));
  return `${existsSync(beside) ? beside : join(dirname(createRequire(import.meta.url).resolve('pdfjs-dist/package.json')), 'cmaps')}/`;
};

/**
 * A PDF as pdf.js reads it, without drawing; `destroy()` the task afterwards. The bytes are taken away from the caller. Its promise rejects
 * for what is damaged or no PDF. Chinese fonts that are named and not embedded are read by Adobe's character maps.
 */
export const openPdf = async (data: Uint8Array): Promise<PDFDocumentLoadingTask> => {
  // the worker's part is imported by name: pdf.js would look for it beside a bundle
  const [{ getDocument, VerbosityLevel }] = await Promise.all([import('pdfjs-dist/legacy/build/pdf.mjs'), import('pdfjs-dist/legacy/build/pdf.worker.mjs')]);
  return getDocument({ data, cMapUrl: cMapFolder(), verbosity: VerbosityLevel.ERRORS, useSystemFonts: false, disableFontFace: true });
};
