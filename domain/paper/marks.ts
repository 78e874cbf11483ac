import type { Ink } from '../record/record.ts';
import type { FontRole } from './breaking.ts';

/** Marks on a page: pt from its top left corner; `y` of a text is its baseline. */
type TextMark = { readonly kind: 'text'; readonly x: number; readonly y: number; readonly text: string; readonly font: FontRole; readonly size: number; readonly colour: string };
export type Mark =
  | TextMark
  | { readonly kind: 'line'; readonly x1: number; readonly y1: number; readonly x2: number; readonly y2: number; readonly width: number; readonly colour: string }
  | { readonly kind: 'rect'; readonly x: number; readonly y: number; readonly w: number; readonly h: number; readonly fill?: string; readonly stroke?: string; readonly width?: number; readonly radius?: number }
  | { readonly kind: 'tick'; readonly x: number; readonly y: number; readonly size: number; readonly checked: boolean }
  | { readonly kind: 'ink'; readonly x: number; readonly y: number; readonly w: number; readonly h: number; readonly ink: Ink }
  | { readonly kind: 'qr'; readonly x: number; readonly y: number; readonly size: number; readonly text: string }
  /** Large and pale across the page; `x`, `y` is its middle. */
  | { readonly kind: 'watermark'; readonly x: number; readonly y: number; readonly text: string; readonly size: number; readonly colour: string };

/** A cell as it stands on a page, pt: `name` is the field, `#n` the row of a table. */
export type Box = { readonly name: string; readonly role: 'label' | 'value'; readonly x: number; readonly y: number; readonly w: number; readonly h: number };

/** One level of a paper as it is read aloud: what it is, and a key that tells it from its neighbours. */
export type Step = {
  readonly role: 'H1' | 'H2' | 'H3' | 'P' | 'Figure' | 'Div' | 'Table' | 'TR' | 'TH' | 'TD';
  readonly key: string;
  /** Of a TH: what it heads. */
  readonly scope?: 'Row' | 'Column';
  /** Columns it takes, when more than one. */
  readonly colSpan?: number;
  /** What is said instead of what is seen: ink, a QR code. */
  readonly alt?: string;
};
/**
 * Marks that are read as one thing, in reading order. `path` leads to it from the top of the paper: parts with the same path are one thing
 * that a page's end has parted. An empty path is furniture nobody reads: a table's head drawn again, a page number.
 */
export type Part = { readonly path: readonly Step[]; readonly marks: readonly Mark[] };

/** `marks` are rules and grounds, drawn below the parts. */
export type Page = { readonly marks: Mark[]; readonly parts: Part[]; readonly boxes: Box[]; readonly frame: { readonly x: number; readonly y: number; readonly w: number; readonly h: number } };

/** What flows down the pages. Heights in pt. */
export type Block = {
  readonly height: number;
  /** Never the last thing on a page: a section's title. */
  readonly keepWithNext?: boolean;
  /** Drawn again above this block when it opens a page: a table's header. */
  readonly repeat?: Block;
  /** Text rows that take the free space of a page that is not full, by weight. */
  readonly stretch?: { readonly weight: number; readonly to: (height: number) => Block };
  /** Height under which no part of this block should be parted from the rest. */
  readonly least?: number;
  /** The part that fits in `room` pt and what is left; null when not even a few lines fit. */
  readonly split?: (room: number) => readonly [Block, Block] | null;
  readonly draw: (page: Page, y: number, opensPage: boolean) => void;
};
