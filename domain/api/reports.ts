import { z } from 'zod';
import type { ReportPeriod } from '../report/period.ts';
import type { Report } from '../report/report.ts';
import { plainText } from '../text/plainText.ts';
import { answer, base } from './base.ts';
import type { RecordRow } from './types.ts';

const span = z.strictObject({ from: z.iso.date(), to: z.iso.date() });

/** What a window may ask about service reports (R24). */
export const reports = {
  /** Quarters and years of the service that have begun, the newest first. */
  periods: base.output(answer<readonly ReportPeriod[]>()),
  /** The whole report of the days as the records stand now: figures, chapters, what is missing, open points. */
  draft: base.input(span).output(answer<Report>()),
  /** The records behind a figure, or behind one of its shares. */
  behind: base.input(span.extend({ figure: z.string().max(200), share: z.string().max(400).optional(), offset: z.number().int().min(0).default(0), limit: z.number().int().min(1).max(500).default(100) })).output(answer<{ readonly rows: readonly RecordRow[]; readonly total: number }>()),
  /** The report as a file; what left and to whom is written down (R35). */
  exportFile: base.input(span.extend({ format: z.enum(['pdf', 'summary', 'docx', 'xlsx', 'csv', 'json']), lang: z.enum(['zh', 'en']), receiver: plainText(200).refine((receiver) => receiver.trim() !== '') })).output(z.instanceof(Blob)),
};
