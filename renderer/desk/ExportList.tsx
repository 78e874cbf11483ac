import { useState } from 'react';
import type { ListQuery } from '../../domain/api/contract.ts';
import { msToSecond } from '../../domain/clocks/shanghai.ts';
import type { FormDef } from '../../domain/forms/form.ts';
import { useStation } from '../station.tsx';
import { useWords } from '../words.ts';
import { useLacks } from './lacks.tsx';
import { Press, Sheet, Wrong } from './parts.tsx';

/** A list leaves the station as a file: for whom is asked, and all of it is written down (R35). */
export const ExportList = ({ form, list, total, onClose }: { form: FormDef; list: Omit<ListQuery, 'offset' | 'limit'>; total: number; onClose: () => void }) => {
  const { client } = useStation();
  const { t, say, lang } = useWords();
  const [format, setFormat] = useState<'csv' | 'xlsx'>('xlsx');
  const [to, setTo] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const lacks = useLacks({ to: to.trim() === '' ? t('account.fill', { field: t('list.exportTo') }) : null });
  const send = async () => {
    if (!lacks.isComplete()) return;
    setBusy(true);
    setError(null);
    try {
      const blob = await client.papers.exportList({ list, format, lang, to: to.trim() });
      const { saveBlob } = await import('../record/PdfView.tsx');
      if (await saveBlob(blob, `${say(form.title)} ${msToSecond(Date.now()).slice(0, 10)}.${format}`)) onClose();
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Sheet
      title={t('list.exportTitle', { form: say(form.title) })} onClose={onClose}
      footer={<><Press onPress={onClose}>{t('action.cancel')}</Press><Press className="main" isDisabled={busy} onPress={() => void send()}>{busy ? t('list.exporting') : t('list.exportNow')}</Press></>}
    >
      <p>{t('list.exportNote', { n: total })}</p>
      <fieldset className="plain">
        <legend>{t('list.exportFormat')}</legend>
        {(['xlsx', 'csv'] as const).map((each) => <label key={each}><input type="radio" name="list-format" checked={format === each} onChange={() => setFormat(each)} /> {t(`list.${each}`)}</label>)}
      </fieldset>
      <div className="field">
        <label htmlFor={lacks.input('to').id}>{t('list.exportTo')}</label>
        {/* the dialog asks for nothing else that is not answered already */}
        {/* oxlint-disable-next-line jsx-a11y/no-autofocus */}
        <input {...lacks.input('to')} className="input" maxLength={200} autoComplete="off" autoFocus value={to} onChange={(event) => setTo(event.target.value)} onKeyDown={(event) => { if (event.key === 'Enter' && !event.nativeEvent.isComposing) void send(); }} />
        {lacks.note('to')}
      </div>
      <Wrong error={error} />
    </Sheet>
  );
};
