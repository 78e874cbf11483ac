import type { CellText } from '../text/csv.ts';
import { text, type Lang, type Text } from '../text/text.ts';
import { appendices } from './appendices.ts';
import { figureHeads, figureRows } from './csv.ts';
import { cellText } from './layoutTable.ts';
import type { Report, ReportTable } from './report.ts';

/** One sheet of the report's workbook. */
export type Sheet = { readonly name: string; readonly heads: readonly string[]; readonly rows: readonly (readonly CellText[])[] };

const figuresName = text('指标', 'Figures');
const recordsName = text('记录', 'Records');
const recordHeads = [text('指标编号', 'Figure'), text('指标', 'Name'), text('分项', 'Part'), text('编号', 'Number'), text('记录', 'Record id')];

const tableToSheet = (name: string, tables: readonly ReportTable[], lang: Lang): Sheet => {
  const rows = tables.flatMap((table): (readonly CellText[])[] => [
    [table.title[lang]],
    table.columns.map(({ label }) => label[lang]),
    ...table.rows.map(({ cells }): readonly CellText[] => cells.map((cell) => (typeof cell === 'number' ? cell : cell === null ? '' : cellText(cell, lang)))),
    [],
  ]);
  return { name, heads: [], rows };
};
const nameOf = (no: number, title: Text, lang: Lang): string => `${no} ${title[lang]}`.slice(0, 31);

/** The report as sheets: every figure, the tables chapter by chapter, and which record stands behind which figure. */
export const reportSheets = (report: Report, lang: Lang): readonly Sheet[] => {
  const { numbers = {} } = report;
  return [
    { name: figuresName[lang], heads: figureHeads(lang), rows: report.figures.flatMap((each) => figureRows(each, lang)) },
    ...report.chapters.map((chapter, i) => tableToSheet(nameOf(i + 1, chapter.title, lang), chapter.tables, lang)),
    ...appendices(report).slice(0, 2).map(({ title, tables }) => tableToSheet(title[lang].replaceAll('　', ' ').slice(0, 31), tables, lang)),
    {
      name: recordsName[lang], heads: recordHeads.map((head) => head[lang]),
      rows: report.figures.flatMap((each) => (each.shares.some(({ ids }) => ids.length > 0) ? each.shares.flatMap((share) => share.ids.map((id): readonly CellText[] => [each.id, each.label[lang], share.label[lang], numbers[id] ?? '', id])) : each.ids.map((id): readonly CellText[] => [each.id, each.label[lang], '', numbers[id] ?? '', id]))),
    },
  ];
};
