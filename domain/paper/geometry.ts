import type { Cell } from '../forms/form.ts';

/**
 * The measures of every paper, shared by the PDF and the screen: lengths in mm, type in pt. A grid row is 24 units wide.
 */
export const a4 = { width: 210, height: 297 } as const;
export const margin = { left: 15, right: 15, top: 10, bottom: 8 } as const;
export const contentWidth = a4.width - margin.left - margin.right;
export const unitsPerRow = 24;
/** mm of one unit: 7.5. */
export const unit = contentWidth / unitsPerRow;

/** Space between the rules of a cell and its text, mm; `tight` above and below on a paper set tight. */
export const padding = { x: 1.3, y: 0.75, tight: 0.35 } as const;
/** The lowest grid row, mm: one line of text with room for a pen. */
export const rowMinHeight = 6.5;
/** The same on a paper that would else run a little over its page. */
export const rowTightHeight = 5.7;
export const sectionTitleHeight = 5.4;
/** Header above the frame and footer below it, mm. */
export const headerHeight = 19;
export const footerHeight = 17.5;

/** pt */
export const type = { title: 18, subtitle: 9, label: 9.5, value: 10.5, option: 9.5, small: 8, tiny: 7, section: 10 } as const;
/** Line pitch as a multiple of the type size. */
export const leading = 1.36;
/** pt: the frame around the form, and the lines within it. */
export const rule = { frame: 0.9, line: 0.35, section: 0.5 } as const;
/** The box of a choice and the spaces around it, pt. */
export const tick = { size: 7.6, gap: 2.6, between: 7.5 } as const;
/** A signature's box, mm. */
export const signBox = { height: 34, inkHeight: 15, minWidth: 58 } as const;
/** A table's rows, mm; on a paper still being written an empty table keeps `blankRows` of them for a pen. */
export const tableRowHeight = 5.4;
export const blankRows = 3;
/** A sign-in sheet: number, name, post, ink, time and place, units; its rows in mm, and how many it keeps free until it is sealed. */
export const signInColumns = [1.5, 4, 6, 6, 6.5] as const;
export const signInRow = { height: 9.6, kept: 8 } as const;
/** Columns of the readings table in units: group, item, unit, warning, alarm, value, verdict, note or action. */
export const readingColumns = [3, 5.5, 1.7, 1.8, 1.8, 2.4, 1.8, 6] as const;
/** A ratings row: the question, then the columns of marks share the rest, units. */
export const ratingLabelUnits = 6;
/** Attachments: number, name, size, hash, units. */
export const attachmentColumns = [1.5, 13, 3.5, 6] as const;

const ptPerMm = 72 / 25.4;
export const mmToPt = (mm: number): number => mm * ptPerMm;

/** Columns of paper colours by the copy's colour word; thin bands, so that a black-and-white laser prints them too. */
export const copyColours = { white: '#ffffff', pink: '#fdeef0', yellow: '#fff8e1', blue: '#eaf2fb' } as const;
export const inkColours = { ink: '#1d2129', soft: '#4e5969', line: '#4e5969', labelGround: '#f7f8fa', seal: '#b3261e' } as const;

/**
 * Units of a cell's label: as declared, else 4 at the left edge (one column of labels down the page) and in wide cells, 3 elsewhere.
 * 0 stands the label above the value.
 */
export const labelUnits = (cell: Cell, indexInRow: number): number => cell.label ?? (indexInRow === 0 || cell.span >= 12 ? 4 : 3);

/** How many signers stand side by side in each row of the sign-off: rows as even as can be, so that four stand two by two. */
export const signersPerRow = (count: number): readonly number[] => {
  const most = Math.floor(contentWidth / signBox.minWidth);
  const rows = Math.ceil(count / most);
  return Array.from({ length: rows }, (_, i) => Math.floor(count / rows) + (i < count % rows ? 1 : 0));
};

/** Lines of value text the paper keeps free in a cell. */
export const keptLines = (field: { readonly kind: string; readonly lines?: number } | undefined): number =>
  field?.kind === 'text' ? (field.lines ?? 1) : 1;
