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
  /** Clauses of the contract the form serves, e.g. `['R8']`. */
  readonly rules: readonly string[];
  readonly number: { readonly prefix: string };
  readonly fields: Readonly<Record<string, Field>>;
  /** What a new paper begun at the desk already says: who writes it, or the moment. */
  readonly starts?: Readonly<Record<string, 'writer' | 'now'>>;
  readonly lifecycle: Lifecycle;
  readonly signers: readonly Signer[];
  /** Where the copies and their holders are defined: the contract profile (R40). */
  readonly copies: 'profile' | readonly Copy[];
  readonly deadlines: readonly Deadline[];
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
};
export type Asked = {
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
  readonly required?: boolean | { readonly field: string; readonly in: readonly string[] };
  /** Left out of the full-text index. */
  readonly unsearched?: boolean;
};

export type Option = { readonly value: string; readonly label: Text };

export type Field = FieldBase &
  (
    | { readonly kind: 'text'; /** code points */ readonly max: number; /** lines the paper keeps free */ readonly lines?: number }
    /** A person's name: searched by pinyin initials too, drawn with rare-character fallback. */
    | { readonly kind: 'person'; readonly max: number }
    | { readonly kind: 'choice'; readonly options: readonly Option[]; readonly many?: boolean }
    /** ISO 8601: minute `2021-10-12T14:05+08:00`, day `2021-10-12`. Clocks are Asia/Shanghai (R37). */
    | { readonly kind: 'time'; readonly precision: 'minute' | 'day'; readonly notBefore?: string; readonly mayBeFuture?: boolean }
    | { readonly kind: 'number'; readonly unit?: Text; readonly min?: number; readonly max?: number; readonly decimals: number }
    /** Hours between two time fields, one decimal; never typed. */
    | { readonly kind: 'hours'; readonly from: string; readonly to: string }
    | { readonly kind: 'rating'; readonly words: readonly Text[] }
    | { readonly kind: 'readings' }
  );

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

export type Lifecycle = {
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
};
export type Transition = {
  readonly id: string;
  readonly label: Text;
  readonly from: readonly string[];
  readonly to: string;
  /** `seal`: never pressed, follows from the last required signature. */
  readonly by: readonly Actor[] | 'seal';
  /** Every required field must be filled and every value valid. */
  readonly complete?: boolean;
  /** Fields this step asks for, beyond `complete`. */
  readonly needs?: readonly string[];
  readonly reason?: boolean;
  /** Time fields filled with the moment of the step when still empty. */
  readonly stamps?: readonly string[];
  /** Signatures given so far are withdrawn (visibly, in the history). */
  readonly withdrawsSignatures?: boolean;
  /** The main way forward from here: Ctrl+Enter. */
  readonly main?: boolean;
};

export type Signer = {
  readonly role: string;
  readonly label: Text;
  readonly party: 'contractor' | 'client' | 'supervision';
  readonly required: boolean;
  /** Signed on the handed-over screen, or by the engineer at the desk. */
  readonly handover: boolean;
  readonly consent: Text;
};

export type Copy = { readonly no: number; readonly label: Text; readonly holder: Text; readonly colour: 'white' | 'pink' | 'yellow' | 'blue' };

/**
 * A time field, `createdAt`, or `state:<id>` for the first moment a state was reached; with `when`, only while the named choice is one of
 * `in`.
 */
export type DeadlineStart = string | { readonly f: string; readonly when: { readonly field: string; readonly in: readonly string[] } };

/** The clock `rule` (its figure stands in the contract profile) runs from `from` until the record reaches one of `until`. */
export type Deadline = {
  readonly rule: string;
  /** Of several starts the earliest known one counts (contract, note 9). */
  readonly from: DeadlineStart | readonly DeadlineStart[];
  readonly until: readonly string[];
  readonly label: Text;
};

/**
 * How it sits on A4. A grid row is 24 units wide (7.5 mm each). `@name` cells show the envelope: `@number @project @contract @client
 * @contractor @supervision @site @createdAt`.
 */
export type Paper = {
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
  | { readonly kind: 'attachments'; readonly title: Text }
  | { readonly kind: 'signoff'; readonly title: Text }
  | { readonly kind: 'note'; readonly text: Text };

/** Splits a row of 24 units evenly among the named fields. */
export const row = (...names: readonly string[]): readonly Cell[] => names.map((f) => ({ f, span: 24 / names.length }));
/** A full-width cell with its label above the text. */
export const wide = (f: string): readonly Cell[] => [{ f, span: 24, label: 4 }];
