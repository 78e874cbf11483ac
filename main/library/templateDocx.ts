import { Document, HeadingLevel, Packer, Paragraph, Table, TableCell, TableRow, TextRun, WidthType } from 'docx';
import { templateTitle } from '../../domain/library/library.ts';
import type { DocumentTemplate } from '../../domain/library/template.ts';
import type { Text } from '../../domain/text/text.ts';

/** Faces every Chinese office has (GB/T 9704 asks for 仿宋 and 黑体). */
const face = (eastAsia: string) => ({ ascii: 'Times New Roman', eastAsia, hAnsi: 'Times New Roman' });
const run = (words: string, size: number, eastAsia = '仿宋', color = '1d2129'): TextRun => new TextRun({ text: words, size: size * 2, font: face(eastAsia), color });
/** Chinese first, the English below it in grey: who fills it in deletes the one he does not need. */
const both = ({ zh, en }: Text, size: number): readonly Paragraph[] => [new Paragraph({ spacing: { before: 60 }, children: [run(zh, size)] }), new Paragraph({ spacing: { after: 120 }, children: [run(en, size - 2, '宋体', '4e5969')] })];
const heading = (no: number, { zh, en }: Text): Paragraph => new Paragraph({ heading: HeadingLevel.HEADING_1, spacing: { before: 280, after: 80 }, children: [run(`${no}　${zh}`, 15, '黑体'), run(`　${en}`, 11, '黑体', '4e5969')] });
const cell = (words: string, width: number, eastAsia = '仿宋'): TableCell => new TableCell({ width: { size: width, type: WidthType.DXA }, margins: { top: 60, bottom: 60, left: 100, right: 100 }, children: words.split('\n').map((line) => new Paragraph({ children: [run(line, 11, eastAsia)] })) });
const row = (widths: readonly number[], cells: readonly string[], eastAsia?: string): TableRow => new TableRow({ children: cells.map((words, i) => cell(words, widths[i]!, eastAsia)) });
const table = (widths: readonly number[], head: readonly string[], rows: readonly (readonly string[])[]): Table => new Table({ columnWidths: [...widths], width: { size: widths.reduce((sum, width) => sum + width, 0), type: WidthType.DXA }, rows: [row(widths, head, '黑体'), ...rows.map((cells) => row(widths, cells))] });

/** A document of the library as a DOCX to be written on: title, history of versions, chapters with what belongs into each, checklist. */
export const templateToDocx = async (template: DocumentTemplate, stage: string | undefined): Promise<Uint8Array> => {
  const title = templateTitle(template, stage);
  const document = new Document({
    title: title.zh, creator: '三联', sections: [{
      children: [
        new Paragraph({ heading: HeadingLevel.TITLE, alignment: 'center', spacing: { before: 400, after: 80 }, children: [run(title.zh, 22, '宋体')] }),
        new Paragraph({ alignment: 'center', spacing: { after: 300 }, children: [run(title.en, 14, '宋体', '4e5969')] }),
        table([1600, 1800, 1800, 3800], ['版本 Version', '日期 Date', '编写 Author', '修订说明 What changed'], [['V1.0', '', '', '初稿 first version']]),
        heading(1, { zh: '目的', en: 'Purpose' }), ...both(template.purpose, 12),
        ...template.chapters.flatMap((chapter, i) => [heading(i + 2, chapter.title), ...both(chapter.content, 12)]),
        heading(template.chapters.length + 2, { zh: '检查表', en: 'Checklist' }),
        table([700, 5200, 1000, 2100], ['序号', '检查内容 What is checked', '符合 Yes', '说明 Remark'], template.checklist.map(({ zh, en }, i) => [String(i + 1), `${zh}\n${en}`, '☐', ''])),
      ],
    }],
  });
  return new Uint8Array(await Packer.toArrayBuffer(document));
};
