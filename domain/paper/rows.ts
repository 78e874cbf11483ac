import { breakLines, type FontRole, type Measure } from './breaking.ts';
import type { ShownOption } from './cells.ts';
import { inkColours, leading, mmToPt, padding, rule, tick } from './geometry.ts';
import type { Block, Mark, Page, Step } from './marks.ts';

type Span =
  | { readonly kind: 'text'; readonly dx: number; readonly text: string; readonly font: FontRole; readonly size: number; readonly colour: string }
  | { readonly kind: 'tick'; readonly dx: number; readonly checked: boolean };
export type Line = { readonly spans: readonly Span[]; readonly width: number; readonly height: number };

/** One column of a row: its place in pt, its lines, and how they stand in it. */
export type Column = {
  readonly name: string;
  readonly role: 'label' | 'value';
  readonly x: number;
  readonly w: number;
  readonly lines: readonly Line[];
  readonly align: 'left' | 'centre';
  readonly vertical: 'middle' | 'top';
  /** pt kept free for text, used or not */
  readonly kept?: number;
  readonly ground?: string;
  /** Continues the cell above: no rule between them, unless it opens a page. */
  readonly merged?: boolean;
  /** What it is when the paper is read aloud; furniture when absent. */
  readonly path?: readonly Step[];
};

const padX = mmToPt(padding.x);
const usualPadY = mmToPt(padding.y);

/** Baseline below the middle of a line: the middle of a Chinese em box stands 0.38 em above the baseline. */
const belowMiddle = 0.38;

export type TextStyle = { readonly font: FontRole; readonly size: number; readonly colour?: string };

export const textLines = (text: string, width: number, style: TextStyle, measure: Measure): Line[] =>
  breakLines(text, width - 2 * padX, style.font, style.size, measure).map((line) => ({
    spans: [{ kind: 'text', dx: 0, text: line, font: style.font, size: style.size, colour: style.colour ?? inkColours.ink }],
    width: measure(line, style.font, style.size),
    height: style.size * leading,
  }));

/** Options side by side, □ before each; those that do not fit go to the next line. */
export const optionLines = (options: readonly ShownOption[], width: number, style: TextStyle, measure: Measure): Line[] => {
  const room = width - 2 * padX;
  const lines: Line[] = [];
  let spans: Span[] = [];
  let x = 0;
  const close = () => {
    if (spans.length > 0) lines.push({ spans, width: x - tick.between, height: style.size * leading * 1.06 });
    spans = [];
    x = 0;
  };
  for (const option of options) {
    const [first = '', ...more] = breakLines(option.label, room - tick.size - tick.gap, style.font, style.size, measure);
    const labelWidth = measure(first, style.font, style.size);
    if (x > 0 && x + tick.size + tick.gap + labelWidth > room) close();
    const add = (text: string) =>
      spans.push({ kind: 'text', dx: x + tick.size + tick.gap, text, font: style.font, size: style.size, colour: style.colour ?? inkColours.ink });
    spans.push({ kind: 'tick', dx: x, checked: option.checked });
    add(first);
    x += tick.size + tick.gap + labelWidth + tick.between;
    for (const text of more) {
      close();
      add(text);
      x = tick.size + tick.gap + measure(text, style.font, style.size) + tick.between;
    }
  }
  close();
  return lines;
};

const textHeight = (column: Column): number => column.lines.reduce((sum, line) => sum + line.height, 0);
const columnHeight = (column: Column, padY: number): number => Math.max(column.kept ?? 0, textHeight(column)) + 2 * padY;

const drawColumn = (page: Page, column: Column, y: number, height: number, padY: number): void => {
  const { x, w } = column;
  if (column.ground) page.marks.push({ kind: 'rect', x, y, w, h: height, fill: column.ground });
  page.boxes.push({ name: column.name, role: column.role, x, y, w, h: height });
  const marks: Mark[] = [];
  let top = column.vertical === 'top' ? y + padY : y + (height - textHeight(column)) / 2;
  for (const line of column.lines) {
    const left = column.align === 'centre' ? x + (w - line.width) / 2 : x + padX;
    const middle = top + line.height / 2;
    for (const span of line.spans) {
      if (span.kind === 'tick') marks.push({ kind: 'tick', x: left + span.dx, y: middle - tick.size / 2, size: tick.size, checked: span.checked });
      else if (span.text !== '') marks.push({ kind: 'text', x: left + span.dx, y: middle + span.size * belowMiddle, text: span.text, font: span.font, size: span.size, colour: span.colour });
    }
    top += line.height;
  }
  page.parts.push({ path: column.path ?? [], marks });
};

export type RowOptions = {
  readonly minHeight: number;
  /** pt of the rule above. */
  readonly ruleWidth?: number;
  readonly keepWithNext?: boolean;
  readonly repeat?: Block;
  readonly stretchWeight?: number;
  /** pt above and below the text; `padding.y` when absent. */
  readonly padY?: number;
};

/** Lines of each column that fit in `room` pt, and the rest. A label or merged cell stands again beside what is left. */
const splitColumns = (columns: readonly Column[], room: number, padY: number): readonly [Column[], Column[]] => {
  const head: Column[] = [];
  const tail: Column[] = [];
  for (const column of columns) {
    let used = 2 * padY;
    let n = 0;
    while (n < column.lines.length && used + column.lines[n]!.height <= room) used += column.lines[n++]!.height;
    head.push({ ...column, kept: 0, lines: column.lines.slice(0, n) });
    const again = column.role === 'label';
    tail.push({ ...column, kept: 0, lines: again ? column.lines.slice(0, n) : column.lines.slice(n), path: again ? undefined : column.path });
  }
  return [head, tail];
};

/** A row of cells with rules between them. It can be parted between lines. */
export const createRow = (columns: readonly Column[], options: RowOptions): Block => {
  const padY = options.padY ?? usualPadY;
  const height = Math.max(options.minHeight, ...columns.map((column) => columnHeight(column, padY)));
  const lineHeight = Math.max(...columns.flatMap((c) => c.lines.map((l) => l.height)), 0);
  const least = Math.min(height, Math.max(options.minHeight, 2 * padY + 3 * lineHeight));
  return {
    height,
    least,
    keepWithNext: options.keepWithNext,
    repeat: options.repeat,
    stretch: options.stretchWeight
      ? {
          weight: options.stretchWeight,
          to: (grown) => createRow(columns, { ...options, minHeight: grown }),
        }
      : undefined,
    split: (room) => {
      if (room < least || columns.every((c) => c.lines.length < 2)) return null;
      const [head, tail] = splitColumns(columns, room, padY);
      if (tail.every((c) => c.role === 'label' || c.lines.length === 0)) return null;
      return [createRow(head, { ...options, minHeight: Math.min(options.minHeight, room) }), createRow(tail, options)];
    },
    draw: (page, y, opensPage) => {
      columns.forEach((column, i) => {
        drawColumn(page, column, y, height, padY);
        if (i > 0) page.marks.push({ kind: 'line', x1: column.x, y1: y, x2: column.x, y2: y + height, width: rule.line, colour: inkColours.line });
        if (!opensPage && !column.merged)
          page.marks.push({ kind: 'line', x1: column.x, y1: y, x2: column.x + column.w, y2: y, width: options.ruleWidth ?? rule.line, colour: inkColours.line });
      });
    },
  };
};
