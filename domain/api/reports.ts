import { z } from 'zod';
import type { TermPeriod } from '../report/period.ts';
import type { Report } from '../report/report.ts';
import { plainText } from '../text/plainText.ts';
import { chapterIds } from '../report/chapterTitles.ts';
import { answer, base, id, receiver, receiverReason } from './base.ts';
import type { Rec } from '../record/record.ts';
import type { RecordRow } from './types.ts';

const span = z.strictObject({ from: z.iso.date(), to: z.iso.date() });
/** `site`: at headquarters, the report of one site; none: of all of them. A station has its own and knows no other. */
const ofSite = span.extend({ site: z.string().max(20).optional() });

/**
 * A report as a screen shows it. `frozen`: it was sent to be signed and no longer changes. `paper`: the sheet that takes it through its
 * signatures; `sealed` once everybody has signed; `send` the step that sends it, while whoever is at the desk may take it; `carried` open points it took over.
 */
export type ReportSheet = {
  readonly report: Report;
  readonly frozen: boolean;
  readonly paper?: { readonly id: string; readonly form: string; readonly number: string; readonly state: string; readonly rev: number; readonly editable: boolean; readonly sealed: boolean; readonly send?: string; readonly carried: number };
};

/** What a window may ask about service reports (R24). */
export const reports = {
  /** Quarters and years of the service that have begun, of every term there are records of, the newest first. */
  periods: base.output(answer<readonly TermPeriod[]>()),
  /** The whole report of the days as the records stand now: figures, chapters, what is missing, open points. */
  draft: base.input(ofSite).output(answer<Report>()),
  /** The same as it was sent to be signed, else as the records stand, with the sheet it is signed on. */
  sheet: base.input(ofSite).output(answer<ReportSheet>()),
  /** The sheet of a quarter or a year: the one that is there, or a new one (R25). */
  start: base.input(span.extend({ id })).output(answer<Rec>()),
  /** What whoever is at the desk writes on a chapter; empty words take his own away. */
  write: base.input(z.strictObject({ id, chapter: z.enum(chapterIds), text: plainText(2000) })).output(answer<Rec>()),
  /** The records behind a figure, or behind one of its shares. */
  behind: base.input(ofSite.extend({ figure: z.string().max(200), share: z.string().max(400).optional(), offset: z.number().int().min(0).default(0), limit: z.number().int().min(1).max(500).default(100) })).output(answer<{ readonly rows: readonly RecordRow[]; readonly total: number }>()),
  /** The report as a file; what left and to whom is written down (R35). */
  exportFile: base.input(ofSite.extend({ format: z.enum(['pdf', 'summary', 'docx', 'xlsx', 'csv', 'json']), lang: z.enum(['zh', 'en']), receiver, reason: receiverReason })).output(z.instanceof(Blob)),
};
