import { Download } from 'lucide-react';
import { Fragment, useState } from 'react';
import { apartTitle, boardApartWords } from '../../domain/board/apart.ts';
import type { Board, BoardCell, BoardFigure, BoardPanel, Selection } from '../../domain/board/board.ts';
import type { KeptAsked } from '../../domain/board/kept.ts';
import type { Quarter } from '../../domain/board/quarter.ts';
import { formatAmount } from '../../domain/money/decimal.ts';
import { unitWords } from '../../domain/report/tables.ts';
import { Press } from '../desk/parts.tsx';
import { placeToHash } from '../router.ts';
import { useWords } from '../words.ts';
import { ChartView } from './ChartView.tsx';
import { ExportBoard, type BoardName } from './ExportBoard.tsx';
import { KeptList } from './KeptList.tsx';
import { RecordsBehind } from './RecordsBehind.tsx';

/** A table with more has the whole width to itself, and stands open. */
const mostColumns = 8;

type Opened = { readonly title: string; readonly records: Selection } | { readonly title: string; readonly kept: KeptAsked };
type OnOpen = (opened: Opened) => void;
/** At headquarters: shows the board of one site. */
type OnSite = (site: string) => void;

const Figure = ({ figure, onOpen }: { figure: BoardFigure; onOpen: OnOpen }) => {
  const { t, say, lang } = useWords();
  const { label, formula, unit, value, of, span, tone, records, kept, screen, query, page } = figure;
  const words = value === null ? t('board.noData') : unit === 'yuan' ? formatAmount(String(value)) : unit === 'percent' ? `${value}%` : String(value);
  const content = <><span className="figure-label">{say(label)}</span><b>{words}{unit === 'yuan' ? <small>{say(unitWords.yuan)}</small> : null}</b><span className="soft">{[of, span ? say(span) : undefined].filter((each) => each !== undefined).join(' · ')}</span></>;
  const frame = { className: 'board-figure', title: say(formula), 'data-tone': tone };
  if (records) return <button type="button" {...frame} onClick={() => onOpen({ title: say(label), records })}>{content}</button>;
  if (kept) return <button type="button" {...frame} onClick={() => onOpen({ title: say(label), kept })}>{content}</button>;
  const to = screen ? placeToHash({ screen, ...(query && { query }) }) : page && `${page}?lang=${lang}`;
  return to ? <a {...frame} href={to}>{content}</a> : <div {...frame}>{content}</div>;
};

const Cell = ({ cell, title, onOpen, onSite }: { cell: BoardCell; title: string; onOpen: OnOpen; onSite: OnSite | undefined }) => {
  const { say, lang } = useWords();
  const words = cell.value === null ? '' : typeof cell.value === 'object' ? say(cell.value) : String(cell.value);
  const { records, kept, site, page } = cell;
  if (site !== undefined && onSite) return <button type="button" className="link" onClick={() => onSite(site)}>{words}</button>;
  if (page !== undefined && cell.value !== 0) return <a href={`${page}?lang=${lang}`}>{words}</a>;
  const opened = records ? { title, records } : kept && { title, kept };
  return opened ? <button type="button" className="link" aria-label={`${title} ${words}`} onClick={() => onOpen(opened)}>{words}</button> : <>{words}</>;
};

const Panel = ({ panel, onOpen, onSite, onExport }: { panel: BoardPanel; onOpen: OnOpen; onSite: OnSite | undefined; onExport: (() => void) | undefined }) => {
  const { t, say } = useWords();
  const rowName = (cells: BoardPanel['rows'][number]): string => {
    const first = cells[0]?.value;
    return first === null || first === undefined ? '' : typeof first === 'object' ? say(first) : String(first);
  };
  return (
    <section className="board-panel" aria-label={say(panel.title)} data-wide={panel.columns.length > mostColumns || undefined}>
      <header><h2>{say(panel.title)}</h2><span className="spring" />{onExport ? <Press className="quiet icon small" tip={t('board.exportOf', { title: say(panel.title) })} aria-label={t('board.exportOf', { title: say(panel.title) })} onPress={onExport}><Download size={14} /></Press> : null}</header>
      <p className="soft">{say(panel.note)}</p>
      {panel.rows.length === 0 ? <p className="board-empty">{say(panel.empty)}</p> : (
        <>
          {panel.chart ? <ChartView chart={panel.chart} /> : null}
          <details open={panel.chart === null || panel.columns.length > mostColumns}>
            <summary>{t('board.table')}</summary>
            <div className="board-table"><table className="plain-table">
              <thead><tr>{panel.columns.map(({ label, align }, i) => <th key={i} scope="col" data-align={align}>{say(label)}</th>)}</tr></thead>
              <tbody>{panel.rows.map((cells, r) => <tr key={r}>{cells.map((cell, i) => <td key={i} data-align={panel.columns[i]?.align}><Cell cell={cell} title={`${rowName(cells)} · ${say(panel.columns[i]!.label)}`} onOpen={onOpen} onSite={onSite} /></td>)}</tr>)}</tbody>
            </table></div>
          </details>
        </>
      )}
    </section>
  );
};

/** A board: numbers that open the records behind them, charts with their tables, and each of them as a file. */
export const BoardView = ({ board, isFormer = false, name, title, quarter, site, mayExport, exporting, onExporting, onSite }: { board: Board; /** another was chosen and is on its way: nothing of this one opens, it would open what belongs to that one */ isFormer?: boolean; name: BoardName; /** what a file of it is called */ title: string; /** none: the running one */ quarter?: Quarter | undefined; site?: string; onSite?: OnSite; mayExport: boolean; exporting: { readonly panel?: string } | null; onExporting: (what: { readonly panel?: string } | null) => void }) => {
  const { say, lang } = useWords();
  const [opened, setOpened] = useState<Opened | null>(null);
  return (
    <>
      <div className="board-figures" inert={isFormer}>{board.figures.map((figure) => <Figure key={figure.id} figure={figure} onOpen={setOpened} />)}</div>
      {board.apart.length > 0 ? (
        <p className="board-apart soft" inert={isFormer}>{say(apartTitle)}{lang === 'zh' ? '：' : ': '}{board.apart.map(({ why, n, ids }, i) => {
          const words = say(boardApartWords(why));
          return <Fragment key={why}>{i === 0 ? '' : lang === 'zh' ? '；' : '; '}{words} {ids.length > 0 ? <button type="button" className="link" aria-label={`${words} ${n}`} onClick={() => setOpened({ title: words, records: { kind: 'ids', ids } })}>{n}</button> : n}</Fragment>;
        })}</p>
      ) : null}
      <div className="board-panels" inert={isFormer}>{board.panels.map((panel) => <Panel key={panel.id} panel={panel} onOpen={setOpened} onSite={onSite} onExport={mayExport ? () => onExporting({ panel: panel.id }) : undefined} />)}</div>
      {opened && 'records' in opened ? <RecordsBehind title={opened.title} records={opened.records} onClose={() => setOpened(null)} /> : null}
      {opened && 'kept' in opened ? <KeptList title={opened.title} asked={opened.kept} quarter={quarter} site={site} onClose={() => setOpened(null)} /> : null}
      {exporting ? <ExportBoard name={name} quarter={quarter} {...(site === undefined ? {} : { site })} {...(exporting.panel === undefined ? { title } : { panel: exporting.panel, title: say(board.panels.find(({ id }) => id === exporting.panel)!.title) })} onClose={() => onExporting(null)} /> : null}
    </>
  );
};
