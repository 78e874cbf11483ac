import { useSyncExternalStore } from 'react';

/** Where the desk stands: `#/service-order/<id>`. The hash keeps it through a reload and works in both shells. */
export type Place = { readonly screen: string; readonly id?: string; readonly query: Readonly<Record<string, string>> };

export const hashToPlace = (hash: string): Place => {
  const [path = '', search = ''] = hash.replace(/^#\/?/, '').split('?');
  const [screen = '', id] = path.split('/').map((part) => decodeURIComponent(part));
  return { screen: screen || 'today', ...(id ? { id } : {}), query: Object.fromEntries(new URLSearchParams(search)) };
};

export const placeToHash = ({ screen, id, query = {} }: { screen: string; id?: string; query?: Place['query'] }): string => {
  const search = new URLSearchParams(query).toString();
  return `#/${[screen, id].filter((part) => part !== undefined).map(encodeURIComponent).join('/')}${search ? `?${search}` : ''}`;
};

export const go = (screen: string, id?: string, query?: Place['query']): void => {
  window.location.hash = placeToHash({ screen, id, query });
};

const subscribe = (listener: () => void): (() => void) => {
  window.addEventListener('hashchange', listener);
  return () => window.removeEventListener('hashchange', listener);
};

export const usePlace = (): Place => hashToPlace(useSyncExternalStore(subscribe, () => window.location.hash));
