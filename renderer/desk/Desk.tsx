import { lazy, Suspense, useEffect, useState, type ComponentType } from 'react';
import { formPlaying } from '../../domain/forms/index.ts';
import { useKeys } from '../keys.ts';
import { ReportScreen } from '../report/ReportScreen.tsx';
import { ChangeCalendar } from '../processes/ChangeCalendar.tsx';
import { KnownErrors } from '../processes/KnownErrors.tsx';
import { MoneyBoard } from '../processes/MoneyBoard.tsx';
import { CalendarScreen } from '../agenda/CalendarScreen.tsx';
import { SignFiles } from '../report/SignFiles.tsx';
import { Library } from '../library/Library.tsx';
import { ManagerBoard } from '../board/ManagerBoard.tsx';
import { Arrivals } from '../agenda/Arrivals.tsx';
import { Reminders } from '../agenda/Reminders.tsx';
import { useNow } from '../record/useRecord.ts';
import { Dispatch } from '../headquarters/Dispatch.tsx';
import { SitesBoard } from '../headquarters/SitesBoard.tsx';
import { useMay } from '../may.ts';
import { go, usePlace } from '../router.ts';
import { useForms, useStatus } from '../station.tsx';
import { useWords } from '../words.ts';
import { DocumentRegister } from './DocumentRegister.tsx';
import { Documents } from './Documents.tsx';
import { Outbox } from './Outbox.tsx';
import { groupOfScreen, groupOfStart, isScreenThere, overviewScreen, railGroups, registerScreen, formsOfGroup, type GroupScreen } from './groups.ts';
import { GroupStart } from './GroupStart.tsx';
import { GroupTabs } from './GroupTabs.tsx';
import { HelpCard, KeyPage } from './HelpCard.tsx';
import { manualScreen, type HelpTopic } from './helpTopics.ts';
import { LogBanner } from './LogBanner.tsx';
import { NewRecord } from './NewRecord.tsx';
import { createCall, isBegun, QuickContact, type Call } from './QuickContact.tsx';
import { DeskStrip } from './DeskStrip.tsx';
import { Rail } from './Rail.tsx';
import { RecordDesk } from './RecordDesk.tsx';
import { SearchBox } from './SearchBox.tsx';
import { Settings } from './Settings.tsx';
import { Press, Waiting } from './parts.tsx';
import { Today } from './Today.tsx';
import { TopBar } from './TopBar.tsx';
import { useLock } from './useLock.ts';

/** A group's own screens by name. */
const screenBodies: Readonly<Record<GroupScreen, ComponentType<{ readonly month?: string }>>> = { 'change-calendar': ChangeCalendar, 'known-errors': KnownErrors, money: MoneyBoard, 'document-list': DocumentRegister, outbox: Outbox, report: ReportScreen, board: ManagerBoard, library: Library, 'sign-files': SignFiles };
/** Screens of the desk that are no list of papers and belong to no group. */
const ownPlaces: readonly string[] = ['today', 'calendar', 'settings', registerScreen, overviewScreen, manualScreen];
/** Read now and then: it comes when it is asked for. */
const Manual = lazy(async () => ({ default: (await import('../manual/Manual.tsx')).Manual }));
const isGroupScreen = (screen: string): screen is GroupScreen => Object.hasOwn(screenBodies, screen);

type Shown = 'search' | 'new' | 'contact' | 'keys' | 'help' | null;

/** The engineer's desk: rail, bar, and the screen the hash names. */
export const Desk = () => {
  const place = usePlace();
  const { t } = useWords();
  const forms = useForms();
  const status = useStatus();
  const may = useMay();
  const [shown, setShown] = useState<Shown>(null);
  const [about, setAbout] = useState<HelpTopic | null>(null);
  const [chosenRail, setChosenRail] = useState(() => window.localStorage.getItem('sanlian.rail'));
  // pages are named only on the open rail
  const folded = chosenRail === null ? window.innerWidth < 1500 && !status.data?.pages : chosenRail === 'folded';
  const lock = useLock();
  const fold = () => {
    const next = folded ? 'open' : 'folded';
    window.localStorage.setItem('sanlian.rail', next);
    setChosenRail(next);
  };
  const now = useNow();
  const [call, setCall] = useState<Call>(() => createCall(now));
  const [taken, setTaken] = useState<{ readonly id: string; readonly number: string } | null>(null);
  const account = status.data?.account;
  const mayContact = account !== undefined && may('records.execute') && formPlaying('contact').lifecycle.create.includes(account.role);
  const takeCall = () => {
    // the moment of the call is the moment the panel was opened for it
    setCall((old) => (isBegun(old) ? old : createCall(now)));
    setTaken(null);
    setShown('contact');
  };
  const isThere = (screen: string) => isScreenThere(screen, may);
  const mayMake = may('records.execute') || may('headquarters.dispatch');
  // where there is no day sheet, the first list is what one comes to
  const home = railGroups.flatMap((group) => formsOfGroup(forms.values(), group))[0]?.id;
  const startGroup = groupOfStart(place.screen);
  const first = ['today', overviewScreen].find(isThere) ?? home;
  // a place that is not there (of another account, or mistyped) leads to the first one
  const isOwnScreen = ownPlaces.includes(place.screen) || isGroupScreen(place.screen);
  const isAstray = account !== undefined && forms.size > 0 && !forms.has(place.screen) && !startGroup && !(isOwnScreen && isThere(place.screen)) && first !== undefined && first !== place.screen;
  useEffect(() => { if (isAstray) go(first); }, [isAstray, first]);
  useKeys({
    'ctrl+k': () => setShown('search'),
    'ctrl+l': may('station.lock') ? () => lock() : undefined,
    n: mayMake ? () => setShown('new') : undefined,
    f2: mayContact ? takeCall : undefined,
    c: isThere('calendar') ? () => go('calendar') : undefined,
    '?': () => setShown('keys'),
    f1: () => setShown('help'),
    escape: place.screen === 'today' ? undefined : () => go('today'),
  });
  const close = () => setShown(null);
  const form = forms.get(place.screen);
  const OwnScreen = isGroupScreen(place.screen) ? screenBodies[place.screen] : null;
  const ownGroup = groupOfScreen(place.screen);
  return (
    <div className="desk" data-folded={folded || undefined}>
      <Rail place={place} folded={folded} onFold={fold} />
      <TopBar onSearch={() => setShown('search')} onLock={() => lock()} onKeys={() => setShown('keys')} />
      <main className="screen">
        <LogBanner />
        {may('desk.arrivals') ? <Arrivals shown={forms.has(place.screen) ? place.id : undefined} /> : null}
        {may('agenda.reminders') ? <Reminders /> : null}
        {taken ? <p className="notice taken" role="status"><span>{t('quick.taken', { number: taken.number })}</span><Press className="small" onPress={() => { setTaken(null); go(formPlaying('contact').id, taken.id); }}>{t('today.open')}</Press><Press className="small quiet" onPress={() => setTaken(null)}>{t('action.dismiss')}</Press></p> : null}
        {form?.group === 'desk' && may('desk.figures') ? <DeskStrip onContact={mayContact ? takeCall : undefined} /> : null}
        {place.screen === 'today' && isThere('today') ? <Today shows={place.query['show']} mayContact={mayContact} onNew={() => setShown('new')} /> : null}
        {place.screen === overviewScreen && isThere(overviewScreen) ? <SitesBoard /> : null}
        {place.screen === 'calendar' && isThere('calendar') ? <CalendarScreen query={place.query} /> : null}
        {place.screen === registerScreen && isThere(registerScreen) ? <div className="tabs-and-screen"><GroupTabs group="documents" screen={registerScreen} /><Documents /></div> : null}
        {OwnScreen && ownGroup && isThere(place.screen) ? <div className="tabs-and-screen"><GroupTabs group={ownGroup} screen={place.screen} /><OwnScreen month={place.query['month']} /></div> : null}
        {startGroup ? <GroupStart group={startGroup} onNew={(id) => { go(id); setShown('new'); }} /> : null}
        {place.screen === 'settings' && isThere('settings') ? <Settings part={place.id} /> : null}
        {place.screen === manualScreen ? <Suspense fallback={<Waiting />}><Manual at={place.id} /></Suspense> : null}
        {form ? <RecordDesk key={form.id} form={form} id={place.id} state={place.query['state']} onNew={() => setShown('new')} /> : null}
      </main>
      {shown === 'search' ? <SearchBox onClose={close} onNew={(of) => { go(of.id); setShown('new'); }} onHelp={(topic) => { setAbout(topic); setShown('help'); }} onCommand={(command) => { close(); if (command === 'lock') lock(); else if (command === 'contact') takeCall(); else setShown(command); }} /> : null}
      {shown === 'new' && may('records.execute') ? <NewRecord form={form} group={ownGroup ?? startGroup} onClose={close} /> : null}
      {shown === 'new' && may('headquarters.dispatch') ? <Dispatch form={form} onClose={close} /> : null}
      {shown === 'contact' && mayContact ? (
        <QuickContact call={call} onChange={setCall} onClose={close} onDone={(number, id, opened) => { close(); setCall(createCall(now)); setTaken(opened ? null : { number, id }); }} />
      ) : null}
      {shown === 'keys' ? <KeyPage onClose={close} /> : null}
      {shown === 'help' ? <HelpCard place={place} about={about} onClose={() => { setAbout(null); close(); }} onKeys={() => setShown('keys')} /> : null}
    </div>
  );
};
