/** Whose work it is, and the bytes it holds while it waits. */
type Asker = { readonly who: string; readonly size: number };
/**
 * Runs `work` when its turn comes; `busy` at once when the queue has no place for it, `late` when it waited too long. `ahead` is called at once where it waits
 * for nothing but the one work of the same asker that runs, and is small: what can be made ready meanwhile. What it makes is not counted in `waitingBytes`, but is of one per asker.
 */
export type Turns = <T>(asker: Asker, work: () => Promise<T>, ahead?: () => void) => Promise<{ readonly value: T } | 'busy' | 'late'>;

/** How many run at a time, ms one waits at most, how many of one asker wait at most, bytes all that wait may hold, and bytes up to which one is made ready ahead. */
export type TurnLimits = { readonly most: number; readonly longest: number; readonly waitingEach: number; readonly waitingBytes: number; readonly aheadBytes: number };

type Waiting = Asker & { readonly begin: () => void };

/**
 * Lets at most `most` run at a time, one of each asker; the others wait, the oldest that may first. For work that ends up waiting for the same
 * locks: in a queue here it holds no connection and no transaction meanwhile, and nobody's pile keeps the others out.
 */
export const createTurns = ({ most, longest, waitingEach, waitingBytes, aheadBytes }: TurnLimits): Turns => {
  const running = new Set<string>();
  const queue: Waiting[] = [];
  const beginNext = (): void => {
    for (let at = 0; at < queue.length && running.size < most; ) {
      const { who, begin } = queue[at]!;
      if (running.has(who)) {
        at += 1;
        continue;
      }
      queue.splice(at, 1);
      running.add(who);
      begin();
    }
  };
  const turn = ({ who, size }: Asker): Promise<'now' | 'late'> =>
    new Promise((resolve) => {
      const waiting: Waiting = {
        who, size,
        begin: () => {
          clearTimeout(timer);
          resolve('now');
        },
      };
      const timer = setTimeout(() => {
        queue.splice(queue.indexOf(waiting), 1);
        resolve('late');
      }, longest);
      queue.push(waiting);
      beginNext();
    });
  const hasPlace = ({ who, size }: Asker): boolean => {
    if (!running.has(who) && running.size < most) return true;
    const held = queue.reduce((sum, each) => sum + each.size, 0);
    return held + size <= waitingBytes && queue.filter((each) => each.who === who).length < waitingEach;
  };
  const mayGoAhead = ({ who, size }: Asker): boolean => size <= aheadBytes && running.has(who) && running.size < most && queue.every((each) => each.who !== who);
  return async (asker, work, ahead) => {
    if (!hasPlace(asker)) return 'busy';
    if (mayGoAhead(asker)) ahead?.();
    if ((await turn(asker)) === 'late') return 'late';
    try {
      return { value: await work() };
    } finally {
      running.delete(asker.who);
      beginNext();
    }
  };
};
