import { Worker } from 'node:worker_threads';
import { refused } from '../../domain/refused.ts';
import type { PaperInput, PaperMaker } from './render.ts';
import type { PaperAnswer, PaperJob } from './worker.ts';

export type PaperWorker = {
  /** Rejects with refusal `canceled` when `signal` aborts, with an Error when the paper cannot be made. */
  readonly make: (input: PaperInput, options?: { readonly signal?: AbortSignal }) => ReturnType<PaperMaker['make']>;
  readonly close: () => Promise<void>;
};
type Waiting = { readonly job: PaperJob; readonly resolve: (bytes: Uint8Array) => void; readonly reject: (error: Error) => void };

/**
 * Papers made in one long-lived thread, one after the other, so that the station keeps answering and fonts are read once. A thread that
 * dies fails the paper it was on and is started anew for the next. `workerFile`: path of the bundled worker, where it is not beside this file.
 */
export const createPaperWorker = ({ fontsFolder, workerFile }: { readonly fontsFolder: string; readonly workerFile?: string }): PaperWorker => {
  const queue: Waiting[] = [];
  let current: Waiting | undefined;
  let worker: Worker | undefined;
  let lastId = 0;
  let closed = false;

  const next = () => {
    current = queue.shift();
    if (!current) return worker?.unref();
    worker ??= start();
    worker.ref();
    worker.postMessage(current.job);
  };
  const settle = (finish: (waiting: Waiting) => void) => {
    const done = current;
    current = undefined;
    if (done) finish(done);
    next();
  };
  const start = (): Worker => {
    const made = new Worker(workerFile ?? new URL('./worker.ts', import.meta.url), { workerData: { fontsFolder }, name: 'papers' });
    const failed = (error: Error) => {
      if (worker !== made) return;
      worker = undefined;
      settle((waiting) => waiting.reject(error));
    };
    made.on('message', (answer: PaperAnswer) => {
      // the answer to a canceled paper comes too late and is dropped
      if (answer.id !== current?.job.id) return;
      settle((waiting) => ('bytes' in answer ? waiting.resolve(answer.bytes) : waiting.reject(new Error(answer.error))));
    });
    made.on('error', failed);
    made.on('exit', (code) => failed(new Error(`the paper thread ended (${code})`)));
    return made;
  };

  return {
    make: (input, { signal } = {}) =>
      new Promise<Uint8Array>((resolve, reject) => {
        if (closed) return reject(new Error('the paper thread is closed'));
        if (signal?.aborted) return reject(refused('canceled'));
        const waiting: Waiting = {
          job: { id: (lastId += 1), input },
          resolve: (bytes) => {
            signal?.removeEventListener('abort', cancel);
            resolve(bytes);
          },
          reject: (error) => {
            signal?.removeEventListener('abort', cancel);
            reject(error);
          },
        };
        const cancel = () => {
          if (current === waiting) settle((each) => each.reject(refused('canceled')));
          else {
            queue.splice(queue.indexOf(waiting), 1);
            waiting.reject(refused('canceled'));
          }
        };
        signal?.addEventListener('abort', cancel);
        queue.push(waiting);
        if (!current) next();
      }),
    close: async () => {
      closed = true;
      const ending = worker;
      worker = undefined;
      for (const waiting of [...(current ? [current] : []), ...queue.splice(0)]) waiting.reject(refused('canceled'));
      current = undefined;
      await ending?.terminate();
    },
  };
};
