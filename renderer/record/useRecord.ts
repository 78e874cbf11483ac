import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import type { RecordView } from '../../domain/api/types.ts';
import { clockCells } from '../../domain/record/clocks.ts';
import { msToSecond } from '../../domain/clocks/shanghai.ts';
import type { FormDef } from '../../domain/forms/form.ts';
import { checkComplete, checkData } from '../../domain/forms/values.ts';
import type { Refusal, RefusalCode } from '../../domain/result.ts';
import { useStation } from '../station.tsx';
import { createDraft } from './draft.ts';
import { tellTyping } from './typing.ts';

/** The moment as the desk shows it, seconds ISO in Shanghai; asked anew every half minute. */
export const useNow = (): string => {
  const [now, setNow] = useState(() => msToSecond(Date.now()));
  useEffect(() => {
    // a new minute is seen within a second of it; in between nothing is drawn again
    const timer = setInterval(() => {
      const next = msToSecond(Date.now());
      setNow((old) => (old.slice(0, 16) === next.slice(0, 16) ? old : next));
    }, 1000);
    return () => clearInterval(timer);
  }, []);
  return now;
};

/** The face a record was made with: it is pinned, and may be older than the product's form. */
export const useDefinition = (hash: string | undefined) => {
  const { ask } = useStation();
  return useQuery({ ...ask.records.definition.queryOptions({ input: { hash: hash ?? '' } }), enabled: hash !== undefined, gcTime: Number.POSITIVE_INFINITY });
};

/** An open record with its typing, what is wrong in it and what is missing. */
export const useOpenRecord = (first: RecordView, view: RecordView, def: FormDef) => {
  const { ask, client } = useStation();
  const queries = useQueryClient();
  // one draft for as long as the record is open: newer states of the view are adopted below
  const draft = useMemo(() => createDraft(client, first), [client, first]);
  useEffect(() => () => draft.close(), [draft]);
  useEffect(() => draft.adopt(view.record, view.editable, view.sync?.branch), [draft, view.record, view.editable, view.sync?.branch]);
  const state = useSyncExternalStore(draft.subscribe, draft.get);

  useEffect(() => tellTyping(view.editable ? { id: view.record.id, data: state.data } : null), [view.editable, view.record.id, state.data]);
  useEffect(() => () => tellTyping(null), []);

  // the station reckons the clocks from the draft it holds: it is asked again when a cell one hangs on was written there
  const clocked = useMemo(() => JSON.stringify(clockCells(def).map((name) => state.data[name] ?? null)), [def, state.data]);
  const reckoned = useRef(clocked);
  useEffect(() => {
    if (state.saving !== 'saved' || reckoned.current === clocked) return;
    reckoned.current = clocked;
    void queries.invalidateQueries({ queryKey: ask.records.get.key({ input: { id: view.record.id } }) });
  }, [state.saving, clocked, queries, ask, view.record.id]);

  const now = useNow();
  const [unread, setUnread] = useState<ReadonlyMap<string, RefusalCode>>(new Map());
  const report = (name: string, code: RefusalCode | null) =>
    setUnread((old) => {
      if ((old.get(name) ?? null) === code) return old;
      const next = new Map(old);
      if (code === null) next.delete(name);
      else next.set(name, code);
      return next;
    });

  const problems = useMemo(() => {
    if (!view.editable) return new Map<string, Refusal>();
    // a time the station has just stamped is not in the future, even where the window's clock is a second behind
    const at = now > view.record.updatedAt ? now : view.record.updatedAt;
    const found = new Map(checkData(def, state.data, at).map((refusal) => [refusal.field ?? '', refusal] as const));
    for (const [field, code] of unread) found.set(field, { code, field });
    return found;
  }, [def, state.data, now, unread, view.editable, view.record.updatedAt]);
  const missing = useMemo(() => new Set(checkComplete(def, state.data).filter((each) => each.code === 'required').map((each) => each.field ?? '')), [def, state.data]);
  return { draft, state, problems, missing, report, now, unread };
};
