import type { ReckonedDay } from '../clocks/deadline.ts';
import type { FormDef, Role } from '../forms/form.ts';
import type { Event } from '../record/op.ts';
import type { Person, Rec, Refused, Value } from '../record/record.ts';
import type { Away } from '../sync/holder.ts';
import type { Text } from '../text/text.ts';

export type Account = { readonly id: string; readonly name: string; readonly role: Role; /** what stands below a signature; the role's own word when absent */ readonly post?: string; readonly phone?: string; /** when the person left: no key of the station is kept for him any more */ readonly disabledAt?: string };

/** Everything the window's frame shows; always true. */
export type StationStatus = {
  readonly phase: 'new' | 'locked' | 'open' | 'handover' | 'wiped';
  readonly version: string;
  readonly dataFolder: string;
  readonly shell: 'electron' | 'loopback' | 'headquarters';
  /** present once the station is set up (and, for the last three, unlocked) */
  readonly station?: { readonly id: string; readonly code: string; readonly site: Text };
  readonly contract?: { readonly name: Text; readonly contractNo: string };
  /** accounts' names for the lock screen */
  readonly accounts?: readonly { readonly id: string; readonly name: string }[];
  readonly account?: Account;
  readonly handover?: { readonly record: string };
  /** locked while the screen was the customer's: only a typed passphrase opens it */
  readonly leftInHandover?: boolean;
  /** wiped on headquarters' order: what was lost with it, and whether headquarters knows */
  readonly wiped?: { readonly at: string; readonly ops: number; readonly files: number; readonly told: boolean; /** the file its last word would stay in */ readonly leaves?: string };
  /** files in the data folder with the last word of a station that was wiped here, which cannot be read and was told nobody */
  readonly tornWords?: readonly string[];
  readonly sync?: SyncStatus;
  readonly due?: number;
  /** names of the procedures that answer this account, once somebody is logged in: what is not among them has no control on the screen */
  readonly offers?: readonly string[];
  /** sites whose records are here, where there may be more than one */
  readonly sites?: readonly { readonly code: string; readonly name: Text }[];
  /** pages beside this window, of whoever serves it */
  readonly pages?: readonly { readonly address: string; readonly label: Text }[];
  /** minutes without a key or pointer before the station locks itself */
  readonly idleMinutes: number;
};

/** A forgotten passphrase: `code` is read out to headquarters. */
export type RecoveryState = {
  /** headquarters holds this station's data key, sealed */
  readonly possible: boolean;
  readonly stationCode?: string;
  readonly request?: { readonly account: string; readonly code: string; readonly at: string };
};

export type SyncStatus = {
  readonly address?: string;
  /** `busy`: headquarters asked to be asked later, and is at `againAt` */
  readonly state: 'not-enrolled' | 'offline' | 'connected' | 'sending' | 'refused' | 'busy';
  readonly againAt?: string;
  /** operations and files headquarters has not acknowledged */
  readonly unsent: number;
  readonly unsentFiles: number;
  /** records with typing of who is at the desk that is no operation yet and may become one */
  readonly typed: number;
  /** the same of others, who submit it themselves */
  readonly othersTyped?: readonly { readonly name: string; readonly records: number }[];
  /** something came down that this program is too old to read: it is kept */
  readonly updateNeeded?: boolean;
  readonly lastContact?: string;
  readonly lastError?: { readonly code: string; readonly detail?: string };
  /** headquarters' clock minus ours, ms */
  readonly clockOffset?: number;
  /** Headquarters' log is not the one this station saw grow (docs/decisions/0011): stays until a person has looked into it. */
  readonly alarm?: { readonly kind: 'rewritten' | 'unproven' | 'unexplained'; readonly at: string };
  /** the network is paid by volume: operations go, files wait */
  readonly filesWait?: boolean;
  /** fingerprints, to be compared with what headquarters shows; `waiting`: a new key of ours is not confirmed; `recoveryChanged`: headquarters names another recovery key than the pinned one */
  readonly keys?: { readonly own: string; readonly headquarters?: string; readonly recovery?: string; readonly waiting?: boolean; readonly recoveryChanged?: boolean };
  /** Headquarters went back to a backup and said so; `lost`: entries of its log this station had seen and that were gone. */
  readonly restored?: { readonly at: string; readonly size: number; readonly lost: number };
};

export type RecordRow = {
  readonly id: string;
  readonly form: string;
  readonly number: string;
  readonly state: string;
  readonly headline: string;
  readonly owner: Person;
  readonly updatedAt: string;
  readonly createdAt: string;
  /** values of the form's list columns */
  readonly cells: Readonly<Record<string, Value>>;
  /** what runs on it now and no step has written down yet, by list column: the grade of an open fault (R15) */
  readonly running?: Readonly<Record<string, string>>;
  /** headquarters lacks an operation or a file of it, or, in a list at the desk, typing of who is there that is no operation yet */
  readonly unsent: boolean;
  /** two versions, or an operation headquarters did not take */
  readonly trouble?: boolean;
  readonly corrected: boolean;
  /** headquarters voided it; one that was sealed by then keeps its state */
  readonly voided?: boolean;
  /** headquarters has given it to another site, or keeps it */
  readonly away?: boolean;
  /** of such a one in a list: who has it now, and why */
  readonly taken?: Away;
  /** who would not sign it, and why: nobody has answered yet */
  readonly refused?: Refused;
  /** code of its site, where records of several are listed */
  readonly site?: string;
};
export type RecordPage = { readonly rows: readonly RecordRow[]; readonly total: number; readonly next?: string };

export type HistoryEntry = { readonly seq: number; readonly at: string; readonly by: Person; readonly event: Event };
export type Clock = { readonly id: string; readonly rule: string; readonly clause: string; readonly label: Text; readonly due: string; readonly estimated: boolean; readonly kept?: string; readonly days: readonly ReckonedDay[] };

/** Where a record or a file stands with headquarters. `with-writer`: the paper came from there, and a file of another station never was here, so that only that one knows whether it was sent. `typed`: something was written in it that is no operation yet. `percent` of its bytes; `reason`: a conflict's word, or headquarters' own for what it did not take. */
export type SyncMark = { readonly state: 'typed' | 'unsent' | 'sending' | 'with-writer' | 'at-headquarters' | 'conflict' | 'refused'; readonly percent?: number; readonly reason?: string };
/** `files` by SHA-256; `mine`: this station may write it; `branch`: this station's own version, until a person decided. At headquarters that of the station `branchOf`; `holder` is the code of who writes the record now. */
export type RecordSync = SyncMark & { readonly files: Readonly<Record<string, SyncMark>>; readonly mine: boolean; /** headquarters took it away from here */ readonly away?: Away; /** who is at the desk decides between the two versions */ readonly decides?: boolean; readonly branch?: Rec; readonly branchOf?: { readonly id: string; readonly code: string }; readonly holder?: string };

export type RecordView = {
  readonly record: Rec;
  /** Typing of this account that is no operation; of a record that is not editable, typing that was not taken. */
  readonly draft?: { readonly set: Readonly<Record<string, Value>>; readonly unset: readonly string[]; readonly base: number; readonly savedAt: string };
  /** others of this station whose typing in the record is no operation yet */
  readonly othersTyping?: readonly string[];
  readonly transitions: readonly string[];
  readonly editable: boolean;
  readonly nextSigner?: string;
  readonly clocks: readonly Clock[];
  readonly history: readonly HistoryEntry[];
  /** forms this paper may be turned into now */
  readonly becomings: readonly string[];
  readonly linked: readonly { readonly rel: string; /** of a link made by a field: the field's label */ readonly label?: Text; readonly id: string; readonly number: string; readonly form: string; readonly state: string; /** headquarters voided it */ readonly voided?: boolean; readonly incoming: boolean }[];
  readonly unsent: boolean;
  /** its correction was thrown away, and this paper has its place by now: it stays replaced */
  readonly placeTaken?: { readonly id: string; readonly form: string; readonly number: string };
  readonly sync?: RecordSync;
  /** the client has signed and neither answered nor declined the survey: the screen can be handed over for it again */
  readonly surveyWaits?: boolean;
  /** SHA-256 of attached PDFs without a text layer: nothing in them is found */
  readonly textless?: readonly string[];
  readonly contentHash: string;
};

/** Papers by how many links they stand away from the one asked about; links go from the paper that names to the one it names. */
export type LinkGraph = {
  readonly nodes: readonly { readonly id: string; readonly form: string; readonly number: string; readonly state: string; readonly voided?: boolean; readonly headline: string; readonly steps: number }[];
  readonly links: readonly { readonly from: string; readonly to: string; readonly rel: string; /** of a link made by a field: the field's label */ readonly label?: Text }[];
  /** there are more papers around than are told */
  readonly more: boolean;
};

export type PreviousReadings = Readonly<Record<string, { readonly yesterday?: number | string; readonly lastWeek?: number | string }>>;
export type Printer = { readonly name: string; readonly description: string; readonly isDefault: boolean; readonly state: 'ready' | 'busy' | 'stopped' };
export type PrintOutcome = { readonly job?: string; readonly copies: readonly number[] };

/** What the core tells the window without being asked: what changed, so that it asks again. */
export type Push =
  | { readonly kind: 'status' }
  | { readonly kind: 'records'; readonly ids: readonly string[]; readonly forms: readonly string[]; /** at headquarters: the site all of them are of */ readonly site?: string }
  | { readonly kind: 'sync'; readonly status: SyncStatus };

/** What a file to be signed, or with a signature that came back, holds. `fingerprint`: of the device key of the station it comes from. */
export type SignFileView =
  | { readonly kind: 'request'; readonly record: Rec; readonly definition: FormDef; readonly signer: string; readonly station: string; readonly fingerprint: string; /** of this station's own key: the other side will ask for it */ readonly own: string }
  | { readonly kind: 'answer'; readonly number: string; readonly form: string; readonly record: string; readonly title: Text; readonly signer: Text; readonly name: string; readonly post: string; readonly at: string; readonly station: string; readonly account: string; readonly fingerprint: string };
