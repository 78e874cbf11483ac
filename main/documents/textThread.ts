import { parentPort } from 'node:worker_threads';
import type { FileText } from '../../db/store.ts';
import { fileText } from './fileText.ts';

export type TextJob = { readonly id: number; readonly name: string; readonly bytes: Uint8Array };
export type TextAnswer = { readonly id: number; readonly text: FileText };

/** The thread in which files are read: one that is damaged or endless holds up nobody. */
parentPort!.on('message', ({ id, name, bytes }: TextJob) => {
  void fileText(name, bytes).then((text) => parentPort!.postMessage({ id, text } satisfies TextAnswer));
});
