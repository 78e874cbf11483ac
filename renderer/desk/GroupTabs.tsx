import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { Group } from '../../domain/forms/form.ts';
import { placeToHash } from '../router.ts';
import { useMay } from '../may.ts';
import { useForms, useStation } from '../station.tsx';
import { useWords } from '../words.ts';
import { formsOfGroup, groupScreens, isScreenThere, leadingScreen, mostTabs, registerScreen, rememberScreen, startScreen } from './groups.ts';

/** The forms of one entry of the rail, each with how many of its papers still want something; the one chosen is there again next time. */
export const GroupTabs = ({ group, screen }: { group: Group; screen: string }) => {
  const { ask } = useStation();
  const { t, say } = useWords();
  const forms = useForms();
  const counts = useQuery(ask.records.counts.queryOptions());
  const may = useMay();
  useEffect(() => rememberScreen(group, screen), [group, screen]);
  const tabs = [
    ...formsOfGroup(forms.values(), group).map((form) => ({ screen: form.id, label: say(form.short), open: counts.data?.[form.id] ?? 0 })),
    ...(groupScreens[group] ?? []).filter((each) => isScreenThere(each, may)).map((each) => ({ screen: each, label: t(`screen.${each}`), open: 0 })),
    ...(group === 'documents' && isScreenThere(registerScreen, may) ? [{ screen: registerScreen, label: t('rail.documents'), open: 0 }] : []),
  ];
  const lead = tabs.findIndex((tab) => tab.screen === leadingScreen[group]);
  if (lead > 0) tabs.unshift(...tabs.splice(lead, 1));
  if (tabs.length < 2) return null;
  // of many, those with work in them stand open; the others are on the group's own page
  const isKept = (tab: { readonly screen: string }): boolean => tab.screen === screen || tab.screen === registerScreen || groupScreens[group]?.some((each) => each === tab.screen) === true;
  const open = tabs.filter((tab) => tab.open > 0 && !isKept(tab)).slice(0, mostTabs - 2);
  const shown = tabs.length <= mostTabs ? tabs : tabs.filter((tab) => isKept(tab) || open.includes(tab));
  const others = tabs.filter((tab) => !shown.includes(tab));
  return (
    <nav className="group-tabs" aria-label={t('rail.forms', { group: t(`rail.${group === 'documents' ? 'papers' : group}`) })}>
      {shown.map((tab) => (
        // who goes by pointer is on the list at once: Enter is the chosen row's, not the link's
        <a key={tab.screen} href={placeToHash({ screen: tab.screen })} aria-current={tab.screen === screen ? 'page' : undefined} onClick={(event) => { if (event.detail > 0) event.currentTarget.blur(); }}>
          {tab.label}{tab.open > 0 ? <span className="count" title={t('rail.openCount', { n: tab.open })}>{tab.open}</span> : null}
        </a>
      ))}
      {others.length > 0 ? <a className="all" href={placeToHash({ screen: startScreen(group) })} aria-current={screen === startScreen(group) ? 'page' : undefined}>{t('rail.all', { n: tabs.length })}</a> : null}
    </nav>
  );
};
