import type { Copy, FormDef } from '../../domain/forms/form.ts';
import { copyParts, type Anchor } from '../../domain/paper/furniture.ts';
import { layOut } from '../../domain/paper/layout.ts';
import type { Watermark } from '../../domain/paper/words.ts';
import type { Rec } from '../../domain/record/record.ts';
import type { Lang } from '../../domain/text/text.ts';
import { partsToContent } from './draw.ts';
import { createFonts, type Fonts } from './fonts.ts';
import { createPaperFile, createResources } from './sheet.ts';
import { createStructure } from './structure.ts';

export type PaperInput = {
  readonly def: FormDef;
  readonly rec: Rec;
  readonly lang: Lang;
  /** One page set per copy; none makes a single unlabelled one. */
  readonly copies: readonly Copy[];
  readonly watermark?: Watermark;
  /** How many times a copy has been printed again, by its number: 1 is the first 补打. */
  readonly reprints?: Readonly<Record<number, number>>;
  /** Defaults to the seal's own anchor. */
  readonly anchor?: Anchor;
  /** Canonical JSON of the record's export: goes into the file as `record.json`, so that the PDF alone can be verified. */
  readonly embedded?: string;
};
export type PaperMaker = { readonly make: (input: PaperInput) => Promise<Uint8Array> };

/** Name of the record inside a PDF. */
export const recordFileName = 'record.json';

const timeOf = (rec: Rec): Date => {
  const ms = Date.parse(rec.seal?.at ?? rec.updatedAt);
  return new Date(Number.isNaN(ms) ? 0 : ms);
};

/**
 * Makes PDF/A-3b files of records, tagged so that they can be read aloud in order. The same input gives the same bytes, on any machine and in any time zone. Throws when a font file is
 * missing; characters no font knows are drawn as boxes.
 */
export const createPaperMaker = ({ fontsFolder }: { readonly fontsFolder: string }): PaperMaker => {
  let fonts: Fonts | undefined;
  return {
    make: async ({ def, rec, lang, copies, watermark, reprints = {}, anchor, embedded }) => {
      fonts ??= createFonts(fontsFolder);
      const face = fonts;
      const file = createPaperFile({
        title: `${def.title[lang]} ${rec.number}`,
        author: rec.context.contractor[lang],
        subject: rec.context.project[lang],
        lang: lang === 'zh' ? 'zh-CN' : 'en',
        at: timeOf(rec),
      });
      const bodies = layOut({ def, rec, lang, measure: face.measure, anchor, watermark }).map((page) => {
        const resources = createResources();
        const content = partsToContent(page.marks, page.parts, 0, face, file, resources);
        return { shown: file.shared(content.stream, resources), read: content.read };
      });
      const structure = createStructure();
      for (const copy of copies.length > 0 ? copies : [undefined]) {
        const name = String(copy?.no ?? '');
        const band = copy ? copyParts(copy, reprints[copy.no] ?? 0, lang, face.measure) : [];
        bodies.forEach((body, i) => {
          const resources = createResources();
          // the band is read once, before the first page it stands on
          const parts = i === 0 ? band : band.map(({ marks }) => ({ path: [], marks }));
          const overlay = partsToContent([], parts, body.read.length, face, file, resources);
          const page = file.page(body.shown, overlay.stream, resources);
          for (const { path, mcid } of [...overlay.read, ...body.read]) structure.place(name, path, mcid === undefined ? undefined : { page, mcid });
        });
      }
      file.structure(structure.root);
      if (embedded !== undefined) file.attach(recordFileName, new TextEncoder().encode(embedded), `${def.title[lang]} ${rec.number}`);
      return file.finish();
    },
  };
};
