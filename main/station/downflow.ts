import { referenceAudience, type PullAnswer, type PullEntry } from '../../domain/api/protocol.ts';
import { inDeclaredOrder } from '../../domain/forms/declaredOrder.ts';
import { definitionHash } from '../../domain/forms/define.ts';
import { formsById } from '../../domain/forms/index.ts';
import { evolve } from '../../domain/record/evolve.ts';
import { isKnownEvent, schemaVersion, type Op, type ReferenceKind } from '../../domain/record/op.ts';
import type { Rec } from '../../domain/record/record.ts';
import { branchView, mainView, type Placed } from '../../domain/sync/branch.ts';
import type { PulledOp, Writer } from '../../db/store.ts';
import { ChainError, StoreError } from '../../db/storeError.ts';
import { noteArrivals } from './arrivals.ts';
import { pullKeys } from '../sync/pull.ts';
import { readUnmade, unmadeKey } from '../sync/unmade.ts';

/** What the station does with what comes down; `project` puts a record's row and index, `refer` takes reference data in (throws when it cannot read it). */
export type DownflowPorts = {
  readonly station: string;
  /** `isAlone`: all of the record or nothing, whatever becomes of an error; otherwise an error ends the caller's transaction. */
  readonly project: (writer: Writer, rec: Rec, isNewlySealed: boolean, isAlone: boolean) => void;
  readonly refer: (writer: Writer, what: ReferenceKind, body: unknown, audience: string) => void;
  /** Headquarters' log has come to this station's seal of the record, and it applied. */
  readonly reach: (writer: Writer, doc: string) => void;
  /** Headquarters' log was read to its end. */
  readonly settle: (writer: Writer) => void;
};

/** Operations kept raw that are tried again at a time. */
const mostRaw = 10_000;

type PulledEntry = Extract<PullEntry, { kind: 'op' }>;

/** Whether this program knows its kind; another is kept as it is until a newer program reads it. */
const isReadable = (op: Op): boolean => op.v === schemaVersion && typeof op.doc === 'string' && isKnownEvent(op.event?.kind);

/** Known damage of the chain or of the disk: no trying again makes it good. */
export const isFatal = (error: unknown): boolean => error instanceof ChainError || error instanceof StoreError;

/** Where both neighbours are here, a writer's operations are one chain. */
const checkLink = (writer: Writer, { station, seq, hash }: PulledEntry, prev: unknown, known: Pick<PulledOp, 'hash'> | null): void => {
  const before = writer.pulledHash(station, seq - 1);
  if (before !== null && before !== prev) throw new ChainError(`operation ${seq} of ${station} does not follow ${seq - 1}`);
  if (known && known.hash !== hash) throw new ChainError(`operation ${seq} of ${station} has two hashes`);
};

const placed = (writer: Writer, doc: string): readonly Placed[] => writer.versionsOf(doc).map(({ bytes, hash, outcome }) => ({ op: JSON.parse(bytes) as Op, hash, outcome }));

/** Both versions anew from the operations: the agreed one into the record, our own beside it until somebody decided. */
const replay = (writer: Writer, doc: string, isAlone: boolean, ports: DownflowPorts): void => {
  const ops = placed(writer, doc);
  const before = writer.record(doc);
  const main = mainView(ops);
  const conflicting = ops.filter(({ op, outcome }) => op.station === ports.station && outcome === 'conflict');
  // what stood before the last decision is over; a later conflict has a reason of its own
  const decided = new Set(ops.flatMap(({ op, outcome }) => (outcome === 'applied' && op.event.kind === 'resolved' ? [op.event.parents[1]] : [])));
  const open = conflicting.slice(conflicting.findLastIndex(({ hash }) => decided.has(hash)) + 1);
  const head = open.at(-1)?.hash;
  const own = head === undefined ? null : branchView(ops, ports.station);
  const reason = writer.outcomes(doc).find(({ seq }) => seq === open[0]?.op.seq)?.reason ?? '';
  if (main) ports.project(writer, main, main.seal !== undefined && before?.seal === undefined, isAlone);
  writer.putBranch(doc, own && head !== undefined ? { reason, head, record: own } : null);
};

/**
 * Takes in one operation of another writer. Answers how its record must be made again: `next` from where it stands, `replay` from all its
 * operations, `none`.
 */
const take = (writer: Writer, op: Op, isBranch: boolean, given: Map<string, string | undefined>, ports: DownflowPorts): 'none' | 'next' | 'replay' => {
  const { event } = op;
  if (event.kind === 'defined') {
    if (definitionHash(event.def) !== op.doc) throw new TypeError('a definition under another name');
    writer.putDefinition(op.doc, inDeclaredOrder(event.def));
    return 'none';
  }
  if (event.kind === 'published') {
    ports.refer(writer, event.what, event.body, referenceAudience(op.doc));
    return 'none';
  }
  if (isBranch) return 'none';
  if (event.kind === 'granted' && event.to === ports.station) {
    // the last that came is the last there
    given.delete(op.doc);
    given.set(op.doc, event.owner?.id);
  }
  return event.kind === 'resolved' || writer.branch(op.doc) ? 'replay' : 'next';
};

/** What a page changes: records to make again from all their operations, records carried on from where they stand, and what was given to this station, with whom it is meant for. */
type Changes = { readonly replays: Set<string>; readonly carried: Map<string, Rec>; readonly given: Map<string, string | undefined> };

/** The one place where what headquarters sends becomes part of the station. */
export const createDownflow = (ports: DownflowPorts) => {
  /** What came so far is written before a contract that was sent or signed comes into force: they count in the order of headquarters' log. */
  const flush = (writer: Writer, changes: Changes, isAlone: boolean): void => {
    finish(writer, changes, isAlone);
    changes.replays.clear();
    changes.carried.clear();
    changes.given.clear();
  };

  /** Whether the record's paper puts the contract's figures in force. */
  const isContract = (rec: Rec | null | undefined): boolean => rec != null && formsById.get(rec.form)?.profile !== undefined;

  /** `isLate`: it was kept raw; what came after it is part of its record already, so the record is made again from the beginning. */
  const takeIn = (writer: Writer, entry: PulledEntry, changes: Changes, isAlone: boolean, isLate = false): void => {
    const { replays, carried, given } = changes;
    const op = JSON.parse(entry.bytes) as Op;
    const row = { station: entry.station, seq: entry.seq, n: entry.n, hash: entry.hash, bytes: entry.bytes, branch: entry.branch ?? false, ...(entry.proof === undefined ? {} : { proof: entry.proof }) };
    const isKnown = writer.pulled(entry.station, entry.seq);
    checkLink(writer, entry, op.prev, isKnown);
    if (!isReadable(op)) {
      writer.putPulled({ ...row, doc: '', state: 'raw' });
      return;
    }
    const isTaken = op.event.kind === 'resolved' && isContract(op.event.record);
    if (op.event.kind === 'published' || isTaken) flush(writer, changes, isAlone);
    try {
      const how = isKnown && isKnown.state !== 'raw' ? 'none' : take(writer, op, entry.branch ?? false, given, ports);
      writer.putPulled({ ...row, doc: op.doc, state: entry.branch ? 'branch' : 'applied' });
      if (how === 'replay' || (how === 'next' && isLate)) replays.add(op.doc);
      if (how === 'next' && !replays.has(op.doc)) {
        const rec = evolve(carried.get(op.doc) ?? writer.record(op.doc), op);
        if (rec) carried.set(op.doc, rec);
      }
    } catch (error) {
      // what this program cannot read must not hold up what follows (I7); it is shown as "update needed"
      if (isFatal(error)) throw error;
      writer.putPulled({ ...row, doc: op.doc, state: 'raw' });
    }
    if (isTaken || (op.event.kind === 'sealed' && isContract(carried.get(op.doc) ?? writer.record(op.doc)))) flush(writer, changes, isAlone);
  };

  /**
   * Each record is written once a page, however many operations of it came. One that cannot be made holds up no other (I7): its operations
   * are in the log, and it is tried again with its next one and at the next start.
   */
  const finish = (writer: Writer, { replays, carried, given }: Changes, isAlone: boolean): void => {
    const unmade = new Set(readUnmade(writer));
    const make = (doc: string, work: () => void): void => {
      try {
        work();
        unmade.delete(doc);
      } catch (error) {
        if (!isAlone || isFatal(error)) throw error;
        unmade.add(doc);
        process.emitWarning(`record ${doc} could not be made: ${error instanceof Error ? error.message : String(error)}`);
      }
    };
    for (const [doc, rec] of carried) {
      if (replays.has(doc)) continue;
      if (unmade.has(doc)) replays.add(doc);
      else make(doc, () => ports.project(writer, rec, rec.seal !== undefined && writer.record(doc)?.seal === undefined, isAlone));
    }
    for (const doc of replays) make(doc, () => replay(writer, doc, isAlone, ports));
    noteArrivals(writer, ports.station, given, new Set([...carried.keys(), ...replays]));
    writer.setMeta(unmadeKey, unmade.size === 0 ? null : JSON.stringify([...unmade]));
  };
  const noChanges = (): Changes => ({ replays: new Set(), carried: new Map(), given: new Map() });

  return {
    /**
     * In the caller's transaction. `isAlone`: a record that cannot be made is left behind (each in a savepoint, which makes the full-text
     * index write itself out); without it, it fails the whole page, which is then to be taken in again. Throws ChainError when a writer's
     * operations are not one chain: somebody else wrote in its name.
     */
    apply: (writer: Writer, page: PullAnswer, isAlone = true): void => {
      const changes = noChanges();
      for (const entry of page.entries) {
        if (entry.kind === 'op') takeIn(writer, entry, changes, isAlone);
        else {
          const own = writer.op(entry.seq);
          if (!own) continue;
          const { doc, event } = JSON.parse(own.bytes) as Op;
          writer.putOutcome({ seq: entry.seq, doc, outcome: entry.outcome, ...(entry.reason === undefined ? {} : { reason: entry.reason }) });
          if (entry.outcome === 'conflict') changes.replays.add(doc);
          if (entry.outcome === 'applied' && event.kind === 'sealed') {
            flush(writer, changes, isAlone);
            ports.reach(writer, doc);
          }
        }
      }
      finish(writer, changes, isAlone);
      if (!page.more) ports.settle(writer);
      writer.setMeta(pullKeys.n, String(page.next.n));
      writer.setMeta(pullKeys.h, page.next.h);
      writer.setMeta(pullKeys.headquarters, page.headquarters);
    },
    /**
     * At the start: what was kept raw is read again, and records that could not be made are made again. Answers how many operations are
     * still not understood.
     */
    readRaw: (writer: Writer): number => {
      const changes = noChanges();
      for (const { state: _state, doc: _doc, ...row } of writer.rawPulled(mostRaw)) takeIn(writer, { kind: 'op', ...row }, changes, true, true);
      for (const doc of readUnmade(writer)) changes.replays.add(doc);
      finish(writer, changes, true);
      return writer.rawPulled(mostRaw).length;
    },
  };
};
