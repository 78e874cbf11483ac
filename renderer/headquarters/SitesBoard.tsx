import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { useState } from 'react';
import { formatTime } from '../../domain/text/timeFormat.ts';
import { BoardView } from '../board/BoardView.tsx';
import { useAskedQuarter, useQuarter } from '../board/useQuarter.tsx';
import { useChosenSite } from '../desk/chosenSite.ts';
import { overviewScreen } from '../desk/groups.ts';
import { Empty, Failed, Press, Waiting } from '../desk/parts.tsx';
import { SiteChoice, useSite } from '../desk/SiteChoice.tsx';
import { useMay } from '../may.ts';
import { useNow } from '../record/useRecord.ts';
import { useStation } from '../station.tsx';
import { useWords } from '../words.ts';

/** Time passes without a station saying anything: asked again every minute, ms. */
const minute = 60_000;

/** 总览: a quarter at all sites, or at the one that is chosen, the one so far unless another is chosen; what one comes to at headquarters. */
export const SitesBoard = () => {
  const { ask } = useStation();
  const { t, lang } = useWords();
  const now = useNow();
  const may = useMay();
  const site = useSite();
  const [, choose] = useChosenSite();
  const quarter = useAskedQuarter();
  const board = useQuery({ ...ask.boards.sites.queryOptions({ input: { ...(site !== undefined && { site }), ...(quarter && { quarter }) } }), refetchInterval: minute, placeholderData: keepPreviousData });
  const [exporting, setExporting] = useState<{ readonly panel?: string } | null>(null);
  const { data } = board;
  const { name, choice } = useQuarter(overviewScreen, data?.span);
  const title = name === undefined ? t('board.sites') : t('board.sitesOf', { quarter: name });
  return (
    <section className="process-screen board sites-board" aria-label={title} aria-busy={board.isPlaceholderData || undefined}>
      <header>
        <h1>{title}</h1>{choice}
        <SiteChoice />
        <span className="board-end">
          {data ? <span className="soft">{t('board.madeAt', { time: formatTime(data.madeAt, lang, now) })}</span> : null}
          {data?.span && may('boards.exportSites') ? <Press isDisabled={board.isPlaceholderData} onPress={() => setExporting({})}><Download size={15} />{t('list.exportNow')}</Press> : null}
        </span>
      </header>
      {board.error ? <Failed error={board.error} onAgain={() => void board.refetch()} /> : !data ? <Waiting /> : !data.span ? <Empty text={t('board.nothing')} /> : (
        <BoardView board={data} isFormer={board.isPlaceholderData} name="sites" title={title} quarter={quarter} {...(site === undefined ? {} : { site })} onSite={choose} mayExport={may('boards.exportSites')} exporting={exporting} onExporting={setExporting} />
      )}
    </section>
  );
};
