import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Attachment } from '../../domain/record/record.ts';
import { Press, Wrong } from '../desk/parts.tsx';
import { useMay } from '../may.ts';
import { useRefresh, useStation } from '../station.tsx';
import { useWords } from '../words.ts';

/** Deleting a file after its time (R27): until then the rule and the day that keep it; then, for whoever may, the button, asked twice. */
export const Discard = ({ record, file, onDone }: { record: string; file: Attachment; onDone: () => void }) => {
  const { ask, client } = useStation();
  const { t, refuse } = useWords();
  const may = useMay();
  const refresh = useRefresh();
  const [sure, setSure] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const kept = useQuery({ ...ask.files.whyKept.queryOptions({ input: { record, attachment: file.id } }), enabled: may('files.whyKept'), gcTime: 0, staleTime: 0 });
  if (!kept.data) return null;
  const discard = async () => {
    setBusy(true);
    setError(null);
    try {
      await client.files.discard({ record, attachment: file.id });
      await refresh();
      onDone();
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  };
  return (
    <section className="discard" aria-label={t('files.retention')}>
      {kept.data.length > 0 ? <p className="soft">{kept.data.map((each) => refuse(each)).join(' ')}</p> : may('files.discard') ? (
        <>
          <p>{t(sure ? 'files.discardSure' : 'files.discardMay')}</p>
          <div className="row">
            {sure ? <Press className="small" onPress={() => setSure(false)}>{t('action.cancel')}</Press> : null}
            <Press className="small danger" isDisabled={busy} onPress={() => (sure ? void discard() : setSure(true))}>{t(sure ? 'files.discardNow' : 'files.discard')}</Press>
          </div>
        </>
      ) : <p className="soft">{t('files.discardManager')}</p>}
      <Wrong error={error} />
    </section>
  );
};
