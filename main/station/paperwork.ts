import { createHash, randomUUID } from 'node:crypto';
import type { Copy } from '../../domain/forms/form.ts';
import { decideCopies, nextPrint, type CopyCommand } from '../../domain/record/copies.ts';
import type { Rec } from '../../domain/record/record.ts';
import { exportText } from '../../domain/seal/export.ts';
import type { OpenStation } from './openStation.ts';
import type { StationCore } from './core.ts';
import { accepted, refused } from './refused.ts';

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

/** What the print dialog shows: the copies as they would be, marked 预览 (an unsealed record by its own mark), and without the record inside. */
export const previewOf = (core: StationCore, open: OpenStation, rec: Rec, numbers: readonly number[]): Promise<Uint8Array> => pagesOf(core, open, rec, numbers, { isPreview: true });

/** Labelled copies of a sealed record in one file, the record inside. They leave the station: whoever asks for them registers them. */
const labelledCopies = (core: StationCore, open: OpenStation, rec: Rec, numbers: readonly number[], reprints: Record<number, number>): Promise<Uint8Array> =>
  pagesOf(core, open, rec, numbers, { isPreview: false, reprints });

const pagesOf = async (core: StationCore, open: OpenStation, rec: Rec, numbers: readonly number[], { isPreview, reprints = {} }: { isPreview: boolean; reprints?: Record<number, number> }): Promise<Uint8Array> => {
  const def = open.store.read.definition(rec.def);
  if (!def) throw refused('definition-from-future', { params: { number: rec.number } });
  const unsealed = watermarkOf(open, rec);
  const all = copiesOf(open, rec);
  const copies = numbers.map((no) => {
    const copy = all.find((c) => c.no === no);
    if (!copy) throw refused('copy-unknown', { params: { no } });
    return copy;
  });
  return core.papers.make({
    def, rec, lang: 'zh', copies: unsealed ? [] : copies, watermark: unsealed ?? (isPreview ? '预览' : undefined), reprints,
    anchor: rec.seal ? { chainHead: rec.seal.chainHead, chainSeq: rec.seal.chainSeq } : undefined,
    embedded: rec.seal && !isPreview ? recordExport(open, rec) : undefined,
  });
};

const sealedRecord = (open: OpenStation, id: string): Rec => {
  const rec = open.store.read.record(id);
  if (!rec) throw refused('not-found');
  if (!rec.seal) throw refused('not-sealed');
  return rec;
};

const registration = (core: StationCore, open: OpenStation, rec: Rec) => ({ now: core.now(), person: open.author.person, holders: copiesOf(open, rec), createId: randomUUID });

/** Sheets that left, written down in one transaction; counted there, not before. */
const register = (core: StationCore, open: OpenStation, id: string, command: CopyCommand): Rec =>
  open.recorder.change(open.author, id, (_writer, { rec }) => decideCopies(rec, command, registration(core, open, rec)));

/** The mark 补打 第 n 次 counts the prints after the first. */
const reprintsOf = (rec: Rec, numbers: readonly number[]): Record<number, number> =>
  Object.fromEntries(numbers.map((no) => [no, nextPrint(rec, no) - 1] as const).filter(([, again]) => again > 0));

/** Papers of one record leave one after the other: the number printed on a sheet is the number in the register. */
const oneAtATime = <T>(core: StationCore, id: string, work: () => Promise<T>): Promise<T> => core.queue(`copies ${id}`, work);

/** Prints each copy as a job of its own: printers that ignore "copies" cannot turn three labelled sheets into nine. */
export const printCopies = (core: StationCore, open: OpenStation, input: { id: string; copies: readonly number[]; printer: string; reason?: string }): Promise<{ job?: string; copies: number[] }> =>
  oneAtATime(core, input.id, async () => {
    let rec = sealedRecord(open, input.id);
    const command = { medium: 'printer', printer: input.printer, ...(input.reason ? { reason: input.reason } : {}) } as const;
    // nothing is sent to the printer that the register would not take
    accepted(decideCopies(rec, { ...command, copies: input.copies }, registration(core, open, rec)));
    let job: string | undefined;
    const done: number[] = [];
    for (const no of input.copies) {
      const file = await labelledCopies(core, open, rec, [no], reprintsOf(rec, [no]));
      ({ job } = await core.printing.print({ file, title: `${rec.number} ${no}/${copiesOf(open, rec).length}`, printer: input.printer }));
      rec = register(core, open, rec.id, { ...command, copies: [no], ...(job ? { job } : {}) });
      done.push(no);
    }
    return { job, copies: done };
  });

/** No printer: the copies as one file, registered the same way. */
export const saveCopies = (core: StationCore, open: OpenStation, input: { id: string; copies: readonly number[]; reason?: string }): Promise<Uint8Array> =>
  oneAtATime(core, input.id, async () => {
    const rec = sealedRecord(open, input.id);
    const command: CopyCommand = { medium: 'pdf', copies: input.copies, ...(input.reason ? { reason: input.reason } : {}) };
    accepted(decideCopies(rec, command, registration(core, open, rec)));
    const file = await labelledCopies(core, open, rec, input.copies, reprintsOf(rec, input.copies));
    register(core, open, rec.id, command);
    return file;
  });
