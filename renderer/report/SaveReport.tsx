import { useState } from 'react';
import { Press, Sheet, Wrong } from '../desk/parts.tsx';
import { useReceiver } from '../desk/useReceiver.tsx';
import { useStation } from '../station.tsx';
import { saveBlob } from '../saveBlob.ts';
import { useWords } from '../words.ts';

const formats = ['pdf', 'summary', 'docx', 'xlsx', 'csv'] as const;
type Format = (typeof formats)[number];
const ends: Readonly<Record<Format, string>> = { pdf: '.pdf', summary: '.pdf', docx: '.docx', xlsx: '.xlsx', csv: '.csv' };

/** The report leaves the station as a file: for whom is asked, and all of it is written down (R35). */
export const SaveReport = ({ span, title, onClose }: { span: { readonly from: string; readonly to: string }; title: string; onClose: () => void }) => {
  const { client } = useStation();
  const { t, lang } = useWords();
  const [format, setFormat] = useState<Format>('pdf');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const receiver = useReceiver();
  const send = async () => {
    if (!receiver.isComplete()) return;
    setBusy(true);
    setError(null);
    try {
      const blob = await client.reports.exportFile({ ...span, format, lang, receiver: receiver.to, reason: receiver.reason });
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
      {receiver.field(() => void send())}
      <Wrong error={error} />
    </Sheet>
  );
};
