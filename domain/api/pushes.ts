import type { Push } from './types.ts';

/** Messages to every window that watches. A window that falls behind loses none: each holds its own queue, merged when it grows. */
export type Pushes = {
  readonly send: (push: Push) => void;
  readonly watch: (signal?: AbortSignal) => AsyncGenerator<Push, void, void>;
  readonly close: () => void;
};

export const createPushes = (): Pushes => {
  type Watcher = { queue: Push[]; wake: () => void };
  const watchers = new Set<Watcher>();
  let closed = false;

  const watch = async function* (signal?: AbortSignal): AsyncGenerator<Push, void, void> {
    let wake = () => {};
    const watcher: Watcher = { queue: [{ kind: 'status' }], wake: () => wake() };
    watchers.add(watcher);
    const stop = () => wake();
    signal?.addEventListener('abort', stop);
    try {
      while (!closed && !signal?.aborted) {
        const next = watcher.queue.shift();
        if (next) yield next;
        else await new Promise<void>((resolve) => { wake = resolve; });
      }
    } finally {
      signal?.removeEventListener('abort', stop);
      watchers.delete(watcher);
    }
  };

  return {
    watch,
    send: (push) => {
      for (const watcher of watchers) {
        // only the newest of each kind matters when a window sleeps; ids are kept by asking for everything again
        if (watcher.queue.length >= 100) watcher.queue.splice(0, watcher.queue.length, { kind: 'status' });
        watcher.queue.push(push);
        watcher.wake();
      }
    },
    close: () => {
      closed = true;
      for (const watcher of watchers) watcher.wake();
    },
  };
};
