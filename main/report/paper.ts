import { contractOn } from '../../domain/contract/inForce.ts';
import { addDays } from '../../domain/clocks/shanghai.ts';
import { formPlaying } from '../../domain/forms/index.ts';
import type { Actor, FormDef, ReportFields } from '../../domain/forms/form.ts';
import { openBecomings } from '../../domain/record/decide.ts';
import { isLiving } from '../../domain/record/unique.ts';
import type { Attachment, Rec } from '../../domain/record/record.ts';
import { buildReport } from '../../domain/report/build.ts';
import type { OpenPoint } from '../../domain/report/openPoints.ts';
import { frozenFiles, isFrozen, notesOf } from '../../domain/report/paper.ts';
import { signedFiles } from '../../domain/seal/content.ts';
import { fileStem, periodOfDays, type ReportPeriod } from '../../domain/report/period.ts';
import type { Report } from '../../domain/report/report.ts';
import type { OpenStation } from '../station/openStation.ts';
import { refused } from '../../domain/refused.ts';
import { text } from '../../domain/text/text.ts';
import { gatherReport } from './gather.ts';

export type Span = { readonly from: string; readonly to: string };
/** A report as it stands, with the sheet that takes it through its signatures, and since when it no longer changes. */
export type Standing = { readonly report: Report; readonly paper: Rec | null; readonly frozen: boolean };

/** What a report is read from: a station, or its folder read from beside. */
export type ReportFolder = Pick<OpenStation, 'contracts' | 'calendar' | 'site' | 'since'> & { readonly store: Pick<OpenStation['store'], 'read'>; readonly blobs: Pick<OpenStation['blobs'], 'get'> };
type Sealed = Pick<ReportFolder, 'store' | 'blobs' | 'contracts' | 'calendar'>;

/** More sheets than a contract of any length has. */
const mostSheets = 400;

const form = (): FormDef & { readonly report: ReportFields } => {
  const def = formPlaying('periodReport');
  if (!def.report) throw new Error('the form of period reports names no fields');
  return { ...def, report: def.report };
};
const stands = (def: FormDef, rec: Rec): boolean => isLiving(rec, def) && !def.lifecycle.states[rec.state]?.frees;

/** The period of the days. Refuses `before-other` for days in the wrong order. */
export const periodAsked = ({ contracts, calendar }: Pick<OpenStation, 'contracts' | 'calendar'>, { from, to }: Span): ReportPeriod => {
  const period = periodOfDays(contracts, calendar, from, to);
  if (!period) throw refused('before-other', { field: 'lastDay', params: { other: 'firstDay' } });
  return period;
};

const sheetsOf = ({ store }: Pick<ReportFolder, 'store'>, { from, to }: Span): readonly Rec[] => {
  const def = form();
  return store.read.recordsWhere(def.id, { [def.report.from]: from, [def.report.to]: to }, mostSheets);
};

/** The sheet of a quarter or a year: the one that stands, the newest where there are two. */
export const paperOf = (folder: Pick<ReportFolder, 'store'>, span: Span): Rec | null => sheetsOf(folder, span).find((rec) => stands(form(), rec)) ?? null;

/** The newest sheet of the days that came back, from which `actor` may write the next version. */
export const returnedPaper = (folder: Pick<ReportFolder, 'store'>, span: Span, actor: Actor): Rec | null => {
  const def = form();
  return sheetsOf(folder, span).find((rec) => openBecomings(def, rec, actor).some((becoming) => becoming.form === def.id)) ?? null;
};

/** A file of a sheet that holds its report: its pages, or every figure with its records; undefined before it was sent to be signed. */
const frozenFile = ({ contracts, calendar }: Pick<OpenStation, 'contracts' | 'calendar'>, rec: Rec, which: 'pdf' | 'json'): Attachment | undefined => {
  const def = form();
  const period = rec.form === def.id && isFrozen(def, rec) ? periodOfDays(contracts, calendar, String(rec.data[def.report.from]), String(rec.data[def.report.to])) : null;
  return period ? signedFiles(rec).findLast(({ name }) => name === frozenFiles(fileStem({ period }))[which]) : undefined;
};

/** The pages of the report a sheet was signed with, for whoever sends or files the sheet; null for any other paper, or when they are not on this disk. */
export const frozenPages = async (open: Sealed, rec: Rec): Promise<{ readonly name: string; readonly bytes: Uint8Array } | null> => {
  const file = frozenFile(open, rec, 'pdf');
  return file && open.store.read.blob(file.sha256) !== null ? { name: file.name, bytes: await open.blobs.get(file.sha256) } : null;
};

const isHere = (open: Sealed, rec: Rec): boolean => {
  const file = frozenFile(open, rec, 'json');
  return file !== undefined && open.store.read.blob(file.sha256) !== null;
};

/** The report as it was sent to be signed; null where it was not sent. Refuses `report-elsewhere` where its file is not on this disk: other figures never stand for signed ones. */
const frozenReport = async (open: Sealed, rec: Rec): Promise<Report | null> => {
  if (!isFrozen(form(), rec)) return null;
  const file = frozenFile(open, rec, 'json');
  if (!file || !isHere(open, rec)) throw refused('report-elsewhere', { params: { number: rec.number } });
  return JSON.parse(new TextDecoder().decode(await open.blobs.get(file.sha256))) as Report;
};

/** The sheet of the last report before the period that was sent to be signed. */
const sheetBefore = ({ store }: Sealed, { from }: Span): Rec | undefined => {
  const def = form();
  return store.read.recordsBetween(def.id, def.report.to, '1949-01-01', addDays(from, -1), mostSheets).findLast((rec) => stands(def, rec) && isFrozen(def, rec));
};

/** What was open at the end of the report before this period. Refuses `report-elsewhere` as that report does. */
export const carriedInto = async (open: Sealed, span: Span): Promise<readonly OpenPoint[]> => {
  const before = sheetBefore(open, span);
  return before ? ((await frozenReport(open, before))?.openPoints ?? []) : [];
};

/** The report of the days as the records stand now, with the words written on its sheet and what the report before left open; where that one is elsewhere, it says so among what is missing. */
export const liveReport = async (open: ReportFolder, span: Span, paper: Rec | null, now: string): Promise<Report> => {
  const { contracts, calendar, site, since, store } = open;
  const period = periodAsked(open, span);
  const before = sheetBefore(open, span);
  const isElsewhere = before !== undefined && !isHere(open, before);
  const carried = isElsewhere ? [] : await carriedInto(open, span);
  const report = buildReport(gatherReport({ read: store.read, profile: contractOn(contracts, span.to), calendar, site, since }, { period, now, carried, notes: paper ? notesOf(form(), paper.data) : [] }));
  if (!isElsewhere) return report;
  const { id, number, form: of } = before;
  return { ...report, missing: [...report.missing, { rule: 'R24', count: 1, form: of, days: [], ids: [id], what: text(`上期报告 ${number} 的文件不在本机，其未了事项没有带入`, `The file of the report before, ${number}, is not on this computer: what it left open is not carried over`) }] };
};

/** The report of the days: as it was sent to be signed, or as the records stand while nobody has sent it. */
export const standingReport = async (open: ReportFolder, span: Span, now: string): Promise<Standing> => {
  const paper = paperOf(open, span);
  const frozen = paper ? await frozenReport(open, paper) : null;
  return { report: frozen ?? (await liveReport(open, span, paper, now)), paper, frozen: frozen !== null };
};

/** The pages a report was sent to be signed with; undefined while it was not sent, or where they are not on this disk. */
export const signedPages = async (open: ReportFolder, { paper, frozen }: Standing): Promise<Uint8Array | undefined> => (paper && frozen ? (await frozenPages(open, paper))?.bytes : undefined);
