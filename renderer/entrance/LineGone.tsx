import { TriangleAlert } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { StationStatus } from '../../domain/api/types.ts';
import { useWords } from '../words.ts';

/** A line that only faltered stands again by then, ms. */
const patience = 10_000;

/**
 * While the station does not answer. In the loopback shell it comes back under another address, which this window cannot know and must not be
 * told: after a while it says what happened and where to go on.
 */
export const LineGone = ({ status }: { status: StationStatus }) => {
  const { t } = useWords();
  const [isLong, setIsLong] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setIsLong(true), patience);
    return () => clearTimeout(timer);
  }, []);
  if (isLong && status.shell === 'loopback') {
    return (
      <section className="line-gone long" role="alert">
        <h2><TriangleAlert size={16} aria-hidden="true" /> {t('lineGone.title')}</h2>
        <p>{t('lineGone.what')}</p>
        <ul><li>{t('lineGone.otherWindow')}</li><li>{t('lineGone.start')}</li></ul>
        <p className="soft">{t('lineGone.waits')}</p>
      </section>
    );
  }
  // the desk's top bar says it there; the customer and the lock screen are told here
  return status.phase === 'open' ? null : <p className="line-gone" role="alert">{t('error.stationGone')}</p>;
};
