import { useQuery } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { useState } from 'react';
import { formatDay, formatTime } from '../../domain/text/timeFormat.ts';
import { refusalsOf } from '../client.ts';
import { Empty, Failed, Press, Waiting } from '../desk/parts.tsx';
import { useMay } from '../may.ts';
import { useNow } from '../record/useRecord.ts';
import { useStation } from '../station.tsx';
import { useWords } from '../words.ts';
import { BoardView } from './BoardView.tsx';

/** Time passes without the station saying anything: asked again every minute, ms. */
const minute = 60_000;

/** 看板: the quarter so far, for the manager. */
export const ManagerBoard = () => {
  const { ask } = useStation();
  const { t, lang } = useWords();
  const now = useNow();
  const may = useMay();
  const board = useQuery({ ...ask.boards.manager.queryOptions(), refetchInterval: minute });
  const [exporting, setExporting] = useState<{ readonly panel?: string } | null>(null);
  const { data } = board;
  if (board.error) return refusalsOf(board.error)?.some((each) => each.code === 'not-allowed') ? <Empty text={t('board.refused')} /> : <Failed error={board.error} onAgain={() => void board.refetch()} />;
  if (!data) return <Waiting />;
  if (!data.span) return <Empty text={t('board.beforeTerm')} />;
  return (
    <section className="process-screen board" aria-label={t('board.manager')}>
      <header>
        <h1>{t('board.manager')}</h1><span className="soft">{t('money.span', { from: formatDay(data.span.from, lang, now), to: formatDay(data.span.to, lang, now) })}</span>
        <span className="spring" /><span className="soft">{t('board.madeAt', { time: formatTime(data.madeAt, lang, now) })}</span>
        {may('boards.exportManager') ? <Press onPress={() => setExporting({})}><Download size={15} />{t('list.exportNow')}</Press> : null}
      </header>
      <BoardView board={data} name="manager" mayExport={may('boards.exportManager')} exporting={exporting} onExporting={setExporting} />
    </section>
  );
};
