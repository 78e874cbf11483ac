import { addMonths } from '../clocks/shanghai.ts';

/** One month's assessment as it was signed: any day of the month, and whether the service passed. */
export type MonthMark = { readonly month: string; readonly result: 'pass' | 'fail'; readonly number?: string };

/** Months that failed one after the other: the first and the last as `2022-03`, and the papers that say so. */
export type FailedRun = { readonly from: string; readonly to: string; readonly months: number; readonly numbers: readonly string[] };

/**
 * Runs of `least` failed months or more without a gap, oldest first (R31; the contract's figure is `assessment.failedMonths` of the profile).
 * A month nobody marked breaks a run, and so does one that passed; where a month was marked twice, the later in the list counts.
 */
export const failedRuns = (marks: readonly MonthMark[], least: number): readonly FailedRun[] => {
  const byMonth = new Map(marks.map((mark) => [mark.month.slice(0, 7), mark]));
  const failed = [...byMonth].filter(([, mark]) => mark.result === 'fail').toSorted(([a], [b]) => a.localeCompare(b));
  const runs: { from: string; to: string; months: number; numbers: string[] }[] = [];
  for (const [month, { number }] of failed) {
    const last = runs.at(-1);
    const numbers = number === undefined ? [] : [number];
    if (last && addMonths(`${last.to}-01`, 1).slice(0, 7) === month) {
      last.to = month;
      last.months += 1;
      last.numbers.push(...numbers);
    } else runs.push({ from: month, to: month, months: 1, numbers });
  }
  return runs.filter((run) => run.months >= least);
};

/** The run of `least` failed months or more that lasts: it ends with the newest month that was marked. Undefined when that month passed. */
export const lastingRun = (marks: readonly MonthMark[], least: number): FailedRun | undefined => {
  const newest = marks.map(({ month }) => month.slice(0, 7)).toSorted().at(-1);
  return failedRuns(marks, least).find((run) => run.to === newest);
};
