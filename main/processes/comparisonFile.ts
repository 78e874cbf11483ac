import type { BaselineComparison, BaselineSide } from '../../domain/api/processes.ts';
import { configurationBaseline } from '../../domain/forms/configurationBaseline.ts';
import { rowToCsv } from '../../domain/text/csv.ts';
import { text, type Lang, type Text } from '../../domain/text/text.ts';
import type { OpenStation } from '../station/openStation.ts';
import type { Order } from '../station/recorder.ts';

const heads: readonly Text[] = [text('编号', 'Number'), text('名称', 'Name'), text('差异', 'Difference'), text('栏目', 'Column'), text('原值', 'Before'), text('现值', 'After')];
const words: Readonly<Record<BaselineComparison['changes'][number]['what'], Text>> = { added: text('新增', 'Added'), removed: text('移除', 'Removed'), changed: text('变化', 'Changed') };
const register = text('现在的登记', 'The register now');

/** How a side of the comparison is called: `JX-…-0001 第一季度基线`. */
const sideName = ({ id, number, name }: BaselineSide, lang: Lang): string => (id === null ? register[lang] : `${number} ${name}`);

/** The difference of two baselines as CSV (UTF-8 with the mark Chinese Excel needs), one line for each column that differs. */
const comparisonToCsv = ({ before, after, changes, names }: BaselineComparison, lang: Lang): string => {
  const table = configurationBaseline.fields['items'];
  const label = (column: string): string => (table?.kind === 'table' ? (table.columns[column]?.label[lang] ?? column) : column);
  const rows = changes.flatMap(({ key, what, cells }) =>
    (cells.length > 0 ? cells : [{ column: '', before: '', after: '' }]).map((cell) => rowToCsv([key, names[key] ?? '', words[what][lang], cell.column && label(cell.column), cell.before, cell.after])),
  );
  return `\uFEFF${rowToCsv([sideName(before, lang), '→', sideName(after, lang)])}${rowToCsv(heads.map((head) => head[lang]))}${rows.join('')}`;
};

/** The comparison as a file; that it left and for whom stands in the log before the bytes are handed out (R35). */
export const exportComparison = (open: OpenStation, order: Order, comparison: BaselineComparison, lang: Lang, to: string): Blob => {
  const csv = comparisonToCsv(comparison, lang);
  const doc = `list:${configurationBaseline.id}`;
  open.recorder.once(order, (writer) => {
    open.recorder.release(writer, open.author, doc, `csv ${sideName(comparison.before, 'zh')} → ${sideName(comparison.after, 'zh')}`, to.trim());
    return { value: null, doc };
  }, () => null);
  return new Blob([csv], { type: 'text/csv;charset=utf-8' });
};
