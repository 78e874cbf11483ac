import { useState, type ReactNode } from 'react';
import { useRefresh } from '../station.tsx';

/** One order to the station from a form: its error, its good news, whether it runs. */
export const useOrder = () => {
  const refresh = useRefresh();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [done, setDone] = useState(false);
  const run = (work: () => Promise<unknown>, after?: () => void) => {
    setBusy(true);
    setError(null);
    setDone(false);
    work().then(async () => { await refresh(); setDone(true); after?.(); }, setError).finally(() => setBusy(false));
  };
  return { busy, error, done, run };
};

/** One part of the settings under its heading. */
export const Part = ({ id, title, children }: { id: string; title: string; children: ReactNode }) => (
  <section className="settings-part" id={`settings-${id}`} aria-label={title}><h2>{title}</h2>{children}</section>
);
