import { useQuery } from '@tanstack/react-query';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useRef, useState } from 'react';
import { formatTime } from '../../domain/text/timeFormat.ts';
import { useNow } from '../record/useRecord.ts';
import { placeToHash } from '../router.ts';
import { useForms, useStation } from '../station.tsx';
import { useWords } from '../words.ts';
import { Empty, Failed, Pager, Waiting } from './parts.tsx';

const pageRows = 200;

/** The copy register (R28, R40): which copy of which paper was printed or saved, for whom, when, by whom, and why again. */
export const Documents = () => {
  const { ask } = useStation();
  const { t, say, lang } = useWords();
  const now = useNow();
  const forms = useForms();
  const [page, setPage] = useState(0);
  const scroller = useRef<HTMLDivElement>(null);
  const register = useQuery({ ...ask.papers.register.queryOptions({ input: { offset: page * pageRows, limit: pageRows } }), placeholderData: (old) => old });
  const rows = register.data?.rows ?? [];
  const total = register.data?.total ?? 0;
  // rows are drawn from the virtualizer on every scroll: nothing here is to be memoised
  // oxlint-disable-next-line react/incompatible-library
  const virtual = useVirtualizer({ count: rows.length, getScrollElement: () => scroller.current, estimateSize: () => 40, overscan: 10 });
  if (register.error) return <Failed error={register.error} onAgain={() => void register.refetch()} />;
  if (!register.data) return <Waiting />;
  if (total === 0) return <Empty text={t('documents.empty')} />;
  return (
    <div className="documents">
      <header><h1>{t('documents.title')}</h1><span className="soft">{t('list.count', { n: total })}</span></header>
      <div className="register" role="table" aria-label={t('documents.title')} aria-rowcount={total}>
        <div className="register-row head" role="row">
          {(['number', 'copy', 'medium', 'at', 'by', 'reason'] as const).map((column) => <span key={column} role="columnheader">{t(`documents.${column}`)}</span>)}
        </div>
        <div className="register-rows" ref={scroller} role="rowgroup">
          <div style={{ height: virtual.getTotalSize(), position: 'relative' }} role="presentation">
            {virtual.getVirtualItems().map((item) => {
              const row = rows[item.index]!;
              const form = forms.get(row.form);
              return (
                <div key={row.id} className="register-row" role="row" style={{ position: 'absolute', insetInline: 0, transform: `translateY(${item.start}px)` }}>
                  <span role="cell"><a className="mono" href={placeToHash({ screen: row.form, id: row.record })}>{row.number}</a> <span className="soft">{form ? say(form.short) : ''}</span></span>
                  <span role="cell" title={say(row.holder)}>{t('documents.copyNo', { no: row.no })} · {say(row.holder)}</span>
                  <span role="cell">{row.medium === 'pdf' ? t('strip.asPdf') : row.printer}{row.outcome === 'failed' ? <span className="late"> {t('documents.failed')}</span> : row.outcome === 'printing' ? <span className="soft"> {t('strip.printing')}</span> : null}</span>
                  <span role="cell">{formatTime(row.at, lang, now)}</span>
                  <span role="cell" title={row.by.name}>{row.by.name}</span>
                  <span role="cell" title={row.reason}>{row.print > 1 ? `${t('strip.reprint', { n: row.print - 1 })} ${row.reason ?? ''}` : ''}</span>
                </div>
              );
            })}
          </div>
        </div>
      </div>
      <Pager page={page} rows={pageRows} total={total} onPage={setPage} />
    </div>
  );
};
