import { failedRuns, type MonthMark } from '../assessment/failedMonths.ts';
import type { Known } from '../record/around.ts';
import { isLiving } from '../record/unique.ts';
import type { ContractProfile } from '../contract/profile.ts';
import type { Exposure } from './stake.ts';

type Facts = Pick<Exposure, 'kind' | 'amount' | 'from' | 'paid' | 'signed' | 'notice' | 'terminated'>;

const wordOf = ({ rec }: Known, name: string): string | undefined => {
  const value = rec.data[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
};
/** Leaves out what is not known. */
const known = (facts: { readonly [Name in keyof Facts]: Facts[Name] | undefined }): Facts => Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined)) as Facts;

/** What each form's paper puts at stake, by kinds of the profile's `money`; forms that are not here put nothing. */
const readings: Readonly<Record<string, (paper: Known) => Facts | null>> = {
  payment: (paper) => {
    const [kind, paid, amount] = [wordOf(paper, 'kind'), wordOf(paper, 'paidAt'), wordOf(paper, 'amount')];
    if (paper.rec.state === 'waived') return null;
    const from = wordOf(paper, 'invoiceAt');
    if ((kind === 'fee' || kind === 'extra') && from !== undefined) return known({ kind: 'late-payment', amount, from, paid });
    const signed = wordOf(paper, 'signedAt');
    if (kind === 'bond' && signed !== undefined) return known({ kind: 'bond', signed, paid });
    const notice = wordOf(paper, 'noticeAt');
    // the day of the notice ends the contract where no other day is written
    if (kind === 'refund' && notice !== undefined) return known({ kind: 'refund', notice, terminated: notice, paid });
    return null;
  },
};

/** The marks of a month, whose failures in a row put the yearly sum at stake. */
const assessment = 'assessment';

/** The forms whose papers put money at stake. */
export const exposingForms: readonly string[] = [...Object.keys(readings), assessment];

/** Signed assessments that failed month after month (R31): the yearly sum is at stake once, by the last of the newest run. */
const failedAssessment = (papers: readonly Known[]): Exposure | null => {
  const marks = papers.flatMap((paper): MonthMark[] => {
    const [month, result] = [wordOf(paper, 'month'), wordOf(paper, 'result')];
    return paper.rec.form === assessment && paper.rec.seal && month !== undefined && (result === 'pass' || result === 'fail') ? [{ month, result, number: paper.rec.number }] : [];
  });
  const number = failedRuns(marks).at(-1)?.numbers.at(-1);
  const paper = papers.find(({ rec }) => rec.form === assessment && rec.number === number);
  return paper ? { kind: 'assessment-failed', record: { id: paper.rec.id, number: paper.rec.number } } : null;
};

/**
 * What the papers put at stake (R31, R32): unpaid invoices, a bond, a refund after a notice, and assessments that failed in a row. Kinds the
 * profile does not have are left out.
 */
export const exposuresOf = (papers: readonly Known[], profile: Pick<ContractProfile, 'money'>): readonly Exposure[] => {
  const kinds = new Set(profile.money.kinds.map((kind) => kind.id));
  const living = papers.filter(({ rec, def }) => isLiving(rec, def));
  const found = living.flatMap((paper): Exposure[] => {
    const facts = readings[paper.rec.form]?.(paper) ?? null;
    return facts ? [{ ...facts, record: { id: paper.rec.id, number: paper.rec.number } }] : [];
  });
  return [...found, failedAssessment(living) ?? []].flat().filter((each) => kinds.has(each.kind));
};
