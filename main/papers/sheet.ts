import { deflateSync } from 'node:zlib';
import PDFDocument from 'pdfkit';
import type { Face } from './fonts.ts';

/**
 * The few places of pdfkit 0.20.2 the papers reach into, so that pages are written as content streams and shared between copies as form
 * XObjects, which pdfkit's public API does not offer. test/papers holds this to the pinned version.
 */
type Ref = { readonly id: number; data: Record<string, unknown>; end(chunk?: string | Uint8Array): void };
type EmbeddedFont = {
  readonly id: string;
  readonly subset: { includeGlyph(id: number): number };
  readonly widths: number[];
  readonly unicode: (readonly number[])[];
  readonly scale: number;
  ref(): Ref;
};
type Inside = {
  _font: EmbeddedFont;
  font(source: Face['font'], family: string): unknown;
  ref(data: Record<string, unknown>): Ref;
  readonly page: { readonly xobjects: Record<string, Ref>; readonly fonts: Record<string, Ref>; readonly ext_gstates: Record<string, Ref>; readonly height: number; write(content: string): void };
  addPage(): unknown;
};

/** Resources a content stream names. */
export type Resources = { readonly fonts: Map<string, Ref>; readonly states: Map<string, Ref> };
export const createResources = (): Resources => ({ fonts: new Map(), states: new Map() });

export type PdfText = { readonly fontId: string; readonly hex: string };

export type PdfOptions = { readonly title: string; readonly author: string; readonly subject: string; readonly lang: string; readonly at: Date };

/** A PDF/A-3b document whose bytes depend on nothing but what is put in. */
export type PaperFile = {
  /** Glyphs of a run as a hex string in the document's subset of the font; the font is noted in `into`. */
  readonly encode: (face: Face, glyphs: readonly { readonly id: number; readonly em: number; readonly codePoints: readonly number[] }[], into: Resources) => PdfText;
  /** Name of a graphics state with this fill opacity. */
  readonly opacity: (alpha: number, into: Resources) => string;
  /** A content stream drawn once and shown on many pages. */
  readonly shared: (content: string, resources: Resources) => SharedContent;
  readonly page: (body: SharedContent, overlay: string, resources: Resources) => void;
  readonly attach: (name: string, bytes: Uint8Array, description: string) => void;
  readonly finish: () => Promise<Uint8Array>;
};
export type SharedContent = { readonly name: string; readonly ref: Ref };

/** Creates a document of A4 pages. */
export const createPaperFile = (options: PdfOptions): PaperFile => {
  const doc = new PDFDocument({
    // pdfkit would embed Helvetica by name only, which is not allowed in an archive file
    font: null as unknown as string,
    autoFirstPage: false,
    size: 'A4',
    margin: 0,
    pdfVersion: '1.7',
    subset: 'PDF/A-3b' as 'PDF/A-3',
    lang: options.lang,
    displayTitle: true,
    info: { Title: options.title, Author: options.author, Subject: options.subject, Creator: '三联', Producer: '三联', CreationDate: options.at, ModDate: options.at },
  });
  const inside = doc as unknown as Inside;
  const chunks: Uint8Array[] = [];
  doc.on('data', (chunk: Uint8Array) => chunks.push(chunk));
  const finished = new Promise<void>((resolve, reject) => {
    doc.on('end', resolve);
    doc.on('error', reject);
  });
  const fonts = new Map<Face, EmbeddedFont>();
  const states = new Map<number, { name: string; ref: Ref }>();
  let sharedCount = 0;

  const fontOf = (face: Face): EmbeddedFont => {
    let font = fonts.get(face);
    if (!font) {
      inside.font(face.font, face.name);
      font = inside._font;
      fonts.set(face, font);
    }
    return font;
  };

  return {
    encode: (face, glyphs, into) => {
      const font = fontOf(face);
      into.fonts.set(font.id, font.ref());
      let hex = '';
      for (const glyph of glyphs) {
        const id = font.subset.includeGlyph(glyph.id);
        font.widths[id] ??= glyph.em * 1000;
        font.unicode[id] ??= glyph.codePoints;
        hex += id.toString(16).padStart(4, '0');
      }
      return { fontId: font.id, hex };
    },
    opacity: (alpha, into) => {
      let state = states.get(alpha);
      if (!state) {
        const ref = inside.ref({ Type: 'ExtGState', ca: alpha });
        ref.end();
        state = { name: `G${states.size + 1}`, ref };
        states.set(alpha, state);
      }
      into.states.set(state.name, state.ref);
      return state.name;
    },
    shared: (content, resources) => {
      const ref = inside.ref({
        Type: 'XObject',
        Subtype: 'Form',
        FormType: 1,
        Filter: 'FlateDecode',
        BBox: [0, 0, 595.28, 841.89],
        Resources: { Font: Object.fromEntries(resources.fonts), ...(resources.states.size > 0 ? { ExtGState: Object.fromEntries(resources.states) } : {}) },
      });
      // page content is short lines of figures: a low level is several times faster here for a few kB
      ref.end(deflateSync(Buffer.from(content, 'latin1'), { level: 3 }));
      sharedCount += 1;
      return { name: `B${sharedCount}`, ref };
    },
    page: (body, overlay, resources) => {
      inside.addPage();
      const { page } = inside;
      page.xobjects[body.name] = body.ref;
      for (const [id, ref] of resources.fonts) page.fonts[id] = ref;
      for (const [name, ref] of resources.states) page.ext_gstates[name] = ref;
      // pdfkit opens a page with its axis pointing down; the same matrix again turns it back
      page.write(`1 0 0 -1 0 ${page.height} cm\n/${body.name} Do\n${overlay}`);
    },
    attach: (name, bytes, description) => {
      const meta = { name, type: 'application/json', description, creationDate: options.at, modifiedDate: options.at, relationship: 'Source' };
      doc.file(Buffer.from(bytes), meta as Parameters<typeof doc.file>[1]);
    },
    finish: async () => {
      doc.end();
      await finished;
      return new Uint8Array(Buffer.concat(chunks));
    },
  };
};
