import { FileText, Image as ImageIcon, Plus } from 'lucide-react';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useRef, type ReactNode } from 'react';
import { Button } from 'react-aria-components';
import calendarFile from '../../assets/calendars/cn.json' with { type: 'json' };
import type { Clock, HistoryEntry, RecordView } from '../../domain/api/types.ts';
import { createCalendar } from '../../domain/calendar/calendar.ts';
import { remaining } from '../../domain/clocks/deadline.ts';
import type { FormDef } from '../../domain/forms/form.ts';
import { gradeFieldOf } from '../../domain/incident/ofRecord.ts';
import { copiesOf, mayExist } from '../../domain/record/copies.ts';
import { signatureKind, signatureKindWords } from '../../domain/paper/signatureKind.ts';
import { signersOf } from '../../domain/record/decide.ts';
import { releaseOf } from '../../domain/record/release.ts';
import { sessionOf } from '../../domain/record/session.ts';
import { silenceAt } from '../../domain/record/silence.ts';
import { fileWords } from '../../domain/report/paper.ts';
import type { Data, Value } from '../../domain/record/record.ts';
import { checkCode } from '../../domain/seal/content.ts';
import type { Lang } from '../../domain/text/text.ts';
import { formatDay, formatDeadline, formatDueTime, formatFormalTime, formatTime } from '../../domain/text/timeFormat.ts';
import { bytesToText } from '../amounts.ts';
import { Clause, Press } from '../desk/parts.tsx';
import { asides } from '../processes/asidesByName.ts';
import { useMay } from '../may.ts';
import { useForms, useStation } from '../station.tsx';
import { useWords } from '../words.ts';
import { AtHeadquarters, SyncWords } from './AtHeadquarters.tsx';
import { GradeClock } from './GradeClock.tsx';
import { Links } from './Links.tsx';
import { Reckoning } from './Reckoning.tsx';
import { UploadRows, type Uploading } from './uploads.tsx';

/** The calendar that ships: good enough to say how long is left; the deadline itself always comes from the station. */
const useCalendar = () => useMemo(() => createCalendar([calendarFile]), []);

export const useDeadlineWords = () => {
  const { lang } = useWords();
  const { ask } = useStation();
  const calendar = useCalendar();
  const { data: profile } = useQuery(ask.station.profile.queryOptions());
  return (due: string, now: string, clock?: string): { readonly text: string; readonly overdue: boolean } => {
    const left = remaining(due, now, calendar);
    const unit = profile?.rules.find((each) => each.id === clock)?.unit ?? 'workday';
    return { text: formatDeadline(left, unit, lang, now), overdue: left.overdue };
  };
};

const Part = ({ title, count, open = true, children }: { title: string; count?: number; open?: boolean; children: ReactNode }) => (
  <details className="strip-part" open={open}>
    <summary>{title}{count === undefined ? null : <span className="count">{count}</span>}</summary>
    <div className="strip-body">{children}</div>
  </details>
);

const ClockRow = ({ clock, now, isTheirs }: { clock: Clock; now: string; /** who has the paper now keeps it */ isTheirs: boolean }) => {
  const { t, say, lang } = useWords();
  const deadline = useDeadlineWords();
  const words = deadline(clock.due, now, clock.id);
  return (
    <details className="clock">
      <summary>
        <strong>{say(clock.label)}</strong> <Clause rule={clock.rule} clause={clock.clause} />
        {clock.kept ? <span className={clock.kept <= clock.due ? 'kept' : 'late'}>{clock.kept <= clock.due ? t('strip.kept') : t('strip.keptLate')} {formatTime(clock.kept, lang, now)}</span> : isTheirs ? <span className="soft">{t('strip.theirs', { time: formatDueTime(clock.due, lang, now) })}</span> : <span className={words.overdue ? 'late' : ''}>{words.text}</span>}
        {clock.estimated ? <span className="estimated">{t('strip.estimated')}</span> : null}
      </summary>
      <Reckoning days={clock.days} now={now} />
    </details>
  );
};

const timeWords = (label: string, at: string, now: string, lang: Lang): string => `${label} ${at.length > 10 ? formatTime(at, lang, now) : formatDay(at, lang, now)}`;

const useEventWords = (def: FormDef, now: string) => {
  const { t, say, list, aside, lang } = useWords();
  const nameOf = (field: string) => (def.fields[field] ? say(def.fields[field].label) : field);
  const stateOf = (state: string) => (def.lifecycle.states[state] ? say(def.lifecycle.states[state].label) : state);
  return ({ event }: HistoryEntry): string => {
    switch (event.kind) {
      case 'created': return t('event.created');
      case 'edited': {
        const names = [...Object.keys(event.set), ...event.unset].map(nameOf);
        return names.length > 4 ? t('event.editedMany', { fields: list(names.slice(0, 3)), count: names.length }) : t('event.edited', { fields: list(names) });
      }
      case 'attached': return event.attachment.returned ? t('event.returnedOnPaper', { name: event.attachment.returned.name, post: aside(event.attachment.returned.post), day: formatDay(event.attachment.returned.day, lang, now), file: event.attachment.name }) : t('event.attached', { name: event.attachment.name });
      case 'detached': return t('event.detached');
      case 'moved': {
        if (event.silence) return t('event.silence', { started: formatFormalTime(event.silence.started, lang), due: formatFormalTime(event.silence.due, lang), state: stateOf(event.to), rule: event.silence.rule });
        const step = def.lifecycle.transitions.find((each) => each.id === event.transition);
        // when it happened, beside when it was entered
        const times = (step?.asks ?? []).flatMap((name) => (typeof event.set?.[name] === 'string' ? [timeWords(nameOf(name), event.set[name], now, lang)] : []));
        return `${step ? say(step.label) : event.transition} → ${stateOf(event.to)}${times.length > 0 ? aside(list(times)) : ''}${event.reason ? aside(event.reason) : ''}`;
      }
      case 'signed': return t('event.signed', { name: event.signature.name });
      case 'refused': return t('event.refused', { name: event.refused.name, reason: event.refused.reason });
      case 'sealed': return t('event.sealed');
      case 'copied': return event.copy.medium === 'pdf' ? t('event.savedPdf', { no: event.copy.no }) : t('event.printed', { no: event.copy.no, printer: event.copy.printer ?? '' });
      case 'settled': return event.outcome === 'failed' ? t('event.printFailed') : t('event.printSettled');
      case 'corrected': return t('event.corrected');
      case 'reinstated': return t('event.reinstated');
      case 'linked': return t('event.linked');
      case 'released': {
        const { way, reason } = releaseOf(event.what);
        return way ? `${t(`event.${way}`, { to: event.to })}${reason ? aside(reason) : ''}` : t('event.released', { what: event.what, to: event.to });
      }
      case 'discarded': return t('event.discarded', { rule: event.rule, until: event.until });
      case 'defined': return t('event.defined');
      case 'granted': return t('event.granted');
      case 'revoked': return t('event.revoked', { reason: event.reason });
      case 'directed': return t('event.directed', { fields: list([...Object.keys(event.set), ...event.unset].map(nameOf)) });
      case 'voided': return t('event.voided', { reason: event.reason });
      case 'resolved': return t(event.took === 'main' ? 'event.resolvedMain' : event.took === 'branch' ? 'event.resolvedBranch' : 'event.resolvedMerged');
      case 'published': return t('event.published');
    }
  };
};

type StripProps = {
  readonly view: RecordView;
  readonly def: FormDef;
  /** the record's data with the typing on top */
  readonly data: Data;
  /** something is written that is no operation yet */
  readonly typed: boolean;
  readonly now: string;
  readonly editable: boolean;
  readonly set: (name: string, value: Value | undefined) => void;
  readonly mayLink: boolean;
  readonly uploading: readonly Uploading[];
  readonly onFiles: (files: readonly File[]) => void;
  readonly onOpenFile: (id: string) => void;
  readonly onPrint: () => void;
};

/** What stands beside the paper: clocks, signatures, copies, files, links and what happened. */
export const Strip = ({ view, def, data, typed, now, editable, set, mayLink, uploading, onFiles, onOpenFile, onPrint }: StripProps) => {
  const { t, say, lang } = useWords();
  const { record } = view;
  const eventWords = useEventWords(def, now);
  // a customer's hand is not the engineer's: whose session it was stands apart
  const byWords = ({ event, by }: HistoryEntry): string => {
    const session = sessionOf(event, by);
    return session ? t(`event.${session}`, { name: by.name }) : by.name;
  };
  const picker = useRef<HTMLInputElement>(null);
  // what is declared today: a definition pinned before it was known names none
  const named = useForms().get(def.id)?.aside;
  const may = useMay();
  const aside = named && (asides[named].asks === undefined || may(asides[named].asks)) ? asides[named] : undefined;
  return (
    <aside className="strip" aria-label={t('strip.title')}>
      {view.sync ? <Part title={t('syncMark.title')}><AtHeadquarters view={view} def={def} typed={typed} now={now} /></Part> : null}
      {gradeFieldOf(def) ? <Part title={t('grade.title')}><GradeClock id={record.id} def={def} data={data} history={view.history} editable={editable} set={set} /></Part> : null}
      {aside ? <Part title={t(aside.title)}><aside.Body view={view} def={def} data={data} editable={editable} set={set} /></Part> : null}
      {view.clocks.length > 0 ? <Part title={t('strip.clocks')}>{view.clocks.map((clock) => <ClockRow key={clock.id} clock={clock} now={now} isTheirs={view.sync?.away !== undefined} />)}</Part> : null}

      {def.signers.length > 0 ? (
        <Part title={t('strip.signatures')}>
          <ol className="signers">
            {signersOf(def, { data }).map((signer) => {
              const given = signer.many ? undefined : record.signatures.find((each) => each.role === signer.role);
              const came = signer.many ? record.signatures.filter((each) => each.role === signer.role) : [];
              const refused = given ? undefined : record.refusals.findLast((each) => each.role === signer.role);
              return (
                <li key={signer.role}>
                  <span>{say(signer.label)}</span>
                  <span className={refused ? 'late' : 'soft'}>
                    {came.length > 0 ? t('signIn.count', { n: came.length }) : ''}{came.length > 0 && record.seal ? '' : came.length > 0 ? ' · ' : ''}{came.length > 0 && record.seal ? '' : given ? `${given.name} ${given.paper ? formatDay(given.paper.day, lang, now) : formatTime(given.at, lang, now)}${given.paper || given.elsewhere ? ` · ${say(signatureKindWords[signatureKind(given)])}` : ''}` : refused ? t('strip.refusedBy', { name: refused.name, reason: refused.reason }) : view.nextSigner === signer.role ? t('strip.nextSigner') : t('strip.notYet')}
                  </span>
                </li>
              );
            })}
          </ol>
          {record.seal && !record.voided && silenceAt(def, record) ? <p className="soft hint">{t('strip.silenced')}</p> : null}
          {record.seal ? <p className="soft">{t('strip.checkCode')} <span className="mono">{checkCode(record.seal.contentHash)}</span></p> : null}
        </Part>
      ) : null}

      <Part title={t('strip.copies')}>
        <ol className="copies">
          {copiesOf(def, record).map((copy) => {
            const entries = record.copies.filter((each) => each.no === copy.no && mayExist(each));
            const last = entries.at(-1);
            return (
              <li key={copy.no} data-colour={copy.colour}>
                <span>{say(copy.label)} · {say(copy.holder)}</span>
                <span className="soft">{last ? `${last.medium === 'pdf' ? t('strip.asPdf') : (last.printer ?? '')} ${formatTime(last.at, lang, now)}${last.print > 1 ? ` · ${t('strip.reprint', { n: last.print - 1 })}` : ''}${last.outcome === 'printing' ? ` · ${t('strip.printing')}` : ''}` : t('strip.notPrinted')}</span>
              </li>
            );
          })}
        </ol>
        {record.seal && may('papers.print') ? <Press className="small" keyId="print" onPress={onPrint}>{copiesOf(def, record).length > 1 ? t('record.print') : t('print.print')}</Press> : null}
      </Part>

      <Part title={t('strip.files')} count={record.attachments.length}>
        <ul className="files">
          {record.attachments.map((file) => (
            <li key={file.id}>
              {file.type.startsWith('image/') ? <ImageIcon size={14} aria-hidden="true" /> : <FileText size={14} aria-hidden="true" />}
              <Button className="link" onPress={() => onOpenFile(file.id)}>{fileWords(def, record, file, lang)}</Button>
              <span className="soft">{file.discarded ? `${t('files.gone')} ` : ''}{bytesToText(file.size)} <span className="mono" title={file.sha256}>{file.sha256.slice(0, 8)}</span> {view.sync?.files[file.sha256] ? <SyncWords isFile mark={view.sync.files[file.sha256]!} /> : null}{!file.discarded && view.textless?.includes(file.sha256) ? <> {t('files.noTextLayer')}</> : null}</span>
            </li>
          ))}
          <UploadRows uploading={uploading} />
        </ul>
        {editable ? (
          <>
            <Press className="small" onPress={() => picker.current?.click()}><Plus size={14} />{t('files.add')}</Press>
            <p className="soft hint">{t('files.hint')}</p>
            <input
              ref={picker} type="file" multiple hidden aria-label={t('files.add')}
              onChange={(event) => {
                onFiles([...(event.target.files ?? [])]);
                event.target.value = '';
              }}
            />
          </>
        ) : null}
      </Part>

      <Part title={t('strip.links')} count={view.linked.length}><Links view={view} mayLink={mayLink} /></Part>

      <Part title={t('strip.history')} open={false} count={view.history.length}>
        <ol className="history">
          {view.history.toReversed().map((entry) => (
            <li key={entry.seq}><span>{eventWords(entry)}</span><span className="soft">{byWords(entry)} · {formatTime(entry.at, lang, now)}</span></li>
          ))}
        </ol>
      </Part>
    </aside>
  );
};
