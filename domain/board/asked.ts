import { addDays, endOfDay, isoToMs, msToSecond } from '../clocks/shanghai.ts';
import type { ContractProfile } from '../contract/profile.ts';
import { formsById } from '../forms/index.ts';
import { roundKey } from '../forms/indexing.ts';
import { roundsBetween, type DutyRecord, type DutyRound } from '../today/duties.ts';
import type { Calendar } from '../calendar/calendar.ts';
import { whyOut } from '../report/brief.ts';
import { firstKeepingDay } from '../report/figures/inspections.ts';
import type { ManagerInput } from './manager.ts';
import { parts } from '../report/parts.ts';

/** Forms whose papers are work that came in: what the weeks are drawn of. */
export const workForms = [parts.request, parts.order, parts.fault, parts.complaint] as const;
/** The choice by which requests are counted. */
export const requestKinds = { form: parts.request, name: 'kind' } as const;
/** Forms whose figures need more of a paper than a count. */
const readForms = [parts.fault, parts.satisfaction, parts.keyPeriod] as const;

const dayMs = 86_400_000;
/** No deadline of a contract lies before it. */
const past = '2000-01-01T00:00:00+08:00';
/** Long ago, now, in three days, in seven. */
export const edgesAt = (now: string): ManagerInput['edges'] => [past, now, msToSecond(isoToMs(now) + 3 * dayMs), msToSecond(isoToMs(now) + 7 * dayMs)];

/** States of a form that are what `is` says. */
export const statesWhere = (form: string, is: (state: { readonly tone: string; readonly edit?: unknown; readonly closed?: boolean; readonly rests?: boolean }) => boolean): readonly string[] =>
  Object.entries(formsById.get(form)?.lifecycle.states ?? {}).flatMap(([id, state]) => (is(state) ? [id] : []));

/** Forms whose papers the manager's board reads, each from the first day that counts. */
export const boardPapers = (profile: Pick<ContractProfile, 'recurring'>, quarter: { readonly from: string }, first: string): ReadonlyMap<string, string> => {
  const from = new Map<string, string>(readForms.map((form) => [form, first]));
  for (const row of profile.recurring) {
    if (!row.record || row.duties) continue;
    const day = firstKeepingDay(row, quarter);
    const known = from.get(row.record.form);
    if (known === undefined || day < known) from.set(row.record.form, day);
  }
  return from;
};

/** Forms whose papers the manager's board counts in one way or another, each with the states in which a paper of it was thrown away. */
export const boardForms = (profile: Pick<ContractProfile, 'recurring' | 'duties'>, quarter: { readonly from: string }): ReadonlyMap<string, readonly string[]> =>
  new Map([...workForms, ...boardPapers(profile, quarter, quarter.from).keys(), ...roundForms(profile).map(({ form }) => form)].map((form) => [form, Object.keys(formsById.get(form)?.lifecycle.states ?? {}).filter((state) => whyOut({ form, state, voided: false, corrected: false }) === 'void')]));

/** Forms of the duties, and the states in which a sheet has not answered its round. */
export const roundForms = (profile: Pick<ContractProfile, 'duties'>): readonly { readonly form: string; readonly without: readonly string[] }[] =>
  [...new Set(profile.duties.map(({ form }) => form))].map((form) => ({ form, without: statesWhere(form, ({ tone, edit }) => tone === 'void' || edit !== undefined) }));

/** The rounds of the days, from the keys of those that were answered (`roundKey`). */
export const roundsAnswered = (profile: ContractProfile, calendar: Calendar, { from, to }: { readonly from: string; readonly to: string }, now: string, keys: readonly string[], since: string): readonly DutyRound[] =>
  roundsBetween(profile, calendar, from, to, now, keys.map((key): DutyRecord => {
    const [day = '', template = '', round = ''] = key.split(' ');
    return { template, day, round, recordId: '', state: '', closedOrSubmitted: true };
  }), { since });

type Days = { readonly from: string; readonly to: string };
/** The days under which the sheets of rounds are filed that end on `days`: a weekly one stands under its Monday. */
export const roundDays = ({ from, to }: Days): Days => ({ from: addDays(from, -7), to });
/** Of the rounds answered those of a duty that end on the days, by their keys: what the board counts as kept. */
export const roundsKept = (profile: ContractProfile, calendar: Calendar, { duty, ...days }: Days & { readonly duty: string }, keys: readonly string[], since: string): readonly string[] =>
  roundsAnswered(profile, calendar, days, endOfDay(days.to), keys, since).flatMap(({ dutyId, state, day, template, round }) => (dutyId === duty && state === 'done' ? [roundKey(day, template, round.id)] : []));

/** Whether a paper told apart for itself (unsent, in conflict) is one the board counts: of its forms, on its days, neither thrown away nor corrected. */
export const isCounted = (forms: { readonly has: (form: string) => boolean }, { from, to }: Days) =>
  ({ form, at, isOut }: { readonly form: string; readonly at: string; readonly isOut: boolean }): boolean => !isOut && forms.has(form) && at >= from && at < `${to}~`;
