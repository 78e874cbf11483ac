/** ms between two looks at what is new */
const every = 5_000;

/**
 * Lets what is counted from the log follow it while headquarters runs: `step` takes in a little and says whether there is more; after one that
 * left more, the next comes `rest` times as long as it worked later, so that stations that send and people who read go first. A failed step is
 * told and tried again at the next look. The answer ends it, after the step under way.
 */
export const followLog = (step: () => Promise<boolean>, { rest, onError }: { readonly rest: number; readonly onError: (error: unknown) => void }): (() => Promise<void>) => {
  let stopped = false;
  let running: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | null = null;
  const look = (): void => {
    running = (async () => {
      const began = performance.now();
      let pause = every;
      try {
        const more = await step();
        if (more) pause = rest * (performance.now() - began);
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
