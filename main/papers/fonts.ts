import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { create, type Font, type Glyph } from 'fontkit';
import { clustersOf, type FontRole, type Measure } from '../../domain/paper/breaking.ts';

/** A parsed font with what drawing needs of it, looked up once per character for the life of the process. */
export type Face = {
  readonly name: string;
  readonly font: Font;
  /** Glyph of a cluster (a character, or one with its variation selector), or null when the font has none. Advance in em. */
  readonly glyphOf: (cluster: string) => PaperGlyph | null;
};
type PaperGlyph = { readonly id: number; readonly em: number; readonly codePoints: readonly number[] };

/** One stretch of text in one font; `face` is null for characters no font knows: they are drawn as a box of one em. */
type Run = { readonly face: Face | null; readonly glyphs: readonly PaperGlyph[]; readonly em: number; readonly text: string };

export type Fonts = { readonly measure: Measure; readonly runsOf: (text: string, role: FontRole) => readonly Run[] };

/**
 * fontkit decodes an outline anew for every document whose subset takes it in, which is a quarter of the time a paper takes: the answer is
 * kept, without the points, which no subset asks for.
 */
const decodeOnce = (glyph: Glyph): Glyph => {
  const decode = glyph._decode?.bind(glyph);
  if (!decode) return glyph;
  let kept: ReturnType<typeof decode> | undefined;
  glyph._decode = () => {
    if (kept === undefined) {
      const outline = decode();
      kept = outline && { numberOfContours: outline.numberOfContours, components: outline.components };
    }
    return kept;
  };
  return glyph;
};

const createFace = (name: string, file: string): Face => {
  const font = create(readFileSync(file));
  const found = new Map<string, PaperGlyph | null>();
  const lookUp = (cluster: string): PaperGlyph | null => {
    const codePoints = [...cluster].map((c) => c.codePointAt(0)!);
    if (!font.hasGlyphForCodePoint(codePoints[0]!)) return null;
    // A selector the font does not know falls back to the plain character; marks that stand alone are drawn over it by their own advance.
    const glyph = codePoints.length > 1 ? (font.glyphsForString(cluster)[0] ?? font.glyphForCodePoint(codePoints[0]!)) : font.glyphForCodePoint(codePoints[0]!);
    decodeOnce(glyph);
    return { id: glyph.id, em: glyph.advanceWidth / font.unitsPerEm, codePoints };
  };
  return {
    name,
    font,
    glyphOf: (cluster) => {
      let glyph = found.get(cluster);
      if (glyph === undefined) {
        glyph = lookUp(cluster);
        found.set(cluster, glyph);
      }
      return glyph;
    },
  };
};

const files: Readonly<Record<FontRole | 'rare', string>> = {
  serif: 'NotoSerifSC-Regular.ttf',
  serifBold: 'NotoSerifSC-SemiBold.ttf',
  sans: 'NotoSansSC-Regular.ttf',
  sansMedium: 'NotoSansSC-Medium.ttf',
  rare: 'HanaMinB.ttf',
};
const missing: PaperGlyph = { id: 0, em: 1, codePoints: [0] };

/**
 * The paper's fonts from a folder, each opened on first use and kept. A character missing in a role's font is looked for in the regular
 * fonts, then in the font of rare characters (CJK extensions B to F, for names). Throws when a font file cannot be read.
 */
export const createFonts = (folder: string): Fonts => {
  const opened = new Map<string, Face>();
  const face = (key: FontRole | 'rare'): Face => {
    let found = opened.get(key);
    if (!found) {
      found = createFace(`Paper-${key}`, join(folder, files[key]));
      opened.set(key, found);
    }
    return found;
  };
  const chains: Readonly<Record<FontRole, readonly (FontRole | 'rare')[]>> = {
    serif: ['serif', 'sans', 'rare'],
    serifBold: ['serifBold', 'serif', 'sans', 'rare'],
    sans: ['sans', 'serif', 'rare'],
    sansMedium: ['sansMedium', 'sans', 'serif', 'rare'],
  };
  const shapes: Record<FontRole, Map<string, { face: Face | null; glyph: PaperGlyph }>> = { serif: new Map(), serifBold: new Map(), sans: new Map(), sansMedium: new Map() };
  const shapeOf = (cluster: string, role: FontRole): { face: Face | null; glyph: PaperGlyph } => {
    const known = shapes[role].get(cluster);
    if (known) return known;
    let shape: { face: Face | null; glyph: PaperGlyph } = { face: null, glyph: missing };
    for (const key of chains[role]) {
      const glyph = face(key).glyphOf(cluster);
      if (!glyph) continue;
      shape = { face: face(key), glyph };
      break;
    }
    shapes[role].set(cluster, shape);
    return shape;
  };
  return {
    measure: (text, role, size) => {
      let em = 0;
      for (const cluster of clustersOf(text)) em += shapeOf(cluster, role).glyph.em;
      return em * size;
    },
    runsOf: (text, role) => {
      const runs: { face: Face | null; glyphs: PaperGlyph[]; em: number; text: string }[] = [];
      for (const cluster of clustersOf(text)) {
        const { face: of, glyph } = shapeOf(cluster, role);
        const last = runs.at(-1);
        if (last && last.face === of) {
          last.glyphs.push(glyph);
          last.em += glyph.em;
          last.text += cluster;
        } else runs.push({ face: of, glyphs: [glyph], em: glyph.em, text: cluster });
      }
      return runs;
    },
  };
};
