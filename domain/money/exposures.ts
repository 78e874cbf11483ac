import { lastingRun, type MonthMark } from '../assessment/failedMonths.ts';
import type { MoneyKind } from '../contract/money.ts';
import type { ContractProfile } from '../contract/profile.ts';
import type { FormDef } from '../forms/form.ts';
import { formPlaying } from '../forms/index.ts';
import type { Known } from '../record/around.ts';
import { earliestStart } from '../record/clocks.ts';
import { isLiving } from '../record/unique.ts';
import type { Exposure } from './stake.ts';

type MoneyOf = Pick<ContractProfile, 'money'>;
type FiguresOf = Pick<ContractProfile, 'money' | 'assessment'>;

/** The clock a sum hangs on: it costs after it, or is due by it. */
const clockOf = (kind: MoneyKind): string | undefined => (kind.method === 'daily' ? kind.clock : kind.due?.clock);

const wordOf = ({ rec }: Known, name: string): string | undefined => {
  const value = rec.data[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
};

/** Whether it carries the marks of a month, whose failures in a row put a sum at stake. */
const hasMarks = (form: string): boolean => formPlaying('marks').id === form;

/** The forms whose papers put money at stake: those that run a clock a sum hangs on, and the assessment. */
export const exposingForms = (forms: readonly FormDef[], { money }: MoneyOf): readonly string[] => {
  const clocks = new Set(money.kinds.map(clockOf));
  return forms.filter((form) => hasMarks(form.id) || form.deadlines.some(({ rule }) => clocks.has(rule))).map((form) => form.id);
};

/** The event the kind is reckoned from, at the moment its clock began. The day of the notice ends the contract where no other day is written. */
const startOf = (kind: MoneyKind, from: string): Partial<Exposure> => {
  if (kind.method === 'daily') return { from };
  if (kind.due?.from === 'signed') return { signed: from };
  return { notice: from, ...(kind.method === 'remaining-days' && { terminated: from }) };
};

/** What one paper puts at stake by the clocks that run on it. One stopped by a step, not by a payment, is given up. */
const ofClocks = (paper: Known, kinds: readonly MoneyKind[]): readonly Exposure[] =>
  kinds.flatMap((kind) =>
    paper.def.deadlines.flatMap((deadline): Exposure[] => {
      const from = deadline.rule === clockOf(kind) ? earliestStart(paper.rec, deadline) : undefined;
      if (from === undefined || deadline.until.includes(paper.rec.state)) return [];
      const paidBy = deadline.until.find((end) => end.startsWith('field:'))?.slice('field:'.length);
      const [paid, amount] = [paidBy === undefined ? undefined : wordOf(paper, paidBy), kind.method === 'daily' ? wordOf(paper, 'amount') : undefined];
      return [{ kind: kind.id, ...startOf(kind, from), ...(amount !== undefined && { amount }), ...(paid !== undefined && { paid }), record: { id: paper.rec.id, form: paper.rec.form, number: paper.rec.number } }];
    }),
  );

/** Signed assessments that failed month after month until now (R31): the sum is at stake once, by the last of them. */
const ofFailedMonths = (papers: readonly Known[], kinds: readonly MoneyKind[], least: number): readonly Exposure[] => {
  const marks = papers.flatMap((paper): MonthMark[] => {
    const [month, result] = [wordOf(paper, 'month'), wordOf(paper, 'result')];
    return hasMarks(paper.rec.form) && paper.rec.seal && month !== undefined && (result === 'pass' || result === 'fail') ? [{ month, result, number: paper.rec.number }] : [];
  });
  const number = lastingRun(marks, least)?.numbers.at(-1);
  const paper = papers.find(({ rec }) => hasMarks(rec.form) && rec.number === number);
  if (!paper) return [];
  return kinds.filter((kind) => kind.method === 'share' && kind.event === 'failed-months').map((kind) => ({ kind: kind.id, record: { id: paper.rec.id, form: paper.rec.form, number: paper.rec.number } }));
};

/** What the papers put at stake (R31, R32): unpaid invoices, a bond, a refund after a notice, and assessments that failed in a row. */
export const exposuresOf = (papers: readonly Known[], { money, assessment: figures }: FiguresOf): readonly Exposure[] => {
  const living = papers.filter(({ rec, def }) => isLiving(rec, def));
  return [...living.flatMap((paper) => ofClocks(paper, money.kinds)), ...ofFailedMonths(living, money.kinds, figures.failedMonths)];
};
