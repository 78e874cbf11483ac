import { Worker } from 'node:worker_threads';
import type { FileText } from '../../db/store.ts';
import type { TextAnswer, TextJob } from './textThread.ts';

export type TextReader = { readonly read: (name: string, bytes: Uint8Array) => Promise<FileText>; readonly close: () => Promise<void> };

/** ms: a file that keeps the reader busy longer has no text */
const patience = 60_000;
/** MB: what the reading of one file may take */
const mostMemory = 512;

/**
 * Reads the text of files in a thread, one after the other. A thread that dies or does not come back is replaced; its file is said to be
 * unreadable. `threadFile`: path of the bundled thread, where it is not beside this file.
 */
export const createTextReader = ({ threadFile }: { readonly threadFile?: string } = {}): TextReader => {
  let worker: Worker | undefined;
  let lastId = 0;
  let line: Promise<unknown> = Promise.resolve();
  const start = (): Worker => new Worker(threadFile ?? new URL('./textThread.ts', import.meta.url), { resourceLimits: { maxOldGenerationSizeMb: mostMemory } });
  const readNow = (name: string, bytes: Uint8Array): Promise<FileText> =>
    new Promise((resolve) => {
      const thread = (worker ??= start());
      const id = (lastId += 1);
      const end = (text: FileText, isGone = false): void => {
        clearTimeout(timer);
        thread.off('message', onMessage).off('error', onError).off('exit', onExit);
        if (isGone) {
          worker = undefined;
          void thread.terminate();
        } else thread.unref();
        resolve(text);
      };
      const timer = setTimeout(() => end({ pages: [], fault: 'it took too long' }, true), patience);
      const onMessage = (answer: TextAnswer): void => {
        if (answer.id === id) end(answer.text);
      };
      const onError = (error: Error): void => end({ pages: [], fault: error.message.slice(0, 200) }, true);
      const onExit = (): void => end({ pages: [], fault: 'the reader stopped' }, true);
      thread.ref();
      thread.on('message', onMessage).on('error', onError).on('exit', onExit);
      thread.postMessage({ id, name, bytes } satisfies TextJob);
    });
  return {
    read: (name, bytes) => {
      const done = line.then(() => readNow(name, bytes));
      line = done;
      return done;
    },
    close: async () => {
      const closing = worker;
      worker = undefined;
      await closing?.terminate();
    },
  };
};
