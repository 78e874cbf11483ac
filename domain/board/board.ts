import type { Chart } from '../report/charts.ts';
import type { Apart, FigureValue, Unit } from '../report/figure.ts';
import type { ReportCell, ReportColumn } from '../report/report.ts';
import type { Text } from '../text/text.ts';
import type { KeptAsked } from './kept.ts';

/**
 * Which records a number of a board was counted from, so that it opens them. `papers`: of a form, by their own time, or of one value of a field;
 * `rounds`: sheets that kept the rounds of a duty that end on the days, one a round; `clocks`: by a deadline within two ISO seconds; `own`: open ones of the person who asks, or those he wrote on the days; `ids`: these. `site`: at headquarters, those of one site.
 */
export type Selection =
  | { readonly kind: 'papers'; readonly form: string; readonly from: string; readonly to: string; readonly where?: { readonly name: string; readonly value: string }; readonly site?: string }
  | { readonly kind: 'rounds'; readonly duty: string; readonly from: string; readonly to: string; readonly site?: string }
  | { readonly kind: 'clocks'; readonly clocks: readonly string[]; readonly from: string; readonly to: string; readonly which: 'open' | 'met' | 'missed'; readonly site?: string }
  | { readonly kind: 'own'; readonly written?: { readonly from: string; readonly to: string; readonly form?: string } }
  | { readonly kind: 'ids'; readonly ids: readonly string[] };

/** One number at the head of a board. Without data its value is null, never nought. */
export type BoardFigure = {
  readonly id: string;
  readonly label: Text;
  readonly formula: Text;
  readonly unit: Unit;
  readonly value: FigureValue;
  /** What it is counted of: `12 / 14`. */
  readonly of?: string;
  /** The time it counts, where the board's own does not say it. */
  readonly span?: Text;
  readonly tone?: 'good' | 'warn' | 'alarm';
  readonly records?: Selection;
  /** The recurring work of the board's quarter it was counted from. */
  readonly kept?: KeptAsked;
  /** The screen that shows it in full. */
  readonly screen?: string;
  /** What of that screen. */
  readonly query?: Readonly<Record<string, string>>;
  /** The page beside the window that shows it, at headquarters. */
  readonly page?: string;
};
/** `kept`: the recurring work it counts; `site`: the site whose own board it leads to. */
export type BoardCell = { readonly value: ReportCell; readonly records?: Selection; readonly kept?: KeptAsked; readonly page?: string; readonly site?: string };
/** A chart and the table that says the same; there is always the table. */
export type BoardPanel = {
  readonly id: string;
  readonly title: Text;
  readonly note: Text;
  readonly chart: Chart | null;
  readonly columns: readonly ReportColumn[];
  readonly rows: readonly (readonly BoardCell[])[];
  readonly empty: Text;
};
/**
 * Papers of its days that a board tells apart, and whether they are in its numbers all the same (see `apartWords`); `unread`: whose sums or days cannot be read, so
 * that the money at stake lacks something. Operations, without their papers and of any time: `unsentOps`, too many at a station to look through; `notHere`, those stations said headquarters lacks.
 */
export type BoardApart = { readonly why: Apart['why'] | 'unread' | 'unsentOps' | 'notHere'; readonly n: number; readonly ids: readonly string[] };
export type Board = {
  /** First and last day it speaks of; null before the contract's term. */
  readonly span: { readonly from: string; readonly to: string } | null;
  readonly madeAt: string;
  readonly figures: readonly BoardFigure[];
  readonly panels: readonly BoardPanel[];
  readonly apart: readonly BoardApart[];
};
