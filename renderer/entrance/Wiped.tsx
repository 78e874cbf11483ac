import { ShieldOff } from 'lucide-react';
import { useState } from 'react';
import type { StationStatus } from '../../domain/api/types.ts';
import { formatTime } from '../../domain/text/timeFormat.ts';
import { Press, Wrong } from '../desk/parts.tsx';
import { useNow } from '../record/useRecord.ts';
import { useRefresh, useStation } from '../station.tsx';
import { useWords } from '../words.ts';
import { Entrance } from './Entrance.tsx';

/** What is left of a station that headquarters had wiped: when, on whose order, what was lost with it. */
export const Wiped = ({ wiped, folder }: { wiped: NonNullable<StationStatus['wiped']>; folder: string }) => {
  const { client } = useStation();
  const { t, lang } = useWords();
  const now = useNow();
  const refresh = useRefresh();
  const [error, setError] = useState<unknown>(null);
  const lost = wiped.ops + wiped.files > 0;
  return (
    <Entrance>
      <section className="entrance-form narrow" aria-labelledby="wiped-title">
        <h1 id="wiped-title"><ShieldOff size={18} aria-hidden="true" /> {t('wiped.title')}</h1>
        <p>{t('wiped.note', { time: formatTime(wiped.at, lang, now) })}</p>
        <p className={lost ? 'notice warn' : 'notice'} role="status">{lost ? t('wiped.lost', { ops: wiped.ops, files: wiped.files }) : t('wiped.nothingLost')}</p>
        <p className="soft">{wiped.told ? t('wiped.told') : t('wiped.untold')}</p>
        {wiped.told ? null : <p className="soft">{t('wiped.byFerry', { file: `${folder}${folder.includes('\\') ? '\\' : '/'}wiped.json` })}</p>}
        {wiped.leaves === undefined ? null : <p className="soft">{t('wiped.leaves', { file: wiped.leaves })}</p>}
        <Wrong error={error} />
        <div className="buttons"><Press isDisabled={!wiped.told && wiped.leaves === undefined} onPress={() => { client.station.beginAnew({ leaveWord: !wiped.told }).then(() => refresh(), setError); }}>{t(wiped.told || wiped.leaves === undefined ? 'wiped.anew' : 'wiped.anewNow')}</Press></div>
      </section>
    </Entrance>
  );
};
