import type { WorkbookProperties } from 'hucre';
import { writeXlsx } from 'hucre/xlsx';
import { reportSheets, type Sheet } from '../../domain/report/sheets.ts';
import { periodDays } from '../../domain/report/period.ts';
import type { Report } from '../../domain/report/report.ts';
import type { Lang } from '../../domain/text/text.ts';

/** Sheets of figures have a head that stays; sheets of chapters are tables below each other. */
const headStyle = { font: { bold: true }, fill: { type: 'pattern' as const, pattern: 'solid' as const, fgColor: { rgb: 'F3F5F8' } } };

/** On paper a sheet is as wide as its page, and its head stands on each page. */
const onPaper = { paperSize: 'a4' as const, orientation: 'landscape' as const, fitToPage: true, fitToWidth: 1, fitToHeight: 0 };

/** Sheets as a workbook, columns as wide as what stands in them. */
export const sheetsToXlsx = async (given: readonly Sheet[], properties: WorkbookProperties): Promise<Uint8Array> => {
  const sheets = given.map(({ name, heads, rows }) => {
    const all = [...(heads.length > 0 ? [[...heads]] : []), ...rows.map((cells) => cells.map((cell) => (cell === '' ? null : cell)))];
    const widest = Math.max(1, ...all.map((cells) => cells.length));
    const width = (i: number): number => Math.min(48, Math.max(9, ...all.slice(0, 200).map((cells) => Math.min(48, [...String(cells[i] ?? '')].reduce((sum, sign) => sum + (sign > '\u2e7f' ? 2 : 1), 2)))));
    return {
      name, rows: all, columns: Array.from({ length: widest }, (_, i) => ({ width: width(i) })), pageSetup: { ...onPaper, ...(heads.length > 0 && { printTitlesRow: '$1:$1' }) },
      ...(heads.length > 0 && { freezePane: { rows: 1 }, cells: new Map(heads.map((head, i) => [`0,${i}`, { value: head, style: headStyle }])) }),
    };
  });
  return writeXlsx({ sheets, properties });
};

/** The report as a workbook: all figures, the tables of each chapter, and the records behind every figure. */
export const reportToXlsx = async (report: Report, lang: Lang): Promise<Uint8Array> => {
  const made = new Date(report.madeAt);
  return sheetsToXlsx(reportSheets(report, lang), { title: `${report.title[lang]} ${periodDays(report.period)[lang]}`, creator: report.contractor[lang], subject: report.project[lang], created: made, modified: made });
};
