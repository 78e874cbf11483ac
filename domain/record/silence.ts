import type { Calendar } from '../calendar/calendar.ts';
import { deadlineOf } from '../clocks/deadline.ts';
import { dayMs, isoToMs } from '../clocks/shanghai.ts';
import type { FormDef, Transition } from '../forms/form.ts';
import { contentHash } from '../seal/content.ts';
import type { RecordClock } from './clocks.ts';
import { contentToSeal } from './decide.ts';
import type { DecidedEvent } from './op.ts';
import type { Rec } from './record.ts';

/** The step silence takes from where the record stands, and the clock it waits for. */
const silentStep = (def: FormDef, state: string): (Transition & { readonly clock: string }) | undefined => {
  const step = def.lifecycle.transitions.find((each) => each.by === 'silence' && each.from.includes(state));
  return step?.clock === undefined ? undefined : { ...step, clock: step.clock };
};

/** Whether a refusal to sign at `at` came when the silence that takes the paper from where it stands was over, written down or not yet. */
export const isRefusedLate = (def: FormDef, state: string, clocks: readonly Pick<RecordClock, 'id' | 'due'>[], at: string): boolean => {
  const clock = clocks.find(({ id }) => id === silentStep(def, state)?.clock);
  return clock !== undefined && isoToMs(at) > isoToMs(clock.due);
};

/** When the newest signature on paper was entered, whatever day stands on it. */
const lastEntry = (rec: Pick<Rec, 'signatures'>): string | undefined =>
  rec.signatures.flatMap(({ paper, at }) => (paper ? [at] : [])).sort((a, b) => isoToMs(a) - isoToMs(b)).at(-1);

/**
 * Whether a silence was written down at `at` before anybody could enter the answer on paper that came with a receipt on paper: within 24 hours, the
 * least that the station's own working day can be.
 */
export const isSilenceRash = (rec: Pick<Rec, 'signatures'>, at: string): boolean => {
  const entered = lastEntry(rec);
  return entered !== undefined && isoToMs(at) < isoToMs(entered) + dayMs;
};

/**
 * What is written down when a clock ended and nobody answered (R26): the step with its reckoning, and the seal over the signatures there are.
 * Nothing before the clock's last second is over, after an answer (a refusal to sign while the clock ran is one and has stopped it: the paper waits for what
 * follows from it; one after its last second is none), or while the deadline rests on a year whose holidays nobody knows yet: it might still move, and the step cannot be taken back. A receipt on paper may be entered when its clock is over: the answer on paper is entered
 * after it, so silence waits until the working day after the entry is over. `now` is an ISO second.
 */
export const decideSilence = (rec: Rec, def: FormDef, clocks: readonly RecordClock[], now: string, calendar: Calendar): DecidedEvent[] => {
  const step = silentStep(def, rec.state);
  const clock = clocks.find((each) => each.id === step?.clock);
  if (!step || !clock || rec.seal || clock.kept !== undefined || clock.estimated || isoToMs(now) <= isoToMs(clock.due)) return [];
  const entered = lastEntry(rec);
  if (entered !== undefined && isoToMs(now) <= isoToMs(deadlineOf({ figure: 1, unit: 'workday' }, entered, calendar).due)) return [];
  return [
    { kind: 'moved', transition: step.id, from: rec.state, to: step.to, silence: { clock: clock.id, rule: clock.rule, started: clock.started, due: clock.due } },
    { kind: 'sealed', to: step.to, seal: contentToSeal(contentHash(rec), rec.signatures, now) },
  ];
};

/** When a silence was written down that took the record where it stands or stood; undefined when somebody answered. */
export const silenceAt = (def: FormDef, rec: Pick<Rec, 'reached'>): string | undefined =>
  def.lifecycle.transitions.flatMap((step) => (step.by === 'silence' ? (rec.reached[step.to] ?? []) : []))[0];
