import { setTimeout as wait } from 'node:timers/promises';
import type { ThreadedBlobStore } from '../../db/createThreadedBlobStore.ts';
import type { Store } from '../../db/store.ts';
import type { FileFound } from '../../domain/api/documents.ts';
import type { RecordRow } from '../../domain/api/types.ts';
import { mayHaveText } from './fileText.ts';
import { replacementOf } from './replacement.ts';
import type { TextReader } from './createTextReader.ts';

/** Files looked at in one go, and the ms between two goes: reading is work for when nothing else is. */
const batch = 20;
const pause = 15_000;
/** bytes: larger files are not read for their text */
const largest = 64 * 1024 * 1024;
/** Pages found that are looked at; several may be of one file. */
const mostPages = 400;

type Files = { readonly store: Store; readonly blobs: Pick<ThreadedBlobStore, 'get'> };

/** Reads the files nobody has read yet; how many there were. A file that cannot be read is marked so and hurts nothing. */
export const readNewFiles = async ({ store, blobs }: Files, reader: TextReader, signal?: AbortSignal): Promise<number> => {
  const files = store.read.unreadFiles(batch);
  for (const { sha256, size } of files) {
    const name = store.read.recordsWithFile(sha256).flatMap((rec) => rec.attachments).find((each) => each.sha256 === sha256)?.name ?? '';
    if (!mayHaveText(name) || size > largest) {
      store.write((writer) => writer.putFileText(sha256, { pages: [], fault: name === '' ? 'no paper names it' : 'no text' }));
      continue;
    }
    const bytes = await blobs.get(sha256).catch(() => null);
    const text = bytes ? await reader.read(name, bytes) : { pages: [], fault: 'the file is damaged' };
    // a reader that was stopped has not read the file: it is read another time
    if (signal?.aborted) return 0;
    store.write((writer) => writer.putFileText(sha256, text));
  }
  return files.length;
};

/** Goes on reading new files until the station closes. `idle`: ms between two rounds when there is nothing more to read. */
export const keepReading = (files: Files, reader: TextReader, idle = pause): { readonly stop: () => Promise<void> } => {
  const stopping = new AbortController();
  const warn = (error: unknown): void => {
    if (!stopping.signal.aborted) process.emitWarning(error instanceof Error ? error : String(error));
  };
  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      // a round that fails, on a full disk say, is no end: the files are still unread, and there is another round after the pause
      const n = await readNewFiles(files, reader, stopping.signal).catch(warn);
      await wait(n === batch ? 50 : idle, undefined, { signal: stopping.signal, ref: false });
    }
  };
  const ended = run().catch(warn);
  return {
    stop: async () => {
      stopping.abort();
      await reader.close();
      await ended;
    },
  };
};

/** Pages of files with the words, each with its paper; a file on several papers is shown on the newest. Papers in force come before those another edition replaced. */
export const searchFiles = ({ store: { read } }: Pick<Files, 'store'>, text: string, limit: number): readonly FileFound[] => {
  const found: FileFound[] = [];
  const rows = new Map<string, { readonly row: RecordRow; readonly id: string; readonly name: string; readonly replacedBy: string | undefined } | null>();
  const rowOf = (sha256: string) => {
    const known = rows.get(sha256);
    if (known !== undefined) return known;
    const rec = read.recordsWithFile(sha256).findLast((each) => each.attachments.some((file) => file.sha256 === sha256 && !file.discarded));
    const file = rec?.attachments.find((each) => each.sha256 === sha256);
    const [row] = rec ? read.rowsById([rec.id]) : [];
    const answer = row && file ? { row, id: file.id, name: file.name, replacedBy: replacementOf(read, row.id) } : null;
    rows.set(sha256, answer);
    return answer;
  };
  for (const { sha256, page, excerpt } of read.fileTexts(text, mostPages)) {
    const at = rowOf(sha256);
    if (at) found.push({ record: at.row, attachment: at.id, file: at.name, sha256, page, excerpt, ...(at.replacedBy !== undefined && { replacedBy: at.replacedBy }) });
  }
  return found.toSorted((a, b) => Number(a.replacedBy !== undefined) - Number(b.replacedBy !== undefined)).slice(0, limit);
};
