import type { Printer } from '../../domain/api/types.ts';

/** One labelled copy to one printer. `title` names the job in the printer's queue. */
type PrintJob = { readonly file: Uint8Array; readonly title: string; readonly printer: string };

/**
 * The machine's printers. A copy is one job: many printers and silent-print paths ignore "copies" (R9: three labelled sheets, never three of one).
 * `print` throws refusals `no-printer`, `printer-unknown`, `printer-failed` (with `params.detail`, the system's own words, and `params.unanswered` 1 when nobody knows whether the sheet came out).
 */
export type Printing = {
  readonly list: () => Promise<readonly Printer[]>;
  readonly print: (job: PrintJob) => Promise<{ readonly job?: string }>;
};
