import type { RecordRow } from '../../domain/api/types.ts';
import { buildReport } from '../../domain/report/build.ts';
import { periodOfDays, reportPeriods, type ReportPeriod } from '../../domain/report/period.ts';
import type { Report } from '../../domain/report/report.ts';
import type { Lang } from '../../domain/text/text.ts';
import type { OpenStation } from '../station/openStation.ts';
import type { Order } from '../station/recorder.ts';
import { refused } from '../../domain/refused.ts';
import { reportFile, type ReportFormat } from './files.ts';
import { gatherReport } from './gather.ts';

type Span = { readonly from: string; readonly to: string };

/** Quarters and years of the service that have begun by `now`. */
export const periodsOfReports = ({ profile, calendar }: OpenStation, now: string): readonly ReportPeriod[] => reportPeriods(profile, calendar, now.slice(0, 10));

/** The report of the days as the station's records stand at `now`. Refuses `before-other` for days in the wrong order. */
export const draftOf = (open: OpenStation, { from, to }: Span, now: string): Report => {
  const { profile, calendar, site, since, store } = open;
  const period = periodOfDays(profile, calendar, from, to);
  if (!period) throw refused('before-other', { field: 'to', params: { other: 'from' } });
  return buildReport(gatherReport({ read: store.read, profile, calendar, site, since }, { period, now, carried: [], notes: [] }));
};

/** The records behind a figure of that report, or one of its shares, in the order they were counted. Refuses `not-found`. */
export const behindFigure = (open: OpenStation, { figure, share, offset, limit, ...span }: Span & { readonly figure: string; readonly share?: string | undefined; readonly offset: number; readonly limit: number }, now: string): { readonly rows: readonly RecordRow[]; readonly total: number } => {
  const found = draftOf(open, span, now).figures.find((each) => each.id === figure);
  const ids = share === undefined ? found?.ids : found?.shares.find((each) => each.key === share)?.ids;
  if (!ids) throw refused('not-found', { field: share === undefined ? 'figure' : 'share' });
  const asked = ids.slice(offset, offset + limit);
  const rows = new Map(open.store.read.rowsById(asked).map((row) => [row.id, row]));
  return { rows: asked.flatMap((id) => rows.get(id) ?? []), total: ids.length };
};

/** The report as one file. That it left, and for whom, stands in the log before the bytes are handed out (R35). */
export const exportReport = async (open: OpenStation, order: Order, { format, lang, receiver, ...span }: Span & { readonly format: ReportFormat; readonly lang: Lang; readonly receiver: string }, now: string, fontsFolder: string): Promise<Blob> => {
  const { name, type, bytes } = await reportFile(draftOf(open, span, now), format, { lang, fontsFolder });
  open.recorder.once(order, (writer) => {
    open.recorder.release(writer, open.author, `report:${span.from}`, name, receiver.trim());
    return { value: null, doc: `report:${span.from}` };
  }, () => null);
  return new Blob([bytes as Uint8Array<ArrayBuffer>], { type });
};
