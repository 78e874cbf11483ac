import { siteOf } from '../../domain/sync/holder.ts';
import { apartFrom } from '../../domain/board/apart.ts';
import { boardForms, boardPapers, edgesAt, isCounted, requestKinds, roundDays, roundForms, roundsAnswered, roundsKept, workForms } from '../../domain/board/asked.ts';
import type { Board, Selection } from '../../domain/board/board.ts';
import { keptItems, keptPage, type KeptAsked, type KeptItem, type KeptPage } from '../../domain/board/kept.ts';
import type { ManagerInput } from '../../domain/board/manager.ts';
import { boardQuarter, judgedUntil, lastDayOf, type Quarter } from '../../domain/board/quarter.ts';
import { boardCsv, boardSheets } from '../../domain/board/sheets.ts';
import { mergeSites, silentHours, sitesBoard, type SiteInput, type StationStanding } from '../../domain/board/sites.ts';
import type { Calendar } from '../../domain/calendar/calendar.ts';
import { contractOn } from '../../domain/contract/inForce.ts';
import type { ContractProfile } from '../../domain/contract/profile.ts';
import { dayOf, msToSecond, startOfDay } from '../../domain/clocks/shanghai.ts';
import { forms, formsById } from '../../domain/forms/index.ts';
import { exposingForms } from '../../domain/money/exposures.ts';
import { papersAtStake, type PapersAtStake } from '../../domain/money/papersAtStake.ts';
import type { Known } from '../../domain/record/around.ts';
import type { Brief } from '../../domain/report/brief.ts';
import { turnsOf } from '../../domain/report/figures/inspections.ts';
import { serviceLevels } from '../../domain/report/figures/sla.ts';
import type { ReportInput } from '../../domain/report/input.ts';
import { parts } from '../../domain/report/parts.ts';
import { accepted, refused } from '../../domain/refused.ts';
import { text, type Lang } from '../../domain/text/text.ts';
import { sheetsToXlsx } from '../../main/report/xlsx.ts';
import type { BoardIndex } from '../boardIndex.ts';
import type { BoardReads, IdPage } from '../boardReads.ts';
import type { Database } from '../database.ts';
import { reckoned, type Told } from '../legible.ts';
import type { Profiles, SiteProfile } from '../profiles.ts';
import { listStations } from '../web/stationPages.ts';

/** ms of an hour */
const hour = 3_600_000;
/** The name a board of all sites carries instead of a site's. */
const allSites = { code: '', name: text('全部现场', 'All sites') };

type Asking = {
  readonly site?: string | undefined;
  /** sites the account may see; null: all */
  readonly within: readonly string[] | null;
  /** Whether sums are shown. */
  readonly money: boolean;
  /** none: the running one */
  readonly quarter?: Quarter | undefined;
};
type Page = { readonly offset: number; readonly limit: number };
/** A quarter with the contract that speaks of it. */
type OfQuarter = { readonly quarter: Quarter; readonly profile: ContractProfile };
type Owed = Pick<ManagerInput, 'report' | 'rounds' | 'turns'>;
type FileOf = { readonly panel?: string | undefined; readonly format: 'csv' | 'xlsx'; readonly lang: Lang };

/** What the papers put at stake; one that cannot be reckoned, or not all of whose times can be read, is named among `unread` and holds up no other (I7). */
const stakeOf = (papers: readonly (Known & { readonly isWhole: boolean })[], moment: string, profile: ContractProfile, days: Calendar, log: Told): Omit<PapersAtStake, 'unread'> & { readonly unread: readonly string[] } => {
  const sum = (of: readonly Known[]): PapersAtStake => accepted(papersAtStake(of, moment, profile, days));
  const whole = (): PapersAtStake | null => {
    try {
      return sum(papers);
    } catch {
      return null;
    }
  };
  const odd = new Set(papers.flatMap(({ rec, isWhole }) => (isWhole ? [] : [rec.id])));
  const sound = (): PapersAtStake => sum(papers.filter((paper) => {
    const isSound = reckoned(paper.rec.id, () => { sum([paper]); return true; }, false, log);
    if (!isSound) odd.add(paper.rec.id);
    return isSound;
  }));
  const { unread, ...board } = whole() ?? sound();
  return { ...board, unread: [...odd, ...unread.map(({ id }) => id)] };
};

/** The contract that speaks of a day: the next one may be here before its term begins, and former ones are kept. */
const speaking = (found: SiteProfile | null, day: string): ContractProfile | null => found && contractOn(found.contracts, day);

/** The rows of one site. */
const of = <T extends { readonly site: string }>(rows: readonly T[], site: string): readonly T[] => rows.filter((row) => row.site === site);

export const createBoards = ({ database, reads, index, profiles, calendar, now }: {
  readonly database: Database;
  readonly reads: BoardReads;
  readonly index: BoardIndex;
  readonly profiles: Profiles;
  readonly calendar: () => Promise<Calendar>;
  /** ms */
  readonly now: () => number;
}) => {
  /** Refuses `not-found` for a site that is none of those the account may see. */
  const sitesFor = async ({ site, within }: Pick<Asking, 'site' | 'within'>): Promise<readonly string[]> => {
    const all = (await profiles.read(database.pool)).sites.filter((each) => within === null || within.includes(each));
    if (site !== undefined && !all.includes(site)) throw refused('not-found', { field: 'site' });
    return site === undefined ? all : [site];
  };
  const standings = async (at: number): Promise<readonly StationStanding[]> =>
    (await listStations(database)).filter(({ state }) => state !== 'revoked').map(({ code, site, person, state, behind_seq: behind, last_contact: last, unsent, unsent_files: unsentFiles }) => ({
      code, site, person, lastContact: last && msToSecond(last.getTime()), unsent, unsentFiles, silent: last === null || at - last.getTime() > silentHours * hour, trouble: state === 'frozen' ? 'frozen' : behind !== null ? 'behind' : null,
    }));

  /** The contract of each site that speaks of a day. */
  const contractsOn = async (sites: readonly string[], day: string, whole: ContractProfile): Promise<ReadonlyMap<string, ContractProfile>> => {
    const { of: contractOf } = await profiles.read(database.pool);
    return new Map(sites.map((site) => [site, speaking(contractOf(site), day) ?? whole]));
  };
  /** The papers of each site's quarter whose figures need more than a count, with the rounds and turns it owes; read for all of them at once. */
  const owedAt = async (contracts: ReadonlyMap<string, ContractProfile>, quarter: Quarter, days: Calendar, moment: string): Promise<ReadonlyMap<string, Owed>> => {
    const [sites, all] = [[...contracts.keys()], [...contracts.values()]];
    const span = { from: quarter.from, to: lastDayOf(quarter, moment) };
    const asked = new Map<string, string>();
    for (const profile of all) for (const [form, from] of boardPapers(profile, quarter, span.from)) if (from < (asked.get(form) ?? '~')) asked.set(form, from);
    const rounds = roundForms({ duties: all.flatMap(({ duties }) => duties) });
    const [answered, since, papers, standing] = await Promise.all([reads.rounds(sites, rounds.map(({ form }) => form), roundDays(span)), reads.since(sites), reads.briefs(sites, asked, quarter.to), reads.standing(sites, parts.fault, 'restoredAt', span.from)]);
    return new Map([...contracts].map(([site, profile]) => {
      const name = profile.sites.find(({ code }) => code === site)?.name ?? text(site, site);
      const first = dayOf(since.find((each) => each.site === site)?.since ?? moment);
      const briefs = new Map<string, readonly Brief[]>([...asked.keys()].map((form) => [form, of([...(form === parts.fault ? standing : []), ...(papers.get(form) ?? [])], site).map(({ brief }) => brief)]));
      const report: ReportInput = { profile, calendar: days, period: { kind: 'quarter', ...quarter }, now: moment, site: { code: site, name }, since: first, papers: briefs, registers: new Map(), clocks: [], submitted: [], open: [], carried: [], notes: [] };
      return [site, { report, rounds: roundsAnswered(profile, days, span, moment, of(answered, site).map(({ round }) => round), first), turns: turnsOf(report) }];
    }));
  };

  /** What each site's board is made of, read for all of them at once. */
  const gather = async (sites: readonly string[], { quarter, profile: whole }: OfQuarter, days: Calendar, at: number, withMoney: boolean): Promise<{ readonly sites: readonly SiteInput[]; readonly money: ManagerInput['money'] }> => {
    const moment = msToSecond(at);
    const contracts = await contractsOn(sites, lastDayOf(quarter, moment), whole);
    const all = [...contracts.values()];
    const levels = [...new Set(all.flatMap((profile) => serviceLevels(profile).map(({ id }) => id)))];
    const edges = edgesAt(moment);
    const over = quarter.to < dayOf(moment);
    const [owed, tallies, kinds, openClocks, judged, leftOut, conflicts, stations, exposing] = await Promise.all([
      owedAt(contracts, quarter, days, moment),
      reads.days(sites, workForms, quarter),
      reads.values(sites, requestKinds.form, quarter, requestKinds.name),
      over ? [] : reads.openClocks(sites, edges.slice(1)),
      reads.judgedClocks(sites, levels, { from: startOfDay(quarter.from), to: judgedUntil(quarter, moment) }),
      reads.leftOut(sites, [...new Set(all.flatMap((profile) => [...boardForms(profile, quarter).keys()]))], quarter),
      reads.conflicts(sites),
      standings(at),
      withMoney ? reads.papers(sites, [...new Set(all.flatMap((profile) => exposingForms(forms, profile)))]) : [],
    ]);
    const inputOf = (site: string, profile: ContractProfile): SiteInput => {
      const { report, rounds, turns } = owed.get(site)!;
      const money = withMoney ? stakeOf(exposing.filter(({ rec }) => siteOf(rec) === site), moment, profile, days, database.log) : null;
      const [open, here] = [of(conflicts, site), stations.filter((each) => each.site === site)];
      return {
        code: site, name: report.site.name, conflicts: open.map(({ doc }) => doc), stations: here,
        input: {
          apart: apartFrom({
            leftOut: of(leftOut, site), conflicts: open.filter(isCounted(boardForms(profile, quarter), quarter)).map(({ doc }) => doc),
            unsent: { why: 'notHere', n: here.reduce((sum, { unsent }) => sum + (unsent ?? 0), 0) }, unread: money?.unread ?? [],
          }),
          report, edges, days: new Map(workForms.map((form) => [form, of(tallies, site).filter((each) => each.form === form)])), kinds: { ...requestKinds, tally: of(kinds, site) }, openClocks: of(openClocks, site), judged: of(judged, site),
          rounds, turns, money,
        },
      };
    };
    return { sites: [...contracts].map(([site, contract]) => inputOf(site, contract)), money: withMoney ? stakeOf(exposing, moment, whole, days, database.log) : null };
  };

  /** The quarter that is asked for at the sites the account may see, counted up to now; null before the term, or without a site. Refuses `profile-unknown`, `not-found` (site), `not-an-option` (quarter). */
  const askedQuarter = async (asking: Omit<Asking, 'money'>): Promise<{ readonly sites: readonly string[]; readonly at: number; readonly days: Calendar; readonly found: OfQuarter | null }> => {
    const sites = await sitesFor(asking);
    const at = now();
    await index.catchUp();
    // any quarter the choice offers stands at each of the sites, also at one that began later
    const [known, days] = await Promise.all([asking.site === undefined || asking.quarter ? profiles.newest(database.pool, asking.within) : profiles.of(database.pool, asking.site), calendar()]);
    if (!known) throw refused('profile-unknown');
    const found = accepted(boardQuarter(known.contracts, days, msToSecond(at), asking.quarter));
    return { sites, at, days, found: sites.length === 0 ? null : found };
  };

  /** A quarter at all sites the account may see or at one of them, by the contract of its days. Empty before the term, or without a site. Refuses as `askedQuarter` does. */
  const board = async (asking: Asking): Promise<Board> => {
    const { sites, at, days, found } = await askedQuarter(asking);
    const moment = msToSecond(at);
    if (!found) return { span: null, madeAt: moment, figures: [], panels: [], apart: [] };
    // sums are those of the running month
    const { sites: inputs, money } = await gather(sites, found, days, at, asking.money && found.quarter.to >= dayOf(moment));
    if (asking.site !== undefined) return sitesBoard(inputs, inputs[0]!.input, asking.site);
    return sitesBoard(inputs, mergeSites(inputs.map(({ input }) => input), { profile: found.profile, site: allSites, money }));
  };

  /** The recurring work its rate counts, each entry with the id of its paper and its site. Refuses as `board` does. */
  const kept = async (asking: Omit<Asking, 'money'>, asked: KeptAsked & Page): Promise<KeptPage<KeptItem & { readonly site: string }>> => {
    const { sites, at, days, found } = await askedQuarter(asking);
    if (!found) return { items: [], total: 0, kept: 0, missed: 0 };
    const moment = msToSecond(at);
    const last = lastDayOf(found.quarter, moment);
    const owed = await owedAt(await contractsOn(sites, last, found.profile), found.quarter, days, moment);
    const page = keptPage([...owed].flatMap(([site, of]) => keptItems(of).map((item) => ({ ...item, site }))), asked);
    const sheets = await reads.roundSheets(page.items.flatMap(({ site, round }) => (round ? [{ site, form: round.form, round: round.key }] : [])), roundDays({ from: found.quarter.from, to: last }));
    const bySheet = new Map(sheets.map(({ site, round, id }) => [`${site} ${round}`, id]));
    return { ...page, items: page.items.map((item) => { const id = item.round && bySheet.get(`${item.site} ${item.round.key}`); return id === undefined ? item : { ...item, record: id }; }) };
  };

  /** The sheets that kept the rounds of a duty at the sites, as the contract of each says. */
  const roundSheets = async (sites: readonly string[], records: Extract<Selection, { kind: 'rounds' }>, { offset, limit }: Page): Promise<IdPage> => {
    const [{ of: contractOf }, whole, days, answered, since] = await Promise.all([profiles.read(database.pool), profiles.newest(database.pool, sites), calendar(), reads.rounds(sites, forms.map(({ id }) => id), roundDays(records)), reads.since(sites)]);
    const asked = sites.flatMap((site) => {
      const profile = speaking(contractOf(site) ?? whole, records.to);
      const form = profile?.duties.find(({ id }) => id === records.duty)?.form;
      if (!profile || form === undefined) return [];
      return roundsKept(profile, days, records, of(answered, site).map(({ round }) => round), dayOf(since.find((each) => each.site === site)?.since ?? startOfDay(records.to))).map((round) => ({ site, form, round }));
    });
    const found = await reads.roundSheets(asked, roundDays(records));
    return { ids: found.slice(offset, offset + limit).map(({ id }) => id), total: found.length };
  };

  return {
    board, kept,
    /** The ids behind a number, among the sites the account may see. */
    behind: async (records: Selection, within: readonly string[] | null, page: Page): Promise<IdPage> => {
      if (records.kind === 'own') throw refused('not-allowed');
      if (records.kind === 'ids') return { ids: records.ids.slice(page.offset, page.offset + page.limit), total: records.ids.length };
      const sites = await sitesFor({ site: records.site, within });
      await index.catchUp();
      if (records.kind === 'clocks') return reads.clockPapers(sites, records, page);
      if (records.kind === 'rounds') return roundSheets(sites, records, page);
      if (!formsById.has(records.form)) throw refused('form-unknown', { field: 'form', params: { form: records.form } });
      return reads.tallied(sites, records, page);
    },
    /** A board, or one of its tables, as a file. Refuses `not-found` for a panel there is not. */
    file: async (asking: Asking, { panel, format, lang }: FileOf): Promise<{ readonly blob: Blob; readonly name: string }> => {
      const made = await board(asking);
      if (panel !== undefined && !made.panels.some(({ id }) => id === panel)) throw refused('not-found', { field: 'panel' });
      const date = new Date(made.madeAt);
      const bytes = format === 'csv' ? new TextEncoder().encode(boardCsv(made, lang, panel)) : await sheetsToXlsx(boardSheets(made, lang, panel), { title: 'sites', creator: '', created: date, modified: date });
      const type = format === 'csv' ? 'text/csv;charset=utf-8' : 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
      return { blob: new Blob([bytes as Uint8Array<ArrayBuffer>], { type }), name: ['board', asking.site ?? 'sites', panel, made.span?.from].filter((part) => part !== undefined).join(' ').concat(`.${format}`) };
    },
  };
};
export type Boards = ReturnType<typeof createBoards>;
