/** Runs `work` when its turn comes; null when that took too long. */
export type Turns = <T>(work: () => Promise<T>) => Promise<T | null>;

/**
 * Lets at most `most` run at a time; the others wait, the oldest first, `longest` ms at most. For work that ends up waiting for the same lock:
 * in a queue here it holds no connection and no transaction meanwhile.
 */
export const createTurns = (most: number, longest: number): Turns => {
  let running = 0;
  const waiting: (() => void)[] = [];
  const turn = (): Promise<boolean> => {
    if (running < most) {
      running += 1;
      return Promise.resolve(true);
    }
    return new Promise((resolve) => {
      const begin = (): void => {
        clearTimeout(timer);
        resolve(true);
      };
      const timer = setTimeout(() => {
        waiting.splice(waiting.indexOf(begin), 1);
        resolve(false);
      }, longest);
      waiting.push(begin);
    });
  };
  return async (work) => {
    if (!(await turn())) return null;
    try {
      return await work();
    } finally {
      // the turn is handed on, never free in between
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  };
};
