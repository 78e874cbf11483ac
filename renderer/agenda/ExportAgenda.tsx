import { useState } from 'react';
import { Press, Sheet, Wrong } from '../desk/parts.tsx';
import { useLacks } from '../desk/lacks.tsx';
import { useStation } from '../station.tsx';
import { useWords } from '../words.ts';

/** The month in sight leaves as an iCalendar file: what it holds is said, for whom is asked, and both are written down (R35). */
export const ExportAgenda = ({ from, to, ids, onClose }: { from: string; to: string; ids: readonly string[]; onClose: () => void }) => {
  const { client } = useStation();
  const { t, lang } = useWords();
  const [recipient, setRecipient] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const lacks = useLacks({ to: recipient.trim() === '' ? t('account.fill', { field: t('list.exportTo') }) : null });
  const send = async () => {
    if (!lacks.isComplete()) return;
    setBusy(true);
    setError(null);
    try {
      const blob = await client.agenda.exportFile({ from, to, ids: [...ids], lang, recipient: recipient.trim() });
      const { saveBlob } = await import('../record/PdfView.tsx');
      if (await saveBlob(blob, `${t('agenda.title')} ${from} ${to}.ics`)) onClose();
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Sheet title={t('agenda.exportTitle')} onClose={onClose} footer={<><Press onPress={onClose}>{t('action.cancel')}</Press><Press className="main" isDisabled={busy} onPress={() => void send()}>{busy ? t('list.exporting') : t('list.exportNow')}</Press></>}>
      <p>{t('agenda.exportNote', { from, to, n: ids.length })}</p>
      <div className="field">
        <label htmlFor={lacks.input('to').id}>{t('list.exportTo')}</label>
        {/* the dialog asks for nothing else */}
        {/* oxlint-disable-next-line jsx-a11y/no-autofocus */}
        <input {...lacks.input('to')} className="input" maxLength={200} autoComplete="off" autoFocus value={recipient} onChange={(event) => setRecipient(event.target.value)} onKeyDown={(event) => { if (event.key === 'Enter' && !event.nativeEvent.isComposing) void send(); }} />
        {lacks.note('to')}
      </div>
      <Wrong error={error} />
    </Sheet>
  );
};
