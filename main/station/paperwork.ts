import { createHash, randomUUID } from 'node:crypto';
import type { DoneCommand } from '../../db/store.ts';
import { contractOfRecord } from '../../domain/contract/inForce.ts';
import { withRunningGrade } from '../../domain/incident/ofRecord.ts';
import type { Copy } from '../../domain/forms/form.ts';
import type { PrintOutcome } from '../../domain/api/types.ts';
import { copiesOf, decideCopies, mayExist, nextPrint, type CopyCommand } from '../../domain/record/copies.ts';
import { evolve } from '../../domain/record/evolve.ts';
import type { Op } from '../../domain/record/op.ts';
import type { Anchor } from '../../domain/paper/furniture.ts';
import { copiesNumbered, standingMark } from '../../domain/paper/mark.ts';
import type { Witness } from '../../domain/witness/inclusion.ts';
import type { CopyEntry, Rec, Seal } from '../../domain/record/record.ts';
import { ok } from '../../domain/result.ts';
import { exportText } from '../../domain/seal/export.ts';
import { readRotations } from './identity.ts';
import type { OpenStation } from './openStation.ts';
import { readWitness } from '../sync/witness.ts';
import type { StationCore } from './core.ts';
import type { Order } from './recorder.ts';
import { accepted, refused, RefusedError } from '../../domain/refused.ts';

export const bytesHash = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

const anchorOf = ({ chainHead, chainSeq }: Seal, witness: Witness | null): Anchor => ({ chainHead, chainSeq, ...(witness ? { logPlace: witness.inclusions[0]!.index + 1 } : {}) });

/** A record by itself, as far as `rec` has come: what `sanlian verify` checks (domain/seal/export.ts). */
export const recordExport = (open: OpenStation, rec: Rec): string => {
  const definition = open.store.read.definition(rec.def);
  if (!definition) throw refused('definition-from-future', { params: { number: rec.number } });
  const witness = rec.seal ? readWitness(open.store.read, rec.id) : null;
  const { key } = open.identity;
  // signed before the station changed its key: the file shows how one follows from the other
  const rotations = [...rec.signatures.map((signature) => signature.key), rec.seal?.key ?? key].every((each) => each === key) ? [] : readRotations(open.store.read);
  return exportText({ definition, ops: open.store.read.opsOf(rec.id).slice(0, rec.rev).map(({ seq, hash, bytes }) => ({ seq, hash, bytes })), key, ...(rotations.length > 0 ? { rotations: [...rotations] } : {}), ...(witness ? { witness } : {}) });
};

const copiesHere = (open: OpenStation, rec: Rec): readonly Copy[] => {
  const def = open.store.read.definition(rec.def);
  return def ? copiesOf(def, rec) : rec.context.copies;
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

/** What the print dialog shows: the copies as they would be, marked 预览 (an unsealed or voided record by its own mark), and without the record inside. */
export const previewOf = (core: StationCore, open: OpenStation, rec: Rec, numbers: readonly number[]): Promise<Uint8Array> => pagesOf(core, open, rec, numbers, { isPreview: true });

/** Labelled copies of a sealed record in one file, the record inside. They leave the station: whoever asks for them registers them. */
const labelledCopies = (core: StationCore, open: OpenStation, rec: Rec, numbers: readonly number[], reprints: Record<number, number>): Promise<Uint8Array> =>
  pagesOf(core, open, rec, numbers, { isPreview: false, reprints });

const pagesOf = async (core: StationCore, open: OpenStation, rec: Rec, numbers: readonly number[], { isPreview, reprints = {} }: { isPreview: boolean; reprints?: Record<number, number> }): Promise<Uint8Array> => {
  const def = open.store.read.definition(rec.def);
  if (!def) throw refused('definition-from-future', { params: { number: rec.number } });
  const mark = standingMark(rec, def);
  const copies = accepted(copiesNumbered(rec, def, numbers));
  return core.papers.make({
    def, rec: rec.seal ? rec : withRunningGrade(def, rec, core.now(), contractOfRecord(open.contracts, rec)), lang: 'zh', copies: rec.seal ? copies : [], watermark: mark ?? (isPreview ? '预览' : undefined), reprints,
    anchor: rec.seal ? anchorOf(rec.seal, readWitness(open.store.read, rec.id)) : undefined,
    embedded: rec.seal && !isPreview ? recordExport(open, rec) : undefined,
  });
};

const sealedRecord = (open: OpenStation, id: string): Rec => {
  const rec = open.store.read.record(id);
  if (!rec) throw refused('not-found');
  if (!rec.seal) throw refused('not-sealed');
  return rec;
};

const registration = (core: StationCore, open: OpenStation, rec: Rec) => ({ now: core.now(), person: open.author.person, holders: copiesHere(open, rec), createId: randomUUID });

/** Sheets that leave, written down in one transaction; counted there, not before. */
const register = (core: StationCore, open: OpenStation, id: string, command: CopyCommand): Rec =>
  open.recorder.change(open.author, id, (_writer, { rec }) => decideCopies(rec, command, registration(core, open, rec)));

/** The copies an order has given to the printer, by the ids kept with it. */
const outcomeOf = (open: OpenStation, { doc, answer }: DoneCommand): PrintOutcome => {
  const ids = new Set(JSON.parse(answer ?? '[]') as string[]);
  const given = (open.store.read.record(doc)?.copies ?? []).filter((copy) => ids.has(copy.id) && mayExist(copy));
  const job = given.at(-1)?.job;
  return { ...(job ? { job } : {}), copies: given.map((copy) => copy.no) };
};

/** The mark 补打 第 n 次 counts the prints after the first. */
const reprintsOf = (rec: Rec, numbers: readonly number[]): Record<number, number> =>
  Object.fromEntries(numbers.map((no) => [no, nextPrint(rec, no) - 1] as const).filter(([, again]) => again > 0));

/** Papers of one record leave one after the other: the number printed on a sheet is the number in the register. */
const oneAtATime = <T>(core: StationCore, id: string, work: () => Promise<T>): Promise<T> => core.queue(`copies ${id}`, work);

/**
 * Prints each copy as a job of its own: printers that ignore "copies" cannot turn three labelled sheets into nine. A sheet's entry is on
 * disk before the printer gets it and settled after, so that a full disk or a crash leaves an entry too many, never a paper without one.
 */
export const printCopies = (core: StationCore, open: OpenStation, order: Order, input: { id: string; copies: readonly number[]; printer: string; reason?: string }): Promise<PrintOutcome> =>
  oneAtATime(core, input.id, async () => {
    const done = open.recorder.carriedOut(order);
    if (done) return outcomeOf(open, done);
    let rec = sealedRecord(open, input.id);
    const command = { medium: 'printer', printer: input.printer, ...(input.reason ? { reason: input.reason } : {}) } as const;
    // nothing is sent to the printer that the register would not take
    accepted(decideCopies(rec, { ...command, copies: input.copies }, registration(core, open, rec)));
    const given: string[] = [];
    for (const no of input.copies) {
      const file = await labelledCopies(core, open, rec, [no], reprintsOf(rec, [no]));
      const entry = open.recorder.together((writer) => {
        const copy = register(core, open, rec.id, { ...command, copies: [no] }).copies.at(-1)!;
        given.push(copy.id);
        writer.putCommand({ ...order, doc: rec.id, answer: JSON.stringify(given) });
        return copy;
      });
      rec = await printEntry(core, open, rec, entry, file);
    }
    return outcomeOf(open, open.recorder.carriedOut(order)!);
  });

/** Gives one registered sheet to the printer and writes down what became of it. What the printer refuses is thrown on. */
const printEntry = async (core: StationCore, open: OpenStation, rec: Rec, { id, no, printer = '' }: CopyEntry, file: Uint8Array): Promise<Rec> => {
  const settle = (outcome: 'printed' | 'failed', job?: string): Rec =>
    open.recorder.change(open.author, rec.id, () => ok([{ kind: 'settled', id, outcome, ...(job ? { job } : {}) }]));
  let job: string | undefined;
  try {
    ({ job } = await core.printing.print({ file, title: `${rec.number} ${no}/${copiesHere(open, rec).length}`, printer }));
  } catch (error) {
    // only a plain refusal of the printer says that no sheet came out
    if (error instanceof RefusedError && error.refusals.every((each) => each.params?.['unanswered'] === undefined)) settle('failed');
    throw error;
  }
  return settle('printed', job);
};

/** No printer: the copies as one file, registered the same way. Asked for again by the same order, the same file is made and nothing registered. */
export const saveCopies = (core: StationCore, open: OpenStation, order: Order, input: { id: string; copies: readonly number[]; reason?: string }): Promise<Uint8Array> =>
  oneAtATime(core, input.id, async () => {
    const rec = sealedRecord(open, input.id);
    const done = open.recorder.carriedOut(order);
    if (done) {
      const before = beforeCopies(open, done);
      return labelledCopies(core, open, before, input.copies, reprintsOf(before, input.copies));
    }
    const command: CopyCommand = { medium: 'pdf', copies: input.copies, ...(input.reason ? { reason: input.reason } : {}) };
    accepted(decideCopies(rec, command, registration(core, open, rec)));
    const file = await labelledCopies(core, open, rec, input.copies, reprintsOf(rec, input.copies));
    open.recorder.once(order, () => ({ value: null, doc: rec.id, answer: register(core, open, rec.id, command).copies.slice(-input.copies.length).map((copy) => copy.id) }), () => null);
    return file;
  });

/** The record as the order found it, from the log. */
const beforeCopies = (open: OpenStation, { doc, answer }: DoneCommand): Rec => {
  const ids = new Set(JSON.parse(answer ?? '[]') as string[]);
  let rec: Rec | null = null;
  for (const { bytes } of open.store.read.opsOf(doc)) {
    const op = JSON.parse(bytes) as Op;
    if (op.event.kind === 'copied' && ids.has(op.event.copy.id)) break;
    rec = evolve(rec, op);
  }
  if (!rec) throw refused('not-found');
  return rec;
};
