import { closeSync, fsyncSync, openSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/** Writes beside, syncs, then renames: after a power cut the file is either the old one or the new one. */
export const writeFileDurably = (file: string, bytes: Uint8Array): void => {
  const beside = `${file}.new`;
  const fd = openSync(beside, 'w', 0o600);
  try {
    for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  renameSync(beside, file);
  if (process.platform === 'win32') return; // folders cannot be synced there; NTFS journals the rename
  const folder = openSync(dirname(file), 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
};
