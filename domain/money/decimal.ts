/**
 * Exact money: whole fen in BigInt, shares as whole-number ratios. Nothing passes through binary fractions; what does not come out in
 * whole fen is rounded once, at the end, half a fen up.
 */
export type Ratio = { readonly over: bigint; readonly under: bigint };

const amountPattern = /^(\d{1,13})(?:\.(\d{1,2}))?$/;
/** The largest amount read, in yuan: what 大写 can still say of it doubled. */
export const mostAmount = '9999999999999.99';

/** Yuan as decimal text to fen: `1039000.00`, `5`, `0.5`; null on anything else, signs and separators among it. */
export const amountToFen = (amount: string): bigint | null => {
  const parts = amountPattern.exec(amount);
  return parts ? BigInt(parts[1]!) * 100n + BigInt((parts[2] ?? '').padEnd(2, '0')) : null;
};

/** Fen to yuan with two decimals: `51950.00`. */
export const fenToAmount = (fen: bigint): string => {
  const sign = fen < 0n ? '-' : '';
  const digits = (fen < 0n ? -fen : fen).toString().padStart(3, '0');
  return `${sign}${digits.slice(0, -2)}.${digits.slice(-2)}`;
};

/** For reading: `51,950.00`. */
export const formatAmount = (amount: string): string => amount.replace(/\B(?=(\d{3})+(?!\d))(?<!\.\d*)/g, ',');

/** Per cent as decimal text to a ratio: `5` → 5/100, `0.05` → 5/10000. Throws RangeError on other text. */
export const percentToRatio = (percent: string): Ratio => {
  const parts = /^(\d{1,3})(?:\.(\d{1,6}))?$/.exec(percent);
  if (!parts) throw new RangeError(`not a percentage: ${percent}`);
  const decimals = parts[2] ?? '';
  return { over: BigInt(parts[1]! + decimals), under: 100n * 10n ** BigInt(decimals.length) };
};

/** `fen × over ÷ under`, rounded half up to whole fen. `fen` is not negative. */
export const shareOf = (fen: bigint, { over, under }: Ratio): bigint => (2n * fen * over + under) / (2n * under);
