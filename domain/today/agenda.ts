import type { Calendar } from '../calendar/calendar.ts';
import { contractDeadline, type ClockProfile } from '../clocks/contractClock.ts';
import type { ReckonedDay } from '../clocks/deadline.ts';
import { dayOf, endOfDay, isoToMs, startOfDay } from '../clocks/shanghai.ts';
import type { ContractProfile } from '../contract/profile.ts';
import { text, type Text } from '../text/text.ts';
import { roundsBetween, type DutyRecord } from './duties.ts';
import { turnsBetween, type AgendaState, type KeepingPaper } from './turns.ts';

export type { AgendaState } from './turns.ts';

/** A paper's clock, a turn of what comes back, a round of a duty, or a day the contract itself names. */
type AgendaSource = 'clock' | 'turn' | 'round' | 'notice';

/** One thing that is due: when, by which clause, from whom, and what shows that it was kept. */
export type AgendaItem = {
  /** The same as long as it is the same obligation, whatever becomes of it. */
  readonly id: string;
  readonly source: AgendaSource;
  readonly rule: string;
  readonly clause: string;
  readonly label: Text;
  /** When it begins to run: an ISO second. */
  readonly begins: string;
  /** Last second that keeps it. */
  readonly due: string;
  readonly owner: { readonly party: 'client' | 'contractor' | 'both'; readonly post?: Text };
  readonly evidence: Text;
  readonly estimated: boolean;
  /** The contract has ended; service goes on until the next one is signed (R33). */
  readonly afterTerm?: true;
  readonly state: AgendaState;
  /** When it was kept, of what a single moment keeps. */
  readonly keptAt?: string;
  /** The form that keeps it. */
  readonly form?: string;
  /** The paper it runs on, or that keeps it. */
  readonly record?: { readonly id: string; readonly form: string; readonly number: string };
  /** Who wrote that paper. */
  readonly person?: string;
  /** Code of the site it belongs to; what the whole contract owes has none. */
  readonly site?: string;
  /** Id of the clock in the contract profile, or of the row of what comes back. */
  readonly row: string;
  /** Of a turn: how many papers there are, and how many are owed. */
  readonly count?: { readonly made: number; readonly owed: number };
  /** How the deadline was reached, of what runs on no paper; a paper shows its own. */
  readonly days: readonly ReckonedDay[];
};

/** A clock of a paper as the index holds it. */
export type PaperClock = {
  readonly id: string;
  readonly form: string;
  readonly clock: string;
  readonly started: string;
  readonly due: string;
  readonly kept?: string;
  readonly estimated: boolean;
  readonly number: string;
  readonly person: string;
  readonly site: string;
  /** What its form calls the deadline. */
  readonly label: Text;
};

/** What the agenda reads beside contract and calendar. */
export type AgendaPapers = {
  readonly clocks: readonly PaperClock[];
  readonly rounds: readonly DutyRecord[];
  /** Papers that may keep a turn of the row `row`. */
  readonly keeping: readonly KeepingPaper[];
  /** Key business periods, first and last day (R13). */
  readonly keyPeriods: readonly { readonly from: string; readonly to: string }[];
  /** The site of the station: its rounds and turns are made there. */
  readonly site: string;
};
type Span = { readonly from: string; readonly to: string };
/** First and last day, both included, and the day from which something is owed here. */
export type AgendaSpan = Span & { readonly since?: string };
type AgendaProfile = ClockProfile & Pick<ContractProfile, 'recurring' | 'duties' | 'posts'>;

const ownerOf = (owner: { readonly party: AgendaItem['owner']['party']; readonly post?: string }, { posts }: Pick<ContractProfile, 'posts'>): AgendaItem['owner'] => {
  const post = posts.find((each) => each.id === owner.post);
  return { party: owner.party, ...(post && { post: post.label }) };
};

const clockState = ({ kept, due }: Pick<PaperClock, 'kept' | 'due'>, now: number): AgendaState => {
  if (kept !== undefined) return isoToMs(kept) <= isoToMs(due) ? 'kept' : 'keptLate';
  return isoToMs(due) < now ? 'late' : 'open';
};

const clockItems = (profile: AgendaProfile, clocks: readonly PaperClock[], now: number): AgendaItem[] =>
  clocks.flatMap((clock): AgendaItem[] => {
    const rule = profile.rules.find((each) => each.id === clock.clock);
    // how long something is kept is no day to do anything on
    if (!rule || rule.direction === 'keep') return [];
    return [{
      id: `clock:${clock.id}:${clock.clock}`, source: 'clock', rule: rule.rule, clause: rule.clause, label: clock.label, begins: clock.started, due: clock.due, owner: ownerOf(rule.owner, profile), evidence: rule.evidence,
      estimated: clock.estimated, state: clockState(clock, now), ...(clock.kept !== undefined && { keptAt: clock.kept }), form: clock.form, record: { id: clock.id, form: clock.form, number: clock.number },
      person: clock.person, site: clock.site, row: rule.id, days: [],
    }];
  });

const roundEvidence = text('巡检表已提交', 'The sheet is handed in');

const roundItems = (profile: AgendaProfile, calendar: Calendar, span: Span, papers: AgendaPapers, now: string, since: string | undefined): AgendaItem[] =>
  roundsBetween(profile, calendar, span.from, span.to, now, papers.rounds, { since }).map((round) => {
    const row = profile.recurring.find((each) => each.duties?.includes(round.dutyId));
    return {
      id: `round:${round.dutyId}:${round.day}:${round.round.id}`, source: 'round', rule: round.rule, clause: round.clause,
      label: text(`${round.label.zh}（${round.round.label.zh}）`, `${round.label.en} (${round.round.label.en})`),
      begins: startOfDay(round.day), due: round.until, owner: row ? ownerOf(row.owner, profile) : { party: 'contractor' }, evidence: row?.evidence ?? roundEvidence,
      estimated: round.estimated ?? false, ...(round.afterTerm && { afterTerm: true as const }), state: round.state === 'done' ? 'kept' : round.state, form: round.form, site: papers.site,
      ...(round.recordId !== undefined && { record: { id: round.recordId, form: round.form, number: papers.rounds.find((each) => each.recordId === round.recordId)?.number ?? '' } }), row: round.dutyId, days: [],
    };
  });

/** The days the contract itself fixes: what must be done before or after its first or last day (R33). */
const noticeItems = (profile: AgendaProfile, calendar: Calendar, { from, to }: Span, now: number): AgendaItem[] =>
  profile.rules.flatMap((rule): AgendaItem[] => {
    if (!rule.event) return [];
    const event = startOfDay(rule.event === 'term-end' ? profile.term.to : profile.term.from);
    const { due, estimated, days } = contractDeadline(profile, rule.id, event, calendar);
    if (due < startOfDay(from) || due > endOfDay(to)) return [];
    const begins = rule.direction === 'before' ? startOfDay(profile.term.from) : event;
    return [{
      id: `notice:${rule.id}:${profile.term.to}`, source: 'notice', rule: rule.rule, clause: rule.clause, label: rule.label, begins, due, owner: ownerOf(rule.owner, profile), evidence: rule.evidence, estimated,
      state: now > isoToMs(due) ? 'unknown' : now < isoToMs(begins) ? 'upcoming' : 'open', row: rule.id, days,
    }];
  });

/** The turns among them, see {@link agendaBetween}. */
export const turnItems = (profile: AgendaProfile, calendar: Calendar, span: AgendaSpan, papers: Pick<AgendaPapers, 'keeping' | 'keyPeriods' | 'site'>, now: string): AgendaItem[] =>
  turnsBetween(profile, calendar, { ...span, keyPeriods: papers.keyPeriods }, papers.keeping, now).map(({ row, period, state, made, owed, last, keptAt }) => ({
    id: `turn:${row.id}:${period.from}`, source: 'turn', rule: row.rule, clause: row.clause, label: row.label, begins: startOfDay(period.from), due: period.due, owner: ownerOf(row.owner, profile), evidence: row.evidence,
    estimated: period.estimated, ...(period.afterTerm && { afterTerm: true as const }), state, ...(keptAt !== undefined && { keptAt }), ...(row.record && { form: row.record.form, count: { made, owed } }),
    ...(last && { record: { id: last.id, form: last.form, number: last.number }, person: last.person }), site: papers.site, row: row.id, days: period.days,
  }));

/**
 * Everything whose last second falls on one of the days `from` to `to`, both included, as it stands at the instant `now`, the first due
 * first: running and stopped clocks of papers, turns of what comes back, rounds of duties, and days the contract fixes. Turns kept by the
 * rounds of a duty are listed as those rounds. Nothing is owed before `since`, the day or the moment the station was set up. Throws RangeError when a day is none.
 */
export const agendaBetween = (
  profile: AgendaProfile, calendar: Calendar, { from, to, since }: AgendaSpan, papers: AgendaPapers, now: string,
): AgendaItem[] => {
  const at = isoToMs(now);
  const span = { from, to };
  const [first, last] = [startOfDay(from), endOfDay(to)];
  return [
    ...clockItems(profile, papers.clocks.filter(({ due }) => due >= first && due <= last), at),
    ...roundItems(profile, calendar, span, papers, now, since),
    ...turnItems(profile, calendar, { ...span, since }, papers, now),
    ...noticeItems(profile, calendar, span, at),
  ].sort((a, b) => (a.due < b.due ? -1 : a.due > b.due ? 1 : 0));
};

/** Still to be done: nobody has kept it, and somebody can. */
export const isOwed = ({ state }: Pick<AgendaItem, 'state'>): boolean => state === 'open' || state === 'late' || state === 'upcoming';

/** How many papers turns that are over still lack, row by row, with the days these were due. */
export type Lack = { readonly row: string; readonly rule: string; readonly clause: string; readonly label: Text; readonly form: string; readonly papers: number; readonly days: readonly string[] };

/** What is lacking among turns: those missed or late. One that nobody can check lacks nothing. */
export const lacksOf = (items: readonly AgendaItem[]): Lack[] => {
  const byRow = new Map<string, Lack>();
  for (const { source, row, rule, clause, label, form, due, state, count } of items) {
    if (source !== 'turn' || !count || form === undefined || (state !== 'missed' && state !== 'late')) continue;
    const before = byRow.get(row);
    byRow.set(row, { row, rule, clause, label, form, papers: (before?.papers ?? 0) + count.owed - count.made, days: [...(before?.days ?? []), dayOf(due)] });
  }
  return [...byRow.values()];
};
