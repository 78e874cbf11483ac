import { deflateSync } from 'node:zlib';
import PDFDocument from 'pdfkit';
import type { Face } from './fonts.ts';
import type { Element } from './structure.ts';

/**
 * The few places of pdfkit 0.20.2 the papers reach into, so that pages are written as content streams, shared between copies, and
 * tagged, which pdfkit's public API does not offer for streams of one's own. test/papers holds this to the pinned version.
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
  readonly page: { readonly fonts: Record<string, Ref>; readonly dictionary: Ref; readonly content: Ref; readonly height: number; write(content: string): void };
  getStructTreeRoot(): Ref & { readonly data: { K?: Ref; ParentTree: { limits: boolean; add(key: number, elements: readonly (Ref | undefined)[]): void }; ParentTreeNextKey: number } };
  addPage(): unknown;
};

/** Resources a content stream names. */
export type Resources = { readonly fonts: Map<string, Ref> };
export const createResources = (): Resources => ({ fonts: new Map() });

type PdfText = { readonly fontId: string; readonly hex: string };

export type PdfOptions = { readonly title: string; readonly author: string; readonly subject: string; readonly lang: string; readonly at: Date };

/** A PDF/A-3b document whose bytes depend on nothing but what is put in. */
export type PaperFile = {
  /** Glyphs of a run as a hex string in the document's subset of the font; the font is noted in `into`. */
  readonly encode: (face: Face, glyphs: readonly { readonly id: number; readonly em: number; readonly codePoints: readonly number[] }[], into: Resources) => PdfText;
  /** A content stream written once and shown on many pages. */
  readonly shared: (content: string, resources: Resources) => SharedContent;
  /** Adds a page and returns its number, from 0. */
  readonly page: (body: SharedContent, overlay: string, resources: Resources) => number;
  /** Gives the file the tree by which it is read aloud; once, after the last page. */
  readonly structure: (root: Element) => void;
  readonly attach: (name: string, bytes: Uint8Array, description: string) => void;
  readonly finish: () => Promise<Uint8Array>;
};
type SharedContent = { readonly ref: Ref; readonly resources: Resources };

const textObject = (text: string): unknown => Object(text);

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
    tagged: true,
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
  const pages: Ref[] = [];

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
    shared: (content, resources) => {
      const ref = inside.ref({ Filter: 'FlateDecode' });
      // page content is short lines of figures: a low level is several times faster here for a few kB
      ref.end(deflateSync(Buffer.from(`q\n${content}\nQ`, 'latin1'), { level: 3 }));
      return { ref, resources };
    },
    page: (body, overlay, resources) => {
      inside.addPage();
      const { page } = inside;
      page.dictionary.data.Contents = [body.ref, page.content];
      page.dictionary.data.StructParents = pages.length;
      for (const [id, ref] of [...body.resources.fonts, ...resources.fonts]) page.fonts[id] = ref;
      // pdfkit opens a page with its axis pointing down; the same matrix again turns it back
      page.write(`1 0 0 -1 0 ${page.height} cm\n${overlay}`);
      return pages.push(page.dictionary) - 1;
    },
    structure: (root) => {
      const top = inside.getStructTreeRoot();
      const marked = pages.map((): (Ref | undefined)[] => []);
      const write = (element: Element, parent: Ref): Ref => {
        const { role, scope, colSpan, alt } = element.step;
        const ref = inside.ref({ S: role, P: parent });
        // most elements stand on one page: it is named once, and its marked content by number alone
        const own = element.kids.find((kid) => 'mcid' in kid)?.page;
        if (own !== undefined) ref.data.Pg = pages[own];
        const kids = element.kids.map((kid) => {
          if ('step' in kid) return write(kid, ref);
          marked[kid.page]![kid.mcid] = ref;
          return kid.page === own ? kid.mcid : { Type: 'MCR', Pg: pages[kid.page], MCID: kid.mcid };
        });
        if (kids.length > 0) ref.data.K = kids.length === 1 ? kids[0] : kids;
        // pdfkit writes a String object as text and a plain string as a name
        if (alt !== undefined) ref.data.Alt = textObject(alt);
        if (scope || colSpan) ref.data.A = { O: 'Table', Scope: scope, ColSpan: colSpan };
        ref.end();
        return ref;
      };
      top.data.K = write(root, top);
      top.data.ParentTree.limits = false;
      marked.forEach((elements, page) => top.data.ParentTree.add(page, elements));
      top.data.ParentTreeNextKey = pages.length;
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
