import type { Calendar } from '../domain/calendar/calendar.ts';
import { contractOn } from '../domain/contract/inForce.ts';
import type { ContractProfile } from '../domain/contract/profile.ts';
import type { FormDef, ReportFields } from '../domain/forms/form.ts';
import { formPlaying } from '../domain/forms/index.ts';
import type { Rec, Signature } from '../domain/record/record.ts';
import { isLiving } from '../domain/record/unique.ts';
import { buildReport } from '../domain/report/build.ts';
import type { ReportInput } from '../domain/report/input.ts';
import { frozenFiles, isFrozen, notesOf } from '../domain/report/paper.ts';
import { fileStem, periodOfDays, reportPeriods, type ReportPeriod, type TermPeriod } from '../domain/report/period.ts';
import type { Report } from '../domain/report/report.ts';
import type { ReportSource } from '../domain/report/source.ts';
import { reportTogether } from '../domain/report/together.ts';
import { ok, refuse, type Result } from '../domain/result.ts';
import { text, type Text } from '../domain/text/text.ts';
import { gatherReport, type ReportStation } from '../main/report/gather.ts';
import type { Blobs } from './blobs.ts';
import type { BoardIndex } from './boardIndex.ts';
import type { Database } from './database.ts';
import { firstDayOf, type Profiles } from './profiles.ts';
import { createSiteSource, reportNow, type ReportQuestion } from './reportSource.ts';
import type { Definitions } from './rpc/definitions.ts';

/**
 * Runs a gathering that reads at once over a source that answers later: what it asked and nobody has answered yet is answered with nothing, read,
 * and the gathering runs again. It asks little after its first run, so that two or three runs do.
 */
const gatherLater = async <T>(gather: (source: ReportSource) => T, ask: (question: ReportQuestion) => Promise<unknown>): Promise<T> => {
  const answers = new Map<string, unknown>();
  for (;;) {
    const open = new Map<string, ReportQuestion>();
    const answer = <A>(question: ReportQuestion): readonly A[] => {
      const key = JSON.stringify(question);
      if (!answers.has(key)) open.set(key, question);
      return (answers.get(key) ?? []) as readonly A[];
    };
    const found = gather({
      briefs: (query) => ('ids' in query && query.ids.length === 0 ? [] : answer({ kind: 'briefs', query })), clocksBetween: (from, to) => answer({ kind: 'clocks', from, to }),
      rowsById: (ids) => answer({ kind: 'rows', ids }), branches: () => answer({ kind: 'branches' }),
    });
    if (open.size === 0) return found;
    for (const [key, question] of open) answers.set(key, await ask(question));
  }
};

/** The name a report over all sites carries instead of one's. */
const allSites = { code: 'ALL', name: text('全部现场', 'All sites') };

const sheetForm = (): FormDef & { readonly report: ReportFields } => {
  const def = formPlaying('periodReport');
  if (!def.report) throw new Error('the form of period reports names no fields');
  return { ...def, report: def.report };
};
const stands = (def: FormDef, rec: Rec): boolean => isLiving(rec, def) && !def.lifecycle.states[rec.state]?.frees;

type Contract = { readonly contracts: readonly ContractProfile[]; readonly calendar: Calendar };
/** `frozen`: as it was sent to be signed at its site, on the sheet `number` that stands in `state`; who signed it so far, in their order. */
export type StandingReport = { readonly report: Report; readonly frozen: boolean; readonly sheet?: { readonly number: string; readonly state: Text; readonly signed: readonly Pick<Signature, 'name' | 'at'>[] } };

type Reading = { readonly calendar: () => Promise<Calendar>; readonly profiles: Profiles; readonly index: Pick<BoardIndex, 'catchUp'>; readonly blobs: Pick<Blobs, 'read'> };

/** Reports of the service (R24) at headquarters, for each site and over all of them: what a site owes is counted by its own records. */
export const createReports = (database: Database, definitions: Definitions, { calendar: calendarInForce, profiles, index, blobs }: Reading) => {
  const contract = async (site?: string, within: readonly string[] | null = null): Promise<Contract | null> => {
    const found = await (site === undefined ? profiles.newest(database.pool, within) : profiles.of(database.pool, site));
    return found && { contracts: found.contracts, calendar: await calendarInForce() };
  };
  const spanOf = ({ contracts, calendar }: Contract, from: string, to: string): Result<ReportPeriod> => {
    const period = periodOfDays(contracts, calendar, from, to);
    return period ? ok(period) : refuse('before-other', { field: 'lastDay', params: { other: 'firstDay' } });
  };

  /** Sheets of reports of a site whose period ends on the days, the last one first. */
  const sheetsOf = async (site: string, first: string, last: string): Promise<readonly Rec[]> => {
    const def = sheetForm();
    const { rows } = await database.pool.query<{ body: Rec }>(
      `select body - 'signatures' as body from record where form = $1 and site = $2 and body -> 'data' ->> $3 between $4 and $5 order by body -> 'data' ->> $3 desc, server_seq desc`, [def.id, site, def.report.to, first, last],
    );
    return rows.flatMap(({ body }) => (stands(def, body) ? [body] : []));
  };
  /** A file a sheet was sent to be signed with: its pages, or every figure with its records; null while it is not here. */
  const frozenFile = async (rec: Rec, { contracts, calendar }: Contract, which: 'pdf' | 'json'): Promise<Blob | null> => {
    const def = sheetForm();
    const period = periodOfDays(contracts, calendar, String(rec.data[def.report.from]), String(rec.data[def.report.to]));
    const file = period && rec.attachments.findLast(({ name }) => name === frozenFiles(fileStem({ period }))[which]);
    return file ? blobs.read(file.sha256) : null;
  };
  const frozenReport = async (rec: Rec, found: Contract): Promise<Report | null> => {
    const bytes = await frozenFile(rec, found, 'json');
    return bytes && (JSON.parse(await bytes.text()) as Report);
  };

  /** Refused with `profile-unknown`, `not-found` (no such site, or nothing of it here), `before-other`. */
  const inputOf = async (code: string, from: string, to: string): Promise<Result<ReportInput>> => {
    const found = await contract(code);
    if (!found) return refuse('profile-unknown');
    const { contracts, calendar } = found;
    const profile = contractOn(contracts, to);
    const since = await firstDayOf(database.pool, [code]);
    if (since === null) return refuse('not-found', { field: 'site' });
    const period = spanOf(found, from, to);
    if (!period.ok) return period;
    const site: ReportStation['site'] = profile.sites.find((each) => each.code === code) ?? { code, name: { zh: code, en: code }, address: '' };
    const now = reportNow();
    const ask = createSiteSource(database, definitions, index, code);
    const def = sheetForm();
    const sheets = await sheetsOf(code, '1949-01-01', to);
    const before = sheets.find((rec) => String(rec.data[def.report.to]) < from && isFrozen(def, rec));
    const sheet = sheets.find((rec) => rec.data[def.report.from] === from && rec.data[def.report.to] === to);
    const carried = (before && (await frozenReport(before, found)))?.openPoints ?? [];
    return ok(await gatherLater((read) => gatherReport({ read, profile, calendar, site, since }, { period: period.value, now, carried, notes: sheet ? notesOf(def, sheet.data) : [] }), ask));
  };

  /** The sheet a site's report of the days was sent to be signed with. */
  const frozenSheet = async (code: string, from: string, to: string): Promise<Rec | undefined> => {
    const def = sheetForm();
    return (await sheetsOf(code, to, to)).find((rec) => rec.data[def.report.from] === from && isFrozen(def, rec));
  };

  /** The report of a site as its records stand now. Refused as `inputOf` refuses. */
  const draft = async (code: string, from: string, to: string): Promise<Result<Report>> => {
    const input = await inputOf(code, from, to);
    return input.ok ? ok(buildReport(input.value)) : input;
  };
  return {
    /** Quarters and years that have begun, the newest first, by the newest contract `within` the sites (null: of all), and those of earlier terms there are records of; none without a contract. */
    periods: async (within: readonly string[] | null = null): Promise<readonly TermPeriod[]> => {
      const found = await contract(undefined, within);
      if (!found) return [];
      const since = found.contracts.length > 1 ? await firstDayOf(database.pool, within) : null;
      return reportPeriods(found.contracts, found.calendar, reportNow().slice(0, 10), since?.slice(0, 10));
    },
    draft,
    /**
     * The report of a site as it was sent to be signed there, else as its records stand. Refused as `draft` is, and with `report-elsewhere` where the file
     * of what was signed is not here: other figures never stand for signed ones.
     */
    standing: async (code: string, from: string, to: string): Promise<Result<StandingReport>> => {
      const found = await contract(code);
      const sheet = found && (await frozenSheet(code, from, to));
      if (sheet) {
        const frozen = await frozenReport(sheet, found);
        if (!frozen) return refuse('report-elsewhere', { params: { number: sheet.number } });
        const { rows } = await database.pool.query<Pick<Signature, 'name' | 'at'>>(`select s ->> 'name' as name, s ->> 'at' as at from record, jsonb_array_elements(body -> 'signatures') with ordinality x (s, n) where id = $1 order by n`, [sheet.id]);
        return ok({ report: frozen, frozen: true, sheet: { number: sheet.number, state: sheetForm().lifecycle.states[sheet.state]!.label, signed: rows } });
      }
      const live = await draft(code, from, to);
      return live.ok ? ok({ report: live.value, frozen: false }) : live;
    },
    /** The pages a site's report was sent to be signed with; undefined where it was not sent, or they are not here. */
    signedPages: async (code: string, from: string, to: string): Promise<Uint8Array | undefined> => {
      const found = await contract(code);
      const sheet = found && (await frozenSheet(code, from, to));
      const bytes = sheet && (await frozenFile(sheet, found, 'pdf'));
      return bytes ? new Uint8Array(await bytes.arrayBuffer()) : undefined;
    },
    /** The report over several sites as their records stand now, under the contract of the newest version `within` the sites one may see (null: all). Sites nothing is here of are left out. Refused with `not-found` where that is all of them. */
    together: async (codes: readonly string[], from: string, to: string, within: readonly string[] | null = null): Promise<Result<Report>> => {
      const found = await contract(undefined, within);
      if (!found) return refuse('profile-unknown');
      const inputs: ReportInput[] = [];
      for (const code of codes) {
        const input = await inputOf(code, from, to);
        if (input.ok) inputs.push(input.value);
        else if (input.error[0]?.code !== 'not-found') return input;
      }
      const period = spanOf(found, from, to);
      if (!period.ok) return period;
      if (inputs.length === 0) return refuse('not-found', { field: 'site' });
      // a quarter is the same days at every site, or none of theirs
      return ok(buildReport({ ...reportTogether(inputs, { profile: contractOn(found.contracts, to), site: allSites }), period: period.value }, inputs));
    },
  };
};
export type Reports = ReturnType<typeof createReports>;
