import { useState } from 'react';
import { useLacks } from '../desk/lacks.tsx';
import { Press, Sheet, Wrong } from '../desk/parts.tsx';
import { useStation } from '../station.tsx';
import { useWords } from '../words.ts';

const formats = ['pdf', 'summary', 'docx', 'xlsx', 'csv'] as const;
type Format = (typeof formats)[number];
const ends: Readonly<Record<Format, string>> = { pdf: '.pdf', summary: '.pdf', docx: '.docx', xlsx: '.xlsx', csv: '.csv' };

/** The report leaves the station as a file: for whom is asked, and all of it is written down (R35). */
export const SaveReport = ({ span, title, onClose }: { span: { readonly from: string; readonly to: string }; title: string; onClose: () => void }) => {
  const { client } = useStation();
  const { t, lang } = useWords();
  const [format, setFormat] = useState<Format>('pdf');
  const [to, setTo] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const lacks = useLacks({ to: to.trim() === '' ? t('account.fill', { field: t('list.exportTo') }) : null });
  const send = async () => {
    if (!lacks.isComplete()) return;
    setBusy(true);
    setError(null);
    try {
      const blob = await client.reports.exportFile({ ...span, format, lang, receiver: to.trim() });
      const { saveBlob } = await import('../record/PdfView.tsx');
      if (await saveBlob(blob, `${title}${format === 'summary' ? ` ${t('report.as.summary')}` : ''} ${span.from} ${span.to}${ends[format]}`)) onClose();
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Sheet title={t('report.save')} onClose={onClose} footer={<><Press onPress={onClose}>{t('action.cancel')}</Press><Press className="main" isDisabled={busy} onPress={() => void send()}>{busy ? t('list.exporting') : t('list.exportNow')}</Press></>}>
      <fieldset className="plain">
        <legend>{t('list.exportFormat')}</legend>
        {formats.map((each) => <label key={each}><input type="radio" name="report-format" checked={format === each} onChange={() => setFormat(each)} /> {t(`report.as.${each}`)}</label>)}
      </fieldset>
      <div className="field">
        <label htmlFor={lacks.input('to').id}>{t('list.exportTo')}</label>
        <input {...lacks.input('to')} className="input" maxLength={200} autoComplete="off" value={to} onChange={(event) => setTo(event.target.value)} />
        {lacks.note('to')}
      </div>
      <Wrong error={error} />
    </Sheet>
  );
};
