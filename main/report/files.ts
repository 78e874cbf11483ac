import type { Lang } from '../../domain/text/text.ts';
import type { Report } from '../../domain/report/report.ts';
import { figuresCsv } from '../../domain/report/csv.ts';

export type ReportFile = { readonly name: string; readonly type: string; readonly bytes: Uint8Array };

/** Names of a report's files begin alike: `report-2021-09-27_2021-12-26`. */
export const fileStem = ({ period }: Pick<Report, 'period'>): string => `report-${period.from}_${period.to}`;

/** Everything a report leaves as. The same report makes the same bytes. */
export const reportFiles = async (report: Report, { lang }: { readonly lang: Lang; readonly fontsFolder: string }): Promise<readonly ReportFile[]> => {
  const stem = fileStem(report);
  const utf8 = new TextEncoder();
  return [
    { name: `${stem}.csv`, type: 'text/csv;charset=utf-8', bytes: utf8.encode(figuresCsv(report, lang)) },
    { name: `${stem}.json`, type: 'application/json', bytes: utf8.encode(JSON.stringify(report, null, 1)) },
  ];
};
