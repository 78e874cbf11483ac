import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Selection } from '../../domain/board/board.ts';
import { formatTime } from '../../domain/text/timeFormat.ts';
import { useContractWords } from '../contractWords.ts';
import { Press, Sheet, StateMark, Waiting, Wrong } from '../desk/parts.tsx';
import { useNow } from '../record/useRecord.ts';
import { placeToHash } from '../router.ts';
import { useForms, useStation } from '../station.tsx';
import { useWords } from '../words.ts';

const pageRows = 50;

/** The records a number was counted from, each a link to its paper. */
export const RecordsBehind = ({ title, records, onClose }: { title: string; records: Selection; onClose: () => void }) => {
  const { ask } = useStation();
  const { t, say, lang } = useWords();
  const inWords = useContractWords();
  const forms = useForms();
  const now = useNow();
  const [page, setPage] = useState(0);
  const found = useQuery({ ...ask.boards.behind.queryOptions({ input: { records: records as never, offset: page * pageRows, limit: pageRows } }), placeholderData: (old) => old });
  const total = found.data?.total ?? 0;
  return (
    <Sheet
      wide title={title} onClose={onClose}
      footer={<>
        <span className="soft" role="status">{found.data ? t('list.count', { n: total }) : ''}</span><span className="spring" />
        {total > pageRows ? <><Press isDisabled={page === 0} onPress={() => setPage(page - 1)}>{t('board.before')}</Press><span className="soft">{page * pageRows + 1}–{Math.min(total, (page + 1) * pageRows)}</span><Press isDisabled={(page + 1) * pageRows >= total} onPress={() => setPage(page + 1)}>{t('board.next')}</Press></> : null}
        <Press onPress={onClose}>{t('action.close')}</Press>
      </>}
    >
      <Wrong error={found.error} />
      {found.data || found.error ? null : <Waiting />}
      <ul className="paper-rows behind">
        {found.data?.rows.map((row) => {
          const form = forms.get(row.form);
          return <li key={row.id}><a className="mono" href={placeToHash({ screen: row.form, id: row.id })} onClick={onClose}>{row.number}</a>{form ? <><span className="soft">{say(form.short)}</span><StateMark def={form} state={row.state} /></> : null}<span className="one-line">{inWords(row.headline)}</span><time className="soft" dateTime={row.createdAt}>{formatTime(row.createdAt, lang, now)}</time></li>;
        })}
      </ul>
    </Sheet>
  );
};
