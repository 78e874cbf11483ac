import type { ReportCell, ReportTable as Table } from '../../domain/report/report.ts';
import { tableOnPaper } from '../../domain/report/tables.ts';
import { useWords } from '../words.ts';

export type Behind = { readonly title: string; readonly ids: readonly string[]; readonly figure?: string };

/** A table of the report; each number opens the records it counted, the first cell of another row those the row is about. */
export const ReportTable = ({ table: whole, caption, onBehind }: { table: Table; caption: string; onBehind: (behind: Behind) => void }) => {
  const { t, say } = useWords();
  const words = (cell: ReportCell): string => (cell === null ? '–' : typeof cell === 'object' ? say(cell) : String(cell));
  const { table, rest } = tableOnPaper(whole);
  if (table.rows.length === 0) return <p className="report-empty"><b>{caption}</b> {say(table.empty)}</p>;
  return (
    <>
      <table className="plain-table report-table">
        <caption>{caption}</caption>
        <thead><tr>{table.columns.map((column) => <th key={column.label.zh} scope="col" data-align={column.align}>{say(column.label)}</th>)}</tr></thead>
        <tbody>
          {table.rows.map((row, i) => (
            <tr key={i}>
              {row.cells.map((cell, n) => {
                const { align, label } = table.columns[n]!;
                const ids = row.opens ? (row.opens[n] ?? []) : n === 0 ? row.ids : [];
                const title = [say(table.title), words(row.cells[0] ?? null), ...(n > 0 ? [say(label)] : [])].join(' · ');
                return <td key={n} data-align={align}>{ids.length > 0 ? <button type="button" className="link" title={t('report.openRecords', { count: ids.length })} onClick={() => onBehind({ title, ids })}>{words(cell)}</button> : words(cell)}</td>;
              })}
            </tr>
          ))}
        </tbody>
      </table>
      {rest ? <p className="soft">{say(rest)}</p> : null}
    </>
  );
};
