/** pdf.js ships no types for its worker's part; it makes itself known by being loaded. */
declare module 'pdfjs-dist/legacy/build/pdf.worker.mjs';
