import type { Reader } from '../../db/store.ts';
import type { Calendar } from '../../domain/calendar/calendar.ts';
import { deadlineOf } from '../../domain/clocks/deadline.ts';
import { addDays, dayOf } from '../../domain/clocks/shanghai.ts';
import type { ContractProfile } from '../../domain/contract/profile.ts';
import type { Clock as ClockView, PreviousReadings, RecordRow, RecordView } from '../../domain/api/types.ts';
import type { TodayWork } from '../../domain/api/contract.ts';
import type { FormDef, Reading } from '../../domain/forms/form.ts';
import { forms } from '../../domain/forms/index.ts';
import { nextSigner, openTransitions } from '../../domain/record/decide.ts';
import type { Rec } from '../../domain/record/record.ts';
import { contentHash } from '../../domain/seal/content.ts';
import { text } from '../../domain/text/text.ts';
import { dutiesOn, type DutyRecord, type DutyRound } from '../../domain/today/duties.ts';
import type { Standing } from './recorder.ts';

/** When a clock of a form starts: a time field, the making, or a state's reaching. */
const startOf = (rec: Rec, from: string): string | undefined => {
  if (from === 'createdAt') return rec.createdAt;
  if (from.startsWith('state:')) return rec.reached[from.slice(6)];
  const value = rec.data[from];
  return typeof value === 'string' ? value : undefined;
};

/** The clocks that run, or ran, on a record (R27 …), each with its reckoning day by day. */
export const clocksOf = (rec: Rec, def: FormDef, profile: ContractProfile, calendar: Calendar): ClockView[] =>
  def.deadlines.flatMap((deadline): ClockView[] => {
    const rule = profile.rules.find((r) => r.id === deadline.rule);
    const from = startOf(rec, deadline.from);
    if (!rule || !from) return [];
    const { due, estimated, days } = deadlineOf(rule, from, calendar);
    const kept = deadline.until.map((state) => rec.reached[state]).filter((at) => at !== undefined).sort()[0];
    return [{ rule: rule.id, clause: rule.clause, label: deadline.label, due, estimated, kept, days }];
  });

export const recordView = (
  reader: Reader,
  { rec, setting }: Standing,
  profile: ContractProfile,
  calendar: Calendar,
): RecordView => {
  const { def, actor } = setting;
  const draft = reader.draft(rec.id, setting.person.id);
  const linkedRows = [
    ...rec.links.map((link) => ({ rel: link.rel as string, id: link.to, incoming: false })),
    ...reader.linkedFrom(rec.id).map((link) => ({ ...link, incoming: true })),
  ];
  return {
    record: rec,
    draft: draft ? { set: draft.set, unset: draft.unset, base: draft.base, savedAt: draft.savedAt } : undefined,
    transitions: openTransitions(def, rec.state, actor).map((t) => t.id),
    editable: !rec.seal && (def.lifecycle.states[rec.state]?.edit ?? []).includes(actor),
    nextSigner: nextSigner(def, rec)?.role,
    clocks: clocksOf(rec, def, profile, calendar),
    history: reader.history(rec.id),
    linked: linkedRows.flatMap((link) => {
      const other = reader.record(link.id);
      return other ? [{ ...link, number: other.number, form: other.form, state: other.state }] : [];
    }),
    unsent: reader.isUnsent(rec.id),
    contentHash: contentHash(rec),
  };
};

/** Rounds already answered, for the days the day sheet looks at. */
const dutyRecords = (reader: Reader, profile: ContractProfile, today: string): DutyRecord[] => {
  const out: DutyRecord[] = [];
  const formIds = new Set(profile.duties.map((d) => d.form));
  for (const form of forms) {
    if (!formIds.has(form.id)) continue;
    // ten natural days hold any five working days but the longest holidays; weekly sheets are filed under their Monday
    for (let n = -12; n <= 0; n += 1) {
      for (const rec of reader.recordsWhere(form.id, { day: addDays(today, n) }, 50)) {
        const { template, day, round } = rec.data;
        out.push({
          template: String(template), day: String(day), round: String(round), recordId: rec.id, state: rec.state,
          closedOrSubmitted: rec.state !== form.lifecycle.initial,
        });
      }
    }
  }
  return out;
};

export type TodaySheet = { readonly day: string; readonly working: boolean; readonly duties: readonly DutyRound[]; readonly work: readonly TodayWork[]; readonly unsent: number; readonly estimated: boolean };

/** The day sheet (今日): what recurs, and what is open, unsigned or not yet filed, each with its clause. */
export const todaySheet = (reader: Reader, profile: ContractProfile, calendar: Calendar, now: string, since: string): TodaySheet => {
  const day = dayOf(now);
  const kind = calendar.dayKind(day);
  const work: TodayWork[] = [];
  for (const def of forms) {
    if (def.about) continue;
    const states = Object.entries(def.lifecycle.states);
    const rowsIn = (wanted: (tone: string, closed: boolean, signing: boolean) => boolean): readonly RecordRow[] => {
      const ids = states.filter(([, s]) => wanted(s.tone, s.closed === true, s.signing === true)).map(([id]) => id);
      return ids.length === 0 ? [] : reader.rowsInStates(def.id, ids, 100);
    };
    const add = (kindOfWork: TodayWork['kind'], rows: readonly RecordRow[], label: TodayWork['label'], rule = def.rules[0] ?? '') => {
      for (const record of rows) {
        const rec = reader.record(record.id);
        const clocks = rec ? clocksOf(rec, def, profile, calendar).filter((c) => c.kept === undefined) : [];
        const clock = clocks.sort((a, b) => (a.due < b.due ? -1 : 1))[0];
        work.push({ kind: kindOfWork, rule: clock?.rule ?? rule, clause: clock?.clause ?? '', record, due: clock?.due, estimated: clock?.estimated, label });
      }
    };
    add('open-order', rowsIn((tone, closed, signing) => !closed && !signing && (tone === 'draft' || tone === 'active')), text(`${def.short.zh}未完成`, `${def.short.en}: open`));
    add('unsigned', rowsIn((_tone, closed, signing) => !closed && signing), text(`${def.short.zh}待签认`, `${def.short.en}: awaiting signature`), 'R9');
    add('unarchived', rowsIn((tone, closed) => !closed && tone === 'done'), text(`${def.short.zh}待归档`, `${def.short.en}: to be filed`), 'R27');
  }
  const duties = dutiesOn(profile, calendar, now, dutyRecords(reader, profile, day), { since: dayOf(since) });
  // a sheet begun stands in its duty's row already
  const begun = new Set(duties.filter((duty) => duty.state !== 'done').map((duty) => duty.recordId));
  const rest = work.filter((each) => !begun.has(each.record.id)).sort((a, b) => ((a.due ?? '9') < (b.due ?? '9') ? -1 : 1));
  return { day, working: kind.working, estimated: kind.estimated, duties, work: rest, unsent: reader.unsentCount() };
};

/** Yesterday's and last week's value of every reading: the nearest earlier sheets of the same template, object and round. */
export const previousReadings = (reader: Reader, rec: Rec): PreviousReadings => {
  const { readings, day, template, target } = rec.data;
  if (!Array.isArray(readings) || typeof day !== 'string' || typeof template !== 'string') return {};
  const valuesOn = (wanted: string): Map<string, number | string> => {
    const values = new Map<string, number | string>();
    const sheets = reader.recordsWhere(rec.form, { template, day: wanted }, 20).filter((other) => other.id !== rec.id && other.data['target'] === target && other.state !== 'void');
    for (const sheet of sheets.sort((a, b) => (String(a.data['inspectedAt']) < String(b.data['inspectedAt']) ? -1 : 1))) {
      for (const r of (sheet.data['readings'] ?? []) as readonly Reading[]) if (r.value !== undefined) values.set(r.key, r.value);
    }
    return values;
  };
  const nearest = (from: number, to: number): Map<string, number | string> => {
    for (let n = from; n <= to; n += 1) {
      const found = valuesOn(addDays(day, -n));
      if (found.size > 0) return found;
    }
    return new Map();
  };
  // a Monday's "yesterday" is the last day inspected, up to a long holiday back
  const yesterday = nearest(1, 6);
  const lastWeek = nearest(7, 13);
  return Object.fromEntries((readings as readonly Reading[]).map((r) => [r.key, { yesterday: yesterday.get(r.key), lastWeek: lastWeek.get(r.key) }]));
};
