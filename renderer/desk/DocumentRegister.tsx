import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { v7 as uuidv7 } from 'uuid';
import { useState } from 'react';
import { addDays, dayOf, msToSecond } from '../../domain/clocks/shanghai.ts';
import type { DocumentRow } from '../../domain/documents/register.ts';
import { copiesText, standingText } from '../../domain/documents/register.ts';
import { formatDueTime, formatTime } from '../../domain/text/timeFormat.ts';
import { useNow } from '../record/useRecord.ts';
import { go, placeToHash } from '../router.ts';
import { useForms, useStation, useStatus } from '../station.tsx';
import { useWords } from '../words.ts';
import { DaySpan, type Days } from './DaySpan.tsx';
import { LeaveSheet } from './LeaveSheet.tsx';
import { Empty, Failed, Pager, Press, Waiting, Wrong } from './parts.tsx';

const pageRows = 100;
/** Days shown at first: about a quarter. */
const firstSpan = 92;

/** The register, or all its papers, leave as a file. */
const Leave = ({ span, form, total, onClose }: { span: { readonly from: string; readonly to: string }; form: string; total: number; onClose: () => void }) => {
  const { client } = useStation();
  const { t, lang } = useWords();
  return (
    <LeaveSheet
      title={t('documentList.leave')} note={t('documentList.leaveNote', { count: total })} onClose={onClose}
      formats={(['pdf', 'xlsx', 'csv', 'zip'] as const).map((value) => ({ value, label: t(`documentList.as.${value}`) }))}
      make={(format, recipient, reason) => (format === 'zip' ? client.documents.bundle({ ...span, lang, recipient, reason }) : client.documents.exportRegister({ ...span, ...(form && { form }), format, lang, recipient, reason }))}
      nameOf={(format) => `${t(format === 'zip' ? 'documentList.bundleName' : 'documentList.title')} ${span.from} ${span.to}.${format}`}
    />
  );
};

const Line = ({ row, now }: { row: DocumentRow; now: string }) => {
  const { t, say, lang } = useWords();
  return (
    <tr>
      <td><a className="mono" href={placeToHash({ screen: row.form, id: row.id })}>{row.number}</a></td>
      <td>{row.title}<div className="soft">{say(row.kind)} · {t('documentList.version', { version: row.version })}{` · ${standingText(row, lang)}`}</div></td>
      <td>{formatTime(row.issuedAt, lang, now)}</td>
      <td>{row.signatures.map((each) => <div key={`${each.name}${each.at}`}><span className="soft">{say(each.label)}</span> <span className="whole">{each.name}</span></div>)}</td>
      <td>{copiesText(row.copies, lang)}{say(row.place) === '' ? null : <div className="soft">{say(row.place)}</div>}</td>
      <td>
        {row.clocks.map((clock) => (
          <div key={clock.label.zh} className={(clock.kept ?? now) > clock.due ? 'late' : undefined}>{t('documentList.clock', { clock: say(clock.label), what: clock.kept ? t((clock.kept > clock.due ? 'documentList.keptLate' : 'documentList.kept'), { at: formatTime(clock.kept, lang, now) }) : t('documentList.until', { at: formatDueTime(clock.due, lang, now) }) })}</div>
        ))}
      </td>
    </tr>
  );
};

/** The document register (R28): everything issued, from every form, with who signed it, who holds it and whether R27 was kept. */
export const DocumentRegister = () => {
  const { ask, client } = useStation();
  const { t, say } = useWords();
  const now = useNow();
  const forms = useForms();
  const { data: status } = useStatus();
  const [{ from, to }, setSpan] = useState<Days>(() => {
    const today = dayOf(msToSecond(Date.now()));
    return { from: addDays(today, -firstSpan), to: today };
  });
  const [form, setForm] = useState('');
  const [page, setPage] = useState(0);
  const [leaving, setLeaving] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const register = useQuery({ ...ask.documents.register.queryOptions({ input: { from, to, ...(form && { form }), offset: page * pageRows, limit: pageRows } }), placeholderData: keepPreviousData });
  const mayWrite = status?.account !== undefined && status.account.role !== 'inspector';
  const startHandover = async () => {
    setError(null);
    try {
      const made = await client.documents.startHandover({ id: uuidv7() });
      go(made.form, made.id);
    } catch (failure) {
      setError(failure);
    }
  };
  const total = register.data?.total ?? 0;
  return (
    <div className="documents">
      <header>
        <h1>{t('documentList.title')}</h1><span className="soft">{register.data ? t('list.count', { n: total }) : ''}</span>
        <span className="spring" />
        {mayWrite ? <Press onPress={() => void startHandover()}>{t('documentList.handover')}</Press> : null}
        {mayWrite && total > 0 ? <Press className="main" onPress={() => setLeaving(true)}>{t('documentList.leave')}</Press> : null}
      </header>
      <div className="register-filter">
        <DaySpan from={from} to={to} labels={{ from: t('documentList.from'), to: t('documentList.to') }} onSpan={(days) => { setSpan(days); setPage(0); }} />
        <label>{t('documentList.form')} <select className="input" value={form} onChange={(event) => { setForm(event.target.value); setPage(0); }}><option value="">{t('list.all')}</option>{[...forms.values()].map((each) => <option key={each.id} value={each.id}>{say(each.short)}</option>)}</select></label>
      </div>
      <Wrong error={error} />
      {register.error ? <Failed error={register.error} onAgain={() => void register.refetch()} /> : null}
      {!register.data && !register.error ? <Waiting /> : null}
      {register.data && total === 0 ? <Empty text={t('documentList.empty')} /> : null}
      {register.data && total > 0 ? (
        // a long table is scrolled by the keyboard from here
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        <div className="register-table" tabIndex={0} role="group" aria-label={t('documentList.title')}>
          <table className="plain-table">
            <thead><tr>{(['number', 'name', 'issued', 'signed', 'held', 'clocks'] as const).map((column) => <th key={column} scope="col">{t(`documentList.${column}`)}</th>)}</tr></thead>
            <tbody>{register.data.rows.map((row) => <Line key={row.id} row={row} now={now} />)}</tbody>
          </table>
        </div>
      ) : null}
      <Pager page={page} rows={pageRows} total={total} onPage={setPage} />
      {leaving ? <Leave span={{ from, to }} form={form} total={total} onClose={() => setLeaving(false)} /> : null}
    </div>
  );
};
