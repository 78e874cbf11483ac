import { useQueries } from '@tanstack/react-query';
import { useCallback, useState } from 'react';
import type { ListAsked } from '../../domain/api/contract.ts';
import type { RecordRow } from '../../domain/api/types.ts';
import { useStation } from '../station.tsx';

const windowSize = 100;

export type Rows = { readonly total: number | undefined; readonly rowAt: (index: number) => RecordRow | undefined; readonly show: (first: number, last: number) => void; readonly error: unknown; readonly again: () => void };

/** Rows of a list of any length: only the windows of a hundred that are on the screen are asked for. */
export const useRows = (query: Omit<ListAsked, 'offset' | 'limit'>): Rows => {
  const { ask } = useStation();
  const [shown, setShown] = useState<readonly [number, number]>([0, 0]);
  const pages = Array.from({ length: shown[1] - shown[0] + 1 }, (_, i) => shown[0] + i);
  const results = useQueries({
    queries: pages.map((page) => ({ ...ask.records.list.queryOptions({ input: { ...query, offset: page * windowSize, limit: windowSize } }), placeholderData: (old: unknown) => old as never })),
  });
  const first = results.find((each) => each.data);
  const rowAt = (index: number): RecordRow | undefined => results[Math.floor(index / windowSize) - shown[0]]?.data?.rows[index % windowSize];
  const show = useCallback((from: number, to: number) => {
    const next = [Math.floor(from / windowSize), Math.floor(Math.max(from, to) / windowSize)] as const;
    setShown((old) => (old[0] === next[0] && old[1] === next[1] ? old : next));
  }, []);
  return { total: first?.data?.total, rowAt, show, error: results.find((each) => each.error)?.error ?? null, again: () => { for (const each of results) void each.refetch(); } };
};
