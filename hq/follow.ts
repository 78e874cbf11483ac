import type { Database } from './database.ts';

/** ms between two looks at what is new */
const every = 5_000;
/** how many times its usual rest a step rests while the log grows */
const besideOthers = 5;

/** Where the log stands. */
export const newestInLog = async ({ pool }: Pick<Database, 'pool'>): Promise<number> => (await pool.query<{ value: number }>(`select value from counter where name = 'op'`)).rows[0]?.value ?? 0;

/**
 * Lets what is counted from the log follow it while headquarters runs: `step` takes in a little and says whether there is more; after one that
 * left more, the next comes `rest` times as long as it worked later, so that people who read go first, and five times that while the log grows, whichever process
 * takes it in: a station that sends much waits for it. A failed step is told and tried again at the next look. The answer ends it, after the step under way.
 */
export const followLog = (database: Pick<Database, 'pool'>, step: () => Promise<boolean>, { rest, onError }: { readonly rest: number; readonly onError: (error: unknown) => void }): (() => Promise<void>) => {
  let stopped = false;
  let running: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | null = null;
  let seen = 0;
  const look = (): void => {
    running = (async () => {
      let pause = every;
      try {
        const head = await newestInLog(database);
        const isGrowing = seen !== 0 && head !== seen;
        seen = head;
        const began = performance.now();
        const more = await step();
        if (more) pause = Math.min(every, (isGrowing ? rest * besideOthers : rest) * (performance.now() - began));
      } catch (error) {
        onError(error);
      }
      if (!stopped) timer = setTimeout(look, pause).unref();
    })();
  };
  look();
  return async () => {
    stopped = true;
    if (timer) clearTimeout(timer);
    await running;
  };
};
