import { LeaveSheet } from '../desk/LeaveSheet.tsx';
import { useStation } from '../station.tsx';
import { useWords } from '../words.ts';

/** The month in sight leaves as an iCalendar file. */
export const ExportAgenda = ({ from, to, ids, onClose }: { from: string; to: string; ids: readonly string[]; onClose: () => void }) => {
  const { client } = useStation();
  const { t, lang } = useWords();
  return (
    <LeaveSheet
      title={t('agenda.exportTitle')} note={t('agenda.exportNote', { from, to, count: ids.length })} onClose={onClose}
      formats={[{ value: 'ics', label: 'iCalendar' }]}
      make={(_, recipient, reason) => client.agenda.exportFile({ from, to, ids: [...ids], lang, recipient, reason })} nameOf={(format) => `${t('agenda.title')} ${from} ${to}.${format}`}
    />
  );
};
