import { Download } from 'lucide-react';
import { useState } from 'react';
import type { Board, BoardCell, BoardFigure, BoardPanel, Selection } from '../../domain/board/board.ts';
import { formatAmount } from '../../domain/money/decimal.ts';
import { unitWords } from '../../domain/report/tables.ts';
import { Press } from '../desk/parts.tsx';
import { placeToHash } from '../router.ts';
import { useWords } from '../words.ts';
import { ChartView } from './ChartView.tsx';
import { ExportBoard } from './ExportBoard.tsx';
import { RecordsBehind } from './RecordsBehind.tsx';

type Opened = { readonly title: string; readonly records: Selection };
type OnOpen = (opened: Opened) => void;

const Figure = ({ figure, onOpen }: { figure: BoardFigure; onOpen: OnOpen }) => {
  const { t, say } = useWords();
  const { label, formula, unit, value, of, tone, records, screen } = figure;
  const words = value === null ? t('board.noData') : unit === 'yuan' ? formatAmount(String(value)) : unit === 'percent' ? `${value}%` : String(value);
  const content = <><span className="figure-label">{say(label)}</span><b>{words}{unit === 'yuan' ? <small>{say(unitWords.yuan)}</small> : null}</b><span className="soft">{of ?? ''}</span></>;
  const frame = { className: 'board-figure', title: say(formula), 'data-tone': tone };
  if (records) return <button type="button" {...frame} onClick={() => onOpen({ title: say(label), records })}>{content}</button>;
  return screen ? <a {...frame} href={placeToHash({ screen })}>{content}</a> : <div {...frame}>{content}</div>;
};

const Cell = ({ cell, title, onOpen }: { cell: BoardCell; title: string; onOpen: OnOpen }) => {
  const { say } = useWords();
  const words = cell.value === null ? '' : typeof cell.value === 'object' ? say(cell.value) : String(cell.value);
  const { records } = cell;
  return records ? <button type="button" className="link" aria-label={`${title} ${words}`} onClick={() => onOpen({ title, records })}>{words}</button> : <>{words}</>;
};

const Panel = ({ panel, onOpen, onExport }: { panel: BoardPanel; onOpen: OnOpen; onExport: (() => void) | undefined }) => {
  const { t, say } = useWords();
  const rowName = (cells: BoardPanel['rows'][number]): string => {
    const first = cells[0]?.value;
    return first === null || first === undefined ? '' : typeof first === 'object' ? say(first) : String(first);
  };
  return (
    <section className="board-panel" aria-label={say(panel.title)}>
      <header><h2>{say(panel.title)}</h2><span className="spring" />{onExport ? <Press className="quiet icon small" tip={t('board.exportOf', { title: say(panel.title) })} aria-label={t('board.exportOf', { title: say(panel.title) })} onPress={onExport}><Download size={14} /></Press> : null}</header>
      <p className="soft">{say(panel.note)}</p>
      {panel.rows.length === 0 ? <p className="board-empty">{say(panel.empty)}</p> : (
        <>
          {panel.chart ? <ChartView chart={panel.chart} /> : null}
          <details open={panel.chart === null}>
            <summary>{t('board.table')}</summary>
            <table className="plain-table">
              <thead><tr>{panel.columns.map(({ label, align }, i) => <th key={i} scope="col" data-align={align}>{say(label)}</th>)}</tr></thead>
              <tbody>{panel.rows.map((cells, r) => <tr key={r}>{cells.map((cell, i) => <td key={i} data-align={panel.columns[i]?.align}><Cell cell={cell} title={`${rowName(cells)} · ${say(panel.columns[i]!.label)}`} onOpen={onOpen} /></td>)}</tr>)}</tbody>
            </table>
          </details>
        </>
      )}
    </section>
  );
};

/** A board: numbers that open the records behind them, charts with their tables, and each of them as a file. */
export const BoardView = ({ board, name, mayExport, exporting, onExporting }: { board: Board; name: 'day' | 'manager'; mayExport: boolean; exporting: { readonly panel?: string } | null; onExporting: (what: { readonly panel?: string } | null) => void }) => {
  const { say } = useWords();
  const [opened, setOpened] = useState<Opened | null>(null);
  return (
    <>
      <div className="board-figures">{board.figures.map((figure) => <Figure key={figure.id} figure={figure} onOpen={setOpened} />)}</div>
      <div className="board-panels">{board.panels.map((panel) => <Panel key={panel.id} panel={panel} onOpen={setOpened} onExport={mayExport ? () => onExporting({ panel: panel.id }) : undefined} />)}</div>
      {opened ? <RecordsBehind title={opened.title} records={opened.records} onClose={() => setOpened(null)} /> : null}
      {exporting ? <ExportBoard name={name} {...(exporting.panel === undefined ? {} : { panel: exporting.panel, title: say(board.panels.find(({ id }) => id === exporting.panel)!.title) })} onClose={() => onExporting(null)} /> : null}
    </>
  );
};
