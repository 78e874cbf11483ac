import { stat } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import type { FerryExported, FerryReceived, FerryState, Line } from '../../domain/api/line.ts';
import { exportFerry } from '../ferry/exportFerry.ts';
import { longestReceipt, takeReceipt } from '../ferry/takeReceipt.ts';
import { certificateNames, readLine, setLine } from '../sync/line.ts';
import { readHorizon } from '../sync/witness.ts';
import type { StationCore } from './core.ts';
import type { OpenStation } from './openStation.ts';
import { askedBy } from './wipe.ts';
import { accepted, refused } from '../../domain/refused.ts';

type Running = { readonly stop: AbortController; progress: FerryState['progress'] };
/** One export at a time for each open station. */
const running = new WeakMap<OpenStation, Running>();

export const ferryState = (open: OpenStation): FerryState => ({
  unsent: open.store.read.unsentCount(), unsentFiles: open.store.read.unsentBlobs().length, horizon: readHorizon(open.store.read), progress: running.get(open)?.progress ?? null,
});

/** Name of the files of one export in the folder: whose it is. */
const outIn = (open: OpenStation, folder: string): string => join(folder, `sanlian-${open.identity.stationCode}.ferry`);

/** Writes what is unsent into `folder`. Refuses what `exportFerry` refuses, and `ferry-folder` for a place that is none or cannot be written. */
export const exportTo = async (core: StationCore, open: OpenStation, folder: string): Promise<FerryExported> => {
  if (running.has(open)) throw refused('canceled');
  const isFolder = isAbsolute(folder) && (await stat(folder).then((found) => found.isDirectory(), () => false));
  if (!isFolder) throw refused('ferry-folder', { field: 'folder', params: { detail: folder } });
  const job: Running = { stop: new AbortController(), progress: null };
  running.set(open, job);
  try {
    return accepted(await exportFerry({ store: open.store, blobs: open.blobs, identity: open.identity, now: core.clock.now }, {
      out: outIn(open, folder), signal: job.stop.signal,
      onProgress: (progress) => {
        job.progress = progress;
      },
    }));
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code !== undefined && /^E[A-Z]+$/.test(code)) throw refused('ferry-folder', { field: 'folder', params: { detail: code } });
    throw error;
  } finally {
    running.delete(open);
  }
};

export const cancelExport = (open: OpenStation): void => running.get(open)?.stop.abort();

/** Takes a receipt in. An order to wipe in it is shown with what would be lost; only with `isAgreed` it is carried out. */
export const receiveReceipt = async (core: StationCore, open: OpenStation, file: Blob, isAgreed: boolean): Promise<FerryReceived> => {
  if (file.size > longestReceipt) throw refused('ferry-receipt-unreadable');
  const { wipe, ...report } = accepted(takeReceipt(open.store, open.identity, await file.text(), core.clock.now()));
  const asked = wipe && askedBy(open, wipe);
  // not waited for: it waits for this very call
  if (wipe && isAgreed) void core.wipe(wipe);
  core.pushes.send({ kind: 'sync', status: open.sync.status() });
  return { ...report, ...(asked ? { wipe: asked } : {}) };
};

export const lineOf = (open: OpenStation): Line => {
  const { proxy, ca, metered } = readLine(open.store.read);
  return { proxy, authorities: certificateNames(ca), metered };
};

export const changeLine = (open: OpenStation, { proxy, ca, metered }: { readonly proxy: string; readonly ca: string | null; readonly metered: boolean }): Line => {
  accepted(setLine(open.store, { proxy, ca: ca ?? readLine(open.store.read).ca, metered }));
  return lineOf(open);
};
