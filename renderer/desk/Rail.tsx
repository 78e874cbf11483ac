import {
  CalendarCheck2, ChartColumn, ChevronsLeft, ChevronsRight, ClipboardCheck, ClipboardList, Files, Headset, LayoutDashboard, Settings as SettingsIcon, ShieldCheck, Star, Workflow, type LucideIcon,
} from 'lucide-react';
import type { Group } from '../../domain/forms/form.ts';
import type { Place } from '../router.ts';
import { placeToHash } from '../router.ts';
import { useMay } from '../may.ts';
import { useForms, useStatus } from '../station.tsx';
import { useWords } from '../words.ts';
import { formsOfGroup, groupOfStart, mostTabs, groupOfScreen, groupScreens, isScreenThere, leadingScreen, overviewScreen, railGroups, registerScreen, screenOfGroup, startScreen } from './groups.ts';
import { Press } from './parts.tsx';

const drawings: Readonly<Record<Group, LucideIcon>> = {
  orders: ClipboardList, inspections: ClipboardCheck, surveys: Star, desk: Headset, processes: Workflow, documents: Files, reports: ChartColumn, assurance: ShieldCheck,
};
type Entry = { readonly id: string; readonly screen: string; readonly label: string; readonly Icon: LucideIcon; readonly chosen: boolean };

/** What the desk is made of: the day, the forms by what they serve, and the settings. An entry without a form is not there. */
export const Rail = ({ place, folded, onFold }: { place: Place; folded: boolean; onFold: () => void }) => {
  const { t, say, lang } = useWords();
  const may = useMay();
  const { pages, shell } = useStatus().data ?? {};
  const isHeadquarters = shell === 'headquarters';
  const forms = useForms();
  const groupOf = forms.get(place.screen)?.group ?? (place.screen === registerScreen ? 'documents' : (groupOfScreen(place.screen) ?? groupOfStart(place.screen)));
  const groups = railGroups.flatMap((group): Entry[] => {
    const held = formsOfGroup(forms.values(), group);
    const screens = [...held.map((form) => form.id), ...[...(groupScreens[group] ?? []), ...(group === 'documents' ? [registerScreen] : [])].filter((each) => isScreenThere(each, may))];
    if (screens.length > mostTabs) screens.unshift(startScreen(group));
    const lead = leadingScreen[group];
    const screen = screenOfGroup(group, lead !== undefined && screens.includes(lead) ? [lead, ...screens] : screens);
    if (screen === undefined) return [];
    // one form alone goes by its own name
    const label = screens.length > 1 || held.length === 0 ? t(`rail.${group === 'documents' ? 'papers' : group}`) : held[0] ? say(held[0].short) : t('rail.documents');
    return [{ id: group, screen, label, Icon: drawings[group], chosen: groupOf === group }];
  });
  const entries: readonly Entry[] = [
    { id: 'today', screen: 'today', label: t('rail.today'), Icon: CalendarCheck2, chosen: place.screen === 'today' },
    { id: overviewScreen, screen: overviewScreen, label: t('rail.overview'), Icon: LayoutDashboard, chosen: place.screen === overviewScreen },
    ...groups,
    { id: 'settings', screen: 'settings', label: t('rail.settings'), Icon: SettingsIcon, chosen: place.screen === 'settings' },
  ].filter(({ screen }) => isScreenThere(screen, may));
  return (
    <nav className="rail" aria-label={t('rail.title')}>
      <a className="mark" href={isHeadquarters ? placeToHash({ screen: overviewScreen }) : '#/today'} aria-label={t(isHeadquarters ? 'app.headquarters' : 'app.name')}><span aria-hidden="true" lang="zh-CN">三联</span>{folded ? null : <small>{t(isHeadquarters ? 'app.headquartersTagline' : 'app.tagline')}</small>}</a>
      <ul>
        {entries.map(({ id, screen, label, Icon, chosen }) => (
          <li key={id}>
            {/* who goes by pointer is on the screen at once: Enter is the chosen row's, not the link's */}
            <a href={placeToHash({ screen })} aria-current={chosen ? 'page' : undefined} title={folded ? label : undefined} onClick={(event) => { if (event.detail > 0) event.currentTarget.blur(); }}>
              <Icon size={17} aria-hidden="true" /><span>{label}</span>
            </a>
          </li>
        ))}
      </ul>
      {pages && !folded ? <ul className="pages" aria-label={t('rail.pages')}>{pages.map(({ address, label }) => <li key={address}><a href={`${address}?lang=${lang}`}><span>{say(label)}</span></a></li>)}</ul> : null}
      <Press className="quiet icon fold" tip={folded ? t('rail.unfold') : t('rail.fold')} aria-label={folded ? t('rail.unfold') : t('rail.fold')} onPress={onFold}>{folded ? <ChevronsRight size={16} /> : <ChevronsLeft size={16} />}</Press>
    </nav>
  );
};
