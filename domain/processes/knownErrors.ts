import type { Known } from '../record/around.ts';
import { isLiving } from '../record/unique.ts';

/** A cause that is known, and how to live with it until it is gone (R18). */
export type KnownError = {
  readonly id: string;
  readonly form: string;
  readonly number: string;
  readonly state: string;
  readonly title: string;
  /** How to tell it. */
  readonly symptom: string;
  readonly workaround: string;
  readonly solution: string;
  readonly updatedAt: string;
  /** 0–1: how much of what was asked for is found in it; 1 when nothing was asked for. */
  readonly likeness: number;
};

/** A little of a symptom in common proves nothing: 的, one word of many. */
const leastLikeness = 0.3;

/** What a text is compared by: words of Latin letters and digits whole, Chinese by pairs of neighbours, since it has no spaces. */
export const piecesOf = (text: string): ReadonlySet<string> => {
  const pieces = new Set<string>();
  for (const run of text.normalize('NFKC').toLowerCase().match(/[a-z0-9]+|\p{Script=Han}+/gu) ?? []) {
    if (/^[a-z0-9]/.test(run)) pieces.add(run);
    else if (run.length === 1) pieces.add(run);
    else for (let i = 0; i + 1 < run.length; i += 1) pieces.add(run.slice(i, i + 2));
  }
  return pieces;
};

const toKnownError = ({ rec }: Known): Omit<KnownError, 'likeness'> => {
  const textOf = (name: string): string => String(rec.data[name] ?? '');
  return { id: rec.id, form: rec.form, number: rec.number, state: rec.state, title: textOf('title'), symptom: textOf('symptomKey'), workaround: textOf('workaround'), solution: textOf('solution'), updatedAt: rec.updatedAt };
};

/** Whether a problem is a known error: how to tell it and how to get round it have been written down. */
const isKnownError = ({ rec, def }: Known): boolean => isLiving(rec, def) && ['symptomKey', 'workaround'].every((name) => String(rec.data[name] ?? '').trim() !== '');

/**
 * Known errors that fit the words of a symptom, the likeliest first, then the newest; without words all of them, the newest first. The share
 * of the shorter side's pieces found in the other decides, so that a long description still finds a short one.
 */
export const knownErrorsFor = (words: string, problems: readonly Known[], most: number): readonly KnownError[] => {
  const asked = piecesOf(words);
  const errors = problems.filter(isKnownError).map((known): KnownError => {
    const error = toKnownError(known);
    if (asked.size === 0) return { ...error, likeness: 1 };
    const shares = [error.symptom, error.title].map((text) => {
      const own = piecesOf(text);
      const common = [...own].filter((piece) => asked.has(piece)).length;
      return own.size === 0 ? 0 : common / Math.min(own.size, asked.size);
    });
    return { ...error, likeness: Math.max(...shares) };
  });
  return errors
    .filter((error) => error.likeness >= leastLikeness)
    .toSorted((a, b) => b.likeness - a.likeness || (a.updatedAt < b.updatedAt ? 1 : -1))
    .slice(0, most);
};
