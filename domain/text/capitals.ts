const digits = '零壹贰叁肆伍陆柒捌玖';
const thousandUnits: readonly (readonly [bigint, string])[] = [
  [1000n, '仟'],
  [100n, '佰'],
  [10n, '拾'],
];

/** `rest` is what follows a larger unit; `floor` the smallest figure that leaves no gap before it. A gap is read 零. */
const follow = (rest: bigint, floor: bigint): string => {
  if (rest === 0n) return '';
  return (rest < floor ? '零' : '') + integerToCapitals(rest);
};

const integerToCapitals = (n: bigint): string => {
  if (n >= 100_000_000n) return `${integerToCapitals(n / 100_000_000n)}亿${follow(n % 100_000_000n, 10_000_000n)}`;
  if (n >= 10_000n) return `${integerToCapitals(n / 10_000n)}万${follow(n % 10_000n, 1000n)}`;
  for (const [unit, word] of thousandUnits) {
    if (n >= unit) return `${digits[Number(n / unit)]}${word}${follow(n % unit, unit / 10n)}`;
  }
  return digits[Number(n)]!;
};

/**
 * An amount of yuan in Chinese capitals (大写, R4): `1039000.00` → 壹佰零叁万玖仟元整. The amount is decimal text with at most two
 * decimals and 16 digits before them, so nothing is rounded; anything else throws RangeError. Rules: 支付结算办法, annex 1 (正确填写票据和结算凭证的
 * 基本规定); where it leaves a 零 open (¥1,680.32), it is left out, and an amount ending in 角 takes 整.
 */
export const amountToCapitals = (amount: string): string => {
  const parts = /^(-?)(\d{1,16})(?:\.(\d{1,2}))?$/.exec(amount);
  if (!parts) throw new RangeError(`not an amount: ${amount}`);
  const yuan = BigInt(parts[2]!);
  const [jiao = 0, fen = 0] = [...(parts[3] ?? '').padEnd(2, '0')].map(Number);
  if (yuan === 0n && jiao === 0 && fen === 0) return '零元整';
  const sign = parts[1] ? '负' : '';
  const whole = yuan > 0n ? `${integerToCapitals(yuan)}元` : '';
  if (jiao === 0 && fen === 0) return `${sign}${whole}整`;
  const tenths = jiao > 0 ? `${digits[jiao]}角` : whole && '零';
  return `${sign}${whole}${tenths}${fen > 0 ? `${digits[fen]}分` : '整'}`;
};
