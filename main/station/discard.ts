import { contractOfRecord } from '../../domain/contract/inForce.ts';
import { attachmentRetention } from '../../domain/retention/retention.ts';
import type { Op } from '../../domain/record/op.ts';
import type { Attachment, Rec } from '../../domain/record/record.ts';
import { ok, type Refusal } from '../../domain/result.ts';
import { readHorizon } from '../sync/witness.ts';
import type { OpenStation } from './openStation.ts';
import type { Order } from './recorder.ts';
import { refused, RefusedError } from '../../domain/refused.ts';

/** The last day a file of a record must be kept and the rule that says so; throws while it must. `today`: a day in Shanghai. */
const pastRetention = (open: OpenStation, rec: Rec, file: Attachment, today: string): { readonly rule: string; readonly until: string } => {
  const kept = attachmentRetention(rec, file, contractOfRecord(open.contracts, rec), open.calendar);
  if (!kept) throw refused('file-kept-open', { params: { number: rec.number } });
  if (today < kept.deletableFrom) throw refused('file-kept', { params: { rule: kept.rule, clause: kept.clause, until: kept.until, from: kept.deletableFrom, number: rec.number } });
  return { rule: kept.rule, until: kept.until };
};

/** Number of the newest own operation that put the file on the record; 0 when others put it there. */
const lastAttached = ({ store }: OpenStation, doc: string, sha256: string): number =>
  store.read.versionsOf(doc).reduce((last, { own, seq, bytes }) => {
    if (!own || !bytes.includes(sha256)) return last;
    const { event } = JSON.parse(bytes) as Op;
    return event.kind === 'attached' && event.attachment.sha256 === sha256 ? Math.max(last, seq) : last;
  }, 0);

type Asked = { readonly record: string; readonly attachment: string };
type Held = { readonly holder: Rec; readonly file: Attachment; readonly kept: { readonly rule: string; readonly until: string } };

/** Every paper that still names the file's bytes, past the time each must keep them; throws as `discardFile` says. `today`: a day in Shanghai. */
const discardable = (open: OpenStation, { record, attachment }: Asked, today: string): readonly Held[] => {
  const { store, sync } = open;
  const file = store.read.record(record)?.attachments.find((each) => each.id === attachment);
  if (!file) throw refused('not-found');
  const bytes = store.read.blob(file.sha256);
  const isEnrolled = sync.status().state !== 'not-enrolled';
  if (bytes && !bytes.acked && isEnrolled) throw refused('file-unsent');
  return store.read.recordsWithFile(file.sha256).flatMap((holder): Held[] => {
    if (bytes && isEnrolled && lastAttached(open, holder.id, file.sha256) > readHorizon(store.read).seq) throw refused('file-not-backed-up', { params: { number: holder.number } });
    return holder.attachments.filter((each) => each.sha256 === file.sha256 && !each.discarded).map((each) => ({ holder, file: each, kept: pastRetention(open, holder, each, today) }));
  });
};

/** Why a file's bytes may not be deleted on this day, in the words of the refusal; nothing when they may. Throws RefusedError `not-found`. */
export const whyKept = (open: OpenStation, input: Asked, today: string): readonly Refusal[] => {
  try {
    discardable(open, input, today);
    return [];
  } catch (error) {
    if (!(error instanceof RefusedError) || error.refusals[0]?.code === 'not-found') throw error;
    return error.refusals;
  }
};

/**
 * Deletes a file's bytes once no paper that has them must keep them any longer (R27); each of those papers says so in its history. Refuses
 * `file-kept` with rule and day, `file-kept-open`, and at an enrolled station `file-unsent` while
 * headquarters waits for the bytes and `file-not-backed-up` until its verified backup has the operation that attached them. `now`: seconds ISO in Shanghai.
 */
export const discardFile = async (open: OpenStation, order: Order, input: Asked, now: string): Promise<Rec> => {
  const { store, recorder, blobs } = open;
  const file = store.read.record(input.record)?.attachments.find((each) => each.id === input.attachment);
  if (!file) throw refused('not-found');
  const rec = recorder.onceOf(order, () => recorder.together((writer) => {
    for (const { holder, file: each, kept } of discardable(open, input, now.slice(0, 10))) recorder.change(open.author, holder.id, () => ok([{ kind: 'discarded', id: each.id, ...kept }]));
    writer.dropBlob(file.sha256);
    return store.read.record(input.record)!;
  }));
  // the log knows first: a crash in between leaves bytes nobody names, never a paper that promises what is gone; asked again, they go
  if (!store.read.blob(file.sha256)) await blobs.remove(file.sha256);
  return rec;
};
