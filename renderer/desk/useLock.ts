import { useCallback } from 'react';
import { keepLastAccount } from '../entrance/lastAccount.ts';
import { keepOpenDrafts } from '../record/draft.ts';
import { useRefresh, useStation } from '../station.tsx';

/** Locks the station with what is being typed kept; `next`: the account the lock screen offers. */
export const useLock = (): ((next?: string) => void) => {
  const { client } = useStation();
  const refresh = useRefresh();
  return useCallback((next) => {
    if (next !== undefined) keepLastAccount(next);
    void keepOpenDrafts().then(() => client.station.lock()).then(() => refresh(), () => refresh());
  }, [client, refresh]);
};
