import type { Calendar } from '../calendar/calendar.ts';
import { contractDeadline, type ClockProfile } from '../clocks/contractClock.ts';
import type { Reckoning } from '../clocks/deadline.ts';
import { isoToMs, startOfDay } from '../clocks/shanghai.ts';
import type { Pause } from '../clocks/pauses.ts';
import { settingOf } from '../contract/settings.ts';
import type { Deadline, DeadlineStart, FormDef } from '../forms/form.ts';
import { checkValue } from '../forms/values.ts';
import type { Text } from '../text/text.ts';
import { refsIn, type Known } from './around.ts';
import { correctedOf } from './corrections.ts';
import type { Data, Rec } from './record.ts';

/** A clock of a form as it runs, or ran, on one record: `id` names its row of the profile, `rule` the contract's rule; `kept` is the moment it was first stopped. */
export type RecordClock = Reckoning & { readonly id: string; readonly rule: string; readonly clause: string; readonly label: Text; readonly started: string; readonly kept: string | undefined };

/** The instant a start names, or nothing while it is not known. A day begins at its midnight. */
const startOf = (rec: Rec, start: DeadlineStart): string | undefined => {
  if (typeof start === 'object' && 'filled' in start) return String(rec.data[start.filled] ?? '').trim() === '' ? undefined : startOf(rec, start.f);
  if (typeof start === 'object') return start.when.in.includes(String(rec.data[start.when.field] ?? '')) ? startOf(rec, start.f) : undefined;
  if (start === 'createdAt') return rec.createdAt;
  if (start.startsWith('state:')) return rec.reached[start.slice('state:'.length)];
  const value = rec.data[start];
  if (typeof value !== 'string') return undefined;
  return value.length === '2021-10-12'.length ? startOfDay(value) : value;
};

/** The cells that start or stop a clock of the form. */
export const clockCells = (def: FormDef): readonly string[] => {
  const startCells = (start: DeadlineStart): readonly string[] => (typeof start === 'object' ? ['filled' in start ? start.filled : start.when.field, ...startCells(start.f)] : start === 'createdAt' || start.startsWith('state:') ? [] : [start]);
  const cells = def.deadlines.flatMap(({ from, until, planned }) => [
    ...(planned ? [planned.wanted, planned.begun] : []),
    ...(Array.isArray(from) ? (from as readonly DeadlineStart[]) : [from as DeadlineStart]).flatMap(startCells),
    ...until.flatMap((end) => (end.startsWith('field:') ? [end.slice('field:'.length)] : [])),
  ]);
  return [...new Set(cells)];
};

/** The record as it is being written: its draft on top, but for what no cell could hold. */
export const asWritten = (rec: Rec, def: FormDef, draft: { readonly set: Data; readonly unset: readonly string[] }): Rec => {
  const fits = Object.entries(draft.set).filter(([name, value]) => def.fields[name] && checkValue(name, def.fields[name], value).length === 0);
  return { ...rec, data: { ...Object.fromEntries(Object.entries(rec.data).filter(([name]) => !draft.unset.includes(name))), ...Object.fromEntries(fits) } };
};

const earliestOf = (rec: Rec, starts: readonly DeadlineStart[]): string | undefined => starts.flatMap((start) => startOf(rec, start) ?? []).sort((a, b) => isoToMs(a) - isoToMs(b))[0];

const later = (a: string, b: string | undefined): string => (b !== undefined && isoToMs(b) > isoToMs(a) ? b : a);

/** Clocks of the paper itself (R27): handed in on the day, filed within its days. */
const documentClocks: ReadonlySet<string> = new Set(['document-submit', 'document-archive']);
/** A correction has the times its original told, and is a paper of its own: its document clocks begin with its making, but for what it tells was done already. */
const beginsAnew = (rec: Rec, { rule, until }: Deadline): boolean =>
  documentClocks.has(rule) && correctedOf(rec) !== undefined && !until.some((end) => end.startsWith('field:') && startOf(rec, end.slice('field:'.length)) !== undefined);

/** The earliest known start of a form's clock on a record (contract, note 9), but not before work that is wanted later, nor of a correction's own clocks before its making; undefined while none is known. */
export const earliestStart = (rec: Rec, deadline: Deadline): string | undefined => {
  const { from, planned } = deadline;
  const start = earliestOf(rec, Array.isArray(from) ? (from as readonly DeadlineStart[]) : [from as DeadlineStart]);
  if (start === undefined) return undefined;
  const work = planned && rec.data[planned.wanted] !== undefined ? earliestOf(rec, [planned.wanted, planned.begun]) : undefined;
  return later(later(start, work), beginsAnew(rec, deadline) ? rec.createdAt : undefined);
};

/** The pauses that other papers put on the clocks of the record `id`, each with its number as evidence. `today` ends one that still lasts. */
export const pausesOf = (id: string, linked: readonly Known[], today: string): readonly Pause[] =>
  linked.flatMap(({ rec, def }): Pause[] => {
    const stops = def.suspends;
    if (!stops || rec.voided || !stops.states.includes(rec.state) || !refsIn(rec.data, stops.papers).some((ref) => ref.id === id)) return [];
    const { [stops.from]: from, [stops.to]: to, [stops.reason]: reason } = rec.data;
    if (typeof from !== 'string' || from > today) return [];
    return [{ from, to: typeof to === 'string' ? to : today, reason: typeof reason === 'string' && reason.trim() !== '' ? reason : rec.number, evidence: rec.number }];
  });

/** Whether the contract's own answer leaves the clock out: without a first version nothing is submitted on the day (unclear point 8). */
const isDropped = (setting: string | undefined, profile: ClockProfile): boolean => setting === 'document-versions' && settingOf(profile, setting) === 'final-only';

/** Whether silence until the end of the clock leads to the state: the answer then came with the clock's last second, whenever the station wrote it down (R26). */
const endsSilently = (def: FormDef, clock: string, state: string): boolean => def.lifecycle.transitions.some((step) => step.by === 'silence' && step.clock === clock && step.to === state);

/** When the client refused to sign while a clock ran that silence would end (R26): he has answered, and no day counts any more. After its last second he answers too late. */
const refusedAt = (rec: Rec, def: FormDef, clock: Pick<RecordClock, 'id' | 'started' | 'due'>): string | undefined =>
  def.lifecycle.transitions.some((step) => step.by === 'silence' && step.clock === clock.id) ? rec.refusals.map(({ at }) => at).filter((at) => isoToMs(at) >= isoToMs(clock.started) && isoToMs(at) <= isoToMs(clock.due)).sort()[0] : undefined;

/** The clocks that run, or ran, on a record (R27 …), each with its reckoning day by day. A rule the profile does not have runs no clock. */
export const recordClocks = (rec: Rec, def: FormDef, profile: ClockProfile, calendar: Calendar, pauses: readonly Pause[] = []): RecordClock[] =>
  // a sealed paper that headquarters voided keeps its state, and owes nothing
  (rec.voided ? [] : def.deadlines).flatMap((deadline): RecordClock[] => {
    const rule = profile.rules.find((each) => each.id === deadline.rule);
    const from = earliestStart(rec, deadline);
    if (!rule || from === undefined || isDropped(rule.setting, profile)) return [];
    // a notice reckoned back, or a time of keeping, does not stand still with the work
    const standing = (rule.direction ?? 'within') === 'within' ? pauses : [];
    const reckoned = contractDeadline(profile, rule.id, from, calendar, standing);
    const endsIn = (end: string): string | undefined => (end.startsWith('field:') ? startOf(rec, end.slice('field:'.length)) : rec.reached[end] !== undefined && endsSilently(def, rule.id, end) ? reckoned.due : rec.reached[end]);
    const kept = [...deadline.until.map(endsIn), refusedAt(rec, def, { id: rule.id, started: from, due: reckoned.due })].filter((at) => at !== undefined).sort()[0];
    return [{ ...reckoned, id: rule.id, rule: rule.rule, clause: rule.clause, label: deadline.label, started: from, kept }];
  });
