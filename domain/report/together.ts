import type { Brief } from './brief.ts';
import { gradeAt } from './figures/incidents.ts';
import type { ReportInput } from './input.ts';
import { parts } from './parts.ts';

/** A fault keeps the grade it has by the contract of its own site, whatever is counted over it. */
const withGrades = (briefs: readonly Brief[], input: ReportInput): readonly Brief[] => briefs.map((brief) => (brief.form === parts.fault ? { ...brief, data: { ...brief.data, grade: gradeAt(brief, input) } } : brief));

const byTime = <T extends { readonly number: string }>(of: (each: T) => string) => (a: T, b: T): number => (of(a) === of(b) ? (a.number < b.number ? -1 : 1) : of(a) < of(b) ? -1 : 1);
const papersOf = (inputs: readonly ReportInput[], which: 'papers' | 'registers'): ReportInput['papers'] => {
  const forms = new Set(inputs.flatMap((input) => [...input[which].keys()]));
  return new Map([...forms].map((form) => [form, inputs.flatMap((input) => withGrades(input[which].get(form) ?? [], input))]));
};

/**
 * What a report over several sites is made of, under the name and the contract of `whole`. The rounds and turns of each site are reckoned from its own
 * input (`buildReport`): a sheet of one site answers no round of another.
 */
export const reportTogether = (inputs: readonly ReportInput[], whole: Pick<ReportInput, 'profile' | 'site'>): ReportInput => {
  const [first] = inputs;
  if (!first) throw new RangeError('a report of no site');
  return {
    ...first, ...whole, since: inputs.map(({ since }) => since).sort()[0]!, papers: papersOf(inputs, 'papers'), registers: papersOf(inputs, 'registers'),
    clocks: inputs.flatMap(({ clocks }) => clocks).sort(byTime(({ due }) => due)), submitted: inputs.flatMap(({ submitted }) => submitted).sort(byTime(({ started }) => started)),
    open: inputs.flatMap(({ open }) => open), carried: inputs.flatMap(({ carried }) => carried), notes: inputs.flatMap(({ notes }) => notes),
  };
};
