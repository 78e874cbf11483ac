import type { Attachment, Rec } from '../../domain/record/record.ts';
import { refused } from '../../domain/refused.ts';
import type { OpenStation } from './openStation.ts';

/** Where the file is named and not deleted; null when nothing does so. */
const namedIn = ({ store }: OpenStation, sha256: string): { readonly rec: Rec; readonly file: Attachment } | null => {
  for (const rec of store.read.recordsWithFile(sha256)) {
    const file = rec.attachments.find((each) => each.sha256 === sha256 && !each.discarded);
    if (file) return { rec, file };
  }
  return null;
};

/** Why a file's bytes cannot be read here: it was deleted after its time, it lies at headquarters, or nobody knows of it. */
export const whyNotHere = (open: OpenStation, sha256: string): ReturnType<typeof refused> => {
  if (namedIn(open, sha256)) return refused('file-elsewhere');
  return refused(open.store.read.recordsWithFile(sha256).length > 0 ? 'file-discarded' : 'not-found');
};

/**
 * Brings a file another station took in from headquarters. Refused with `not-found`, `file-discarded`, `not-enrolled`, `file-not-there` (headquarters has
 * it not, or not whole), `file-damaged` (another content than the record names) and what the line refuses. Here already, nothing happens.
 */
export const fetchFile = async (open: OpenStation, sha256: string): Promise<void> => {
  const { store, blobs, sync } = open;
  if (store.read.blob(sha256)) return;
  const found = namedIn(open, sha256);
  if (!found) throw whyNotHere(open, sha256);
  const { rec, file } = found;
  const brought = await sync.fetchFile({ record: rec.id, sha256, size: file.size }, (from) => blobs.receive({ sha256, size: file.size }, from));
  if (!brought.ok) throw refused(brought.error[0]!.code, brought.error[0]!.params ? { params: brought.error[0]!.params } : {});
  store.write((writer) => {
    writer.putBlob({ sha256, size: file.size, type: file.type });
    // it came from there
    writer.ackBlob(sha256);
  });
};
