import { CalendarCheck2, ChevronsLeft, ChevronsRight, Files, Settings as SettingsIcon, type LucideIcon } from 'lucide-react';
import type { Place } from '../router.ts';
import { placeToHash } from '../router.ts';
import { useForms } from '../station.tsx';
import { useWords } from '../words.ts';
import { iconToDrawing } from './formIcons.ts';
import { Press } from './parts.tsx';

export const Rail = ({ place, folded, onFold }: { place: Place; folded: boolean; onFold: () => void }) => {
  const { t, say } = useWords();
  const forms = useForms();
  const entries: { readonly screen: string; readonly label: string; readonly Icon: LucideIcon }[] = [
    { screen: 'today', label: t('rail.today'), Icon: CalendarCheck2 },
    ...[...forms.values()].map((form) => ({ screen: form.id, label: say(form.short), Icon: iconToDrawing(form.icon) })),
    { screen: 'documents', label: t('rail.documents'), Icon: Files },
    { screen: 'settings', label: t('rail.settings'), Icon: SettingsIcon },
  ];
  return (
    <nav className="rail" aria-label={t('rail.title')}>
      <a className="mark" href="#/today" aria-label={t('app.name')}><span aria-hidden="true" lang="zh-CN">三联</span>{folded ? null : <small>{t('app.tagline')}</small>}</a>
      <ul>
        {entries.map(({ screen, label, Icon }) => (
          <li key={screen}>
            {/* who goes by pointer is on the screen at once: Enter is the chosen row's, not the link's */}
            <a href={placeToHash({ screen })} aria-current={place.screen === screen ? 'page' : undefined} title={folded ? label : undefined} onClick={(event) => { if (event.detail > 0) event.currentTarget.blur(); }}>
              <Icon size={17} aria-hidden="true" /><span>{label}</span>
            </a>
          </li>
        ))}
      </ul>
      <Press className="quiet icon fold" tip={folded ? t('rail.unfold') : t('rail.fold')} aria-label={folded ? t('rail.unfold') : t('rail.fold')} onPress={onFold}>{folded ? <ChevronsRight size={16} /> : <ChevronsLeft size={16} />}</Press>
    </nav>
  );
};
