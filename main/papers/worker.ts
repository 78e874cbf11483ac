import { parentPort, workerData } from 'node:worker_threads';
import { createPaperMaker, type PaperInput } from './render.ts';

/** Messages between the station and its paper thread. */
export type PaperJob = { readonly id: number; readonly input: PaperInput };
export type PaperAnswer = { readonly id: number; readonly bytes: Uint8Array<ArrayBuffer> } | { readonly id: number; readonly error: string };

if (parentPort) {
  const port = parentPort;
  const maker = createPaperMaker(workerData as { fontsFolder: string });
  port.on('message', ({ id, input }: PaperJob) => {
    maker.make(input).then(
      (made) => {
        const bytes = new Uint8Array(made);
        port.postMessage({ id, bytes } satisfies PaperAnswer, [bytes.buffer]);
      },
      (error: unknown) => port.postMessage({ id, error: error instanceof Error ? error.message : String(error) } satisfies PaperAnswer),
    );
  });
}
