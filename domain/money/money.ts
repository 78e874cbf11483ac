import type { Calendar } from '../calendar/calendar.ts';
import { contractDeadline } from '../clocks/contractClock.ts';
import { addDays, daysBetween, startOfDay } from '../clocks/shanghai.ts';
import type { MoneyKind } from '../contract/money.ts';
import { ok, refuse, refuseAll, type Refusal, type Result } from '../result.ts';
import { amountToCapitals } from '../text/capitals.ts';
import { text } from '../text/text.ts';
import { computedNote, partOf, readAmount, readDay, roundingWords, type MoneyAnswer, type MoneyFacts, type MoneyPart, type MoneyProfile, type MoneyQuestion, type MoneyStep, type Reckoned } from './answer.ts';
import { reckonDaily } from './daily.ts';
import { amountToFen, fenToAmount, percentToRatio, shareOf } from './decimal.ts';

const timeFields = ['from', 'to', 'signed', 'notice', 'terminated'] as const;

const readFacts = (question: MoneyQuestion, profile: MoneyProfile): Result<MoneyFacts> => {
  const refusals: Refusal[] = [];
  const days: Partial<Record<(typeof timeFields)[number], string>> = {};
  for (const field of timeFields) {
    const typed = question[field];
    if (typed === undefined) continue;
    const day = readDay(typed, field);
    if (day.ok) days[field] = day.value;
    else refusals.push(...day.error);
  }
  const fee = question.fee === undefined ? ok(amountToFen(profile.price) ?? 0n) : readAmount(question.fee, 'fee');
  if (!fee.ok) refusals.push(...fee.error);
  const amount = question.amount === undefined ? fee : readAmount(question.amount, 'amount');
  if (!amount.ok && question.amount !== undefined) refusals.push(...amount.error);
  if (refusals.length > 0 || !fee.ok || !amount.ok) return refuseAll(refusals);
  return ok({ fee: fee.value, amount: amount.value, days });
};

/** The deadline a sum is to be paid by, when the event that starts it is known. */
const dueOf = (due: { clock: string; from: 'signed' | 'notice' } | undefined, { days }: MoneyFacts, profile: MoneyProfile, calendar: Calendar): Pick<Reckoned, 'steps' | 'due' | 'reckoned' | 'estimated'> => {
  if (!due) return { steps: [] };
  const rule = profile.rules.find((each) => each.id === due.clock);
  const label = rule ? text(`期限：${rule.label.zh}`, `Deadline: ${rule.label.en}`) : text('期限', 'Deadline');
  const start = days[due.from];
  if (start === undefined) return { steps: [{ label, formula: due.clock, result: '—' }] };
  const reckoning = contractDeadline(profile, due.clock, startOfDay(start), calendar);
  return { steps: [{ label, formula: `${start} + ${rule?.figure ?? ''} ${rule?.unit ?? ''}`, result: reckoning.due }], due: reckoning.due, reckoned: reckoning.days, estimated: reckoning.estimated };
};

type KindOf<Method extends MoneyKind['method']> = Extract<MoneyKind, { method: Method }>;

const reckonShare = (kind: KindOf<'share'>, facts: MoneyFacts, profile: MoneyProfile, calendar: Calendar): Result<Reckoned> => {
  const { fee, amount } = facts;
  if (kind.feeBack && amount > fee) return refuse('too-large', { field: 'amount', params: { max: fenToAmount(fee) } });
  const formula = `${fenToAmount(fee)} × ${kind.percent} %`;
  const share = shareOf(fee, percentToRatio(kind.percent));
  const parts: MoneyPart[] = [partOf(text(`年服务费的 ${kind.percent} %`, `${kind.percent} % of the yearly fee`), formula, share)];
  const steps: MoneyStep[] = [{ label: text(`年服务费 × ${kind.percent} %，${roundingWords.zh}`, `Yearly fee × ${kind.percent} %, ${roundingWords.en}`), formula, result: fenToAmount(share) }];
  if (kind.feeBack) {
    const back = fenToAmount(amount);
    parts.push(partOf(text('退还全部已付服务费', 'The whole fee paid, back'), back, amount));
    steps.push({ label: text('加上退还的服务费', 'Plus the fee given back'), formula: `${fenToAmount(share)} + ${back}`, result: fenToAmount(share + amount) });
  }
  const due = dueOf(kind.due, facts, profile, calendar);
  return ok({ ...due, parts, steps: [...steps, ...due.steps] });
};

/** `fee ÷ divisor` for every day of the term after the termination date. A term longer than the divisor never gives back more than the fee. */
const reckonRemainingDays = (kind: KindOf<'remaining-days'>, facts: MoneyFacts, profile: MoneyProfile, calendar: Calendar): Result<Reckoned> => {
  const { terminated } = facts.days;
  if (terminated === undefined) return refuse('required', { field: 'terminated' });
  const { fee } = facts;
  const { from, to } = profile.term;
  const termDays = daysBetween(from, to) + 1;
  const first = terminated < from ? from : addDays(terminated, 1);
  const days = Math.max(0, daysBetween(first, to) + 1);
  const ratio = { over: BigInt(days), under: BigInt(kind.divisor) };
  const exact = shareOf(fee, ratio);
  const refund = exact > fee ? fee : exact;
  const formula = `${fenToAmount(fee)} ÷ ${kind.divisor} × ${days}`;
  const steps: MoneyStep[] = [
    { label: text('服务期天数，首尾都算', 'Days of the term, both ends included'), formula: `${from} … ${to}`, result: String(termDays) },
    { label: text('终止日之后的天数，至期满日', 'Days after the termination, to the last of the term'), formula: days > 0 ? `${first} … ${to}` : '—', result: String(days) },
    { label: text(`年服务费 ÷ ${kind.divisor} × 天数，最后一步${roundingWords.zh}`, `Yearly fee ÷ ${kind.divisor} × days, ${roundingWords.en} once at the end`), formula, result: fenToAmount(exact) },
  ];
  if (exact > fee) steps.push({ label: text('服务期长于除数，退还不超过服务费', 'The term is longer than the divisor: no more than the fee comes back'), formula: fenToAmount(exact), result: fenToAmount(fee) });
  steps.push({ label: text('不退还的部分', 'What is kept'), formula: `${fenToAmount(fee)} − ${fenToAmount(refund)}`, result: fenToAmount(fee - refund) });
  const due = dueOf(kind.due, facts, profile, calendar);
  return ok({ ...due, parts: [partOf(kind.label, formula, refund)], steps: [...steps, ...due.steps] });
};

const reckon = (kind: MoneyKind, facts: MoneyFacts, profile: MoneyProfile, calendar: Calendar): Result<Reckoned> => {
  switch (kind.method) {
    case 'share':
      return reckonShare(kind, facts, profile, calendar);
    case 'daily':
      return reckonDaily(kind, facts, profile, calendar);
    case 'remaining-days':
      return reckonRemainingDays(kind, facts, profile, calendar);
  }
};

/**
 * A sum of the contract (R4, R32), exact to the fen, with every step, in figures and 大写: computed and explained, never decided.
 *
 * Refusals, each with its field: `not-an-option` (kind), `wrong-type`, `too-small`, `too-large` (fee, amount), `not-a-time`, `required` (a
 * time the kind needs), `before-other` (to before from).
 */
export const reckonMoney = (question: MoneyQuestion, profile: MoneyProfile, calendar: Calendar): Result<MoneyAnswer> => {
  const kind = profile.money.kinds.find((each) => each.id === question.kind);
  if (!kind) return refuse('not-an-option', { field: 'kind' });
  const facts = readFacts(question, profile);
  if (!facts.ok) return facts;
  const reckoned = reckon(kind, facts.value, profile, calendar);
  if (!reckoned.ok) return reckoned;
  const { parts, steps, days = [], due = null, reckoned: line = [], estimated = false } = reckoned.value;
  const amount = fenToAmount(parts.reduce((sum, part) => sum + (amountToFen(part.amount) ?? 0n), 0n));
  return ok({
    kind: kind.id, rule: kind.rule, clause: kind.clause, label: kind.label, payer: kind.payer, currency: profile.money.currency, amount,
    capitals: amountToCapitals(amount), parts, steps, days, due, reckoned: line, estimated, note: computedNote,
  });
};
