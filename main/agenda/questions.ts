import type { Agenda, Reminders } from '../../domain/api/desk.ts';
import { addDays, dayOf, isoToMs, minuteMs, msToSecond } from '../../domain/clocks/shanghai.ts';
import { contractOn } from '../../domain/contract/inForce.ts';
import { deskFigures, quarterOf, replyClock, type DeskFigures, type ReplyClock } from '../../domain/desk/figures.ts';
import { agendaBetween, type AgendaItem } from '../../domain/today/agenda.ts';
import { agendaToCalendar } from '../../domain/today/icalendar.ts';
import { formPlaying } from '../../domain/forms/index.ts';
import type { OpenStation } from '../station/openStation.ts';
import type { Order } from '../station/recorder.ts';
import { agendaPapers, inEveryTerm, type AgendaStation } from './papers.ts';

type Span = { readonly from: string; readonly to: string };

/** Everything due on the days of the span, as it stands at the instant `now`. */
export const agendaItems = (station: AgendaStation, { from, to }: Span, now: string): readonly AgendaItem[] =>
  inEveryTerm(station, { from, to }, (of) => agendaBetween(of.profile, of.calendar, { from, to, since: of.since }, agendaPapers(of, { from, to }), now)).toSorted((a, b) => (a.due < b.due ? -1 : a.due > b.due ? 1 : 0));

export const agendaOf = (station: AgendaStation, span: Span, now: string): Agenda => {
  const days: Agenda['days'][number][] = [];
  for (let day = span.from; day <= span.to; day = addDays(day, 1)) days.push({ day, ...station.calendar.dayKind(day) });
  return { items: agendaItems(station, span, now), days };
};

const leadKey = 'remind';
/** Four hours: a deadline at midnight is told before people go home. */
const defaultLead = 240;
/** Minutes before a deadline at which the station reminds of it; 0 for never. */
const leadOf = ({ store }: Pick<AgendaStation, 'store'>): number => Number(store.read.meta(leadKey) ?? defaultLead);
export const setLead = (open: Pick<OpenStation, 'store'>, minutes: number): void => open.store.write((writer) => writer.setMeta(leadKey, String(minutes)));

/** How long something overdue is still told, minutes: a laptop that slept over its last second wakes within a day. */
const pastTold = 24 * 60;

/**
 * What falls due within the lead time of `now`, or fell due within the last day, and can still be done. Reckoned anew each time from the clock on the
 * wall, so that a sleep, a restart or a corrected clock loses none. What was kept is never told.
 */
export const remindersOf = (station: AgendaStation, now: string): Reminders => {
  const lead = leadOf(station);
  if (lead === 0) return { lead, items: [] };
  const [first, last] = [msToSecond(isoToMs(now) - pastTold * minuteMs), msToSecond(isoToMs(now) + lead * minuteMs)];
  const items = agendaItems(station, { from: dayOf(first), to: dayOf(last) }, now);
  return { lead, items: items.filter(({ state, due }) => (state === 'open' || state === 'late') && due >= first && due <= last) };
};

/** The agenda as an iCalendar file. That it left, how many entries it had and for whom stands in the log before the bytes are handed out (R35). */
export const exportAgenda = (open: AgendaStation & Pick<OpenStation, 'recorder' | 'author' | 'identity'>, order: Order, { ids, lang, recipient, ...span }: Span & { ids?: readonly string[]; lang: 'zh' | 'en'; recipient: string }, now: string): Blob => {
  const wanted = ids && new Set(ids);
  const items = agendaItems(open, span, now).filter((item) => !wanted || wanted.has(item.id));
  const file = agendaToCalendar(items, { lang, now, lead: leadOf(open), station: open.identity.station });
  open.recorder.once(order, (writer) => {
    open.recorder.release(writer, open.author, 'agenda', `ics ${span.from} ${span.to} ${items.length}`, recipient.trim());
    return { value: null, doc: 'agenda' };
  }, () => null);
  return new Blob([file], { type: 'text/calendar;charset=utf-8' });
};

/** Open complaints whose clocks are looked at beside those of the quarter. */
const mostOpenClocks = 2000;

/** The figures of the service desk at the instant `now`. */
export const figuresOf = ({ store: { read }, contracts, calendar }: AgendaStation, now: string): DeskFigures => {
  const quarter = quarterOf(contractOn(contracts, dayOf(now)), calendar, dayOf(now));
  const ofQuarter = quarter ? read.clocksBetween(`${quarter.from}T00:00:00+08:00`, `${quarter.to}T23:59:59+08:00`) : [];
  const clocks = new Map([...ofQuarter, ...read.openClocks(mostOpenClocks).rows].filter((clock) => clock.clock === replyClock).map((clock) => [clock.id, clock]));
  const numbers = new Map(read.rowsById([...clocks.keys()]).map((row) => [row.id, row.number]));
  const replies = [...clocks.values()].map(({ id, started, due, kept, estimated }): ReplyClock => ({ id, number: numbers.get(id) ?? '', started, due, ...(kept !== undefined && { kept }), estimated }));
  const contact = formPlaying('contact');
  const openContacts = read.countByState().filter(({ form, state }) => form === contact.id && state === contact.lifecycle.initial).reduce((sum, { n }) => sum + n, 0);
  return deskFigures(replies, openContacts, quarter, now);
};

/** Department and phone as the last contact of this caller said them; null when there is none. */
export const lastContactOf = ({ store }: Pick<OpenStation, 'store'>, caller: string): { department?: string; phone?: string } | null => {
  const [last] = store.read.recordsWhere(formPlaying('contact').id, { caller }, 1);
  if (!last) return null;
  const { department, phone } = last.data;
  return { ...(typeof department === 'string' && { department }), ...(typeof phone === 'string' && { phone }) };
};
