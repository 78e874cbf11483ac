import type { Quarter } from '../../domain/board/quarter.ts';
import { msToSecond } from '../../domain/clocks/shanghai.ts';
import { LeaveSheet } from '../desk/LeaveSheet.tsx';
import { useStation } from '../station.tsx';
import { useWords } from '../words.ts';

export type BoardName = 'day' | 'manager' | 'sites';

/** A board, or one of its tables, leaves as a file. `quarter`: one that is over; `site`: of all sites' board, of one. */
export const ExportBoard = ({ name, panel, quarter, site, title, onClose }: { name: BoardName; panel?: string; quarter?: Quarter | undefined; site?: string; title: string; onClose: () => void }) => {
  const { client } = useStation();
  const { t, lang } = useWords();
  return (
    <LeaveSheet
      title={t('board.exportOf', { title })} note={t('board.exportNote')} onClose={onClose} site={site}
      formats={(['xlsx', 'csv'] as const).map((value) => ({ value, label: t(`list.${value}`) }))}
      make={(format, receiver, reason) => {
        const asked = { format, lang, receiver, reason, ...(panel !== undefined && { panel }) };
        if (name === 'day') return client.boards.exportDay(asked);
        const ofQuarter = { ...asked, ...(quarter && { quarter }) };
        return name === 'sites' ? client.boards.exportSites({ ...ofQuarter, ...(site !== undefined && { site }) }) : client.boards.exportManager(ofQuarter);
      }}
      nameOf={(format) => `${site === undefined ? title : `${title} ${site}`} ${quarter ? `${quarter.from} ${quarter.to}` : msToSecond(Date.now()).slice(0, 10)}.${format}`}
    />
  );
};
