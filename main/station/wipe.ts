import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, openSync, readdirSync, readFileSync, rmSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { mostRotations, rotationSchema, wipeOrder, wipedText, wipeText, type WipeOrder, type WipedReport } from '../../domain/api/keys.ts';
import type { WipeAsked } from '../../domain/api/line.ts';
import type { Op } from '../../domain/record/op.ts';
import { createExchange } from '../sync/exchange.ts';
import { isKeySignature } from '../sync/keySignature.ts';
import { ownKeys } from '../sync/wipe.ts';
import { createLineFetch, readLine, withoutCredentials, type LineSettings } from '../sync/line.ts';
import { writeFileDurably } from './durableFile.ts';
import { createKeyStock, readRotations } from './identity.ts';
import type { OpenStation } from './openStation.ts';

/**
 * `wiped.json` is all that a wiped folder keeps: the order, what was lost with it, and the station's last word, signed while it still could.
 * It is written before anything is destroyed, so that a cut-off wipe is gone on with at the next start.
 */
const fileSchema = z.strictObject({
  v: z.literal(1), at: z.string(), order: wipeOrder, address: z.string(), headquarters: z.string(), station: z.string(), stationCode: z.string(),
  // in clear in a folder that may go to somebody else: what opens the proxy is not in it, and of earlier releases' files it is not passed on
  line: z.strictObject({ proxy: z.string().transform(withoutCredentials), ca: z.string() }),
  ops: z.number(), files: z.number(), word: z.strictObject({ text: z.string(), signature: z.string(), rotations: z.array(rotationSchema).optional() }).nullable(), isDone: z.boolean(),
});
type WipedFile = z.infer<typeof fileSchema>;

const name = 'wiped.json';
/** The last word of a station that was here before, when the computer was set up anew and headquarters did not know yet. */
const isLeftWord = (entry: string): boolean => /^wiped-[A-Z0-9]{2,8}-[0-9a-f]{8}\.json$/.test(entry);
const leftName = ({ stationCode, station }: Pick<WipedFile, 'stationCode' | 'station'>): string => `wiped-${stationCode}-${station.slice(0, 8)}.json`;
/** kept besides: the lock of the running program */
const keeps = (entry: string): boolean => entry === name || isLeftWord(entry) || entry === `${name}.new` || entry.startsWith('station.lock');
/** what opens everything else: overwritten before it is removed */
const secrets = ['keyring.json', 'keyring.json.new', 'recovery.json', 'recovery.json.new', 'unlock.json', 'unlock.json.new'];
/** record numbers named in the last word, operations looked through for them */
const mostNumbers = 500;
const mostOps = 5000;

const holdsWork = (entry: string): boolean => /^(station\.db|blobs)/.test(entry);

const fileOf = (folder: string): string => join(folder, name);
const write = (folder: string, content: WipedFile): void => writeFileDurably(fileOf(folder), Buffer.from(JSON.stringify(content, null, 1)));

/** What is left of a wiped station; null for any other folder. A marker that cannot be read still marks: the folder stays shut. */
export const readWiped = (folder: string): WipedFile | null => (existsSync(fileOf(folder)) ? fileSchema.parse(JSON.parse(readFileSync(fileOf(folder), 'utf8'))) : null);

const overwrite = (file: string): void => {
  if (!existsSync(file)) return;
  const fd = openSync(file, 'r+');
  try {
    const size = Math.max(4096, statSync(file).size);
    for (let at = 0, bytes = randomBytes(size); at < size; ) at += writeSync(fd, bytes, at, size - at, at);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  rmSync(file, { force: true });
};

/** Numbers of the papers that have operations headquarters never got. */
const unsentNumbers = ({ store }: OpenStation): readonly string[] => {
  const { read } = store;
  const numbers = new Set<string>();
  const unsent = read.unsentCount();
  for (const { bytes } of unsent === 0 ? [] : read.opsAfter(read.head().seq - unsent, mostOps, 64 * 1024 * 1024)) {
    const number = read.record((JSON.parse(bytes) as Op).doc)?.number;
    if (number !== undefined) numbers.add(number);
    if (numbers.size >= mostNumbers) break;
  }
  return [...numbers];
};

/** What would be lost if `order` were carried out now. */
export const askedBy = (open: OpenStation, { at }: WipeOrder): WipeAsked => ({ at, ops: open.store.read.unsentCount(), files: open.store.read.unsentBlobs().length, records: unsentNumbers(open) });

/** Announces the wipe while the station can still sign: what will be lost, on whose order. After it the folder is shut, whatever happens. */
export const announceWipe = (folder: string, open: OpenStation, order: WipeOrder, at: string): void => {
  const { store, identity } = open;
  const [ops, files] = [store.read.unsentCount(), store.read.unsentBlobs().length];
  const rotations = readRotations(store.read);
  const headquarters = store.read.meta('hq.key') ?? '';
  const named = ownKeys(identity.key, createKeyStock(store)).find((key) => isKeySignature(headquarters, wipeText(identity.station, key, order.at), order.proof)) ?? identity.key;
  const text = JSON.stringify({ station: identity.station, order: order.proof, ordered: { at: order.at, key: named }, at, ops, files, records: [...unsentNumbers(open)] } satisfies WipedReport);
  const { proxy, ca }: LineSettings = readLine(store.read);
  write(folder, {
    v: 1, at, order, address: store.read.meta('hq.address') ?? '', headquarters, station: identity.station, stationCode: identity.stationCode, line: { proxy: withoutCredentials(proxy), ca },
    ops, files, word: { text, signature: identity.sign(wipedText(text)), ...(rotations.length > 0 ? { rotations: rotations.slice(-mostRotations) } : {}) }, isDone: false,
  });
};

/** Destroys what opens everything else. Throws the system's error for what could not be overwritten, after all of it was tried. */
export const destroyKeys = (folder: string): void => {
  const failed: unknown[] = [];
  for (const secret of secrets) {
    try {
      overwrite(join(folder, secret));
    } catch (error) {
      failed.push(error);
    }
  }
  if (failed.length > 0) throw failed[0];
};

/** Destroys the wrapped keys first, then everything in the folder. Again after a cut-off. Throws the system's error for what cannot be removed; the keys are gone by then. */
export const destroy = (folder: string): void => {
  const marker = readWiped(folder);
  if (!marker) return;
  destroyKeys(folder);
  const entries = readdirSync(folder).filter((entry) => !keeps(entry));
  const remove = (entry: string): void => rmSync(join(folder, entry), { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  for (const entry of entries.filter(holdsWork)) remove(entry);
  for (const entry of entries.filter((each) => !holdsWork(each))) {
    try {
      remove(entry);
    } catch (error) {
      // the running program's own log, the window's own files: they are open on Windows, and go at the next start
      process.emitWarning(error instanceof Error ? error : String(error));
    }
  }
  if (!marker.isDone) write(folder, { ...marker, isDone: true });
};

/** Whether headquarters, by its pinned key, has written the last word down. */
const tell = async (marker: WipedFile, plain: typeof fetch): Promise<boolean> => {
  const exchange = createExchange({
    address: marker.address, epoch: '', identity: { station: marker.station, stationCode: marker.stationCode, key: '', sign: () => '' }, fetch: createLineFetch({ meta: () => null }, plain, { ...marker.line, metered: false }),
    clock: { now: () => Date.now(), after: (ms, work) => {
      const timer = setTimeout(work, ms).unref();
      return () => clearTimeout(timer);
    } },
    random: (size) => randomBytes(size), signal: new AbortController().signal, keyOf: () => marker.headquarters,
  });
  const told = await exchange({ method: 'POST', path: '/v1/wiped', body: new TextEncoder().encode(JSON.stringify(marker.word)) });
  return told.ok && told.value.status === 200;
};

const readWord = (file: string): WipedFile | null => {
  try {
    return fileSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return null;
  }
};
const leftWords = (folder: string): readonly string[] => (existsSync(folder) ? readdirSync(folder).filter(isLeftWord) : []);
/** Names of last words here that cannot be read any more: headquarters was never told, and nobody but a person can see to it. */
export const tornWords = (folder: string): readonly string[] => leftWords(folder).filter((left) => readWord(join(folder, left)) === null);
/** Whether there is a last word here, of this station or of one that was here before. */
export const hasLastWord = (folder: string): boolean => existsSync(fileOf(folder)) || leftWords(folder).length > 0;

/** Tells headquarters every last word that is here and can be read; true when none of them is left to tell. What is told goes: its numbers are nobody else's business. Throws the system's error. */
export const tellWiped = async (folder: string, plain: typeof fetch): Promise<boolean> => {
  let isAll = true;
  for (const left of leftWords(folder)) {
    const word = readWord(join(folder, left));
    // asking again would not mend it: `tornWords` names it
    if (!word) continue;
    if (await tell(word, plain)) rmSync(join(folder, left), { force: true });
    else isAll = false;
  }
  const marker = readWiped(folder);
  if (!marker || marker.word === null) return isAll;
  if (!marker.isDone || !(await tell(marker, plain))) return false;
  // set up anew meanwhile: a mark now would have the new station destroyed
  if (readWiped(folder)?.order.proof === marker.order.proof) write(folder, { ...marker, word: null });
  return isAll;
};

/** Under which name the last word stays where the computer is set up anew before headquarters knows; null while something is not destroyed yet, or nothing is left to tell. */
export const wordToLeave = (marker: Pick<WipedFile, 'isDone' | 'word' | 'stationCode' | 'station'>): string | null => (marker.isDone && marker.word !== null ? leftName(marker) : null);

/** What of the marker is carried to headquarters, which reads nothing else: no address, no line. */
export const carriedText = ({ v, stationCode, word }: Pick<WipedFile, 'v' | 'stationCode' | 'word'>): string => JSON.stringify({ v, stationCode, word }, null, 1);

/**
 * A wiped computer is set up anew: once headquarters knows, or with its last word left beside (`wordToLeave`), to be told when there is a line or carried by hand. What
 * the wipe destroyed stays destroyed: the old identity is gone either way. True when it may be. Throws the system's error.
 */
export const forgetWipe = (folder: string, leaveWord: boolean): boolean => {
  const marker = readWiped(folder);
  if (!marker) return true;
  const left = wordToLeave(marker);
  if (marker.word !== null && (!leaveWord || left === null)) return false;
  if (left !== null) writeFileDurably(join(folder, left), Buffer.from(JSON.stringify(marker, null, 1)));
  rmSync(fileOf(folder), { force: true });
  return true;
};
