import { setTimeout as pause } from 'node:timers/promises';
import type { Database } from './database.ts';
import { newestInLog } from './follow.ts';

/** ms between two looks while anybody waits */
const lookEvery = 1000;

export type LogLooks = {
  /** whether anybody still waits: the looks end with the last one */
  readonly isWanted: () => boolean;
  /** what came in after `last`, up to `now`; what it throws goes to `failed`, and the same is told by the next look */
  readonly tell: (last: number, now: number) => Promise<void>;
  readonly failed: (error: unknown) => void;
  readonly signal: AbortSignal;
};

/**
 * Looks for what comes into headquarters' log, whichever process takes it in: one row is read a second, and only while somebody waits. The
 * answer is called by everybody who begins to wait, and resolves when what comes in from then on will be told. It throws what the database throws.
 */
export const lookAtLog = (database: Database, { isWanted, tell, failed, signal }: LogLooks): (() => Promise<void>) => {
  let looking: Promise<void> | null = null;
  const look = async (from: number): Promise<void> => {
    let last = from;
    while (isWanted() && !signal.aborted) {
      await pause(lookEvery, undefined, { signal }).catch(() => undefined);
      try {
        const now = await newestInLog(database);
        if (now !== last) await tell(last, now);
        last = now;
      } catch (error) {
        failed(error);
      }
    }
    looking = null;
  };
  const begin = async (): Promise<void> => {
    try {
      const from = await newestInLog(database);
      void look(from);
    } catch (error) {
      looking = null;
      throw error;
    }
  };
  return () => (looking ??= begin());
};
