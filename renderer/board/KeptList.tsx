import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { CheckCircle2, CircleAlert } from 'lucide-react';
import { useState } from 'react';
import type { KeptAsked } from '../../domain/board/kept.ts';
import type { Quarter } from '../../domain/board/quarter.ts';
import { formatTime } from '../../domain/text/timeFormat.ts';
import { Clause, Empty, Pager, Press, Sheet, Waiting, Wrong } from '../desk/parts.tsx';
import { useNow } from '../record/useRecord.ts';
import { placeToHash } from '../router.ts';
import { useForms, useStation } from '../station.tsx';
import { useWords } from '../words.ts';

const pageRows = 50;
const choices = [undefined, 'missed', 'kept'] as const;

/** The recurring work a board's rate counts, done and missed, each with the paper that shows it. `asked`: what the number that was pressed counts. */
export const KeptList = ({ title, asked, quarter, site, onClose }: { title: string; asked: KeptAsked; quarter: Quarter | undefined; site: string | undefined; onClose: () => void }) => {
  const { ask } = useStation();
  const { t, say, lang } = useWords();
  const now = useNow();
  const forms = useForms();
  const [which, setWhich] = useState(asked.which);
  const [page, setPage] = useState(0);
  const found = useQuery({
    ...ask.boards.kept.queryOptions({ input: { ...(quarter && { quarter }), ...(site !== undefined && { site }), ...(asked.source && { source: asked.source }), ...(asked.row !== undefined && { row: asked.row }), ...(which && { which }), offset: page * pageRows, limit: pageRows } }), placeholderData: keepPreviousData,
  });
  const { data } = found;
  const counts = data && { all: data.kept + data.missed, kept: data.kept, missed: data.missed };
  const isOfSites = site === undefined && data?.items.some((each) => each.site !== undefined) === true;
  return (
    <Sheet wide title={title} onClose={onClose} footer={<><span className="soft" role="status">{data ? t('board.keptCount', { n: data.total }) : ''}</span><span className="spring" /><Press onPress={onClose}>{t('action.close')}</Press></>}>
      <Wrong error={found.error} />
      {counts ? (
        <div className="views" role="group" aria-label={t('board.keptWhich')}>
          {choices.map((choice) => <Press key={choice ?? 'all'} className="small" aria-pressed={which === choice} onPress={() => { setWhich(choice); setPage(0); }}>{t(`board.kept.${choice ?? 'all'}`)} {counts[choice ?? 'all']}</Press>)}
        </div>
      ) : found.error ? null : <Waiting />}
      {data?.total === 0 ? <Empty text={t('board.keptNone')} /> : null}
      {data && data.total > 0 ? (
        <table className="plain-table records-behind kept-list" aria-busy={found.isPlaceholderData || undefined}>
          <caption className="only-read">{title}</caption>
          <thead><tr><th scope="col">{t('board.keptDue')}</th><th scope="col">{t('board.keptWhat')}</th>{isOfSites ? <th scope="col">{t('list.site')}</th> : null}<th scope="col">{t('report.state')}</th><th scope="col">{t('report.paper')}</th></tr></thead>
          <tbody>
            {data.items.map((item) => {
              const form = item.record && forms.get(item.record.form);
              return (
                <tr key={`${item.site ?? ''} ${item.rule} ${item.label.zh} ${item.part?.zh ?? ''} ${item.due}`}>
                  <td><time dateTime={item.due}>{formatTime(item.due, lang, now)}</time></td>
                  <td>{say(item.label)}{item.part ? ` · ${say(item.part)}` : ''} <Clause rule={item.rule} clause="" /></td>
                  {isOfSites ? <td>{item.site}</td> : null}
                  <td>{item.kept ? <span className="tone" data-tone="done"><CheckCircle2 size={13} aria-hidden="true" />{t('board.kept.kept')}</span> : <span className="tone" data-tone="returned"><CircleAlert size={13} aria-hidden="true" />{t('board.kept.missed')}</span>}</td>
                  <td>{item.record ? <><a className="mono" href={placeToHash({ screen: item.record.form, id: item.record.id })} onClick={onClose}>{item.record.number}</a> <span className="soft">{form ? say(form.short) : ''}</span></> : '—'}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      ) : null}
      <Pager page={page} rows={pageRows} total={data?.total ?? 0} onPage={setPage} />
    </Sheet>
  );
};
