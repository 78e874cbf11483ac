import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Download, FileText, Mail, RefreshCw, Send } from 'lucide-react';
import { useCallback, useState } from 'react';
import { v7 as uuidv7 } from 'uuid';
import { chapterHeading } from '../../domain/report/layout.ts';
import { periodDays } from '../../domain/report/period.ts';
import type { ChapterId } from '../../domain/report/chapterTitles.ts';
import { formatTime } from '../../domain/text/timeFormat.ts';
import { Empty, Failed, Press, Sheet, StateMark, Waiting, Wrong } from '../desk/parts.tsx';
import { useMay } from '../may.ts';
import { SiteChoice, useSite } from '../desk/SiteChoice.tsx';
import { MailDialog } from '../record/MailDialog.tsx';
import { useNow } from '../record/useRecord.ts';
import { go, placeToHash, usePlace } from '../router.ts';
import { useForms, useStation, useStatus } from '../station.tsx';
import { useWords } from '../words.ts';
import { MissingList } from './MissingList.tsx';
import { PeriodChoice } from './PeriodChoice.tsx';
import { firstPeriod } from './periods.ts';
import { RecordsBehind } from './RecordsBehind.tsx';
import { ReportChapter } from './ReportChapter.tsx';
import { ReportTable, type Behind } from './ReportTable.tsx';
import { appendices } from '../../domain/report/appendices.ts';
import { SaveReport } from './SaveReport.tsx';

type Span = { readonly from: string; readonly to: string };

const toChapter = (id: string): void => {
  const heading = document.getElementById(`heading-${id}`);
  heading?.scrollIntoView({ block: 'start' });
  heading?.focus({ preventScroll: true });
};

/** The report of a period as it writes itself from the records (R24): chosen, read, written on, saved, and sent to be signed. */
export const ReportScreen = () => {
  const { ask } = useStation();
  const place = usePlace();
  const now = useNow();
  const periods = useQuery(ask.reports.periods.queryOptions());
  const profile = useQuery(ask.station.profile.queryOptions());
  const site = useSite();
  const { data: status } = useStatus();
  const { t } = useWords();
  const today = now.slice(0, 10);
  const { from, to } = place.query;
  const error = periods.error ?? profile.error;
  if (error) return <Failed error={error} onAgain={() => { void periods.refetch(); void profile.refetch(); }} />;
  if (!periods.data || !profile.data) return <Waiting />;
  // headquarters, before any station has sent
  if (status?.sites?.length === 0) return <Empty text={t('board.nothing')} />;
  const { term } = profile.data;
  // before the term there are but days of one's own
  const begun = term.from < today ? term.from : today;
  const span: Span = from !== undefined && to !== undefined ? { from, to } : (firstPeriod(periods.data, today) ?? { from: begun, to: today });
  const choice = <PeriodChoice key={`${span.from} ${span.to}`} periods={periods.data} span={span} first={periods.data.at(-1)?.from ?? begun} today={today} onChoose={(next) => go('report', undefined, next)} />;
  return <WholeReport key={`${span.from} ${span.to} ${site ?? ''}`} span={span} site={site} choice={<>{choice}<SiteChoice /></>} isSignable={periods.data.some((each) => each.from === span.from && each.to === span.to)} />;
};

const WholeReport = ({ span, site, choice, isSignable }: { span: Span; site: string | undefined; choice: React.ReactNode; isSignable: boolean }) => {
  const { ask, client } = useStation();
  const { t, say, lang } = useWords();
  const now = useNow();
  const may = useMay();
  const forms = useForms();
  const { data: status } = useStatus();
  const [shown, setShown] = useState<'save' | 'send' | 'mail' | null>(null);
  const [behind, setBehind] = useState<Behind | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const sheet = useQuery({ ...ask.reports.sheet.queryOptions({ input: site === undefined ? span : { ...span, site } }), refetchOnMount: 'always', placeholderData: keepPreviousData });
  const { refetch } = sheet;
  const paper = sheet.data?.paper;
  const mayWrite = may('reports.write');
  const author = status?.account?.name ?? '';
  const write = useCallback(async (chapter: ChapterId, text: string): Promise<void> => {
    const id = paper?.id ?? (await client.reports.start({ id: uuidv7(), ...span })).id;
    await client.reports.write({ id, chapter, text });
    await refetch();
  }, [client, paper?.id, refetch, span]);
  const send = async (): Promise<void> => {
    setBusy(true);
    setError(null);
    try {
      const started = paper ?? (await client.reports.start({ id: uuidv7(), ...span }));
      const { record } = await client.records.get({ id: started.id });
      const step = forms.get(record.form)?.lifecycle.transitions.find((each) => each.freezes)?.id ?? '';
      await client.records.execute({ kind: 'move', id: record.id, base: record.rev, transition: step });
      go(record.form, record.id);
    } catch (failure) {
      setError(failure);
      setBusy(false);
      await refetch();
    }
  };
  if (sheet.error) return <div className="report-screen"><header className="report-head">{choice}</header><Failed error={sheet.error} onAgain={() => void refetch()} /></div>;
  if (!sheet.data) return <div className="report-screen"><header className="report-head">{choice}</header><Waiting /></div>;
  const { report, frozen } = sheet.data;
  const form = paper && forms.get(paper.form);
  const isOpen = !frozen && (!paper || paper.editable);
  const canWrite = mayWrite && isSignable && isOpen;
  const canSend = canWrite && !report.unfinished;
  return (
    <div className="report-screen">
      <header className="report-head">
        {choice}
        <span className="spring" />
        {paper && form ? <span className="report-paper"><a className="mono" href={placeToHash({ screen: paper.form, id: paper.id })}>{paper.number}</a> <StateMark def={form} state={paper.state} /></span> : null}
        {frozen ? null : <Press className="quiet" tip={t('report.again')} isDisabled={sheet.isFetching} onPress={() => void refetch()}><RefreshCw size={15} />{t('report.asOf', { time: formatTime(report.madeAt, lang, now) })}</Press>}
        {may('reports.exportFile') ? <Press onPress={() => setShown('save')}><Download size={15} />{t('report.save')}</Press> : null}
        {paper?.sealed && may('documents.mailDraft') ? <Press onPress={() => setShown('mail')}><Mail size={15} />{t('record.mail')}</Press> : null}
        {canSend ? <Press className="main" onPress={() => { setError(null); setShown('send'); }}><Send size={15} />{t('report.send')}</Press> : null}
        {paper && !canSend ? <Press className="main" onPress={() => go(paper.form, paper.id)}><FileText size={15} />{t('report.openPaper')}</Press> : null}
      </header>
      <div className="report-parts">
        <nav className="report-index" aria-label={t('report.contents')}>
          <ol>{report.chapters.map((chapter, no) => <li key={chapter.id}><button type="button" onClick={() => toChapter(chapter.id)}>{say(chapterHeading(no, chapter.title))}</button></li>)}</ol>
        </nav>
        {/* a long report is scrolled by the keyboard from here */}
        {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
        <div className="report-body" tabIndex={0} role="group" aria-label={say(report.title)}>
          <article className="report-sheet paper-world">
            <h1>{say(report.title)}</h1>
            <p className="report-days">{say(periodDays(report.period))} · {say(report.site.name)}</p>
            {frozen ? <p className="notice" role="status">{t('report.frozen', { time: formatTime(report.madeAt, lang, now) })}</p> : null}
            {report.unfinished ? <p className="notice warn">{t('report.unfinished')}</p> : null}
            {isSignable || !mayWrite ? null : <p className="notice">{t('report.notSigned')}</p>}
            <MissingList missing={report.missing} mayWrite={mayWrite && !frozen} maySend={canSend} onBehind={setBehind} />
            {report.chapters.map((chapter, no) => <ReportChapter key={chapter.id} chapter={chapter} no={no} figures={report.figures} author={author} onBehind={setBehind} {...(canWrite && { onWrite: write })} />)}
            {appendices(report).flatMap((each) => each.id === 'figures' ? [] : [{ ...each, tables: each.tables.filter(({ id }) => id !== 'missing.list') }]).map(({ id, title, tables }) => (
              <section key={id} className="report-chapter" aria-label={say(title)}>
                <h2>{say(title)}</h2>
                {tables.map((table) => <ReportTable key={table.id} table={table} caption={say(table.title)} onBehind={setBehind} />)}
              </section>
            ))}
          </article>
        </div>
      </div>
      {shown === 'save' ? <SaveReport span={span} {...(site !== undefined && { site })} title={say(report.title)} frozen={frozen} onClose={() => setShown(null)} /> : null}
      {shown === 'mail' && paper && form ? <MailDialog papers={[paper]} def={form} onClose={() => setShown(null)} /> : null}
      {shown === 'send' ? (
        <Sheet title={t('report.sendTitle')} onClose={() => setShown(null)} footer={<><Press onPress={() => setShown(null)}>{t('action.cancel')}</Press><Press className="main" isDisabled={busy} onPress={() => void send()}>{busy ? t('report.sending') : t('report.send')}</Press></>}>
          <p>{t('report.sendNote')}</p>
          {report.missing.length > 0 ? <><p><b>{t('report.missing', { n: report.missing.length })}</b></p><ul className="plain-list">{report.missing.slice(0, 8).map((each) => <li key={each.what.zh}>{say(each.what)}</li>)}</ul></> : null}
          <Wrong error={error} />
        </Sheet>
      ) : null}
      {behind ? <RecordsBehind title={behind.title} ids={behind.ids} {...(behind.figure !== undefined && { figure: report.figures.find((each) => each.id === behind.figure)! })} onClose={() => setBehind(null)} /> : null}
    </div>
  );
};
