import { attachmentRetention } from '../../domain/retention/retention.ts';
import type { Attachment, Rec } from '../../domain/record/record.ts';
import { ok } from '../../domain/result.ts';
import type { OpenStation } from './openStation.ts';
import type { Order } from './recorder.ts';
import { refused } from './refused.ts';

/** The last day a file of a record must be kept and the rule that says so; throws while it must. `today`: a day in Shanghai. */
const pastRetention = (open: OpenStation, rec: Rec, file: Attachment, today: string): { readonly rule: string; readonly until: string } => {
  const kept = attachmentRetention(rec, file, open.profile, open.calendar);
  if (!kept) throw refused('file-kept-open', { params: { number: rec.number } });
  if (today < kept.deletableFrom) throw refused('file-kept', { params: { rule: kept.rule, clause: kept.clause, until: kept.until, from: kept.deletableFrom, number: rec.number } });
  return { rule: kept.rule, until: kept.until };
};

/**
 * Deletes a file's bytes once no paper that has them must keep them any longer (R27); each of those papers says so in its history. Refuses
 * `file-kept` with rule and day, `file-kept-open`, and `file-unsent` while headquarters waits for the bytes. `now`: seconds ISO in Shanghai.
 */
export const discardFile = async (open: OpenStation, order: Order, input: { readonly record: string; readonly attachment: string }, now: string): Promise<Rec> => {
  const { store, recorder, blobs, sync } = open;
  const file = store.read.record(input.record)?.attachments.find((each) => each.id === input.attachment);
  if (!file) throw refused('not-found');
  const rec = recorder.onceOf(order, () => recorder.together((writer) => {
    const bytes = store.read.blob(file.sha256);
    if (bytes && !bytes.acked && sync.status().state !== 'not-enrolled') throw refused('file-unsent');
    for (const holder of store.read.recordsWithFile(file.sha256)) {
      for (const each of holder.attachments) {
        if (each.sha256 !== file.sha256 || each.discarded) continue;
        const kept = pastRetention(open, holder, each, now.slice(0, 10));
        recorder.change(open.author, holder.id, () => ok([{ kind: 'discarded', id: each.id, ...kept }]));
      }
    }
    writer.dropBlob(file.sha256);
    return store.read.record(input.record)!;
  }));
  // the log knows first: a crash in between leaves bytes nobody names, never a paper that promises what is gone; asked again, they go
  if (!store.read.blob(file.sha256)) await blobs.remove(file.sha256);
  return rec;
};
