/** Runs pieces of work that carry the same key one after the other, in the order they were asked for; one that fails holds up none. */
export type Queue = <T>(key: string, work: () => Promise<T>) => Promise<T>;

export const createQueue = (): Queue => {
  const tails = new Map<string, Promise<unknown>>();
  return (key, work) => {
    const before = tails.get(key);
    const run = before ? before.then(work, work) : work();
    tails.set(key, run);
    const leave = (): void => {
      if (tails.get(key) === run) tails.delete(key);
    };
    run.then(leave, leave);
    return run;
  };
};
