/**
 * How text is cut for the full-text index, and a query likewise. Scripts written without spaces become overlapping pairs of characters,
 * each run closed by its last character alone: 数据库 → 数据 据库 库. A sub-phrase of two or more characters is then a phrase of pairs.
 * Letters and digits are words of their own: Oracle19c → oracle 19 c, XC-BJ01-2021-000123 → xc bj 01 2021 000123. A query's last word is
 * open at its end, and the same cut makes any beginning of a number or a word findable.
 */
const runs = /([\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]+)|([[\p{L}\p{M}]--[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]]+)|([\p{N}--\p{Script=Han}]+)|(\n)/gv;

/** One spelling for full and half width, compatibility characters and letter case. */
const fold = (text: string): string => text.normalize('NFKC').toLowerCase();

/** Stands between lines, so that no phrase reaches from one field into the next. */
const border = '¶';

const pairsOf = (characters: readonly string[]): readonly string[] => characters.slice(0, -1).map((c, i) => c + characters[i + 1]!);

/** Tokens of a text in order. */
export const textToTokens = (text: string): readonly string[] => {
  const tokens: string[] = [];
  for (const [run, han, , , line] of fold(text).matchAll(runs)) {
    if (han !== undefined) {
      const characters = [...run];
      tokens.push(...pairsOf(characters), characters.at(-1)!);
    } else tokens.push(line === undefined ? run : border);
  }
  return tokens;
};

/** What is also findable, without order: numbers without their leading zeros. */
export const textToExtras = (text: string): readonly string[] => [
  ...new Set([...fold(text).matchAll(/\p{Nd}+/gu)].filter(([number]) => /^0+./u.test(number)).map(([number]) => number.replace(/^0+(?=.)/u, ''))),
];

/** Stands in the index of every record of a form, and in no text: a list asks for its own form's matches alone. */
export const formToken = (form: string): string => `§${form.replaceAll(/[^A-Za-z0-9]/g, '§').toLowerCase()}`;

/**
 * FTS5 expression for what was typed: all words, in any order; each word an exact sub-phrase. Null when nothing in it can be searched.
 * Tokens hold letters and digits only, so quoting them is safe.
 */
export const textToQuery = (text: string): string | null => {
  const words = fold(text).split(/\s+/u).map(wordToQuery).filter((word) => word !== null);
  return words.length > 0 ? words.join(' AND ') : null;
};

const wordToQuery = (word: string): string | null => {
  const found = [...word.matchAll(runs)];
  if (found.length === 0) return null;
  const tokens: string[] = [];
  let open = true;
  for (const [index, [run, han]] of found.entries()) {
    const isLast = index === found.length - 1;
    if (han === undefined) {
      tokens.push(run);
      continue;
    }
    const characters = [...run];
    tokens.push(...pairsOf(characters));
    // a run is closed inside the word; at its end the text may go on: pairs stand as they are, one character is the beginning of a pair
    if (!isLast || characters.length === 1) tokens.push(characters.at(-1)!);
    else open = false;
  }
  return `"${tokens.join(' ')}"${open ? ' *' : ''}`;
};

/** FTS5 expression for the records of a form that have any of the pieces of text, each as an exact phrase. Null when nothing in them can be searched. */
export const piecesToQuery = (form: string, pieces: readonly string[]): string | null => {
  const phrases = pieces.flatMap((piece) => {
    const tokens = [...fold(piece).matchAll(runs)].flatMap(([run, han, , , line]) => (line !== undefined ? [] : han === undefined || run.length === 1 ? [run] : pairsOf([...run])));
    return tokens.length > 0 ? [`"${tokens.join(' ')}"`] : [];
  });
  return phrases.length > 0 ? `"${formToken(form)}" AND (${phrases.join(' OR ')})` : null;
};
