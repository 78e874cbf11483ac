import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import type { FormDef } from '../forms/form.ts';
import type { ContractProfile } from '../contract/profile.ts';
import { commandSchema, fieldsSchema, inkSchema, paperReturnSchema, paperSignSchema, signSchema, visitSignSchema } from '../record/command.ts';
import type { Attachment, CopyEntry, Ink, Rec } from '../record/record.ts';
import type { Refusal } from '../result.ts';
import { patternFault } from '../text/patterns.ts';
import { plainText } from '../text/plainText.ts';
import type { AgendaItem, Lack } from '../today/agenda.ts';
import type { DutyRound as DutyRow } from '../today/duties.ts';
import type { Text } from '../text/text.ts';
import { answer, base, id, receiver, receiverReason } from './base.ts';
import { boards } from './board.ts';
import { headquarters } from './headquarters.ts';
import { lists } from './lists.ts';
import { agenda, desk } from './desk.ts';
import { ferry, line } from './line.ts';
import { documents } from './documents.ts';
import { imports, processes } from './processes.ts';
import { reports } from './reports.ts';
import type { Account, LinkGraph, PreviousReadings, PrintOutcome, Printer, Push, RecordPage, RecordRow, RecordView, RecoveryState, SignFileView, StationStatus, SyncStatus } from './types.ts';

/** What a window may ask of the station: one contract for both shells. Answers are typed, inputs are checked. */
const passphrase = z.string().min(1).max(200);
const role = z.enum(['engineer', 'projectManager', 'qualityManager', 'inspector']);
const phone = plainText(40).superRefine((entered, context) => {
  const unlike = patternFault('phone', entered);
  if (unlike) context.addIssue({ code: 'custom', params: { refusal: unlike } });
}).optional();

const post = plainText(30).optional();

/** characters: the largest profile there is has a tenth of it */
const profileText = z.string().max(2_000_000);

/** ms: a sign told later than this is no sign any more */
const longestSilence = 600_000;

/** Numbers of labelled copies, each once. */
const copyNumbers = z.array(z.number().int().min(1).max(20)).max(20).refine((numbers) => new Set(numbers).size === numbers.length);

export type { RefusedData } from './base.ts';
const listQuery = z.strictObject({
  form: z.string().max(60),
  /** free text: words, sub-phrases, numbers, pinyin initials */
  text: z.string().max(200).optional(),
  states: z.array(z.string().max(40)).max(20).optional(),
  sort: z.strictObject({ by: z.string().max(60), down: z.boolean() }).optional(),
  offset: z.number().int().min(0).max(10_000_000).default(0),
  limit: z.number().int().min(1).max(500).default(100),
});
export type ListQuery = z.infer<typeof listQuery>;
/** `site`: where records of several sites are (StationStatus.sites); elsewhere refused. */
const listAsked = listQuery.extend({ site: z.string().max(60).optional() });
export type ListAsked = z.infer<typeof listAsked>;

export const contract = {
  station: {
    status: base.output(answer<StationStatus>()),
    profiles: base.output(answer<readonly ContractProfile[]>()),
    /** Whether a file is a contract profile: what it says, or the places that do not fit. */
    readProfile: base.input(z.strictObject({ text: profileText })).output(answer<ContractProfile>()),
    setUp: base
      .input(z.strictObject({ profile: z.string(), /** the text of a profile of one's own, instead of one that ships */ own: profileText.optional(), site: z.string(), stationCode: z.string().trim().max(8), account: z.strictObject({ name: plainText(30), role, phone, passphrase }) }))
      .output(answer<StationStatus>()),
    unlock: base.input(z.strictObject({ account: id, passphrase })).output(answer<StationStatus>()),
    lock: base.output(answer<StationStatus>()),
    /** Whether headquarters can help with a forgotten passphrase, and the request that was made. */
    recovery: base.output(answer<RecoveryState>()),
    /** A request to read out to headquarters, under the passphrase the account shall have; an earlier one counts no more. */
    askRecovery: base.input(z.strictObject({ account: id, passphrase })).output(answer<RecoveryState>()),
    /** Headquarters' answer, typed or the text of its file, with the new passphrase again: opens the station. */
    recover: base.input(z.strictObject({ answer: z.string().min(1).max(1000), passphrase })).output(answer<StationStatus>()),
    /** After a wipe that headquarters knows of: this computer is to be set up as another station. `leaveWord`: also before it knows, with the last word left in the folder as a file (`wiped.leaves`). */
    beginAnew: base.input(z.strictObject({ leaveWord: z.boolean() }).optional()).output(answer<StationStatus>()),
    forgetRecovery: base.output(answer<RecoveryState>()),
    accounts: base.output(answer<readonly Account[]>()),
    addAccount: base.input(z.strictObject({ name: plainText(30), role, post, phone, passphrase })).output(answer<Account>()),
    /** Name, role, post and phone of a person, all of them as they shall stand. Logged. Refuses `last-manager`. */
    changeAccount: base.input(z.strictObject({ id, name: plainText(30), role, post, phone })).output(answer<Account>()),
    /** The person left: his passphrase opens nothing from now on, his papers stay. Logged. Refuses `last-manager` and `own-account`. */
    disableAccount: base.input(z.strictObject({ id })).output(answer<Account>()),
    /** The person is back, under a new passphrase. Logged. */
    enableAccount: base.input(z.strictObject({ id, passphrase })).output(answer<Account>()),
    changePassphrase: base.input(z.strictObject({ old: passphrase, new: passphrase })).output(answer<null>()),
    /** Four to eight digits that give the screen back after a hand-over (never open a locked station); null removes it. */
    setPin: base.input(z.strictObject({ passphrase, pin: z.string().max(8).nullable() })).output(answer<null>()),
    /** Somebody gave a sign at the window, with pointer or keyboard, `ago` ms before: what alone keeps the idle lock away. */
    touch: base.input(z.strictObject({ ago: z.number().int().min(0).max(longestSilence) })).output(answer<null>()),
    setIdle: base.input(z.strictObject({ minutes: z.number().int().min(1).max(240) })).output(answer<StationStatus>()),
    forms: base.output(answer<readonly FormDef[]>()),
    /** The contract that runs today; the one a record was written under; or the one agreed last, whose term may begin later: what a paper with its figures is laid over. */
    profile: base.input(z.union([z.strictObject({ record: id }), z.strictObject({ latest: z.literal(true) })]).optional()).output(answer<ContractProfile>()),
    watch: base.output(eventIterator(z.custom<Push>(() => true))),
  },
  agenda,
  desk,
  today: { sheet: base.output(answer<{ readonly day: string; readonly working: boolean; readonly duties: readonly DutyRow[]; readonly work: readonly TodayWork[]; /** turns of what comes back that can be kept now, or were today */ readonly turns: readonly AgendaItem[]; /** what the turns of the last working days lack */ readonly lacks: readonly Lack[]; /** work not in the list: all of it was made after the listed of its kind */ readonly more: number; readonly unsent: number; readonly estimated: boolean }>()) },
  records: {
    list: base.input(listAsked).output(answer<RecordPage>()),
    search: base.input(z.strictObject({ text: z.string().max(200), limit: z.number().int().min(1).max(100).default(30) })).output(answer<readonly RecordRow[]>()),
    /** The telephone number of the one person of this name headquarters sent; null where nobody or several have it, or none is known. */
    phone: base.input(z.strictObject({ name: z.string().max(60) })).output(answer<string | null>()),
    /** Names that stood in a person's field before and fit what was typed: a beginning, a part, pinyin or its initials. */
    names: base.input(z.strictObject({ form: z.string().max(60), field: z.string().max(60), text: z.string().max(60), limit: z.number().int().min(1).max(20).default(8) })).output(answer<readonly string[]>()),
    get: base.input(z.strictObject({ id })).output(answer<RecordView>()),
    /** Papers that may be named: living ones of the forms, by number, words or initials; the newest when nothing is typed. */
    pick: base.input(z.strictObject({ forms: z.array(z.string().max(60)).min(1).max(100), text: z.string().max(200).default(''), limit: z.number().int().min(1).max(100).default(20) })).output(answer<readonly RecordRow[]>()),
    /** the list rows of named papers; those that are not here are left out */
    rows: base.input(z.strictObject({ ids: z.array(id).max(200) })).output(answer<readonly RecordRow[]>()),
    /** how many papers of each form still want something */
    counts: base.output(answer<Readonly<Record<string, number>>>()),
    /** the papers linked with one, either way, and those linked with them (R18) */
    around: base.input(z.strictObject({ id })).output(answer<LinkGraph>()),
    /** the definition pinned in a record */
    definition: base.input(z.strictObject({ hash: z.string().length(64) })).output(answer<FormDef>()),
    execute: base.input(commandSchema).output(answer<Rec>()),
    /** Between the two versions of a record: the agreed one, with the named cells as this station's own has them. */
    decide: base.input(z.strictObject({ id, cells: z.array(z.string().max(60)).max(200) })).output(answer<Rec>()),
    /** Autosave: durable when answered, not yet an operation. */
    saveDraft: base.input(z.strictObject({ id, base: z.number().int().min(1), set: fieldsSchema, unset: z.array(z.string().max(60)).max(200) })).output(answer<{ readonly savedAt: string }>()),
    dropDraft: base.input(z.strictObject({ id })).output(answer<null>()),
    /** Turns the draft into one operation: on leaving the record, on a pause of a minute, before a step. */
    commitDraft: base.input(z.strictObject({ id })).output(answer<Rec>()),
    previousReadings: base.input(z.strictObject({ id })).output(answer<PreviousReadings>()),
    /** Readings of the machine the station runs on, by collector key. */
    readMachine: base.output(answer<{ readonly at: string; readonly host: string; readonly values: Readonly<Record<string, number>> }>()),
    /** A new inspection sheet of a duty's round, with its template's items and what the machine can read by itself. */
    startInspection: base.input(z.strictObject({ id, template: z.string(), day: z.iso.date(), round: z.string() })).output(answer<Rec>()),
  },
  files: {
    add: base.input(z.object({ record: id, file: z.instanceof(Blob), name: z.string().min(1).max(255) })).output(answer<Attachment>()),
    /** A file that comes in pieces: announced with its size, `piece` after `piece` from `offset`, then put on the record. `upload` is made by the window. */
    begin: base.input(z.strictObject({ upload: id, record: id, name: z.string().min(1).max(255), size: z.number().int().min(0) })).output(answer<null>()),
    /** Answers how many bytes are there: the next piece begins at that offset. A piece sent again is not taken in twice. */
    piece: base.input(z.object({ upload: id, offset: z.number().int().min(0), bytes: z.instanceof(Blob) })).output(answer<{ readonly received: number }>()),
    finish: base.input(z.strictObject({ upload: id })).output(answer<Attachment>()),
    cancel: base.input(z.strictObject({ upload: id })).output(answer<null>()),
    read: base.input(z.strictObject({ sha256: z.string().length(64) })).output(z.instanceof(Blob)),
    /** Brings a file another station took in from headquarters; `read` refuses it with `file-elsewhere` until then. */
    fetch: base.input(z.strictObject({ sha256: z.string().length(64) })).output(answer<null>()),
    /** how many bytes of it have come; null when it is not under way */
    incoming: base.input(z.strictObject({ sha256: z.string().length(64) })).output(answer<{ readonly bytes: number | null }>()),
    /** Why a file may not be deleted yet, with the rule and the day; nothing when it may. */
    whyKept: base.input(z.strictObject({ record: id, attachment: id })).output(answer<readonly Refusal[]>()),
    /** Deletes a file's bytes after their time (R27), on every paper that has them. Before it, refused with the rule and the day. */
    discard: base.input(z.strictObject({ record: id, attachment: id })).output(answer<Rec>()),
  },
  signing: {
    /** The PDF the next signer is shown: one clean page set, no copy label. */
    document: base.input(z.strictObject({ id })).output(z.instanceof(Blob)),
    /** Strokes kept at every pen-up, so that a crash loses no ink. */
    saveInk: base.input(z.strictObject({ id, role: z.string().max(40), ink: inkSchema })).output(answer<null>()),
    loadInk: base.input(z.strictObject({ id, role: z.string().max(40) })).output(answer<Ink | null>()),
    sign: base.input(signSchema).output(answer<Rec>()),
    /** The sheet to be printed and signed with a pen: what the signer would see on the screen. What left and for whom is written down (R35). */
    sheet: base.input(z.strictObject({ id, to: receiver, reason: receiverReason })).output(z.instanceof(Blob)),
    /** The paper with its files, for a signer at another station; what left and for whom is written down (R35). */
    exportFile: base.input(z.strictObject({ id, to: receiver, reason: receiverReason })).output(z.instanceof(Blob)),
    /** Reads such a file, or the signature that came back. A paper to be signed lies on the desk until the lock or the next file. */
    openFile: base.input(z.object({ file: z.instanceof(Blob) })).output(answer<SignFileView>()),
    visitDocument: base.output(z.instanceof(Blob)),
    visitFile: base.input(z.strictObject({ sha256: z.string().length(64) })).output(z.instanceof(Blob)),
    /** Signs the paper on the desk for the station it came from: the file that goes back. */
    signFile: base.input(visitSignSchema).output(z.instanceof(Blob)),
    /** Takes in a signature that came back; `fingerprint` as it was shown and compared. */
    takeFile: base.input(z.object({ file: z.instanceof(Blob), fingerprint: z.string().max(200) })).output(answer<Rec>()),
    /** Takes in that sheet as it came back with a reason and no signature. */
    returnPaper: base.input(z.object({ ...paperReturnSchema.shape, scan: z.instanceof(Blob), fileName: z.string().min(1).max(255) })).output(answer<Rec>()),
    /** Takes in what was signed on that sheet, with its scan. */
    takePaper: base.input(z.object({ ...paperSignSchema.shape, scan: z.instanceof(Blob), fileName: z.string().min(1).max(255) })).output(answer<Rec>()),
  },
  handover: {
    /** From here on the station answers only this router, `signing` and the shown record, until `end`. */
    begin: base.input(z.strictObject({ id })).output(answer<StationStatus>()),
    refuse: base.input(z.strictObject({ id, role: z.string().max(40), name: plainText(60), reason: plainText(500) })).output(answer<Rec>()),
    /** The survey about the record just signed: made when first asked for, answered once. */
    survey: base.input(z.strictObject({ id })).output(answer<Rec | null>()),
    answerSurvey: base.input(z.strictObject({ id, marks: z.record(z.string().max(40), z.number().int()), comment: plainText(1000) })).output(answer<null>()),
    declineSurvey: base.input(z.strictObject({ id, reason: plainText(200) })).output(answer<null>()),
    /** PIN or passphrase of the account that handed over. */
    end: base.input(z.strictObject({ secret: passphrase })).output(answer<StationStatus>()),
  },
  papers: {
    /** A preview: labelled copies marked 预览 (or one watermarked page set of an unsealed record), without the record inside. */
    pdf: base.input(z.strictObject({ id, copies: copyNumbers })).output(z.instanceof(Blob)),
    printers: base.output(answer<readonly Printer[]>()),
    print: base.input(z.strictObject({ id, copies: copyNumbers.min(1), printer: plainText(200), reason: plainText(200).optional() })).output(answer<PrintOutcome>()),
    /** Records that the copies were saved as a PDF file, and hands out the bytes. */
    save: base.input(z.strictObject({ id, copies: copyNumbers.min(1), reason: plainText(200).optional() })).output(z.instanceof(Blob)),
    register: base.input(z.strictObject({ offset: z.number().int().min(0).default(0), limit: z.number().int().min(1).max(500).default(100) })).output(answer<{ readonly rows: readonly CopyRow[]; readonly total: number }>()),
    /** A record with its signatures and chain proof as one JSON file that `sanlian verify` checks. */
    export: base.input(z.strictObject({ id, to: receiver, reason: receiverReason })).output(z.instanceof(Blob)),
    /** A list with its filters as a table for other programs; what left and to whom is written down (R35). */
    exportList: base
      .input(z.strictObject({ list: listQuery.omit({ offset: true, limit: true }), /** these of the list alone */ ids: z.array(id).min(1).max(5000).optional(), format: z.enum(['csv', 'xlsx']), lang: z.enum(['zh', 'en']), to: receiver, reason: receiverReason }))
      .output(z.instanceof(Blob)),
  },
  boards,
  lists,
  processes,
  reports,
  imports,
  documents,
  sync: {
    /** Changes the station's device key; the old one signs the new one. */
    rotate: base.output(answer<SyncStatus>()),
    status: base.output(answer<SyncStatus>()),
    enrol: base.input(z.strictObject({ address: z.string().max(300), code: z.string().max(100), /** another station code from now on, after `station-code-taken` */ stationCode: z.string().trim().max(20).optional() })).output(answer<SyncStatus>()),
    now: base.output(answer<SyncStatus>()),
  },
  ferry,
  line,
  headquarters,
};

/** `rule` is the contract's rule (`R27`), `clock` the profile row of the clock that runs first (`document-archive`). */
export type TodayWork = { readonly kind: 'open-order' | 'unsigned' | 'unarchived'; readonly rule: string; readonly clock?: string; readonly clause: string; readonly record: RecordRow; readonly due?: string; readonly estimated?: boolean; readonly label: Text };
export type CopyRow = CopyEntry & { readonly record: string; readonly number: string; readonly form: string };
