import type { Rec } from '../../domain/record/record.ts';
import { LeaveSheet } from '../desk/LeaveSheet.tsx';
import { useStation } from '../station.tsx';
import { useWords } from '../words.ts';

/** A sealed record leaves as the file that anybody can check. */
export const ExportRecord = ({ record, onClose }: { record: Rec; onClose: () => void }) => {
  const { client } = useStation();
  const { t } = useWords();
  return (
    <LeaveSheet
      title={t('record.exportTitle', { number: record.number })} note={t('record.exportNote')} onClose={onClose}
      formats={[{ value: 'json', label: 'JSON' }]} make={(_, to, reason) => client.papers.export({ id: record.id, to, reason })} nameOf={() => `${record.number}.json`}
    />
  );
};
