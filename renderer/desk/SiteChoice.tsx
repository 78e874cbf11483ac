import { useStatus } from '../station.tsx';
import { useWords } from '../words.ts';
import { useChosenSite } from './chosenSite.ts';

/** The site among those there are that is chosen for lists, boards and reports; undefined: all of them. */
export const useSite = (): string | undefined => {
  const { data: status } = useStatus();
  const [wanted] = useChosenSite();
  return status?.sites?.find(({ code }) => code === wanted)?.code;
};

/** At headquarters: all sites together, or one. Nothing where there is nothing to choose. */
export const SiteChoice = () => {
  const { data: status } = useStatus();
  const { t, say } = useWords();
  const [, choose] = useChosenSite();
  const site = useSite();
  if ((status?.sites?.length ?? 0) === 0) return null;
  return (
    <select className="input site-choice" aria-label={t('list.site')} value={site ?? ''} onChange={(event) => choose(event.target.value === '' ? undefined : event.target.value)}>
      <option value="">{t('list.allSites')}</option>
      {status?.sites?.map(({ code, name }) => <option key={code} value={code}>{code} · {say(name)}</option>)}
    </select>
  );
};
