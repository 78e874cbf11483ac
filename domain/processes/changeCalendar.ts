import { isLiving } from '../record/unique.ts';
import type { Known } from '../record/around.ts';
import type { FormDef } from '../forms/form.ts';

/** Where a planned work stands: asked for, allowed, done; or a span in which nothing is to be changed (R13). */
export type CalendarPhase = 'planned' | 'approved' | 'done' | 'freeze';
/** A span on the change calendar; `from` and `to` are minutes, or days that count whole. */
export type CalendarEntry = {
  readonly id: string;
  readonly form: string;
  readonly number: string;
  readonly title: string;
  readonly from: string;
  readonly to: string;
  readonly phase: CalendarPhase;
  readonly state: string;
  /** An emergency change may fall into a freeze. */
  readonly emergency: boolean;
  /** Ids of the entries whose span this one meets, where that is worth a look: two works at once, or a work in a freeze. */
  readonly clashes: readonly string[];
};

/** What the declaration of a form tells about its papers' spans. */
type Spans = { readonly from: string; readonly to: string };
const spansOf = (def: FormDef): Spans | null => {
  const avoids = def.lifecycle.transitions.find((step) => step.avoids)?.avoids;
  return avoids ? { from: avoids.start, to: avoids.end } : null;
};

/** Forms whose papers are planned into a span and keep out of another's: change and release. */
export const plannedForms = (forms: readonly FormDef[]): readonly FormDef[] => forms.filter((form) => spansOf(form) !== null);

/** The forms whose spans those keep out of, with the fields of their span and the states in which it is closed. */
export const freezeForms = (forms: readonly FormDef[]): ReadonlyMap<string, Spans & { readonly states: readonly string[] }> =>
  new Map(forms.flatMap((form) => form.lifecycle.transitions.flatMap((step) => (step.avoids ? [[step.avoids.form, { from: step.avoids.from, to: step.avoids.to, states: step.avoids.states }] as const] : []))));

const isTime = (value: unknown): value is string => typeof value === 'string' && value !== '';
/** The last minute of a day, so that days and minutes compare as text. */
const endOf = (time: string): string => (time.length === 10 ? `${time}T23:59+08:00` : time);
const startOf = (time: string): string => (time.length === 10 ? `${time}T00:00+08:00` : time);
const doMeet = (a: Spans, b: Spans): boolean => startOf(a.from) <= endOf(b.to) && startOf(b.from) <= endOf(a.to);

const phaseOf = (def: FormDef, state: string): CalendarPhase => {
  const declared = def.lifecycle.states[state];
  if (declared?.closed) return 'done';
  return declared?.tone === 'active' || declared?.tone === 'done' ? 'approved' : 'planned';
};

const titleOf = ({ rec, def }: Known): string => String(rec.data[def.list.headline] ?? '');

type Placed = Omit<CalendarEntry, 'clashes'>;

const placed = (known: Known, freezes: ReturnType<typeof freezeForms>): Placed | null => {
  const { rec, def } = known;
  if (!isLiving(rec, def)) return null;
  const freeze = freezes.get(rec.form);
  const spans = freeze ?? spansOf(def);
  const [from, to] = spans ? [rec.data[spans.from], rec.data[spans.to]] : [];
  if (!isTime(from)) return null;
  const unless = def.lifecycle.transitions.find((step) => step.avoids?.unless)?.avoids?.unless;
  return {
    id: rec.id, form: rec.form, number: rec.number, title: titleOf(known), from, to: isTime(to) ? to : from, state: rec.state,
    phase: freeze ? 'freeze' : phaseOf(def, rec.state), emergency: unless !== undefined && unless.in.includes(String(rec.data[unless.field] ?? '')),
  };
};

/**
 * Changes, releases and freezes that meet the days `from`–`to`, soonest first, each with what it clashes with (R13, R18). Work that is done
 * clashes with nothing any more; a freeze that is over is still shown. `forms`: the product's, which say what is planned and what is closed.
 */
export const changeCalendar = (papers: readonly Known[], forms: readonly FormDef[], from: string, to: string): readonly CalendarEntry[] => {
  const freezes = freezeForms(forms);
  const all = papers.flatMap((known) => placed(known, freezes) ?? []);
  const isOpen = (entry: Placed): boolean => entry.phase === 'planned' || entry.phase === 'approved';
  const closed = (entry: Placed): boolean => entry.phase === 'freeze' && (freezes.get(entry.form)?.states.includes(entry.state) ?? false);
  const doClash = (a: Placed, b: Placed): boolean => a.id !== b.id && doMeet(a, b) && ((isOpen(a) && (isOpen(b) || closed(b))) || (closed(a) && isOpen(b)));
  return all
    .filter((entry) => doMeet(entry, { from, to }))
    .map((entry): CalendarEntry => ({ ...entry, clashes: all.filter((other) => doClash(entry, other)).map((other) => other.id) }))
    .toSorted((a, b) => (startOf(a.from) < startOf(b.from) ? -1 : startOf(a.from) > startOf(b.from) ? 1 : a.number < b.number ? -1 : 1));
};
