import { figuresCsv } from '../../domain/report/csv.ts';
import type { Report } from '../../domain/report/report.ts';
import type { Lang } from '../../domain/text/text.ts';
import { reportToDocx } from './docx.ts';
import { createReportPrinter } from './pdf.ts';
import { reportToXlsx } from './xlsx.ts';

export type ReportFile = { readonly name: string; readonly type: string; readonly bytes: Uint8Array };

/** Names of a report's files begin alike: `report-2021-09-27_2021-12-26`. */
export const fileStem = ({ period }: Pick<Report, 'period'>): string => `report-${period.from}_${period.to}`;

/** Everything a report leaves as. The same report makes the same PDF, CSV and JSON to the byte. */
export const reportFiles = async (report: Report, { lang, fontsFolder }: { readonly lang: Lang; readonly fontsFolder: string }): Promise<readonly ReportFile[]> => {
  const stem = fileStem(report);
  const utf8 = new TextEncoder();
  const printer = createReportPrinter({ fontsFolder });
  return [
    { name: `${stem}.pdf`, type: 'application/pdf', bytes: await printer.report(report, lang) },
    { name: `${stem}-summary.pdf`, type: 'application/pdf', bytes: await printer.summary(report, lang) },
    { name: `${stem}.docx`, type: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document', bytes: await reportToDocx(report, lang) },
    { name: `${stem}.xlsx`, type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', bytes: await reportToXlsx(report, lang) },
    { name: `${stem}.csv`, type: 'text/csv;charset=utf-8', bytes: utf8.encode(figuresCsv(report, lang)) },
    { name: `${stem}.json`, type: 'application/json', bytes: utf8.encode(JSON.stringify(report, null, 1)) },
  ];
};
