/** Typing that is written down after a pause, when its cell is left, and when the screen goes away; never twice the same. */
export type KeptWords = {
  readonly type: (text: string) => void;
  readonly flush: () => void;
  /** How the words are written down, and whom to tell. */
  readonly listen: (write: ((text: string) => Promise<unknown>) | undefined, tell: (outcome: { readonly error: unknown } | null) => void) => void;
};

export const createKeptWords = (kept: string, pause: number): KeptWords => {
  let written = kept;
  let latest = kept;
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** one after the other: a slow write never lands on a newer one */
  let line: Promise<unknown> = Promise.resolve();
  let write: ((text: string) => Promise<unknown>) | undefined;
  let tell: (outcome: { readonly error: unknown } | null) => void = () => undefined;
  const flush = (): void => {
    clearTimeout(timer);
    if (latest === written || !write) return;
    const [before, sent] = [written, latest];
    written = sent;
    const writing = write;
    line = line.then(() => writing(sent)).then(() => tell(null), (error: unknown) => {
      // what was not taken is sent again with the next key, or when the cell is left
      if (written === sent) written = before;
      tell({ error });
    });
  };
  return {
    type: (text) => {
      latest = text;
      clearTimeout(timer);
      timer = setTimeout(flush, pause);
    },
    flush,
    listen: (how, whom) => {
      write = how;
      tell = whom;
    },
  };
};
