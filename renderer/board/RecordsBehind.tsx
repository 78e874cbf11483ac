import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Selection } from '../../domain/board/board.ts';
import { Pager, Press, Sheet, Waiting, Wrong } from '../desk/parts.tsx';
import { RecordTable } from '../desk/RecordTable.tsx';
import { useStation } from '../station.tsx';
import { useWords } from '../words.ts';

const pageRows = 50;

/** The records a number was counted from, each a link to its paper. */
export const RecordsBehind = ({ title, records, onClose }: { title: string; records: Selection; onClose: () => void }) => {
  const { ask } = useStation();
  const { t } = useWords();
  const [page, setPage] = useState(0);
  const found = useQuery({ ...ask.boards.behind.queryOptions({ input: { records: records as never, offset: page * pageRows, limit: pageRows } }), placeholderData: (old) => old });
  const total = found.data?.total ?? 0;
  return (
    <Sheet
      wide title={title} onClose={onClose}
      footer={<>
        <span className="soft" role="status">{found.data ? t('list.count', { n: total }) : ''}</span><span className="spring" />
        <Press onPress={onClose}>{t('action.close')}</Press>
      </>}
    >
      <Wrong error={found.error} />
      {found.data || found.error ? null : <Waiting />}
      {found.data ? <RecordTable title={title} rows={found.data.rows} onLeave={onClose} /> : null}
      <Pager page={page} rows={pageRows} total={total} onPage={setPage} />
    </Sheet>
  );
};
