/**
 * Reads an amount of yuan as people type it (`103900`, `103,900.5`, `￥１０３，９００`, `1039.5元`) into exact decimal text with fen, `103900.00`. Null when
 * it is no amount, is negative, has more than two decimals or more than twelve digits before them: nothing is rounded (R4).
 */
export const parseMoneyInput = (typed: string): string | null => {
  const plain = typed.normalize('NFKC').replaceAll(/[\s,，]/g, '').replace(/^[¥￥]|^rmb|^cny/i, '').replace(/元(整)?$/, '');
  const parts = /^(\d*)(?:\.(\d{0,2}))?$/.exec(plain);
  if (!parts || !/\d/.test(plain)) return null;
  const whole = (parts[1] ?? '').replace(/^0+(?=\d)/, '') || '0';
  return whole.length > 12 ? null : `${whole}.${(parts[2] ?? '').padEnd(2, '0')}`;
};
