import { useSyncExternalStore } from 'react';
import type { Data } from '../../domain/record/record.ts';

/** What stands on the open paper, typing included: the list beside it says the same before the typing is an operation. */
type Typing = { readonly id: string; readonly data: Data };

let open: Typing | null = null;
const listeners = new Set<() => void>();

/** Called by the open paper with each change; null when it closes. */
export const tellTyping = (typing: Typing | null): void => {
  open = typing;
  for (const listener of listeners) listener();
};

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** The typing in a record while its paper is open; undefined for every other. */
export const useTyping = (id: string | undefined): Data | undefined => useSyncExternalStore(subscribe, () => (open !== null && open.id === id ? open.data : undefined));
