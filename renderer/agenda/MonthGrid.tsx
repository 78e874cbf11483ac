import { useEffect, useRef } from 'react';
import type { Agenda } from '../../domain/api/desk.ts';
import { isOwed, type AgendaItem } from '../../domain/today/agenda.ts';
import { useWords } from '../words.ts';
import { namedOn } from './namedOn.ts';

type Day = Agenda['days'][number];
type Props = { readonly days: readonly Day[]; readonly items: readonly AgendaItem[]; readonly chosen: string; readonly today: string; readonly month: string; readonly onChoose: (day: string) => void };

/** A month of days: rest days and made-up workdays marked, each with how much is due, kept and missed. One tab stop; arrows walk the days. */
export const MonthGrid = ({ days, items, chosen, today, month, onChoose }: Props) => {
  const { t, say, list } = useWords();
  const grid = useRef<HTMLDivElement>(null);
  const byDay = Map.groupBy(items, (each) => each.due.slice(0, 10));
  // the focus goes with the chosen day while it is in the grid
  useEffect(() => {
    if (grid.current?.contains(document.activeElement)) grid.current.querySelector<HTMLElement>(`[data-day="${chosen}"]`)?.focus();
  }, [chosen]);
  const cell = ({ day, working, why, name }: Day) => {
    const due = byDay.get(day) ?? [];
    const owed = due.filter((each) => isOwed(each) && each.state !== 'late').length;
    const bad = due.filter(({ state }) => state === 'late' || state === 'missed').length;
    const kept = due.filter(({ state }) => state === 'kept' || state === 'keptLate').length;
    const words = [t(`agenda.why.${why}`), name, owed > 0 && t('agenda.owed', { n: owed }), bad > 0 && t('agenda.bad', { n: bad }), kept > 0 && t('agenda.kept', { n: kept })].filter((each) => typeof each === 'string');
    return (
      <div key={day} role="gridcell" aria-labelledby={`month-${day}`} aria-selected={day === chosen} className="month-cell">
        <button
          id={`month-${day}`} type="button" tabIndex={day === chosen ? 0 : -1} data-day={day} data-rest={!working || undefined} data-outside={!day.startsWith(month) || undefined} data-today={day === today || undefined} data-chosen={day === chosen || undefined}
          aria-current={day === today ? 'date' : undefined} onClick={() => onChoose(day)}
        >
          <span className="date"><b><span className="only-read">{day.slice(0, 8)}</span>{Number(day.slice(8))}</b><span className="only-read">{list(words)}</span>{why === 'holiday' || why === 'makeup' ? <i aria-hidden="true">{t(`agenda.mark.${why}`)}</i> : null}</span>
          <span className="named" aria-hidden="true">{namedOn(due, say).map(({ label, n, state }) => <span key={`${state} ${label}`} className={state}>{label}{n > 1 ? ` ×${n}` : ''}</span>)}</span>
          <span className="counts" aria-hidden="true">{bad > 0 ? <span className="late">{t('agenda.bad', { n: bad })}</span> : null}{owed > 0 ? <span>{t('agenda.owed', { n: owed })}</span> : null}{kept > 0 ? <span className="kept">{t('agenda.kept', { n: kept })}</span> : null}</span>
        </button>
      </div>
    );
  };
  const weeks = Array.from({ length: Math.ceil(days.length / 7) }, (_, i) => days.slice(i * 7, i * 7 + 7));
  return (
    <div className="month-grid" role="grid" aria-label={t('agenda.title')} ref={grid}>
      <div role="row" className="month-row heads">{([1, 2, 3, 4, 5, 6, 7] as const).map((n) => <span key={n} role="columnheader">{t(`weekday.${n}`)}</span>)}</div>
      {weeks.map((week) => <div key={week[0]?.day} role="row" className="month-row">{week.map(cell)}</div>)}
    </div>
  );
};
