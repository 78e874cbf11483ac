import jsqr from 'jsqr';
import { getDocument, VerbosityLevel } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { describe, expect, it } from 'vitest';
import { checkCode } from '../../domain/seal/content.ts';
import { createPaperMaker } from '../../main/papers/render.ts';
import { readPages } from './readPages.ts';
import * as s from './samples.ts';

type Canvas = { readonly getContext: (kind: '2d') => { readonly getImageData: (x: number, y: number, width: number, height: number) => { readonly data: Uint8ClampedArray } } };
type CanvasFactory = { readonly create: (width: number, height: number) => { readonly canvas: Canvas }; readonly destroy: (made: object) => void };

/** What a scanner of so many dots per inch reads from the code on the first pages, found on the whole sheet as a telephone finds it. */
const scanPages = async (bytes: Uint8Array, dpi: number, most = 3): Promise<(string | undefined)[]> => {
  const task = getDocument({ data: bytes.slice(), verbosity: VerbosityLevel.ERRORS });
  const pdf = await task.promise;
  const factory = pdf.canvasFactory as CanvasFactory;
  const said: (string | undefined)[] = [];
  for (let i = 1; i <= Math.min(most, pdf.numPages); i += 1) {
    const page = await pdf.getPage(i);
    const viewport = page.getViewport({ scale: dpi / 72 });
    const [width, height] = [Math.ceil(viewport.width), Math.ceil(viewport.height)];
    const made = factory.create(width, height);
    await page.render({ canvas: made.canvas as never, viewport }).promise;
    said.push(jsqr.default(made.canvas.getContext('2d').getImageData(0, 0, width, height).data, width, height)?.data);
    factory.destroy(made);
  }
  await task.destroy();
  return said;
};

const maker = createPaperMaker({ fontsFolder: s.fontsFolder });
const partsOf = (said: string | undefined): readonly string[] => said?.split('.') ?? [];

describe('the code on paper, as a scanner reads it', () => {
  // a telephone sees less of a sheet than a desk's scanner does; both must read it
  it.each([[120, 3], [300, 1]])('names paper, content and chain at %i dpi', async (dpi, copies) => {
    const { seal, number } = s.sealedOrder;
    const bytes = await maker.make({ def: s.serviceOrder, rec: s.sealedOrder, lang: 'zh', copies: s.threeCopies });
    const scanned = await scanPages(bytes, dpi, copies);
    expect(scanned).toHaveLength(copies);
    const printed = await readPages(bytes);
    for (const [at, said] of scanned.entries()) {
      const [kind, paper, content, head] = partsOf(said);
      expect([kind, paper]).toEqual(['SL1', number]);
      // the code's halves are those of the seal, and the words beside it say the same to a person
      expect(seal!.contentHash.startsWith(content!)).toBe(true);
      expect(content!.length).toBeGreaterThanOrEqual(32);
      expect(seal!.chainHead.startsWith(head!)).toBe(true);
      expect(head!.length).toBeGreaterThanOrEqual(16);
      expect(printed[at]).toContain(checkCode(content!));
      expect(printed[at]).toContain(head!.slice(0, 12));
    }
  });

  it('is another code as soon as a cell is another, and says that a paper not yet sealed hangs on no chain', async () => {
    const draft = { def: s.serviceOrder, rec: s.draftOrder, lang: 'zh', copies: [] } as const;
    const [one] = await scanPages(await maker.make(draft), 150);
    const [other] = await scanPages(await maker.make({ ...draft, rec: { ...s.draftOrder, data: { ...s.draftOrder.data, contact: '李四' } } }), 150);
    expect(partsOf(one)[1]).toBe(s.draftOrder.number);
    expect(partsOf(one)[3]).toBe('-');
    expect(partsOf(one)[2]).not.toBe(partsOf(other)[2]);
  });
});
