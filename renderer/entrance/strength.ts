export type Strength = 'short' | 'weak' | 'fair' | 'strong';

const common = ['password', 'qwerty', '123456', '111111', 'abc123', 'admin', 'sanlian', 'woaini', 'iloveyou'];

/**
 * How hard a passphrase is to guess, in words people act on. Length counts first: a Chinese character carries about twice the choice of
 * a letter. Repeats, runs and the best-known passwords count for nothing. A hint for the person; the station has the last word.
 */
export const strengthOf = (passphrase: string): Strength => {
  const points = [...passphrase];
  if (points.length < 8) return 'short';
  const lower = passphrase.toLowerCase();
  if (common.some((each) => lower.includes(each)) && points.length < 16) return 'weak';
  let worth = 0;
  for (const [i, each] of points.entries()) {
    const step = i > 0 ? (each.codePointAt(0) ?? 0) - (points[i - 1]!.codePointAt(0) ?? 0) : 9;
    if (Math.abs(step) <= 1) continue;
    worth += /\p{Script=Han}/u.test(each) ? 2.2 : /[a-z]/.test(each) ? 1 : /\d/.test(each) ? 0.8 : 1.25;
  }
  const kinds = [/\p{Ll}/u, /\p{Lu}/u, /\d/, /\p{Script=Han}/u, /[^\p{L}\d]/u].filter((kind) => kind.test(passphrase)).length;
  const total = worth + kinds;
  if (total < 9) return 'weak';
  return total < 14 ? 'fair' : 'strong';
};
