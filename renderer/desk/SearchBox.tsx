import { useQuery } from '@tanstack/react-query';
import { ArrowRight, CircleHelp, CornerDownLeft, FilePlus2, FileText, Paperclip, Search, type LucideIcon } from 'lucide-react';
import { useEffect, useId, useState, type ReactNode } from 'react';
import { Dialog } from 'react-aria-components';
import type { FormDef } from '../../domain/forms/form.ts';
import { formatTime } from '../../domain/text/timeFormat.ts';
import { isOfInputMethod, useKeys } from '../keys.ts';
import { useNow } from '../record/useRecord.ts';
import { useMay } from '../may.ts';
import { go } from '../router.ts';
import { useForms, useStation } from '../station.tsx';
import { useContractWords } from '../contractWords.ts';
import { chooseLanguage, useWords } from '../words.ts';
import { groupScreens, isScreenThere, railGroups } from './groups.ts';
import { helpTopics, manualScreen, type HelpTopic } from './helpTopics.ts';
import { askedFor, formsCalled, oftenMadeFirst } from './newForms.ts';
import { StateMark, Veil, Wrong } from './parts.tsx';
import { useMake } from './useMake.ts';

export type DeskCommand = 'new' | 'contact' | 'keys' | 'help' | 'lock';
type Hit = { readonly key: string; readonly Icon: LucideIcon; readonly content: ReactNode; readonly run: () => void };

const typingPause = 120;

/** papers, and pages of files, that are listed; one more is asked for, to know whether there are more */
const [mostPapers, mostFiles] = [30, 10];

/** One box for everything (Ctrl+K): records by any word, number or initials; screens; commands. */
export const SearchBox = ({ onClose, onCommand, onHelp, onNew }: { onClose: () => void; /** a paper that asks something before it is made */ onNew: (form: FormDef) => void; onHelp: (topic: HelpTopic) => void; onCommand: (command: DeskCommand) => void }) => {
  const { ask } = useStation();
  const { t, say, lang } = useWords();
  const inWords = useContractWords();
  const now = useNow();
  const forms = useForms();
  const may = useMay();
  const [typed, setTyped] = useState('');
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const list = useId();
  useKeys({}, { modal: true });
  useEffect(() => {
    const timer = setTimeout(() => setText(typed.trim()), typingPause);
    return () => clearTimeout(timer);
  }, [typed]);
  const found = useQuery({ ...ask.records.search.queryOptions({ input: { text, limit: mostPapers + 1 } }), enabled: text !== '', placeholderData: (old) => old });

  const inFiles = useQuery({ ...ask.documents.searchFiles.queryOptions({ input: { text, limit: mostFiles + 1 } }), enabled: text.length > 1 && may('documents.searchFiles'), placeholderData: (old) => old });

  const papers = text === '' ? [] : (found.data ?? []);
  const files = text.length > 1 ? (inFiles.data ?? []) : [];
  const places: readonly { readonly screen: string; readonly id?: string; readonly label: string }[] = ([
    { screen: 'today', label: t('rail.today') },
    { screen: 'calendar', label: t('agenda.title') },
    ...[...forms.values()].map((form) => ({ screen: form.id, label: say(form.title) })),
    { screen: 'documents', label: t('rail.documents') },
    ...railGroups.flatMap((group) => groupScreens[group] ?? []).map((screen) => ({ screen, label: t(`screen.${screen}`) })),
    { screen: 'settings', id: 'contract', label: t('settings.contract') },
    { screen: 'settings', label: t('rail.settings') },
    { screen: 'settings', id: 'sync', label: t('settings.sync') },
    { screen: manualScreen, label: t('manual.title') },
  ] as const).filter(({ screen }) => isScreenThere(screen, may));
  const commands: readonly { readonly id: string; readonly label: string; readonly run: () => void }[] = [
    ...(may('records.execute') || may('headquarters.dispatch') ? [{ id: 'new', label: t('keys.new'), run: () => onCommand('new') }] : []),
    ...(may('records.execute') ? [{ id: 'contact', label: t('keys.contact'), run: () => onCommand('contact') }] : []),
    ...(may('station.lock') ? [{ id: 'lock', label: t('keys.lock'), run: () => onCommand('lock') }] : []),
    { id: 'keys', label: t('keys.keys'), run: () => onCommand('keys') },
    { id: 'help', label: t('keys.help'), run: () => onCommand('help') },
    { id: 'language', label: lang === 'zh' ? 'English' : '中文', run: () => { void chooseLanguage(lang === 'zh' ? 'en' : 'zh'); onClose(); } },
  ];
  const wanted = typed.trim().toLowerCase();
  const { makeOf, busy, error, creatable } = useMake(onClose);
  const { name, isAsked } = askedFor(typed);
  const makes = may('records.execute') && (isAsked || name.length > 1) ? oftenMadeFirst(formsCalled(creatable, name)) : [];
  const newHits = makes.map((form): Hit => ({ key: `new-${form.id}`, Icon: FilePlus2, run: () => { if (busy) return; if (form.templates) onNew(form); else makeOf(form); }, content: <span className="hit-text">{t('record.newNamed', { form: say(form.title) })}</span> }));
  const matches = (label: string) => wanted === '' || label.toLowerCase().includes(wanted);
  const hits: Hit[] = [
    ...(isAsked ? newHits : []),
    ...papers.slice(0, mostPapers).map((row): Hit => {
      const form = forms.get(row.form);
      return {
        key: row.id, Icon: FileText, run: () => { onClose(); go(row.form, row.id); },
        content: <><b className="mono">{row.number}</b><span className="hit-text">{inWords(row.headline)}</span>{form ? <StateMark def={form} state={row.state} isVoided={row.voided} /> : null}<span className="soft">{formatTime(row.updatedAt, lang, now)}</span></>,
      };
    }),
    ...files.slice(0, mostFiles).map((each): Hit => ({
      key: `file-${each.sha256}-${each.page}`, Icon: Paperclip, run: () => { onClose(); go(each.record.form, each.record.id); },
      content: <><b>{t('search.inFile', { file: each.file, page: each.page })}</b><span className="hit-text">{each.excerpt}</span>{each.replacedBy ? <span className="soft">{t('search.replaced', { number: each.replacedBy })}</span> : null}<span className="mono soft">{each.record.number}</span></>,
    })),
    ...commands.filter((each) => matches(each.label)).map((each): Hit => ({ key: `do-${each.id}`, Icon: CornerDownLeft, run: each.run, content: <span className="hit-text">{each.label}</span> })),
    ...places.filter((each) => matches(each.label)).map((each): Hit => ({ key: `go-${each.screen}-${each.id ?? ''}`, Icon: ArrowRight, run: () => { onClose(); go(each.screen, each.id); }, content: <span className="hit-text">{t('search.goTo', { place: each.label })}</span> })),
    ...(isAsked ? [] : newHits),
    ...(wanted === '' ? [] : helpTopics.filter((topic) => matches(t(`help.${topic}.title`)) || matches(t(`help.${topic}.text`)))).map((topic): Hit => ({ key: `help-${topic}`, Icon: CircleHelp, run: () => onHelp(topic), content: <span className="hit-text">{t('search.help', { topic: t(`help.${topic}.title`) })}</span> })),
  ];
  const cuts = [...(papers.length > mostPapers ? [t('search.cutPapers', { n: mostPapers })] : []), ...(files.length > mostFiles ? [t('search.cutFiles', { n: mostFiles })] : [])];
  const chosen = Math.min(at, Math.max(0, hits.length - 1));
  return (
    <Veil className="dialog search" onClose={onClose}>
      <Dialog className="dialog-inside" aria-label={t('keys.search')}>
        <div className="search-line">
          <Search size={18} aria-hidden="true" />
          {/* the box is opened to be typed into */}
          {/* oxlint-disable-next-line jsx-a11y/no-autofocus */}
          <input autoFocus
            role="combobox" aria-expanded={hits.length > 0} aria-controls={list} aria-activedescendant={hits[chosen] ? `${list}-${chosen}` : undefined} aria-label={t('keys.search')} placeholder={t('search.placeholder')} value={typed} maxLength={200}
            onChange={(event) => { setTyped(event.target.value); setAt(0); }}
            onKeyDown={(event) => {
              if (isOfInputMethod(event)) return;
              const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
              if (by !== 0) {
                event.preventDefault();
                setAt((chosen + by + hits.length) % Math.max(1, hits.length));
              } else if (event.key === 'Enter') {
                event.preventDefault();
                hits[chosen]?.run();
              }
            }}
          />
          <kbd>Esc</kbd>
        </div>
        <Wrong error={error} />
        {/* a list box without an option is none */}
        <div className="hits" id={list} role={hits.length > 0 ? 'listbox' : undefined} aria-label={hits.length > 0 ? t('search.results') : undefined}>
          {hits.map((hit, i) => (
            <div key={hit.key} id={`${list}-${i}`} role="option" tabIndex={-1} aria-selected={i === chosen} className="hit" onPointerMove={() => setAt(i)} onClick={hit.run} onKeyDown={undefined}>
              <hit.Icon size={15} aria-hidden="true" />{hit.content}
            </div>
          ))}
          {hits.length === 0 && !found.isFetching ? <p className="hit soft" role="status">{t('search.nothing', { text: typed })}</p> : null}
        </div>
        {cuts.length > 0 ? <p className="hits-cut soft" role="status">{cuts.map((each) => <span key={each}>{each}</span>)}</p> : null}
      </Dialog>
    </Veil>
  );
};
