import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import sample from '../../assets/profiles/jifenluohu.json' with { type: 'json' };
import { createCalendar } from '../../domain/calendar/calendar.ts';
import { addDays, daysBetween } from '../../domain/clocks/shanghai.ts';
import { profileSchema, type ContractProfile } from '../../domain/contract/profile.ts';
import type { MoneyQuestion } from '../../domain/money/answer.ts';
import { amountToFen, fenToAmount, formatAmount, percentToRatio, shareOf } from '../../domain/money/decimal.ts';
import { reckonMoney } from '../../domain/money/money.ts';
import { moneyAtStake, type Exposure } from '../../domain/money/stake.ts';

const profile = profileSchema.parse(sample);
const calendars = new URL('../../assets/calendars/', import.meta.url);
const calendar = createCalendar(readdirSync(calendars).map((name): unknown => JSON.parse(readFileSync(new URL(name, calendars), 'utf8'))));
const withSetting = (id: string, value: string): ContractProfile =>
  profileSchema.parse({ ...profile, settings: profile.settings.map((setting) => (setting.id === id ? { ...setting, value } : setting)) });
const withRule = (id: string, change: object): ContractProfile => profileSchema.parse({ ...profile, rules: profile.rules.map((rule) => (rule.id === id ? { ...rule, ...change } : rule)) });

const ask = (question: MoneyQuestion, by: ContractProfile = profile) => {
  const answer = reckonMoney(question, by, calendar);
  if (!answer.ok) throw new Error(JSON.stringify(answer.error));
  return answer.value;
};
const fen = (amount: string): bigint => amountToFen(amount)!;

describe('exact amounts', () => {
  test.each([['1039000.00', 103_900_000n], ['5', 500n], ['0.5', 50n], ['0.05', 5n]])('%s yuan is %s fen', (amount, expected) => expect(amountToFen(amount)).toBe(expected));
  test.each(['', '-1', '1,000', '1.005', '1e3', '.5', '１', ' 1', '12345678901234'])('%j is no amount', (amount) => expect(amountToFen(amount)).toBeNull());
  test('half a fen is rounded up, once', () => {
    // 0.01 × 50 % = 0.005 → 0.01; 0.01 × 49.9999 % → 0.00; 0.05 × 50 % = 0.025 → 0.03
    expect(shareOf(1n, percentToRatio('50'))).toBe(1n);
    expect(shareOf(1n, percentToRatio('49.9999'))).toBe(0n);
    expect(shareOf(5n, percentToRatio('50'))).toBe(3n);
    // 1.1 × 1.1 in binary fractions is 1.2100000000000002
    expect(shareOf(110n, percentToRatio('110'))).toBe(121n);
  });
  test('written and read back', () => {
    fc.assert(fc.property(fc.bigInt(0n, 10n ** 15n - 1n), (n) => {
      expect(amountToFen(fenToAmount(n))).toBe(n);
    }));
    expect([fenToAmount(5n), fenToAmount(0n), fenToAmount(-150n)]).toEqual(['0.05', '0.00', '-1.50']);
    expect([formatAmount('1039000.00'), formatAmount('100.00'), formatAmount('1000.50')]).toEqual(['1,039,000.00', '100.00', '1,000.50']);
  });
});

describe('shares of the yearly fee of 1,039,000.00 (R4, R32)', () => {
  test.each([
    // 1039000 × 5 % = 51950
    ['assessment-failed', '51950.00', '伍万壹仟玖佰伍拾元整', ['51950.00']],
    // 1039000 × 20 % = 207800, and 1039000 back: 1246800
    ['secrecy-breach', '1246800.00', '壹佰贰拾肆万陆仟捌佰元整', ['207800.00', '1039000.00']],
    // 1039000 × 1 % = 10390, and 1039000 back: 1049390
    ['suspension', '1049390.00', '壹佰零肆万玖仟叁佰玖拾元整', ['10390.00', '1039000.00']],
    // 1039000 × 10 % = 103900
    ['bond', '103900.00', '壹拾万叁仟玖佰元整', ['103900.00']],
  ])('%s is %s', (kind, amount, capitals, parts) => {
    const answer = ask({ kind });
    expect(answer).toMatchObject({ amount, capitals, due: null, estimated: false, currency: 'CNY' });
    expect(answer.parts.map((part) => part.amount)).toEqual(parts);
    expect(answer.steps[0]).toMatchObject({ formula: expect.stringContaining('1039000.00 × '), result: parts[0] });
    expect(answer.note.zh).toContain('不作认定');
  });

  test('the fee back is what was paid of it', () => {
    expect(ask({ kind: 'suspension', amount: '500000' })).toMatchObject({ amount: '510390.00' });
    expect(reckonMoney({ kind: 'suspension', amount: '1039000.01' }, profile, calendar)).toEqual({ ok: false, error: [{ code: 'too-large', field: 'amount', params: { max: '1039000.00' } }] });
  });

  test('the bond is due 20 working days after signing', () => {
    // Signed Monday 2021-09-27. 9/28-30 are 1-3; 10/1-7 holiday; Fri 10/8 is 4; Sat 10/9 is a make-up workday, 5; 10/11-15 6-10;
    // 10/18-22 11-15; 10/25-29 16-20.
    expect(ask({ kind: 'bond', signed: '2021-09-27' })).toMatchObject({ due: '2021-10-29T23:59:59+08:00', estimated: false });
    expect(ask({ kind: 'bond', signed: '2021-09-26T20:00:00Z' }).due).toBe('2021-10-29T23:59:59+08:00');
  });
});

describe('the client pays late (R32)', () => {
  // Invoice Tuesday 2022-03-01. Working days after it: 3/2-4 are 1-3, 3/7-11 4-8, 3/14-18 9-13, 3/21-25 14-18, 3/28-4/1 19-23, Sat 4/2 is
  // a make-up workday, 24; 4/3-5 Qingming; 4/6-8 25-27; 4/11-13 28-30. The 30th is Wednesday 4/13: it costs already ("自第30个工作日起").
  const late = (to: string, more: Partial<MoneyQuestion> = {}, by = profile) => ask({ kind: 'late-payment', from: '2022-03-01', to, ...more }, by);
  test.each([
    ['2022-03-01', '0.00', 0], ['2022-04-12', '0.00', 0], ['2022-04-13', '10390.00', 1], ['2022-04-14', '20780.00', 2], ['2022-04-15', '31170.00', 3],
    // Saturday and Sunday are days as well
    ['2022-04-16', '41560.00', 4], ['2022-04-17', '51950.00', 5],
    // 5 % of the amount due is 51950: the cap
    ['2022-04-18', '51950.00', 5], ['2022-12-31', '51950.00', 5],
  ])('paid on %s it is %s', (to, amount, counted) => {
    const answer = late(to);
    expect(answer.amount).toBe(amount);
    expect(answer.days.filter((day) => day.counted)).toHaveLength(counted);
    expect(answer.steps[0]).toMatchObject({ result: '2022-04-13' });
  });

  test('day by day, each with what it added', () => {
    expect(late('2022-04-30').days.map(({ day, why, amount, total }) => `${day} ${why} ${amount} ${total}`)).toEqual([
      '2022-04-13 weekday 10390.00 10390.00', '2022-04-14 weekday 10390.00 20780.00', '2022-04-15 weekday 10390.00 31170.00',
      '2022-04-16 weekend 10390.00 41560.00', '2022-04-17 weekend 10390.00 51950.00',
    ]);
    expect(late('2022-04-30')).toMatchObject({ capitals: '伍万壹仟玖佰伍拾元整', payer: 'client' });
  });

  test('a sum that does not come out in fen is rounded from the whole, not day by day', () => {
    // 333.33 × 1 % = 3.3333 a day: 3.33, 6.6666 → 6.67, 9.9999 → 10.00, 13.3332 → 13.33, 16.6665 → 16.67, which is the cap of 5 %.
    expect(late('2022-04-30', { amount: '333.33' }).days.map((day) => day.total)).toEqual(['3.33', '6.67', '10.00', '13.33', '16.67']);
  });

  test('the settings decide which days cost, and whether the 30th does', () => {
    const workdays = late('2022-04-18', {}, withSetting('late-payment-days', 'workday'));
    // 4/13-15 and Monday 4/18: 4 %
    expect(workdays.amount).toBe('41560.00');
    expect(workdays.days.filter((day) => !day.counted).map((day) => day.day)).toEqual(['2022-04-16', '2022-04-17']);
    const after = withRule('payment-late', { switches: { accrues: 'after' } });
    expect(late('2022-04-13', {}, after).amount).toBe('0.00');
    expect(late('2022-04-14', {}, after)).toMatchObject({ amount: '10390.00', due: '2022-04-13T23:59:59+08:00' });
  });

  test('a year not published yet is said so', () => {
    expect(late('2031-04-17', { from: '2031-03-01' }).estimated).toBe(true);
    expect(late('2022-04-17').estimated).toBe(false);
  });
});

describe('refund on termination (R32)', () => {
  const refund = (terminated: string, more: Partial<MoneyQuestion> = {}, by = profile) => ask({ kind: 'refund', terminated, ...more }, by);
  test('every day after the termination date, to the end of the term', () => {
    // After 2022-04-22: April 8, May 31, June 30, July 31, August 31, September 26 = 157 days. 1039000 × 157 ÷ 365 = 446912.328… → .33
    const answer = refund('2022-04-22', { notice: '2022-04-22' });
    expect(answer).toMatchObject({ amount: '446912.33', capitals: '肆拾肆万陆仟玖佰壹拾贰元叁角叁分' });
    expect(answer.steps.map((step) => step.result)).toEqual(['365', '157', '446912.33', '592087.67', answer.due]);
    // 30 days after Friday 4/22 is Sunday 5/22, a rest day: Monday 5/23 (Civil Code 203).
    expect(answer.due).toBe('2022-05-23T23:59:59+08:00');
  });
  test.each([
    ['2022-09-26', '0.00'], ['2022-10-30', '0.00'],
    // one day: 1039000 ÷ 365 = 2846.5753… → .58
    ['2022-09-25', '2846.58'],
    ['2021-09-26', '1039000.00'], ['2021-01-01', '1039000.00'],
    // the first day was served: 364 days, 1036153.4246… → .42
    ['2021-09-27', '1036153.42'],
  ])('terminated on %s: %s back', (terminated, amount) => expect(refund(terminated).amount).toBe(amount));
  test('without a notice there is no deadline', () => expect(refund('2022-04-22')).toMatchObject({ due: null, reckoned: [] }));

  test('a term of 366 days is still divided by 365, and never gives back more than the fee', () => {
    const leap = profileSchema.parse({ ...profile, term: { from: '2023-09-27', to: '2024-09-26' } });
    // 1039000 × 366 ÷ 365 = 1041846.575…: more than the fee
    const whole = refund('2023-09-26', {}, leap);
    expect(whole.amount).toBe('1039000.00');
    expect(whole.steps.map((step) => step.result)).toEqual(['366', '366', '1041846.58', '1039000.00', '0.00', '—']);
    // after 2024-02-28: 02-29 counts. 1 + 31 + 30 + 31 + 30 + 31 + 31 + 26 = 211
    expect(refund('2024-02-28', {}, leap).steps[1]!.result).toBe('211');
  });
});

describe('bad input is refused with its field', () => {
  test.each([
    [{ kind: 'tip' }, 'not-an-option', 'kind'],
    [{ kind: 'bond', fee: 'a lot' }, 'wrong-type', 'fee'],
    [{ kind: 'bond', fee: '1.005' }, 'wrong-type', 'fee'],
    [{ kind: 'bond', fee: '-5' }, 'too-small', 'fee'],
    [{ kind: 'bond', fee: '0.00' }, 'too-small', 'fee'],
    [{ kind: 'bond', fee: '99999999999999' }, 'too-large', 'fee'],
    [{ kind: 'bond', signed: '2021-02-29' }, 'not-a-time', 'signed'],
    [{ kind: 'bond', signed: '9999-12-31' }, 'not-a-time', 'signed'],
    [{ kind: 'late-payment', to: '2022-04-13' }, 'required', 'from'],
    [{ kind: 'late-payment', from: '2022-04-13' }, 'required', 'to'],
    [{ kind: 'late-payment', from: '2022-04-13', to: '2022-04-12' }, 'before-other', 'to'],
    [{ kind: 'late-payment', from: '2022-04-13', to: '2022-04-14', amount: '1e9' }, 'wrong-type', 'amount'],
    [{ kind: 'refund' }, 'required', 'terminated'],
  ])('%j', (question, code, field) => {
    const answer = reckonMoney(question, profile, calendar);
    expect(answer.ok ? [] : answer.error).toMatchObject([{ code, field }]);
  });
});

describe('always', () => {
  const anyFee = fc.bigInt(1n, 10n ** 14n).map(fenToAmount);
  test('late payment never falls with time and never passes its cap', () => {
    fc.assert(fc.property(anyFee, fc.nat(1500), fc.nat(200), fc.nat(60), (amount, start, wait, more) => {
      const from = addDays('2019-01-02', start);
      const [early, late] = [wait, wait + more].map((days) => fen(ask({ kind: 'late-payment', amount, from, to: addDays(from, days) }).amount));
      expect(late! >= early!).toBe(true);
      expect(late! <= shareOf(fen(amount), percentToRatio('5'))).toBe(true);
    }));
  });
  test('the days of a late payment add up to it', () => {
    fc.assert(fc.property(anyFee, fc.integer({ min: 40, max: 60 }), (amount, days) => {
      const answer = ask({ kind: 'late-payment', amount, from: '2022-03-01', to: addDays('2022-03-01', days) });
      expect(answer.days.reduce((sum, day) => sum + fen(day.amount), 0n)).toBe(fen(answer.amount));
    }));
  });
  test('refund and kept make the fee, and a later termination gives back no more', () => {
    fc.assert(fc.property(anyFee, fc.nat(400), fc.nat(30), (fee, day, more) => {
      const [answer, later] = [day, day + more].map((days) => ask({ kind: 'refund', fee, terminated: addDays('2021-09-20', days) }));
      const kept = answer!.steps.find((step) => step.formula.includes(' − '))!.result;
      expect(fen(answer!.amount) + fen(kept)).toBe(fen(fee));
      expect(fen(later!.amount) <= fen(answer!.amount)).toBe(true);
    }));
  });
  test('the refund is within half a fen of the true quotient', () => {
    fc.assert(fc.property(anyFee, fc.nat(365), (fee, served) => {
      const terminated = addDays('2021-09-26', served);
      const days = BigInt(daysBetween(terminated, profile.term.to));
      const error = 365n * fen(ask({ kind: 'refund', fee, terminated }).amount) - fen(fee) * days;
      expect(error * 2n <= 365n && error * 2n > -365n).toBe(true);
    }));
  });
});

describe('what is at stake this month', () => {
  const board = (exposures: readonly Exposure[], now: string) => {
    const found = moneyAtStake(exposures, now, profile, calendar);
    if (!found.ok) throw new Error(JSON.stringify(found.error));
    return found.value;
  };
  const invoice: Exposure = { kind: 'late-payment', from: '2022-03-01', record: { id: '1', form: 'payment', number: 'FP-BJ01-2022-000001' } };
  const rows = (found: ReturnType<typeof board>) => found.stakes.map((stake) => `${stake.kind} ${stake.status} ${stake.answer.amount} ${stake.byMonthEnd}`);
  const possible = ['assessment-failed possible 51950.00 51950.00', 'secrecy-breach possible 1246800.00 1246800.00', 'suspension possible 1049390.00 1049390.00'];

  test('only what could happen, when nothing has', () => {
    const quiet = board([], '2022-04-05T09:00+08:00');
    expect(rows(quiet)).toEqual(possible);
    expect(quiet).toMatchObject({ from: '2022-04-01', to: '2022-04-30', totals: { client: { now: '0.00', byMonthEnd: '0.00', capitals: '零元整' }, contractor: { now: '0.00' } } });
  });
  test('an unpaid invoice waits, runs, and stands still once paid', () => {
    expect(rows(board([invoice], '2022-03-20T09:00+08:00'))).toEqual(possible);
    expect(rows(board([invoice], '2022-04-05T09:00+08:00'))).toEqual(['late-payment pending 0.00 51950.00', ...possible]);
    const running = board([invoice], '2022-04-14T09:00+08:00');
    expect(rows(running)).toEqual(['late-payment running 20780.00 51950.00', ...possible]);
    expect(running.totals.client).toEqual({ now: '20780.00', byMonthEnd: '51950.00', capitals: '伍万壹仟玖佰伍拾元整' });
    expect(running.stakes[0]!.record).toEqual(invoice.record);
    expect(rows(board([{ ...invoice, paid: '2022-04-13' }], '2022-04-20T09:00+08:00'))).toEqual(['late-payment due 10390.00 10390.00', ...possible]);
    expect(rows(board([{ ...invoice, paid: '2022-04-12' }], '2022-04-20T09:00+08:00'))).toEqual(possible);
    expect(rows(board([{ ...invoice, from: '2022-04-25' }], '2022-04-05T09:00+08:00'))).toEqual(possible);
  });
  test('deadlines of this month and missed ones; later ones rest', () => {
    const bond: Exposure = { kind: 'bond', signed: '2021-09-27' };
    expect(rows(board([bond], '2021-09-28T09:00+08:00'))).toEqual(possible);
    expect(rows(board([bond], '2021-10-29T23:59:59+08:00'))[0]).toBe('bond due 103900.00 103900.00');
    expect(rows(board([bond], '2021-10-30T00:00+08:00'))[0]).toBe('bond overdue 103900.00 103900.00');
    expect(board([bond], '2021-10-30T00:00+08:00').totals.contractor).toMatchObject({ now: '103900.00' });
  });
  test('a faulty exposure is named by its place', () => {
    expect(moneyAtStake([invoice, { kind: 'refund' }, { kind: 'tip' }], '2022-04-05T09:00+08:00', profile, calendar)).toMatchObject({ error: [{ code: 'required', field: 'exposures.1.terminated' }, { code: 'not-an-option', field: 'exposures.2.kind' }] });
    expect(moneyAtStake([], 'today', profile, calendar)).toMatchObject({ error: [{ code: 'not-a-time', field: 'now' }] });
  });
});
