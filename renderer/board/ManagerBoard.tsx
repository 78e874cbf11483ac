import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { useState } from 'react';
import { formatTime } from '../../domain/text/timeFormat.ts';
import { refusalsOf } from '../client.ts';
import { Empty, Failed, Press, Waiting } from '../desk/parts.tsx';
import { useMay } from '../may.ts';
import { useNow } from '../record/useRecord.ts';
import { useStation } from '../station.tsx';
import { useWords } from '../words.ts';
import { BoardView } from './BoardView.tsx';
import { useAskedQuarter, useQuarter } from './useQuarter.tsx';

/** Time passes without the station saying anything: asked again every minute, ms. */
const minute = 60_000;

/** 看板: a quarter for the manager, the one so far unless another is chosen. */
export const ManagerBoard = () => {
  const { ask } = useStation();
  const { t, lang } = useWords();
  const now = useNow();
  const may = useMay();
  const asked = useAskedQuarter();
  const board = useQuery({ ...ask.boards.manager.queryOptions({ input: asked ? { quarter: asked } : {} }), refetchInterval: minute, placeholderData: keepPreviousData });
  const [exporting, setExporting] = useState<{ readonly panel?: string } | null>(null);
  const { data } = board;
  const { name, choice } = useQuarter('board', data?.span);
  const title = name === undefined ? t('board.manager') : t('board.managerOf', { quarter: name });
  if (refusalsOf(board.error)?.some((each) => each.code === 'not-allowed')) return <Empty text={t('board.refused')} />;
  if (data && !data.span) return <Empty text={t('board.beforeTerm')} />;
  return (
    <section className="process-screen board" aria-label={title} aria-busy={board.isPlaceholderData || undefined}>
      <header>
        <h1>{title}</h1>{choice}
        <span className="board-end">
          {data ? <span className="soft">{t('board.madeAt', { time: formatTime(data.madeAt, lang, now) })}</span> : null}
          {data && may('boards.exportManager') ? <Press isDisabled={board.isPlaceholderData} onPress={() => setExporting({})}><Download size={15} />{t('list.exportNow')}</Press> : null}
        </span>
      </header>
      {board.error ? <Failed error={board.error} onAgain={() => void board.refetch()} /> : !data ? <Waiting /> : (
        <BoardView board={data} isFormer={board.isPlaceholderData} name="manager" title={title} quarter={asked} mayExport={may('boards.exportManager')} exporting={exporting} onExporting={setExporting} />
      )}
    </section>
  );
};
