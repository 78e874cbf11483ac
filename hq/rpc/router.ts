import { join } from 'node:path';
import { implement, type AnyRouter } from '@orpc/server';
import { v7 as uuidv7 } from 'uuid';
import { commandHeader, isCommand, isCommandId } from '../../domain/api/commands.ts';
import { contract } from '../../domain/api/contract.ts';
import { permissions, type ProcedureName } from '../../domain/api/permissions.ts';
import { asRefusals, refusedAnswer } from '../../domain/api/refusals.ts';
import type { ReportSheet } from '../../domain/api/reports.ts';
import type { StationStatus } from '../../domain/api/types.ts';
import type { Selection } from '../../domain/board/board.ts';
import { toKeptEntry } from '../../domain/board/kept.ts';
import type { Calendar } from '../../domain/calendar/calendar.ts';
import { dayOf, msToSecond } from '../../domain/clocks/shanghai.ts';
import { receiverToLog, unconfirmedIn } from '../../domain/contacts/confirmed.ts';
import { withRunningGrade } from '../../domain/incident/ofRecord.ts';
import { contractOfRecord, contractOn } from '../../domain/contract/inForce.ts';
import { cellsFrom } from '../../domain/sync/decision.ts';
import type { ContractProfile } from '../../domain/contract/profile.ts';
import type { Role as StationRole } from '../../domain/forms/form.ts';
import { isDispatched } from '../../domain/forms/dispatch.ts';
import { forms, formsById } from '../../domain/forms/index.ts';
import { copiesNumbered, standingMark } from '../../domain/paper/mark.ts';
import { linkGraph } from '../../domain/record/linkGraph.ts';
import { openCounts } from '../../domain/record/openCounts.ts';
import { accepted, refused } from '../../domain/refused.ts';
import { text } from '../../domain/text/text.ts';
import { reportFile } from '../../main/report/files.ts';
import type { PaperWorker } from '../../main/papers/createPaperWorker.ts';
import type { Blobs } from '../blobs.ts';
import type { Database } from '../database.ts';
import type { HeadquartersDesk } from '../desk.ts';
import { reckoned } from '../legible.ts';
import { peopleAt } from '../peopleAt.ts';
import { confirmedBooks } from '../receivers.ts';
import type { Reports } from '../report.ts';
import { isDiskFull } from '../diskFull.ts';
import { mayAs, type Right, type Role } from '../web/accounts.ts';
import { writeAudit, type Deed } from '../web/audit.ts';
import { idleMinutes, keepSession, peekSession, type Session } from '../web/sessions.ts';
import { listStations, readSiteNames } from '../web/stationPages.ts';
import type { Boards } from './boards.ts';
import type { Lists } from './lists.ts';
import { pagesFor } from './pages.ts';
import type { Views } from './views.ts';
import type { Watch } from './watch.ts';

/** What a call brings besides its input: who is signed in, with the token that says so, and from where. */
export type DeskContext = { readonly session: Session; readonly token: string; readonly address: string; readonly headers: Readonly<Record<string, string | string[] | undefined>> };

export type DeskRooms = {
  readonly database: Database;
  readonly desk: HeadquartersDesk;
  readonly blobs: Blobs;
  /** of all sites, or of some */
  readonly lists: (within: readonly string[] | null) => Lists;
  readonly views: (within: readonly string[] | null) => Views;
  readonly boards: Boards;
  readonly reports: Reports;
  readonly watch: Watch;
  readonly papers: PaperWorker;
  readonly version: string;
  readonly own: { readonly id: string };
  /** The contracts of every term at a site, the oldest first, the last in force; where none is named, with that of the newest version within the sites (null: all). None where there is none. */
  readonly contracts: (site?: string, within?: readonly string[] | null) => Promise<readonly ContractProfile[]>;
  readonly calendar: () => Promise<Calendar>;
};

const fontsFolder = join(import.meta.dirname, '../../assets/fonts');
/** ms in which a record read again by the same account is the same reading */
const oneReading = 10 * 60_000;

/** Procedures that need more than the right to read. */
const needs: Readonly<Partial<Record<ProcedureName, Right>>> = {
  'headquarters.stations': 'manage', 'headquarters.people': 'manage', 'headquarters.dispatch': 'manage', 'headquarters.reassign': 'manage', 'headquarters.void': 'manage', 'headquarters.decide': 'manage',
  'boards.exportSites': 'release', 'reports.exportFile': 'release', 'documents.unconfirmed': 'release',
};
const needsOf = (name: string): Right => needs[name as ProcedureName] ?? 'read';
/** Which of a station's people somebody is to the window. */
const stationRole = (role: Role): StationRole => (mayAs(role, 'manage') ? 'projectManager' : role === 'qualityManager' ? role : 'inspector');

/**
 * Headquarters' answers to `domain/api/contract.ts`: all that reads records, and the orders that are headquarters' own. Whatever belongs to a
 * station (writing papers, signing, printing, its accounts) is refused with `not-allowed`.
 */
export const createDeskRouter = ({ database, desk, blobs, lists, views, boards, reports, watch, papers, version, own, contracts, calendar }: DeskRooms): AnyRouter => {
  const offered = new Set<string>();
  const os = implement(contract).$context<DeskContext>().use(async ({ next, path, context }) => {
    const name = path.join('.');
    try {
      if (!offered.has(name) || !mayAs(context.session.account.role, needsOf(name))) throw refused('not-allowed');
      const given = context.headers[commandHeader];
      if (isCommand(name) && (typeof given !== 'string' || !isCommandId(given))) throw refused(given === undefined ? 'required' : 'wrong-type', { field: 'command' });
      return await next({ context: { command: typeof given === 'string' ? given : uuidv7() } });
    } catch (error) {
      const refusals = isDiskFull(error) ? [{ code: 'disk-full' as const }] : asRefusals(error);
      throw refusals ? refusedAnswer(refusals) : error;
    }
  });

  const today = (): string => dayOf(msToSecond(Date.now()));
  const contractsAt = async (site?: string, within: readonly string[] | null = null): Promise<readonly ContractProfile[]> => {
    const found = await contracts(site, within);
    if (found.length === 0) throw refused('profile-unknown');
    return found;
  };
  const byOf = ({ session: { account } }: DeskContext) => ({ id: account.id, name: account.name });
  const note = ({ session: { account }, address }: DeskContext, what: Deed, subject: string) => writeAudit(database.pool, { account: account.id, who: account.name, what, subject, address });
  const readings = new Map<string, number>();
  /** What is confidential leaves a trace when it is read (R35); a window that refreshes by itself reads nothing anew. */
  const noteReading = async (context: DeskContext, number: string): Promise<void> => {
    const key = `${context.session.account.id} ${number}`;
    const now = Date.now();
    if (now - (readings.get(key) ?? 0) < oneReading) return;
    for (const [each, at] of readings) if (now - at >= oneReading) readings.delete(each);
    readings.set(key, now);
    await note(context, 'record-read', number);
  };
  const listsFor = ({ session: { account } }: DeskContext) => lists(account.sites);
  const viewsFor = ({ session: { account } }: DeskContext) => views(account.sites);
  /** Stations the account may give work to. */
  const stationsFor = async ({ session: { account } }: DeskContext) => (await listStations(database)).filter(({ state, site }) => state === 'active' && (account.sites === null || (site !== null && account.sites.includes(site))));
  /** Throws `not-found` for a station, or a record, of a site the account does not see. */
  const checkStation = async (context: DeskContext, id: string): Promise<void> => {
    if (!(await stationsFor(context)).some(({ station }) => station === id)) throw refused('not-found', { field: 'to' });
  };
  const checkRecord = async (context: DeskContext, id: string): Promise<void> => void (context.session.account.sites !== null && (await viewsFor(context).known(id)));
  const status = async (context: DeskContext): Promise<StationStatus> => {
    const { account } = context.session;
    const [agreed, sites] = await Promise.all([contracts(undefined, account.sites), listsFor(context).sites()]);
    const running = agreed.length > 0 ? contractOn(agreed, today()) : null;
    const offers = [...offered].filter((name) => mayAs(account.role, needsOf(name)));
    return {
      phase: 'open', version, dataFolder: '', shell: 'headquarters', idleMinutes, sites, offers, pages: pagesFor(account),
      station: { id: own.id, code: 'HQ', site: text('总部', 'Headquarters') },
      account: { id: account.id, name: account.name, role: stationRole(account.role) },
      ...(running ? { contract: { name: running.name, contractNo: running.contractNo } } : {}),
    };
  };

  /** What a board shows this account: sums are for managers. */
  const askingOf = ({ session: { account } }: DeskContext, { site, quarter }: Pick<Parameters<Boards['board']>[0], 'site' | 'quarter'>) => ({ site, quarter, within: account.sites, money: mayAs(account.role, 'manage') });
  /** The contact books that say who may get what is about the site, or about all the account may see. Throws `not-found` (site). */
  const booksFor = ({ session: { account: { sites } } }: DeskContext, site: string | undefined) => {
    if (site !== undefined && sites !== null && !sites.includes(site)) throw refused('not-found', { field: 'site' });
    return confirmedBooks(database, site === undefined ? sites : [site]);
  };
  const receiverFor = async (context: DeskContext, { site, receiver, reason }: { readonly site?: string | undefined; readonly receiver: string; readonly reason?: string | undefined }): Promise<string> =>
    accepted(receiverToLog(await booksFor(context, site), { to: receiver, reason }));
  /** The report of one site, as it was signed or as it stands; or over all of them. */
  const reportFor = async (context: DeskContext, { site, from, to }: { readonly site?: string | undefined; readonly from: string; readonly to: string }): Promise<ReportSheet> => {
    const { sites } = context.session.account;
    if (site !== undefined && sites !== null && !sites.includes(site)) throw refused('not-found', { field: 'site' });
    return site === undefined ? { report: accepted(await reports.together((await listsFor(context).sites()).map(({ code }) => code), from, to, sites)), frozen: false } : accepted(await reports.standing(site, from, to));
  };

  const answers = {
    station: {
      status: os.station.status.handler(({ context }) => status(context)),
      touch: os.station.touch.handler(async ({ input, context }) => {
        await keepSession(database, context.session.tokenHash, input.ago);
        return null;
      }),
      forms: os.station.forms.handler(() => forms),
      profile: os.station.profile.handler(async ({ input = {}, context }) => {
        if ('record' in input) {
          const { rec } = await viewsFor(context).known(input.record);
          return contractOfRecord(await contractsAt(rec.context.site.code), rec);
        }
        const agreed = await contractsAt(undefined, context.session.account.sites);
        return 'latest' in input ? agreed.at(-1)! : contractOn(agreed, today());
      }),
      watch: os.station.watch.handler(({ signal, context }) => {
        const within = context.session.account.sites;
        // who is kept to other sites meanwhile asks anew
        return watch.watch(signal, within, async () => {
          const now = await peekSession(database, context.token);
          return now?.stage === 'in' && JSON.stringify(now.account.sites) === JSON.stringify(within);
        });
      }),
    },
    records: {
      list: os.records.list.handler(({ input, context }) => listsFor(context).list(input)),
      search: os.records.search.handler(({ input, context }) => listsFor(context).search(input.text, input.limit)),
      rows: os.records.rows.handler(({ input, context }) => listsFor(context).rows(input.ids)),
      counts: os.records.counts.handler(async ({ context }) => openCounts(await listsFor(context).standing())),
      get: os.records.get.handler(async ({ input, context }) => {
        const view = await viewsFor(context).view(input.id, contractsAt, await calendar());
        await noteReading(context, view.record.number);
        return view;
      }),
      around: os.records.around.handler(async ({ input, context }) => {
        const seen = viewsFor(context);
        await seen.known(input.id);
        return linkGraph(seen.graph, input.id);
      }),
      definition: os.records.definition.handler(({ input }) => views(null).definition(input.hash)),
    },
    files: {
      read: os.files.read.handler(async ({ input, context }) => {
        const file = (await viewsFor(context).names(input.sha256)) ? await blobs.read(input.sha256) : null;
        if (!file) throw refused('not-found');
        await noteReading(context, `SHA-256 ${input.sha256.slice(0, 16)}`);
        return file;
      }),
    },
    papers: {
      /** As at the station: copies of a sealed record marked 预览, an unsealed or voided one by its own mark, and no record inside. */
      pdf: os.papers.pdf.handler(async ({ input, context }) => {
        const { rec, def } = await viewsFor(context).known(input.id);
        await noteReading(context, rec.number);
        const mark = standingMark(rec, def);
        const copies = accepted(copiesNumbered(rec, def, input.copies));
        const anchor = rec.seal ? { chainHead: rec.seal.chainHead, chainSeq: rec.seal.chainSeq } : undefined;
        const agreed = rec.seal ? [] : await contracts(rec.context.site.code);
        const shown = reckoned(rec.id, () => withRunningGrade(def, rec, msToSecond(Date.now()), agreed.length > 0 ? contractOfRecord(agreed, rec) : null), rec, database.log);
        const bytes = await papers.make({ def, rec: shown, lang: 'zh', copies: rec.seal ? copies : [], watermark: mark ?? '预览', ...(anchor ? { anchor } : {}) });
        return new Blob([bytes as Uint8Array<ArrayBuffer>], { type: 'application/pdf' });
      }),
    },
    boards: {
      sites: os.boards.sites.handler(({ input, context }) => boards.board(askingOf(context, input))),
      behind: os.boards.behind.handler(async ({ input: { records, ...page }, context }) => {
        const { ids, total } = await boards.behind(records as Selection, context.session.account.sites, page);
        const rows = new Map((await listsFor(context).rows(ids)).map((row) => [row.id, row]));
        return { rows: ids.flatMap((id) => rows.get(id) ?? []), total };
      }),
      kept: os.boards.kept.handler(async ({ input: { site, quarter, ...asked }, context }) => {
        const page = await boards.kept({ site, quarter, within: context.session.account.sites }, asked);
        const papers = new Map((await listsFor(context).rows(page.items.flatMap(({ record }) => record ?? []))).map((row) => [row.id, row]));
        return { ...page, items: page.items.map((item) => toKeptEntry(item, papers, item.site)) };
      }),
      exportSites: os.boards.exportSites.handler(async ({ input: { site, quarter, receiver, reason, ...asked }, context }) => {
        const to = await receiverFor(context, { site, receiver, reason });
        const { blob, name } = await boards.file(askingOf(context, { site, quarter }), asked);
        // that it left, and for whom, is written before the bytes are handed out (R35)
        await note(context, 'board-exported', `${name} → ${to}`);
        return blob;
      }),
    },
    reports: {
      periods: os.reports.periods.handler(({ context }) => reports.periods(context.session.account.sites)),
      draft: os.reports.draft.handler(async ({ input, context }) => (await reportFor(context, input)).report),
      sheet: os.reports.sheet.handler(({ input, context }) => reportFor(context, input)),
      behind: os.reports.behind.handler(async ({ input: { figure, share, offset, limit, ...asked }, context }) => {
        const found = (await reportFor(context, asked)).report.figures.find(({ id }) => id === figure);
        const ids = share === undefined ? found?.ids : found?.shares.find(({ key }) => key === share)?.ids;
        if (!ids) throw refused('not-found', { field: share === undefined ? 'figure' : 'share' });
        const page = ids.slice(offset, offset + limit);
        const rows = new Map((await listsFor(context).rows(page)).map((row) => [row.id, row]));
        return { rows: page.flatMap((id) => rows.get(id) ?? []), total: ids.length };
      }),
      exportFile: os.reports.exportFile.handler(async ({ input: { format, lang, receiver, reason, ...asked }, context }) => {
        const to = await receiverFor(context, { site: asked.site, receiver, reason });
        const { report, frozen } = await reportFor(context, asked);
        const signed = frozen && asked.site !== undefined ? await reports.signedPages(asked.site, asked.from, asked.to) : undefined;
        const made = await reportFile(report, format, { lang, fontsFolder, signed });
        const name = made.name.replace('report-', `report-${(asked.site ?? 'all').replaceAll(/[^\w-]/g, '_')}-`);
        await note(context, 'report-exported', `${name} → ${to}`);
        return new Blob([made.bytes as Uint8Array<ArrayBuffer>], { type: made.type });
      }),
    },
    documents: {
      unconfirmed: os.documents.unconfirmed.handler(async ({ input: { to, site }, context }) => unconfirmedIn(await booksFor(context, site), to)),
    },
    headquarters: {
      stations: os.headquarters.stations.handler(async ({ context }) => {
        const siteName = await readSiteNames(database);
        return (await stationsFor(context)).map(({ station, code, site, person }) => ({ id: station, code, ...(site === null ? {} : { site, siteName: siteName(site)! }), ...(person === null ? {} : { person }) }));
      }),
      people: os.headquarters.people.handler(async ({ input, context }) => {
        await checkStation(context, input.station);
        return peopleAt(database, input.station);
      }),
      dispatch: os.headquarters.dispatch.handler(async ({ input, context }) => {
        const def = formsById.get(input.form);
        if (!def || !isDispatched(def)) throw refused('form-unknown', { field: 'form', params: { form: input.form } });
        if (context.session.account.sites !== null) await checkStation(context, input.to);
        const rec = accepted(await desk.dispatch(byOf(context), { form: input.form, to: input.to, data: input.data as never, command: context.command }));
        await note(context, 'dispatched', rec.number);
        return rec;
      }),
      reassign: os.headquarters.reassign.handler(async ({ input, context }) => {
        await checkRecord(context, input.id);
        if (input.to !== null && context.session.account.sites !== null) await checkStation(context, input.to);
        const rec = accepted(await desk.reassign(byOf(context), { ...input, command: context.command }));
        await note(context, 'reassigned', `${rec.number}: ${input.reason}`);
        return rec;
      }),
      void: os.headquarters.void.handler(async ({ input, context }) => {
        await checkRecord(context, input.id);
        const rec = accepted(await desk.void(byOf(context), { ...input, command: context.command }));
        await note(context, 'voided', `${rec.number}: ${input.reason}`);
        return rec;
      }),
      decide: os.headquarters.decide.handler(async ({ input: { id, station, took, cells }, context }) => {
        await checkRecord(context, id);
        const other = (await views(null).branch(id, station))?.data ?? {};
        const rec = accepted(await desk.decide(byOf(context), { doc: id, station, took, ...cellsFrom(other, cells), command: context.command }));
        await note(context, 'decided', `${rec.number}: ${took}`);
        return rec;
      }),
    },
  };
  for (const [part, procedures] of Object.entries(answers)) for (const name of Object.keys(procedures)) offered.add(`${part}.${name}`);

  // the rest of the contract: each of them answers, with a refusal
  const parts = os as unknown as Readonly<Record<string, Readonly<Record<string, { handler(answer: () => never): AnyRouter }>>>>;
  const all: Record<string, Record<string, AnyRouter>> = {};
  for (const path of Object.keys(permissions)) {
    const [part = '', name = ''] = path.split('.');
    const answer = (answers as Readonly<Record<string, Readonly<Record<string, AnyRouter>>>>)[part]?.[name];
    (all[part] ??= {})[name] = answer ?? parts[part]![name]!.handler(() => { throw refused('not-allowed'); });
  }
  return all;
};
