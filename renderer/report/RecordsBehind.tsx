import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { formatTime } from '../../domain/text/timeFormat.ts';
import type { Figure } from '../../domain/report/figure.ts';
import { apartText } from '../../domain/report/csv.ts';
import { valueWords } from '../../domain/report/tables.ts';
import { Empty, Press, Sheet, StateMark, Waiting, Wrong } from '../desk/parts.tsx';
import { useNow } from '../record/useRecord.ts';
import { go } from '../router.ts';
import { useForms, useStation } from '../station.tsx';
import { useWords } from '../words.ts';

const pageRows = 100;

/** What a number was counted from: its records in their order, with how it was reckoned where it is a figure. */
export const RecordsBehind = ({ title, ids, figure, onClose }: { title: string; ids: readonly string[]; figure?: Figure; onClose: () => void }) => {
  const { ask } = useStation();
  const { t, say, lang } = useWords();
  const forms = useForms();
  const now = useNow();
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
      {rows.data && ids.length > 0 ? (
        <table className="plain-table records-behind">
          <caption className="only-read">{title}</caption>
          <thead><tr>{(['paper', 'what', 'state', 'written'] as const).map((head) => <th key={head} scope="col">{t(`report.${head}`)}</th>)}</tr></thead>
          <tbody>
            {rows.data.map((row) => {
              const form = forms.get(row.form);
              return (
                <tr key={row.id}>
                  <td><button type="button" className="link mono" onClick={() => { onClose(); go(row.form, row.id); }}>{row.number}</button> <span className="soft">{form ? say(form.short) : ''}</span></td>
                  <td>{row.headline}</td><td>{form ? <StateMark def={form} state={row.state} /> : row.state}</td><td>{formatTime(row.createdAt, lang, now)}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      ) : null}
      {ids.length > pageRows ? (
        <p className="row">
          <Press isDisabled={page === 0} onPress={() => setPage(page - 1)}>{t('documents.newer')}</Press>
          <span className="soft">{t('report.rowsOf', { from: page * pageRows + 1, to: Math.min(ids.length, (page + 1) * pageRows), n: ids.length })}</span>
          <Press isDisabled={(page + 1) * pageRows >= ids.length} onPress={() => setPage(page + 1)}>{t('documents.older')}</Press>
        </p>
      ) : null}
    </Sheet>
  );
};
