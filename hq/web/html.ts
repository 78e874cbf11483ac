/** A piece of a page. Only `html` makes one, so that text from anywhere else is always escaped. */
export class Html {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}
/** Nothing is drawn for null, undefined and false. */
export type Piece = Html | string | number | null | undefined | false | readonly Piece[];

const escape = (text: string): string => text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
const write = (piece: Piece): string => {
  if (piece === null || piece === undefined || piece === false) return '';
  if (piece instanceof Html) return piece.text;
  return typeof piece === 'object' ? (piece as readonly Piece[]).map(write).join('') : escape(String(piece));
};

/** Tag for templates: every hole is escaped unless it is a piece of a page itself. Attribute values stand in quotes. */
export const html = (strings: TemplateStringsArray, ...holes: readonly Piece[]): Html => new Html(String.raw({ raw: strings }, ...holes.map(write)));
