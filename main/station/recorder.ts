import { v7 as uuidv7 } from 'uuid';
import type { ClockRow, DoneCommand, Store, Writer } from '../../db/store.ts';
import type { Calendar } from '../../domain/calendar/calendar.ts';
import { dayOf, msToSecond } from '../../domain/clocks/shanghai.ts';
import { definitionHash } from '../../domain/forms/define.ts';
import type { Actor, FormDef } from '../../domain/forms/form.ts';
import { contractOfRecord, contractOn } from '../../domain/contract/inForce.ts';
import type { ContractProfile } from '../../domain/contract/profile.ts';
import { formsById } from '../../domain/forms/index.ts';
import { resolveForm } from '../../domain/forms/resolve.ts';
import { recordToIndex } from '../../domain/forms/indexing.ts';
import { linksOf, refsIn, type Around, type Known } from '../../domain/record/around.ts';
import { pausesOf, recordClocks } from '../../domain/record/clocks.ts';
import { correctedOf, newestFirst, reinstatement } from '../../domain/record/corrections.ts';
import type { Setting } from '../../domain/record/decide.ts';
import { evolve } from '../../domain/record/evolve.ts';
import { sealOp, sectionOf, type DecidedEvent, type Event } from '../../domain/record/op.ts';
import type { Person, Rec } from '../../domain/record/record.ts';
import { clashing, isLiving, takesUniqueValues } from '../../domain/record/unique.ts';
import type { Result } from '../../domain/result.ts';
import { holderOf, isAway } from '../../domain/sync/holder.ts';
import { createSeal } from '../../domain/seal/content.ts';
import type { Clock } from './clock.ts';
import { clockBasis } from './clockBasis.ts';
import type { Identity } from './identity.ts';
import { accepted, refused, RefusedError } from '../../domain/refused.ts';
import { placeTaken } from './placeTaken.ts';
import { profileRefusedKey } from './stationKeys.ts';

/** Who acts: an account at the desk, or the customer on the handed-over screen (written down under the engineer who handed over). */
export type Author = { readonly person: Person; readonly actor: Actor };

/** A command as it was given: its id, and the hash of what it says and of who says it. */
export type Order = { readonly id: string; readonly digest: string };

/** A record, the definition pinned in it, and what a decision about it may look at. */
export type Standing = { readonly rec: Rec; readonly setting: Setting };

/** Key periods, plans and the like that a step is compared with. */
const mostBeside = 2000;

/** Under which key the hash of the contract and calendar stands that the stored clocks were reckoned by. */
const basisKey = 'clocks.basis';
/** Says that the stored clocks of corrections begin with their making (docs/decisions/0031), those that have stopped too. */
const correctionsKey = 'clocks.corrections';
/** More running clocks than a station ever has. */
const mostClocks = 1_000_000;

/** Void and corrected papers of one round are few; this many are looked at. */
const mostAnswers = 500;

/**
 * The one way to write: decide → events → one transaction of operations, record and index → after commit, tell the screens. Nothing else
 * in the station appends to the log.
 */
export type Recorder = {
  readonly setting: (author: Author, def: FormDef, defHash: string) => Setting;
  readonly standing: (reader: Pick<Writer, 'record' | 'definition'>, id: string, author: Author) => Standing;
  /** Makes a record; `decision` gets the setting of the newest definition of the form. */
  readonly create: (author: Author, id: string, form: string, decision: (writer: Writer, setting: Setting) => Result<DecidedEvent[]>) => Rec;
  /** What is known of an order that was carried out before; null for a new one. Refuses `command-reused` when its id was another command's. */
  readonly carriedOut: (order: Order) => DoneCommand | null;
  /**
   * Carries an order out once: `work`, whose creations and changes are steps of one transaction, and the mark that it was done. The same
   * order again writes nothing and is answered by `again`. `answer` of the work is kept as JSON for that.
   */
  readonly once: <T>(order: Order, work: (writer: Writer) => { readonly value: T; readonly doc: string; readonly answer?: unknown }, again: (done: DoneCommand) => T) => T;
  /** The same for an order that is answered with its record: sent again, as it stands by then. */
  readonly onceOf: (order: Order, work: (writer: Writer) => Rec) => Rec;
  /** Creations and changes inside are steps of one transaction: all of them or none. */
  readonly together: <T>(work: (writer: Writer) => T) => T;
  /** Writes down that something which is no record left the station (R35), e.g. a list: `doc` names it, and is no record's id. */
  readonly release: (writer: Writer, author: Author, doc: string, what: string, to: string) => void;
  /**
   * A record as it came from headquarters. `isNewlySealed`: the contract's figures in it come into force now. `isAlone` (so unless said):
   * all of the record or nothing, whatever the caller makes of an error; otherwise the caller's transaction must end with it.
   */
  readonly project: (writer: Writer, rec: Rec, isNewlySealed: boolean, isAlone?: boolean) => void;
  /** Reckons every running clock again when the contract or the calendar is another one than last time (R37). */
  readonly reckonOpenClocks: () => void;
  /** The same with the first question of a new day: a suspension without an end lasts until today (R33). */
  readonly reckonOnNewDay: () => void;
  /** Puts the original of a correction that was thrown away in force again, where this station writes it. Answers the paper that has its place by now: then it stays replaced. */
  readonly settle: (author: Author, correction: string) => Rec | undefined;
  /** Changes a record. An empty list of events is a command that was already carried out. */
  readonly change: (author: Author, id: string, decision: (writer: Writer, standing: Standing) => Result<DecidedEvent[]>) => Rec;
};

export const createRecorder = (options: { store: Store; /** code of the site the station works at */ site: string; identity: Pick<Identity, 'station' | 'key' | 'sign'>; clock: Clock; profile: () => ContractProfile; /** of every term, the oldest first */ contracts: () => readonly ContractProfile[]; calendar: Calendar; onChange: (recs: readonly Rec[]) => void; /** a paper with the contract's figures was sealed */ onProfile: (writer: Writer, rec: Rec, def: FormDef) => void }): Recorder => {
  const { store, identity, clock } = options;

  const append = (writer: Writer, author: Author, doc: string, base: number, decided: DecidedEvent) => {
    const head = writer.head();
    // only here is it known which operation stands right before the seal
    const event: Event = decided.kind === 'sealed' ? { ...decided, seal: createSeal(decided.seal, head, identity) } : decided;
    const now = clock.now();
    const seen = writer.lastSeen(doc);
    const sealed = sealOp({
      v: 1, station: identity.station, seq: head.seq + 1, prev: head.hash, id: uuidv7({ msecs: now }), doc, section: sectionOf(event.kind), base, ...(seen === null ? {} : { seen }),
      by: author.person, at: msToSecond(now), mono: clock.mono(), event,
    });
    writer.append(sealed);
    return sealed.op;
  };

  const known = (id: string): Known | null => {
    const rec = store.read.record(id);
    const def = rec && store.read.definition(rec.def);
    return rec && def ? { rec, def } : null;
  };
  // inside a write these read through the transaction's own connection
  const around: Around = {
    record: known,
    linked: (id) => {
      const from = known(id);
      const ids = new Set([...(from ? linksOf(from.rec, from.def).map((link) => link.to) : []), ...store.read.linkedFrom(id).map((link) => link.id)]);
      return [...ids].flatMap((each) => known(each) ?? []);
    },
    ofForm: (form, states) => store.read.rowsInStates(form, states, mostBeside).rows.flatMap((row) => store.read.record(row.id) ?? []),
    get profile() {
      return options.profile();
    },
    get contracts() {
      return options.contracts();
    },
  };

  const isAwayHere = (rec: Rec): boolean => isAway(rec, { station: identity.station, site: options.site });
  const clocksOf = ({ rec, def }: Known): readonly ClockRow[] => {
    // what was over and done with before it came here is kept to no day of this station
    if (!isLiving(rec, def) || isAwayHere(rec) || (rec.imported && def.lifecycle.states[rec.state]?.closed)) return [];
    const clocks = recordClocks(rec, def, contractOfRecord(options.contracts(), rec), options.calendar, pausesOf(rec.id, around.linked(rec.id), dayOf(msToSecond(clock.now()))));
    return clocks.map(({ id, started, due, kept, estimated }) => ({ clock: id, started, due, ...(kept !== undefined && { kept }), estimated }));
  };
  const reckonAgain = (writer: Writer, id: string): void => {
    const other = known(id);
    if (other) writer.putClocks(id, clocksOf(other));
  };
  /** Whether a paper suspends clocks until today, or from a day to come: then another day makes other deadlines. */
  const movesWithToday = (today: string): boolean =>
    [...formsById.values()].some(({ id: form, suspends }) => suspends !== undefined && store.read.rowsInStates(form, suspends.states, mostBeside).rows.some((row) => {
      const paper = known(row.id);
      const stops = paper?.def.suspends;
      if (!stops) return false;
      const { [stops.from]: from, [stops.to]: to } = paper.rec.data;
      return typeof from === 'string' && (typeof to !== 'string' || from > today);
    }));
  let reckonedOn = '';
  const reckonAllAgain = (writer: Writer): void => {
    const today = dayOf(msToSecond(clock.now()));
    reckonedOn = today;
    const basis = clockBasis(options.contracts(), options.calendar, movesWithToday(today) ? today : null);
    if (writer.meta(basisKey) === basis) return;
    // what was kept in time stays so under another contract: only what runs is reckoned by it
    const begunWithOriginal = writer.meta(correctionsKey) === null ? writer.corrected().map(({ by }) => by) : [];
    for (const id of new Set([...writer.openClocks(mostClocks).rows.map((row) => row.id), ...begunWithOriginal])) reckonAgain(writer, id);
    writer.setMeta(correctionsKey, '1');
    writer.setMeta(basisKey, basis);
  };
  const putRecord = (writer: Writer, rec: Rec, def: FormDef, words: 'now' | 'later' = 'now'): void => {
    const stops = def.suspends;
    const before = stops ? writer.record(rec.id) : null;
    writer.putRecord(rec, { ...recordToIndex(rec, def), clocks: clocksOf({ rec, def }), ...(isAwayHere(rec) && { away: true }) }, words);
    if (!stops) return;
    // a paper that suspends clocks changes those of the papers it names, and of those it named
    const named = [...(before ? refsIn(before.data, stops.papers) : []), ...refsIn(rec.data, stops.papers)];
    for (const id of new Set(named.map((ref) => ref.id))) reckonAgain(writer, id);
  };
  const takeForce = (writer: Writer, rec: Rec, def: FormDef): void => {
    if (!def.profile || !rec.seal) return;
    options.onProfile(writer, rec, def);
    reckonAllAgain(writer);
  };

  const setting: Recorder['setting'] = (author, def, defHash) => ({
    now: msToSecond(clock.now()), mono: clock.mono(), person: author.person, actor: author.actor, def, defHash, around,
  });

  const standing: Recorder['standing'] = (reader, id, author) => {
    const rec = reader.record(id);
    if (!rec) throw refused('not-found');
    const def = reader.definition(rec.def);
    if (!def) throw refused('definition-from-future', { params: { number: rec.number } });
    return { rec, setting: setting(author, def, rec.def) };
  };

  const apply = (writer: Writer, author: Author, id: string, from: Rec | null, def: FormDef, events: readonly DecidedEvent[]): Rec => {
    let rec = from;
    for (const event of events) rec = evolve(rec, append(writer, author, id, rec?.rev ?? 0, event));
    if (!rec) throw new Error('a record begins with its creation');
    const wanted = takesUniqueValues(from, rec, def);
    const taken = wanted && clashing(rec, def, writer.recordsWhere(rec.form, wanted, mostAnswers));
    if (taken) throw refused('round-exists', { params: { number: taken.number } });
    if (events.length > 0) putRecord(writer, rec, def);
    // what happens to a sealed paper later, a copy of it or its release, puts nothing in force again
    if (from?.seal === undefined) takeForce(writer, rec, def);
    // what a correction itself gives back goes before what waits for the place
    reinstate(writer, author, { rec, def });
    if (from) reinstateFreed(writer, author, from, rec, def);
    return rec;
  };

  /**
   * The original of a correction that was thrown away, in the same transaction; one that is written elsewhere headquarters puts right. One whose place another paper has by now stays
   * replaced (docs/decisions/0031), and that paper is answered: it keeps nobody from throwing the correction away.
   */
  const reinstate = (writer: Writer, author: Author, correction: Known): Rec | undefined => {
    const original = known(correctedOf(correction.rec) ?? '');
    const event = original && holderOf(original.rec) === identity.station ? reinstatement(original.rec, correction.rec, correction.def) : null;
    if (!original || !event) return undefined;
    const taken = placeTaken(writer, original.rec, original.def);
    if (!taken) changed.push(apply(writer, author, original.rec.id, original.rec, original.def, [event]));
    return taken;
  };

  /** Originals that stayed replaced because `from` had their place, once it gives it up. */
  const reinstateFreed = (writer: Writer, author: Author, from: Rec, rec: Rec, def: FormDef): void => {
    const freed = takesUniqueValues(rec, from, def);
    if (!freed) return;
    for (const { correctedBy } of writer.recordsWhere(rec.form, freed, mostAnswers).toSorted((a, b) => newestFirst(a.id, b.id))) {
      const correction = correctedBy === undefined ? undefined : known(correctedBy);
      if (correction) reinstate(writer, author, correction);
    }
  };

  // screens hear of what is committed, never of a step inside a transaction that may still fail
  let depth = 0;
  const changed: Rec[] = [];
  const write = <T>(work: (writer: Writer) => T): T => {
    depth += 1;
    try {
      return store.write(work);
    } catch (error) {
      if (depth === 1) changed.length = 0;
      throw error;
    } finally {
      depth -= 1;
      if (depth === 0 && changed.length > 0) options.onChange(changed.splice(0));
    }
  };

  const carriedOut: Recorder['carriedOut'] = (order) => {
    const done = store.read.command(order.id);
    if (done && done.digest !== order.digest) throw refused('command-reused');
    return done;
  };
  const once: Recorder['once'] = (order, work, again) =>
    write((writer) => {
      const done = carriedOut(order);
      if (done) return again(done);
      const { value, doc, answer } = work(writer);
      writer.putCommand({ ...order, doc, answer: answer === undefined ? null : JSON.stringify(answer) });
      return value;
    });

  return {
    setting,
    standing,
    reckonOpenClocks: () => store.write(reckonAllAgain),
    reckonOnNewDay: () => {
      const today = dayOf(msToSecond(clock.now()));
      if (today === reckonedOn) return;
      try {
        store.write(reckonAllAgain);
      } catch (error) {
        // a full disk must not keep anybody from reading: the deadlines of yesterday are shown, and the process's warnings say why
        reckonedOn = today;
        process.emitWarning(error instanceof Error ? error : String(error));
      }
    },
    project: (writer, rec, isNewlySealed, isAlone = true) => {
      const def = writer.definition(rec.def);
      if (!def) throw refused('definition-from-future', { params: { number: rec.number } });
      // they come by the hundred: a page waits for no full-text index
      if (isAlone) store.write(() => putRecord(writer, rec, def, 'later'));
      else putRecord(writer, rec, def, 'later');
      changed.push(rec);
      if (!isNewlySealed) return;
      try {
        takeForce(writer, rec, def);
      } catch (error) {
        // the paper is sealed and stays what it is; its figures do not fit the contract in force here, and the reason is kept
        if (!(error instanceof RefusedError)) throw error;
        writer.setMeta(profileRefusedKey, JSON.stringify({ reason: 'paper-refused', number: rec.number, refusals: error.refusals }));
      }
    },
    carriedOut,
    together: write,
    once,
    onceOf: (order, work) =>
      once(order, (writer) => {
        const value = work(writer);
        return { value, doc: value.id };
      }, ({ doc }) => {
        const rec = store.read.record(doc);
        if (!rec) throw refused('not-found');
        return rec;
      }),
    create: (author, id, form, decision) => {
      const declared = formsById.get(form);
      const def = declared && resolveForm(declared, contractOn(options.contracts(), dayOf(msToSecond(clock.now()))));
      if (!def) throw refused('form-unknown', { field: 'form', params: { form } });
      const defHash = definitionHash(def);
      return write((writer) => {
        const existing = writer.record(id);
        if (existing) return existing; // the same command sent again
        const events = accepted(decision(writer, setting(author, def, defHash)));
        if (!writer.definition(defHash)) {
          append(writer, author, defHash, 0, { kind: 'defined', def });
          writer.putDefinition(defHash, def);
        }
        const made = apply(writer, author, id, null, def, events);
        changed.push(made);
        return made;
      });
    },
    settle: (author, id) => write((writer) => {
      const correction = known(id);
      return correction ? reinstate(writer, author, correction) : undefined;
    }),
    release: (writer, author, doc, what, to) => { append(writer, author, doc, 0, { kind: 'released', what, to }); },
    change: (author, id, decision) =>
      write((writer) => {
        const stands = standing(writer, id, author);
        const events = accepted(decision(writer, stands));
        // one station writes a record at a time; what left this one is noted whoever holds it (R35)
        if (holderOf(stands.rec) !== identity.station && events.some(({ kind }) => kind !== 'released' && kind !== 'discarded')) throw refused('held-elsewhere', { params: { number: stands.rec.number } });
        const rec = apply(writer, author, id, stands.rec, stands.setting.def, events);
        changed.push(rec);
        return rec;
      }),
  };
};
