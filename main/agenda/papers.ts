import type { Reader } from '../../db/store.ts';
import { mondayOf, addDays, endOfDay, startOfDay } from '../../domain/clocks/shanghai.ts';
import type { Calendar } from '../../domain/calendar/calendar.ts';
import type { ContractProfile } from '../../domain/contract/profile.ts';
import { forms, formsById } from '../../domain/forms/index.ts';
import { isLiving } from '../../domain/record/unique.ts';
import type { AgendaItem, AgendaPapers, PaperClock } from '../../domain/today/agenda.ts';
import { isSubmitted, type DutyRecord } from '../../domain/today/duties.ts';
import { daysOfTurns, keepingPapers, type KeepingPaper } from '../../domain/today/turns.ts';

/** What of an open station the agenda reads. */
export type AgendaStation = { readonly store: { readonly read: Reader }; readonly contracts: readonly ContractProfile[]; readonly calendar: Calendar; readonly site: { readonly code: string }; readonly since: string };
/** The same under the contract of one term. */
type TermStation = AgendaStation & { readonly profile: ContractProfile };
type Span = { readonly from: string; readonly to: string };

/** Longest after the end of a term something of it is still told, days: a year, in which the last papers it asks for are done. */
const longestAfterTerm = 366;

/** What is owed under the contract of each term in turn on the days of the span: turns and rounds by the one they begin under, the clocks of papers once. */
export const inEveryTerm = (station: AgendaStation, { from }: Span, itemsOf: (station: TermStation) => readonly AgendaItem[]): readonly AgendaItem[] => {
  const { store, contracts, calendar, site, since } = station;
  return contracts.flatMap((profile, at) => {
    const next = contracts[at + 1]?.term.from;
    const items = (): readonly AgendaItem[] => itemsOf({ store, profile, contracts, calendar, site, since });
    if (next === undefined) return items();
    if (addDays(next, longestAfterTerm) < from) return [];
    return items().filter(({ source, begins }) => source === 'notice' || (source !== 'clock' && begins < startOfDay(next)));
  });
};

/** How many sheets of one day are looked at. */
const mostSheetsOfADay = 200;
/** How many papers of one form are looked at for its turns. */
const mostPapers = 5000;
const mostKeyPeriods = 500;

/** Rounds already answered by sheets of the days `from` to `to`. */
export const dutyRecords = (reader: Reader, profile: ContractProfile, { from, to }: Span): DutyRecord[] => {
  const out: DutyRecord[] = [];
  const formIds = new Set(profile.duties.map((d) => d.form));
  for (const form of forms) {
    const names = form.round;
    if (!names || !formIds.has(form.id)) continue;
    for (let day = to; day >= from; day = addDays(day, -1)) {
      for (const rec of reader.recordsWhere(form.id, { [names.day]: day }, mostSheetsOfADay)) {
        // its correction answers the round in its place
        if (rec.correctedBy !== undefined || rec.voided) continue;
        out.push({
          template: String(rec.data[names.template]), day, round: String(rec.data[names.round]), recordId: rec.id, state: rec.state,
          closedOrSubmitted: isSubmitted(rec, form), number: rec.number,
        });
      }
    }
  }
  return out;
};

/** The papers that may keep the turns due in the span, and the key business periods (R13). */
export const turnPapers = ({ store, profile, calendar, site }: TermStation, span: Span): Pick<AgendaPapers, 'keeping' | 'keyPeriods' | 'site'> => {
  const keeping = profile.recurring.flatMap((row): KeepingPaper[] => {
    const form = row.record && formsById.get(row.record.form);
    const days = form && daysOfTurns(row, profile, calendar, span);
    return row.record && form && days ? keepingPapers(row, store.read.recordsBetween(form.id, row.record.day, days.from, days.to, mostPapers), form) : [];
  });
  const during = new Set(profile.recurring.flatMap((row) => row.during ?? []));
  const keyPeriods = [...during].flatMap((form) => {
    const def = formsById.get(form);
    if (!def) return [];
    return store.read.recordsWhere(form, {}, mostKeyPeriods).flatMap((rec) => {
      const { from, to } = rec.data;
      return isLiving(rec, def) && typeof from === 'string' && typeof to === 'string' ? [{ from, to }] : [];
    });
  });
  return { keeping, keyPeriods, site: site.code };
};

const paperClocks = (reader: Reader, { from, to }: Span): PaperClock[] => {
  const [first, last] = [startOfDay(from), endOfDay(to)];
  return reader.clocksBetween(first, last).flatMap((clock): PaperClock[] => {
    if (clock.due < first || clock.due > last) return [];
    const rec = reader.record(clock.id);
    const deadline = formsById.get(clock.form)?.deadlines.find((each) => each.rule === clock.clock);
    return rec && deadline ? [{ ...clock, number: rec.number, person: rec.owner.name, site: rec.context.site.code, label: deadline.label }] : [];
  });
};

/** Everything the agenda of the span reads from the station's papers. */
export const agendaPapers = (station: TermStation, span: Span): AgendaPapers => ({
  ...turnPapers(station, span),
  clocks: paperClocks(station.store.read, span),
  // a weekly sheet is filed under the Monday of its week
  rounds: dutyRecords(station.store.read, station.profile, { from: mondayOf(span.from), to: span.to }),
});
