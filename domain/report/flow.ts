import { breakLines, type FontRole, type Measure } from '../paper/breaking.ts';
import { mmToPt } from '../paper/geometry.ts';
import type { Mark, Page, Part, Step } from '../paper/marks.ts';

/** Measures of an official document (GB/T 9704-2012): margins in mm, type in pt; 22 lines of 28 characters on a page. */
export const sheet = { width: 210, height: 297, top: 37, left: 28, textWidth: 156, textHeight: 225 } as const;
export const pitch = mmToPt(sheet.textHeight) / 22;
export const left = mmToPt(sheet.left);
export const top = mmToPt(sheet.top);
export const textWidth = mmToPt(sheet.textWidth);
export const bottom = top + mmToPt(sheet.textHeight);
export const colours = { ink: '#1d2129', soft: '#4e5969', rule: '#4e5969', hair: '#c3c9d2', ground: '#f3f5f8', alarm: '#b3261e' } as const;

export type TextStyle = { readonly font: FontRole; readonly size: number; readonly leading: number; readonly colour?: string; readonly align?: 'left' | 'right' | 'centre'; /** pt before the first line */ readonly indent?: number };

/** A text down the page: what is written is placed where there is room, and a new page begun where there is none. */
export type Flow = {
  readonly pages: readonly Page[];
  readonly page: () => number;
  readonly y: () => number;
  readonly room: () => number;
  readonly newPage: () => void;
  readonly skip: (pt: number) => void;
  /** Begins a page when less than this is left. */
  readonly need: (pt: number) => void;
  readonly write: (words: string, style: TextStyle, path: readonly Step[]) => void;
  /** Marks placed by hand on the page as it stands. */
  readonly put: (marks: readonly Mark[], path: readonly Step[]) => void;
  /** Rules and grounds below the text. */
  readonly draw: (marks: readonly Mark[]) => void;
};

/** Baseline of a line of type in a line box of the given height. */
export const baseline = (y: number, height: number, size: number): number => y + height / 2 + size * 0.36;

export const lineMark = (words: string, { font, size, colour = colours.ink, align = 'left' }: TextStyle, x: number, width: number, y: number, height: number, measure: Measure): Mark => {
  const used = align === 'left' ? 0 : measure(words, font, size);
  return { kind: 'text', x: align === 'right' ? x + width - used : align === 'centre' ? x + (width - used) / 2 : x, y: baseline(y, height, size), text: words, font, size, colour };
};

/** Breaks a paragraph whose first line is indented. */
const paragraphLines = (words: string, { font, size, indent = 0 }: TextStyle, width: number, measure: Measure): readonly string[] => {
  if (indent === 0) return breakLines(words, width, font, size, measure);
  // blanks of the type's own width stand for the indent, so that the first line breaks where it is drawn
  const blanks = '　'.repeat(Math.round(indent / size));
  return breakLines(`${blanks}${words}`, width, font, size, measure);
};

export const createFlow = (measure: Measure): Flow => {
  const pages: { marks: Mark[]; parts: Part[]; boxes: []; frame: Page['frame'] }[] = [];
  let y = top;
  const newPage = (): void => {
    pages.push({ marks: [], parts: [], boxes: [], frame: { x: left, y: top, w: textWidth, h: bottom - top } });
    y = top;
  };
  newPage();
  const here = () => pages.at(-1)!;
  return {
    pages,
    page: () => pages.length - 1,
    y: () => y,
    room: () => bottom - y,
    newPage,
    skip: (pt) => void (y = Math.min(bottom, y + pt)),
    need: (pt) => {
      if (y + pt > bottom + 0.5 && y > top) newPage();
    },
    write: (words, style, path) => {
      for (const line of paragraphLines(words, style, textWidth, measure)) {
        if (y + style.leading > bottom + 0.5) newPage();
        here().parts.push({ path, marks: [lineMark(line, style, left, textWidth, y, style.leading, measure)] });
        y += style.leading;
      }
    },
    put: (marks, path) => void here().parts.push({ path, marks }),
    draw: (marks) => void here().marks.push(...marks),
  };
};
