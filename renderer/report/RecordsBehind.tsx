import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Figure } from '../../domain/report/figure.ts';
import { apartText } from '../../domain/report/csv.ts';
import { valueWords } from '../../domain/report/tables.ts';
import { Empty, Pager, Sheet, Waiting, Wrong } from '../desk/parts.tsx';
import { RecordTable } from '../desk/RecordTable.tsx';
import { useStation } from '../station.tsx';
import { useWords } from '../words.ts';

const pageRows = 100;

/** What a number was counted from: its records in their order, with how it was reckoned where it is a figure. */
export const RecordsBehind = ({ title, ids, figure, onClose }: { title: string; ids: readonly string[]; figure?: Figure; onClose: () => void }) => {
  const { ask } = useStation();
  const { t, say, lang } = useWords();
  const [page, setPage] = useState(0);
  const shown = ids.slice(page * pageRows, (page + 1) * pageRows);
  const rows = useQuery({ ...ask.records.rows.queryOptions({ input: { ids: [...shown] } }), placeholderData: keepPreviousData, enabled: shown.length > 0 });
  return (
    <Sheet wide title={title} onClose={onClose}>
      {figure ? (
        <dl className="facts report-reckoning">
          <div><dt>{t('report.value')}</dt><dd><b>{say(valueWords(figure))}</b></dd></div>
          <div><dt>{t('report.formula')}</dt><dd>{say(figure.formula)}</dd></div>
          <div><dt>{t('report.source')}</dt><dd>{say(figure.source)}</dd></div>
          {figure.apart.length > 0 ? <div><dt>{t('report.apart')}</dt><dd>{apartText(figure.apart, lang)}</dd></div> : null}
          {figure.notes.map((note) => <div key={note.zh}><dt>{t('report.note')}</dt><dd>{say(note)}</dd></div>)}
        </dl>
      ) : null}
      <Wrong error={rows.error} />
      {ids.length === 0 ? <Empty text={t('report.noRecords')} /> : null}
      {ids.length > 0 && !rows.data && !rows.error ? <Waiting /> : null}
      {rows.data && ids.length > 0 ? <RecordTable title={title} rows={rows.data} onLeave={onClose} /> : null}
      <Pager page={page} rows={pageRows} total={ids.length} onPage={setPage} />
    </Sheet>
  );
};
