import type { Calendar } from '../calendar/calendar.ts';
import { isWithinReach } from '../clocks/reach.ts';
import { addDays, addMonths, dayOf, isInstant, isoToMs } from '../clocks/shanghai.ts';
import type { MoneyKind } from '../contract/money.ts';
import { ok, refuse, refuseAll, type Refusal, type Result } from '../result.ts';
import { amountToCapitals } from '../text/capitals.ts';
import type { Text } from '../text/text.ts';
import { computedNote, type MoneyAnswer, type MoneyProfile, type MoneyQuestion } from './answer.ts';
import { amountToFen, fenToAmount } from './decimal.ts';
import { reckonMoney } from './money.ts';

/** A sum that hangs on a record: an unpaid invoice, a notice of termination, a contract just signed. */
export type Exposure = Omit<MoneyQuestion, 'to'> & {
  /** When a late payment was made; open when absent. Other sums that are paid are at stake no more. */
  readonly paid?: string;
  readonly record?: { readonly id: string; readonly form: string; readonly number: string };
};
/**
 * `possible`: what it would cost if it came to it; nothing says it has. `pending`: it starts to cost within the month if nothing is done.
 * `running`: it grows by the day. `due`: to be paid this month. `overdue`: its deadline has passed.
 */
type StakeStatus = 'overdue' | 'due' | 'running' | 'pending' | 'possible';
export type Stake = Pick<MoneyAnswer, 'kind' | 'rule' | 'clause' | 'label' | 'payer'> & {
  readonly status: StakeStatus;
  /** As of today. */
  readonly answer: MoneyAnswer;
  /** What it comes to on the month's last day if nothing is done. */
  readonly byMonthEnd: string;
  readonly record?: Exposure['record'];
};
type Sum = { readonly now: string; readonly byMonthEnd: string; readonly capitals: string };
export type StakeBoard = {
  /** First and last day of the month looked at. */
  readonly from: string;
  readonly to: string;
  readonly stakes: readonly Stake[];
  /** Of everything that is more than possible, by who pays. */
  readonly totals: Readonly<Record<MoneyKind['payer'], Sum>>;
  readonly estimated: boolean;
  readonly note: Text;
};

const order: readonly StakeStatus[] = ['overdue', 'due', 'running', 'pending', 'possible'];
const fenOf = (amount: string): bigint => amountToFen(amount) ?? 0n;

type Month = { readonly today: string; readonly to: string; readonly now: string };

const statusOf = (kind: MoneyKind, now: MoneyAnswer, end: MoneyAnswer, month: Month): StakeStatus | null => {
  if (kind.method === 'daily') return fenOf(now.amount) > 0n ? 'running' : fenOf(end.amount) > 0n ? 'pending' : null;
  if (now.due === null) return 'due';
  if (isoToMs(month.now) > isoToMs(now.due)) return 'overdue';
  return dayOf(now.due) <= month.to ? 'due' : null;
};

const stakeOf = ({ paid, record, ...question }: Exposure, kind: MoneyKind, month: Month, profile: MoneyProfile, calendar: Calendar): Result<Stake | null> => {
  if (paid !== undefined && kind.method !== 'daily') return ok(null);
  // an invoice that comes later this month costs nothing today
  const startedBy = (day: string): string => (question.from !== undefined && question.from > day ? question.from : day);
  const until = (day: string): MoneyQuestion => (kind.method === 'daily' ? { ...question, to: paid ?? startedBy(day) } : question);
  const now = reckonMoney(until(month.today), profile, calendar);
  if (!now.ok) return now;
  const end = reckonMoney(until(month.to), profile, calendar);
  if (!end.ok) return end;
  const settled = fenOf(now.value.amount) > 0n ? 'due' : null;
  const status = paid === undefined ? statusOf(kind, now.value, end.value, month) : settled;
  const { rule, clause, label, payer } = now.value;
  return ok(status && { kind: kind.id, rule, clause, label, payer, status, answer: now.value, byMonthEnd: end.value.amount, ...(record && { record }) });
};

/** What a breach would cost: sums that need no event but itself. */
const possibleStakes = (taken: ReadonlySet<string>, profile: MoneyProfile, calendar: Calendar): Stake[] =>
  profile.money.kinds.flatMap((kind): Stake[] => {
    if (kind.method !== 'share' || kind.due || taken.has(kind.id)) return [];
    const answer = reckonMoney({ kind: kind.id }, profile, calendar);
    if (!answer.ok) return [];
    const { rule, clause, label, payer, amount } = answer.value;
    return [{ kind: kind.id, rule, clause, label, payer, status: 'possible', answer: answer.value, byMonthEnd: amount }];
  });

/**
 * What is at stake in the month of `now` (R32), for the manager: sums that run, fall due or would start to cost this month, from the records
 * given, and what each possible breach would cost. Computed and explained, never decided; what is only possible is not summed.
 *
 * Refusals: `not-a-time` (now), and those of {@link reckonMoney}, their fields led by the exposure's place: `exposures.0.from`.
 */
export const moneyAtStake = (exposures: readonly Exposure[], now: string, profile: MoneyProfile, calendar: Calendar): Result<StakeBoard> => {
  if (!isInstant(now) || !isWithinReach(now)) return refuse('not-a-time', { field: 'now' });
  const today = dayOf(now);
  const from = `${today.slice(0, 7)}-01`;
  const month: Month = { now, today, to: addDays(addMonths(from, 1), -1) };
  const refusals: Refusal[] = [];
  const stakes: Stake[] = [];
  for (const [i, exposure] of exposures.entries()) {
    const kind = profile.money.kinds.find((each) => each.id === exposure.kind);
    const stake = kind ? stakeOf(exposure, kind, month, profile, calendar) : refuse('not-an-option', { field: 'kind' });
    if (!stake.ok) refusals.push(...stake.error.map((refusal) => ({ ...refusal, field: `exposures.${i}.${refusal.field === 'to' ? 'paid' : (refusal.field ?? '')}` })));
    else if (stake.value) stakes.push(stake.value);
  }
  if (refusals.length > 0) return refuseAll(refusals);
  stakes.push(...possibleStakes(new Set(stakes.map((stake) => stake.kind)), profile, calendar));
  const sumOf = (payer: MoneyKind['payer']): Sum => {
    const counted = stakes.filter((stake) => stake.payer === payer && stake.status !== 'possible');
    const byMonthEnd = fenToAmount(counted.reduce((sum, stake) => sum + fenOf(stake.byMonthEnd), 0n));
    return { now: fenToAmount(counted.reduce((sum, stake) => sum + fenOf(stake.answer.amount), 0n)), byMonthEnd, capitals: amountToCapitals(byMonthEnd) };
  };
  return ok({
    from, to: month.to,
    stakes: stakes.toSorted((a, b) => order.indexOf(a.status) - order.indexOf(b.status)),
    totals: { client: sumOf('client'), contractor: sumOf('contractor') },
    estimated: stakes.some((stake) => stake.answer.estimated),
    note: computedNote,
  });
};
