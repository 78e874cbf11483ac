import type { SettingChoiceId } from '../contract/settings.ts';
import type { TextPattern } from '../text/patterns.ts';
import type { Text } from '../text/text.ts';

/**
 * The declaration of one paper form. It is plain data (it can be written as JSON), because the definition in force is pinned in every
 * record: the screen, the list, validation, the PDF, exports, the sync schema and the numbers are all read from it.
 */
export type FormDef = {
  readonly id: string;
  /** Raised by one whenever the printed face or the meaning of a field changes. */
  readonly version: number;
  readonly title: Text;
  /** Short name on the desk's rail and in lists. */
  readonly short: Text;
  /** What else people call it when they look for it; stands on no paper. */
  readonly also?: readonly string[];
  /** Its drawing on the rail. A definition pinned earlier names none, one from a newer station may name another: both show a plain sheet. */
  readonly icon?: FormIcon;
  /** The part it plays where the product speaks of one certain paper: no screen and no rule knows a form by its name. */
  readonly part?: FormPart;
  /** The part of the strip it has beside the common ones. */
  readonly aside?: FormAside;
  /** The day or time by which a paper belongs to a period: a column of the list. The moment it was made, when absent. */
  readonly happens?: string;
  /** Issued by being handed in, not by its seal (R28): when, where it is kept, and what kind of document it is. */
  readonly issued?: { readonly at: string; readonly place: string; readonly kind: string };
  /** Clauses of the contract the form serves, e.g. `['R8']`. */
  readonly rules: readonly string[];
  readonly number: { readonly prefix: string };
  readonly fields: Readonly<Record<string, Field>>;
  /** What a new paper begun at the desk already says: who writes it, the moment, or what the contract profile answers to an open question. */
  readonly starts?: Readonly<Record<string, 'writer' | 'now' | SettingStart>>;
  /** Of the paper that carries the contract's figures: its table of them, filled in when it is made and in force when it is sealed. */
  readonly profile?: string;
  /** A table the station fills from a register when the paper is made: one row for each living paper of `form`. */
  readonly snapshot?: Snapshot;
  /** Of the paper that takes the report of a period through its signatures (R24, R25): which of its fields say what. */
  readonly report?: ReportFields;
  readonly lifecycle: Lifecycle;
  readonly signers: readonly Signer[];
  /** Where the copies and their holders are defined: the contract profile (R40). */
  readonly copies: 'profile' | readonly Copy[];
  readonly deadlines: readonly Deadline[];
  /** A paper of this form suspends the clocks of the papers it names, from one of its days to another (R33). */
  readonly suspends?: Suspension;
  /** Which entry of the rail holds it. */
  readonly group: Group;
  /** What a paper of this form may turn into, with its files. */
  readonly becomes?: readonly Becoming[];
  readonly list: { readonly headline: string; readonly columns: readonly string[] };
  readonly paper: Paper;
  /** Templates of readings this form offers, by id (see the contract profile), when it has a `readings` field. */
  readonly templates?: boolean;
  /** Which fields say what round of which duty a sheet answers, when it is made from a template of the contract profile (R10, R11). */
  readonly round?: RoundFields;
  /** Fields (choices and days) whose values together stand on one living paper of the form; a void or corrected one does not count. */
  readonly unique?: readonly string[];
  /** A form filled in by the customer about another record: it is reached from there, never created at the desk. */
  readonly about?: string;
  /** Of a form about another record: what it says already when the customer sees it, and where his own words go. */
  readonly asked?: Asked;
  /** The form the customer is asked to fill in after the last signature of the hand-over. */
  readonly survey?: string;
};

/** One form plays each: the paper of a contact, of a complaint; the register of items; where known errors, rosters, plans, confirmed addresses and monthly marks stand; the report of a period. */
export type FormPart = 'order' | 'contact' | 'complaint' | 'items' | 'knownErrors' | 'roster' | 'plans' | 'contactBook' | 'marks' | 'periodReport';
/** Parts of the strip that some papers have: what a fault calls for, what stands on an item, how two baselines differ, what a contract changes, months that failed, the whole report. */
export type FormAside = 'response' | 'impact' | 'baseline' | 'figures' | 'failedMonths' | 'report';

/** Drawings a form may choose from. */
export type FormIcon =
  | 'order' | 'inspection' | 'survey' | 'fault' | 'problem' | 'change' | 'release' | 'item' | 'backup' | 'training' | 'call' | 'complaint' | 'data' | 'report' | 'drill' | 'meeting';

/** Entries of the rail that hold forms; the rest of the rail are screens of their own. */
export type Group = 'orders' | 'inspections' | 'surveys' | 'desk' | 'processes' | 'documents' | 'reports' | 'assurance';

/** The answer in force to a setting of the contract profile. */
type SettingStart = { readonly setting: SettingChoiceId };

/** Lists of the contract profile that a form draws its choices from; filled in when the definition is pinned in a record. */
export type ProfileList = 'incidentKinds' | 'callOutGroups' | 'assessmentScoring' | 'grades' | 'specialReportGrades' | 'inspectionTemplates' | 'rounds' | 'sites' | 'posts' | 'copies';

/** Holds while the named choice is one of `in`; with `from`, the profile says which those are. */
export type Condition = { readonly field: string; readonly in: readonly string[]; readonly from?: ProfileList };

/**
 * A new paper made from this one: `ref` is its field that names this one, `copy` fills its fields from fields of this one. With `moves`,
 * this one takes that step in the same transaction.
 */
export type Becoming = {
  readonly form: string;
  readonly label: Text;
  readonly from: readonly string[];
  readonly by: readonly Role[];
  readonly ref: string;
  readonly copy: Readonly<Record<string, string>>;
  readonly set?: Readonly<Record<string, string>>;
  readonly when?: Condition;
  readonly moves?: string;
  /** A timeline of the new paper that begins with this one's life: its own `rows`, where it has a timeline, and every step it took. */
  readonly course?: { readonly field: string; readonly rows?: string };
  /** A field of the new paper that names the papers linked with this one, either way. */
  readonly beside?: string;
};

/** Fields of a paper that suspends clocks, and the states in which it does. Without an end the clocks stand until today. */
type Suspension = { readonly papers: string; readonly from: string; readonly to: string; readonly reason: string; readonly states: readonly string[] };

/** Columns of the table by field of the papers they come from; `@number` is the paper's own. */
export type Snapshot = { readonly field: string; readonly form: string; readonly states: readonly string[]; readonly columns: Readonly<Record<string, string>> };

/**
 * Names of the fields of a report's paper. Tables `figures`, `missing` and `open` are written by the station with the step that `freezes`,
 * `carried` when the paper is made, from the report before it; `notes` holds each chapter's words with who wrote them.
 */
export type ReportFields = {
  readonly kind: string;
  readonly from: string;
  readonly to: string;
  readonly title: string;
  readonly notes: string;
  readonly carried: string;
  readonly figures: string;
  readonly missing: string;
  readonly open: string;
};

/** Names of the fields of a sheet made for one round. */
export type RoundFields = {
  readonly template: string;
  readonly day: string;
  readonly round: string;
  readonly target: string;
  readonly readings: string;
  /** the moment of the inspection: the later of two sheets of one round counts */
  readonly inspectedAt: string;
  readonly engineer?: string;
  readonly host?: string;
  /** says why the inspection came after the end of its round; must be filled then */
  readonly late?: string;
  /** when the rounds of a day end, by template and round: the contract's, filled in where `late` is declared */
  readonly ends?: Readonly<Record<string, Readonly<Record<string, string>>>>;
};
type Asked = {
  readonly filled: Readonly<Record<string, 'number' | 'owner' | 'signer' | 'signerPost'>>;
  readonly comment: string;
  readonly declineReason: string;
};

export type Role = 'engineer' | 'projectManager' | 'qualityManager' | 'inspector';
/** Who may do a thing: an account's role, or the customer in the hand-over. */
export type Actor = Role | 'customer';

type FieldBase = {
  readonly label: Text;
  readonly hint?: Text;
  /** Must be filled before the transitions that ask for complete fields. */
  readonly required?: boolean | Condition;
  /** Left out of the full-text index. */
  readonly unsearched?: boolean;
};

export type Option = { readonly value: string; readonly label: Text };

export type Field = FieldBase &
  (
    | { readonly kind: 'text'; /** code points */ readonly max: number; /** lines the paper keeps free */ readonly lines?: number; /** what it must look like */ readonly pattern?: TextPattern }
    /** A person's name: searched by pinyin initials too, drawn with rare-character fallback. */
    | { readonly kind: 'person'; readonly max: number }
    | { readonly kind: 'choice'; readonly options: readonly Option[]; readonly from?: ProfileList; readonly many?: boolean }
    /** ISO 8601: minute `2021-10-12T14:05+08:00`, day `2021-10-12`. Clocks are Asia/Shanghai (R37). */
    | { readonly kind: 'time'; readonly precision: 'minute' | 'day'; /** a time, or readings: their last from the machine; while it is empty, what it may not lie before itself */ readonly notBefore?: string; readonly mayBeFuture?: boolean }
    | { readonly kind: 'number'; readonly unit?: Text; readonly min?: number; readonly max?: number; readonly decimals: number }
    /** Hours between two time fields, one decimal; never typed. */
    | { readonly kind: 'hours'; readonly from: string; readonly to: string }
    | { readonly kind: 'rating'; readonly words: readonly Text[] }
    | { readonly kind: 'readings' }
    /** Yuan as exact decimal text, `103900.00`; printed in figures and capitals (R4). */
    | { readonly kind: 'money'; readonly max?: string }
    /** Rows of short cells: a timeline, a plan's steps, a list of parts. Those in which the columns of `compares` differ are marked, and stand first on paper. */
    | { readonly kind: 'table'; readonly columns: Readonly<Record<string, Column>>; readonly maxRows: number; readonly compares?: { readonly column: string; readonly with: string } }
    /** Other papers this one names; the link is seen from both ends (R18). `acyclic`: no chain of them may lead back here. */
    | { readonly kind: 'record'; readonly forms: readonly string[]; readonly many?: boolean; readonly acyclic?: boolean; /** short names of `forms`, pinned with the definition: renaming a form changes no old paper */ readonly kinds?: Readonly<Record<string, Text>> }
    /** The grade of an incident (R15), reckoned from the named fields and never typed; a step that stamps it writes it down. */
    | { readonly kind: 'grade'; readonly of: GradeFields; readonly options: readonly Option[]; readonly from?: ProfileList }
  );

/** A column of a table: a small field and its width in units of 24. */
export type Column = Extract<Field, { readonly kind: 'text' | 'person' | 'choice' | 'time' | 'number' | 'money' }> & { readonly span: number };
/** One row of a table; an empty cell is absent. */
export type Row = Readonly<Record<string, string | number>>;
/** Another paper as this one names it: its number never changes. */
export type RecordRef = { readonly id: string; readonly form: string; readonly number: string };

export type GradeFields = {
  readonly kind: string;
  /** The three times; the earliest known starts the clock, unless the profile says otherwise (contract, note 9). */
  readonly occurred: string;
  readonly found: string;
  readonly reported: string;
  readonly people: string;
  /** The grade no longer rises once this time is known. */
  readonly until: string;
  /** A grade given by hand, since when, and why. */
  readonly manual: string;
  readonly manualAt: string;
  readonly manualReason: string;
};

/** One measured item of an inspection. Limits are pinned here when the sheet is made: a later template never changes an old sheet. */
export type ReadingItem = {
  readonly key: string;
  readonly group: Text;
  readonly name: Text;
  readonly unit?: string;
  /** `number`: judged by limits. `state`: the engineer chooses 正常/异常. */
  readonly kind: 'number' | 'state';
  /** Worse when higher or when lower. */
  readonly worse?: 'high' | 'low';
  /** Least value that can be measured. */
  readonly min?: number;
  readonly warn?: number;
  readonly alarm?: number;
  /** One alarm here fails the sheet whatever the rest says. */
  readonly critical?: boolean;
  /** How this machine can read it by itself: a collector's key. */
  readonly collector?: string;
};
export type Reading = ReadingItem & {
  readonly value?: number | 'normal' | 'abnormal';
  readonly notApplicable?: boolean;
  readonly note?: string;
  /** What was done about a warning or alarm (R12). */
  readonly action?: string;
  /** Where a prefilled value came from, until the engineer touches it. */
  readonly source?: { readonly kind: 'machine'; readonly at: string };
};
export type Verdict = 'normal' | 'warning' | 'alarm' | 'not-applicable' | 'missing';

type Lifecycle = {
  readonly initial: string;
  readonly create: readonly Actor[];
  readonly states: Readonly<Record<string, State>>;
  readonly transitions: readonly Transition[];
};
export type State = {
  readonly label: Text;
  readonly tone: 'draft' | 'active' | 'waiting' | 'done' | 'void';
  /** Who may edit the fields while the record stands here. Nobody, when absent. */
  readonly edit?: readonly Actor[];
  /** The record waits here for its signers; signing the last required one seals it. */
  readonly signing?: boolean;
  /** Nothing more is expected of anybody. */
  readonly closed?: boolean;
  /** Another paper may carry the same `unique` values: this one was answered with no. */
  readonly frees?: boolean;
  /** Nothing is expected until somebody changes it: an entry of a register in force. */
  readonly rests?: boolean;
};
export type Transition = {
  readonly id: string;
  readonly label: Text;
  readonly from: readonly string[];
  readonly to: string;
  /**
   * Who presses it, or what it follows from and is then pressed by nobody: `seal` the last required signature, `signature` that of the
   * signer who names it, `silence` the end of its `clock` with no answer (R26); the station then takes the step and seals the paper.
   */
  readonly by: readonly Actor[] | 'seal' | 'signature' | 'silence';
  /** Of a step of silence: the clock of the contract profile that ended. */
  readonly clock?: string;
  /** The report of the paper's period is made and written down with this step: from then on it prints the same bytes. */
  readonly freezes?: boolean;
  /** Every required field must be filled and every value valid. */
  readonly complete?: boolean;
  /** Fields this step asks for, beyond `complete`. */
  readonly needs?: readonly string[];
  readonly reason?: boolean;
  /**
   * Time fields that say when the event behind the step happened, of those the ones still empty: the person is asked, with the moment of the
   * step proposed. The operation keeps the answer and, as its own time, when it was entered.
   */
  readonly asks?: readonly string[];
  /** Fields the step writes down by itself: the moment, where pressing it is the event, and the grade in force. */
  readonly stamps?: readonly string[];
  /** Fields that no longer hold once the step is taken: they are emptied with it, and the history keeps what they said. */
  readonly clears?: readonly string[];
  /** Signatures given so far are withdrawn (visibly, in the history). */
  readonly withdrawsSignatures?: boolean;
  /** The main way forward from here: Ctrl+Enter. */
  readonly main?: boolean;
  /** Offered only while this holds. */
  readonly when?: Condition;
  /** Papers that must stand beside this one first. */
  readonly demands?: readonly Demand[];
  /** The times it may not fall into, e.g. the freeze of a key business period (R13). */
  readonly avoids?: Avoidance;
  /** Ends the signing where any number may sign (a sign-in sheet): at least one has. */
  readonly seals?: boolean;
};

/** Another paper of `form`, linked either way, that stands in one of `states` (any but void, when absent). */
type Demand = { readonly form: string; readonly states?: readonly string[]; readonly when?: Condition; readonly label: Text };

/** The span `start`–`end` of this paper may not meet the span `from`–`to` of a living paper of `form` in one of `states`. */
type Avoidance = {
  readonly form: string;
  readonly states: readonly string[];
  readonly from: string;
  readonly to: string;
  readonly start: string;
  readonly end: string;
  readonly unless?: Condition;
};

export type Signer = {
  readonly role: string;
  readonly label: Text;
  readonly party: 'contractor' | 'client' | 'supervision';
  readonly required: boolean;
  /** Which roles of the station may sign for this part at the desk; whoever may make the form, when absent. */
  readonly by?: readonly Role[];
  /** Asked for only while this holds. */
  readonly when?: Condition;
  /** The step that follows from this signature, e.g. a receipt that begins a review. */
  readonly moves?: string;
  /** Somebody else than who signed as this: nobody reviews his own work. */
  readonly notAs?: string;
  /** Any number of people may sign here (a sign-in sheet), until a step with `seals` ends it. */
  readonly many?: boolean;
  /** Signed on the handed-over screen, or by the engineer at the desk. */
  readonly handover: boolean;
  /** May also sign the printed sheet with a pen: its scan is then taken in with the check code printed on it. */
  readonly onPaper?: boolean;
  /** May also sign at another station, to which the paper goes as a file: as one of these, under his own account there. */
  readonly byFile?: readonly Role[];
  readonly consent: Text;
};

export type Copy = { readonly no: number; readonly label: Text; readonly holder: Text; readonly colour: 'white' | 'pink' | 'yellow' | 'blue' };

/**
 * A time field, `createdAt`, or `state:<id>` for the first moment a state was reached; with `when`, only while the named choice is one of
 * `in`; with `filled`, only once something stands in that field: a paper begun and left blank runs no clock.
 */
export type DeadlineStart = string | { readonly f: string; readonly when: { readonly field: string; readonly in: readonly string[] } } | { readonly f: string; readonly filled: string };

/**
 * The clock `rule` (its figure stands in the contract profile) runs from `from` until the record reaches one of the states `until`, or a
 * time field `field:<name>` of it is filled in.
 */
export type Deadline = {
  readonly rule: string;
  /** Of several starts the earliest known one counts (contract, note 9). */
  readonly from: DeadlineStart | readonly DeadlineStart[];
  readonly until: readonly string[];
  readonly label: Text;
  /** A time cell that says for when the work is wanted, and the one that says when it began: it does not run before the earlier of the two. */
  readonly planned?: { readonly wanted: string; readonly begun: string };
};

/**
 * How it sits on A4. A grid row is 24 units wide (7.5 mm each). `@name` cells show the envelope: `@number @project @contract @client
 * @contractor @supervision @site @createdAt`.
 */
type Paper = {
  readonly size: 'A4';
  readonly sections: readonly PaperSection[];
};
export type Cell = {
  readonly f: string;
  /** Units of 24, label included. */
  readonly span: number;
  /** Units of the label; 0 puts it above the value. */
  readonly label?: number;
};
export type PaperSection =
  | { readonly kind: 'grid'; readonly title?: Text; readonly rows: readonly (readonly Cell[])[] }
  | { readonly kind: 'readings'; readonly title?: Text; readonly field: string }
  | { readonly kind: 'ratings'; readonly title?: Text; readonly fields: readonly string[] }
  | { readonly kind: 'table'; readonly title?: Text; readonly field: string }
  | { readonly kind: 'attachments'; readonly title: Text }
  | { readonly kind: 'signoff'; readonly title: Text }
  | { readonly kind: 'note'; readonly text: Text };

/** Splits a row of 24 units evenly among the named fields. */
export const row = (...names: readonly string[]): readonly Cell[] => names.map((f) => ({ f, span: 24 / names.length }));
/** A full-width cell with its label above the text. */
export const wide = (f: string): readonly Cell[] => [{ f, span: 24, label: 4 }];
