import { msToSecond } from '../../domain/clocks/shanghai.ts';
import { LeaveSheet } from '../desk/LeaveSheet.tsx';
import { useStation } from '../station.tsx';
import { useWords } from '../words.ts';

/** A board, or one of its tables, leaves the station as a file. */
export const ExportBoard = ({ name, panel, title, onClose }: { name: 'day' | 'manager'; panel?: string; title?: string; onClose: () => void }) => {
  const { client } = useStation();
  const { t, lang } = useWords();
  const heading = title ?? t(`board.${name}`);
  return (
    <LeaveSheet
      title={t('board.exportOf', { title: heading })} note={t('board.exportNote')} onClose={onClose}
      formats={(['xlsx', 'csv'] as const).map((value) => ({ value, label: t(`list.${value}`) }))}
      make={(format, receiver, reason) => client.boards[name === 'day' ? 'exportDay' : 'exportManager']({ format, lang, receiver, reason, ...(panel !== undefined && { panel }) })} nameOf={(format) => `${heading} ${msToSecond(Date.now()).slice(0, 10)}.${format}`}
    />
  );
};
