import { rowToCsv, type CellText } from '../text/csv.ts';
import { text, type Lang } from '../text/text.ts';
import type { Apart, Figure } from './figure.ts';
import type { Report } from './report.ts';
import { unitWords } from './tables.ts';

const heads = [text('编号', 'Id'), text('指标', 'Figure'), text('分项', 'Part'), text('数值', 'Value'), text('单位', 'Unit'), text('记录数', 'Records'), text('算法', 'How it is reckoned'), text('定义来源', 'Definition'), text('另计', 'Told apart')];
export const apartWords: Readonly<Record<Apart['why'], { readonly zh: string; readonly en: string }>> = {
  void: text('作废，未计入', 'voided, left out'),
  corrected: text('已被更正，未计入', 'corrected by another, left out'),
  unsent: text('未上传总部，已计入', 'not at headquarters, counted'),
  conflict: text('有冲突，已计入', 'in conflict, counted'),
};

/** `作废，未计入 2；未上传总部，已计入 5`. */
export const apartText = (apart: readonly Apart[], lang: Lang): string => apart.map(({ why, ids }) => `${apartWords[why][lang]} ${ids.length}`).join(lang === 'zh' ? '；' : '; ');

/** One line for a figure, and one for each thing it falls into. Without data the value stands empty. */
export const figureRows = (of: Figure, lang: Lang): readonly (readonly CellText[])[] => [
  [of.id, of.label[lang], '', of.value ?? '', unitWords[of.unit][lang], of.ids.length, of.formula[lang], of.source[lang], apartText(of.apart, lang)],
  ...of.shares.map((share): readonly CellText[] => [of.id, of.label[lang], share.label[lang], share.value ?? '', unitWords[of.shareUnit ?? of.unit][lang], share.ids.length, '', '', '']),
];
export const figureHeads = (lang: Lang): readonly string[] => heads.map((head) => head[lang]);

/** Every figure of a report as CSV with the mark Chinese Excel needs. */
export const figuresCsv = (report: Report, lang: Lang): string => `\uFEFF${[figureHeads(lang), ...report.figures.flatMap((each) => figureRows(each, lang))].map(rowToCsv).join('')}`;
