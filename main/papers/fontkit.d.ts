/** The part of fontkit the papers use; the package ships no types. */
declare module 'fontkit' {
  export type Glyph = { readonly id: number; readonly advanceWidth: number; readonly codePoints: readonly number[] };
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
