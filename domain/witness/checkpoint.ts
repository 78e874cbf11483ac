import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { base64ToBytes, bytesToBase64, openNote, signNote, type IsProof } from './note.ts';

/** What headquarters says its log was at a time: so many operations, this root. Its text is a checkpoint of C2SP tlog-checkpoint. */
export type Checkpoint = {
  /** the history of the database the log belongs to; another one after a restore */
  readonly epoch: string;
  readonly size: number;
  /** hex */
  readonly root: string;
  /** ISO, UTC */
  readonly time: string;
};
/** Headquarters went back to a backup: its log of `from` ends at `size` and goes on as `to`. */
export type Restore = { readonly from: string; readonly to: string; readonly size: number; readonly root: string; readonly time: string };

const signer = 'sanlian-headquarters';
const checkpointOrigin = 'sanlian/log/1/';
const restoreOrigin = 'sanlian/restore/1';

const rootToText = (root: string): string => bytesToBase64(hexToBytes(root));
const textToRoot = (text: string): string | null => {
  const bytes = base64ToBytes(text);
  return bytes?.length === 32 ? bytesToHex(bytes) : null;
};
const textToSize = (text: string): number | null => (/^(0|[1-9]\d{0,15})$/.test(text) && Number.isSafeInteger(Number(text)) ? Number(text) : null);

export const signCheckpoint = ({ epoch, size, root, time }: Checkpoint, key: string, sign: (text: string) => string): string =>
  signNote(`${checkpointOrigin}${epoch}\n${size}\n${rootToText(root)}\ntime ${time}\n`, signer, key, sign);

/** The checkpoint in a note signed by headquarters' key; null for anything else. */
export const openCheckpoint = (note: string, key: string, isProof: IsProof): Checkpoint | null => {
  const [origin = '', sizeText = '', rootText = '', timeText = '', ...rest] = openNote(note, signer, key, isProof)?.split('\n') ?? [];
  const size = textToSize(sizeText);
  const root = textToRoot(rootText);
  if (!origin.startsWith(checkpointOrigin) || size === null || root === null || !timeText.startsWith('time ') || rest.join('') !== '') return null;
  return { epoch: origin.slice(checkpointOrigin.length), size, root, time: timeText.slice(5) };
};

export const signRestore = ({ from, to, size, root, time }: Restore, key: string, sign: (text: string) => string): string =>
  signNote(`${restoreOrigin}\nfrom ${from}\nto ${to}\n${size}\n${rootToText(root)}\ntime ${time}\n`, signer, key, sign);

/** The statement of a restore in a note signed by headquarters' key; null for anything else. */
export const openRestore = (note: string, key: string, isProof: IsProof): Restore | null => {
  const [origin, from = '', to = '', sizeText = '', rootText = '', timeText = '', ...rest] = openNote(note, signer, key, isProof)?.split('\n') ?? [];
  const size = textToSize(sizeText);
  const root = textToRoot(rootText);
  if (origin !== restoreOrigin || !from.startsWith('from ') || !to.startsWith('to ') || size === null || root === null || !timeText.startsWith('time ') || rest.join('') !== '') return null;
  return { from: from.slice(5), to: to.slice(3), size, root, time: timeText.slice(5) };
};

/** The statements that lead from one epoch to another, in order; null when there is a gap. */
export const restorePath = (restores: readonly Restore[], from: string, to: string): readonly Restore[] | null => {
  const path: Restore[] = [];
  for (let at = from; at !== to; ) {
    const next = restores.find((restore) => restore.from === at);
    if (!next || path.includes(next)) return null;
    path.push(next);
    at = next.to;
  }
  return path;
};
