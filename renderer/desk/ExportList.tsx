import type { ListQuery } from '../../domain/api/contract.ts';
import { msToSecond } from '../../domain/clocks/shanghai.ts';
import type { FormDef } from '../../domain/forms/form.ts';
import { useStation } from '../station.tsx';
import { useWords } from '../words.ts';
import { LeaveSheet } from './LeaveSheet.tsx';

/** A list, as it is filtered and sorted, leaves as a table. */
export const ExportList = ({ form, list, total, onClose }: { form: FormDef; list: Omit<ListQuery, 'offset' | 'limit'>; total: number; onClose: () => void }) => {
  const { client } = useStation();
  const { t, say, lang } = useWords();
  return (
    <LeaveSheet
      title={t('list.exportTitle', { form: say(form.title) })} note={t('list.exportNote', { count: total })} onClose={onClose}
      formats={(['xlsx', 'csv'] as const).map((value) => ({ value, label: t(`list.${value}`) }))}
      make={(format, to, reason) => client.papers.exportList({ list, format, lang, to, reason })} nameOf={(format) => `${say(form.title)} ${msToSecond(Date.now()).slice(0, 10)}.${format}`}
    />
  );
};
