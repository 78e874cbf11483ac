import type { RecordView } from '../../domain/api/types.ts';
import type { Data, Rec, Value } from '../../domain/record/record.ts';
import { ORPCError } from '@orpc/client';
import { refusalsOf, type StationClient } from '../client.ts';

export type Change = { readonly set: Readonly<Record<string, Value>>; readonly unset: readonly string[] };
const same = (a: Value | undefined, b: Value | undefined): boolean => a === b || JSON.stringify(a) === JSON.stringify(b);

/** What turns `from` into `to`. */
export const changeBetween = (from: Data, to: Data): Change => ({
  set: Object.fromEntries(Object.entries(to).filter(([name, value]) => !same(from[name], value))),
  unset: Object.keys(from).filter((name) => !Object.hasOwn(to, name)),
});
export const applyChange = (data: Data, change: Change): Data => ({ ...Object.fromEntries(Object.entries(data).filter(([name]) => !change.unset.includes(name))), ...change.set });
const namesOf = (change: Change): string[] => [...Object.keys(change.set), ...change.unset];
/** What of a change another version of the record (none: all) does not say already. */
export const changeBeyond = (change: Change, version: Data | undefined): Change => (version ? { set: changeBetween(version, change.set).set, unset: change.unset.filter((name) => Object.hasOwn(version, name)) } : change);
export const isNothing = (change: Change): boolean => namesOf(change).length === 0;

type DraftState = {
  /** the record as the station last told it */
  readonly base: Rec;
  /** with the typing on top */
  readonly data: Data;
  readonly saving: 'saved' | 'typing' | 'failed';
  readonly savedAt?: string;
  /** something is written that is no operation yet */
  readonly typed: boolean;
  /** typing that the record takes no more, as it stands: kept until it is discarded, or may be written again */
  readonly untaken?: Change;
  /** The same cells were changed elsewhere: nobody's work is thrown away unasked. */
  readonly conflict?: { readonly theirs: Rec; readonly fields: readonly string[] };
  readonly canUndo: boolean;
  readonly canRedo: boolean;
};

export type Draft = {
  readonly get: () => DraftState;
  readonly subscribe: (listener: () => void) => () => void;
  /** `within`: the place inside a larger value that is typed in; keys in one place undo together as they do in a cell of text. */
  readonly set: (name: string, value: Value | undefined, within?: string) => void;
  readonly undo: () => string | null;
  readonly redo: () => string | null;
  /** Makes the typing durable now. */
  readonly flush: () => Promise<void>;
  /** Turns the typing into one operation; the record as it stands then. */
  readonly commit: () => Promise<Rec>;
  /** Takes in a newer state of the record, whether it takes typing as it stands, and this station's own version while two stand side by side. */
  readonly adopt: (rec: Rec, editable?: boolean, branch?: Rec) => void;
  /** Throws away typing that was not taken. */
  readonly discard: () => Promise<void>;
  readonly settle: (keep: 'mine' | 'theirs') => void;
  readonly close: () => void;
};

type Step = { readonly name: string; readonly within?: string; readonly before: Value | undefined; readonly after: Value | undefined; readonly at: number };
export type DraftTimes = { readonly save: number; readonly pause: number; readonly merge: number };
/** ms: typing is durable within `save`, becomes an operation after a `pause`; keys closer than `merge` undo together. */
const draftTimes: DraftTimes = { save: 300, pause: 60_000, merge: 900 };
const mostSteps = 400;

/** Of typing whose cells somebody else changed too: it becomes no operation before a person chose. */
const undecided = ([field]: readonly string[]) => new ORPCError('REFUSED', { data: { refusals: [{ code: 'stale', ...(field !== undefined && { field }) }] } });

const openDrafts = new Set<Draft>();
/** Makes the typing of every open record durable: before the station locks, and when the window goes away. Never rejects. */
export const keepOpenDrafts = async (): Promise<void> => {
  await Promise.allSettled([...openDrafts].map((draft) => draft.flush()));
};

/** Turns the typing of every open record into operations, before what is unsent is sent. What is wrong stays a draft. Never rejects. */
export const commitOpenDrafts = async (): Promise<void> => {
  await Promise.allSettled([...openDrafts].map((draft) => draft.commit()));
};

/** The typing in one open record: autosave, operation on a pause, undo across cells, and a fair end when two people wrote. */
export const createDraft = (client: Pick<StationClient, 'records'>, view: RecordView, times: DraftTimes = draftTimes): Draft => {
  const { id } = view.record;
  let branch = view.sync?.branch;
  const kept: Change = view.draft ? { set: view.draft.set, unset: view.draft.unset } : { set: {}, unset: [] };
  // what is an operation in a version of its own waits for a decision, not for a pen
  const restored = view.editable ? kept : changeBeyond(kept, branch?.data);
  const changedSince = view.draft ? new Set(view.history.flatMap(({ at, event }, i) => (event.kind === 'edited' && (at > view.draft!.savedAt || i >= view.draft!.base) ? namesOf(event) : []))) : new Set<string>();
  const disputed = namesOf(restored).filter((name) => changedSince.has(name) && !same(restored.set[name], view.record.data[name]));

  let base = view.record;
  let isFrozen = !view.editable;
  let data = applyChange(base.data, restored);
  let saving: DraftState['saving'] = 'saved';
  let savedAt = view.draft?.savedAt;
  let conflict: DraftState['conflict'] = disputed.length > 0 ? { theirs: base, fields: disputed } : undefined;
  /** What the typing in dispute was written on: the station takes it for no newer revision before a person chose. */
  let disputedBase = view.draft?.base ?? base.rev;
  /** the station holds a draft of ours that is not yet an operation */
  let held = !isNothing(restored);
  let undone: Step[] = [];
  let done: Step[] = [];
  let saveTimer: ReturnType<typeof setTimeout> | undefined;
  let pauseTimer: ReturnType<typeof setTimeout> | undefined;
  let line: Promise<unknown> = Promise.resolve();
  const listeners = new Set<() => void>();
  let state: DraftState;

  const tell = () => {
    const change = changeBetween(base.data, data);
    const common = { base, savedAt, canUndo: done.length > 0, canRedo: undone.length > 0 };
    state = isFrozen
      ? { ...common, data: base.data, saving: 'saved', typed: false, ...(isNothing(change) ? {} : { untaken: change }) }
      : { ...common, data, saving, typed: !isNothing(change), conflict };
    for (const listener of listeners) listener();
  };
  /** Orders to the station go one after another. */
  const inLine = <T>(work: () => Promise<T>): Promise<T> => {
    const next = line.then(work, work);
    line = next.catch(() => undefined);
    return next;
  };

  const save = async (): Promise<void> => {
    clearTimeout(saveTimer);
    saveTimer = undefined;
    const change = changeBetween(base.data, data);
    if (isNothing(change)) {
      if (held) await client.records.dropDraft({ id });
      held = false;
    } else {
      const answer = await client.records.saveDraft({ id, base: conflict ? disputedBase : base.rev, set: change.set as never, unset: [...change.unset] });
      held = true;
      savedAt = answer.savedAt;
    }
    if (saveTimer === undefined) saving = 'saved';
    tell();
  };
  const flush = () => inLine(async () => {
    if (saving === 'saved' || isFrozen) return;
    try {
      await save();
    } catch (error) {
      saving = 'failed';
      tell();
      throw error;
    }
  });
  /** A save that fails shows as such and is tried again: the typing stays in the window. */
  const saveSoon = (wait: number) => {
    // a key puts off nothing: who types without a pause would otherwise have nothing saved until he makes one
    saveTimer ??= setTimeout(() => {
      saveTimer = undefined;
      flush().catch(() => saveSoon(2000));
    }, wait);
  };

  const adopt = (rec: Rec, editable = true, own?: Rec) => {
    const isTurned = isFrozen === editable;
    // a version that was not there before is made of what was typed: its cells are submitted, and both sides of them are kept
    const isNew = own !== undefined && own.rev !== branch?.rev;
    branch = own;
    if (isNew) data = applyChange(base.data, changeBeyond(changeBetween(base.data, data), own.data));
    isFrozen = !editable;
    if (isFrozen) {
      clearTimeout(saveTimer);
      saveTimer = undefined;
      clearTimeout(pauseTimer);
    }
    if (isTurned && !isFrozen && saving !== 'saved') saveSoon(times.save);
    // a lower revision is an answer from before, unless a version was set apart just now: the record without it may stand lower, and another step of headquarters at as many
    const isOlder = rec.rev < base.rev && !isNew;
    const isShown = rec === base || (rec.rev === base.rev && JSON.stringify(rec) === JSON.stringify(base));
    if (isOlder || isShown) {
      if (isTurned) tell();
      return;
    }
    const mine = changeBetween(base.data, data);
    const theirs = changeBetween(base.data, rec.data);
    const merged = applyChange(rec.data, mine);
    // what was not decided before is still to be decided
    const asked = [...namesOf(theirs), ...(conflict?.fields ?? [])];
    const fields = namesOf(mine).filter((name) => asked.includes(name) && !same(merged[name], rec.data[name]));
    if (!conflict) disputedBase = base.rev;
    base = rec;
    data = merged;
    conflict = fields.length > 0 ? { theirs: rec, fields } : undefined;
    if (!isNothing(mine)) {
      saving = 'typing';
      if (!isFrozen) saveSoon(times.save);
    }
    tell();
  };

  const commitOnce = async (): Promise<Rec> => {
    clearTimeout(pauseTimer);
    await flush();
    return inLine(async () => {
      if (isFrozen) return base;
      if (conflict) throw undecided(conflict.fields);
      if (!held) return base;
      const sent = data;
      const rec = await client.records.commitDraft({ id });
      held = false;
      const since = changeBetween(sent, data);
      base = rec;
      data = applyChange(rec.data, since);
      if (!isNothing(since)) {
        saving = 'typing';
        saveSoon(times.save);
      }
      tell();
      return rec;
    });
  };
  const commit = async (): Promise<Rec> => {
    if (conflict && !isFrozen) {
      await flush();
      throw undecided(conflict.fields);
    }
    try {
      return await commitOnce();
    } catch (error) {
      if (!refusalsOf(error)?.some((refusal) => refusal.code === 'stale')) throw error;
      adopt((await client.records.get({ id })).record);
      if (conflict) throw error;
      saving = 'typing';
      return commitOnce();
    }
  };
  /** An operation on a pause may be refused (a cell is wrong): the draft stays, the cell says why. */
  const commitSoon = () => {
    clearTimeout(pauseTimer);
    pauseTimer = setTimeout(() => { commit().catch(() => undefined); }, times.pause);
  };

  const put = (name: string, value: Value | undefined) => {
    data = value === undefined ? Object.fromEntries(Object.entries(data).filter(([each]) => each !== name)) : { ...data, [name]: value };
    saving = 'typing';
    saveSoon(times.save);
    commitSoon();
    tell();
  };
  const stepBack = (from: Step[], to: Step[], pick: 'before' | 'after'): string | null => {
    const step = from.pop();
    if (!step) return null;
    to.push(step);
    put(step.name, step[pick]);
    return step.name;
  };

  tell();
  const draft: Draft = {
    get: () => state,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    set: (name, value, within) => {
      if (same(data[name], value)) return;
      const at = performance.now();
      const last = done.at(-1);
      const step = { name, within, before: data[name], after: value, at };
      if (last && last.name === name && at - last.at < times.merge && last.within === within && (typeof value === 'string' || within !== undefined)) done = [...done.slice(0, -1), { ...step, before: last.before }];
      else done = [...done.slice(1 - mostSteps), step];
      undone = [];
      put(name, value);
    },
    undo: () => stepBack(done, undone, 'before'),
    redo: () => stepBack(undone, done, 'after'),
    flush,
    commit,
    adopt,
    discard: () => inLine(async () => {
      await client.records.dropDraft({ id });
      data = base.data;
      held = false;
      conflict = undefined;
      saving = 'saved';
      [done, undone] = [[], []];
      tell();
    }),
    settle: (keep) => {
      if (!conflict) return;
      const { theirs, fields } = conflict;
      if (keep === 'theirs') {
        const kept = Object.fromEntries(Object.entries(data).filter(([name]) => !fields.includes(name)));
        data = { ...kept, ...Object.fromEntries(fields.filter((name) => theirs.data[name] !== undefined).map((name) => [name, theirs.data[name]!])) };
      }
      conflict = undefined;
      saving = 'typing';
      saveSoon(times.save);
      tell();
    },
    close: () => {
      clearTimeout(pauseTimer);
      listeners.clear();
      // leaving the record makes its operation; when a cell is wrong the draft stays and is there on return
      commit().catch(() => undefined).finally(() => openDrafts.delete(draft));
    },
  };
  openDrafts.add(draft);
  return draft;
};
