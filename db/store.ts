import type { ListQuery } from '../domain/api/contract.ts';
import type { CopyRow } from '../domain/api/contract.ts';
import type { HistoryEntry, RecordRow } from '../domain/api/types.ts';
import type { FormDef, RoundFields } from '../domain/forms/form.ts';
import type { SealedOp } from '../domain/record/op.ts';
import type { Ink, Rec, Value } from '../domain/record/record.ts';
import type { Brief } from '../domain/report/brief.ts';
import type { BriefQuery } from '../domain/report/source.ts';
import type { ClockQuery, IdPage, LeftOut, Standing, StandingQuery, Tally, TallyQuery } from './tally.ts';

/** Typing not yet turned into an operation, by record and account. */
export type Draft = { readonly record: string; readonly account: string; readonly base: number; readonly set: Readonly<Record<string, Value>>; readonly unset: readonly string[]; readonly savedAt: string };

/** A page of a file in which something was found; `page` counts from 1, 0 where the file has no pages. */
export type FileHit = { readonly sha256: string; readonly page: number; readonly excerpt: string };
/** The text of a file, page by page; `fault` says why there is none. */
export type FileText = { readonly pages: readonly string[]; readonly fault?: string };

/** A stored operation as it is sent. */
export type StoredOp = { readonly seq: number; readonly hash: string; readonly bytes: string };

export type BlobRow = { readonly sha256: string; readonly size: number; readonly type: string; /** headquarters has verified it */ readonly acked: boolean };

/** An operation of another writer that came down: `n` is its place in headquarters' log. `branch`: in its writer's version only; `raw`: kept as it is until this program can read it; `branch` says where it belongs then. */
export type PulledOp = { readonly station: string; readonly seq: number; readonly n: number; readonly hash: string; readonly doc: string; readonly bytes: string; readonly state: 'applied' | 'branch' | 'raw'; readonly branch?: boolean; /** headquarters' signature, of what it wrote itself */ readonly proof?: string };
/** What headquarters made of an operation of ours, where it is not simply applied. */
export type OutcomeRow = { readonly seq: number; readonly doc: string; readonly outcome: 'applied' | 'conflict' | 'quarantined'; readonly reason?: string };
/** This station's own version of a record that headquarters holds otherwise, until a person decides; `head`: its newest operation. */
export type BranchRow = { readonly doc: string; readonly reason: string; readonly head: string; readonly record: Rec };
/** An operation of a record whoever wrote it, in the order this station saw them. */
export type PlacedOp = StoredOp & { readonly own: boolean; readonly outcome: 'applied' | 'conflict' | 'quarantined' };

/** A command that was carried out. `digest`: hash of what it said; `doc`: the record it was about; `answer`: JSON of what the log does not hold of its answer. */
export type DoneCommand = { readonly id: string; readonly digest: string; readonly doc: string; readonly answer: string | null };

/** A clock on a record (`clock`: its id in the contract profile): when it began, until when, and when it was stopped. ISO seconds. */
export type ClockRow = { readonly clock: string; readonly started: string; readonly due: string; readonly kept?: string; readonly estimated: boolean };
export type StoredClock = ClockRow & { readonly id: string; readonly form: string };
export type OpenClocks = { readonly rows: readonly (StoredClock & { readonly record: RecordRow })[]; readonly total: number };

/** Where a page of issued papers ended: when its last paper was issued, and its row. */
export type IssuedMark = { readonly issued: string; readonly rid: number };

/** Read-only questions. Every call sees committed data only (or, inside `write`, the transaction's own). */
export type Reader = {
  readonly meta: (key: string) => string | null;
  readonly head: () => { readonly seq: number; readonly hash: string };
  readonly record: (id: string) => Rec | null;
  readonly definition: (hash: string) => FormDef | null;
  /** Papers issued within a span of ISO days, both included, of one form or of all, the newest first, and how many there are in all. */
  readonly issued: (query: { readonly from: string; readonly to: string; readonly form?: string; readonly offset: number; readonly limit: number }) => { readonly records: readonly Rec[]; readonly total: number };
  /** The same papers page by page, the newest first, without counting them: `mark` is where the page before ended, null at first and after the last one. */
  readonly issuedAfter: (query: { readonly from: string; readonly to: string; readonly form?: string; readonly mark: IssuedMark | null; readonly limit: number }) => { readonly records: readonly Rec[]; readonly mark: IssuedMark | null };
  /** Papers issued within a span of ISO days, both included, the first issued first: what they are called, not what stands in them. */
  readonly issuedNames: (span: { readonly from: string; readonly to: string }) => readonly { readonly id: string; readonly form: string; readonly number: string }[];
  /** Files whose text has every word, the newest first: on which page, and a bit of what stands there. */
  readonly fileTexts: (text: string, limit: number) => readonly FileHit[];
  /** Those of the files that were read and had no text for this reason. */
  readonly filesAtFault: (sha256s: readonly string[], fault: string) => readonly string[];
  /** Files of records whose text has not been looked at yet. */
  readonly unreadFiles: (limit: number) => readonly BlobRow[];
  /** The record of a form with this number. */
  readonly numbered: (form: string, number: string) => Rec | null;
  /** The records of a form taken in from files that were called so there, or stood on the line of the file with this hash. */
  readonly imported: (form: string, from: { readonly number: string } | { readonly sha256: string; readonly line: number }) => readonly Rec[];
  readonly history: (doc: string) => readonly HistoryEntry[];
  /** Operations with seq > after, in order, until either limit is reached (at least one when there is one). */
  readonly opsAfter: (after: number, maxOps: number, maxBytes: number) => readonly StoredOp[];
  readonly op: (seq: number) => StoredOp | null;
  /** the operations a record is made of, whoever wrote them, in the order this station saw them */
  readonly opsOf: (doc: string) => readonly StoredOp[];
  /** the same with those that stand in one writer's version only */
  readonly versionsOf: (doc: string) => readonly PlacedOp[];
  /** of several records and references, in one order */
  readonly versionsOfAll: (docs: readonly string[]) => readonly PlacedOp[];
  /** ids of the papers a correction has replaced, with that correction's */
  readonly corrected: () => readonly { readonly id: string; readonly by: string }[];
  readonly pulled: (station: string, seq: number) => PulledOp | null;
  readonly pulledHash: (station: string, seq: number) => string | null;
  /** hash of the newest applied operation of another writer on the record */
  readonly lastSeen: (doc: string) => string | null;
  /** operations kept raw, oldest first: the program is older than what wrote them */
  readonly rawPulled: (limit: number) => readonly PulledOp[];
  /** operations of others that headquarters no longer shows: what it lost, this station still has */
  readonly unconfirmedPulled: (limit: number) => readonly PulledOp[];
  /** headquarters' own operations after a place of its log, each with its signature, oldest first */
  readonly provenPulled: (after: number, limit: number) => readonly { readonly station: string; readonly seq: number; readonly n: number; readonly hash: string; readonly bytes: string; readonly proof: string }[];
  readonly outcomes: (doc: string) => readonly OutcomeRow[];
  readonly branch: (doc: string) => BranchRow | null;
  readonly branches: () => readonly BranchRow[];
  readonly unsentCount: () => number;
  readonly isUnsent: (doc: string) => boolean;
  /** Sorted by a key of `cells`, `headline`, `owner`, `number`, `state`, `createdAt` or `updatedAt` (the default, newest first); by code point, empty cells last. */
  readonly list: (query: ListQuery) => { readonly rows: readonly RecordRow[]; readonly total: number };
  /** The ids of the whole list in the same order, the first `limit` of them. */
  readonly listIds: (query: Omit<ListQuery, 'offset' | 'limit'>, limit: number) => readonly string[];
  /** Records of any form in which every word stands as typed, the last-made first; none for a text without letters or digits. */
  readonly search: (text: string, limit: number) => readonly RecordRow[];
  /** Records of a form that have any of the pieces of text, those with the most and the rarest first. */
  readonly alike: (form: string, pieces: readonly string[], limit: number) => readonly Rec[];
  /** Different names in a person's field of a form that fit the text (beginning, part, pinyin, initials; all of them fit an empty one), best fit first, then the last used; then those of `given` that were never used. */
  readonly names: (form: string, field: string, text: string, limit: number, given?: readonly string[]) => readonly string[];
  /** The list rows of the given records that are here, in no order. */
  readonly rowsById: (ids: readonly string[]) => readonly RecordRow[];
  /** Records of the forms that no correction has replaced and that stand in none of the states `without`: with every word of the text, or any without one; the last-made first. */
  readonly pick: (forms: readonly { readonly form: string; readonly without: readonly string[] }[], text: string, limit: number) => readonly RecordRow[];
  /** Records of a form in any of the states, the first-made first, and how many there are in all. */
  readonly rowsInStates: (form: string, states: readonly string[], limit: number) => { readonly rows: readonly RecordRow[]; readonly total: number };
  /**
   * Records of a form whose data fields equal the given ones; newest first. Used for rounds, surveys of a person, earlier sheets. Values of
   * up to 40 characters and no time of day (RangeError otherwise): others are not indexed.
   */
  /** Every record with an attachment of this hash (hex), the first-made first. */
  readonly recordsWithFile: (sha256: string) => readonly Rec[];
  readonly recordsWhere: (form: string, equals: Readonly<Record<string, string>>, limit: number) => readonly Rec[];
  /** The same of those on which no clock runs. */
  readonly rowsWithoutClock: (form: string, states: readonly string[], limit: number) => { readonly rows: readonly RecordRow[]; readonly total: number };
  /**
   * Records of a form of which `field`, a day or a time in the form's list, lies in the span of ISO days, both included; in that order. More
   * than `limit` are not looked at.
   */
  readonly recordsBetween: (form: string, field: string, from: string, to: string, limit: number) => readonly Rec[];
  readonly openClocks: (limit: number) => OpenClocks;
  /** When the first record here was made, ISO; null while there is none. */
  readonly firstMade: () => string | null;
  /** every clock that began or was due within a span of ISO seconds */
  readonly clocksBetween: (from: string, to: string) => readonly StoredClock[];
  /** What a report needs of records, without their ink, in the order of their time. */
  readonly briefs: (query: BriefQuery) => readonly Brief[];
  /** How many papers there are of each day, of each value of a field, or behind one of these numbers (see db/tally.ts). */
  readonly tallyDays: (query: TallyQuery) => Tally;
  /** Papers that none of these numbers counts. */
  readonly leftOut: (query: TallyQuery) => readonly LeftOut[];
  readonly standings: (query: StandingQuery) => readonly Standing[];
  readonly tallyValues: (query: TallyQuery, name: string) => Tally;
  readonly tallied: (query: TallyQuery, where: { readonly name: string; readonly value: string } | null, page: { readonly offset: number; readonly limit: number }) => IdPage;
  readonly tallyOpenClocks: (clocks: readonly string[], edges: readonly string[]) => readonly { readonly clock: string; readonly edge: number; readonly n: number }[];
  readonly tallyJudgedClocks: (query: Omit<ClockQuery, 'which'>) => readonly { readonly clock: string; readonly met: number; readonly missed: number }[];
  readonly clockPapers: (query: ClockQuery, page: { readonly offset: number; readonly limit: number }) => IdPage;
  readonly answeredRounds: (query: Omit<TallyQuery, 'field'>) => readonly string[];
  readonly roundSheets: (query: Pick<TallyQuery, 'form' | 'without'> & { readonly keys: readonly string[] }) => readonly { readonly round: string; readonly id: string }[];
  readonly tallyOwn: (owner: string, forms: readonly string[], from: string) => readonly { readonly form: string; readonly day: string; readonly n: number }[];
  readonly ownPapers: (owner: string, states: readonly (readonly [form: string, state: string])[], page: { readonly offset: number; readonly limit: number }) => IdPage;
  readonly ownWritten: (owner: string, query: { readonly forms: readonly string[]; readonly from: string; readonly to: string }, page: { readonly offset: number; readonly limit: number }) => IdPage;
  readonly linkedFrom: (id: string) => readonly { readonly rel: string; readonly id: string }[];
  readonly draft: (record: string, account: string) => Draft | null;
  /** Typing that is no operation yet, whosever; what lies beside a sealed record can become none and is left out. */
  readonly typed: () => readonly { readonly record: string; readonly account: string }[];
  readonly ink: (record: string, role: string) => Ink | null;
  readonly copies: (offset: number, limit: number) => { readonly rows: readonly CopyRow[]; readonly total: number };
  readonly blob: (sha256: string) => BlobRow | null;
  readonly command: (id: string) => DoneCommand | null;
  readonly unsentBlobs: () => readonly BlobRow[];
  /** Without those headquarters voided. */
  readonly countByState: () => readonly { readonly form: string; readonly state: string; readonly n: number }[];
  readonly countByForm: () => Readonly<Record<string, number>>;
};

/** What a form definition tells the index: what is searched, what is listed. Built by the station from the FormDef. */
export type RecordIndex = {
  readonly headline: string;
  readonly cells: Readonly<Record<string, Value>>;
  /** plain text of everything searchable (labels of choices included) */
  readonly text: string;
  /** names of persons in it, for pinyin initials */
  readonly persons: readonly string[];
  /** every paper it names, by hand or in a field */
  readonly links: readonly { readonly rel: string; readonly to: string }[];
  readonly clocks: readonly ClockRow[];
  /** when it was issued, by its form's declaration; ISO */
  readonly issued?: string;
  /** headquarters has given it to another site, or keeps it: no work here */
  readonly away?: boolean;
  /** of a sheet made for a round: the fields that say which */
  readonly round?: RoundFields;
};

export type Writer = Reader & {
  readonly setMeta: (key: string, value: string | null) => void;
  /**
   * Appends at head: throws ChainError when seq or prev do not follow, StoreError `operation-too-large` when headquarters could not take it.
   * The operation is at once log, outbox and audit link.
   */
  readonly append: (sealed: SealedOp) => void;
  /** `words`: when the full-text index gets its words. `later` costs the writer nothing; the next search, or `settleSearch`, puts them in first. */
  readonly putRecord: (rec: Rec, index: RecordIndex, words?: 'now' | 'later') => void;
  /** The clocks of a record that did not change itself: the calendar, the contract or a pause did. */
  readonly putClocks: (id: string, clocks: readonly ClockRow[]) => void;
  readonly putDefinition: (hash: string, def: FormDef) => void;
  /** Next of the gap-free series; the number is taken when the transaction commits. */
  readonly nextSerial: (prefix: string, year: string) => number;
  readonly putDraft: (draft: Draft) => void;
  readonly dropDraft: (record: string, account: string) => void;
  readonly putInk: (record: string, role: string, ink: Ink | null) => void;
  readonly putBlob: (blob: Omit<BlobRow, 'acked'>) => void;
  /** Marks a command as carried out by the operations up to the head; put again, only its answer changes. */
  readonly putCommand: (command: DoneCommand) => void;
  /** Throws ChainError when another operation is known under its writer's number. */
  readonly putPulled: (op: PulledOp) => void;
  /** Another log is read from its beginning: what it does not show again stays unconfirmed. */
  readonly doubtPulled: () => void;
  readonly putOutcome: (outcome: OutcomeRow) => void;
  readonly putBranch: (doc: string, branch: Omit<BranchRow, 'doc'> | null) => void;
  /** The file's bytes are no longer kept. */
  readonly dropBlob: (sha256: string) => void;
  /** The text of a file, or why it has none; again, it takes the place of the one before. */
  readonly putFileText: (sha256: string, text: FileText) => void;
  readonly ackBlob: (sha256: string) => void;
  /** Everything up to seq is committed at headquarters. */
  readonly ackOps: (seq: number) => void;
  /** Another headquarters knows nothing of what one before it acknowledged: operations and files are unsent again. */
  readonly forgetAcks: () => void;
};

export type Store = {
  readonly read: Reader;
  /** One transaction (BEGIN IMMEDIATE … COMMIT, synchronous=FULL): when it returns, it is on disk; when it throws, nothing happened. */
  readonly write: <T>(work: (writer: Writer) => T) => T;
  /**
   * Puts the words of at most `most` records into the full-text index that were stored without; how many there were. A search does so by
   * itself with all that are left (in memory alone, where nothing can be written): done before, in slices, nothing waits long.
   */
  readonly settleSearch: (most: number) => number;
  /** SQLite's own check and the chain walked from the first operation; empty when sound. */
  readonly check: () => readonly string[];
  /** A consistent encrypted copy of the database at `file` (VACUUM INTO). */
  readonly backUpTo: (file: string) => void;
  readonly close: () => void;
};
