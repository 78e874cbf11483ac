import type { Reader } from '../../db/store.ts';
import type { Calendar } from '../../domain/calendar/calendar.ts';
import { addDays, dayOf } from '../../domain/clocks/shanghai.ts';
import { contractOfRecord, contractOn } from '../../domain/contract/inForce.ts';
import type { ContractProfile } from '../../domain/contract/profile.ts';
import type { PreviousReadings, RecordRow, RecordView } from '../../domain/api/types.ts';
import type { TodayWork } from '../../domain/api/contract.ts';
import type { FormDef, Reading, State } from '../../domain/forms/form.ts';
import { forms, formsById } from '../../domain/forms/index.ts';
import { gradeFieldOf, runningGrade } from '../../domain/incident/ofRecord.ts';
import { previousValues, type PreviousValue } from '../../domain/readings/verdict.ts';
import { asWritten, pausesOf, recordClocks } from '../../domain/record/clocks.ts';
import { linksOf } from '../../domain/record/around.ts';
import { nextSigner, openBecomings, openTransitions } from '../../domain/record/decide.ts';
import type { Rec } from '../../domain/record/record.ts';
import { isLiving } from '../../domain/record/unique.ts';
import { contentHash } from '../../domain/seal/content.ts';
import { awayOf } from '../../domain/sync/holder.ts';
import { text } from '../../domain/text/text.ts';
import type { AgendaItem, Lack } from '../../domain/today/agenda.ts';
import { dutiesOn, oldestDutyDay, type DutyRound } from '../../domain/today/duties.ts';
import { dutyRecords, type AgendaStation } from '../agenda/papers.ts';
import { turnsOfToday } from '../agenda/today.ts';
import { keptReplacedBy } from './placeTaken.ts';
import type { Standing } from './recorder.ts';
import { typingOf } from './typing.ts';

export const recordView = (
  reader: Reader,
  { rec, setting }: Standing,
  contracts: readonly ContractProfile[],
  calendar: Calendar,
): RecordView => {
  const { def, actor } = setting;
  const editable = !rec.seal && (def.lifecycle.states[rec.state]?.edit ?? []).includes(actor);
  const draft = reader.draft(rec.id, setting.person.id);
  const linkedRows = [
    ...linksOf(rec, def).map((link) => ({ rel: link.rel as string, id: link.to, incoming: false })),
    ...reader.linkedFrom(rec.id).map((link) => ({ ...link, incoming: true })),
  ];
  const taken = keptReplacedBy(reader, rec, def);
  return {
    record: rec,
    ...(taken && { placeTaken: { id: taken.id, form: taken.form, number: taken.number } }),
    draft: draft ? { set: draft.set, unset: draft.unset, base: draft.base, savedAt: draft.savedAt } : undefined,
    transitions: openTransitions(def, rec, actor).map((t) => t.id),
    becomings: openBecomings(def, rec, actor).map((b) => b.form),
    editable,
    nextSigner: nextSigner(def, rec)?.role,
    // what is typed counts at once: the strip speaks of the paper the person sees
    clocks: recordClocks(draft && editable ? asWritten(rec, def, draft) : rec, def, contractOfRecord(contracts, rec), calendar, pausesOf(rec.id, setting.around.linked(rec.id), setting.now.slice(0, 10))),
    history: reader.history(rec.id),
    linked: linkedRows.flatMap((link) => {
      const other = reader.record(link.id);
      if (!other) return [];
      const label = link.incoming ? reader.definition(other.def)?.fields[link.rel]?.label : def.fields[link.rel]?.label;
      return [{ ...link, ...(label && { label }), number: other.number, form: other.form, state: other.state, ...(other.voided && { voided: true }) }];
    }),
    unsent: reader.isUnsent(rec.id),
    contentHash: contentHash(rec),
  };
};

/** The rows of a list, an open fault's with the grade it stands at now (R15). */
export const withRunning = ({ store, contracts }: { readonly store: { readonly read: Reader }; readonly contracts: readonly ContractProfile[] }, rows: readonly RecordRow[], now: string): readonly RecordRow[] =>
  rows.map((row) => {
    const def = formsById.get(row.form);
    const rec = def && gradeFieldOf(def) ? store.read.record(row.id) : null;
    const running = def && rec ? runningGrade(def, rec, now, contractOfRecord(contracts, rec)) : undefined;
    return running ? { ...row, running } : row;
  });

/** The rows of a list, those that headquarters took away with who has them now, and why. */
export const withTaken = ({ store, identity }: { readonly store: { readonly read: Reader }; readonly identity: { readonly station: string } }, rows: readonly RecordRow[]): readonly RecordRow[] =>
  rows.map((row) => {
    const rec = row.away ? store.read.record(row.id) : null;
    return rec ? { ...row, taken: awayOf(rec, store.read.history(rec.id), identity.station) } : row;
  });

/** The rows of a list, those with typing of who is at the desk marked as unsent. */
export const withTyping = (open: Parameters<typeof typingOf>[0], rows: readonly RecordRow[]): readonly RecordRow[] => {
  const typed = new Set(typingOf(open).own);
  return typed.size === 0 ? rows : rows.map((row) => (typed.has(row.id) ? { ...row, unsent: true } : row));
};

/** How many sheets of one day are looked at. */
const mostSheetsOfADay = 200;

/** How many papers one day sheet lists; the count says how many more there are. */
const mostOnTheSheet = 100;
/** Papers of one form that no clock runs on are listed up to here. */
const mostOfAForm = 50;

export type TodaySheet = {
  readonly day: string;
  readonly working: boolean;
  readonly duties: readonly DutyRound[];
  readonly work: readonly TodayWork[];
  /** turns of what comes back that can be kept now, or were today */
  readonly turns: readonly AgendaItem[];
  /** what the turns of the last working days lack */
  readonly lacks: readonly Lack[];
  /** papers that are work too but not in `work`: due after all that are, or without a deadline */
  readonly more: number;
  readonly unsent: number;
  readonly estimated: boolean;
};

type Kind = TodayWork['kind'];
/** What somebody has to do about a paper that stands in the state; null when nothing is expected. */
const workIn = (state: State | undefined): Kind | null =>
  !state || state.closed || state.rests ? null : state.signing ? 'unsigned' : state.tone === 'draft' || state.tone === 'active' ? 'open-order' : state.tone === 'done' ? 'unarchived' : null;
const kindLabel = (kind: Kind, def: FormDef): TodayWork['label'] =>
  kind === 'unsigned' ? text(`${def.short.zh}待签认`, `${def.short.en}: awaiting signature`)
  : kind === 'unarchived' ? text(`${def.short.zh}待归档`, `${def.short.en}: to be filed`)
  : text(`${def.short.zh}未完成`, `${def.short.en}: open`);
const kindRule: Readonly<Partial<Record<Kind, string>>> = { unsigned: 'R9', unarchived: 'R27' };

/** The papers that wait, those with a deadline first and in its order: exact, however many there are, because clocks are stored by deadline. */
const openWork = (reader: Reader, contracts: readonly ContractProfile[]): { work: TodayWork[]; more: number } => {
  const work: TodayWork[] = [];
  const listed = new Set<string>();
  const { rows, total } = reader.openClocks(mostOnTheSheet);
  for (const { record, clock, due, estimated } of rows) {
    const def = formsById.get(record.form);
    const kind = def && workIn(def.lifecycle.states[record.state]);
    const rule = contractOfRecord(contracts, record).rules.find((each) => each.id === clock);
    // of several clocks on one paper the first due is shown
    if (!def || !kind || !rule || listed.has(record.id)) continue;
    listed.add(record.id);
    work.push({ kind, rule: rule.rule, clock, clause: rule.clause, record, due, estimated, label: kindLabel(kind, def) });
  }
  let more = total - rows.length;
  for (const def of forms) {
    if (def.about) continue;
    const states = Object.entries(def.lifecycle.states).filter(([, state]) => workIn(state) !== null).map(([id]) => id);
    if (states.length === 0) continue;
    const waiting = reader.rowsWithoutClock(def.id, states, mostOfAForm);
    for (const record of waiting.rows) {
      const kind = workIn(def.lifecycle.states[record.state]) ?? 'open-order';
      work.push({ kind, rule: kindRule[kind] ?? def.rules[0] ?? '', clause: '', record, label: kindLabel(kind, def) });
    }
    more += waiting.total - waiting.rows.length;
  }
  return { work, more };
};

/** The day sheet (今日): what recurs, and what is open, unsigned or not yet filed, each with its clause. */
export const todaySheet = (station: AgendaStation, now: string): TodaySheet => {
  const { store: { read: reader }, contracts, calendar, since } = station;
  const day = dayOf(now);
  const kind = calendar.dayKind(day);
  // the next contract may be here before its term begins
  const running = contractOn(contracts, day);
  const { work, more } = openWork(reader, contracts);
  const duties = dutiesOn(running, calendar, now, dutyRecords(reader, running, { from: oldestDutyDay(day, calendar), to: day }), { since });
  // a sheet begun stands in its duty's row already
  const begun = new Set(duties.filter((duty) => duty.state !== 'done').map((duty) => duty.recordId));
  return { day, working: kind.working, estimated: kind.estimated, duties, ...turnsOfToday(station, now), work: work.filter((each) => !begun.has(each.record.id)), more, unsent: reader.unsentCount() };
};

/** Yesterday's and last week's value of every reading: the nearest earlier sheets of the same template, object and round. */
export const previousReadings = (reader: Reader, rec: Rec): PreviousReadings => {
  const def = formsById.get(rec.form);
  const names = def?.round;
  if (!def || !names) return {};
  const { [names.readings]: readings, [names.day]: day, [names.template]: template, [names.round]: round, [names.target]: target } = rec.data;
  if (!Array.isArray(readings) || typeof day !== 'string' || typeof template !== 'string' || typeof round !== 'string') return {};
  const valuesOn = (wanted: string): Readonly<Record<string, PreviousValue>> => {
    const sheets = reader
      .recordsWhere(rec.form, { [names.template]: template, [names.day]: wanted, [names.round]: round }, mostSheetsOfADay)
      .filter((other) => other.id !== rec.id && other.data[names.target] === target && isLiving(other, def));
    return previousValues(readings as readonly Reading[], sheets.map((sheet) => ({
      inspectedAt: String(sheet.data[names.inspectedAt] ?? sheet.createdAt), readings: (sheet.data[names.readings] ?? []) as readonly Reading[],
    })));
  };
  const nearest = (from: number, to: number): Readonly<Record<string, PreviousValue>> => {
    for (let n = from; n <= to; n += 1) {
      const found = valuesOn(addDays(day, -n));
      if (Object.keys(found).length > 0) return found;
    }
    return {};
  };
  // a Monday's "yesterday" is the last day inspected, up to a long holiday back
  const yesterday = nearest(1, 6);
  const lastWeek = nearest(7, 13);
  return Object.fromEntries((readings as readonly Reading[]).map((r) => [r.key, { yesterday: yesterday[r.key]?.value, lastWeek: lastWeek[r.key]?.value }]));
};
