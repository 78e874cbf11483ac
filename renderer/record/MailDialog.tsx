import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { mostMailed } from '../../domain/documents/mail.ts';
import type { FormDef } from '../../domain/forms/form.ts';
import type { Rec } from '../../domain/record/record.ts';
import type { RefusalCode } from '../../domain/result.ts';
import { refusalsOf } from '../client.ts';
import { useLacks } from '../desk/lacks.tsx';
import { Press, Sheet, Wrong } from '../desk/parts.tsx';
import { useUnconfirmed } from '../desk/useReceiver.tsx';
import { useRefresh, useStation } from '../station.tsx';
import { useWords } from '../words.ts';
import { saveBlob } from '../saveBlob.ts';

const addressesIn = (typed: string): readonly string[] => typed.split(/[\s,;，；、]+/).filter((each) => each !== '');

type Mailed = Pick<Rec, 'id' | 'number'>;
/** Numbers a message names before it counts the rest. */
const mostNamed = 12;

/** Sealed papers of a form leave by e-mail in one message (R9): to confirmed addresses, or to another with a reason (R39); as a draft, or through the mail server. */
export const MailDialog = ({ papers, def, onClose }: { papers: readonly Mailed[]; def: Pick<FormDef, 'title'>; onClose: () => void }) => {
  const { ask, client } = useStation();
  const refresh = useRefresh();
  const { t, say, list } = useWords();
  const recipients = useQuery(ask.documents.recipients.queryOptions());
  const server = useQuery(ask.documents.mailServer.queryOptions());
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [others, setOthers] = useState('');
  const [leftOut, setLeftOut] = useState<readonly string[]>([]);
  const mailed = papers.filter(({ number }) => !leftOut.includes(number));
  const named = (of: readonly Mailed[]): string => (of.length > mostNamed ? t('mail.andMore', { numbers: list(of.slice(0, mostNamed).map(({ number }) => number)), n: of.length }) : list(of.map(({ number }) => number)));
  const subjectOf = (of: readonly Mailed[]): string => (of.length === 1 ? `${say(def.title)} ${of[0]!.number}` : t('mail.subjectMany', { form: say(def.title), count: of.length }));
  const textOf = (of: readonly Mailed[]): string => (of.length === 1 ? t('mail.bodyText', { form: say(def.title), number: of[0]!.number }) : t('mail.bodyMany', { form: say(def.title), count: of.length, numbers: named(of) }));
  // until somebody types, they speak of the papers that go
  const [typedSubject, setSubject] = useState<string | null>(null);
  const [typedText, setText] = useState<string | null>(null);
  const [subject, text] = [typedSubject ?? subjectOf(mailed), typedText ?? textOf(mailed)];
  const [reason, setReason] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const tooMany = mailed.length > mostMailed;
  const to = [...chosen, ...addressesIn(others)];
  const unconfirmed = useUnconfirmed(others);
  const isOther = unconfirmed.length > 0;
  const refusedAs = (wanted: RefusalCode): readonly string[] => (refusalsOf(error) ?? []).flatMap(({ code, params }) => (code === wanted && typeof params?.['number'] === 'string' ? [params['number']] : []));
  const [unsealed, voided] = [refusedAs('not-sealed'), refusedAs('record-voided')];
  const unfit = [...unsealed, ...voided];
  const lacks = useLacks({ to: to.length === 0 ? t('account.fill', { field: t('mail.to') }) : null, reason: isOther && reason.trim() === '' ? t('account.fill', { field: t('mail.reason') }) : null });
  const send = async (way: 'draft' | 'smtp') => {
    if (!lacks.isComplete()) return;
    const message = { ids: mailed.map(({ id }) => id), to, subject, text, ...(isOther && reason.trim() && { reason: reason.trim() }) };
    setBusy(true);
    setError(null);
    try {
      const done = way === 'smtp' ? Boolean(await client.documents.mailSend(message)) : await saveBlob(await client.documents.mailDraft(message), `${mailed.length === 1 ? mailed[0]!.number : subject}.eml`);
      await refresh();
      if (done) onClose();
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Sheet
      title={papers.length === 1 ? t('mail.title', { number: papers[0]!.number }) : t('mail.titleMany', { count: mailed.length })} onClose={onClose}
      footer={<><Press onPress={onClose}>{t('action.cancel')}</Press><Press className={server.data ? '' : 'main'} isDisabled={busy || tooMany || mailed.length === 0} onPress={() => void send('draft')}>{t('mail.saveDraft')}</Press>{server.data ? <Press className="main" isDisabled={busy || tooMany || mailed.length === 0} onPress={() => void send('smtp')}>{t('mail.send')}</Press> : null}</>}
    >
      {papers.length > 1 ? <p>{t('mail.attached', { numbers: named(mailed) })}</p> : null}
      {tooMany ? <p className="notice warn" role="alert">{t('mail.tooMany', { max: mostMailed })}</p> : null}
      <fieldset className="plain">
        <legend>{t('mail.confirmed')}</legend>
        {recipients.data?.length === 0 ? <p className="soft">{t('mail.noBook')}</p> : null}
        {(recipients.data ?? []).map((each) => (
          <label key={each.email}><input type="checkbox" checked={chosen.includes(each.email)} onChange={(event) => setChosen(event.target.checked ? [...chosen, each.email] : chosen.filter((email) => email !== each.email))} /> {each.name} {each.email} <span className="soft">{t(each.party === 'supervision' ? 'mail.supervision' : 'mail.client')}</span></label>
        ))}
      </fieldset>
      <div className="field">
        <label htmlFor={lacks.input('to').id}>{t('mail.others')}</label>
        <input {...lacks.input('to')} className="input" maxLength={400} autoComplete="off" value={others} onChange={(event) => setOthers(event.target.value)} />
        {lacks.note('to')}
      </div>
      {isOther ? (
        <div className="field">
          <label htmlFor={lacks.input('reason').id}>{t('mail.reason')}</label>
          <input {...lacks.input('reason')} className="input" maxLength={200} autoComplete="off" value={reason} onChange={(event) => setReason(event.target.value)} />
          <p className="late" role="status">{t('mail.notInBook', { addresses: list(unconfirmed) })}</p>
          {lacks.note('reason')}
        </div>
      ) : null}
      <div className="field"><label htmlFor="mail-subject">{t('mail.subject')}</label><input id="mail-subject" className="input" maxLength={200} value={subject} onChange={(event) => setSubject(event.target.value)} /></div>
      <div className="field"><label htmlFor="mail-text">{t('mail.body')}</label><textarea id="mail-text" className="input" rows={4} maxLength={10_000} value={text} onChange={(event) => setText(event.target.value)} /></div>
      <p className="soft">{t('mail.logged')}</p>
      {unfit.length > 0 && papers.length > 1 ? (
        <div className="notice warn" role="alert">
          {unsealed.length > 0 ? <p>{t('mail.unsealed', { numbers: list(unsealed) })}</p> : null}
          {voided.length > 0 ? <p>{t('mail.voided', { numbers: list(voided) })}</p> : null}
          {unfit.length < mailed.length ? <Press className="small" onPress={() => { setLeftOut([...leftOut, ...unfit]); setError(null); }}>{t('mail.leaveOut', { n: unfit.length, left: mailed.length - unfit.length })}</Press> : null}
        </div>
      ) : <Wrong error={error} />}
    </Sheet>
  );
};
