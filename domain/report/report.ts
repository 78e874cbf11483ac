import type { Text } from '../text/text.ts';
import type { ChapterId } from './chapterTitles.ts';
import type { Chart } from './charts.ts';
import type { Apart, Figure } from './figure.ts';
import type { OpenPoint } from './openPoints.ts';
import type { ReportPeriod } from './period.ts';

/** A cell of a report's table: a figure, words of one language, or a label in both. */
export type ReportCell = string | number | null | Text;
export type ReportColumn = { readonly label: Text; readonly align?: 'right' | 'centre'; /** share of the width */ readonly weight?: number };
export type ReportRow = {
  readonly cells: readonly ReportCell[];
  /** The records the row is about, which its first cell opens. */
  readonly ids: readonly string[];
  /** In their place, of a row of numbers: for each cell the records it counted. */
  readonly opens?: readonly (readonly string[])[];
};
export type ReportTable = {
  readonly id: string;
  readonly title: Text;
  readonly columns: readonly ReportColumn[];
  readonly rows: readonly ReportRow[];
  /** The figure it shows, where it shows one. */
  readonly figure?: string;
  /** What stands in its place while it has no rows. */
  readonly empty: Text;
  /** Rows it has at most in the PDF and on the screen, which say how many more there are; the workbook and the Word file have all of them. */
  readonly most?: number;
  /** What the PDF and the screen show in the place of more rows than that: the same summed up; `whole` says where else every row is. */
  readonly digest?: Pick<ReportTable, 'columns' | 'rows'> & { readonly whole: Text };
};
/** One of the fourteen chapters of R24. */
export type Chapter = {
  readonly id: ChapterId;
  readonly title: Text;
  readonly paragraphs: readonly Text[];
  readonly notes: readonly { readonly text: string; readonly author: string }[];
  readonly figures: readonly string[];
  readonly tables: readonly ReportTable[];
  readonly charts: readonly Chart[];
};

/** Something the period lacks: said before the report is printed. */
export type Missing = { readonly rule: string; readonly what: Text; readonly count: number; readonly form?: string; readonly days: readonly string[]; readonly ids: readonly string[]; /** the turns and rounds a paper can still be written for, the oldest first */ readonly makeable?: readonly Makeable[] };
/** A turn or a round as an agenda names it, with all that begins its paper. */
export type Makeable = { readonly source: 'turn' | 'round'; readonly row: string; readonly id: string; readonly begins: string; readonly due: string; readonly record?: { readonly id: string; readonly form: string; readonly number: string } };

/** A whole report: what a screen shows and every file is made from. Frozen, it never changes again. */
export type Report = {
  readonly version: 1;
  readonly period: ReportPeriod;
  readonly title: Text;
  readonly madeAt: string;
  /** It was made before its period had ended. */
  readonly unfinished: boolean;
  readonly project: Text;
  readonly contractNo: string;
  readonly client: Text;
  readonly contractor: Text;
  readonly supervision: Text;
  readonly site: { readonly code: string; readonly name: Text };
  readonly figures: readonly Figure[];
  readonly chapters: readonly Chapter[];
  readonly missing: readonly Missing[];
  readonly openPoints: readonly OpenPoint[];
  readonly apart: readonly Apart[];
  /** Numbers of the records behind the figures, by id. */
  readonly numbers?: Readonly<Record<string, string>>;
};
