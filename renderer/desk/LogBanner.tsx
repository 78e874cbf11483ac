import { formatTime } from '../../domain/text/timeFormat.ts';
import { useNow } from '../record/useRecord.ts';
import { useStatus } from '../station.tsx';
import { useWords } from '../words.ts';

/** What the station found out about headquarters' log. It warns over every screen and stops no work. */
export const LogBanner = () => {
  const { t, lang } = useWords();
  const now = useNow();
  const alarm = useStatus().data?.sync?.alarm;
  if (!alarm) return null;
  return <div className="notice bad" role="alert"><strong>{t('witness.alarm')}</strong><span>{t(`witness.${alarm.kind}`, { time: formatTime(alarm.at, lang, now) })}</span></div>;
};
