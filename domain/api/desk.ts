import { z } from 'zod';
import type { DayKind } from '../calendar/calendar.ts';
import { daysBetween } from '../clocks/shanghai.ts';
import type { DeskFigures } from '../desk/figures.ts';
import type { AgendaItem } from '../today/agenda.ts';
import { answer, base, id, receiver, receiverReason } from './base.ts';
import type { RecordRow } from './types.ts';

/** Days an agenda spans at most: a year and its ends. */
const mostDays = 400;
const span = { from: z.iso.date(), to: z.iso.date() };
const isSpan = ({ from, to }: { readonly from: string; readonly to: string }): boolean => from <= to && daysBetween(from, to) < mostDays;
/** The end is named: it lies before the beginning, or too far from it. */
const spanFault = { path: ['to'], params: { refusal: 'agenda-span' } };

/** What is due, and what each day of the span is. */
export type Agenda = { readonly items: readonly AgendaItem[]; readonly days: readonly (DayKind & { readonly day: string })[] };
export type Reminders = { readonly /** minutes before a deadline; 0 for none */ lead: number; readonly items: readonly AgendaItem[] };

export const agenda = {
  /** Everything due on the days, both included, with clause, owner, evidence and whether it was kept. */
  between: base.input(z.strictObject(span).refine(isSpan, spanFault)).output(answer<Agenda>()),
  /** What falls due within the lead time, or did while the laptop slept, and is still to be done. */
  reminders: base.output(answer<Reminders>()),
  setLead: base.input(z.strictObject({ minutes: z.number().int().min(0).max(7 * 1440) })).output(answer<null>()),
  /** The same as an iCalendar file; `ids` leaves out the others. What left and to whom is written down (R35). */
  exportFile: base
    .input(z.strictObject({ ...span, ids: z.array(z.string().max(200)).max(20_000).optional(), lang: z.enum(['zh', 'en']), recipient: receiver, reason: receiverReason }).refine(isSpan, spanFault))
    .output(z.instanceof(Blob)),
};

export const desk = {
  /** Records headquarters gave this station that whoever is at the desk has not seen yet, the last that came first. */
  arrivals: base.output(answer<readonly RecordRow[]>()),
  /** They were seen: nobody is told of them again. */
  seeArrivals: base.input(z.strictObject({ ids: z.array(id).max(500) })).output(answer<null>()),
  /** The strip of the service desk (R5, R6). */
  figures: base.output(answer<DeskFigures>()),
  /** What the last contact of a person said about him; null for one who never called. */
  lastContact: base.input(z.strictObject({ caller: z.string().min(1).max(30) })).output(answer<{ readonly department?: string; readonly phone?: string } | null>()),
};
