import type { DayKind } from '../calendar/calendar.ts';
import type { ClockProfile } from '../clocks/contractClock.ts';
import type { ReckonedDay } from '../clocks/deadline.ts';
import { isWithinReach } from '../clocks/reach.ts';
import { dayOf, isDay, isInstant } from '../clocks/shanghai.ts';
import type { MoneyKind } from '../contract/money.ts';
import type { ContractProfile } from '../contract/profile.ts';
import { ok, refuse, type Result } from '../result.ts';
import { amountToCapitals } from '../text/capitals.ts';
import { text, type Text } from '../text/text.ts';
import { amountToFen, fenToAmount, mostAmount } from './decimal.ts';

/** What is asked. Amounts are yuan as decimal text, times are days or ISO instants; only the kind is always needed. */
export type MoneyQuestion = {
  readonly kind: string;
  /** The yearly fee; the profile's price when absent. */
  readonly fee?: string;
  /** The amount due, or for a sum with the fee back what was paid of it; the whole fee when absent. */
  readonly amount?: string;
  /** When the payment's clock started. */
  readonly from?: string;
  /** When it was paid, or the day asked about. */
  readonly to?: string;
  readonly signed?: string;
  readonly notice?: string;
  readonly terminated?: string;
};

/** A sum that is part of the answer. */
export type MoneyPart = { readonly label: Text; readonly formula: string; readonly amount: string; readonly capitals: string };
/** One step of the reckoning: what is reckoned, from what, and what came out. */
export type MoneyStep = { readonly label: Text; readonly formula: string; readonly result: string };
/** One day of a sum that grows by the day. */
export type MoneyDay = {
  readonly day: string;
  readonly counted: boolean;
  readonly why: DayKind['why'];
  readonly name?: string;
  readonly notice?: string;
  readonly estimated?: true;
  /** What this day added, and what it came to. */
  readonly amount: string;
  readonly total: string;
};
export type MoneyAnswer = {
  readonly kind: string;
  readonly rule: string;
  readonly clause: string;
  readonly label: Text;
  readonly payer: MoneyKind['payer'];
  readonly currency: 'CNY';
  readonly amount: string;
  readonly capitals: string;
  readonly parts: readonly MoneyPart[];
  readonly steps: readonly MoneyStep[];
  /** Sums that grow by the day: every day until payment, or until the cap. */
  readonly days: readonly MoneyDay[];
  /** The last second to pay in, where the contract sets one and its start is known. */
  readonly due: string | null;
  /** How the deadline, or the first day that costs, was reached. */
  readonly reckoned: readonly ReckonedDay[];
  /** An unpublished calendar year decided something (R37). */
  readonly estimated: boolean;
  readonly note: Text;
};

export type MoneyProfile = ClockProfile & Pick<ContractProfile, 'money' | 'price'>;

/** What a kind is reckoned from: fen and days, checked. */
export type MoneyFacts = {
  readonly fee: bigint;
  readonly amount: bigint;
  readonly days: Readonly<Partial<Record<'from' | 'to' | 'signed' | 'notice' | 'terminated', string>>>;
};
/** What the kinds reckon differently; the rest of the answer is the same for all. */
export type Reckoned = Pick<MoneyAnswer, 'parts' | 'steps'> & Partial<Pick<MoneyAnswer, 'days' | 'due' | 'reckoned' | 'estimated'>>;

/** The station computes and explains; people decide (R32). */
export const computedNote = text('按合同条款计算并说明，仅供核对，不作认定。', 'Computed and explained from the contract, to be checked; it decides nothing.');
export const roundingWords = text('四舍五入到分', 'rounded half up to the fen');

export const partOf = (label: Text, formula: string, fen: bigint): MoneyPart => {
  const amount = fenToAmount(fen);
  return { label, formula, amount, capitals: amountToCapitals(amount) };
};

/** An amount of the question in fen. Refusals name `field`: `wrong-type`, `too-small` (0 or less), `too-large`. */
export const readAmount = (typed: string, field: 'fee' | 'amount'): Result<bigint> => {
  if (/^-\d+(\.\d+)?$/.test(typed)) return refuse('too-small', { field, params: { min: '0.01' } });
  if (/^\d{14,}(\.\d{1,2})?$/.test(typed)) return refuse('too-large', { field, params: { max: mostAmount } });
  const fen = amountToFen(typed);
  if (fen === null) return refuse('wrong-type', { field });
  return fen > 0n ? ok(fen) : refuse('too-small', { field, params: { min: '0.01' } });
};

/** The Shanghai day of a day or an instant. Refusal: `not-a-time`, also out of reach. */
export const readDay = (typed: string, field: string): Result<string> => {
  const day = isDay(typed) ? typed : isInstant(typed) ? dayOf(typed) : null;
  return day !== null && isWithinReach(day) ? ok(day) : refuse('not-a-time', { field });
};
