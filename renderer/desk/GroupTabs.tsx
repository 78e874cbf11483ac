import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { Group } from '../../domain/forms/form.ts';
import { placeToHash } from '../router.ts';
import { useForms, useStation } from '../station.tsx';
import { useWords } from '../words.ts';
import { formsOfGroup, registerScreen, rememberScreen } from './groups.ts';

/** The forms of one entry of the rail, each with how many of its papers still want something; the one chosen is there again next time. */
export const GroupTabs = ({ group, screen }: { group: Group; screen: string }) => {
  const { ask } = useStation();
  const { t, say } = useWords();
  const forms = useForms();
  const counts = useQuery(ask.records.counts.queryOptions());
  useEffect(() => rememberScreen(group, screen), [group, screen]);
  const tabs = [
    ...formsOfGroup(forms.values(), group).map((form) => ({ screen: form.id, label: say(form.short), open: counts.data?.[form.id] ?? 0 })),
    ...(group === 'documents' ? [{ screen: registerScreen, label: t('rail.documents'), open: 0 }] : []),
  ];
  if (tabs.length < 2) return null;
  return (
    <nav className="group-tabs" aria-label={t('rail.forms', { group: t(`rail.${group === 'documents' ? 'papers' : group}`) })}>
      {tabs.map((tab) => (
        // who goes by pointer is on the list at once: Enter is the chosen row's, not the link's
        <a key={tab.screen} href={placeToHash({ screen: tab.screen })} aria-current={tab.screen === screen ? 'page' : undefined} onClick={(event) => { if (event.detail > 0) event.currentTarget.blur(); }}>
          {tab.label}{tab.open > 0 ? <span className="count" title={t('rail.openCount', { n: tab.open })}>{tab.open}</span> : null}
        </a>
      ))}
    </nav>
  );
};
