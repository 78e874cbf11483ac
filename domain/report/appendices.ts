import { text, type Text } from '../text/text.ts';
import { apartWords } from './csv.ts';
import type { Report, ReportTable } from './report.ts';
import { countsRow, listTable, valueWords } from './tables.ts';

export type Appendix = { readonly id: string; readonly title: Text; readonly words: readonly Text[]; readonly tables: readonly ReportTable[] };

/** What stands behind the chapters: what is open, what is missing, how every figure is reckoned. */
export const appendices = (report: Report): readonly Appendix[] => [
  {
    id: 'open', title: text('附一　遗留事项', 'Appendix 1  Open points'), words: [],
    tables: [listTable('open.list', text('期末遗留事项', 'Open at the end'), [{ label: text('单据', 'Record'), weight: 4.4 }, { label: text('事项', 'What'), weight: 7 }, { label: text('原因', 'Why'), weight: 4 }, { label: text('自', 'Since'), weight: 2.8 }, { label: text('来自上期', 'Carried over'), weight: 2.2 }],
      report.openPoints.map((point) => ({ cells: [point.number, point.what, point.why, point.since, point.carried ? text('是', 'yes') : text('否', 'no')], ids: [point.id] })), text('没有遗留事项。', 'Nothing is open.'))],
  },
  {
    id: 'missing', title: text('附二　缺项与另计', 'Appendix 2  Missing and told apart'), words: report.unfinished ? [text('本报告编制时期限未满，数字截至编制时间。', 'The period had not ended when the report was made: the figures are of that moment.')] : [],
    tables: [
      listTable('missing.list', text('缺项', 'Missing'), [{ label: text('条款', 'Rule'), weight: 1.6 }, { label: text('缺什么', 'What'), weight: 9 }, { label: text('涉及日期', 'Days'), weight: 6 }],
        report.missing.map(({ rule, what, days, ids }) => ({ cells: [rule, what, days.slice(0, 6).join(' ') + (days.length > 6 ? ' …' : '') || null], ids })), text('没有缺项。', 'Nothing is missing.')),
      listTable('apart.list', text('另计的单据', 'Records counted separately'), [{ label: text('情况', 'Case'), weight: 5 }, { label: text('份数', 'Records'), align: 'right', weight: 2 }], report.apart.map(({ why, ids }) => countsRow([apartWords[why]], [ids.length, ids])), text('没有另计的单据。', 'None.')),
    ],
  },
  {
    id: 'figures', title: text('附三　指标的算法与来源', 'Appendix 3  How each figure is reckoned'), words: [],
    tables: [listTable('figures.list', text('指标一览', 'All figures'), [{ label: text('指标', 'Figure'), weight: 4 }, { label: text('数值', 'Value'), align: 'right', weight: 2.4 }, { label: text('记录', 'Records'), align: 'right', weight: 2 }, { label: text('算法', 'How'), weight: 6 }, { label: text('定义来源', 'Definition'), weight: 4 }],
      report.figures.filter((each) => !each.id.startsWith('sla.') || each.id === 'sla.all' || each.value !== null).map((each) => countsRow([each.label], [valueWords(each)], [each.ids.length, each.ids], [each.id.startsWith('sla.') && each.id !== 'sla.all' ? text('同“SLA 达成率”', 'as service levels met') : each.formula], [each.source])))],
  },
];
