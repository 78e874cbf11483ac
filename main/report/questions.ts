import type { RecordRow } from '../../domain/api/types.ts';
import type { ReportSheet } from '../../domain/api/reports.ts';
import { reportPeriods, type TermPeriod } from '../../domain/report/period.ts';
import type { Report } from '../../domain/report/report.ts';
import type { Lang } from '../../domain/text/text.ts';
import type { OpenStation } from '../station/openStation.ts';
import type { Order } from '../station/recorder.ts';
import { refused } from '../../domain/refused.ts';
import { reportFile, type ReportFormat } from './files.ts';
import { liveReport, signedPages, standingReport, type Span } from './paper.ts';

/** Quarters and years of the service that have begun by `now`, of every term something was written in. */
export const periodsOfReports = ({ contracts, calendar, store }: OpenStation, now: string): readonly TermPeriod[] => reportPeriods(contracts, calendar, now.slice(0, 10), store.read.firstMade()?.slice(0, 10));

/** The report of the days as the station's records stand at `now`, whatever was sent to be signed. Refuses `before-other` for days in the wrong order. */
export const draftOf = (open: OpenStation, span: Span, now: string): Promise<Report> => liveReport(open, span, null, now);

/** The report of the days with its sheet: as it was sent to be signed, else as the records stand. */
export const sheetOf = async (open: OpenStation, span: Span, now: string): Promise<ReportSheet> => {
  const { report, paper, frozen } = await standingReport(open, span, now);
  if (!paper) return { report, frozen };
  const { id, form, number, state, rev, data, seal } = paper;
  const def = open.store.read.definition(paper.def);
  const editable = (def?.lifecycle.states[state]?.edit ?? []).includes(open.author.actor) && open.author.actor !== 'inspector';
  const steps = def?.lifecycle.transitions.filter((step) => step.freezes && step.from.includes(state)).map((step) => step.id) ?? [];
  return { report, frozen, paper: { id, form, number, state, rev, editable, sealed: seal !== undefined, ...(steps[0] !== undefined && editable && { send: steps[0] }), carried: def?.report ? ((data[def.report.carried] ?? []) as readonly unknown[]).length : 0 } };
};

/** The records behind a figure of that report, or one of its shares, in the order they were counted. Refuses `not-found`. */
export const behindFigure = async (open: OpenStation, { figure, share, offset, limit, ...span }: Span & { readonly figure: string; readonly share?: string | undefined; readonly offset: number; readonly limit: number }, now: string): Promise<{ readonly rows: readonly RecordRow[]; readonly total: number }> => {
  const { report } = await standingReport(open, span, now);
  const found = report.figures.find((each) => each.id === figure);
  const ids = share === undefined ? found?.ids : found?.shares.find((each) => each.key === share)?.ids;
  if (!ids) throw refused('not-found', { field: share === undefined ? 'figure' : 'share' });
  const asked = ids.slice(offset, offset + limit);
  const rows = new Map(open.store.read.rowsById(asked).map((row) => [row.id, row]));
  return { rows: asked.flatMap((id) => rows.get(id) ?? []), total: ids.length };
};

/** Writes down that the report of the days left as `name`, and for whom (R35). */
export const logReport = (open: Pick<OpenStation, 'recorder' | 'author'>, order: Order, { from }: Span, name: string, receiver: string): void => {
  const doc = `report:${from}`;
  open.recorder.once(order, (writer) => {
    open.recorder.release(writer, open.author, doc, name, receiver);
    return { value: null, doc };
  }, () => null);
};

/** The report as one file. That it left, and for whom, stands in the log before the bytes are handed out (R35). */
export const exportReport = async (open: OpenStation, order: Order, { format, lang, receiver, ...span }: Span & { readonly format: ReportFormat; readonly lang: Lang; readonly receiver: string }, now: string, fontsFolder: string): Promise<Blob> => {
  const standing = await standingReport(open, span, now);
  const { name, type, bytes } = await reportFile(standing.report, format, { lang, fontsFolder, signed: await signedPages(open, standing) });
  logReport(open, order, span, name, receiver.trim());
  return new Blob([bytes as Uint8Array<ArrayBuffer>], { type });
};
