import { AlignmentType, Bookmark, BorderStyle, Document, Footer, HeadingLevel, InternalHyperlink, LeaderType, PageNumber, PageReference, Packer, Paragraph, ShadingType, Table, TableCell, TableLayoutType, TableRow, TabStopType, TextRun, WidthType, type ParagraphChild } from 'docx';
import { ChartRun, type ChartRunOptions } from 'docx/charts';
import { appendices } from '../../domain/report/appendices.ts';
import { brokenChart, chartColours, isDrawable, type Chart } from '../../domain/report/charts.ts';
import { chapterHeading } from '../../domain/report/layout.ts';
import { columnWidths } from '../../domain/report/columnWidths.ts';
import { cellText } from '../../domain/report/layoutTable.ts';
import { periodDays } from '../../domain/report/period.ts';
import type { Report, ReportTable } from '../../domain/report/report.ts';
import { text, type Lang, type Text } from '../../domain/text/text.ts';

/** Faces every Chinese office has (GB/T 9704 asks for 仿宋, 黑体 and 小标宋). */
const face = { body: { ascii: 'Times New Roman', eastAsia: '仿宋', hAnsi: 'Times New Roman' }, heading: { ascii: 'Arial', eastAsia: '黑体', hAnsi: 'Arial' }, title: { ascii: 'Times New Roman', eastAsia: '宋体', hAnsi: 'Times New Roman' } } as const;
/** Twentieths of a point: the sheet of an official document. */
const mm = (length: number): number => Math.round((length * 1440) / 25.4);
const textWidth = mm(156);
const half = (pt: number): number => pt * 2;

const run = (words: string, size: number, font: (typeof face)[keyof typeof face] = face.body, more: { readonly bold?: boolean; readonly color?: string } = {}): TextRun => new TextRun({ text: words, size: half(size), font, ...more });
const paragraph = (words: string, size: number, more: { readonly indent?: boolean; readonly align?: 'centre' | 'right'; readonly font?: (typeof face)[keyof typeof face]; readonly before?: number } = {}): Paragraph =>
  new Paragraph({
    children: [run(words, size, more.font)], spacing: { line: Math.round(size * 1.75 * 20), lineRule: 'exact', before: more.before ?? 0 }, ...(more.indent && { indent: { firstLine: size * 2 * 20 } }),
    ...(more.align && { alignment: more.align === 'centre' ? AlignmentType.CENTER : AlignmentType.RIGHT }),
  });
/** A heading under a mark of its own, to which the contents refer. */
const heading = (words: string, mark: string): Paragraph => new Paragraph({ heading: HeadingLevel.HEADING_1, keepNext: true, spacing: { before: 240, after: 120 }, children: [new Bookmark({ id: mark, children: [run(words, 16, face.heading, { color: '000000' })] })] });
/** A line of the contents: its page is a field of its own, which every office program works out by itself; a whole table of contents stays empty in some until a person asks for it. */
const contentsLine = (words: string, mark: string): Paragraph =>
  new Paragraph({
    spacing: { line: 420, lineRule: 'exact' }, tabStops: [{ type: TabStopType.RIGHT, position: textWidth, leader: LeaderType.DOT }],
    children: [new InternalHyperlink({ anchor: mark, children: [run(words, 14), new TextRun({ text: '\t' })] }), new PageReference(mark, { hyperlink: true })],
  });
const caption = (words: string, below = false): Paragraph => new Paragraph({ keepNext: !below, spacing: { before: below ? 40 : 160, after: 60 }, alignment: below ? AlignmentType.CENTER : AlignmentType.LEFT, children: [run(words, 10.5, face.heading)] });

const hair = { style: BorderStyle.SINGLE, size: 4, color: 'C3C9D2' } as const;
const strong = { style: BorderStyle.SINGLE, size: 8, color: '4E5969' } as const;

/** twentieths of a point, as all lengths of a table */
const cellMargin = 80;
/** Of Latin letters and figures at 9.5 pt: which font draws them is the office program's, and in few are they wider than 0.6 em. */
const widestLetter = 0.6 * 9.5 * 20;

const tableOf = (table: ReportTable, lang: Lang): Table | Paragraph => {
  if (table.rows.length === 0) return paragraph(table.empty[lang] || '–', 10.5);
  const texts = [table.columns.map(({ label }) => label[lang]), ...table.rows.map(({ cells }) => cells.map((each) => cellText(each, lang)))];
  const widths = columnWidths(textWidth, table.columns.map(({ weight }) => weight), texts, (word) => word.length * widestLetter + 2 * cellMargin).map(Math.round);
  const cell = (words: string, i: number, isHead: boolean): TableCell =>
    new TableCell({
      width: { size: widths[i]!, type: WidthType.DXA }, margins: { top: 40, bottom: 40, left: cellMargin, right: cellMargin }, ...(isHead && { shading: { type: ShadingType.CLEAR, fill: 'F3F5F8', color: 'auto' } }),
      children: words.split('\n').map((line) => new Paragraph({ alignment: table.columns[i]!.align === 'right' ? AlignmentType.RIGHT : AlignmentType.LEFT, children: [run(line, 9.5, isHead ? face.heading : face.title)] })),
    });
  return new Table({
    width: { size: textWidth, type: WidthType.DXA }, columnWidths: widths, layout: TableLayoutType.FIXED,
    borders: { top: strong, bottom: strong, left: { style: BorderStyle.NONE, size: 0, color: 'auto' }, right: { style: BorderStyle.NONE, size: 0, color: 'auto' }, insideHorizontal: hair, insideVertical: { style: BorderStyle.NONE, size: 0, color: 'auto' } },
    rows: texts.map((cells, row) => new TableRow({ cantSplit: true, ...(row === 0 && { tableHeader: true }), children: cells.map((each, i) => cell(each, i, row === 0)) })),
  });
};

const colour = (i: number): string => chartColours[i % chartColours.length]!.slice(1).toUpperCase();
/** A chart that a person can open and change in his office program; it draws its bars from the bottom up, so they are handed over turned round. */
const chartOf = (chart: Chart, lang: Lang): ParagraphChild => {
  const turned = chart.kind === 'bars';
  const inOrder = <T>(values: readonly T[]): T[] => (turned ? values.toReversed() : [...values]);
  const limits = chart.kind === 'line' ? chart.limits.map(({ label, value, tone }) => ({ name: label[lang], values: chart.categories.map(() => value), color: tone === 'alarm' ? 'B3261E' : 'B26A00' })) : [];
  const options: ChartRunOptions = {
    type: chart.kind === 'bars' ? 'bar' : chart.kind === 'columns' ? 'column' : 'line', categories: inOrder(chart.categories.map((category) => category[lang])),
    series: [...chart.series.map(({ label, values }, i) => ({ name: label[lang], values: inOrder(values), color: colour(i) })), ...limits], ...(chart.series.length > 1 && turned && { stacking: 'stacked' as const }),
    ...(chart.series.length + limits.length < 2 && { legend: false as const }), valueAxis: { minimum: 0, ...(chart.top !== undefined && { maximum: chart.top }) }, transformation: { width: 560, height: chart.kind === 'bars' ? Math.max(110, chart.categories.length * 26 + 50) : 210 },
    altText: { name: chart.title[lang], description: chart.title[lang] },
  };
  return new ChartRun(options);
};

/** The report as a Word document with headings, contents, tables and charts that can be worked on. Never the paper that is signed. */
export const reportToDocx = async (report: Report, lang: Lang): Promise<Uint8Array> => {
  const size = lang === 'zh' ? 16 : 12;
  const body: (Paragraph | Table)[] = [];
  const label = (zh: string, en: string): string => (lang === 'zh' ? zh : en);
  const write = (tables: readonly ReportTable[], prefix: string): void => {
    for (const [i, table] of tables.entries()) body.push(caption(`${prefix === '' ? '' : `${label('表 ', 'Table ')}${prefix}-${i + 1}  `}${table.title[lang]}`), tableOf(table, lang));
  };
  const contents: Paragraph[] = [];
  const begin = (words: string): void => {
    const mark = `part${contents.length + 1}`;
    contents.push(contentsLine(words, mark));
    body.push(heading(words, mark));
  };
  for (const [no, chapter] of report.chapters.entries()) {
    begin(chapterHeading(no, chapter.title)[lang]);
    for (const words of chapter.paragraphs) body.push(paragraph(words[lang], size, { indent: lang === 'zh' }));
    for (const note of chapter.notes) body.push(...note.text.split('\n').map((line) => paragraph(line, size, { indent: lang === 'zh' })), paragraph(label(`（${note.author}撰）`, `(${note.author})`), 12, { align: 'right' }));
    for (const [i, chart] of chapter.charts.entries()) body.push(...(isDrawable(chart) ? [new Paragraph({ alignment: AlignmentType.CENTER, keepNext: true, children: [chartOf(chart, lang)] }), caption(`${label('图 ', 'Figure ')}${no + 1}-${i + 1}  ${chart.title[lang]}`, true)] : [paragraph(`${chart.title[lang]}${label('：', ': ')}${brokenChart[lang]}`, 12)]));
    write(chapter.tables, String(no + 1));
  }
  for (const { title, words, tables } of appendices(report)) {
    begin(title[lang]);
    for (const each of words) body.push(paragraph(each[lang], 14, { indent: lang === 'zh' }));
    write(tables, '');
  }
  const facts: readonly (readonly [Text, string])[] = [[text('合同编号', 'Contract'), report.contractNo], [text('甲方', 'Client'), report.client[lang]], [text('乙方', 'Contractor'), report.contractor[lang]], [text('监理', 'Supervision'), report.supervision[lang]], [text('现场', 'Site'), report.site.name[lang]], [text('编制时间', 'Made'), report.madeAt.slice(0, 16).replace('T', ' ')]];
  const page = { size: { width: mm(210), height: mm(297) }, margin: { top: mm(37), left: mm(28), right: mm(26), bottom: mm(35), footer: mm(25) } };
  const document = new Document({
    title: `${report.title[lang]} ${periodDays(report.period)[lang]}`, creator: report.contractor[lang], subject: report.project[lang], lastModifiedBy: report.contractor[lang], styles: { default: { document: { run: { font: face.body } } } }, features: { updateFields: true },
    sections: [
      {
        properties: { page },
        children: [
          paragraph(report.project[lang], 16, { align: 'centre', before: 1400 }), paragraph(report.title[lang], 28, { align: 'centre', font: face.title, before: 900 }), paragraph(periodDays(report.period)[lang], 16, { align: 'centre', before: 300 }),
          ...(report.unfinished ? [paragraph(label('（草稿：期限未满）', '(draft: the period has not ended)'), 14, { align: 'centre', before: 200 })] : []),
          ...facts.map(([name, value], i) => paragraph(`${name[lang]}${label('：', ': ')}${value}`, 14, { before: i === 0 ? 2400 : 60 })),
        ],
      },
      { properties: { page }, children: [paragraph(label('目　录', 'Contents'), 22, { align: 'centre', font: face.title }), ...contents] },
      {
        properties: { page: { ...page, pageNumbers: { start: 1 } } }, footers: { default: new Footer({ children: [new Paragraph({ alignment: AlignmentType.RIGHT, children: [new TextRun({ children: ['— ', PageNumber.CURRENT, ' —'], size: half(14), font: face.title })] })] }) },
        children: body,
      },
    ],
  });
  return new Uint8Array(await Packer.toArrayBuffer(document));
};
