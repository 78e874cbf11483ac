import { useSyncExternalStore } from 'react';

const key = 'sanlian.site';
const listeners = new Set<() => void>();
const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};
const choose = (site: string | undefined): void => {
  if (site === undefined) window.sessionStorage.removeItem(key);
  else window.sessionStorage.setItem(key, site);
  for (const listener of listeners) listener();
};

/** The site whose records every list shows, for as long as the window is open; none: all of them. */
export const useChosenSite = (): readonly [site: string | undefined, choose: (site: string | undefined) => void] =>
  [useSyncExternalStore(subscribe, () => window.sessionStorage.getItem(key) ?? undefined), choose];
