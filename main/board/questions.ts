import type { TallyQuery } from '../../db/tally.ts';
import type { RecordRow } from '../../domain/api/types.ts';
import { hasManager } from '../../domain/accounts/accounts.ts';
import { isPermitted, permissions } from '../../domain/api/permissions.ts';
import { apartFrom } from '../../domain/board/apart.ts';
import { boardForms, boardPapers, edgesAt, requestKinds, roundDays, roundForms, roundsAnswered, roundsKept, statesWhere, workForms } from '../../domain/board/asked.ts';
import type { Board, Selection } from '../../domain/board/board.ts';
import { dayBoard, daysBack } from '../../domain/board/day.ts';
import { keptItems, keptPage, toKeptEntry, type KeptAsked, type KeptEntry, type KeptPage } from '../../domain/board/kept.ts';
import { managerBoard, type ManagerInput } from '../../domain/board/manager.ts';
import { boardQuarter, judgedUntil, lastDayOf, type Quarter } from '../../domain/board/quarter.ts';
import { boardCsv, boardSheets } from '../../domain/board/sheets.ts';
import { addDays, dayOf, startOfDay } from '../../domain/clocks/shanghai.ts';
import { contractOn } from '../../domain/contract/inForce.ts';
import type { ContractProfile } from '../../domain/contract/profile.ts';
import { forms, formsById } from '../../domain/forms/index.ts';
import { timeField, whyOut } from '../../domain/report/brief.ts';
import { turnsOf } from '../../domain/report/figures/inspections.ts';
import { serviceLevels } from '../../domain/report/figures/sla.ts';
import type { ReportInput } from '../../domain/report/input.ts';
import { parts } from '../../domain/report/parts.ts';
import type { Lang } from '../../domain/text/text.ts';
import { moneyBoard } from '../processes/questions.ts';
import { withFaultsOfBefore } from '../report/gather.ts';
import { sheetsToXlsx } from '../report/xlsx.ts';
import type { StationCore } from '../station/core.ts';
import { readAccounts } from '../station/accountList.ts';
import type { OpenStation } from '../station/openStation.ts';
import type { Order } from '../station/recorder.ts';
import { accepted, refused } from '../../domain/refused.ts';

type Span = { readonly from: string; readonly to: string };
type Page = { readonly offset: number; readonly limit: number };

const tallyOf = (form: string, { from, to }: Span): TallyQuery => ({ form, field: timeField(form), from, to, without: statesWhere(form, ({ tone }) => tone === 'void') });

const keysOf = ({ store }: Pick<OpenStation, 'store'>, profile: ContractProfile, span: Span): readonly string[] => roundForms(profile).flatMap(({ form, without }) => store.read.answeredRounds({ form, ...roundDays(span), without }));
/** Operations looked through for their papers: 10 to 20 ms of the board's 150. A station that has more to send says how many operations they are. */
const mostUnsent = 1000;

/** The papers of the quarter that are told apart for what headquarters has of them, and for their two versions. */
const standingApart = ({ read }: OpenStation['store'], forms: ReadonlyMap<string, readonly string[]>, quarter: Span): Pick<Parameters<typeof apartFrom>[0], 'unsent' | 'conflicts'> => {
  const fields = Object.fromEntries([...forms.keys()].map((form) => [form, timeField(form)]));
  const ours = (of: 'unsent' | readonly string[]): readonly string[] => read.standings({ of, fields, from: quarter.from, to: quarter.to }).flatMap((paper) => (whyOut(paper) === null ? [paper.id] : []));
  const n = read.unsentCount();
  return { unsent: n > mostUnsent ? { why: 'unsentOps', n } : ours('unsent'), conflicts: ours(read.branches().map(({ doc }) => doc)) };
};

/** The papers of a quarter whose figures need more than a count, with the rounds and turns it owes. */
const owedIn = (open: OpenStation, { quarter, profile }: { readonly quarter: Quarter; readonly profile: ContractProfile }, now: string): Pick<ManagerInput, 'report' | 'rounds' | 'turns'> => {
  const { store: { read }, calendar, site, since } = open;
  const span = { from: quarter.from, to: lastDayOf(quarter, now) };
  const papers = new Map([...boardPapers(profile, quarter, span.from)].map(([form, from]) => [form, read.briefs({ form, field: timeField(form), from, to: quarter.to })]));
  papers.set(parts.fault, withFaultsOfBefore(read, papers.get(parts.fault)!, quarter, now));
  const report: ReportInput = { profile, calendar, period: { kind: 'quarter', ...quarter }, now, site: { code: site.code, name: site.name }, since: dayOf(since), papers, registers: new Map(), clocks: [], submitted: [], open: [], carried: [], notes: [] };
  return { report, rounds: roundsAnswered(profile, calendar, span, now, keysOf(open, profile, span), dayOf(since)), turns: turnsOf(report) };
};

/** The recurring work its rate counts, each entry with the paper that kept it. Refuses as `managerBoardOf` does. */
export const keptOf = (open: OpenStation, now: string, { quarter: asked, ...which }: KeptAsked & Page & { readonly quarter?: Quarter | undefined }): KeptPage<KeptEntry> => {
  const { store: { read }, contracts, calendar } = open;
  const found = accepted(boardQuarter(contracts, calendar, now, asked));
  if (!found) return { items: [], total: 0, kept: 0, missed: 0 };
  const page = keptPage(keptItems(owedIn(open, found, now)), which);
  const sheets = new Map(roundForms(found.profile).flatMap((form) => read.roundSheets({ ...form, keys: page.items.flatMap(({ round }) => (round?.form === form.form ? [round.key] : [])) })).map(({ round, id }) => [round, id]));
  const items = page.items.map((item) => { const id = item.round && sheets.get(item.round.key); return id === undefined ? item : { ...item, record: id }; });
  const papers = new Map(read.rowsById(items.flatMap(({ record }) => record ?? [])).map((row) => [row.id, row]));
  return { ...page, items: items.map((item) => toKeptEntry(item, papers)) };
};

/**
 * A quarter by the contract of its days, that of `now` unless another is asked for, counted from the indexes: whole papers are read only where a figure needs more than a
 * count, and these are few. Before the term it is empty. Refuses `not-an-option` (quarter).
 */
export const managerBoardOf = (open: OpenStation, now: string, asked?: Span): Board => {
  const { store: { read }, contracts, calendar } = open;
  const found = accepted(boardQuarter(contracts, calendar, now, asked));
  if (!found) return { span: null, madeAt: now, figures: [], panels: [], apart: [] };
  const { quarter, profile } = found;
  const edges = edgesAt(now);
  const over = quarter.to < dayOf(now);
  const counted = boardForms(profile, quarter);
  const levels = serviceLevels(profile).map(({ id }) => id);
  // the sums of the contract are the project manager's, on this board as on their own; they are those of the running month
  const money = !over && isPermitted(permissions['processes.money'], open.account.role, hasManager(readAccounts(open.store))) ? moneyBoard(open, now) : null;
  return managerBoard({
    ...owedIn(open, found, now), edges,
    days: new Map(workForms.map((form) => [form, read.tallyDays(tallyOf(form, quarter))])),
    kinds: { ...requestKinds, tally: read.tallyValues(tallyOf(requestKinds.form, quarter), requestKinds.name) },
    openClocks: over ? [] : read.tallyOpenClocks(levels, edges.slice(1)),
    judged: read.tallyJudgedClocks({ clocks: levels, from: startOfDay(quarter.from), to: judgedUntil(quarter, now) }),
    money,
    apart: apartFrom({ leftOut: [...counted].flatMap(([form, without]) => read.leftOut({ form, field: timeField(form), from: quarter.from, to: quarter.to, without })), ...standingApart(open.store, counted, quarter), unread: money?.unread.map(({ id }) => id) ?? [] }),
  });
};

const isOpen = ({ tone, closed, rests }: { readonly tone: string; readonly closed?: boolean; readonly rests?: boolean }): boolean => !closed && !rests && tone !== 'void';
const openStates = forms.flatMap(({ id }) => statesWhere(id, isOpen).map((state) => [id, state] as const));

/** The day of whoever is at the desk. */
export const dayBoardOf = (core: StationCore): Board => {
  const { store: { read }, account } = core.open();
  const [sheet, now] = [core.today(), core.now()];
  const mine = sheet.work.filter(({ record }) => record.owner.id === account.id);
  const due = (is: (due: string) => boolean): readonly string[] => [...new Set(mine.flatMap(({ record, due: until }) => (until !== undefined && is(until) ? [record.id] : [])))];
  const today = sheet.duties.filter(({ state }) => state !== 'missed');
  const kept = today.filter(({ state }) => state === 'done').length + sheet.turns.filter(({ state }) => state === 'kept' || state === 'keptLate').length;
  return dayBoard({
    day: sheet.day, madeAt: now, duties: { due: today.length + sheet.turns.length, kept }, open: read.ownPapers(account.id, openStates, { offset: 0, limit: 1 }).total,
    overdue: due((until) => until < now), today: due((until) => until >= now && dayOf(until) === sheet.day),
    written: read.tallyOwn(account.id, forms.map(({ id }) => id), addDays(sheet.day, 1 - daysBack)),
  });
};

const idsBehind = (open: OpenStation, records: Selection, page: Page): { readonly ids: readonly string[]; readonly total: number } => {
  const { store: { read }, account: { id: owner } } = open;
  // a station has its own site and knows no other
  if ('site' in records && records.site !== undefined) throw refused('unknown-field', { field: 'site' });
  switch (records.kind) {
    case 'papers':
      if (!formsById.has(records.form)) throw refused('form-unknown', { field: 'form', params: { form: records.form } });
      return read.tallied(tallyOf(records.form, records), records.where ?? null, page);
    case 'rounds': {
      const profile = contractOn(open.contracts, records.to);
      const kept = roundsKept(profile, open.calendar, records, keysOf(open, profile, records), dayOf(open.since));
      const form = profile.duties.find(({ id }) => id === records.duty)?.form;
      const asked = roundForms(profile).find((each) => each.form === form);
      const found = asked ? read.roundSheets({ ...asked, keys: kept }) : [];
      return { ids: found.slice(page.offset, page.offset + page.limit).map(({ id }) => id), total: found.length };
    }
    case 'clocks':
      return read.clockPapers(records, page);
    case 'own':
      return records.written ? read.ownWritten(owner, { ...records.written, forms: records.written.form === undefined ? forms.map(({ id }) => id) : [records.written.form] }, page) : read.ownPapers(owner, openStates, page);
    case 'ids':
      return { ids: records.ids.slice(page.offset, page.offset + page.limit), total: records.ids.length };
  }
};

/** The records behind a number of a board. */
export const behindBoard = (open: OpenStation, { records, ...page }: Page & { readonly records: Selection }): { readonly rows: readonly RecordRow[]; readonly total: number } => {
  const { ids, total } = idsBehind(open, records, page);
  const rows = new Map(open.store.read.rowsById(ids).map((row) => [row.id, row]));
  return { rows: ids.flatMap((id) => rows.get(id) ?? []), total };
};

type FileOf = { readonly panel?: string | undefined; readonly format: 'csv' | 'xlsx'; readonly lang: Lang; readonly receiver: string };
/** A board as a file. That it left, and for whom, stands in the log before the bytes are handed out (R35). Refuses `not-found` for a panel there is not. */
export const exportBoard = async (open: OpenStation, order: Order, board: Board, name: 'day' | 'manager', { panel, format, lang, receiver }: FileOf): Promise<Blob> => {
  if (panel !== undefined && !board.panels.some(({ id }) => id === panel)) throw refused('not-found', { field: 'panel' });
  const made = new Date(board.madeAt);
  const bytes = format === 'csv' ? new TextEncoder().encode(boardCsv(board, lang, panel)) : await sheetsToXlsx(boardSheets(board, lang, panel), { title: name, creator: open.running.parties.contractor[lang], created: made, modified: made });
  open.recorder.once(order, (writer) => {
    open.recorder.release(writer, open.author, `board:${name}`, `${format} ${name}${panel === undefined ? '' : ` ${panel}`} ${board.span?.from ?? ''}`, receiver.trim());
    return { value: null, doc: `board:${name}` };
  }, () => null);
  return new Blob([bytes as Uint8Array<ArrayBuffer>], { type: format === 'csv' ? 'text/csv;charset=utf-8' : 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' });
};
