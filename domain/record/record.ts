import type { Reading, RecordRef, Row } from '../forms/form.ts';
import type { Text } from '../text/text.ts';

/** What a cell holds. Absent means empty. */
export type Value = string | number | readonly string[] | readonly Reading[] | readonly Row[] | readonly RecordRef[];
export type Data = Readonly<Record<string, Value>>;

export type Person = { readonly id: string; readonly name: string };

/** The names in force when the record was made, printed on it for ever (see the contract profile). */
export type Context = {
  readonly profile: string;
  readonly profileVersion: number;
  readonly project: Text;
  readonly contractNo: string;
  readonly client: Text;
  readonly contractor: Text;
  readonly supervision: Text;
  readonly site: { readonly code: string; readonly name: Text };
  readonly copies: readonly { readonly no: number; readonly label: Text; readonly holder: Text; readonly colour: 'white' | 'pink' | 'yellow' | 'blue' }[];
};

export type Attachment = {
  readonly id: string;
  readonly name: string;
  /** Media type as found in the bytes, else as told by the picker. */
  readonly type: string;
  /** bytes */
  readonly size: number;
  /** hex, of the original bytes */
  readonly sha256: string;
  readonly addedAt: string;
  readonly by: Person;
  /** Scan of the paper that the signer of this role signed by hand: bound by his signature, no part of what he signed. */
  readonly scanOf?: string;
  /** The paper came back unsigned: who returned it, and the day he wrote; his reason stands in the step before. Has `scanOf` only where signatures stay that were given without it. */
  readonly returned?: { readonly name: string; readonly post: string; readonly day: string };
  /** Its bytes were deleted after their time (R27), which ended with the day `until`; name, size and hash stay. */
  readonly discarded?: { readonly at: string; readonly rule: string; readonly until: string };
};

/** One stroke as sampled: CSS px from the pad's top-left, pressure 0..1, ms since the first sample of the first stroke. */
export type Stroke = readonly { readonly x: number; readonly y: number; readonly p: number; readonly t: number }[];
export type Ink = {
  /** CSS px of the pad the strokes were drawn on. */
  readonly width: number;
  readonly height: number;
  readonly dpr: number;
  readonly pointer: 'pen' | 'touch' | 'mouse';
  readonly strokes: readonly Stroke[];
};

/** Everything one signature binds together; `key` and `proof` are the station's device key and its Ed25519 signature over the rest. */
export type Signature = {
  readonly id: string;
  readonly role: string;
  readonly name: string;
  readonly post: string;
  readonly place: string;
  readonly at: string;
  /** ms since the station process started: a clock nobody can set */
  readonly mono: number;
  readonly contentHash: string;
  /** SHA-256 of the PDF bytes the signer was shown */
  readonly shownHash: string;
  readonly consent: string;
  readonly strokesHash: string;
  readonly ink: Ink;
  /** hash of the signature before this one on the same record, or of the content for the first */
  readonly prev: string;
  /** Signed with a pen on a printed sheet: the day written on it, the SHA-256 of its scan, and who entered it. The ink is empty. */
  readonly paper?: PaperSigned;
  /** Given at another station and brought back as a file: `key` and `proof` are that station's. */
  readonly elsewhere?: SignedElsewhere;
  readonly key: string;
  readonly proof: string;
};
type PaperSigned = { readonly day: string; readonly scan: string; readonly witness: Person };
/** The code of the station, and the account that sat at it. */
type SignedElsewhere = { readonly station: string; readonly by: Person; readonly as: string };

/** What a seal closes. */
export type SealedContent = {
  readonly at: string;
  readonly contentHash: string;
  /** hashes of the signatures in order */
  readonly signatures: readonly string[];
};
/** The closed content in its place in the station's chain; `key` and `proof` are the device key and its Ed25519 signature over the rest. */
export type Seal = SealedContent & {
  /** head of the station's chain just before the seal, and its length: printed on every copy as the anchor */
  readonly chainHead: string;
  readonly chainSeq: number;
  readonly key: string;
  readonly proof: string;
};

export type CopyEntry = {
  readonly id: string;
  readonly no: number;
  readonly holder: Text;
  readonly medium: 'printer' | 'pdf';
  readonly printer?: string;
  readonly job?: string;
  /** Of a sheet given to a printer. `printing` is written before it goes, so that no paper is without its entry; absent of a file. */
  readonly outcome?: 'printing' | 'printed' | 'failed';
  readonly at: string;
  readonly by: Person;
  /** 1 for the first print of this copy; 2 and up are reprints (补打) and carry a reason. */
  readonly print: number;
  readonly reason?: string;
};

export type Refused = { readonly role: string; readonly name: string; readonly reason: string; readonly at: string };
export type Link = { readonly rel: 'about' | 'corrects' | 'follows' | 'related'; readonly to: string };

/**
 * Of a record taken in from a file: where it comes from, and what it was called and where it stood there. It was not written here, and
 * nobody signed it here.
 */
export type Imported = {
  readonly at: string;
  readonly by: Person;
  /** name of the file, hex hash of its bytes, and the line counted from 1 */
  readonly file: string;
  readonly sha256: string;
  readonly line: number;
  /** its number there; the record has one of this station's series */
  readonly number?: string;
  readonly state?: string;
  readonly writtenAt?: string;
  readonly writtenBy?: string;
};

/** The envelope of every paper. `rev` counts its operations; a patch names the revision it was made on. */
export type Rec = {
  readonly id: string;
  readonly form: string;
  /** hash of the pinned definition */
  readonly def: string;
  readonly number: string;
  readonly state: string;
  readonly rev: number;
  readonly owner: Person;
  readonly station: string;
  readonly context: Context;
  readonly createdAt: string;
  readonly updatedAt: string;
  /** when each state was first reached: a clock once kept stays kept, whatever is reworked after */
  readonly reached: Readonly<Record<string, string>>;
  /** when a step was last taken; none since it was made */
  readonly movedAt?: string;
  readonly data: Data;
  readonly attachments: readonly Attachment[];
  readonly signatures: readonly Signature[];
  readonly refusals: readonly Refused[];
  readonly copies: readonly CopyEntry[];
  readonly links: readonly Link[];
  readonly correctedBy?: string;
  readonly seal?: Seal;
  readonly imported?: Imported;
  /** the station that may write it, where headquarters has given it away from the one that made it; none while headquarters holds it */
  readonly holder?: string;
  /** the site that station works at, where headquarters has said so; empty while it is known of none */
  readonly holderSite?: string;
  /** headquarters voided it; beside a seal this is a flag, not the state */
  readonly voided?: { readonly to: string; readonly reason: string; readonly at: string; readonly by: Person };
};
