import { useQuery } from '@tanstack/react-query';
import { ChartColumn, Download } from 'lucide-react';
import { useState } from 'react';
import { Press } from '../desk/parts.tsx';
import { useMay } from '../may.ts';
import { useStation } from '../station.tsx';
import { useWords } from '../words.ts';
import { BoardView } from './BoardView.tsx';

const minute = 60_000;
const key = 'sanlian.day';

/** 我的一天, above the day sheet: the numbers always, the charts on request. */
export const DayStrip = () => {
  const { ask } = useStation();
  const { t } = useWords();
  const may = useMay();
  const board = useQuery({ ...ask.boards.day.queryOptions(), refetchInterval: minute });
  const [open, setOpen] = useState(() => window.localStorage.getItem(key) === 'open');
  const [exporting, setExporting] = useState<{ readonly panel?: string } | null>(null);
  const { data } = board;
  // the day sheet below is what matters: without the numbers it stands alone
  if (!data) return null;
  const toggle = () => setOpen((was) => {
    window.localStorage.setItem(key, was ? 'folded' : 'open');
    return !was;
  });
  return (
    <section className="day-board" aria-label={t('board.day')}>
      <header>
        <h2>{t('board.day')}</h2><span className="spring" />
        {open && may('boards.exportDay') ? <Press className="small quiet" onPress={() => setExporting({})}><Download size={14} />{t('list.exportNow')}</Press> : null}
        <Press className="small quiet" aria-expanded={open} onPress={toggle}><ChartColumn size={14} />{open ? t('board.fold') : t('board.unfold')}</Press>
      </header>
      <BoardView board={open ? data : { ...data, panels: [] }} name="day" title={t('board.day')} mayExport={may('boards.exportDay')} exporting={exporting} onExporting={setExporting} />
    </section>
  );
};
