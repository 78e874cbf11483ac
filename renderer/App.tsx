import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { I18nProvider } from 'react-aria-components';
import { Desk } from './desk/Desk.tsx';
import { Failed, Waiting } from './desk/parts.tsx';
import { useSignsOfPerson } from './desk/signs.ts';
import { FirstRun } from './entrance/FirstRun.tsx';
import { LineGone } from './entrance/LineGone.tsx';
import { LockScreen } from './entrance/LockScreen.tsx';
import { Wiped } from './entrance/Wiped.tsx';
import { Handover } from './handover/Handover.tsx';
import type { StationStatus } from '../domain/api/types.ts';
import { useStation, useStatus } from './station.tsx';
import { useWords } from './words.ts';

/** Which world the window is in is the station's decision: a reload in the middle of a hand-over comes back to it. */
export const App = () => {
  const status = useStatus();
  const { up } = useStation();
  const { lang } = useWords();
  const cache = useQueryClient();
  const phase = status.data?.phase;
  const locked = phase === 'locked' || phase === 'wiped';
  // the customer who reads before he signs is somebody at the desk, too
  useSignsOfPerson(phase === 'open' || phase === 'handover', status.data?.idleMinutes ?? 1);
  // what a locked station no longer tells, the window no longer holds; and the next person starts from nothing
  useEffect(() => {
    if (locked) cache.removeQueries({ predicate: ({ queryKey: [path] }) => !(Array.isArray(path) && path[0] === 'station') });
  }, [locked, cache]);
  if (status.error && !status.data) return <Failed error={status.error} onAgain={() => void status.refetch()} />;
  if (!status.data) return <Waiting />;
  // what the controls say of themselves follows the desk's language, not the browser's
  return <I18nProvider locale={lang === 'zh' ? 'zh-CN' : 'en-GB'}>{up ? null : <LineGone status={status.data} />}{screenOf(status.data)}</I18nProvider>;
};

const screenOf = (status: StationStatus) => {
  switch (status.phase) {
    case 'new': return <FirstRun />;
    case 'locked': return <LockScreen status={status} />;
    case 'handover': return status.handover ? <Handover key={status.handover.record} id={status.handover.record} /> : <Waiting />;
    case 'wiped': return status.wiped ? <Wiped wiped={status.wiped} folder={status.dataFolder} /> : <Waiting />;
    case 'open': return <Desk />;
  }
};
