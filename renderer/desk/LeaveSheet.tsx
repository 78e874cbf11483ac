import { useState } from 'react';
import { saveBlob } from '../saveBlob.ts';
import { useWords } from '../words.ts';
import { Press, Sheet, Wrong } from './parts.tsx';
import { useReceiver } from './useReceiver.tsx';

type Props<Format extends string> = {
  readonly title: string;
  /** What leaves, and how much of it. */
  readonly note: string;
  /** The first is chosen until another is; one alone is not asked about. */
  readonly formats: readonly { readonly value: Format; readonly label: string }[];
  readonly make: (format: Format, recipient: string, reason: string | undefined) => Promise<Blob>;
  readonly nameOf: (format: Format) => string;
  /** at headquarters, the one it is about; none: all of them */
  readonly site?: string | undefined;
  readonly onClose: () => void;
};

/** Something leaves the station as a file: what it holds is said, for whom is asked, and both are written down (R35); an address that the contact book has not confirmed wants a reason (R39). */
export const LeaveSheet = <Format extends string>({ title, note, formats, make, nameOf, site, onClose }: Props<Format>) => {
  const { t } = useWords();
  const [format, setFormat] = useState(formats[0]!.value);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const receiver = useReceiver(site);
  const send = async () => {
    if (!receiver.isComplete()) return;
    setBusy(true);
    setError(null);
    try {
      const blob = await make(format, receiver.to, receiver.reason);
      if (await saveBlob(blob, nameOf(format))) onClose();
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Sheet title={title} onClose={onClose} footer={<><Press onPress={onClose}>{t('action.cancel')}</Press><Press className="main" isDisabled={busy} onPress={() => void send()}>{busy ? t('list.exporting') : t('list.exportNow')}</Press></>}>
      <p>{note}</p>
      {formats.length > 1 ? (
        <fieldset className="plain">
          <legend>{t('list.exportFormat')}</legend>
          {formats.map(({ value, label }) => <label key={value}><input type="radio" name="leaving-format" checked={format === value} onChange={() => setFormat(value)} /> {label}</label>)}
        </fieldset>
      ) : null}
      {receiver.field(() => void send())}
      <Wrong error={error} />
    </Sheet>
  );
};
