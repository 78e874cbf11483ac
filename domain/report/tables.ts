import { text, type Text } from '../text/text.ts';
import type { Chart } from './charts.ts';
import { percentOf, type Figure, type Unit } from './figure.ts';
import type { ReportCell, ReportColumn, ReportRow, ReportTable } from './report.ts';

export const noData = text('无数据', 'no data');
export const unitWords: Readonly<Record<Unit, Text>> = {
  count: text('', ''), percent: text('%', '%'), minute: text('分钟', 'min'), hour: text('小时', 'h'), yuan: text('元', 'CNY'), mark: text('分', ''), day: text('日', 'days'),
};
/** A value with its unit, `98.5%`, `12.5 分钟`; 无数据 for none. */
export const valueWords = ({ value, unit }: Pick<Figure, 'value' | 'unit'>): Text => {
  if (value === null) return noData;
  const words = unitWords[unit];
  const gap = unit === 'percent' ? '' : ' ';
  const join = (of: string): string => (of === '' ? String(value) : `${value}${gap}${of}`);
  return text(join(words.zh), join(words.en));
};

const countColumns = (kind: Text, unit: Unit): readonly ReportColumn[] => [
  { label: kind, weight: 5 },
  { label: unit === 'count' ? text('数量', 'Number') : text(`数值${unitWords[unit].zh === '' ? '' : `（${unitWords[unit].zh}）`}`, `Value${unitWords[unit].en === '' ? '' : ` (${unitWords[unit].en})`}`), align: 'right', weight: 2 },
  { label: text('占比', 'Share'), align: 'right', weight: 2 },
];
const noRecords = text('期内没有记录。', 'There is nothing on record in the period.');

const recordsColumn: ReportColumn = { label: text('记录', 'Records'), align: 'right', weight: 2 };

/** A row of numbers: each cell beside the records it counted, none where it opens nothing. */
export const countsRow = (...cells: readonly (readonly [cell: ReportCell, ids?: readonly string[]])[]): ReportRow => ({ cells: cells.map(([cell]) => cell), ids: [], opens: cells.map(([, ids = []]) => ids) });

/** What a figure falls into, as a table; of counts with their share of the whole. Where its numbers count something else than papers, the papers have a column of their own. */
export const sharesTable = (of: Figure, kind: Text, { withNought = true, withShare = of.unit === 'count', ofPapers = (of.shareUnit ?? of.unit) === 'count' } = {}): ReportTable => {
  const columns = countColumns(kind, of.shareUnit ?? of.unit);
  const total = typeof of.value === 'number' ? of.value : 0;
  const rows = of.shares.filter(({ value }) => withNought || (value !== 0 && value !== null));
  return {
    id: of.id, figure: of.id, title: of.label, columns: [...(withShare ? columns : columns.slice(0, 2)), ...(ofPapers ? [] : [recordsColumn])], empty: noRecords,
    rows: of.shares.length > 0 && of.shares.every(({ value }) => value === 0 || value === null) && of.unit === 'count' ? [] : rows.map(({ label, value, ids }) => {
      const share: readonly ReportCell[] = withShare && typeof value === 'number' ? [total === 0 ? null : `${percentOf(value, total, 1)}%`] : [];
      return countsRow([label], [value, ofPapers ? ids : []], ...share.map((cell) => [cell] as const), ...(ofPapers ? [] : [[ids.length, ids] as const]));
    }),
  };
};

/** More categories than this are no picture; the table has all of them. */
const mostBars = 12;

/** The same as a chart, its largest categories; none where there is nothing to compare. */
export const sharesChart = (of: Figure, kind: Chart['kind'], more: Partial<Chart> = {}): readonly Chart[] => {
  const given = of.shares.filter(({ value }) => typeof value === 'number' && value !== 0);
  if (given.length < 2) return [];
  // upright columns are a scale of their own: its empty steps are part of it
  const shown = kind === 'columns' ? of.shares : given.toSorted((x, y) => Number(y.value) - Number(x.value)).slice(0, mostBars);
  const values = shown.map(({ value }) => (typeof value === 'number' ? value : null));
  return [{ id: of.id, kind, title: of.label, unit: unitWords[of.unit], categories: shown.map(({ label }) => label), series: [{ label: of.label, values }], limits: [], table: of.id, ...(of.unit === 'count' && { whole: true }), ...more }];
};

/** The figures themselves, with how each is reckoned. */
export const figuresTable = (id: string, title: Text, figures: readonly Figure[]): ReportTable => ({
  id, title, empty: noRecords,
  columns: [{ label: text('指标', 'Figure'), weight: 4 }, { label: text('数值', 'Value'), align: 'right', weight: 2 }, { label: text('算法', 'How it is reckoned'), weight: 8 }, recordsColumn],
  rows: figures.map((each) => countsRow([each.label], [valueWords(each)], [each.formula], [each.ids.length, each.ids])),
});

/** A list of papers, each row one record. */
export const listTable = (id: string, title: Text, columns: readonly ReportColumn[], rows: ReportTable['rows'], empty: Text = noRecords, more: Pick<ReportTable, 'most' | 'digest'> = {}): ReportTable => ({ id, title, columns, rows, empty, ...more });

/** Rows of a list on paper at most: about eight pages. */
export const mostOnPaper = 200;

/** A table as the PDF and the screen show it, and what they say of the rows that do not stand there. */
export const tableOnPaper = (table: ReportTable): { readonly table: ReportTable; readonly rest?: Text } => {
  const { rows, most = Infinity, digest } = table;
  if (rows.length <= most) return { table };
  if (digest) {
    const { whole, ...sums } = digest;
    return { table: { ...table, ...sums }, rest: text(`共 ${rows.length} 条，以上为汇总；逐条清单见工作簿（XLSX）和${whole.zh}。`, `${rows.length} in all, summed up above; the workbook (XLSX) and the ${whole.en} list every one.`) };
  }
  const left = rows.length - most;
  return { table: { ...table, rows: rows.slice(0, most) }, rest: text(`另有 ${left} 条，见工作簿（XLSX）。`, `${left} more in the workbook (XLSX).`) };
};
