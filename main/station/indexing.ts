import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Store } from '../../db/store.ts';
import { isUnwritable } from '../../db/storeError.ts';

/** Records indexed in one go, ms of rest between two goes, and ms without a new page before the first: what comes down has the better half of the processor. */
const slice = 100;
const rest = 30;
const calm = 1_000;
/** ms until another try, on a full disk say */
const again = 60_000;

/** Puts the words of records that came down into the full-text index while nothing else is to be done. What a kill cuts off stays due and is found at the next start. */
export type Indexing = {
  /** Something came down: waits until nothing more comes. */
  readonly poke: () => void;
  /** Resolves when a search has nothing left to put in first, or nothing can be written. Other calls are answered meanwhile. */
  readonly settled: () => Promise<void>;
  readonly stop: () => void;
};

/** `isIdleWork`: does it by itself; without, it waits to be asked. */
export const createIndexing = (store: Pick<Store, 'settleSearch'>, isIdleWork: boolean): Indexing => {
  let timer: NodeJS.Timeout | null = null;
  let stopped = false;
  const schedule = (ms: number): void => {
    if (timer) clearTimeout(timer);
    timer = stopped || !isIdleWork ? null : setTimeout(work, ms).unref();
  };
  const work = (): void => {
    timer = null;
    try {
      if (store.settleSearch(slice) > 0) schedule(rest);
    } catch (error) {
      // it stays due, and a search tries again and says why
      process.emitWarning(error instanceof Error ? error : String(error));
      schedule(again);
    }
  };
  schedule(calm);
  return {
    poke: () => schedule(calm),
    settled: async () => {
      try {
        while (!stopped && store.settleSearch(slice) > 0) await nextTurn();
      } catch (error) {
        // the search finds what stays due without writing it down
        if (!isUnwritable(error)) throw error;
      }
    },
    stop: () => {
      stopped = true;
      schedule(0);
    },
  };
};
