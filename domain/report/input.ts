import type { Calendar } from '../calendar/calendar.ts';
import { addDays, isoToMs, startOfDay } from '../clocks/shanghai.ts';
import type { ContractProfile } from '../contract/profile.ts';
import { formsById } from '../forms/index.ts';
import type { Text } from '../text/text.ts';
import { timeOf, type Brief } from './brief.ts';
import { countable, type Counted } from './figure.ts';
import type { OpenPoint } from './openPoints.ts';
import { isInPeriod, type ReportPeriod } from './period.ts';

/** A clock of a paper as it is stored, with the number of its paper. ISO seconds. */
export type PaperClock = { readonly id: string; readonly form: string; readonly number: string; readonly headline: string; readonly clock: string; readonly started: string; readonly due: string; readonly kept?: string; readonly estimated: boolean };

/** A free text somebody wrote into a chapter. */
export type ChapterNote = { readonly chapter: string; readonly text: string; readonly author: string };

/** Everything a report is made of. The same input makes the same report. */
export type ReportInput = {
  readonly profile: ContractProfile;
  readonly calendar: Calendar;
  readonly period: ReportPeriod;
  /** Instant the report is made at, ISO: what lies behind it has not happened yet. */
  readonly now: string;
  readonly site: { readonly code: string; readonly name: Text };
  /** The day the station was set up: rounds before it are not owed. */
  readonly since: string;
  /** By form: papers whose own time lies in the period, incidents open in it, and as many before it as the turns that end in it reach back. */
  readonly papers: ReadonlyMap<string, readonly Brief[]>;
  /** Register entries of any age, by form: what stood in the register at the end. */
  readonly registers: ReadonlyMap<string, readonly Brief[]>;
  /** Clocks that were due or began in the period. */
  readonly clocks: readonly PaperClock[];
  /** Clocks of filing that began since the service year's first day: one for each paper submitted. */
  readonly submitted: readonly PaperClock[];
  /** Papers that want something, or did so at some time after the period's end, whatever their age. */
  readonly open: readonly Brief[];
  /** Open points of the report before this one. */
  readonly carried: readonly OpenPoint[];
  readonly notes: readonly ChapterNote[];
};

/** Papers of a form whose own time lies in the period, all of them. */
export const papersIn = ({ papers, period }: Pick<ReportInput, 'papers' | 'period'>, form: string): readonly Brief[] => (papers.get(form) ?? []).filter((brief) => isInPeriod(period, timeOf(brief) ?? brief.createdAt));
/** The same: those that count, and those told apart. */
export const papersOf = (input: Pick<ReportInput, 'papers' | 'period'>, form: string): Counted => countable(papersIn(input, form));

/** Last instant the report can speak of, ms: the end of its period, or now while it lasts. */
export const endOfReport = ({ period, now }: Pick<ReportInput, 'period' | 'now'>): number => Math.min(isoToMs(startOfDay(addDays(period.to, 1))), isoToMs(now));
/** First instant of the period, ms. */
export const startOfReport = ({ period }: Pick<ReportInput, 'period'>): number => isoToMs(startOfDay(period.from));

/** The choices of a form's field as kinds to count by; grades and kinds of fault come from the profile. */
export const kindsOf = (form: string, field: string): readonly { readonly key: string; readonly label: Text }[] => {
  const found = formsById.get(form)?.fields[field];
  return found?.kind === 'choice' ? found.options.map(({ value, label }) => ({ key: value, label })) : [];
};
/** The states of a form as kinds to count by, those of papers thrown away left out. */
export const statesOf = (form: string): readonly { readonly key: string; readonly label: Text }[] =>
  Object.entries(formsById.get(form)?.lifecycle.states ?? {}).flatMap(([key, { label, tone }]) => (tone === 'void' ? [] : [{ key, label }]));
