import { useQuery } from '@tanstack/react-query';
import type { Away } from '../../domain/sync/holder.ts';
import { formatTime } from '../../domain/text/timeFormat.ts';
import { useStation } from '../station.tsx';
import { useWords } from '../words.ts';

/** Who has a record that headquarters took away, and why. `why` is empty where no reason has come down. */
export const useAwayWords = () => {
  const { ask } = useStation();
  const { t, say, lang } = useWords();
  const { data: profile } = useQuery(ask.station.profile.queryOptions());
  return ({ site, why }: Away, now: string): { readonly where: string; readonly why: string } => {
    const name = profile?.sites.find(({ code }) => code === site)?.name;
    return {
      where: site === undefined ? t('away.headquarters') : t('away.site', { site: name ? `${site} ${say(name)}` : site }),
      why: why ? t('away.why', { reason: why.reason, by: why.by, time: formatTime(why.at, lang, now) }) : '',
    };
  };
};
