import { figuresCsv } from '../../domain/report/csv.ts';
import { signedLang } from '../../domain/report/paper.ts';
import { fileStem } from '../../domain/report/period.ts';
import type { Report } from '../../domain/report/report.ts';
import type { Lang } from '../../domain/text/text.ts';
import { reportToDocx } from './docx.ts';
import { createReportPrinter } from './pdf.ts';
import { reportToXlsx } from './xlsx.ts';

export type ReportFile = { readonly name: string; readonly type: string; readonly bytes: Uint8Array };
const reportFormats = ['pdf', 'summary', 'docx', 'xlsx', 'csv', 'json'] as const;
export type ReportFormat = (typeof reportFormats)[number];
type Options = { readonly lang: Lang; readonly fontsFolder: string; /** the pages that were signed, where they are here: laid out anew they might be others */ readonly signed?: Uint8Array | undefined };

const office = 'application/vnd.openxmlformats-officedocument';
const utf8 = (words: string): Uint8Array => new TextEncoder().encode(words);
const making: Readonly<Record<ReportFormat, { readonly end: string; readonly type: string; readonly make: (report: Report, options: Options) => Uint8Array | Promise<Uint8Array> }>> = {
  pdf: { end: '.pdf', type: 'application/pdf', make: (report, { lang, fontsFolder, signed }) => (signed && lang === signedLang ? signed : createReportPrinter({ fontsFolder }).report(report, lang)) },
  summary: { end: '-summary.pdf', type: 'application/pdf', make: (report, { lang, fontsFolder }) => createReportPrinter({ fontsFolder }).summary(report, lang) },
  docx: { end: '.docx', type: `${office}.wordprocessingml.document`, make: (report, { lang }) => reportToDocx(report, lang) },
  xlsx: { end: '.xlsx', type: `${office}.spreadsheetml.sheet`, make: (report, { lang }) => reportToXlsx(report, lang) },
  csv: { end: '.csv', type: 'text/csv;charset=utf-8', make: (report, { lang }) => utf8(figuresCsv(report, lang)) },
  json: { end: '.json', type: 'application/json', make: (report) => utf8(JSON.stringify(report, null, 1)) },
};

/** The report as one file; a PDF in another language than the one that was signed is called a translation. The same report makes the same PDF, CSV and JSON to the byte. */
export const reportFile = async (report: Report, format: ReportFormat, options: Options): Promise<ReportFile> => {
  const { end, type, make } = making[format];
  const isTranslation = format === 'pdf' && options.signed !== undefined && options.lang !== signedLang;
  return { name: `${fileStem(report)}${isTranslation ? `-${options.lang}-translation` : ''}${end}`, type, bytes: await make(report, options) };
};

/** Everything a report leaves as. */
export const reportFiles = async (report: Report, options: Options): Promise<readonly ReportFile[]> => {
  const files: ReportFile[] = [];
  for (const format of reportFormats) files.push(await reportFile(report, format, options));
  return files;
};
