import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { FormDef } from '../../domain/forms/form.ts';
import type { Rec } from '../../domain/record/record.ts';
import { useLacks } from '../desk/lacks.tsx';
import { Press, Sheet, Wrong } from '../desk/parts.tsx';
import { useUnconfirmed } from '../desk/useReceiver.tsx';
import { useRefresh, useStation } from '../station.tsx';
import { useWords } from '../words.ts';
import { saveBlob } from '../saveBlob.ts';

const addressesIn = (typed: string): readonly string[] => typed.split(/[\s,;，；、]+/).filter((each) => each !== '');

/** A sealed paper leaves by e-mail (R9): to confirmed addresses, or to another with a reason (R39); as a draft, or through the mail server. */
export const MailDialog = ({ record, def, onClose }: { record: Rec; def: FormDef; onClose: () => void }) => {
  const { ask, client } = useStation();
  const refresh = useRefresh();
  const { t, say, list } = useWords();
  const recipients = useQuery(ask.documents.recipients.queryOptions());
  const server = useQuery(ask.documents.mailServer.queryOptions());
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [others, setOthers] = useState('');
  const [subject, setSubject] = useState(`${say(def.title)} ${record.number}`);
  const [text, setText] = useState(() => t('mail.bodyText', { form: say(def.title), number: record.number }));
  const [reason, setReason] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const to = [...chosen, ...addressesIn(others)];
  const unconfirmed = useUnconfirmed(others);
  const isOther = unconfirmed.length > 0;
  const lacks = useLacks({ to: to.length === 0 ? t('account.fill', { field: t('mail.to') }) : null, reason: isOther && reason.trim() === '' ? t('account.fill', { field: t('mail.reason') }) : null });
  const send = async (way: 'draft' | 'smtp') => {
    if (!lacks.isComplete()) return;
    const message = { ids: [record.id], to, subject, text, ...(reason.trim() && { reason: reason.trim() }) };
    setBusy(true);
    setError(null);
    try {
      const done = way === 'smtp' ? Boolean(await client.documents.mailSend(message)) : await saveBlob(await client.documents.mailDraft(message), `${record.number}.eml`);
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
      title={t('mail.title', { number: record.number })} onClose={onClose}
      footer={<><Press onPress={onClose}>{t('action.cancel')}</Press><Press className={server.data ? '' : 'main'} isDisabled={busy} onPress={() => void send('draft')}>{t('mail.saveDraft')}</Press>{server.data ? <Press className="main" isDisabled={busy} onPress={() => void send('smtp')}>{t('mail.send')}</Press> : null}</>}
    >
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
      <Wrong error={error} />
    </Sheet>
  );
};
