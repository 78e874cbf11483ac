import { z } from 'zod';
import type { PlanPage, RosterPerson } from '../incident/response.ts';
import type { PapersAtStake } from '../money/papersAtStake.ts';
import type { CalendarEntry } from '../processes/changeCalendar.ts';
import type { Reach } from '../processes/impact.ts';
import type { KnownError } from '../processes/knownErrors.ts';
import { mappingSchema, type RecordsReport } from '../importing/fileMapping.ts';
import type { ImportReport } from '../importing/report.ts';
import type { RowChange } from '../record/baseline.ts';
import { answer, base, id, receiver, receiverReason } from './base.ts';
import type { RecordRow } from './types.ts';

/** A table with the register as it stood: a baseline by its id, or null for the register as it stands now. */
const side = id.nullable();
export type BaselineSide = { readonly id: string | null; readonly number: string; readonly name: string; readonly takenAt: string };
export type BaselineComparison = { readonly before: BaselineSide; readonly after: BaselineSide; readonly changes: readonly RowChange[]; /** what the items are called, by number */ readonly names: Readonly<Record<string, string>> };

/** The reach of an item, with the papers about each: incidents and changes that are not closed yet, and all that touched the item itself. */
export type Impact = Reach & {
  readonly open: Readonly<Record<string, readonly RecordRow[]>>;
  /** every living paper that names the item asked about, the newest first */
  readonly touched: readonly RecordRow[];
};

/** The manager's board of money; papers that cannot be reckoned are told, not left out. */
export type MoneyBoard = PapersAtStake;

const mapping = z.array(z.string().max(60).nullable()).max(200).optional();

export const processes = {
  /** Changes, releases and key periods that meet the days, with what clashes (R13, R18). */
  calendar: base.input(z.strictObject({ from: z.iso.date(), to: z.iso.date() })).output(answer<readonly CalendarEntry[]>()),
  /** People on the rosters in force today, and pages of the plans in force for a kind of fault (R16, R17). */
  response: base.input(z.strictObject({ kind: z.string().max(60) })).output(answer<{ readonly people: readonly RosterPerson[]; readonly pages: readonly PlanPage[] }>()),
  /** Known errors that fit the words; all of them without any. */
  knownErrors: base.input(z.strictObject({ text: z.string().max(4000).default(''), limit: z.number().int().min(1).max(200).default(50) })).output(answer<readonly KnownError[]>()),
  /** What stands on a configuration item, and the papers about it (R19). */
  impact: base.input(z.strictObject({ id })).output(answer<Impact>()),
  compareBaselines: base.input(z.strictObject({ before: side, after: side })).output(answer<BaselineComparison>()),
  /** The comparison as CSV; what left and to whom is written down (R35). */
  exportComparison: base.input(z.strictObject({ before: side, after: side, lang: z.enum(['zh', 'en']), to: receiver, reason: receiverReason })).output(z.instanceof(Blob)),
  /** What is at stake this month (R32): for the manager. */
  money: base.output(answer<MoneyBoard>()),
};

const yearFile = z.strictObject({ form: z.string().max(60), file: z.instanceof(Blob), name: z.string().min(1).max(255), mapping: mappingSchema.optional() });

export const imports = {
  /** What an import of a CSV or XLSX file would do; nothing is written. */
  preview: base.input(z.strictObject({ form: z.string().max(60), file: z.instanceof(Blob), mapping })).output(answer<ImportReport>()),
  /** Writes the lines, all of them or, where refused ones are left out, all the others. */
  run: base.input(z.strictObject({ form: z.string().max(60), file: z.instanceof(Blob), mapping, skipRefused: z.boolean().default(false) })).output(answer<ImportReport>()),
  /** What an earlier year's file (XLSX, CSV, JSON lines) would become under a mapping; nothing is written. Without one, that kept for the form is used where it fits. */
  tryRecords: base.input(yearFile).output(answer<RecordsReport>()),
  /** Takes the file in, row by row: what cannot be is told and holds up nothing; what is there already is left. */
  takeRecords: base.input(yearFile.required({ mapping: true })).output(answer<RecordsReport>()),
  /** Keeps a mapping for the next file of the form. */
  keepMapping: base.input(z.strictObject({ form: z.string().max(60), mapping: mappingSchema })).output(answer<null>()),
};
