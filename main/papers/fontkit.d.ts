/** The part of fontkit the papers use; the package ships no types. */
declare module 'fontkit' {
  /** What a subset asks of an outline: whether it is made of others, and which. */
  export type Outline = { readonly numberOfContours: number; readonly components?: readonly { readonly glyphID: number; readonly pos: number }[] };
  export type Glyph = { readonly id: number; readonly advanceWidth: number; readonly codePoints: readonly number[]; _decode?: () => Outline | null };
  export type Font = {
    readonly postscriptName: string;
    readonly unitsPerEm: number;
    hasGlyphForCodePoint(codePoint: number): boolean;
    glyphForCodePoint(codePoint: number): Glyph;
    glyphsForString(text: string): readonly Glyph[];
    getGlyph(id: number): Glyph;
  };
  export const create: (bytes: Uint8Array) => Font;
}
