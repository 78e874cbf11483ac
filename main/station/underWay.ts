/** Counts the calls that work with an open station, so that it is not closed under their hands. */
export type UnderWay = {
  readonly run: <T>(work: () => Promise<T>) => Promise<T>;
  /** Resolves when every call begun before has ended, well or badly. */
  readonly ended: () => Promise<void>;
};

export const createUnderWay = (): UnderWay => {
  const calls = new Set<Promise<unknown>>();
  return {
    run: async (work) => {
      const call = work();
      calls.add(call);
      try {
        return await call;
      } finally {
        calls.delete(call);
      }
    },
    ended: async () => {
      await Promise.allSettled(calls);
    },
  };
};
