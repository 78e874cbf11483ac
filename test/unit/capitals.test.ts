import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { amountToCapitals } from '../../domain/text/capitals.ts';

describe('amounts in Chinese capitals', () => {
  test.each([
    // The contract's own (R4), then the examples of 支付结算办法, annex 1.
    ['1039000.00', '壹佰零叁万玖仟元整'], ['103900.00', '壹拾万叁仟玖佰元整'],
    ['1409.50', '壹仟肆佰零玖元伍角整'], ['6007.14', '陆仟零柒元壹角肆分'], ['1680.32', '壹仟陆佰捌拾元叁角贰分'], ['107000.53', '壹拾万柒仟元伍角叁分'],
    ['16409.02', '壹万陆仟肆佰零玖元零贰分'], ['325.04', '叁佰贰拾伍元零肆分'],
    ['0', '零元整'], ['0.00', '零元整'], ['-0.00', '零元整'], ['0.05', '伍分'], ['0.50', '伍角整'], ['0.5', '伍角整'], ['10', '壹拾元整'], ['-20.10', '负贰拾元壹角整'],
    ['1000.05', '壹仟元零伍分'], ['10001', '壹万零壹元整'], ['100000000', '壹亿元整'], ['105000000', '壹亿零伍佰万元整'], ['100010000', '壹亿零壹万元整'], ['100000001', '壹亿零壹元整'],
    ['1000000000000', '壹万亿元整'], ['1001000000010', '壹万零壹拾亿零壹拾元整'],
    ['9999999999999999.99', '玖仟玖佰玖拾玖万玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分'],
  ])('%s', (amount, capitals) => expect(amountToCapitals(amount)).toBe(capitals));

  test.each(['', '1.005', '1,000', '1e3', ' 1', '+1', '.5', '1.', '壹', '12345678901234567'])('%j is refused', (amount) => expect(() => amountToCapitals(amount)).toThrow(RangeError));

  test('reads back exactly', () => {
    const values: Record<string, bigint> = { 仟: 1000n, 佰: 100n, 拾: 10n };
    const integer = (words: string): bigint => {
      for (const [unit, size] of [['亿', 100_000_000n], ['万', 10_000n]] as const) {
        const at = words.lastIndexOf(unit);
        if (at >= 0) return integer(words.slice(0, at)) * size + integer(words.slice(at + 1));
      }
      let sum = 0n;
      let digit = 0n;
      for (const char of words) {
        const value = '零壹贰叁肆伍陆柒捌玖'.indexOf(char);
        if (value >= 0) digit = BigInt(value);
        else {
          sum += digit * values[char]!;
          digit = 0n;
        }
      }
      return sum + digit;
    };
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 18n - 1n }), (cents) => {
        const words = amountToCapitals(`${cents / 100n}.${String(cents % 100n).padStart(2, '0')}`);
        const [, yuan = '', jiao = '', fen = ''] = /^(?:(.*)元)?(?:零?(.)角)?(?:零?(.)分)?整?$/.exec(words) ?? [];
        expect(integer(yuan) * 100n + integer(jiao) * 10n + integer(fen)).toBe(cents);
        expect(words).not.toMatch(/零零|零[万亿]|万万/);
      }),
      { numRuns: 2000 },
    );
  });
});
