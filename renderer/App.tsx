import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { Desk } from './desk/Desk.tsx';
import { Failed, Waiting } from './desk/parts.tsx';
import { FirstRun } from './entrance/FirstRun.tsx';
import { LockScreen } from './entrance/LockScreen.tsx';
import { Handover } from './handover/Handover.tsx';
import { useStatus } from './station.tsx';

/** Which world the window is in is the station's decision: a reload in the middle of a hand-over comes back to it. */
export const App = () => {
  const status = useStatus();
  const cache = useQueryClient();
  const locked = status.data?.phase === 'locked';
  // what a locked station no longer tells, the window no longer holds; and the next person starts from nothing
  useEffect(() => {
    if (locked) cache.removeQueries({ predicate: ({ queryKey: [path] }) => !(Array.isArray(path) && path[0] === 'station') });
  }, [locked, cache]);
  if (status.error && !status.data) return <Failed error={status.error} onAgain={() => void status.refetch()} />;
  if (!status.data) return <Waiting />;
  switch (status.data.phase) {
    case 'new': return <FirstRun />;
    case 'locked': return <LockScreen status={status.data} />;
    case 'handover': return status.data.handover ? <Handover key={status.data.handover.record} id={status.data.handover.record} /> : <Waiting />;
    case 'open': return <Desk />;
  }
};
