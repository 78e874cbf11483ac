import { createTanstackQueryUtils } from '@orpc/tanstack-query';
import { QueryClient, QueryClientProvider, useQuery, useQueryClient } from '@tanstack/react-query';
import { createContext, useContext, useEffect, useMemo, useState, type ReactNode } from 'react';
import type { FormDef } from '../domain/forms/form.ts';
import { formPlaying } from '../domain/forms/index.ts';
import { refusalsOf, watchStation, type StationClient } from './client.ts';

const createStation = (client: StationClient) => ({ client, ask: createTanstackQueryUtils(client) });
type Station = ReturnType<typeof createStation> & { /** the line to the station stands */ readonly up: boolean };

const StationContext = createContext<Station | null>(null);

/** The station as the screens see it: `client` gives orders, `ask` makes questions that stay fresh. */
export const useStation = (): Station => {
  const station = useContext(StationContext);
  if (!station) throw new Error('a screen outside of StationProvider');
  return station;
};

const questions = new QueryClient({
  defaultOptions: {
    queries: {
      // the station says when something changed; nothing grows old by itself
      staleTime: Number.POSITIVE_INFINITY,
      refetchOnWindowFocus: false,
      retry: (failures, error) => refusalsOf(error) === null && failures < 2,
      networkMode: 'always',
    },
    mutations: { networkMode: 'always' },
  },
});

const Listener = ({ station, onUp }: { station: Omit<Station, 'up'>; onUp: (up: boolean) => void }) => {
  const cache = useQueryClient();
  useEffect(() => {
    const { ask, client } = station;
    return watchStation(
      client,
      (push) => {
        if (push.kind === 'sync') {
          void cache.invalidateQueries({ queryKey: ask.sync.key() });
          void cache.invalidateQueries({ queryKey: ask.records.get.key() });
          void cache.invalidateQueries({ queryKey: ask.records.list.key() });
          void cache.invalidateQueries({ queryKey: ask.station.status.key() });
          return;
        }
        if (push.kind === 'status') {
          void cache.invalidateQueries({ queryKey: ask.station.key() });
          return;
        }
        for (const id of push.ids) void cache.invalidateQueries({ queryKey: ask.records.get.key({ input: { id } }) });
        // a report is asked for again by whoever reads it; only its own sheet tells it at once
        if (push.forms.includes(formPlaying('periodReport').id)) void cache.invalidateQueries({ queryKey: ask.reports.key() });
        for (const question of [ask.records.list, ask.records.search, ask.records.pick, ask.records.rows, ask.records.counts, ask.records.around, ask.processes, ask.today, ask.agenda, ask.desk, ask.station.status, ask.sync, ask.papers.register]) void cache.invalidateQueries({ queryKey: question.key() });
      },
      (up) => {
        onUp(up);
        if (up) void cache.invalidateQueries();
      },
    );
  }, [cache, station, onUp]);
  return null;
};

export const StationProvider = ({ client, children }: { client: StationClient; children: ReactNode }) => {
  const station = useMemo(() => createStation(client), [client]);
  const [up, setUp] = useState(true);
  const value = useMemo(() => ({ ...station, up }), [station, up]);
  return (
    <QueryClientProvider client={questions}>
      <StationContext value={value}>
        <Listener station={station} onUp={setUp} />
        {children}
      </StationContext>
    </QueryClientProvider>
  );
};

/** Phase, site, account, sync: what the frame shows. */
export const useStatus = () => {
  const { ask } = useStation();
  return useQuery(ask.station.status.queryOptions());
};

/** The forms of the product by id, in the order of the rail. */
export const useForms = (): ReadonlyMap<string, FormDef> => {
  const { ask } = useStation();
  const { data } = useQuery(ask.station.forms.queryOptions());
  return useMemo(() => new Map((data ?? []).map((form) => [form.id, form])), [data]);
};

/** After an order to the station: everything shown is asked again, at once, without waiting for its push. */
export const useRefresh = (): (() => Promise<void>) => {
  const cache = useQueryClient();
  return useMemo(() => () => cache.invalidateQueries(), [cache]);
};
