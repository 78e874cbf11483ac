import type { Calendar } from '../calendar/calendar.ts';
import { contractDeadline } from '../clocks/contractClock.ts';
import { addDays, dayOf, startOfDay } from '../clocks/shanghai.ts';
import type { MoneyKind } from '../contract/money.ts';
import { settingOf } from '../contract/settings.ts';
import { ok, refuse, type Result } from '../result.ts';
import { text } from '../text/text.ts';
import { partOf, roundingWords, type MoneyDay, type MoneyFacts, type MoneyProfile, type MoneyStep, type Reckoned } from './answer.ts';
import { fenToAmount, percentToRatio, shareOf, type Ratio } from './decimal.ts';

const times = ({ over, under }: Ratio, n: number): Ratio => ({ over: over * BigInt(n), under });

const isBelow = (a: Ratio, b: Ratio): boolean => a.over * b.under < b.over * a.under;

type Growth = { readonly first: string; readonly to: string; readonly amount: bigint; readonly rate: Ratio; readonly cap: Ratio; readonly workdaysOnly: boolean };

/** Every day from the first that costs to the day of payment, both included, until the cap is reached. */
const grow = ({ first, to, amount, rate, cap, workdaysOnly }: Growth, calendar: Calendar): { days: MoneyDay[]; total: bigint; late: number } => {
  const days: MoneyDay[] = [];
  let total = 0n;
  let late = 0;
  const most = shareOf(amount, cap);
  for (let day = first; day <= to && isBelow(times(rate, late), cap); day = addDays(day, 1)) {
    const { working, why, name, notice, estimated } = calendar.dayKind(day);
    const counted = working || !workdaysOnly;
    if (counted) late += 1;
    const grown = shareOf(amount, times(rate, late));
    const next = grown < most ? grown : most;
    // a natural day costs whatever the calendar calls it: nothing rests on a year not published
    days.push({ day, counted, why, ...(name && { name }), ...(notice && { notice }), ...(estimated && workdaysOnly && { estimated: true as const }), amount: fenToAmount(next - total), total: fenToAmount(next) });
    total = next;
  }
  return { days, total, late };
};

/**
 * So many per cent of the amount due for every day late, capped (R32). The first day that costs is the day of the clock's figure itself, or
 * the day after it, as the rule's switch says; the day of payment is the last. Whether rest days cost is a setting; by default they do.
 */
export const reckonDaily = (kind: Extract<MoneyKind, { method: 'daily' }>, { amount, days: { from, to } }: MoneyFacts, profile: MoneyProfile, calendar: Calendar): Result<Reckoned> => {
  if (from === undefined) return refuse('required', { field: 'from' });
  if (to === undefined) return refuse('required', { field: 'to' });
  if (to < from) return refuse('before-other', { field: 'to', params: { other: 'from' } });
  const reckoning = contractDeadline(profile, kind.clock, startOfDay(from), calendar);
  const first = reckoning.days.find((each) => each.verdict === 'costs')?.day ?? addDays(dayOf(reckoning.due), 1);
  const workdaysOnly = settingOf(profile, 'late-payment-days') === 'workday';
  const [rate, cap] = [percentToRatio(kind.percent), percentToRatio(kind.cap)];
  const { days, total, late } = grow({ first, to, amount, rate, cap, workdaysOnly }, calendar);
  const [due, grown, most] = [fenToAmount(amount), fenToAmount(shareOf(amount, times(rate, late))), fenToAmount(shareOf(amount, cap))];
  const formula = `${due} × ${kind.percent} % × ${late}`;
  const quoted = profile.rules.find((each) => each.id === kind.clock)?.quoted ?? kind.clock;
  const steps: MoneyStep[] = [
    { label: text(`开始计算的日子（${quoted}）`, 'First day that costs'), formula: from, result: first },
    { label: workdaysOnly ? text('计算的工作日数，到付款日（含）或上限为止', 'Working days counted, until the day of payment (included) or the cap') : text('计算的自然日数，到付款日（含）或上限为止', 'Natural days counted, until the day of payment (included) or the cap'), formula: late > 0 ? `${first} … ${days.at(-1)!.day}` : '—', result: String(late) },
    { label: text(`应付款 × ${kind.percent} % × 天数，${roundingWords.zh}`, `Amount due × ${kind.percent} % × days, ${roundingWords.en}`), formula, result: grown },
    { label: text(`上限：应付款的 ${kind.cap} %`, `Cap: ${kind.cap} % of the amount due`), formula: `${due} × ${kind.cap} %`, result: most },
    { label: isBelow(times(rate, late), cap) ? text('未到上限', 'Below the cap') : text('已到上限，不再增加', 'The cap is reached; it grows no further'), formula: `min(${grown}, ${most})`, result: fenToAmount(total) },
  ];
  const estimated = reckoning.estimated || days.some((each) => each.estimated === true);
  return ok({ parts: [partOf(kind.label, formula, total)], steps, days, due: reckoning.due, reckoned: reckoning.days, estimated });
};
