import { msToSecond } from '../../domain/clocks/shanghai.ts';
import { LeaveSheet } from '../desk/LeaveSheet.tsx';
import { useStation } from '../station.tsx';
import { useWords } from '../words.ts';

export type BoardName = 'day' | 'manager' | 'sites';

/** A board, or one of its tables, leaves as a file. `site`: of all sites' board, of one. */
export const ExportBoard = ({ name, panel, site, title, onClose }: { name: BoardName; panel?: string; site?: string; title?: string; onClose: () => void }) => {
  const { client } = useStation();
  const { t, lang } = useWords();
  const heading = title ?? t(`board.${name}`);
  return (
    <LeaveSheet
      title={t('board.exportOf', { title: heading })} note={t('board.exportNote')} onClose={onClose} site={site}
      formats={(['xlsx', 'csv'] as const).map((value) => ({ value, label: t(`list.${value}`) }))}
      make={(format, receiver, reason) => {
        const asked = { format, lang, receiver, reason, ...(panel !== undefined && { panel }) };
        return name === 'sites' ? client.boards.exportSites({ ...asked, ...(site !== undefined && { site }) }) : client.boards[name === 'day' ? 'exportDay' : 'exportManager'](asked);
      }}
      nameOf={(format) => `${site === undefined ? heading : `${heading} ${site}`} ${msToSecond(Date.now()).slice(0, 10)}.${format}`}
    />
  );
};
