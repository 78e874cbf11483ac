import type { ReportCell, ReportTable as Table } from '../../domain/report/report.ts';
import { tableOnPaper } from '../../domain/report/tables.ts';
import { useWords } from '../words.ts';

export type Behind = { readonly title: string; readonly ids: readonly string[]; readonly figure?: string };

/** Whether a cell says a number: that is what opens its records. */
const isNumber = (cell: ReportCell): boolean => typeof cell === 'number' || (typeof cell === 'string' && /^-?[\d.,]+%?$/.test(cell));

/** A table of the report; each number opens the records its row was counted from, each other row its own. */
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
          {table.rows.map((row, i) => {
            const opener = row.cells.findIndex(isNumber);
            const opens = opener === -1 ? 0 : opener;
            return (
              <tr key={i}>
                {row.cells.map((cell, n) => {
                  const { align } = table.columns[n]!;
                  const isDoor = row.ids.length > 0 && (n === opens || isNumber(cell));
                  return (
                    <td key={n} data-align={align}>
                      {isDoor ? <button type="button" className="link" title={t('report.openRecords', { count: row.ids.length })} onClick={() => onBehind({ title: `${say(table.title)} · ${words(row.cells[0] ?? null)}`, ids: row.ids })}>{words(cell)}</button> : words(cell)}
                    </td>
                  );
                })}
              </tr>
            );
          })}
        </tbody>
      </table>
      {rest ? <p className="soft">{say(rest)}</p> : null}
    </>
  );
};
