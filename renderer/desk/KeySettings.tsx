import { useState } from 'react';
import type { SyncStatus } from '../../domain/api/types.ts';
import { useMay } from '../may.ts';
import { useRefresh, useStation } from '../station.tsx';
import { useWords } from '../words.ts';
import { Press, Wrong } from './parts.tsx';

/** Fingerprints to compare with headquarters' page, and a new key for this station. */
export const KeySettings = ({ keys, enrolled }: { keys: NonNullable<SyncStatus['keys']>; enrolled: boolean }) => {
  const { client } = useStation();
  const { t } = useWords();
  const may = useMay();
  const refresh = useRefresh();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [done, setDone] = useState(false);
  const rotate = () => {
    setBusy(true);
    setError(null);
    setDone(false);
    client.sync.rotate().then(async () => { await refresh(); setDone(true); }, setError).finally(() => setBusy(false));
  };
  return (
    <>
      <h3>{t('keySettings.title')}</h3>
      <p className="soft">{t('keySettings.note')}</p>
      <dl className="facts">
        <div><dt>{t('keySettings.own')}</dt><dd className="mono">{keys.own}</dd></div>
        {keys.headquarters ? <div><dt>{t('keySettings.headquarters')}</dt><dd className="mono">{keys.headquarters}</dd></div> : null}
        {keys.recovery ? <div><dt>{t('keySettings.recovery')}</dt><dd className="mono">{keys.recovery}</dd></div> : null}
      </dl>
      {keys.recoveryChanged ? <p className="notice warn">{t('keySettings.recoveryChanged')}</p> : null}
      {keys.waiting ? <p className="notice">{t('keySettings.waiting')}</p> : null}
      <Wrong error={error} />
      {done ? <p className="notice" role="status">{t('keySettings.done')}</p> : null}
      {enrolled && may('sync.rotate') ? <div className="buttons"><Press isDisabled={busy} onPress={rotate}>{t('keySettings.rotate')}</Press></div> : null}
    </>
  );
};
