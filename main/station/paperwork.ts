import { createHash, randomUUID } from 'node:crypto';
import type { Copy } from '../../domain/forms/form.ts';
import type { CopyEntry, Rec } from '../../domain/record/record.ts';
import { ok } from '../../domain/result.ts';
import { exportText } from '../../domain/seal/export.ts';
import type { OpenStation } from './openStation.ts';
import type { StationCore } from './core.ts';
import { refused } from './refused.ts';

export const bytesHash = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** A record by itself: what `sanlian verify` checks (domain/seal/export.ts). */
export const recordExport = (open: OpenStation, rec: Rec): string => {
  const definition = open.store.read.definition(rec.def);
  if (!definition) throw refused('definition-from-future', { params: { number: rec.number } });
  return exportText({ definition, ops: open.store.read.opsOf(rec.id).map(({ seq, hash, bytes }) => ({ seq, hash, bytes })), key: open.identity.key });
};

const copiesOf = (open: OpenStation, rec: Rec): readonly Copy[] => {
  const def = open.store.read.definition(rec.def);
  return def && def.copies !== 'profile' ? def.copies : rec.context.copies;
};

const watermarkOf = (open: OpenStation, rec: Rec): '草稿' | '作废' | '未签认' | undefined => {
  if (rec.seal) return undefined;
  const state = open.store.read.definition(rec.def)?.lifecycle.states[rec.state];
  return state?.tone === 'void' ? '作废' : state?.signing ? '未签认' : '草稿';
};

/** The page set a signer reads: no copy label, no watermark, the ink given so far. Same record, same bytes. */
export const signingDocument = async (core: StationCore, open: OpenStation, rec: Rec): Promise<Uint8Array> => {
  const before = lastShown.get(core);
  if (before?.id === rec.id && before.rev === rec.rev) return before.bytes;
  const def = open.store.read.definition(rec.def);
  if (!def) throw refused('definition-from-future', { params: { number: rec.number } });
  const bytes = await core.papers.make({ def, rec, lang: 'zh', copies: [] });
  lastShown.set(core, { id: rec.id, rev: rec.rev, bytes });
  return bytes;
};
/** The station's own last page set: between reading and signing nothing changes but the ink, so it is not drawn twice. */
const lastShown = new WeakMap<StationCore, { readonly id: string; readonly rev: number; readonly bytes: Uint8Array }>();

/** Labelled copies in one file; an unsealed record prints once, with a watermark, and is no copy. */
export const labelledCopies = async (core: StationCore, open: OpenStation, rec: Rec, numbers: readonly number[], reprints: Record<number, number> = {}): Promise<Uint8Array> => {
  const def = open.store.read.definition(rec.def);
  if (!def) throw refused('definition-from-future', { params: { number: rec.number } });
  const watermark = watermarkOf(open, rec);
  const all = copiesOf(open, rec);
  const copies = numbers.map((no) => {
    const copy = all.find((c) => c.no === no);
    if (!copy) throw refused('copy-unknown', { params: { no } });
    return copy;
  });
  return core.papers.make({
    def, rec, lang: 'zh', copies: watermark ? [] : copies, watermark, reprints,
    anchor: rec.seal ? { chainHead: rec.seal.chainHead, chainSeq: rec.seal.chainSeq } : undefined,
    embedded: rec.seal ? recordExport(open, rec) : undefined,
  });
};

/** Which print of each copy the one about to leave is: 1 the first. */
const printNumbers = (rec: Rec, numbers: readonly number[]): Record<number, number> =>
  Object.fromEntries(numbers.map((no) => [no, rec.copies.filter((c) => c.no === no).length + 1]));

const sealedRecord = (open: OpenStation, id: string): Rec => {
  const rec = open.store.read.record(id);
  if (!rec) throw refused('not-found');
  if (!rec.seal) throw refused('not-sealed');
  return rec;
};

/** Copy register (R9, R28): one entry for each sheet that left, a reprint with its reason. */
const register = (core: StationCore, open: OpenStation, rec: Rec, entry: { no: number; print: number; reason?: string } & Pick<CopyEntry, 'medium' | 'printer' | 'job'>): Rec => {
  const holder = copiesOf(open, rec).find((c) => c.no === entry.no)?.holder;
  if (!holder) throw refused('copy-unknown', { params: { no: entry.no } });
  return open.recorder.change(open.author, rec.id, () => ok([{ kind: 'copied', copy: { id: randomUUID(), holder, at: core.now(), by: open.author.person, ...entry } }]));
};

/** The mark 补打 第 n 次 counts the prints after the first. */
const reprintsOf = (prints: Record<number, number>): Record<number, number> =>
  Object.fromEntries(Object.entries(prints).filter(([, n]) => n > 1).map(([no, n]) => [no, n - 1]));

const needReason = (prints: Record<number, number>, reason: string | undefined): void => {
  if (Object.values(prints).some((n) => n > 1) && !reason?.trim()) {
    throw refused('reprint-reason', { field: 'reason' });
  }
};

/** Prints each copy as a job of its own: printers that ignore "copies" cannot turn three labelled sheets into nine. */
export const printCopies = async (core: StationCore, open: OpenStation, input: { id: string; copies: readonly number[]; printer: string; reason?: string }): Promise<{ job?: string; copies: number[] }> => {
  let rec = sealedRecord(open, input.id);
  const prints = printNumbers(rec, input.copies);
  needReason(prints, input.reason);
  let job: string | undefined;
  const done: number[] = [];
  for (const no of input.copies) {
    const file = await labelledCopies(core, open, rec, [no], reprintsOf(prints));
    ({ job } = await core.printing.print({ file, title: `${rec.number} ${no}/${copiesOf(open, rec).length}`, printer: input.printer }));
    rec = register(core, open, rec, { no, medium: 'printer', printer: input.printer, job, print: prints[no]!, ...(prints[no]! > 1 ? { reason: input.reason } : {}) });
    done.push(no);
  }
  return { job, copies: done };
};

/** No printer: the copies as one file, registered the same way. */
export const saveCopies = async (core: StationCore, open: OpenStation, input: { id: string; copies: readonly number[]; reason?: string }): Promise<Uint8Array> => {
  let rec = sealedRecord(open, input.id);
  const prints = printNumbers(rec, input.copies);
  needReason(prints, input.reason);
  const file = await labelledCopies(core, open, rec, input.copies, reprintsOf(prints));
  for (const no of input.copies) rec = register(core, open, rec, { no, medium: 'pdf', print: prints[no]!, ...(prints[no]! > 1 ? { reason: input.reason } : {}) });
  return file;
};
