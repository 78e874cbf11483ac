import { isWithinReach } from '../clocks/reach.ts';
import { isInstant, isoToMs, msToSecond } from '../clocks/shanghai.ts';
import type { ContractProfile } from '../contract/profile.ts';
import { stepToSeconds, type GradeBand, type GradedKind, type GradeLevel } from '../contract/grades.ts';
import { settingOf } from '../contract/settings.ts';
import { ok, refuse, type Result } from '../result.ts';
import type { Text } from '../text/text.ts';
import { bandRule, stepRule } from './gradeRule.ts';

export type GradeProfile = Pick<ContractProfile, 'grades' | 'settings'>;

/** A grade and the second it is first held, `2022-04-22T14:00:01+08:00`. */
export type GradeAt = { readonly grade: string; readonly at: string };
export type Grading = {
  readonly grade: string;
  readonly label: Text;
  readonly since: string;
  /** The graver grade the fault reaches if it stays open; null when there is none, or when people decide and not time. */
  readonly next: GradeAt | null;
  /** The rule the grade follows from, in words. */
  readonly rule: Text;
  /** Every grade held so far, oldest first; the last is the present one. */
  readonly reached: readonly GradeAt[];
  /** Every grade still to come, soonest first. */
  readonly ahead: readonly GradeAt[];
};
export type GradeQuestion = {
  readonly kind: string;
  /** When the fault began: the earliest known of its times, unless the profile chose another (unclear point 9). ISO instant. */
  readonly from: string;
  /** The moment asked about: now, or when the fault was solved. ISO instant. */
  readonly at: string;
  readonly people?: number;
};

/** How grave a grade is: 0 is the gravest. */
export const rankOf = ({ grades }: Pick<ContractProfile, 'grades'>, grade: string): number => grades.levels.findIndex((level) => level.id === grade);

/** The profile's row of a grade. Throws RangeError on a grade the profile does not have: the schema lets none through. */
export const levelOf = ({ grades }: Pick<ContractProfile, 'grades'>, grade: string): GradeLevel => {
  const level = grades.levels.find((each) => each.id === grade);
  if (!level) throw new RangeError(`no such grade: ${grade}`);
  return level;
};

/** Whole seconds: papers and clocks on the wall know no finer time, and a grade must change at a second that can be named. */
const secondOf = (iso: string): number => Math.floor(isoToMs(iso) / 1000);
const secondToIso = (second: number): string => msToSecond(second * 1000);

/**
 * Refuses a number of people that cannot be: `wrong-type` when it is no whole number, `too-small`, `too-large` past the profile's limit.
 */
const checkPeople = (people: number | undefined, most: number): Result<undefined> => {
  if (people === undefined) return ok(undefined);
  if (!Number.isInteger(people)) return refuse('wrong-type', { field: 'people' });
  if (people < 0) return refuse('too-small', { field: 'people', params: { min: 0 } });
  if (people > most) return refuse('too-large', { field: 'people', params: { max: most } });
  return ok(undefined);
};

type TimedKind = Extract<GradedKind, { by: 'time' }>;

/** "Unresolved more than n hours" begins with the first second after n hours; an inclusive step with the n hours themselves (Civil Code 1259). */
const gradeByTime = (kind: TimedKind, from: number, at: number, profile: GradeProfile): Grading => {
  const steps = kind.steps.map((step) => ({ ...step, second: from + stepToSeconds(step) + (step.after === 0 || step.inclusive ? 0 : 1) }));
  const held = steps.filter((step) => step.second <= at);
  const present = held.at(-1)!;
  const toGradeAt = ({ grade, second }: (typeof steps)[number]): GradeAt => ({ grade, at: secondToIso(second) });
  const ahead = steps.slice(held.length).map(toGradeAt);
  return {
    grade: present.grade,
    label: levelOf(profile, present.grade).label,
    since: secondToIso(present.second),
    next: ahead[0] ?? null,
    rule: stepRule(profile, kind, present),
    reached: held.map(toGradeAt),
    ahead,
  };
};

/** Of the bands that hold the number, the graver wins, or the lighter where the profile chose so (unclear point 3). */
const bandFor = (bands: readonly GradeBand[], people: number, profile: GradeProfile): GradeBand => {
  const most = profile.grades.mostPeople;
  const holding = bands.filter(({ min = 0, max = most }) => people >= min && people <= max).sort((a, b) => rankOf(profile, a.grade) - rankOf(profile, b.grade));
  return settingOf(profile, 'grade-overlap') === 'higher' ? holding[0]! : holding.at(-1)!;
};

/**
 * The grade of a fault at a moment (R15), with what it was before and what it becomes by itself. Everything follows from the instants
 * given, so it is right after sleep, restart and a changed clock. Pauses do not stop it: the contract lets a fault rise while it is
 * unresolved, whoever is waited for.
 *
 * Refusals: `not-an-option` (kind), `not-a-time` (from, at), `in-future` (from lies after at), and for people `required`, `wrong-type`,
 * `too-small`, `too-large`.
 */
export const gradeOf = ({ kind: id, from, at, people }: GradeQuestion, profile: GradeProfile): Result<Grading> => {
  const kind = profile.grades.kinds.find((each) => each.id === id);
  if (!kind) return refuse('not-an-option', { field: 'kind' });
  if (!isInstant(from) || !isWithinReach(from)) return refuse('not-a-time', { field: 'from' });
  if (!isInstant(at) || !isWithinReach(at)) return refuse('not-a-time', { field: 'at' });
  if (isoToMs(from) > isoToMs(at)) return refuse('in-future', { field: 'from' });
  const counted = checkPeople(people, profile.grades.mostPeople);
  if (!counted.ok) return counted;
  if (kind.by === 'time') return ok(gradeByTime(kind, secondOf(from), secondOf(at), profile));
  if (people === undefined) return refuse('required', { field: 'people' });
  const band = bandFor(kind.bands, people, profile);
  const since = secondToIso(secondOf(from));
  return ok({ grade: band.grade, label: levelOf(profile, band.grade).label, since, next: null, rule: bandRule(profile, kind, band), reached: [{ grade: band.grade, at: since }], ahead: [] });
};
